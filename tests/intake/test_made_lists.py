"""Lists made at random mean what was meant, wherever their units stand and however their numbers are written."""

from __future__ import annotations

import pytest

from tests.intake.made_lists import made_list
from tests.intake.made_sheets import read

COUNT = 160


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_list_made_at_random_means_what_was_meant(seed):
    made = made_list(seed)
    intake = read(*made.rows)
    typed = intake.typed.rename(columns={"labour_cost": "cost", "annual_cost": "cost"})
    assert typed["process_name"].tolist() == made.names
    # The posts may show that a volume without a period is that of a month, which the notes of the table say.
    of_month = any("hours match the FTE" in str(note) for note in intake.files[0].tables[0].notes)
    for name in made.meant.keys() - ({"volume"} if of_month else set()):
        assert typed[name].tolist() == pytest.approx(made.meant[name]), name
