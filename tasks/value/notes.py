"""Why a row has no value, and which figures deserve a second look."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.value.baseline import (
    COST_PER_FTE,
    DOUBTFUL,
    NEGATIVE,
    NO_BASE,
    NO_CURRENCY,
    NO_EXCHANGE_RATE,
    NO_PEOPLE,
    NOWHERE,
    OUTSOURCED,
    assumption,
)
from tasks.value.pricing import QUOTE, UNIT_QUOTE
from tasks.value.verdicts import LOSES

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.value.figures import Figures
    from tasks.value.verdicts import Verdicts

PROBLEM_NOTES = {
    OUTSOURCED: "Already outsourced: not valued again.",
    NOWHERE: "No location is open to a provider: no saving is modelled.",
    NEGATIVE: "Negative cost: no saving is modelled, and the row is in no total.",
    NO_PEOPLE: "Spending without people: no saving is modelled, and the row is in no total.",
    COST_PER_FTE: "Cost per FTE is outside the band of labour cost: no saving is modelled, and the row is in no total.",
    NO_CURRENCY: "The currency is not stated: a cost cannot be held against hourly rates.",
    NO_EXCHANGE_RATE: "The rulebook has no exchange rate for the currency.",
    NO_BASE: "No labour cost, and no cost with FTE: no saving is modelled.",
}
TOO_GOOD = ("VALUE_GROSS_HIGH", "VALUE_NET_HIGH")
NOT_WITHIN = "Does not break even within the contract."
DOUBTED = "Its figures do not reconcile: it is valued, but no total counts it."
ASKS_COUNTRY = "The country is not given, and it decides where the work may go: add the country."
NO_FEE = "The hours are not known, so the fee cannot be worked out: give the FTE."
WARNING_CODES = {
    NEGATIVE: "VALUE_NEGATIVE_COST",
    NO_PEOPLE: "VALUE_NO_PEOPLE",
    COST_PER_FTE: "VALUE_COST_PER_FTE",
    NO_CURRENCY: "VALUE_NO_CURRENCY",
    NO_EXCHANGE_RATE: "VALUE_NO_EXCHANGE_RATE",
}


def value_notes(work: pd.DataFrame, found: Figures, judged: Verdicts) -> pd.Series:
    """What a reader must know of each candidate's value, as sentences; empty where there is nothing to say.

    Args:
        work: candidates with problem, outsourced_cost, is_doubted.
        found: the figures of the model.
        judged: their verdicts.

    Returns:
        Text by the rows of ``work``.
    """
    has_value = ~np.isnan(found.case["saving"])
    verdict = np.where(has_value, judged.verdict, "")
    parts = [
        work["problem"].map(PROBLEM_NOTES).fillna("").to_numpy(object),
        _where((work["problem"] == "").to_numpy(bool) & ~has_value, NO_FEE),
        _where(has_value & (work["outsourced_cost"] >= 0).to_numpy(bool), "Priced at the vendor's quote."),
        _where(verdict == LOSES, "Costs more than it saves in at least nine of ten draws."),
        _where(has_value & (found.case["saving"] >= 0) & np.isnan(found.months), NOT_WITHIN),
        _where(has_value & work["is_doubted"].to_numpy(bool), DOUBTED),
        _where(has_value & work["asks_country"].to_numpy(bool), ASKS_COUNTRY),
    ]
    text = pd.Series(parts[0], index=work.index, dtype="str")
    for part in parts[1:]:
        text = text.str.cat(pd.Series(part, index=work.index, dtype="str"), sep=" ")
    return text.str.strip().str.replace(r"\s+", " ", regex=True)


def _where(condition: np.ndarray, sentence: str) -> np.ndarray:
    return np.where(condition, sentence, "").astype(object)


def warnings(work: pd.DataFrame, found: Figures, rulebook: Rulebook, as_of: dt.date) -> pd.DataFrame:
    """Figures to check: doubtful costs, results outside what outside studies saw, and old exchange rates.

    Args:
        work: candidates with problem, labour_base, labour_cost, location, outsourced_cost, currency.
        found: the figures of the model.
        rulebook: section assumptions (gross_labour_arbitrage_check, net_saving_check, common_warning_share,
            exchange_rate_age_days).
        as_of: date of the audit.

    Returns:
        row_key (Int64, missing for the portfolio), code, column (empty where no cell is to blame), message
        (empty where the issue
        catalogue has the words; on the portfolio how many rows). What is true of most candidates is one line
        on the portfolio.
    """
    blamed = _blamed(work)
    told = [
        (code, (work["problem"] == problem).to_numpy(bool), "") for problem, code in WARNING_CODES.items()
    ]
    told += _outside_checks(work, found, rulebook)
    frames = [
        _lines(code, work.index[holds], blamed[holds], message, len(work), rulebook)
        for code, holds, message in told
        if holds.any()
    ]
    frames += _old_rates(work, rulebook, as_of)
    return pd.concat(frames, ignore_index=True) if frames else _warning_frame([], "", [], "")


def _blamed(work: pd.DataFrame) -> np.ndarray:
    """The column whose cell is to be looked at, where a figure is doubtful; empty elsewhere."""
    cost = np.where(work["labour_cost"].notna(), "labour_cost", "annual_cost")
    negative = np.where(work["labour_cost"] < 0, "labour_cost", "annual_cost")
    of_problem = {
        NEGATIVE: negative,
        COST_PER_FTE: cost,
        NO_PEOPLE: "fte",
        NO_CURRENCY: "annual_cost",
        NO_EXCHANGE_RATE: "currency",
    }
    return np.select(
        [(work["problem"] == problem).to_numpy(bool) for problem in of_problem],
        list(of_problem.values()),
        default="",
    )


def _outside_checks(
    work: pd.DataFrame, found: Figures, rulebook: Rulebook
) -> list[tuple[str, np.ndarray, str]]:
    """Results that outside studies did not see: code, rows, and what to tell the reader."""
    moved = found.case["share_moved"] * work["labour_base"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        at_today_hours = found.case["fee"] / _hours_over_today(work, rulebook)
        once_a_year = found.case["one_off"] / work["years"].to_numpy(float)
        gross, net = 1 - at_today_hours / moved, (found.case["saving"] - once_a_year) / moved
    gross_check = assumption(rulebook, "gross_labour_arbitrage_check")
    net_check = {
        False: assumption(rulebook, "net_saving_check").high,
        True: assumption(rulebook, "net_saving_check_offshore").high,
    }
    offshore = (work["location"] == "offshore").to_numpy(bool)
    is_priced = (work["location"] != "onshore").to_numpy(bool) | (work["outsourced_cost"] >= 0).to_numpy(bool)
    high = f"The fee alone saves more than {gross_check.high:.0%} of the labour cost moved, where studies saw up to that: check cost and FTE."
    low = f"The fee alone saves less than {gross_check.low:.0%} of the labour cost moved, where studies saw more: in-house is cheap, or the rate is dear."
    most = {
        place: f"The net saving, one-off cost spread over the contract, is above {share:.0%} of the labour cost "
        "moved, the most that contracts reached: do not promise it."
        for place, share in net_check.items()
    }
    return [
        ("VALUE_GROSS_HIGH", is_priced & (gross > gross_check.high), high),
        ("VALUE_GROSS_LOW", is_priced & (gross < gross_check.low), low),
        *(
            ("VALUE_NET_HIGH", (net > share) & (offshore == place), most[place])
            for place, share in net_check.items()
        ),
    ]


def _hours_over_today(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Hours that a provider bills over those of today, in the middle case; a quote is for the work as it is."""
    extra = np.where(work["location"] == "offshore", assumption(rulebook, "extra_hours_offshore").mid, 0.0)
    hours = (1 - assumption(rulebook, "productivity_at_start").mid) * (1 + extra)
    return np.where(work["pricing"].isin([QUOTE, UNIT_QUOTE]), 1.0, hours)


