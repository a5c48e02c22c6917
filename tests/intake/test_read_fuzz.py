"""Damaged files of every kind, at random but always the same ones; ``make fuzz`` runs thousands more."""

import pytest

from tests.intake.fuzz import fuzz
from tests.intake.fuzz_seeds import SEEDS


@pytest.mark.parametrize("seed", range(4))
def test_nothing_escapes(tmp_path, seed):
    counts, wrong = fuzz(35, seed, tmp_path)
    assert wrong == []
    assert counts.total() == 35
    assert {kind for kind, _ in counts} == set(SEEDS)


def test_the_fuzzer_would_notice(tmp_path, monkeypatch):
    def careless(path, limits):
        raise ValueError("escaped")

    monkeypatch.setattr("tests.intake.fuzz.read_file", careless)
    assert len(fuzz(3, 0, tmp_path)[1]) == 3
