"""Live models with values that the ranges of the rulebook do not hold."""

from schemas.records import WhatIf
from schemas.rules import lay_over
from tasks.value import fitted


def test_a_value_outside_its_range_widens_the_range_and_what_cannot_be_is_left_out(rulebook):
    changed = {
        "governance": {"mid": 0.5},
        "provider_loading": {"mid": 1.2},
        "discount_rate": {"mid": 10.0},
        "severance": {"mid": -1.0},
        "gone": {"mid": 1.0},
    }
    read = WhatIf("what_if.xlsx", overlay={"assumptions": changed}, remarks=("first",))
    model = fitted(read, rulebook)
    rules = lay_over(rulebook, model.overlay, "what_if").section("assumptions")
    before = rulebook.section("assumptions")
    assert (rules["governance"].low, rules["governance"].high) == (before["governance"].low, 0.5)
    assert (rules["provider_loading"].mid, rules["provider_loading"].low) == (1.2, 1.2)
    assert rules["discount_rate"] == before["discount_rate"] and rules["severance"] == before["severance"]
    assert model.remarks == (
        "first",
        "discount_rate: 10 is no number between 0 and 1 (share a year), so it is left as it was.",
        "severance: -1 is no number from 0 on (multiple of the severance of the country), so it is left as it was.",
        "gone: the rulebook has no such assumption, so its change is not taken over.",
    )


def test_an_unchanged_model_stays_unchanged(rulebook):
    assert fitted(WhatIf("what_if.xlsx"), rulebook) == WhatIf("what_if.xlsx")
