"""What is kept between runs: found again, and never where anything it depends on has changed."""

import os
import pickle
from threading import Thread

import pytest

from schemas import kept as module
from schemas.issues import issue_kinds
from schemas.kept import MOST_KEPT, keep_between_runs, kept
from schemas.messages import Catalogue, _texts_and_plurals, catalogue
from schemas.rules import _load, lay_over, load_rulebook


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_in_use", False)
    monkeypatch.setattr(module, "_folder", lambda: tmp_path)
    monkeypatch.setattr(module, "STARTED", float("inf"))  # files may be edited while tests run
    module._program.cache_clear()
    keep_between_runs()
    yield tmp_path
    _load.cache_clear()
    module._program.cache_clear()


def test_a_result_is_made_once_for_one_key(cache_folder):
    made = []
    results = [kept("word", key, lambda: made.append(1) or len(made)) for key in ("a", "a", "b", "a")]
    assert results == [1, 1, 2, 1]


def test_nothing_is_kept_where_no_command_runs(cache_folder, monkeypatch):
    monkeypatch.setattr(module, "_in_use", False)
    assert (kept("word", "a", lambda: 1), kept("word", "a", lambda: 2)) == (1, 2)
    assert not list(cache_folder.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a pickle", pickle.dumps([1] * 1000)[:50]])
def test_a_file_that_cannot_be_read_is_made_again(cache_folder, content):
    kept("word", "a", lambda: 1)
    (path,) = cache_folder.iterdir()
    path.write_bytes(content)
    assert kept("word", "a", lambda: 2) == 2
    assert kept("word", "a", lambda: 3) == 2


def test_a_file_with_a_damaged_byte_is_made_again(cache_folder):
    kept("word", "a", lambda: "number 1")
    (path,) = cache_folder.iterdir()
    path.write_bytes(path.read_bytes().replace(b"number 1", b"number 9"))
    assert kept("word", "a", lambda: "number 1") == "number 1"


def test_a_command_that_is_stopped_while_it_writes_leaves_nothing(cache_folder, monkeypatch):
    def stop(path, target):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", stop)
    with pytest.raises(KeyboardInterrupt):
        kept("word", "a", lambda: 1)
    assert not list(cache_folder.iterdir())


def test_an_account_without_a_home_keeps_nothing(monkeypatch):
    def no_home(name):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_cache_path", no_home)
    assert module._folder.__wrapped__() is None


def test_a_changed_program_or_package_makes_it_again(cache_folder, tmp_path_factory, monkeypatch):
    root = tmp_path_factory.mktemp("program")
    (root / "schemas").mkdir()
    (root / "schemas" / "levels.yaml").write_text("one")
    monkeypatch.setattr(module, "ROOT", root)
    results = []
    for change in ("", "code", "package"):
        if change == "code":
            (root / "schemas" / "levels.yaml").write_text("two")
        if change == "package":
            monkeypatch.setattr(module, "version", lambda name: "0")
        module._program.cache_clear()
        results.append(kept("word", "a", lambda: len(results)))
    module._program.cache_clear()
    assert results == [0, 1, 2]


def test_a_process_that_runs_since_before_an_upgrade_keeps_and_finds_nothing(cache_folder, monkeypatch):
    kept("word", "a", lambda: "new")
    module._program.cache_clear()
    monkeypatch.setattr(module, "STARTED", 0)
    assert kept("word", "a", lambda: "old") == "old"
    assert kept("word", "b", lambda: "old") == "old"
    assert len(list(cache_folder.iterdir())) == 1


def test_only_the_newest_are_left(cache_folder):
    for number in range(MOST_KEPT + 3):
        kept("word", str(number), str)
    assert len(list(cache_folder.iterdir())) == MOST_KEPT
    assert kept("word", str(MOST_KEPT + 2), lambda: "made again") == ""


def test_a_folder_that_others_can_write_to_is_not_used(tmp_path, monkeypatch):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: folder)
    assert module._folder.__wrapped__() is None
    folder.chmod(0o700)
    assert module._folder.__wrapped__() == folder
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    assert module._folder.__wrapped__() is None


def test_a_rulebook_kept_is_the_rulebook_and_a_changed_own_file_is_read(cache_folder, tmp_path_factory):
    own = tmp_path_factory.mktemp("own") / "own.yaml"
    hours = "risk_numbers: {RISK-HOURS-PER-FTE: {value: %d}}"
    found = []
    for value in (1500, 1500, 1600):
        own.write_text(hours % value)
        _load.cache_clear()
        found.append(load_rulebook(own))
    first, again, changed = found
    assert first == again and first is not again and first.hash == again.hash
    assert changed.section("risk_numbers")["RISK-HOURS-PER-FTE"].value == 1600 and changed.hash != first.hash
    assert load_rulebook(own, no_legal_bar_attested=True).section("gates")["gate_legal_bar"].attested
    assert not changed.section("gates")["gate_legal_bar"].attested


def test_texts_and_issues_kept_are_those_of_their_files(cache_folder):
    made = {"texts": catalogue.__wrapped__("de"), "issues": issue_kinds.__wrapped__()}
    assert {path.name.split("-")[0] for path in cache_folder.iterdir()} == {"texts_de", "issues"}
    assert made == {"texts": catalogue.__wrapped__("de"), "issues": issue_kinds.__wrapped__()}
    assert made["texts"] == Catalogue("de", *_texts_and_plurals("de"))
    assert made["texts"].text("report.subject") == "Prüfung eines Bestands von Geschäftsprozessen"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_own_rules_from_a_pipe_are_read_each_time(cache_folder, tmp_path_factory):
    def of_next_process(hours):
        pipe = tmp_path_factory.mktemp("pipe") / "own"
        os.mkfifo(pipe)
        _load.cache_clear()
        own = f"risk_numbers: {{RISK-HOURS-PER-FTE: {{value: {hours}}}}}"
        writer = Thread(target=pipe.write_text, args=(own,))
        writer.start()
        rulebook = load_rulebook(pipe)
        writer.join()
        return rulebook.section("risk_numbers")["RISK-HOURS-PER-FTE"].value

    assert [of_next_process(hours) for hours in (1500, 1400)] == [1500, 1400]


def test_a_scenario_has_a_hash_of_its_own():
    rulebook = load_rulebook()
    short, shorter = (
        lay_over(rulebook, {"risk_numbers": {"RISK-HOURS-PER-FTE": {"value": hours}}}, "hours")
        for hours in (1500, 1400)
    )
    assert len({rulebook.hash, short.hash, shorter.hash}) == 3
