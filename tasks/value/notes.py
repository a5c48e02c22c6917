"""Why a row has no value, and which figures deserve a second look."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schemas.columns import as_dtypes, coded
from schemas.messages.message import Message, combinations, message, sentences, unpacked, written
from tasks.value.baseline import (
    COST_PER_FTE,
    DOUBTFUL,
    NEGATIVE,
    NO_CURRENCY,
    NO_EXCHANGE_RATE,
    NO_PEOPLE,
    assumption,
)
from tasks.value.pricing import QUOTE, UNIT_QUOTE
from tasks.value.verdicts import LOSES

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.value.figures import Figures
    from tasks.value.verdicts import Verdicts

TOO_GOOD = ("VALUE_GROSS_HIGH", "VALUE_NET_HIGH")
WARNING_CODES = {
    NEGATIVE: "VALUE_NEGATIVE_COST",
    NO_PEOPLE: "VALUE_NO_PEOPLE",
    COST_PER_FTE: "VALUE_COST_PER_FTE",
    NO_CURRENCY: "VALUE_NO_CURRENCY",
    NO_EXCHANGE_RATE: "VALUE_NO_EXCHANGE_RATE",
}


def value_notes(work: pd.DataFrame, figures: Figures, judged: Verdicts) -> pd.Series:
    """What a reader must know of each candidate's value, as packed messages; of no sentence where there is
    nothing to say.

    Args:
        work: candidates with problem, fte, currency, per_eur, outsourced_cost, is_doubted, asks_country.
        figures: the figures of the model.
        judged: their verdicts.

    Returns:
        Categories by the rows of ``work``.
    """
    has_value = ~np.isnan(figures.case["saving"])
    # Problems as numbers: a message is written once for each combination of them with the other notes.
    problem, problems = pd.factorize(work["problem"], sort=True)
    is_open = (work["problem"] == "").to_numpy(bool) & ~has_value
    lacks = {name: work[name].isna().to_numpy(bool) for name in ("fte", "currency", "per_eur")}
    holds = {
        "no_hours": is_open & (lacks["fte"] | ~lacks["per_eur"]),
        NO_CURRENCY: is_open & ~lacks["fte"] & lacks["currency"],
        NO_EXCHANGE_RATE: is_open & ~lacks["fte"] & ~lacks["currency"] & lacks["per_eur"],
        "quote": has_value & (work["outsourced_cost"] >= 0).to_numpy(bool),
        "loses": has_value & (judged.verdict == LOSES),
        "not_within": has_value & (figures.case["saving"] >= 0) & np.isnan(figures.months),
        "doubted": has_value & work["is_doubted"].to_numpy(bool),
        "asks_country": has_value & work["asks_country"].to_numpy(bool),
    }

    def write(problem: int, **notes: bool) -> Message:
        names = [str(problems[problem]), *(name for name, applies in notes.items() if applies)]
        return sentences(*(message(f"says.note.{name}") for name in names if name))

    return pd.Series(written({"problem": problem, **holds}, write), index=work.index)


def warnings(work: pd.DataFrame, figures: Figures, rulebook: Rulebook, as_of: dt.date) -> pd.DataFrame:
    """Figures to check: doubtful costs, results outside what outside studies saw, and old exchange rates.

    Args:
        work: candidates with problem, labour_base, labour_cost, location, outsourced_cost, currency.
        figures: the figures of the model.
        rulebook: section assumptions (gross_labour_arbitrage_check, net_saving_check, common_warning_share,
            exchange_rate_age_days).
        as_of: date of the audit.

    Returns:
        row_key (Int64, missing for the portfolio), code, column (empty where no cell is to blame), message
        (packed; missing where the issue catalogue has the words; on the portfolio how many rows). What is true
        of most candidates is one line on the portfolio.
    """
    blamed = _blamed(work)
    checks = [
        (code, (work["problem"] == problem).to_numpy(bool), None) for problem, code in WARNING_CODES.items()
    ]
    checks += _outside_checks(work, figures, rulebook)
    frames = [
        _lines(code, work.index[holds], blamed[holds], sentence, len(work), rulebook)
        for code, holds, sentence in checks
        if holds.any()
    ]
    frames += _old_rates(work, rulebook, as_of)
    return pd.concat(frames, ignore_index=True) if frames else _warning_frame([], "", [], None)


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
    work: pd.DataFrame, figures: Figures, rulebook: Rulebook
) -> list[tuple[str, np.ndarray, Message]]:
    """Results that outside studies did not see: code, rows, and what to say to the reader."""
    # The labour cost of the work that moves, which the checks of outside studies are shares of.
    moved = figures.case["share_moved"] * work["labour_base"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # The fee for the hours of today: a provider that needs fewer hours is not cheaper for an hour.
        at_today_hours = figures.case["fee"] / _hours_over_today(work, rulebook)
        once_a_year = figures.case["one_off"] / work["years"].to_numpy(float)
        gross, net = 1 - at_today_hours / moved, (figures.case["saving"] - once_a_year) / moved
    gross_check = assumption(rulebook, "gross_labour_arbitrage_check")
    net_check = {
        False: assumption(rulebook, "net_saving_check").high,
        True: assumption(rulebook, "net_saving_check_offshore").high,
    }
    offshore = (work["location"] == "offshore").to_numpy(bool)
    # A modelled fee onshore is a multiple of the cost of today, so a check against that cost says nothing.
    # Abroad it does, and for a quote.
    is_priced = (work["location"] != "onshore").to_numpy(bool) | (work["outsourced_cost"] >= 0).to_numpy(bool)
    high = message("says.check.gross_high", share=gross_check.high)
    low = message("says.check.gross_low", share=gross_check.low)
    most = {
        is_offshore: message("says.check.net_high", share=share) for is_offshore, share in net_check.items()
    }
    return [
        ("VALUE_GROSS_HIGH", is_priced & (gross > gross_check.high), high),
        ("VALUE_GROSS_LOW", is_priced & (gross < gross_check.low), low),
        *(
            ("VALUE_NET_HIGH", (net > share) & (offshore == is_offshore), most[is_offshore])
            for is_offshore, share in net_check.items()
        ),
    ]


def _hours_over_today(work: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Hours that a provider bills over those of today, in the middle case; a quote is for the work as it is."""
    extra = np.where(work["location"] == "offshore", assumption(rulebook, "extra_hours_offshore").mid, 0.0)
    hours = (1 - assumption(rulebook, "productivity_at_start").mid) * (1 + extra)
    return np.where(work["pricing"].isin([QUOTE, UNIT_QUOTE]), 1.0, hours)


