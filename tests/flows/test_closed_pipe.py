"""A command whose reader has seen enough ends without a word."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from flows.lean_start import end_process

ROOT = Path(__file__).parents[2]


def test_rules_into_a_pipe_that_is_closed_end_quietly():
    rules = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "rules"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    rules.stdout.read(10)
    rules.stdout.close()
    said = rules.stderr.read()
    rules.stderr.close()
    assert (rules.wait(), said) == (0, b"")


def test_a_command_whose_last_words_find_no_room_says_so(tmp_path):
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "flows.cli", "template", str(tmp_path / "intake.xlsx")],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert ended.returncode != 0 and b"No space left" in ended.stderr


def test_what_other_packages_do_at_the_end_of_a_program_is_done_before_a_command_ends(tmp_path):
    """A command ends without taking its modules apart, but not before threads and functions of ``atexit``."""
    program = (
        "import atexit, sys, threading\n"
        "from flows.cli import main\n"
        "atexit.register(print, 'at the end', end='')\n"
        "wait = threading.main_thread().join\n"
        "threading.Thread(target=lambda: (wait(), print('by a thread, ', end=''))).start()\n"
        f"sys.argv = ['process-audit', 'check', {str(tmp_path / 'none.csv')!r}]\nmain()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 4 and ended.stdout.endswith("by a thread, at the end")


def test_after_a_pool_a_command_ends_as_python_does(monkeypatch):
    def ends_at_once(code):
        raise AssertionError(f"ended at once with {code}: semaphores of the pool are told as leaked")

    monkeypatch.setattr(os, "_exit", ends_at_once)
    monkeypatch.setitem(sys.modules, "pebble", ModuleType("pebble"))
    with pytest.raises(SystemExit) as end:
        end_process(3)
    assert end.value.code == 3
