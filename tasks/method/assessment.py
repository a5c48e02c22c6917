"""Assessment of a portfolio: stretch by stretch, each row by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from schemas.columns import coded
from schemas.records import Assessment
from schemas.results import (
    ASSESSED_COLUMNS,
    BANDS,
    DRIVES,
    FIRST_MOVES,
    GRADES,
    RECOMMENDATIONS,
    ROW_KINDS,
    SERVICE_LINES,
    TIERS,
)
from tasks.joined_frames import joined
from tasks.method.certainty import EVIDENCE, judge_certainty
from tasks.method.contributions import contributions
from tasks.method.judge import Judged, Method, method_of
from tasks.method.outcome import (
    add_outcome_facts,
    first_move_places,
    first_move_rules,
    front_or_back_office,
    overridden,
    service_line_places,
    tier_places,
    tier_rules,
)
from tasks.method.questions import next_questions
from tasks.method.result_messages import what_would_change, why, with_reading
from tasks.method.scores import ROUNDING
from tasks.method.sensitivity import sensitivity
from tasks.method.stability import (
    WeightFlips,
    draw_weights,
    label_by_drive,
    stability,
    weight_flips,
    weight_sensitivity,
)
from tasks.method.what_if import find_flips

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

# How an entry is found that decides nothing.
LOOSE = ("loose", "described")
ROWS_AT_A_TIME = 100_000
SENTENCES = ("why", "what_would_change_it", "next_questions")  # long and repeated, so they stay categorical


@dataclass(frozen=True)
class AssessedPart:
    """What is known of some rows of a list: as in Assessment; flips: of each stretch of them."""

    rows: pd.DataFrame
    contributions: tuple[pd.DataFrame, ...]
    questions: pd.DataFrame
    flips: tuple[WeightFlips, ...]


def assess(typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook, as_of: dt.date) -> Assessment:
    """Judges every process by the rulebook; each row by itself, whatever the others are.

    Args:
        typed: typed rows by row_key (schemas.records.Intake.typed); any recognised column may be absent.
        texts: TEXT_COLUMNS by row_key, used only for what no column says; may be empty of findings.
        rulebook: the rules.
        as_of: the only date the method knows.

    Returns:
        Assessment: rows (ASSESSED_COLUMNS, every row of typed kept, in its order; names as str, sentences as
            categoricals),
        contributions, questions and weight_sensitivity.
    """
    return join_assessed([assess_part(typed, texts, rulebook, as_of)], typed, texts, rulebook, as_of)


def assess_part(typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook, as_of: dt.date) -> AssessedPart:
    """The same for some rows of a list; contributions and questions in the order of the rows.

    Args:
        typed: some of the typed rows, by row_key.
        texts: TEXT_COLUMNS by row_key; may have other rows too.
        rulebook: the rules.
        as_of: the only date the method knows.

    Returns:
        What ``join_assessed`` needs of these rows; all of them are kept, in their order.
    """
    method = method_of(rulebook)
    draws = draw_weights(method)
    texts = texts.reindex(typed.index)  # the same frame, where it has these rows alone
    rows: list[pd.DataFrame] = []
    points: list[pd.DataFrame] = []
    questions: list[pd.DataFrame] = []
    flips: list[WeightFlips] = []
    # A list without rows is one empty stretch, so that the frames have all their columns.
    for start in range(0, max(len(typed), 1), ROWS_AT_A_TIME):
        part = slice(start, start + ROWS_AT_A_TIME)
        frame, added, part_questions, flipped = _assess_part(
            method, typed.iloc[part], texts.iloc[part], as_of, draws
        )
        rows.append(frame)
        points.append(added)
        questions.append(part_questions)
        flips.append(flipped)
    return AssessedPart(
        joined(rows),
        tuple(points),
        joined(questions, is_renumbered=True),
        tuple(flips),
    )


def join_assessed(
    parts: list[AssessedPart], typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook, as_of: dt.date
) -> Assessment:
    """The assessment of a list from those of its parts, in their order; the parts are used up.

    Args:
        parts: one at least, in the order of the rows; their frames lose their columns.
        typed: the typed rows of all parts.
        texts: TEXT_COLUMNS of all parts.
        rulebook: the rules by which the parts were judged.
        as_of: the day of the audit. Like ``typed`` and ``texts`` it is not read: all that depends on it is in
            the parts.

    Returns:
        As ``assess`` gives it. Questions: those that can flip a label first, then by money at stake, the most
        first and unknown money last, then by priority.
    """
    questions = joined([part.questions for part in parts], is_renumbered=True)
    # lexsort goes by its last key first.
    order = np.lexsort(
        (
            questions["priority"],
            -questions["money_at_stake"].fillna(-1),
            ~questions["flips_label"].to_numpy(dtype=bool),
        )
    )
    return Assessment(
        rows=joined([part.rows for part in parts], plain=True, categoricals=SENTENCES),
        contributions=tuple(frame for part in parts for frame in part.contributions),
        questions=questions.iloc[order].reset_index(drop=True),
        weight_sensitivity=weight_sensitivity(
            method_of(rulebook), [flip for part in parts for flip in part.flips]
        ),
    )


def _assess_part(
    method: Method, typed: pd.DataFrame, texts: pd.DataFrame, as_of: dt.date, draws: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, WeightFlips]:
    """Rows, contributions and questions of a stretch, and what other weights would change."""
    import pandas as pd

    judged = method.judge(typed, texts)
    label = overridden(method, judged, typed, as_of)
    # Certainty, flips and questions are of the label that the rules give. An override changes what is shown,
    # and what follows from it: tier and first move.
    certainty = judge_certainty(method, judged, typed, as_of)
    by_text_alone = certainty.evidence == EVIDENCE.index("text")
    flips = find_flips(method, judged)
    labels = label_by_drive(method, judged)
    lines, drive_points = contributions(method, typed.index, judged)
    questions, question_lines = next_questions(method, judged, certainty, flips, typed)
    data: dict[str, Any] = _score_columns(method, judged)
    data |= dict(sensitivity(typed, texts, method.rulebook))
    add_outcome_facts(method, judged)
    moves, tiers = first_move_rules(method, judged, label), tier_rules(method, judged, label)
    # Two ways in which name and description counted: the decision line asks for them, or no column describes
    # the work.
    by_text = (
        np.array([rule.rests_on == "text" for rule in method.decisions])[judged.decision] | by_text_alone
    )
    reasons = with_reading(why(method, judged, label, certainty, drive_points), texts, by_text)
    service_lines = service_line_places(method, judged.facts)
    known_weights = judged.drive.known_weights / method.drive.weights.sum()
    data |= {
        "knowledge_points": method.knowledge.points(judged.signs).astype("int8"),
        "knowledge_test": judged.facts["knowledge_supported"] > 0,
        "recommendation": coded(label, RECOMMENDATIONS),
        "computed_recommendation": coded(judged.label, RECOMMENDATIONS),
        "tier": coded(tier_places(method, tiers), TIERS),
        "first_move": coded(first_move_places(method, moves), FIRST_MOVES),
        "service_line": coded(service_lines, SERVICE_LINES),
        "front_or_back_office": pd.Series(
            front_or_back_office(method, judged.facts, service_lines, label), dtype="str"
        ),
        **matched(texts),
        "decision_rule": coded(judged.decision, [rule.id for rule in method.decisions]),
        "certainty": coded(certainty.is_firm.astype("int8"), ("provisional", "firm")),
        "grade": coded(certainty.grade, GRADES),
        "confidence": certainty.confidence,
        **{f"confidence_{name}": part for name, part in certainty.parts.items()},
        "coverage": known_weights,
        "stability": stability(method, judged, labels, draws),
        "evidence": coded(certainty.evidence, EVIDENCE),
        "why": reasons,
        "what_would_change_it": what_would_change(method, judged, flips),
        "next_questions": questions,
    }
    # Arrays and no series: some of these have no row keys, and pandas would align them by label.
    frame = pd.DataFrame(
        {name: getattr(data[name], "array", data[name]) for name in ASSESSED_COLUMNS}, index=typed.index
    )
    return frame, lines, question_lines, weight_flips(method, judged, labels)


def matched(texts: pd.DataFrame) -> dict[str, pd.Series]:
    """The kind of each row, and the catalogue entry with how it was found; what was found loosely says so.

    Args:
        texts: TEXT_COLUMNS by row_key; columns may be absent.

    Returns:
        row_kind, row_kind_evidence, matched_service, match_how (texts) and match_share (0..1, missing without an
        entry), by row_key.
    """
    import pandas as pd

    columns = texts.reindex(columns=["row_kind", "row_kind_evidence", "service", "match_how", "match_share"])
    entry = columns["service"].astype("str")
    is_loose = columns["match_how"].isin(LOOSE).to_numpy()
    share = pd.to_numeric(columns["match_share"]).where(columns["service"].notna())
    return {
        "row_kind": columns["row_kind"].astype("str").fillna(ROW_KINDS[0]),
        "row_kind_evidence": columns["row_kind_evidence"].astype("str"),
        "matched_service": entry.mask(is_loose, "loosely: " + entry),
        "match_how": columns["match_how"].astype("str"),
        "match_share": share.astype("float64"),
    }


def _score_columns(method: Method, judged: Judged) -> dict[str, np.ndarray | pd.Categorical]:
    data: dict[str, np.ndarray | pd.Categorical] = {}
    for score, evidence in judged.evidence.items():
        point, (low, high) = evidence.score(), evidence.interval()
        factor = evidence.model.factor
        # Columns are named drive_low and drive_high, after drive_index.
        stem = score.removesuffix("_index")
        data |= {score: point * factor, f"{stem}_low": low * factor, f"{stem}_high": high * factor}
        if score != "drive_index":
            data[f"{score}_band"] = coded(_band_places(method, point * factor), BANDS)
    data["drive"] = coded(np.nan_to_num(judged.facts["drive"], nan=-1).astype("int8"), DRIVES)
    return data


def _band_places(method: Method, score: np.ndarray) -> np.ndarray:
    bounds = [
        rule.at_least for rule in method.rulebook.section("bands").values() if rule.score == "complexity"
    ]
    # Bounds ascend, as the rulebook has them. A score that meets a bound is in the band that begins there.
    places = np.searchsorted(np.array(bounds), np.round(score, ROUNDING), side="right") - 1
    return np.where(np.isnan(score), -1, places)
