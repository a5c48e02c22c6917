"""Models of the risk rules: flags with their conditions, safeguards, locations, adequacy lists, and the
numbers of special checks.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from schemas.columns import columns
from schemas.rule_base import Rule, Strict
from schemas.rule_models.conditions import Condition
from schemas.vocabulary import Severity

Audience = Literal[
    "Steering committee",
    "Process owner",
    "Procurement",
    "Legal",
    "Data protection",
    "IT and security",
    "Risk management",
    "Finance",
    "Human resources",
    "Audit team",
]


class Escalation(Strict):
    """A severity that takes the place of the label's where the condition holds."""

    when: Condition
    severity: Severity


class FlagRule(Rule):
    """One kind of flag; its id is the code.

    ``applies_to``: candidates, outsourced (work outsourced or hybrid today), either, or all rows. ``labels``,
    ``tiers``, ``sectors`` (regulated_activity) and ``countries`` restrict it further; an unknown sector or
    country makes it not judged. ``severity`` by label with "default"; ``is_confidentiality``: one step up for
    KPO. ``inherent_in``: labels that carry the risk by nature, said once for the portfolio. ``is_said_once``:
    the same sentence holds for every row it is on, so a handful of rows are enough to make it one line on the
    portfolio. ``is_due_now``: where a provider does the work today it cannot wait for a decision, so it is
    told before all others. ``audience``: who has to act on it. ``law`` is cited as it stood on ``checked``,
    compared with ``checked_against``; without these it was not compared with a text. ``open_case``: listed
    row by row where it could not be judged. ``computed``: judged over the portfolio in code, not by a
    condition.
    """

    title: str
    group: Literal["source_documents", "practice", "data_law", "governance"]
    audience: Audience = "Risk management"
    applies_to: Literal["candidates", "outsourced", "either", "all"] = "candidates"
    labels: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    when: Condition | None = None
    computed: bool = False
    severity: dict[str, Severity]
    escalate: tuple[Escalation, ...] = ()
    is_confidentiality: bool = False
    inherent_in: tuple[str, ...] = ()
    is_said_once: bool = False
    is_due_now: bool = False
    open_case: Literal["transfer", "critical_function", "legal_bar", "challenge"] | None = None
    evidence: tuple[str, ...] = Field(min_length=1)
    message: str = Field(min_length=20)
    mitigation: str = Field(min_length=20)
    demands: tuple[str, ...] = ()
    law: str = ""
    checked: dt.date | None = None
    checked_against: str = ""

    @cached_property
    def applies_where(self) -> Condition | None:
        """Sector and country as a condition; where they are blank the flag cannot be judged."""
        limits: list[Condition] = []
        if self.sectors:
            limits.append(Condition(column="regulated_activity", op="has_any", value=self.sectors))
        if self.countries:
            limits.append(Condition(column="country", op="in", value=self.countries))
        return Condition(all=tuple(limits)) if limits else None

    @cached_property
    def fires_where(self) -> Condition | None:
        """Its condition, where it applies; None where a computation and no condition fires it."""
        applies, when = self.applies_where, self.when
        return Condition(all=(applies, when)) if applies and when else when

    @model_validator(mode="after")
    def _is_complete(self) -> FlagRule:
        if "default" not in self.severity:
            raise ValueError("severity needs a 'default'")
        if self.computed == bool(self.when):
            raise ValueError("a flag has either 'when' or 'computed: true'")
        if unknown := [name for name in self.evidence if name not in columns()]:
            raise ValueError(f"evidence names no column of the input: {', '.join(unknown)}")
        if bool(self.checked) != bool(self.checked_against) or (self.checked and not self.law):
            raise ValueError("a rule says both when its law was checked and against what, or neither")
        return self


class SafeguardRule(Rule):
    """A clause or control; ``is_minimum``: wanted for every candidate of ``labels`` (empty: all), whatever
    its flags.
    """

    title: str
    clause: str = Field(min_length=20)
    is_minimum: bool = False
    labels: tuple[str, ...] = ()


class LocationRule(Rule):
    """A constraint on where work can go. ``farthest`` holds where ``when`` does; the nearest of all that hold
    wins, and of equals the first in the file is named. ``reason`` says why.
    """

    when: Condition
    farthest: Literal["onshore", "nearshore", "offshore"]
    reason: str


class AdequacyRule(Rule):
    """Countries to which personal data may flow under one regime, as of a date. ``ends`` gives decisions with
    an end.
    """

    regime: Literal["eu", "uk", "ch"]
    exporters: tuple[str, ...]
    adequate: tuple[str, ...]
    conditional: dict[str, str] = {}
    ends: dict[str, dt.date] = {}
    checked: dt.date
    checked_against: str
    review_months: int


class NeighbourRule(Rule):
    """Neighbours by country (ISO 3166-1 alpha-2), each pair written once or twice."""

    neighbours: dict[str, str]
    checked: dt.date


class RegionRule(Rule):
    """Countries of a region in which data may have to stay; its id is the value of residency_restriction."""

    countries: tuple[str, ...] = Field(min_length=2)
    checked: dt.date


class DpiaRule(Rule):
    """One of the nine criteria: ``when`` the data columns show it by themselves (absent: only dpia_criteria
    can).
    """

    number: int = Field(ge=1, le=9)
    when: Condition | None = None


class RiskNumber(Rule):
    """A number, or a list of names, that a special check uses."""

    value: float | tuple[str, ...]


SECTIONS: dict[str, type[Rule]] = {
    "flags": FlagRule,
    "safeguards": SafeguardRule,
    "location": LocationRule,
    "adequacy": AdequacyRule,
    "neighbours": NeighbourRule,
    "regions": RegionRule,
    "dpia": DpiaRule,
    "risk_numbers": RiskNumber,
    "left_out_risk": Rule,
}
