"""A run folder is whole or not there."""

import pytest

from flows.run_folder import RunFolder, previous_run, publish
from tests.flows.requests_for_tests import request


def finish(ask, text: str) -> None:
    with RunFolder(ask) as folder:
        (folder.path / "run.json").write_text(text)
        publish(folder)


def test_latest_points_to_the_newest_run(tmp_path):
    finish(request(tmp_path, run_id="1"), "one")
    finish(request(tmp_path, run_id="2"), "two")
    assert (tmp_path / "Test/latest/run.json").read_text() == "two"
    assert (tmp_path / "Test/1/run.json").read_text() == "one"
    assert previous_run(request(tmp_path)).name == "2"


def test_a_run_that_breaks_off_leaves_the_old_one_as_it_was(tmp_path):
    finish(request(tmp_path, run_id="1"), "one")
    with pytest.raises(KeyError), RunFolder(request(tmp_path, run_id="2")) as folder:
        (folder.path / "run.json").write_text("half")
        raise KeyError
    assert sorted(path.name for path in (tmp_path / "Test").iterdir()) == [".lock", "1", "latest"]
    assert (tmp_path / "Test/latest/run.json").read_text() == "one"


def test_leftovers_of_a_killed_run_are_swept(tmp_path):
    (tmp_path / "Test/.0.part").mkdir(parents=True)
    finish(request(tmp_path, run_id="1"), "one")
    assert not (tmp_path / "Test/.0.part").exists()


def test_a_portfolio_that_was_refused_leaves_no_folder(tmp_path):
    with RunFolder(request(tmp_path)):
        pass
    assert list(tmp_path.iterdir()) == []