def too_good(work: pd.DataFrame, found: Figures, rulebook: Rulebook) -> np.ndarray:
    """Rows whose fee or net saving is better than outside studies saw, so that cost and FTE are checked
    before anything is promised.
    """
    told = _outside_checks(work, found, rulebook)
    return np.logical_or.reduce(
        [np.asarray(holds, dtype=bool) for code, holds, _ in told if code in TOO_GOOD]
    )


def _lines(
    code: str, rows: pd.Index, columns: np.ndarray, message: str, candidates_count: int, rulebook: Rulebook
) -> pd.DataFrame:
    """One line a row, or one on the portfolio where it is true of most candidates."""
    is_common = len(rows) > assumption(rulebook, "common_warning_share").mid * candidates_count
    if not is_common or len(rows) < assumption(rulebook, "common_warning_rows").mid:
        return _warning_frame(rows, code, columns, message)
    told = (
        f"{message} True of {len(rows)} of {candidates_count} candidates."
        if message
        else f"{len(rows)} of {candidates_count} candidates"
    )
    return _warning_frame([None], code, columns[:1], told)


def _warning_frame(
    rows: pd.Index | list, code: str, columns: np.ndarray | list, message: str
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"row_key": pd.array(rows, dtype="Int64"), "code": code, "column": columns, "message": message}
    )
    return frame.astype({"code": "str", "column": "str", "message": "str"})


def with_warnings(notes: pd.Series, warned: pd.DataFrame) -> pd.Series:
    """The notes of each row, with what the warnings of the same row say in words."""
    said = (
        warned[warned["row_key"].notna() & (warned["message"] != "")]
        .groupby("row_key")["message"]
        .agg(" ".join)
    )
    return notes.str.cat(said.reindex(notes.index).fillna("").astype("str"), sep=" ").str.strip()


def _old_rates(work: pd.DataFrame, rulebook: Rulebook, as_of: dt.date) -> list[pd.DataFrame]:
    """A warning for the portfolio where a rate that was used is older than exchange_rate_age_days."""
    limit = dt.timedelta(days=assumption(rulebook, "exchange_rate_age_days").mid)
    used = set(work["currency"].dropna().unique())
    if not used:
        return []
    dates = [
        rate.dated
        for rate in rulebook.section("exchange_rates").values()
        if rate.currency in used | {"USD"} and rate.currency != "EUR"
    ]
    if not dates or as_of - min(dates) <= limit:
        return []
    message = f"Exchange rates are of {min(dates):%d %B %Y}. Put newer ones into section exchange_rates of your rulebook."
    return [_warning_frame([None], "VALUE_OLD_EXCHANGE_RATES", [""], message)]


def is_problem(work: pd.DataFrame) -> np.ndarray:
    """Rows whose figures cannot be right as they stand, so that no total counts anything of them."""
    return work["problem"].isin(DOUBTFUL).to_numpy(bool)
