"""What all tests share: no telemetry, a Prefect home of their own, and skips that a full run does not
allow.
"""

import os
import shutil
from pathlib import Path

import pytest

os.environ.update(
    {
        "DO_NOT_TRACK": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "TQDM_DISABLE": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }
)
for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
    os.environ.pop(name, None)

NEEDS = {
    "libreoffice": (
        lambda: shutil.which("soffice"),
        "LibreOffice is not installed (Debian package libreoffice-calc)",
    ),
    "postgresql": (
        lambda: list(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "the PostgreSQL server is not installed (Debian package postgresql)",
    ),
    "browser": (
        lambda: shutil.which("chromium"),
        "Chromium is not installed (Debian packages chromium and chromium-driver)",
    ),
}


def pytest_collection_modifyitems(items):
    """Skips tests whose program is missing, unless PROCESS_AUDIT_NO_SKIPS says that none may be."""
    if os.environ.get("PROCESS_AUDIT_NO_SKIPS"):
        return
    for name, (is_there, reason) in NEEDS.items():
        if not is_there():
            for item in items:
                if item.get_closest_marker(name):
                    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs that are no part of this project; tests that ask for it skip where it is
    absent.
    """
    folder = Path(os.environ.get("PROCESS_AUDIT_SHARED", Path(__file__).parents[2] / "shared"))
    if not (folder / "real_inputs").is_dir():
        pytest.skip("the folder of real inputs is not there")
    return folder


@pytest.fixture(scope="session", autouse=True)
def prefect_home(tmp_path_factory):
    """A Prefect home of this run's own, so that no test touches a user's."""
    home = tmp_path_factory.mktemp("prefect")
    os.environ["PREFECT_HOME"] = str(home)
    return home


@pytest.fixture(scope="session", autouse=True)
def user_cache(tmp_path_factory):
    """A cache folder of this run's own: what tests keep there is never found by a user's program, nor the other way
    round.
    """
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def mailbox():
    """What a real mail server takes in; ``smtp`` are the settings that lead to it."""
    from tests.mail_server import Mailbox, mail_server

    box = Mailbox()
    with mail_server(box) as box.smtp:
        yield box


@pytest.fixture(autouse=True)
def own_settings():
    """Settings that the environment of one test gave do not reach the next one."""
    from tasks.settings import settings

    settings.cache_clear()
