"""Lists with odd cells, headings and shapes, at random but always the same ones; ``make fuzz`` runs thousands more."""

import dataclasses

from tests.intake import fuzz_cells


def test_lists_with_odd_cells_are_read_whole_and_no_name_is_told(tmp_path):
    counts, wrong = fuzz_cells.fuzz(20, 11, tmp_path)
    assert wrong == []
    assert counts.total() == 20
    assert sum(count for (_, how), count in counts.items() if how == "read") > 10


def test_the_fuzzer_would_notice(tmp_path, monkeypatch):
    said = fuzz_cells.read_portfolio

    def forgetful(paths, limits):
        intake = said(paths, limits)
        return dataclasses.replace(intake, typed=intake.typed.iloc[1:])

    monkeypatch.setattr(fuzz_cells, "read_portfolio", forgetful)
    assert any("rows in" in fault for fault in fuzz_cells.fuzz(4, 11, tmp_path)[1])
