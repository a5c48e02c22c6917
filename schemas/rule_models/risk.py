"""Models of the risk rules: flags with their conditions, safeguards, locations, adequacy lists, and the
numbers of special checks.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, model_validator

from schemas.columns import columns
from schemas.results import ASSESSED_COLUMNS, TEXT_COLUMNS
from schemas.rules import Rule, Strict

# What the risk stage works out per process before any flag is judged (tasks/risk/facts.py), and may stand in
# a condition.
DERIVED_FACTS = {
    "personal_data": "personal data are processed: from the columns where they say so, else a hint in the text",
    "screened_dpia_criteria": "WP248 criteria that are given or follow from the data columns, at least (count)",
    "needs_dpia_screen": "two or more of the nine criteria are met",
    "transfer_eu": "no_transfer, covered, conditional or uncovered, for an exporter subject to the GDPR",
    "transfer_uk": "the same for an exporter in the United Kingdom",
    "transfer_ch": "the same for an exporter in Switzerland",
    "is_cross_border": "the provider's country differs from the process's country",
    "provider_location": "onshore, nearshore or offshore: where the provider of today sits",
    "outside_residency": "the provider of today sits outside the country or region in which data must stay",
    "residency_neighbour": "a neighbouring country lies in the region in which data must stay",
    "steps_beyond_location": "how many steps the provider of today sits beyond the location suggested",
    "adequate_neighbour": "a neighbouring country to which the data may flow without a further mechanism",
    "covered_hours_ratio": "hours that volume and handling time need, over hours that the FTE have",
    "cost_per_fte": "yearly cost of one FTE, where the basis is labour or unknown",
    "known_applications_count": "applications_count, else the length of the list of applications",
    "months_to_contract_end": "months from the as-of date to contract_end",
    "months_to_notice": "months from the as-of date to the last day on which notice can be given",
    "months_to_override_expiry": "months from the as-of date to override_expires",
    "control_function": "the name speaks of an internal control function (RISK-CONTROL-WORDS)",
    "classification_gap": "steps by which the assessed sensitivity exceeds the classification given",
    "is_overridden": "the label shown differs from the computed one",
    "location": "the location suggested (after the location rules)",
}
CONDITION_COLUMNS = (
    frozenset(columns()) | frozenset(ASSESSED_COLUMNS) | frozenset(TEXT_COLUMNS) | frozenset(DERIVED_FACTS)
)
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
Severity = Literal["info", "low", "medium", "high", "critical"]
Operator = Literal[
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "in",
    "not_in",
    "has_any",
    "matches",
    "shorter_than",
    "is",
    "blank",
    "present",
    "given",
]
# blank and present always know the answer; given is true where filled and unknown where blank; all others are
# unknown where blank.
NEEDS_VALUE = frozenset(
    {"eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "has_any", "matches", "shorter_than", "is"}
)


class Condition(Strict):
    """One comparison, or all, any or none of several: three-valued, since a blank is neither yes nor no."""

    column: str | None = None
    op: Operator | None = None
    value: Any = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _is_one_form(self) -> Condition:
        forms = [bool(self.column), bool(self.all), bool(self.any), bool(self.none)]
        if sum(forms) != 1 or bool(self.column) != bool(self.op):
            raise ValueError("a condition is either column and op, or one of all, any, none")
        if self.column and self.column not in CONDITION_COLUMNS:
            raise ValueError(f"there is no column '{self.column}'")
        if self.op and (self.op in NEEDS_VALUE) != (self.value is not None):
            raise ValueError(
                f"op '{self.op}' {'needs a value' if self.op in NEEDS_VALUE else 'takes no value'}"
            )
        return self

    def columns(self) -> tuple[str, ...]:
        """Columns that the condition reads, each once, in the order of writing."""
        if self.column:
            return (self.column,)
        return tuple(
            dict.fromkeys(name for part in (*self.all, *self.any, *self.none) for name in part.columns())
        )


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

    @property
    def advice(self) -> str:
        """What to do, and who has to."""
        return f"{self.audience}: {self.mitigation}"

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
