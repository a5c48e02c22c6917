"""The contradiction of the source documents that is settled by the value model (T13)."""

import pytest

from tests.value.conftest import INVOICES


def test_t13_a_freed_post_saves_cash_or_does_better_work_and_never_both(value_of, rulebook_with):
    attrition = rulebook_with({"release": {"attrition": {"is_chosen": True}}})
    part, row = (value_of(INVOICES, rules=rules).rows.loc[0] for rules in (attrition, rulebook_with()))
    freed = row["posts_released"] + row["posts_redeployed"]
    assert part["posts_released"] + part["posts_redeployed"] == pytest.approx(freed)
    assert part["posts_released"] == pytest.approx(0.25 * freed)
    cost_of_a_post = INVOICES["annual_cost"] / INVOICES["fte"]
    assert row["case_saving"] - part["case_saving"] == pytest.approx(
        (row["posts_released"] - part["posts_released"]) * cost_of_a_post, abs=0.02
    )
