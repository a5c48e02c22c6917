"""Quotes of providers: which rows each is for, what it costs them, and which one takes the place of the modelled fee
(line_quote of value_lines).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from schemas.columns import typed_column
from schemas.issues import issue, issues_frame
from schemas.phrases import phrase
from schemas.quotes import QUOTE_COLUMNS, QUOTE_GAPS, Quote
from tasks.value.baseline import NOWHERE, OUTSOURCED, assumption, filled, per_eur
from tasks.value.draws import percentiles
from tasks.value.figures import of_groups

if TYPE_CHECKING:
    from schemas.rules import Rulebook
    from tasks.value.figures import Figures
    from tasks.value.pricing import Priced

ISSUE_OF = {
    "incomplete_scope": "QUOTE_SCOPE_INCOMPLETE",
    "unknown_scope": "QUOTE_SCOPE_UNKNOWN",
    "units_missing": "QUOTE_UNITS_MISSING",
    "no_exchange_rate": "QUOTE_NO_EXCHANGE_RATE",
    "expired": "QUOTE_EXPIRED",
}
GAPS = {
    "one_off": phrase("no one-off cost"),
    "term": phrase("no term"),
    "vat": phrase("not said whether VAT is in the price"),
    "vat_in_price": phrase("VAT is in the price, and these processes get it back"),
}
NEEDS = {
    "per_fte": phrase("fte"),
    "per_hour": phrase("fte"),
    "per_item": phrase("volume"),
    "per_year": phrase("labour cost"),
}


@dataclass(frozen=True)
class Modelled:
    """What the model says without quotes: the candidates, by class, their figures, and their bundles."""

    work: pd.DataFrame
    classes: list[Priced]
    figures: Figures
    bundle: pd.Series


@dataclass
class Scoped:
    """One quote and the candidates it is for (positions in ``work``). ``use`` is what keeps it from replacing a
    fee, empty where nothing does; ``fee`` is a year and row in the row's currency, ``units`` whether it follows
    the share of the work that moves.
    """

    quote: Quote
    rows: np.ndarray
    use: str = ""
    column: str = "scope"
    facts: dict[str, Any] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    bundle_count: int = 0
    fee: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def has_units(self) -> bool:
        """Whether the fee follows the share of the work that moves."""
        return self.quote.basis != "per_year"


def compare_quotes(
    quotes: Sequence[Quote], typed: pd.DataFrame, modelled: Modelled, rulebook: Rulebook, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Holds each quote against the modelled fee of the same rows, and chooses the ones to reckon with.

    A quote that can be worked out replaces the fee of its rows; where several can for a row, the one with the lowest
    cost a year (fee, and one-off cost over the term) of the modelled fee of its scope. What a quote leaves open is
    filled by the model before they are compared, so that leaving it out makes none cheaper.

    Args:
        quotes: as read.
        typed: process_id, process_name, volume (may be absent).
        modelled: the model without quotes.
        rulebook: sections assumptions, exchange_rates.
        as_of: date of the audit.

    Returns:
        QUOTE_COLUMNS in the order of ``quotes``; by row_key the quoted fee, one_off, years, and unit_fee of all of
        the work where the fee follows the share that moves; ISSUE_COLUMNS.
    """
    scoped = [_scoped(quote, typed, modelled, rulebook, as_of) for quote in quotes]
    lines = [_line(scoped_quote, typed, modelled, rulebook) for scoped_quote in scoped]
    frame = pd.DataFrame(lines, columns=list(QUOTE_COLUMNS))
    # Quotes of different scopes are compared by their cost over the modelled fee of the same rows. A scope
    # that cannot be modelled comes last.
    order = (frame["cost_quoted"] / frame["fee_mid"]).fillna(np.inf)
    taken = np.zeros(len(modelled.work), dtype=bool)
    chosen: list[Scoped] = []
    # The last key counts first: the relative cost, then the amount.
    from_cheapest: list[int] = np.lexsort(
        (frame["cost_quoted"].to_numpy(float), order.to_numpy(float))
    ).tolist()
    for position in from_cheapest:
        scoped_quote = scoped[position]
        if scoped_quote.use:
            continue
        # From the cheapest on, each takes its rows; a later quote for any of them is dearer.
        scoped_quote.use = "dearer" if taken[scoped_quote.rows].any() else "replaces"
        if scoped_quote.use == "replaces":
            taken[scoped_quote.rows] = True
            chosen.append(scoped_quote)
    frame["use"] = [scoped_quote.use for scoped_quote in scoped]
    issues = issues_frame([line for scoped_quote in scoped for line in _issues(scoped_quote)])
    return frame, _by_row(chosen, modelled.work, rulebook), issues


