"""Facts that flags need and no single column holds (names: schemas.rule_models.risk.DERIVED_FACTS)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from schemas.results import SENSITIVITIES
from tasks.risk.conditions import judge
from tasks.risk.table import Table
from tasks.risk.transfers import add_transfer_facts, differs

if TYPE_CHECKING:
    from schemas.rules import Rulebook

DAYS_PER_MONTH = 365.25 / 12
MINUTES_PER_HOUR = 60


def known_table(
    typed: pd.DataFrame, texts: pd.DataFrame, assessed_rows: pd.DataFrame, rulebook: Rulebook, as_of: dt.date
) -> Table:
    """Everything the flags are judged on: the columns, and the facts derived from them.

    Args:
        typed: typed rows by row_key. texts: TEXT_COLUMNS. assessed_rows: ASSESSED_COLUMNS.
        rulebook: sections adequacy, neighbours, dpia and risk_numbers.
        as_of: the only date that counts as today.
    """
    table = Table(typed, texts, assessed_rows)
    _add_personal_data(table, rulebook)
    add_transfer_facts(table, rulebook, as_of)
    _add_dpia(table, rulebook)
    _add_dates(table, as_of)
    _add_baseline(table, rulebook)
    _add_classification_gap(table)
    table.add_number("control_function", _speaks_of_control(table, rulebook))
    table.add_number("is_overridden", differs(table, "recommendation", "computed_recommendation"))
    count = table.look_up(
        "applications",
        lambda value: len([part for part in value.split(";") if part.strip()]),
        "float64",
        np.nan,
    )
    table.add_number(
        "known_applications_count",
        np.where(table.is_filled("applications_count"), table.numbers("applications_count"), count),
    )
    return table


def _speaks_of_control(table: Table, rulebook: Rulebook) -> np.ndarray:
    return table.matches(
        "process_name", "|".join(rulebook.section("risk_numbers")["RISK-CONTROL-WORDS"].value)
    ).astype("float64")


def _add_personal_data(table: Table, rulebook: Rulebook) -> None:
    """A column that says yes settles it; a hint in the text counts only where no column speaks, and never
    means no.
    """
    numbers = rulebook.section("risk_numbers")
    kinds = numbers["RISK-PERSONAL-TYPES"].value
    said = (
        table.has_any("data_types", kinds)
        | table.has_any("data_subject_categories", numbers["RISK-PERSONAL-SUBJECTS"].value)
        | (table.numbers("data_subjects_count") > 0)
    )
    silent = ~table.is_filled("data_types")
    hinted = silent & table.has_any("text_data_types", kinds)
    table.add_number("personal_data", np.where(said | hinted, 1.0, np.where(silent, np.nan, 0.0)))


def _add_dpia(table: Table, rulebook: Rulebook) -> None:
    """Criteria given and criteria that the data show; fewer than two is an answer only where the column was
    filled.
    """
    count = np.zeros(table.size)
    for rule in rulebook.section("dpia").values():
        met = table.has_any("dpia_criteria", (str(rule.number),))
        count += met | judge(rule.when, table).yes if rule.when else met
    no_law = np.ones(table.size, dtype=bool)
    for regime in ("eu", "uk", "ch"):
        no_law &= (
            table.texts(f"transfer_{regime}")[0] == 0
        )  # no_transfer: no personal data, or an exporter elsewhere
    screen = np.where(count >= 2, 1.0, np.where(table.is_filled("dpia_criteria"), 0.0, np.nan))
    table.add_number("screened_dpia_criteria", count)
    table.add_number("needs_dpia_screen", np.where(no_law, 0.0, screen))


def _add_dates(table: Table, as_of: dt.date) -> None:
    today = np.datetime64(as_of, "us")

    def months_until(column: str) -> np.ndarray:
        days = (table.series(column).to_numpy(dtype="datetime64[us]") - today) / np.timedelta64(1, "D")
        return days / DAYS_PER_MONTH

    table.add_number("months_to_contract_end", months_until("contract_end"))
    table.add_number(
        "months_to_notice", (last_notice_day(table) - today) / np.timedelta64(1, "D") / DAYS_PER_MONTH
    )
    table.add_number("months_to_override_expiry", months_until("override_expires"))


def last_notice_day(table: Table) -> np.ndarray:
    """The contract's end less its notice period in calendar months (the last day of a shorter month); not a
    time where one is blank.
    """
    end, months = table.series("contract_end").to_numpy(dtype="datetime64[D]"), table.numbers("notice_months")
    whole = np.floor(np.nan_to_num(months))
    month = end.astype("datetime64[M]")
    then = month - whole.astype("timedelta64[M]")
    most = (then + 1).astype("datetime64[D]") - then.astype("datetime64[D]") - 1
    part = np.round((np.nan_to_num(months) - whole) * DAYS_PER_MONTH).astype("timedelta64[D]")
    day = then.astype("datetime64[D]") + np.minimum(end - month.astype("datetime64[D]"), most) - part
    return np.where(np.isnan(months), np.datetime64("NaT"), day).astype("datetime64[us]")


def _add_baseline(table: Table, rulebook: Rulebook) -> None:
    """Hours needed over hours there, and cost of one FTE; blank where a part is blank or there is no FTE."""
    numbers = rulebook.section("risk_numbers")
    fte = np.where(table.numbers("fte") > 0, table.numbers("fte"), np.nan)
    hours = table.numbers("volume") * table.numbers("handling_minutes") / MINUTES_PER_HOUR
    table.add_number("covered_hours_ratio", hours / (fte * numbers["RISK-HOURS-PER-FTE"].value))
    is_known_currency = table.is_one_of("currency", numbers["RISK-COST-CURRENCIES"].value)
    is_total = table.is_one_of("cost_basis", ("total",))
    cost = np.where(
        table.is_filled("labour_cost"),
        table.numbers("labour_cost"),
        np.where(is_total, np.nan, table.numbers("annual_cost")),
    )
    table.add_number("cost_per_fte", np.where(is_known_currency, cost / fte, np.nan))


def _add_classification_gap(table: Table) -> None:
    ranks = {name: float(rank) for rank, name in enumerate(SENSITIVITIES) if name != "not_assessed"}
    assessed = table.look_up("sensitivity", lambda name: ranks.get(name, np.nan), "float64", np.nan)
    table.add_number(
        "classification_gap",
        assessed
        - table.look_up("data_classification", lambda name: ranks.get(name, np.nan), "float64", np.nan),
    )
