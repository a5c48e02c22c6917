"""The one condition of the rulebook: flags, locations, decision lines, tiers, first moves and gates all use it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import model_validator

from schemas.columns import columns
from schemas.results import (
    ASSESSED_COLUMNS,
    DRIVES,
    RECOMMENDATIONS,
    ROW_KINDS,
    SENSITIVITIES,
    TEXT_COLUMNS,
)
from schemas.rule_base import Strict
from schemas.type_guards import is_list, is_mapping, is_several

# Facts that the method works out before the decision table is asked (tasks/method/facts.py and judge.py).
METHOD_FACTS = {
    "drive": "volume_driven, balanced or insight_driven, from the drive index",
    "knowledge_test": "as many signs of knowledge work are there as knowledge_needed asks for",
    "knowledge_supported": "the knowledge test is passed, or open and the text supports it",
    "knowledge_open": "too few signs are known to pass or to fail the knowledge test",
    "far_from_routine": "the drive index lies at knowledge_by_drive or below",
    "describes_work": "a deciding column that describes the work is filled",
    "text_alone": "the label rests on name and description alone",
    "enough_said": "the text is certain, or enough deciding columns are filled (enough_said)",
    "balanced_line": "the label comes from a decision line whose tier is hybrid",
    "effort_fte": "posts: fte, else the posts that volume and handling time need",
    "cost_eur": "labour cost, else cost, in EUR a year",
    "control_function": "the name speaks of an internal control function (RISK-CONTROL-WORDS)",
    "basic_by_text": "name and description match a basic service or read like simple work",
}
# Facts that the risk stage works out before any flag is judged (tasks/risk/facts.py).
RISK_FACTS = {
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
    "control_function": METHOD_FACTS["control_function"],
    "classification_gap": "steps by which the assessed sensitivity exceeds the classification given",
    "is_overridden": "the label shown differs from the computed one",
    "location": "the location suggested (after the location rules)",
}
# What conditions of a stage may ask for. Any other name is refused when the rulebook is read: a slip of the
# pen would be blank in every row, and the rule would never hold.
KNOWN_TO_METHOD = frozenset(columns()) | frozenset(TEXT_COLUMNS) | frozenset(METHOD_FACTS)
KNOWN_TO_RISK = (
    frozenset(columns()) | frozenset(TEXT_COLUMNS) | frozenset(ASSESSED_COLUMNS) | frozenset(RISK_FACTS)
)
# Values of facts that are no columns of the input.
VALUES = {
    "drive": DRIVES,
    "sensitivity": SENSITIVITIES,
    "row_kind": ROW_KINDS,
    "recommendation": RECOMMENDATIONS,
    "computed_recommendation": RECOMMENDATIONS,
}

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
WITHOUT_VALUE = frozenset({"blank", "present", "given"})
LISTING = frozenset({"in", "has_any"})


class Condition(Strict):
    """One comparison, or all, any or none of several.

    It is three-valued: where a column is blank, the answer is neither yes nor no. A list column is asked with
    ``has_any``, a yes/no column with ``is``.
    """

    column: str = ""
    op: Operator | None = None
    value: Any = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _is_not_of_the_old_grammar(cls, data: Any) -> Any:
        # Own rules of earlier versions: a sentence on what has changed says more than "extra fields".
        if is_list(data):
            raise ValueError("a list of conditions is written under one of all, any or none")
        if is_mapping(data) and "fact" in data:
            raise ValueError("a comparison is written with column, op and value")
        return data

    @model_validator(mode="after")
    def _is_one_form(self) -> Condition:
        forms = [bool(self.column), bool(self.all), bool(self.any), bool(self.none)]
        if sum(forms) != 1 or bool(self.column) != bool(self.op):
            raise ValueError("a condition is either column and op, or one of all, any, none")
        if self.column and self.column not in KNOWN_TO_METHOD | KNOWN_TO_RISK:
            raise ValueError(f"there is no column '{self.column}'")
        # Both ways: blank with a value, and eq without one.
        if self.op and (self.op not in WITHOUT_VALUE) != (self.value is not None):
            raise ValueError(f"op '{self.op}' {'takes no' if self.op in WITHOUT_VALUE else 'needs a'} value")
        if self.op in LISTING and not is_several(self.value):
            raise ValueError(f"op '{self.op}' needs a list of values")
        self._check_values()
        return self

    def _check_values(self) -> None:
        """A word that the column cannot hold would never be met: it is a slip of the pen."""
        if self.op not in LISTING | {"eq", "ne"}:
            return
        column = columns().get(self.column)
        allowed = VALUES.get(self.column) or (column.values if column else ())
        wanted = self.value if is_several(self.value) else [self.value]
        if allowed and (strange := [str(value) for value in wanted if value not in allowed]):
            raise ValueError(f"'{self.column}' is never {', '.join(strange)}; it is {', '.join(allowed)}")

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions it is made of; none for a comparison."""
        return self.all or self.any or self.none  # it has one of the three at most

    def comparisons(self) -> Iterator[Condition]:
        """Every single comparison in it, in the order of writing."""
        if self.column:
            yield self
        for part in self.parts:
            yield from part.comparisons()

    def columns(self) -> tuple[str, ...]:
        """Columns and facts that it reads, each once, in the order of writing."""
        return self._columns

    @cached_property
    def _columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(comparison.column for comparison in self.comparisons()))


def known_to_method(condition: Condition | None) -> Condition | None:
    """The condition, if it asks only for what is known before the label.

    Raises:
        ValueError: it asks for a fact that comes after the label, such as a risk fact.
    """
    late = [name for name in (condition.columns() if condition else ()) if name not in KNOWN_TO_METHOD]
    if late:
        raise ValueError(f"{', '.join(late)} is not known yet when the label is decided")
    return condition
