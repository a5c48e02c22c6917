"""A reader that aborts, hangs, panics or eats memory costs its file at most, never the program."""

import os
import signal
import time
from threading import Thread, main_thread

import psutil
import pytest

from tasks.intake.files import sandbox as child_process
from tasks.intake.files.read_file import read_file
from tasks.settings import Limits
from tests.intake.fuzz_seeds import csv, xlsb, xlsx

FAKE = """
import os, sys, time
class PasswordError(Exception): pass
class Panic(BaseException): pass
class SheetTypeEnum: WorkSheet = 1
class SheetVisibleEnum: Visible = 1
class CalamineWorkbook:
    @classmethod
    def from_path(cls, path):
        {deed}
"""


# Two seconds of CPU, as an expression.
BUSY = "end = time.process_time() + 2; any(time.process_time() > end for _ in iter(int, 1))"


@pytest.fixture
def calamine_that(tmp_path, monkeypatch):
    """Puts a calamine into the child process that does something bad."""

    def install(deed):
        folder = tmp_path / "packages"
        folder.mkdir()
        (folder / "python_calamine.py").write_text(FAKE.format(deed=deed))
        monkeypatch.setenv("PYTHONPATH", str(folder))
        child_process.stop_idle()

    yield install
    child_process.stop_idle()


def read(tmp_path, content, name, **limits):
    (tmp_path / name).write_bytes(content)
    return read_file(tmp_path / name, Limits(**{"read_seconds": 30, **limits}))


DEEDS = {
    "abort": "os.abort()",
    "panic": "raise Panic('explicit panic')",
    "exit": "os._exit(3)",
    "sys.exit": "sys.exit(1)",
    "crash": "import ctypes; ctypes.string_at(0)",
    "print": "print('done'); raise ValueError",
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_the_other_reader_takes_over(tmp_path, calamine_that, deed):
    calamine_that(deed)
    file = read(tmp_path, xlsx(), "book.xlsx")
    assert file.refused_message is None
    assert len(file.sheets[0].grid) == 4
    assert "calamine could not read it; openpyxl could." in file.notes


@pytest.mark.parametrize(
    ("deed", "code"), [("os.abort()", "FILE_STOPS_READER"), ("raise Panic()", "FILE_DAMAGED")]
)
def test_without_another_reader_the_file_is_refused(tmp_path, calamine_that, deed, code):
    calamine_that(deed)
    assert read(tmp_path, xlsb(), "book.xlsb").refused_code == code
    assert read(tmp_path, csv(), "table.csv").refused_code is None


def test_a_reader_that_hangs_is_stopped(tmp_path, calamine_that):
    calamine_that("time.sleep(60)")
    file = read(tmp_path, xlsx(), "book.xlsx", read_seconds=1)
    assert file.refused_code == "FILE_TOO_SLOW"
    assert "1 seconds (setting PROCESS_AUDIT_LIMITS__READ_SECONDS)" in file.refused_message


def test_time_in_which_a_reader_waits_for_the_machine_does_not_count(tmp_path, calamine_that):
    calamine_that("time.sleep(2); raise Panic()")
    assert read(tmp_path, xlsb(), "book.xlsb", read_seconds=1).refused_code == "FILE_DAMAGED"


@pytest.mark.parametrize(
    "deed",
    [
        "x = [bytearray(1 << 24) for _ in range(10_000)]",
        "sys.stderr.write('memory allocation of 9 bytes failed'); sys.stderr.flush(); os.abort()",
    ],
)
def test_a_reader_that_eats_memory_is_stopped(tmp_path, calamine_that, deed):
    calamine_that(deed)
    file = read(tmp_path, xlsb(), "book.xlsb", read_megabytes=200)
    assert file.refused_code == "FILE_TOO_MUCH_MEMORY"
    assert "200 MB" in file.refused_message


def test_a_child_reads_file_after_file(tmp_path):
    read(tmp_path, xlsx(), "first.xlsx")
    before = [child._process.pid for child in child_process._idle]
    read(tmp_path, csv(), "second.csv")
    assert [child._process.pid for child in child_process._idle] == before


def test_a_child_that_died_while_idle_is_replaced(tmp_path):
    read(tmp_path, xlsx(), "first.xlsx")
    for child in child_process._idle:
        os.kill(child._process.pid, 9)
    assert read(tmp_path, xlsx(), "second.xlsx").refused_code is None


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no alarm")
def test_a_reader_does_not_outlive_whoever_is_stopped_while_it_reads(tmp_path, calamine_that):
    class Stop(BaseException):
        """As the end of the time of an audit, a cancelled run or Ctrl-C raise one."""

    def stop(*_):
        raise Stop

    begun = tmp_path / "begun"
    calamine_that(f"open({str(begun)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    before = signal.signal(signal.SIGALRM, stop)
    try:
        Thread(target=raise_when, args=(begun,), daemon=True).start()
        with pytest.raises(Stop):
            read(tmp_path, xlsx(), "book.xlsx")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not psutil.pid_exists(int(begun.read_text()))


def raise_when(begun):
    """Stops this process's main thread as soon as the file has a text."""
    while not (begun.exists() and begun.read_text()):
        time.sleep(0.05)
    signal.pthread_kill(main_thread().ident, signal.SIGALRM)


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read(tmp_path, xlsx(), "book.xlsx")
    read(tmp_path, b"PK\x03\x04", "bad.xlsx")
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_no_fault_of_the_file(tmp_path, calamine_that):
    calamine_that("raise OSError(28, 'No space left on device')")
    with pytest.raises(OSError, match="No space left"):
        read(tmp_path, xlsx(), "book.xlsx")


def test_the_time_limit_holds_for_all_tries_together(tmp_path, calamine_that):
    calamine_that(f"{BUSY}; os.abort()")
    start = time.monotonic()
    assert read(tmp_path, xlsx(), "book.xlsx", read_seconds=1).refused_code == "FILE_TOO_SLOW"
    assert time.monotonic() - start < 30
