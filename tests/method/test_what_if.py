"""Counterfactuals, questions and stability against straightforward recomputation."""

import re

import numpy as np
import pandas as pd
import pytest

from schemas.columns import columns
from schemas.rules import load_rulebook
from tasks.method import assess
from tasks.method.judge import Method
from tasks.method.stability import draw_weights
from tasks.method.what_if import distance, find_flips, values_to_try
from tasks.rules.facts import vocabulary
from tests.method.cases import AS_OF, assessed_cases, cases, said, text_frame, typed_frame
from tests.method.portfolios import METHOD, random_rows, random_texts

RULEBOOK = load_rulebook()
ROWS = 150


@pytest.fixture(scope="module")
def portfolio():
    """Cases and random rows, as typed frame and texts."""
    typed = pd.concat(
        [typed_frame([case.columns for case in cases()]), random_rows(ROWS, 11, 0.7)], ignore_index=True
    )
    texts = [case.texts for case in cases()] + random_texts(ROWS, 11)
    return typed, text_frame(texts)


def answered(typed, column, value):
    """The frame with one column set to a tried value in every row."""
    kind = columns()[column].type
    text = vocabulary(column)[int(value)] if kind in ("category", "yes_no", "list") else value
    return typed.assign(
        **{
            column: pd.Series(
                text == "yes" if kind == "yes_no" else text, index=typed.index, dtype=typed[column].dtype
            )
        }
    )


@pytest.fixture(scope="module")
def recomputed(portfolio):
    """Label and decision of every row under every tried value, by judging the changed portfolio again."""
    typed, texts = portfolio
    judged = [
        METHOD.judge(answered(typed, option.column, option.value), texts) for option in values_to_try(METHOD)
    ]
    return [one.label for one in judged], [one.decision for one in judged]


def test_the_change_named_is_the_smallest_that_flips(portfolio, recomputed):
    typed, texts = portfolio
    judged = METHOD.judge(typed, texts)
    flips = find_flips(METHOD, judged)
    base, (labels, decisions) = judged.label, recomputed
    options = values_to_try(METHOD)
    contradicts = METHOD.is_contradiction[np.array(decisions)]
    for row in range(len(typed)):
        away = [
            float(distance(METHOD, option, judged.facts[option.column][row : row + 1])[0])
            for option in options
        ]
        flipping = [
            place
            for place in range(len(options))
            if labels[place][row] != base[row] and not np.isnan(away[place])
        ]
        kind = {place: options[place].is_gate + 2 * contradicts[place][row] for place in flipping}
        candidates = [place for place in flipping if kind[place] == min(kind.values())]
        if not candidates:
            assert flips.change[row] == -1
        else:
            assert flips.contradicts[row] == (min(kind.values()) >= 2)
            assert flips.change[row] in candidates
            assert away[flips.change[row]] == pytest.approx(
                min(away[place] for place in candidates), abs=1e-6
            )


def test_an_answer_that_only_moves_the_drive_decides_as_if_the_rows_said_so():
    typed, texts = random_rows(2_000, 11, 0.4), text_frame(random_texts(2_000, 11))
    judged = METHOD.judge(typed, texts)
    options = [
        option for option in values_to_try(METHOD) if option.column in ("standardised_share", "value_driver")
    ]
    for option in options:
        said_so = METHOD.judge(answered(typed, option.column, option.value), texts)
        decision = METHOD.decision_with(judged, option.column, option.value)
        np.testing.assert_array_equal(decision, said_so.decision)


def test_none_means_that_no_given_value_can_be_changed_to_flip_the_label(portfolio):
    """Every column of the input dictionary with a list or a range of values, not only those the program
    tries, and finer steps than its own.
    """
    typed, texts = portfolio
    changes = said(assess(typed, texts, RULEBOOK, AS_OF)).rows["what_would_change_it"].astype("str")
    typed, texts = typed[changes.str.startswith("None: ")], texts[changes.str.startswith("None: ")]
    label = METHOD.judge(typed, texts).label
    steps = {
        "level": np.linspace(1, 5, 9),
        "share": np.linspace(0, 1, 21),
        "number": np.logspace(-1, 7, 9),
        "yes_no": [True, False],
    }
    assert len(typed) > 20
    for name in typed:
        column = columns()[name]
        known = (typed[name].notna() & (typed[name].astype("object") != "unknown")).to_numpy()
        for value in [one for one in column.values if one != "unknown"] or steps.get(column.type, []):
            changed = typed.assign(**{name: pd.Series(value, index=typed.index, dtype=typed[name].dtype)})
            assert not (known & (METHOD.judge(changed, texts).label != label)).any(), (name, value)


def test_what_is_said_is_what_was_computed(portfolio):
    typed, texts = portfolio
    rows = said(assess(typed, texts, RULEBOOK, AS_OF)).rows
    changes = rows["what_would_change_it"].astype("str")
    assert (
        changes.str.startswith("None: ").any() and changes.str.contains("would make it a KPO candidate").any()
    )
    case = next(place for place, case in enumerate(cases()) if case.id == "signs_past_the_bound")
    assert changes.iloc[case].startswith(("Analysis share: 40%", "Decision authority: ", "Output type: "))


