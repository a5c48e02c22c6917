"""The line to a chat, posted to a real receiver: what it says, what it does not, and what a receiver that
fails costs.
"""

import datetime as dt
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr

from flows.nightly.notify import Post
from flows.nightly.run import Night
from schemas.records import Outcome
from tasks.delivery import tell_chat
from tasks.history import database_url, migrate
from tasks.settings import Settings

SECRET = "T0KEN-of-the-chat"
AUDITED = Outcome(
    "Payroll of Jane Doe",
    "audited",
    None,
    {"rows_assessed": 26, "label_bpo_candidate": 9, "label_review": 3, "flags_grave": 4},
)
REFUSED = Outcome("broken", "refused", refusals=(("Jane Doe.xlsx", "Jane Doe.xlsx is encrypted."),))


@pytest.fixture
def receiver():
    """A web server that keeps what is posted and answers with ``replies``, else with 200."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802 - the server's name for it
            server.posts.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(server.replies.pop(0) if server.replies else 200)
            self.end_headers()

        def log_message(self, *args):
            """Nothing on the screen."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.posts, server.replies = [], []
    server.chat = f"json://user:{SECRET}@127.0.0.1:{server.server_port}/{SECRET}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def told(tmp_path, caplog):
    """Delivers one night to chats, with every logger at its most talkative; what troubles it."""
    caplog.set_level(logging.DEBUG)
    (tmp_path / "out").mkdir()
    migrate(database_url("", tmp_path / "out"))

    def tell(*chats, run_id="20261101T030000Z-000001"):
        config = Settings(out=tmp_path / "out", chat_urls=[SecretStr(chat) for chat in chats])
        night = Night(dt.date(2026, 11, 1), "done", (AUDITED, REFUSED))
        return Post(config, database_url("", config.out)).deliver(night, run_id)

    return tell


def test_a_chat_is_told_headline_and_counts_once_and_no_names(receiver, told):
    assert told(receiver.chat).troubles == ()
    told(receiver.chat)  # the same night, told again after it was broken off
    [post] = receiver.posts
    assert post["title"] == "Process audit, night of 2026-11-01: Audited, with something to look at"
    assert post["message"].startswith(
        "1 of 2 portfolios audited (26 processes), 1 input refused. 9 BPO candidates, 0 KPO candidates"
    )
    assert "4 high and critical risk flags" in post["message"]
    assert "Jane" not in json.dumps(post)


@pytest.mark.parametrize("fault", ["answers 500", "is away", "is misspelled", "has no such service"])
def test_a_chat_that_fails_costs_a_trouble_and_the_others_are_told(receiver, told, caplog, fault, capfd):
    wrong = {
        "answers 500": receiver.chat,
        "is away": f"json://127.0.0.1:1/{SECRET}",
        "is misspelled": f"slack://{SECRET}",
        "has no such service": f"nosuch://{SECRET}",
    }[fault]
    receiver.replies = [500] if fault == "answers 500" else []
    night = told(wrong, f"{receiver.chat}/second")
    [trouble] = night.troubles
    assert trouble.startswith("Chat 1 of 2 could not be told")
    assert len(receiver.posts) == (2 if fault == "answers 500" else 1)
    assert night.verdict.state == "CompletedWithIssues"
    assert night.digest.exists()
    seen = caplog.text + "".join(capfd.readouterr())
    assert SECRET not in seen


def test_without_silence_the_address_would_stand_in_the_log(caplog):
    """What the silence is for: if Apprise stops doing this, it can go."""
    import apprise

    caplog.set_level(logging.DEBUG)
    apprise.Apprise().add(f"slack://{SECRET}")
    assert SECRET in caplog.text
    caplog.clear()
    assert not tell_chat(f"slack://{SECRET}", "title", "text")
    assert SECRET not in caplog.text
