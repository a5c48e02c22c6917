"""Commands that write where the user says: a place that takes no file is a wrong command, not a fault of the program."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from docx import Document

from flows.cli import commands
from flows.cli.commands import app
from tasks import settings
from tests.asking.conftest import ROWS, Owners

LONG = "a" * 300
COMMANDS = {
    "check": ["check", "list.csv", "--write-map"],
    "template": ["template"],
    "brief": ["brief", "group", "--file"],
    "register": ["register", "group", "--out"],
    "backup": ["backup"],
}


@pytest.fixture
def ended(tmp_path, monkeypatch, capsys):
    """How a command ends, and what it says of it, in a folder with one audited portfolio and one list."""
    made = Owners(tmp_path)
    made.audited("20261101T030000Z-aaaaaa", ROWS)
    pages = Document()
    pages.add_heading("Pay invoices", 1)
    pages.save(str(made.home / "latest/briefs.docx"))
    facts = {"lei": "529900ABCDEFGHIJ1252", "dora": True, "country": "IE"}
    config = settings.Settings(out=made.config.out, portfolios={"group": facts})
    monkeypatch.setattr(settings, "_sent", config)
    settings.settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text("Process name;FTE\nPayroll;3\n")
    Path("notes.txt").write_text("a file")

    def end(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(commands, "app", lambda **_: app(list(words), result_action="return_value"))
        with pytest.raises(SystemExit) as ending:
            commands.main()
        return ending.value.code, capsys.readouterr().err

    yield end
    settings.settings.cache_clear()


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_name_that_is_too_long_is_a_wrong_command(ended, command):
    code, said = ended(*command, LONG)
    assert code == 2
    assert said.startswith(LONG) and "cannot be written: the name is too long. Name another place" in said


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_folder_that_is_a_file_is_a_wrong_command(ended, command):
    code, said = ended(*command, "notes.txt/new")
    assert code == 2 and "fault of the program" not in said
    assert "a part of the path is a file" in said or "notes.txt does not exist" in said


def closed(monkeypatch, name: str) -> None:
    """The system says of each folder and file with this name in its path that this account may not write there."""
    mkdir, open_ = Path.mkdir, Path.open

    def refuse(self, mode=""):
        if name in self.as_posix() and not mode.startswith("r"):
            raise PermissionError(errno.EACCES, "Permission denied", str(self))

    def refusing_mkdir(self, *arguments, **options):
        refuse(self)
        mkdir(self, *arguments, **options)

    def refusing_open(self, mode="r", *arguments, **options):
        refuse(self, mode)
        return open_(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", refusing_mkdir)
    monkeypatch.setattr(Path, "open", refusing_open)


@pytest.mark.parametrize("name", ["check", "brief", "register", "backup"])
def test_a_folder_that_this_account_may_not_write_to_is_a_wrong_command(ended, monkeypatch, name):
    closed(monkeypatch, "theirs")
    # A map needs a folder that is there; the others make theirs.
    code, said = ended(*COMMANDS[name], "theirs.yaml" if name == "check" else "theirs/new")
    assert code == 2
    assert said.startswith("theirs") and "cannot be written: this account may not write there." in said


@pytest.mark.parametrize(
    ("words", "folder"), [(["rate", "group", "--rows", "2"], "ratings"), (["ask", "group"], "questionnaires")]
)
def test_results_that_this_account_may_not_write_to_are_no_fault_of_the_program(
    ended, monkeypatch, words, folder
):
    closed(monkeypatch, folder)
    code, said = ended(*words)
    assert code == 1
    assert (
        said.startswith("This account may not write or read there (")
        and "Give this account the right" in said
    )
