"""Models of the value rules: ranges, exchange rates, lines of the model, waves and bundles."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, model_validator

from schemas.rule_base import Rule, StatementId

ENDS = ("low", "mid", "high")


class Assumption(Rule):
    """A range of the value model.

    ``low`` to ``high`` are ordered as numbers. ``low_saving_at`` names the end at which a saving is lower.
    ``is_drawn`` is false for what no draw changes: limits, checks, and the organisation's own choices.
    ``moves_with`` names the assumption at whose better end this one is at its better end too. ``settled_by`` is
    what would put an end to the guessing. ``currency`` is that of an amount of money; ``errs`` the direction in
    which it errs.
    """

    low: float
    mid: float
    high: float
    low_saving_at: Literal["low", "high"]
    is_drawn: bool = True
    moves_with: str = ""
    settled_by: Literal["quote", "severance_terms", "organisation_plan", "rulebook"] = "quote"
    source_type: Literal[
        "registry",
        "company report",
        "vendor",
        "derived",
        "judgement",
        "survey",
        "study",
        "source document",
        "press",
        "textbook",
        "tax guidance",
        "convention",
        "consultancy",
    ]
    errs: str = Field(min_length=5)
    currency: str = ""

    @model_validator(mode="after")
    def _is_ordered(self) -> Assumption:
        if not self.low <= self.mid <= self.high:
            raise ValueError("low, mid and high must rise")
        return self

    @property
    def is_judgement(self) -> bool:
        """Whether it is our own inference, which never decides a sign alone."""
        return self.source_type == "judgement"


class ExchangeRate(Rule):
    """What one euro was worth in a currency on a day."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    per_eur: float = Field(gt=0)
    dated: dt.date


class LabourCostLevel(Rule):
    """What an hour of work costs in a country on average, to compare countries with.

    ``covers`` is labour_cost (what the employer pays) or wages (before the employer's contributions).
    """

    country: str = Field(pattern=r"^[A-Z]{2}$")
    eur_per_hour: float = Field(gt=0)
    year: int
    covers: Literal["labour_cost", "wages"]


class SeveranceRule(Rule):
    """What a released post costs at the end in a country, as a share of a year's pay.

    ``covers`` is statutory (what the law asks for) or custom (what employers usually pay).
    """

    country: str = Field(pattern=r"^[A-Z]{2}$")
    share_of_year: float = Field(ge=0, le=3)
    covers: Literal["statutory", "custom"]


class ReleaseRule(Rule):
    """What becomes of the posts that are freed: a choice of the organisation, not an assumption."""

    is_chosen: bool = False
    released_at_once: bool
    released_by_attrition: bool


class ScenarioRule(Rule):
    """A named set of changes that an audit is run under beside itself; ``overlay`` as in a rulebook of one's own:
    section, id, fields.
    """

    overlay: dict[str, dict[str, dict[str, Any]]]


class ValueList(Rule):
    """A list the value model needs: country codes, sectors, words, first moves."""

    values: list[str]


class ValueLine(Rule):
    """One line of the value model in words, for the Method sheet. ``sign`` is what it does to the saving."""

    sign: Literal["plus", "minus", "none"]
    formula: str


class WaveRule(Rule):
    """Which processes move in a wave: the first rule whose every stated condition holds decides.

    A condition that is left out always holds. ``reason`` is what the report says.
    """

    wave: int = Field(ge=1, le=9)
    recommendations: list[str] = []
    tiers: list[str] = []
    first_moves: list[str] = []
    grades: list[str] = []
    severities: list[str] = []
    reason: str


class BundleRule(Rule):
    """A way to bundle; the rules are tried in their order and a process is in one bundle at most.

    ``most`` is the largest group that is still a bundle: what everybody shares binds nobody.
    """

    kind: Literal["payroll", "dependency", "application", "small"]
    words: list[str] = []
    service_lines: list[str] = []
    first_moves: list[str] = []
    most: int = Field(default=1_000_000, ge=2)
    reason: str


class LeftOut(Rule):
    """A statement on finance that no rule implements, with the reason."""

    statement: StatementId
    reason: str = Field(min_length=20)


SECTIONS: dict[str, type[Rule]] = {
    "assumptions": Assumption,
    "exchange_rates": ExchangeRate,
    "labour_cost_levels": LabourCostLevel,
    "severance_terms": SeveranceRule,
    "release": ReleaseRule,
    "scenarios": ScenarioRule,
    "value_lists": ValueList,
    "value_lines": ValueLine,
    "waves": WaveRule,
    "bundles": BundleRule,
    "left_out_value": LeftOut,
}
