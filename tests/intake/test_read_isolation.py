"""What a file is, its list of parts and its properties are looked at in the reader process alone, after its
size.
"""

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from schemas.workbooks import PORTFOLIO_PROPERTY
from tasks import scratch
from tasks.intake import portfolio_of
from tasks.intake.files.read_file import read_file
from tasks.settings import Limits

ROOT = Path(__file__).parents[2]


def many_parts(path, count):
    """A container of so many empty parts, written without a list of them in memory."""
    with zipfile.ZipFile(path, "w") as book:
        for number in range(count):
            book.writestr(f"part {number:07d}", b"")
    return path


def test_a_container_with_too_many_parts_is_refused_before_they_are_listed(tmp_path, monkeypatch):
    from tasks.intake.files.refused import Refused
    from tasks.intake.files.zip_container import Container

    path = many_parts(tmp_path / "many.xlsx", 3_000)
    monkeypatch.setattr("tasks.intake.files.zip_container.zipfile.ZipFile", lambda *_: pytest.fail("listed"))
    with pytest.raises(Refused, match="FILE_TOO_MANY_PARTS"):
        Container(path, Limits(zip_members=100))


def test_parts_and_properties_are_never_looked_at_in_the_parent(tmp_path, monkeypatch):
    path = tmp_path / "ours.xlsx"
    with Workbook(path) as book:
        book.add_worksheet()
        book.set_custom_property(PORTFOLIO_PROPERTY, "HR")
    monkeypatch.setattr("zipfile.ZipFile", lambda *_: pytest.fail("opened in the parent"))
    assert portfolio_of(path, Limits()) == "HR"


def test_a_properties_part_that_is_too_large_costs_nothing_but_itself(tmp_path):
    path = tmp_path / "large.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("docProps/custom.xml", "<Properties>" + "<property/>" * 3_000_000 + "</Properties>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert portfolio_of(path, Limits(read_seconds=20)) is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_file_is_read_as_it_was_when_it_was_hashed(tmp_path, monkeypatch):
    import hashlib

    from tasks.intake.files import read_file as module

    path = tmp_path / "list.csv"
    path.write_text("Process name;FTE\nPayroll;3\n")
    in_child = module.in_child

    def replaced(*asked):
        path.write_text("Process name;FTE\nPayroll;99\n")
        return in_child(*asked)

    monkeypatch.setattr(module, "in_child", replaced)
    read = read_file(path, Limits())
    assert read.sha256 == hashlib.sha256(b"Process name;FTE\nPayroll;3\n").hexdigest()
    assert "99" not in read.sheets[0].grid.to_string()


@pytest.mark.parametrize("number", [28, 5, 24, 27, 122])
def test_what_the_system_lacks_is_no_fault_of_the_file(tmp_path, monkeypatch, number):
    import json

    def lacking(request, seconds):
        Path(request["folder"], "result.json").write_text(json.dumps({"system_fault": number}))

    monkeypatch.setattr("tasks.intake.files.read_file.in_child", lacking)
    (tmp_path / "list.csv").write_text("Process name;FTE\nPayroll;3\n")
    with pytest.raises(OSError) as raised:
        read_file(tmp_path / "list.csv", Limits())
    assert raised.value.errno == number


def test_what_a_killed_process_left_in_the_temporary_folder_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = (
        "import os; from tasks.scratch import scratch_folder\n"
        "with scratch_folder() as folder: (folder / 'rows').write_text('x'); os.kill(os.getpid(), 9)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment)
    with scratch.scratch_folder() as mine:
        assert len(list(tmp_path.glob("process-audit-*"))) == 2
        assert scratch.sweep() == 1
        assert mine.exists()