def test_a_question_flips_when_some_answer_does(portfolio, recomputed):
    typed, texts = portfolio
    asked = said(assess(typed, texts, RULEBOOK, AS_OF)).questions
    of_lines = {rule.asks.question for rule in RULEBOOK.section("decisions").values() if rule.asks}
    base, (labels, decisions) = METHOD.judge(typed, texts).label, recomputed
    options = values_to_try(METHOD)
    checked = 0
    for line in asked[~asked["question"].isin(of_lines)].itertuples():
        flips = any(
            option.column == line.column
            and labels[place][line.row_key] != base[line.row_key]
            and (
                columns()[line.column].is_deciding
                or not METHOD.is_contradiction[decisions[place][line.row_key]]
            )
            for place, option in enumerate(options)
        )
        assert line.flips_label == flips, line.column
        checked += flips
    assert checked > 50


def test_questions_are_about_blanks_and_come_by_power_and_money():
    typed = pd.concat([random_rows(3000, 5, 0.5), random_rows(3000, 6, 0.9)], ignore_index=True)
    asked = said(assess(typed, text_frame([{}] * len(typed)), RULEBOOK, AS_OF)).questions
    of_lines = {rule.asks.question for rule in RULEBOOK.section("decisions").values() if rule.asks}
    for name, lines in asked[~asked["question"].isin(of_lines)].groupby("column", observed=True):
        assert typed.loc[lines["row_key"], name].replace("unknown", None).isna().all()
        assert not columns()[name].is_rarely_filled
    assert {rule.question for rule in RULEBOOK.section("questions").values()} <= set(asked["question"])
    assert asked["priority"].between(1, 3).all() and not asked.duplicated(["row_key", "priority"]).any()
    assert asked["flips_label"].is_monotonic_decreasing
    assert asked.loc[asked["flips_label"], "money_at_stake"].dropna().is_monotonic_decreasing


def test_contradicted_rows_are_asked_about_the_contradiction_first():
    rows = assessed_cases().rows
    contradicted = rows["decision_rule"] == "line_03_non_core_advantage"
    assert (
        rows.loc[contradicted, "next_questions"]
        .astype("str")
        .str.startswith("Is this work really non-core")
        .all()
    )
    assert (
        rows.loc[rows["tier"] == "hybrid", "next_questions"]
        .astype("str")
        .str.startswith("Could this work be split")
        .all()
    )


def test_firmly_retained_rows_are_left_in_peace():
    rows = assessed_cases().rows
    settled = (rows["recommendation"] == "retain") & (rows["certainty"] == "firm")
    assert settled.any() and (rows.loc[settled, "next_questions"].astype("str") == "").all()


def test_stability_is_the_share_of_draws_that_keep_the_label():
    typed, none = random_rows(120, 21, 0.8), text_frame([{}] * 120)
    got = assess(typed, none, RULEBOOK, AS_OF).rows
    base = METHOD.judge(typed, none).label
    draws = draw_weights(METHOD)
    kept = np.zeros(len(typed))
    for draw in draws:
        method = Method(RULEBOOK)
        method.drive.weights = draw.astype("float64")
        kept += method.judge(typed, none).label == base
    enough = (got["coverage"] >= 0.5).to_numpy()
    np.testing.assert_allclose(got["stability"][enough], kept[enough] / len(draws), atol=1e-12)
    assert got["stability"][~enough].isna().all()
    assert (got["stability"] < 1).any() and not enough.all()


def test_weight_sensitivity_counts_labels_that_flip_and_drives_that_move():
    typed, none = random_rows(200, 22, 0.7), text_frame([{}] * 200)
    shares = assess(typed, none, RULEBOOK, AS_OF).weight_sensitivity.set_index("criterion")
    got, base = shares["flip_share"], METHOD.judge(typed, none)
    has_drive = ~np.isnan(base.facts["drive"])
    flipped, moved = np.zeros((2, 200), dtype=bool)
    for factor in (0.5, 2.0):
        method = Method(RULEBOOK)
        method.drive.weights = method.drive.weights.copy()
        method.drive.weights[method.drive.place["judgement_level"]] *= factor
        judged = method.judge(typed, none)
        flipped |= judged.label != base.label
        moved |= has_drive & (judged.facts["drive"] != base.facts["drive"])
    assert got["drive_judgement"] == pytest.approx(flipped.sum() / has_drive.sum())
    assert (
        shares.at["drive_judgement", "drive_share"] == pytest.approx(moved.sum() / has_drive.sum())
        and moved.any()
    )
    assert got.is_monotonic_decreasing and got["drive_judgement"] > 0


def test_why_names_the_line_and_agrees_with_the_drive():
    rows = assessed_cases().rows
    for rule, lines in rows.groupby("decision_rule"):
        headline = RULEBOOK.section("decisions")[rule].headline
        assert lines["why"].astype("str").map(lambda text, headline=headline: headline in text).all()
    volume = rows.loc[(rows["drive"] == "volume_driven"), "why"].astype("str")
    assert not volume.str.contains("Evidence for insight work").any()
    provisional = rows[(rows["certainty"] == "provisional") & (rows["recommendation"] != "review")]
    assert provisional["why"].astype("str").str.contains("rovisional, because ").all()
    assert not rows.loc[rows["certainty"] == "firm", "why"].astype("str").str.contains("rovisional").any()
    assert not rows["why"].astype("str").str.contains(r"\?[.;]").any()
    assert (
        rows["why"].astype("str").map(lambda text: len(re.findall(r"\.(?:\s|$)", text))).between(1, 3).all()
    )