def _issues(scoped_quote: Scoped) -> Iterator[dict[str, Any]]:
    """What keeps a quote from use, else what it leaves open."""
    if scoped_quote.use in ISSUE_OF:
        yield _issue(scoped_quote.quote, ISSUE_OF[scoped_quote.use], scoped_quote.column, scoped_quote.facts)
    elif scoped_quote.gaps:
        phrases = {
            **GAPS,
            "scope": phrase(
                "its processes are {count} of the {total} of their bundle",
                count=len(scoped_quote.rows),
                total=scoped_quote.bundle_count,
            ),
        }
        parts = [phrases[name] for name in scoped_quote.gaps]
        column = scoped_quote.gaps[0].removesuffix("_in_price")
        yield _issue(scoped_quote.quote, "QUOTE_PART_OPEN", column, {"parts": parts})


def _issue(quote: Quote, code: str, column: str, facts: dict[str, Any]) -> dict[str, Any]:
    source = {"file": quote.file, "sheet": quote.sheet, "cell": quote.cell(column), "row": quote.row}
    return issue(code, column=column, **source, **facts)


def _scoped(
    quote: Quote, typed: pd.DataFrame, modelled: Modelled, rulebook: Rulebook, as_of: dt.date
) -> Scoped:
    """The rows of a quote and its fee, or why it cannot replace the modelled one."""
    work = modelled.work
    positions = _known(typed, work)
    bundled = modelled.bundle.reindex(work.index).astype("str").str.casefold().to_numpy()
    # Rows of the bundle that the quote names, and the place of each process that it lists.
    members = np.flatnonzero(bundled == quote.bundle.casefold()) if quote.bundle else np.zeros(0, int)
    entries = [positions.get(part.casefold()) for part in quote.scope]
    # A name in the column of the bundle may be that of a single process.
    if quote.bundle and not len(members) and not quote.scope:
        members = np.array(
            [positions[quote.bundle.casefold()]] if quote.bundle.casefold() in positions else [], int
        )
    rows = (
        np.unique([position for position in entries if position is not None]).astype(int)
        if quote.scope
        else members
    )
    scoped_quote = Scoped(quote, rows)
    missing = [number for number, position in enumerate(entries, start=1) if position is None]
    # A quote for a bundle that lists only some of its processes is no quote for the bundle.
    left_out = np.setdiff1d(members, rows)
    if missing or not len(rows):
        scoped_quote.use, scoped_quote.column = "unknown_scope", "scope" if missing else "bundle"
        scoped_quote.facts = {"entries": ", ".join(map(str, missing)) or "1"}
    elif len(left_out):
        scoped_quote.use, scoped_quote.facts = (
            "incomplete_scope",
            {"count": len(left_out), "total": len(members)},
        )
    elif quote.valid_until and quote.valid_until < as_of:
        scoped_quote.use, scoped_quote.column = "expired", "valid_until"
    if len(rows):
        # All rows of the bundles that the quote touches, to say how many of them it covers.
        touched = {name for name in bundled[rows] if isinstance(name, str)}
        scoped_quote.bundle_count = len(np.union1d(rows, np.flatnonzero(np.isin(bundled, list(touched)))))
        scoped_quote.gaps = _gaps(scoped_quote, work, rulebook)
        _add_fee(scoped_quote, typed, work, rulebook)
    return scoped_quote


def _gaps(scoped_quote: Scoped, work: pd.DataFrame, rulebook: Rulebook) -> tuple[str, ...]:
    """What the quote leaves open, as QUOTE_GAPS names it."""
    quote, may_lose = scoped_quote.quote, _vat_rates(work.iloc[scoped_quote.rows], rulebook, "high") > 0
    is_open = {
        "one_off": quote.one_off is None,
        "term": quote.term_years is None,
        "vat": not quote.vat and may_lose.any(),
        # VAT is taken out of a price only where it is lost (_add_fee). Who gets it back pays less than the
        # price.
        "vat_in_price": quote.vat == "included" and not may_lose.all(),
        "scope": not quote.bundle and scoped_quote.bundle_count > len(scoped_quote.rows),
    }
    return tuple(name for name in QUOTE_GAPS if is_open[name])


def _vat_rates(rows: pd.DataFrame, rulebook: Rulebook, end: str) -> np.ndarray:
    """Share of a price that each row loses as VAT, at one end of its range."""
    return np.array([getattr(assumption(rulebook, f"lost_vat_{name}"), end) for name in rows["vat"]], float)


