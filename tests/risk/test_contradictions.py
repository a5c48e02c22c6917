"""Contradictions of the source documents that are settled by flags (T1, T11)."""

from tests.risk.conftest import judged


def flags_of(rulebook, rows):
    """Severity by code of each row."""
    flags = judged(rows, rulebook).flags
    return [
        dict(flags.loc[flags["process_id"] == f"P{number}", ["code", "severity"]].to_numpy())
        for number in range(1, len(rows) + 1)
    ]


def test_t01_attrition_is_flagged_for_both_labels_by_the_share_given(rulebook):
    rows = [
        {"recommendation": label, "attrition_share": share}
        for label in ("bpo_candidate", "kpo_candidate")
        for share in (0.19, 0.2, 0.4)
    ]
    assert [found.get("ATTRITION") for found in flags_of(rulebook, rows)] == [None, "medium", "high"] * 2


def test_t11_only_the_rows_own_column_says_that_talent_is_scarce(rulebook):
    rows = [
        {"recommendation": "kpo_candidate", "talent_scarcity_level": level} for level in (1.0, 3.0, 4.0, None)
    ]
    assert ["KPO-TALENT" in found for found in flags_of(rulebook, rows)] == [False, False, True, False]
