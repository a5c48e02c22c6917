"""Facts that flags need and no single column holds (names: schemas.rule_models.conditions.RISK_FACTS)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.results import SENSITIVITIES
from tasks.risk.transfers import add_transfer_facts, differs
from tasks.rules.conditions import judge
from tasks.rules.facts import RowFacts, add_control_function

if TYPE_CHECKING:
    from schemas.rules import Rulebook

DAYS_PER_MONTH = 365.25 / 12
MINUTES_PER_HOUR = 60


def risk_facts(
    rows: pd.DataFrame,
    typed: pd.DataFrame,
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> RowFacts:
    """Everything the flags are judged on: the columns, and the facts derived from them.

    Args:
        rows: process_id and PROVENANCE of the rows in scope, by row_key.
        typed: typed rows; like the frames below it may have more rows.
        texts: TEXT_COLUMNS.
        assessed_rows: ASSESSED_COLUMNS.
        rulebook: sections adequacy, neighbours, dpia and risk_numbers.
        as_of: the only date that counts as today.

    Returns:
        Facts of the rows, with RISK_FACTS but for those that follow from the location (``add_location``).
    """
    facts = RowFacts(rows, assessed_rows, texts, typed)
    add_control_function(facts, rulebook)
    _add_personal_data(facts, rulebook)
    add_transfer_facts(facts, rulebook, as_of)
    _add_dpia(facts, rulebook)
    _add_dates(facts, as_of)
    _add_baseline(facts, rulebook)
    _add_classification_gap(facts)
    facts.add_number("is_overridden", differs(facts, "recommendation", "computed_recommendation"))
    # applications_count as given, else the number of names in the list.
    count = facts.look_up(
        "applications",
        lambda value: len([part for part in value.split(";") if part.strip()]),
        "float64",
        np.nan,
    )
    facts.add_number(
        "known_applications_count",
        np.where(facts.is_filled("applications_count"), facts.numbers("applications_count"), count),
    )
    return facts


def _add_personal_data(facts: RowFacts, rulebook: Rulebook) -> None:
    """A column that says yes settles it; a hint in the text counts only where no column speaks, and never
    means no.
    """
    numbers = rulebook.section("risk_numbers")
    kinds = numbers["RISK-PERSONAL-TYPES"].value
    # NaN > 0 is False, so a blank count of people says nothing.
    is_stated = (
        facts.has_any("data_types", kinds)
        | facts.has_any("data_subject_categories", numbers["RISK-PERSONAL-SUBJECTS"].value)
        | (facts.numbers("data_subjects_count") > 0)
    )
    silent = ~facts.is_filled("data_types")
    hinted = silent & facts.has_any("text_data_types", kinds)
    facts.add_number("personal_data", np.where(is_stated | hinted, 1.0, np.where(silent, np.nan, 0.0)))


def _add_dpia(facts: RowFacts, rulebook: Rulebook) -> None:
    """Criteria given and criteria that the data show; fewer than two is an answer only where the column was
    filled.
    """
    count = np.zeros(facts.size)
    for rule in rulebook.section("dpia").values():
        # One criterion counts once, whether it was given, follows from the data, or both.
        met = facts.has_any("dpia_criteria", (str(rule.number),))
        count += met | judge(rule.when, facts).yes if rule.when else met
    no_law = np.ones(facts.size, dtype=bool)
    # Code 0 is no_transfer: no personal data, or an exporter elsewhere. Where that is so under all three
    # regimes none of them asks for a screening.
    for regime in ("eu", "uk", "ch"):
        no_law &= facts.texts(f"transfer_{regime}")[0] == 0
    screen = np.where(count >= 2, 1.0, np.where(facts.is_filled("dpia_criteria"), 0.0, np.nan))
    facts.add_number("screened_dpia_criteria", count)
    facts.add_number("needs_dpia_screen", np.where(no_law, 0.0, screen))


def _add_dates(facts: RowFacts, as_of: dt.date) -> None:
    today = np.datetime64(as_of, "us")

    # Negative for a day that has passed, NaN for none.
    def months_until(column: str) -> np.ndarray:
        days = (facts.series(column).to_numpy(dtype="datetime64[us]") - today) / np.timedelta64(1, "D")
        return days / DAYS_PER_MONTH

    facts.add_number("months_to_contract_end", months_until("contract_end"))
    facts.add_number(
        "months_to_notice", (last_notice_day(facts) - today) / np.timedelta64(1, "D") / DAYS_PER_MONTH
    )
    facts.add_number("months_to_override_expiry", months_until("override_expires"))


def last_notice_day(facts: RowFacts) -> np.ndarray:
    """The contract's end less its notice period in calendar months (the last day of a shorter month); not a
    time where one is blank.

    Args:
        facts: contract_end (dates) and notice_months.

    Returns:
        Days (datetime64[D]), one for each row.
    """
    end, months = facts.series("contract_end").to_numpy(dtype="datetime64[D]"), facts.numbers("notice_months")
    # By calendar, not by mean months: three months before 31 May is the last day of February. A part of a
    # month, as in 1.5, is turned into days.
    whole = np.floor(np.nan_to_num(months))
    month = end.astype("datetime64[M]")
    then = month - whole.astype("timedelta64[M]")
    # The last day of that month, counted from its first.
    most = (then + 1).astype("datetime64[D]") - then.astype("datetime64[D]") - 1
    part = np.round((np.nan_to_num(months) - whole) * DAYS_PER_MONTH).astype("timedelta64[D]")
    day = then.astype("datetime64[D]") + np.minimum(end - month.astype("datetime64[D]"), most) - part
    return np.where(np.isnan(months), np.datetime64("NaT"), day).astype("datetime64[us]")


def _add_baseline(facts: RowFacts, rulebook: Rulebook) -> None:
    """Hours needed over hours there, and cost of one FTE; blank where a part is blank or there is no FTE. People in
    direct contact with customers are also paid while they wait and are away (assumptions shrinkage, occupancy).
    """
    numbers = rulebook.section("risk_numbers")
    # No division by zero; without people there is nothing to compare.
    fte = np.where(facts.numbers("fte") > 0, facts.numbers("fte"), np.nan)
    hours = facts.numbers("volume") * facts.numbers("handling_minutes") / MINUTES_PER_HOUR
    assumptions = rulebook.section("assumptions")
    at_work = (1 - assumptions["shrinkage"].mid) * assumptions["occupancy"].mid
    busy = np.where(facts.is_one_of("customer_contact", ("direct",)), at_work, 1.0)
    facts.add_number("covered_hours_ratio", hours / (fte * numbers["RISK-HOURS-PER-FTE"].value * busy))
    # The flag compares with a band of money, which fits currencies of similar size alone.
    is_known_currency = facts.is_one_of("currency", numbers["RISK-COST-CURRENCIES"].value)
    is_total = facts.is_one_of("cost_basis", ("total",))
    cost = np.where(
        facts.is_filled("labour_cost"),
        facts.numbers("labour_cost"),
        np.where(is_total, np.nan, facts.numbers("annual_cost")),
    )
    facts.add_number("cost_per_fte", np.where(is_known_currency, cost / fte, np.nan))


def _add_classification_gap(facts: RowFacts) -> None:
    # Steps between levels; not_assessed is no level, so there is no gap where it is one of the two.
    ranks = {name: float(rank) for rank, name in enumerate(SENSITIVITIES) if name != "not_assessed"}
    assessed = facts.look_up("sensitivity", lambda name: ranks.get(name, np.nan), "float64", np.nan)
    facts.add_number(
        "classification_gap",
        assessed
        - facts.look_up("data_classification", lambda name: ranks.get(name, np.nan), "float64", np.nan),
    )
