"""Lists made at random keep their processes and figures, however their sheet is laid out."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import read
from tests.intake.made_structures import MEASURES, made_structure

COUNT = 154


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_structure_made_at_random_keeps_its_processes_and_their_figures(seed):
    made = made_structure(seed)
    intake = read(*made.rows, **made.facts)
    typed = intake.typed.rename(columns={"labour_cost": "cost", "annual_cost": "cost"})
    assert typed["process_name"].str.lstrip("-0123456789. \u2003").tolist() == made.meant["process_name"]
    for name in MEASURES:
        assert typed[name].tolist() == pytest.approx(made.meant[name]), name
    assert typed["currency"].tolist() == made.meant["currency"]
