"""The lines of the value model for rows that are priced alike (section value_lines)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from tasks.value.baseline import assumption, per_eur
from tasks.value.draws import MIDDLE
from tasks.value.terms import HAS, LACKS, NOTHING, CandidateFacts, FactColumns, SumOfProducts, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from schemas.rules import Rulebook
    from tasks.value.draws import Cases

# How rows are priced: what is the same for all rows of one class. ``stated`` says which of STATED they state.
CLASS_COLUMNS = ("is_kpo", "location", "in_americas", "pricing", "vat", "is_transition_quoted", "stated")
STATED = ("share", "transition", "rise", "rework", "training", "used", "excess")
ONSHORE, OWN_COST, MARKET = "onshore", "own_cost", "market"
QUOTE, UNIT_QUOTE = "quote", "unit_quote"  # a fee a year; one that follows the share of the work that moves
WAGE_INDEX = {
    "onshore": "wage_index_in_house",
    "nearshore": "wage_index_nearshore",
    "offshore": "wage_index_offshore",
}
MONTHS_PER_YEAR = 12
YEARLY_COSTS = ("fee", "training", "lost_vat", "governance")
ONCE = ("transition", "ramp", "selection", "training_start", "lost_vat_once", "parallel_run", "severance")


@dataclass(frozen=True)
class Priced:
    """Rows of one class, and every line of the model as a sum of products of their facts.

    ``rows`` are positions in ``work``. Lines are at first-year prices and positive, costs too; ``cash`` is the
    cash of each year of the contract, the first first.
    """

    rows: np.ndarray
    facts: CandidateFacts
    cases: Cases
    key: dict[str, object]
    rulebook: Rulebook
    years: int

    def _fact(self, name: str) -> SumOfProducts:
        return SumOfProducts.fact(name, self.cases.count)

    def _figure(self, rule_id: str) -> SumOfProducts:
        return SumOfProducts.figure(self.cases[rule_id])

    def _has(self, name: str) -> bool:
        """Whether a row of the class states it."""
        return bool(self.facts[HAS + name].any())

    def _stated(self, name: str, stated: SumOfProducts, otherwise: SumOfProducts) -> SumOfProducts:
        """``stated`` for the rows that state it, ``otherwise`` for those that do not."""
        if not self._has(name):
            return otherwise
        if self.facts[HAS + name].all():
            return stated
        return self._fact(HAS + name) * stated + self._fact(LACKS + name) * otherwise

    @cached_property
    def share(self) -> SumOfProducts:
        """Share of the work that moves: the column, else the range of the label."""
        of_label = "transferable_share_kpo" if self.key["is_kpo"] else "transferable_share_bpo"
        return self._stated("share", self._fact("share"), self._figure(of_label))

    @cached_property
    def moved(self) -> SumOfProducts:
        """Labour cost of the work that moves."""
        return self._fact("labour") * self.share

    @cached_property
    def freed(self) -> SumOfProducts:
        """Labour cost of the hours freed: what moves, less who stays to steer, check and decide."""
        return self.moved * (1 - self.cases["retained_staff"])

    @cached_property
    def fee(self) -> SumOfProducts:
        """Yearly fee at first-year prices."""
        if self.key["pricing"] == QUOTE:
            return self._fact("quote")
        if self.key["pricing"] == UNIT_QUOTE:
            return self._fact("unit_fee") * self.share
        # Hours that a provider needs for an hour of today, factor by factor (line_hours_bought). A factor
        # that no row of the class states is left out, which keeps the sum short.
        hours = SumOfProducts.figure(1 - self.cases["productivity_at_start"])
        if self._has("rework"):
            hours = hours * (
                SumOfProducts.figure(np.ones(self.cases.count))
                - self._fact("rework") * self.cases["errors_avoided"]
            )
        if self._has("used"):
            hours = hours * self._fact("used")
        if self.key["location"] == "offshore":
            hours = hours * (1 + self.cases["extra_hours_offshore"])
        if self.key["pricing"] == MARKET:
            hours = hours * self._harder_work()
            # At the market rate: hours of today, in place of their in-house cost.
            return self._fact("market_hours") * self.share * hours * self.market_rate_eur
        return self.moved * hours * self._price_of_an_hour()

    def _harder_work(self) -> SumOfProducts:
        """What the market asks for work that is paid above the usual, as a multiple of its rate for usual work."""
        usual = SumOfProducts.figure(np.ones(self.cases.count))
        if not self._has("excess"):
            return usual
        return usual + self._fact("over_usual_pay") * (1 - self.cases["excess_pay_taken"])

    def _price_of_an_hour(self) -> SumOfProducts:
        """As a multiple of the in-house cost of an hour of the same work."""
        onshore = self._figure("bpo_rate_onshore")
        if self._has("excess"):
            left = (
                SumOfProducts.figure(np.ones(self.cases.count))
                - self._fact("excess") * self.cases["excess_pay_taken"]
            )
            onshore = onshore * left
        if self.key["pricing"] == ONSHORE:
            return onshore
        at_home = self.cases["home_delivery_share"]
        # Labour cost there over labour cost here, with what the provider adds for premises, tools and profit.
        abroad = self._fact("level_ratio") * self.cases["provider_loading"]
        return onshore * at_home + abroad * (1 - at_home)

    @cached_property
    def market_rate_eur(self) -> np.ndarray:
        """Market rate of an hour abroad in euro, for the label, by case."""
        return market_rate_eur(self.cases, self.key, self.rulebook)

    @cached_property
    def vat(self) -> np.ndarray:
        """Share of what is billed that is lost as VAT, by case."""
        return self.cases[f"lost_vat_{self.key['vat']}"]

    @cached_property
    def training_share(self) -> SumOfProducts:
        """Training at the start as a share of the yearly fee."""
        if not self._has("training"):
            return NOTHING
        return self._fact("training") * self.cases["training_billed"]

    @cached_property
    def yearly(self) -> dict[str, SumOfProducts]:
        """Cost lines of a year."""
        again = (
            NOTHING
            if self.key["location"] == "onshore"
            else self.training_share * self.cases["attrition_offshore"]
        )
        training = self.fee * again
        return {
            "fee": self.fee,
            "training": training,
            "lost_vat": (self.fee + training) * self.vat,
            "governance": self.fee * self.cases["governance"],
        }

    @cached_property
    def paid(self) -> SumOfProducts:
        """All cost of a year."""
        return total(self.yearly.values())

    @cached_property
    def on_fee_once(self) -> dict[str, SumOfProducts]:
        """One-off lines that rise and fall with the fee."""
        # Lines that a provider or adviser bills, so that VAT is lost on them. A stated transition is taken as
        # it is.
        billed = {
            "transition": self._stated("transition", NOTHING, self.fee * self.cases["transition"]),
            "ramp": self.fee * self.cases["ramp_first_year"],
            "selection": self.fee * self.cases["selection_and_advice"],
            "training_start": self.fee * self.training_share,
        }
        return {**billed, "lost_vat_once": total(billed.values()) * self.vat}

    @cached_property
    def once(self) -> dict[str, SumOfProducts]:
        """One-off lines."""
        stated = self._stated("transition", self._fact("transition"), NOTHING)
        return {
            **self.on_fee_once,
            "transition": self.on_fee_once["transition"] + stated,
            "parallel_run": self.moved * (self.cases["parallel_run"] / MONTHS_PER_YEAR),
            "severance": self.freed * self._fact("severance_due") * self.cases["severance"],
        }

    @cached_property
    def one_off(self) -> SumOfProducts:
        """All one-off cost."""
        return total(self.once.values())

    @cached_property
    def saving(self) -> SumOfProducts:
        """Net cash saving a year at first-year prices: posts released less all cost."""
        return self.freed * self._fact("released_mean") - self.paid

    def years_of(self) -> Iterator[tuple[int, np.ndarray, SumOfProducts]]:
        """Number of each year from 0, the factor by which the in-house cost has risen, and that of the fee."""
        in_house, stated = 1 + self.cases["wage_index_in_house"], 1 - self.cases["vendor_productivity"]
        index = self.cases[WAGE_INDEX[str(self.key["location"])]]
        # Onshore the wages of the provider rise as those in-house, and all of it reaches the fee
        # (line_wage_index).
        passed_on = 1.0 if self.key["location"] == "onshore" else self.cases["wage_passed_on"]
        usual = (1 + index * passed_on) * stated
        for year in range(self.years):
            # A stated rise is in the fact already; only rows without one take the usual index.
            part = self._fact(f"paid_part_{year}")
            yield year, in_house**year, self._stated("rise", part * stated**year, part * usual**year)

    @cached_property
    def cash(self) -> list[SumOfProducts]:
        """Cash of each year."""
        return [
            self.freed * self._fact(f"avoided_part_{year}") * risen - self.paid * paid_part
            for year, risen, paid_part in self.years_of()
        ]

    def discounted(self, yearly: list[SumOfProducts]) -> SumOfProducts:
        """Present value of the cash of the years, each at its end."""
        rate = 1 + assumption(self.rulebook, "discount_rate").mid
        return total(cash * rate ** -(year + 1) for year, cash in enumerate(yearly))

    @cached_property
    def npv(self) -> SumOfProducts:
        """Net present value over the contract."""
        return self.discounted(self.cash) - self.one_off

    @cached_property
    def capacity_npv(self) -> SumOfProducts:
        """The same if every hour freed counts at its labour cost and nobody is paid severance."""
        yearly = [
            self.freed * self._fact(f"part_{year}") * risen - self.paid * paid_part
            for year, risen, paid_part in self.years_of()
        ]
        # Whatever becomes of the posts: nobody is released, so nobody is paid for it.
        return self.discounted(yearly) - (self.one_off - self.once["severance"])

    @cached_property
    def on_fee(self) -> SumOfProducts:
        """Present value of all that rises and falls with the fee."""
        yearly = [self.paid * paid_part for _, _, paid_part in self.years_of()]
        return self.discounted(yearly) + total(self.on_fee_once.values())


def market_rate_eur(cases: Cases, key: dict[str, object], rulebook: Rulebook) -> np.ndarray:
    """Market rate of an hour in euro by case, for an offshore or nearshore class.

    Args:
        cases: the figures of every assumption by case.
        key: what the rows of the class have in common: location, in_americas, is_kpo.
        rulebook: sections assumptions and exchange_rates.
    """
    # Offshore has one rate, nearshore one for each side of the Atlantic, each in the currency of its source.
    rule_id = "bpo_rate_nearshore_americas" if key["in_americas"] else "bpo_rate_nearshore_europe"
    if key["location"] == "offshore":
        rule_id = "bpo_rate_offshore"
    rate = cases[rule_id] / per_eur(rulebook)[assumption(rulebook, rule_id).currency]
    return rate * cases["kpo_rate_multiplier"] if key["is_kpo"] else rate


def settled_by_quote(cases: Cases, rulebook: Rulebook, left_open: tuple[str, ...] = ()) -> Cases:
    """The cases for rows with a quote: our judgement of what a quote settles stays at its middle value in all, but
    for what it leaves open.

    Args:
        cases: the figures of every assumption by case.
        rulebook: section assumptions; a rule says by settled_by what a quote settles.
        left_open: ids of assumptions that this quote does not settle.
    """
    figures = {
        rule_id: np.full_like(figure, figure[MIDDLE])
        if (rule := assumption(rulebook, rule_id)).is_judgement
        and rule.settled_by == "quote"
        and rule_id not in left_open
        else figure
        for rule_id, figure in cases.figures.items()
    }
    return replace(cases, figures=figures)


def priced(work: pd.DataFrame, cases: Cases, rulebook: Rulebook) -> list[Priced]:
    """Rows with a value, by class.

    Args:
        work: candidates as ``tasks.value.facts.with_facts`` gives them.
        cases: the cases of the assumptions.
        rulebook: sections assumptions, exchange_rates.

    Returns:
        One Priced a class; rows that cannot be valued are in none.
    """
    # A row without a way to price it is in no class.
    valued = np.flatnonzero(work["pricing"].ne("").to_numpy(bool))
    part = work[list(CLASS_COLUMNS)].iloc[valued]
    # Cases for rows with a quote are made once: with its one-off cost, and without.
    settled = settled_by_quote(cases, rulebook)
    classes: list[Priced] = []
    but_transition, columns = settled_by_quote(cases, rulebook, ("transition",)), FactColumns(work)
    for key, index in part.groupby(list(CLASS_COLUMNS), sort=True).indices.items():
        rows = valued[index]
        facts = CandidateFacts(columns, rows)
        years = int(np.ceil(facts["years"].max()))
        named: dict[str, object] = dict(zip(CLASS_COLUMNS, cast("tuple[object, ...]", key), strict=True))
        its_cases = cases
        if named["pricing"] in (QUOTE, UNIT_QUOTE):
            # A quote that gives no one-off cost leaves the transition as uncertain as before.
            its_cases = settled if facts["is_transition_quoted"].all() else but_transition
        classes.append(Priced(rows, facts, its_cases, named, rulebook, years))
    return classes