def too_good(work: pd.DataFrame, figures: Figures, rulebook: Rulebook) -> np.ndarray:
    """Rows whose fee or net saving is better than outside studies saw, so that cost and FTE are checked
    before anything is promised.

    Args:
        work: the candidates with what their price rests on.
        figures: their figures.
        rulebook: section assumptions, for what outside studies saw.

    Returns:
        A mask, one entry for each candidate.
    """
    checks = _outside_checks(work, figures, rulebook)
    return np.logical_or.reduce(
        [np.asarray(holds, dtype=bool) for code, holds, _ in checks if code in TOO_GOOD]
    )


def _lines(
    code: str,
    rows: pd.Index,
    columns: np.ndarray,
    sentence: Message | None,
    candidates_count: int,
    rulebook: Rulebook,
) -> pd.DataFrame:
    """One line a row, or one on the portfolio where it is true of most candidates."""
    # What is true of most rows is no news in each of them. Where it is about few rows, each keeps its line.
    is_common = len(rows) > assumption(rulebook, "common_warning_share").mid * candidates_count
    if not is_common or len(rows) < assumption(rulebook, "common_warning_rows").mid:
        return _warning_frame(rows, code, columns, sentence)
    counts = {"count": len(rows), "total": candidates_count}
    if sentence:
        return _warning_frame(
            [None], code, columns[:1], sentences(sentence, message("says.check.common", **counts))
        )
    return _warning_frame([None], code, columns[:1], message("says.check.how_many", **counts))


def _warning_frame(
    rows: pd.Index | list[None], code: str, columns: np.ndarray | list[str], sentence: Message | None
) -> pd.DataFrame:
    packed = sentence.packed() if sentence else None
    frame = pd.DataFrame(
        {"row_key": pd.Series(rows, dtype="Int64"), "code": code, "column": columns, "message": packed}
    )
    return as_dtypes(frame, {"code": "str", "column": "str", "message": "str"})


def with_warnings(notes: pd.Series, warned: pd.DataFrame) -> pd.Series:
    """The notes of each row, with what the warnings of the same row say in words.

    Args:
        notes: packed messages, by row_key; missing where there is none.
        warned: row_key (missing for a warning on the portfolio) and message (packed).

    Returns:
        One packed message for each row that has a note, as categories.
    """
    worded = warned[warned["row_key"].notna() & warned["message"].notna()]
    # Several warnings of one row follow one another, a line each, behind its notes.
    more = worded.groupby("row_key")["message"].agg("\n".join).reindex(notes.index)
    # Equal combinations are unpacked and packed once.
    codes, first = combinations([notes, more])
    together = [
        None if pd.isna(note) else _with_lines(note, more_lines)
        for note, more_lines in zip(notes.iloc[first], more.iloc[first], strict=True)
    ]
    places, texts = pd.factorize(np.array(together, dtype=object))
    return pd.Series(coded(places[codes], texts), index=notes.index)


def _with_lines(note: str, lines: Any) -> str:
    """A note with further messages, a line each, if there are any."""
    packed = [note, *(lines.split("\n") if isinstance(lines, str) else ())]
    return sentences(*map(unpacked, packed)).packed()


def _old_rates(work: pd.DataFrame, rulebook: Rulebook, as_of: dt.date) -> list[pd.DataFrame]:
    """A warning for the portfolio where a rate that was used is older than exchange_rate_age_days."""
    limit = dt.timedelta(days=assumption(rulebook, "exchange_rate_age_days").mid)
    used = set(work["currency"].dropna().unique())
    if not used:
        return []
    # Some market rates are in dollars, so the rate of the dollar is always used; the euro needs none.
    dates = [
        rate.dated
        for rate in rulebook.section("exchange_rates").values()
        if rate.currency in used | {"USD"} and rate.currency != "EUR"
    ]
    if not dates or as_of - min(dates) <= limit:
        return []
    sentence = message("says.check.old_rates", day=min(dates).isoformat())
    return [_warning_frame([None], "VALUE_OLD_EXCHANGE_RATES", [""], sentence)]


def is_problem(work: pd.DataFrame) -> np.ndarray:
    """Rows whose figures cannot be right as they are, so that no total counts anything of them."""
    return work["problem"].isin(DOUBTFUL).to_numpy(bool)