def _known(typed: pd.DataFrame, work: pd.DataFrame) -> dict[str, int]:
    """Place in ``work`` of each candidate that can move, by name and by id; a name of several is no name of one."""
    can_move = ~work["problem"].isin([OUTSOURCED, NOWHERE]).to_numpy(bool)
    rows = typed.loc[work.index]
    positions: dict[str, int] = {}
    for column in ("process_name", "process_id"):
        texts = rows[column].astype("str").str.strip().str.casefold()
        single = ~texts.duplicated(keep=False).to_numpy(bool)
        # Ids come last, so that an id wins over a process of the same name.
        positions |= {
            text: position
            for position, text in enumerate(texts)
            if can_move[position] and single[position] and text
        }
    return positions


def _add_fee(scoped_quote: Scoped, typed: pd.DataFrame, work: pd.DataFrame, rulebook: Rulebook) -> None:
    """The fee a year of each row: the rate times what it counts, of the share that moves; a fee for all of the
    scope goes to its rows by their labour cost.
    """
    quote, rows = scoped_quote.quote, work.iloc[scoped_quote.rows]
    rates = per_eur(rulebook)
    own = rows["currency"].astype("str").map(rates).to_numpy(float)
    # Units of the row's currency for one of the quote's. The same currency needs no rate.
    own = np.where(
        rows["currency"].eq(quote.currency).fillna(False), 1.0, own / rates.get(quote.currency, np.nan)
    )
    share = _share(rows, rulebook)
    if quote.basis == "per_year":
        labour = rows["labour_base"].to_numpy(float) / own
        # One process takes the whole fee, even where its labour cost is not known.
        units = np.array([1.0]) if len(rows) == 1 else labour / np.nansum(labour)
    elif quote.basis == "per_item":
        units = share * _volume(typed).reindex(rows.index).to_numpy(float)
    else:
        units = share * rows["fte"].to_numpy(float)
        if quote.basis == "per_hour":
            units = units * assumption(rulebook, "hours_per_fte").mid
    scoped_quote.fee = quote.rate * units * own
    if quote.vat == "included":  # the model puts the VAT that is lost on top again
        scoped_quote.fee = scoped_quote.fee / (1 + _vat_rates(rows, rulebook, "mid"))
    lacking = ~(units > 0)
    # The first thing that keeps a quote from use is the one to say.
    if scoped_quote.use:
        return
    if np.isnan(own).any():
        scoped_quote.use, scoped_quote.column = "no_exchange_rate", "currency"
    elif lacking.any():
        scoped_quote.use, scoped_quote.column = "units_missing", "basis"
        scoped_quote.facts = {"count": int(lacking.sum()), "total": len(rows), "needs": NEEDS[quote.basis]}


def _volume(typed: pd.DataFrame) -> pd.Series:
    return typed_column(typed, "volume")


