"""Models of the method's rules: criteria and their scales, bands, gates, decision lines, tiers, first moves,
questions, suitability.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.rule_base import Rule, Strict
from schemas.rule_models.conditions import Condition, known_to_method
from schemas.vocabulary import Move, Recommendation, Tier

Share = float


class Scale(Strict):
    """How a column becomes 0..1. ``at_low`` and ``at_high`` are what the bounds are worth; an ordinal scale
    names each value.
    """

    kind: Literal["linear", "logarithmic", "ordinal", "boolean"]
    low: float = 0.0
    high: float = 1.0
    at_low: Share = Field(default=0.0, ge=0, le=1)
    at_high: Share = Field(default=1.0, ge=0, le=1)
    values: dict[str, float] = {}

    @model_validator(mode="after")
    def _bounds_hold(self) -> Scale:
        if self.kind in ("linear", "logarithmic") and not self.low < self.high:
            raise ValueError("low must lie below high")
        if self.kind == "logarithmic" and self.low <= 0:
            raise ValueError("a logarithmic scale starts above 0")
        if (self.kind == "ordinal") != bool(self.values):
            raise ValueError("an ordinal scale, and no other, names its values")
        if any(not 0 <= value <= 1 for value in self.values.values()):
            raise ValueError("values of an ordinal scale lie in 0..1")
        return self


BeforeTheLabel = Annotated[Condition, AfterValidator(known_to_method)]


class Criterion(Rule):
    """One column read as evidence for one score. On the drive index the scale gives the routine share r of
    the evidence, and the criterion counts r less (1 - r). ``says_high`` and ``says_low`` are its words in
    ``why``.
    """

    score: Literal["volume_complexity", "intellectual_complexity", "drive_index"]
    column: str
    scale: Scale
    weight: float = Field(gt=0, le=10)
    blank: Literal["left_out_of_the_point_and_worst_and_best_in_the_interval"] = (
        "left_out_of_the_point_and_worst_and_best_in_the_interval"
    )
    says_high: str
    says_low: str


class TextEvidence(Rule):
    """What a text is worth where no column speaks."""

    score: Literal["intellectual_complexity", "drive_index"] | None = None
    weight: float | None = Field(default=None, gt=0, le=10)
    value: float | None = None
    says_high: str = ""
    says_low: str = ""


class BandRule(Rule):
    """A named stretch of a score: from ``at_least`` (and below the next), or up to ``at_most``."""

    score: Literal["complexity", "drive_index"]
    name: str
    at_least: float | None = None
    at_most: float | None = None


class SensitivityFact(Rule):
    """A value of a column that demands a level of protection."""

    column: Literal["data_types", "data_classification", "data_subject_categories"]
    value: str
    level: Literal["public", "internal", "confidential", "restricted"]


class KnowledgeFact(Rule):
    """One of the signs of knowledge work, there where its condition holds. ``needed`` is on the rule that says
    how many. ``says_nothing``: where this holds the sign is as unknown as where its columns are blank.
    """

    when: BeforeTheLabel | None = None
    says_nothing: BeforeTheLabel | None = None
    needed: int | None = Field(default=None, ge=1, le=4)
    text_service_labels: list[str] = []
    text_complexity_at_least: float | None = None
    text_drive_at_most: float | None = None
    drive_at_most: float | None = None


class Gate(Rule):
    """What a blank in a gate column means. presumed: taken as ``presumed``, and said so; open: every value of
    ``tries`` stays possible, except where ``presumed_when`` holds. ``attested`` (legal bar) says that
    somebody answers for the presumption.
    """

    column: str
    blank: Literal["presumed", "open"]
    presumed: str = ""
    presumed_when: BeforeTheLabel | None = None
    tries: list[str] = []
    attested: bool = False
    note: str = ""


class DecidingSlot(Rule):
    """A place in the deciding set, filled by any of ``columns``. ``tries``: values tried in each blank one of
    them (empty: both ends of the scale).
    """

    columns: list[str]
    describes_work: bool = False
    tries: list[str] = []


class Asks(Strict):
    """The question that a decision line itself puts to the owner."""

    column: str
    question: str


class Decision(Rule):
    """One rule of the decision table; the first rule (in file order) whose condition holds decides.

    ``line`` is only shown. ``is_legal_bar``: no override lifts it. ``needs_work_columns``: where no column describes
    the work, the label rests on the text.
    """

    line: int = Field(ge=0, le=11)
    when: BeforeTheLabel | None = None
    is_legal_bar: bool = False
    needs_work_columns: bool = False
    recommendation: Recommendation
    tier: Literal["by_rule", "hybrid", "bpo_advanced", "none"] = "none"
    provisional: bool = False
    rests_on: Literal["columns", "text"] = "columns"
    contradiction: bool = False
    headline: str
    why_provisional: str = ""
    asks: Asks | None = None


class TierRule(Rule):
    """A tier of a label; the first rule whose condition holds gives it."""

    label: Literal["bpo_candidate", "kpo_candidate"]
    tier: Tier
    is_ours: bool
    when: BeforeTheLabel | None = None


class FirstMove(Rule):
    """The first thing to do; the first rule whose condition holds gives it."""

    labels: list[str]
    first_move: Move
    when: BeforeTheLabel | None = None
    note: str = ""


class Question(Rule):
    """What to ask a process owner about a blank column; ``power`` (0..1) orders questions that weigh the
    same.
    """

    column: str
    question: str
    power: float = Field(ge=0, le=1)


class WhatIfRule(Rule):
    """Values tried on every column that can move a label, one at a time, to find what flips it: by name, else
    by type. Without ``numbers`` every value of the column is tried. Distance is measured between ``low`` and
    ``high``, and for a category on its criterion's scale.
    """

    columns: list[str] = []
    types: list[str] = []
    numbers: list[float] = []
    low: float = 0.0
    high: float = 1.0
    logarithmic: bool = False


class SuitabilityCriterion(Rule):
    """One criterion of one part of suitability."""

    part: Literal["value", "readiness", "market", "risk"]
    label: Literal["both", "bpo_candidate", "kpo_candidate"] = "both"
    column: str
    scale: Scale
    weight: float = Field(gt=0, le=10)


class Constant(Rule):
    """A number, or a few, that the method uses."""

    value: float | None = None
    values: dict[str, float] = {}
    names: list[str] = []
    text: str = ""


class ServiceLine(Rule):
    """Which function areas and which names of departments (``words``) stand for a service line.
    ``weak_areas`` give way to text; ``office``: whether the line faces customers; ``sectors``: values of
    regulated_activity in which alone its services exist, all where empty.
    """

    service_line: str
    office: Literal["front_office", "back_office"] | None = None
    areas: list[str] = []
    weak_areas: list[str] = []
    words: list[str] = []
    sectors: list[str] = []


class SettledRule(Rule):
    """A contradiction of the source documents and how it is settled; ``by`` names rules, ``cases`` the
    specification cases that show it.
    """

    by: list[str]
    cases: list[str] = []


class LeftOutRule(Rule):
    """A statement that no rule implements; the description is the reason."""


SECTIONS: dict[str, type[Rule]] = {
    "criteria": Criterion,
    "text_evidence": TextEvidence,
    "bands": BandRule,
    "sensitivity": SensitivityFact,
    "knowledge": KnowledgeFact,
    "gates": Gate,
    "deciding": DecidingSlot,
    "decisions": Decision,
    "tiers": TierRule,
    "first_moves": FirstMove,
    "questions": Question,
    "what_ifs": WhatIfRule,
    "suitability": SuitabilityCriterion,
    "confidence": Constant,
    "service_lines": ServiceLine,
    "settled": SettledRule,
    "left_out": LeftOutRule,
}
