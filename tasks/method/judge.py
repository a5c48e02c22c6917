"""Judging a stretch of rows: evidence, drive, knowledge test and the decision table, and the same again with
some facts changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from schemas.results import DRIVES, RECOMMENDATIONS
from tasks.method.facts import method_facts, text_flag, text_is, text_is_known, text_number
from tasks.method.knowledge import KnowledgeTest, Signs, how_many
from tasks.method.scores import ScoreEvidence, ScoreModel, least_rounded_to
from tasks.rules.decision_table import DecisionTable, Remembered
from tasks.rules.facts import ChangedFacts, Facts

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages.message import Known
    from schemas.rules import Rulebook

# Behind DRIVES stands one place more: insight-driven and far from routine.
FAR = len(DRIVES)
FAR_DRIVE = DRIVES.index("insight_driven")
SCORES = ("volume_complexity", "intellectual_complexity", "drive_index")


@dataclass(frozen=True)
class Judged:
    """Some rows and what was decided. ``facts`` holds the derived facts too; ``decision`` is the place in the
    decision table, ``label`` the place in RECOMMENDATIONS; ``remembered`` lets the table answer quickly when
    a fact changes.
    """

    facts: Facts
    evidence: dict[str, ScoreEvidence]
    signs: Signs
    text_matched: np.ndarray
    slots_known: np.ndarray
    work_known: np.ndarray
    remembered: Remembered
    decision: np.ndarray
    label: np.ndarray
    # Of the column whose values are tried: by its place and whether it is filled, as ``text_and_weights`` gives them.
    weights: dict[tuple[int, bool], tuple[np.ndarray, np.ndarray]] = field(
        default_factory=dict[tuple[int, bool], tuple[np.ndarray, np.ndarray]]
    )

    # As ``decisions_by_drive`` worked it out; nothing before it is asked for.
    by_drive: list[np.ndarray] = field(default_factory=list[np.ndarray])

    @property
    def drive(self) -> ScoreEvidence:
        """Evidence for the drive index."""
        return self.evidence["drive_index"]


@lru_cache(maxsize=2)
def method_of(rulebook: Rulebook) -> Method:
    """The rules of a rulebook, compiled once for all portfolios that a process audits under it."""
    return Method(rulebook)


class Method:
    """The rulebook's rules, compiled; judging changes none of them."""

    def __init__(self, rulebook: Rulebook):
        self.rulebook = rulebook
        self.models = {score: ScoreModel(rulebook, score) for score in SCORES}
        self.drive = self.models["drive_index"]
        self.knowledge = KnowledgeTest(rulebook)
        self.decisions = list(rulebook.section("decisions").values())
        self.table = DecisionTable([rule.when for rule in self.decisions])
        self.label_of = np.array(
            [RECOMMENDATIONS.index(rule.recommendation) for rule in self.decisions], dtype="int8"
        )
        self.is_contradiction = np.array([rule.contradiction for rule in self.decisions])
        bands = rulebook.section("bands")
        self.volume_from, self.insight_to = (
            bands["drive_volume_driven"].at_least,
            bands["drive_insight_driven"].at_most,
        )
        # The same bounds, and that of far_from_routine, for an index that is not rounded.
        self.index_bounds = (
            least_rounded_to(self.volume_from),
            -least_rounded_to(-self.insight_to),
            -least_rounded_to(-self.knowledge.by_drive),
        )
        self.slots = list(rulebook.section("deciding").values())
        self.constants = rulebook.section("confidence")
        self.reasons: Known = {}  # messages why a label was given, which are much the same in all stretches

    def judge(self, typed: pd.DataFrame, texts: pd.DataFrame) -> Judged:
        """Judges the rows of a typed frame, each by itself.

        Args:
            typed: typed rows by row_key; any recognised column may be absent.
            texts: TEXT_COLUMNS of the same rows, in the same order.

        Returns:
            The rows with their facts, evidence and decision, in their order.
        """
        facts = method_facts(typed, texts, self.rulebook)
        evidence = {
            score: model.read(facts, self.text_evidence(score, texts)) for score, model in self.models.items()
        }
        signs = self.knowledge.read(facts, self.text_is_knowledge(texts))
        matched = text_flag(texts, "is_text_certain")
        # A place of the deciding set is filled by any one of its columns.
        filled = [
            np.logical_or.reduce([facts.is_filled(column) for column in slot.columns]) for slot in self.slots
        ]
        slots_known = how_many(filled)
        of_work = [mask for slot, mask in zip(self.slots, filled, strict=True) if slot.describes_work]
        work_known = how_many(of_work)
        index = evidence["drive_index"].score()
        # From here on the order matters: the decision table asks for what is added to the facts above it.
        drive, is_far = self.of_index(index)
        facts.add_text("drive", drive, DRIVES)
        facts.add_number("far_from_routine", is_far.astype("float64"))
        for name, values in self.knowledge.outcome(signs).items():
            facts.add_number(name, values)
        facts.add_number("describes_work", (work_known > 0).astype("float64"))
        facts.add_number("enough_said", self.enough(matched, slots_known, work_known))
        remembered = self.table.remember(facts)
        decision = self.table.pick(dict(enumerate(remembered.rules)), len(typed))
        return Judged(
            facts,
            evidence,
            signs,
            matched,
            slots_known,
            work_known,
            remembered,
            decision,
            self.label_of[decision],
        )

    def text_evidence(self, score: str, texts: pd.DataFrame) -> np.ndarray:
        """What the text says on a score's range.

        Args:
            score: one of SCORES.
            texts: TEXT_COLUMNS by row_key; columns may be absent.

        Returns:
            One number for each row, NaN where the text says nothing: 0..1 for the intellectual complexity,
            -1..1 for the drive index. No text speaks of the volume complexity.
        """
        if score == "volume_complexity":
            return np.full(len(texts), np.nan)
        if score == "intellectual_complexity":
            return text_number(texts, "text_complexity")
        return text_number(texts, "text_drive")

    def text_is_knowledge(self, texts: pd.DataFrame) -> np.ndarray:
        """Where the text reads like knowledge work (knowledge_by_text)."""
        rule = self.knowledge.by_text
        # A service of the catalogue decides by its label; words count only where none was found.
        by_entry = text_is(texts, "service_label", rule.text_service_labels)
        demanding = text_number(texts, "text_complexity") >= rule.text_complexity_at_least
        insightful = text_number(texts, "text_drive") <= rule.text_drive_at_most
        return by_entry | (~text_is_known(texts, "service_label") & demanding & insightful)

    def of_index(self, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Facts that follow from the drive index, rounded to ROUNDING so that one that meets a bound is on its side of
        it: drive, as its place in DRIVES, -1 where there is no index; and far_from_routine, False where there is none.
        """
        volume_from, insight_to, far_to = self.index_bounds
        volume, balanced, insight = map(DRIVES.index, ("volume_driven", "balanced", "insight_driven"))
        is_volume, is_insight = index >= volume_from, index <= insight_to
        # NaN fails both comparisons and would come out as balanced.
        is_balanced = ~(is_volume | is_insight | np.isnan(index))
        drive = np.full(len(index), -1, dtype="int8")
        # Added up where each holds: quicker than to put a value in where it does.
        for place, mask in (
            (volume, is_volume & ~is_insight),
            (balanced, is_balanced),
            (insight, is_insight),
        ):
            drive += mask.view("int8") * np.int8(place + 1)
        return drive, index <= far_to

    def change_index(self, changed: ChangedFacts, index: np.ndarray) -> None:
        """Puts another drive index into facts: what follows from it."""
        drive, is_far = self.of_index(index)
        changed.change_text("drive", drive)
        changed.change("far_from_routine", is_far)

    def enough(self, matched: np.ndarray, slots_known: np.ndarray, work_known: np.ndarray) -> np.ndarray:
        """1.0 where there is enough to say something (rule enough_said).

        Args:
            matched: where the text is certain.
            slots_known: how many places of the deciding set are filled.
            work_known: how many of these describe the work.

        Returns:
            One entry a row.
        """
        return (matched | ((slots_known >= self.constants["enough_said"].value) & (work_known >= 1))).astype(
            "float64"
        )

    def decision_with(self, judged: Judged, column: str, value: float) -> np.ndarray:
        """Decision of all rows if a column held ``value`` (a list nothing else), everything else as it is.

        Args:
            judged: the rows as judged.
            column: a column of the input dictionary.
            value: a number, or the place of a word in the column's list; NaN for a blank.

        Returns:
            Place in the decision table, one entry a row.
        """
        changed = judged.facts.changed({column: value})
        if column in self.drive.place:
            # One criterion changes: its old evidence is taken out of the sums and the new put in. Facts that
            # are worked out from several columns otherwise, such as effort_fte, keep their value.
            place = self.drive.place[column]
            criterion, drive = self.drive.criteria[place], judged.drive
            evidence = self.drive.value(criterion, value)
            is_known = not bool(np.isnan(evidence))
            sums = drive.sums + criterion.weight * (np.nan_to_num(evidence) - drive.values[place])
            # The weights are the same for all values of a column, and they are tried one after the other.
            if (place, is_known) not in judged.weights:
                judged.weights.clear()
                known_weights = drive.known_weights + criterion.weight * (
                    float(is_known) - drive.known[place]
                )
                judged.weights[place, is_known] = self.drive.text_and_weights(known_weights, drive.text)
            of_text, weights = judged.weights[place, is_known]
            index = (sums + of_text) / weights
            if self._moves_drive_alone(judged, column):
                return self._decision_by_index(judged, index)
            self.change_index(changed, index)
        if column in self.knowledge.columns:
            signs = self.knowledge.read_with(judged.signs, changed)
            for name, values in self.knowledge.outcome(signs).items():
                changed.change(name, values)
        # A column that is blank somewhere may fill a place of the deciding set there, so more is known.
        slot = next((slot for slot in self.slots if column in slot.columns), None)
        if slot is not None and not judged.facts.is_filled(column).all():
            was_filled = np.logical_or.reduce([judged.facts.is_filled(name) for name in slot.columns])
            # Another column of the same place may have filled it already; then nothing is added.
            added = (~was_filled).astype("int16")
            work_known = judged.work_known + added * slot.describes_work
            changed.change("describes_work", (work_known > 0).astype("float64"))
            changed.change(
                "enough_said",
                self.enough(
                    judged.text_matched,
                    judged.slots_known + added,
                    work_known,
                ),
            )
        return self.table.first_with(judged.remembered, changed)

    def _moves_drive_alone(self, judged: Judged, column: str) -> bool:
        """Whether the decision depends on a column through the drive index alone, and what is far from routine is
        insight-driven.
        """
        slot = next((slot for slot in self.slots if column in slot.columns), None)
        is_read = column in self.knowledge.columns or column in self.table.columns
        is_as_filled = slot is None or bool(judged.facts.is_filled(column).all())
        return not is_read and is_as_filled and self.knowledge.by_drive <= self.insight_to

    def _decision_by_index(self, judged: Judged, index: np.ndarray) -> np.ndarray:
        """Decision of all rows with other drive indices: an index counts only by the few outcomes that it can have."""
        drive, is_far = self.of_index(index)
        outcome = drive + is_far * np.int8(FAR - FAR_DRIVE) + np.int8(1)
        rows = len(index)
        return self.decisions_by_drive(judged).ravel().take(outcome * np.int64(rows) + np.arange(rows))

    def decisions_by_drive(self, judged: Judged) -> np.ndarray:
        """Decision of each row if its drive were another, everything else as it is.

        Args:
            judged: the rows as judged.

        Returns:
            Places in the decision table, outcomes x rows: without a drive, each of DRIVES, insight-driven and far from
            routine; not to be written into.
        """
        if not judged.by_drive:
            drives = [np.nan, *map(float, range(len(DRIVES))), float(FAR_DRIVE)]
            changes = [{"drive": drive, "far_from_routine": 0.0} for drive in drives]
            changes[-1]["far_from_routine"] = 1.0
            decisions = [
                self.table.first_with(judged.remembered, judged.facts.changed(change)) for change in changes
            ]
            judged.by_drive.append(np.stack(decisions))
        return judged.by_drive[0]
