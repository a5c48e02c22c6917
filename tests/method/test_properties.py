"""What must hold for any row: independence, sums, intervals, monotony."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.columns import columns
from schemas.results import ASSESSED_COLUMNS, DRIVES
from schemas.rules import load_rulebook
from tasks.method import assess
from tests.method.cases import AS_OF, text_frame
from tests.method.portfolios import READ, random_rows, random_texts

RULEBOOK = load_rulebook()
SEEDS = st.integers(0, 10**6)
FILLED = st.sampled_from([0.05, 0.3, 0.6, 0.95])
QUICK = settings(max_examples=12, deadline=None)
SCORES = {
    "volume_complexity": "volume_complexity",
    "intellectual_complexity": "intellectual_complexity",
    "drive": "drive_index",
}


def portfolio(seed, filled, rows=60):
    return random_rows(rows, seed, filled), text_frame(random_texts(rows, seed))


@QUICK
@given(SEEDS, FILLED)
def test_other_rows_and_their_order_change_nothing(seed, filled):
    typed, texts = portfolio(seed, filled)
    whole = assess(typed, texts, RULEBOOK, AS_OF)
    kept = np.random.default_rng(seed).permutation(len(typed))[:25]
    part = assess(typed.iloc[kept], texts.iloc[kept], RULEBOOK, AS_OF)
    pd.testing.assert_frame_equal(
        part.rows.astype("object"), whole.rows.iloc[kept].astype("object"), check_dtype=False
    )
    order = ["row_key", "score", "rule_id"]
    lines = [
        pd.concat(frames)[lambda frame: frame["row_key"].isin(kept)]
        .astype({"score": "str", "rule_id": "str", "criterion": "str"})
        .sort_values(order, ignore_index=True)
        for frames in (part.contributions, whole.contributions)
    ]
    pd.testing.assert_frame_equal(*lines)


@QUICK
@given(SEEDS, FILLED)
def test_same_input_same_result(seed, filled):
    typed, texts = portfolio(seed, filled)
    first, second = (assess(typed, texts, RULEBOOK, AS_OF) for _ in range(2))
    for name in ("rows", "questions", "weight_sensitivity"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    pd.testing.assert_frame_equal(pd.concat(first.contributions), pd.concat(second.contributions))


def test_rows_beyond_one_stretch_are_judged_the_same(monkeypatch):
    typed, texts = portfolio(7, 0.6)
    whole = assess(typed, texts, RULEBOOK, AS_OF)
    monkeypatch.setattr("tasks.method.assessment.ROWS_AT_A_TIME", 7)
    parts = assess(typed, texts, RULEBOOK, AS_OF)
    pd.testing.assert_frame_equal(parts.rows.astype("object"), whole.rows.astype("object"))
    assert len(parts.contributions) > 1
    lines = (pd.concat(frames, ignore_index=True) for frames in (parts.contributions, whole.contributions))
    pd.testing.assert_frame_equal(*lines)
    pd.testing.assert_frame_equal(parts.weight_sensitivity, whole.weight_sensitivity)


def test_a_row_alone_has_the_very_numbers_that_it_has_among_others():
    typed, texts = portfolio(7, 0.6, rows=12)
    whole = assess(typed, texts, RULEBOOK, AS_OF).rows[list(SCORES.values())]
    alone = [assess(typed.iloc[[row]], texts.iloc[[row]], RULEBOOK, AS_OF).rows for row in range(4)]
    found = pd.concat(alone)[list(SCORES.values())]
    assert found.to_numpy("float64").tobytes() == whole.iloc[:4].to_numpy("float64").tobytes()


@QUICK
@given(SEEDS, FILLED)
def test_contributions_add_up_to_the_scores(seed, filled):
    typed, texts = portfolio(seed, filled)
    result = assess(typed, texts, RULEBOOK, AS_OF)
    lines = pd.concat(result.contributions)
    sums = lines.groupby(["row_key", "score"], observed=True)["points"].sum()
    weights = lines.groupby(["row_key", "score"], observed=True)["weight"].sum()
    for score in SCORES.values():
        known = result.rows[score].dropna()
        np.testing.assert_allclose(
            sums.xs(score, level="score").reindex(known.index), known, atol=1e-9, rtol=0
        )
        assert len(sums.xs(score, level="score")) == len(known)
    np.testing.assert_allclose(weights, 1, atol=1e-5)


@QUICK
@given(SEEDS, FILLED)
def test_the_interval_holds_the_point_and_text_never_narrows_it(seed, filled):
    typed, texts = portfolio(seed, filled)
    rows = assess(typed, texts, RULEBOOK, AS_OF).rows
    bare = assess(typed, text_frame([{}] * len(typed)), RULEBOOK, AS_OF).rows
    for stem, score in SCORES.items():
        known = rows[rows[score].notna()]
        assert (known[f"{stem}_low"] <= known[score] + 1e-12).all() and (
            known[score] <= known[f"{stem}_high"] + 1e-12
        ).all()
        assert (rows[f"{stem}_low"] <= bare[f"{stem}_low"] + 1e-12).all() and (
            rows[f"{stem}_high"] >= bare[f"{stem}_high"] - 1e-12
        ).all()


@QUICK
@given(SEEDS, FILLED)
def test_whatever_the_blanks_are_filled_with_lies_in_the_interval(seed, filled):
    typed, full = random_rows(60, seed, filled), random_rows(60, seed + 1, 1.0)
    answered = typed.assign(**{name: typed[name].fillna(full[name]) for name in READ})
    is_sized = typed["volume"].notna() & typed["handling_minutes"].notna()
    answered["fte"] = typed["fte"].where(is_sized, answered["fte"])  # the effort was known already
    none = text_frame([{}] * len(typed))
    before, after = (assess(frame, none, RULEBOOK, AS_OF).rows for frame in (typed, answered))
    for stem, score in SCORES.items():
        assert (after[score] >= before[f"{stem}_low"] - 1e-9).all() and (
            after[score] <= before[f"{stem}_high"] + 1e-9
        ).all()


TOWARDS_INSIGHT = ("judgement_level", "novelty_level", "analysis_share", "domain_expertise_level")
TOWARDS_VOLUME = ("rule_based_level", "standardised_share", "checklist_executable")


@QUICK
@given(SEEDS, FILLED, st.sampled_from(TOWARDS_INSIGHT + TOWARDS_VOLUME + ("qualification",)))
def test_drive_and_intellect_are_monotone(seed, filled, column):
    typed, texts = portfolio(seed, filled)
    known = typed[column].notna()
    higher = typed.copy()
    if column == "qualification":
        steps = columns()[column].values
        higher[column] = (
            typed[column]
            .map({step: steps[min(place + 1, len(steps) - 1)] for place, step in enumerate(steps)})
            .astype("str")
        )
    elif column == "checklist_executable":
        higher[column] = typed[column].mask(known, True)
    else:
        higher[column] = np.minimum(typed[column] * 1.3, columns()[column].maximum)
    before, after = (assess(frame, texts, RULEBOOK, AS_OF).rows[known] for frame in (typed, higher))
    change = (after["drive_index"] - before["drive_index"]).dropna()
    drives = [frame["drive"].map(DRIVES.index) for frame in (before, after)]
    if column in TOWARDS_VOLUME:
        assert (change >= -1e-12).all() and (drives[1] <= drives[0]).all()
    else:
        assert (change <= 1e-12).all() and (drives[1] >= drives[0]).all()
        assert (after["intellectual_complexity"] >= before["intellectual_complexity"] - 1e-9).all()


@pytest.mark.parametrize("filled", [0.0, 1.0])
def test_empty_and_full_rows_come_out_whole(filled):
    typed = random_rows(40, 3, filled)
    result = assess(typed, text_frame([{}] * 40), RULEBOOK, AS_OF)
    assert tuple(result.rows.columns) == ASSESSED_COLUMNS
    assert result.rows.index.equals(typed.index)
    if filled == 0.0:
        assert (result.rows["decision_rule"] == "line_11_too_little").all() and result.rows[
            "drive_index"
        ].isna().all()
        assert pd.concat(result.contributions).empty
    else:
        assert set(pd.concat(result.contributions)["rule_id"]) == {
            rule for rule in RULEBOOK.section("criteria")
        }
        says_nothing = (typed["output_type"] == "report").to_numpy(dtype=bool)  # a report is no sign
        np.testing.assert_allclose(result.rows["coverage"][~says_nothing], 1)
        assert (result.rows["coverage"][says_nothing] < 1).all()
        rows = result.rows[~says_nothing]
        np.testing.assert_allclose(rows["drive_low"], rows["drive_high"], atol=1e-12)


def test_a_portfolio_without_rows():
    result = assess(random_rows(0, 1), text_frame([]), RULEBOOK, AS_OF)
    assert result.rows.empty and pd.concat(result.contributions).empty and result.questions.empty
    assert (result.weight_sensitivity["flip_share"] == 0).all()


def test_only_a_name_column():
    typed = pd.DataFrame({"process_name": pd.Series(["a", "b"], dtype="str")})
    rows = assess(typed, pd.DataFrame(index=typed.index), RULEBOOK, AS_OF).rows
    assert list(rows["recommendation"]) == ["review", "review"] and list(rows["grade"]) == ["D", "D"]