def _share(rows: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Share of the work that moves in the middle case."""
    usual = np.where(
        rows["is_kpo"],
        assumption(rulebook, "transferable_share_kpo").mid,
        assumption(rulebook, "transferable_share_bpo").mid,
    )
    return np.where(rows["transferable_share"].notna(), rows["transferable_share"], usual)


def _one_off(scoped_quote: Scoped, rows: pd.DataFrame, to_quote: np.ndarray, rulebook: Rulebook) -> float:
    """The one-off cost of a quote; where it gives none, the transition of its rows: stated, else of the model."""
    if scoped_quote.quote.one_off is not None:
        return scoped_quote.quote.one_off
    modelled = scoped_quote.fee * assumption(rulebook, "transition").mid
    stated = rows["transition"].to_numpy(float)
    return float((filled(stated, modelled) * to_quote).sum())


def _years(scoped_quote: Scoped, rows: pd.DataFrame) -> float:
    """The term of a quote; the longest contract of its rows where it gives none."""
    return float(scoped_quote.quote.term_years or rows["years"].max())


def _line(
    scoped_quote: Scoped, typed: pd.DataFrame, modelled: Modelled, rulebook: Rulebook
) -> dict[str, Any]:
    """One line of QUOTE_COLUMNS, in the currency of the quote."""
    quote, rows = scoped_quote.quote, modelled.work.iloc[scoped_quote.rows]
    line: dict[str, Any] = {
        "provider": quote.provider,
        "bundle": quote.bundle,
        "process_ids": "; ".join(typed.loc[rows.index, "process_id"].astype("str")),
        "process_count": len(rows),
        "bundle_count": scoped_quote.bundle_count,
        "gaps": "; ".join(scoped_quote.gaps),
        "vat": quote.vat or None,
        "fee_basis": quote.basis,
        "rate": quote.rate,
        "currency": quote.currency,
        "term_years": quote.term_years,
        "one_off": quote.one_off,
        "valid_until": quote.valid_until.isoformat() if quote.valid_until else None,
        "source_file": quote.file,
        "source_sheet": quote.sheet,
        "source_row": quote.row,
    }
    money = dict.fromkeys(
        (
            "fee_quoted",
            "one_off_counted",
            "term_counted",
            "cost_quoted",
            "fee_low",
            "fee_mid",
            "fee_high",
            "fee_to_break_even",
        ),
        np.nan,
    )
    if len(rows):
        to_quote = _to_currency(rows, quote.currency, rulebook)
        money["fee_quoted"] = float((scoped_quote.fee * to_quote).sum())
        money["one_off_counted"] = _one_off(scoped_quote, rows, to_quote, rulebook)
        money["term_counted"] = _years(scoped_quote, rows)
        money["cost_quoted"] = money["fee_quoted"] + money["one_off_counted"] / money["term_counted"]
        money |= _modelled(scoped_quote.rows, to_quote, modelled)
    return line | {name: np.round(value, 2) for name, value in money.items()}


def _to_currency(rows: pd.DataFrame, currency: str, rulebook: Rulebook) -> np.ndarray:
    """What a unit of each row's currency is worth in another one; missing without an exchange rate."""
    rates = per_eur(rulebook)
    own = rows["currency"].astype("str").map(rates).to_numpy(float)
    return np.where(rows["currency"].eq(currency).fillna(False), 1.0, rates.get(currency, np.nan) / own)


def _modelled(places: np.ndarray, to_quote: np.ndarray, modelled: Modelled) -> dict[str, float]:
    """Range of the modelled fee of some rows together, and the fee at which they break even; missing where one of
    them has none.
    """
    case = modelled.figures.case
    if np.isnan(case["fee"][places]).any() or np.isnan(to_quote).any():
        return {}
    drawn = np.zeros(modelled.classes[0].cases.count)
    # Rows of one currency are added up draw by draw before they are converted: percentiles of parts do not
    # add up.
    for factor in np.unique(to_quote):
        codes = np.full(len(modelled.work), -1)
        codes[places[to_quote == factor]] = 0
        drawn = drawn + factor * of_groups(modelled.classes, lambda priced: priced.fee, codes, 1)[0]
    low, mid, high = percentiles(drawn[modelled.classes[0].cases.draws])
    fee, npv, on_fee = ((case[name][places] * to_quote).sum() for name in ("fee", "npv", "on_fee"))
    # The net present value falls in a straight line with the fee; it is zero where all that follows the fee
    # has grown by it.
    even = fee * (npv + on_fee) / on_fee if on_fee > 0 else np.nan
    return {"fee_low": low, "fee_mid": mid, "fee_high": high, "fee_to_break_even": max(even, 0.0)}


def _by_row(chosen: list[Scoped], work: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """By row_key what the chosen quotes say; the one-off cost goes to rows by their fee."""
    frames: list[pd.DataFrame] = []
    for scoped_quote in chosen:
        rows = work.iloc[scoped_quote.rows]
        one_off = np.full(len(rows), np.nan)
        if scoped_quote.quote.one_off is not None:
            in_own = scoped_quote.quote.one_off / _to_currency(rows, scoped_quote.quote.currency, rulebook)
            to_quote = scoped_quote.fee * _to_currency(rows, scoped_quote.quote.currency, rulebook)
            one_off = in_own * to_quote / to_quote.sum()
        # The model multiplies it with the share that moves, which is drawn; the quote was for the share of
        # the middle case.
        unit_fee = (
            scoped_quote.fee / _share(rows, rulebook)
            if scoped_quote.has_units
            else np.full(len(rows), np.nan)
        )
        frames.append(
            pd.DataFrame(
                {
                    "outsourced_cost": scoped_quote.fee,
                    "unit_fee": unit_fee,
                    "transition_cost": one_off,
                    "contract_years": scoped_quote.quote.term_years or np.nan,
                },
                index=rows.index,
            )
        )
    return (
        pd.concat(frames)
        if frames
        else pd.DataFrame(
            columns=["outsourced_cost", "unit_fee", "transition_cost", "contract_years"], dtype="float64"
        )
    )


def with_quotes(work: pd.DataFrame, quoted: pd.DataFrame) -> pd.DataFrame:
    """Candidates with what the chosen quotes say of them; a part that a quote leaves out stays as it was.

    Args:
        work: the candidates by row_key, with outsourced_cost, transition_cost and contract_years.
        quoted: the same columns and unit_fee by row_key, of rows with a chosen quote.

    Returns:
        All candidates, in their order, with unit_fee too.
    """
    by_quote = quoted.reindex(work.index)
    filled = {
        name: by_quote[name].fillna(work[name]).astype("float64")
        for name in ("outsourced_cost", "transition_cost", "contract_years")
    }
    return work.assign(**filled, unit_fee=by_quote["unit_fee"].astype("float64"))
