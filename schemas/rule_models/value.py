"""Models of the value rules: ranges, exchange rates, lines of the model, waves and bundles."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from schemas.rules import Rule, StatementId

Case = Literal["low", "mid", "high"]
CASES: tuple[Case, ...] = ("low", "mid", "high")


class Assumption(Rule):
    """A range of the value model.

    ``low`` to ``high`` are ordered as numbers. ``low_saving_at`` tells which end belongs to the case of the
    low saving, so that all assumptions move together; ``currency`` is that of an amount of money; ``errs``
    the direction in which it errs.
    """

    low: float
    mid: float
    high: float
    low_saving_at: Literal["low", "high"]
    source_type: Literal[
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

    def at(self, case: Case) -> float:
        """The value in the case of the low, mid or high saving."""
        if case == "mid":
            return self.mid
        return self.low if case == self.low_saving_at else self.high


class ExchangeRate(Rule):
    """What one euro was worth in a currency on a day."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    per_eur: float = Field(gt=0)
    dated: dt.date


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
    "value_lists": ValueList,
    "value_lines": ValueLine,
    "waves": WaveRule,
    "bundles": BundleRule,
    "left_out_value": LeftOut,
}
