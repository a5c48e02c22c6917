"""FTE and volumes below each other's headings are told and count as blank."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

NAMES = ["Pay invoices", "Run payroll", "Close the books", "Answer callers"]


def table(fte, volumes):
    return read(["Process", "FTE", "Volume"], *map(list, zip(NAMES, fte, volumes, strict=True)))


def test_posts_and_volumes_that_are_exchanged_are_told_once_for_each_column():
    intake = table([12_000, 3_600, 900, 2_400], [4, 3, 2, 5])
    assert codes(intake) == {"FTE_AND_VOLUME_EXCHANGED": ["B1", "C1"]}
    assert intake.typed[["fte", "volume"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("fte", "volumes"),
    [
        ([40, 30, 5, 20], [1, 1, 12, 4]),
        ([4, 3, 2, 5], [12_000, 3_600, 900, 240]),
        ([400, 3, 2, 5], [1, 3_600, 900, 240]),
        ([400, 300, 200, 500], [0, None, 0, 12]),
    ],
    ids=["few runs with many people", "usual", "one row", "no volumes"],
)
def test_few_runs_a_year_by_many_people_are_no_exchange(fte, volumes):
    intake = table(fte, volumes)
    assert not codes(intake) and intake.typed["fte"].tolist() == fte
