"""The build-up of every candidate's value, line by line and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tasks.value.draws import MIDDLE, percentiles
from tasks.value.figures import BLOCK_ROWS
from tasks.value.pricing import ONCE, YEARLY_COSTS
from tasks.value.terms import SumOfProducts, to_cents, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.value.pricing import Priced

LINE_COLUMNS = ("process_id", "year", "line", "low", "mid", "high", "currency")
# Lines that add up to "net"; the others say what the labour is today and what stays.
CASH_LINES = ("labour_avoided", *YEARLY_COSTS, "index", *ONCE)
# Every line by its number here, in the order of the alphabet.
LINES = tuple(sorted(("labour_today", "labour_retained", *CASH_LINES, "net")))
LAST = 1_000  # place of the net sum among the lines of a year
RANGE_ROWS = 5_000  # above it the ranges of single lines are left out; those of the rows are in the results


def lines_of(classes: list[Priced], work: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Every line of every year of the middle case, with the 10th and 90th percentile of the line.

    Money is rounded to cents; ``net`` is the sum of the rounded lines of CASH_LINES, so that totals tie to the
    cent. Costs are negative. Yearly lines are at first-year prices and ``index`` is what prices have risen since.

    Args:
        classes: the priced classes of rows.
        work: the candidates with what their price rests on, by row_key.
        typed: the typed rows by row_key, for process_id.

    Returns:
        LINE_COLUMNS with index row_key, sorted by row, year and line in the order of the model; year 0 is before
        the contract. low and high are missing above RANGE_ROWS candidates, and for ``net``.
    """
    parts: list[tuple[np.ndarray, ...]] = [
        _line(row_class, order, year, name, terms, with_range=len(work) <= RANGE_ROWS)
        for row_class in classes
        for order, (year, name, terms) in enumerate(_lines(row_class))
    ]
    if not parts:
        return pd.DataFrame(
            {
                name: pd.Series(dtype="str" if name in ("process_id", "line", "currency") else "float64")
                for name in LINE_COLUMNS
            }
        )
    row, year, order, code, low, mid, high = (np.concatenate(column) for column in zip(*parts, strict=True))
    lines = pd.DataFrame(
        {"row": row, "year": year, "order": order, "line": code, "low": low, "mid": mid, "high": high}
    )
    # The net sum is of the rounded lines, so that a reader who adds them gets it to the cent.
    of_net = lines["line"].isin([LINES.index(name) for name in CASH_LINES])
    net = lines[of_net].groupby(["row", "year"], as_index=False)["mid"].sum()
    net = net.assign(mid=to_cents(net["mid"]), line=LINES.index("net"), order=LAST, low=np.nan, high=np.nan)
    lines = pd.concat([lines, net], ignore_index=True).sort_values(["row", "year", "order"], kind="stable")
    keys = work.index[lines["row"]]
    lines["process_id"] = typed["process_id"].reindex(keys).to_numpy()
    lines["currency"] = work["currency"].reindex(keys).to_numpy()
    lines["line"] = pd.Categorical.from_codes(
        lines["line"].to_numpy(), pd.Index(LINES)
    ).remove_unused_categories()
    lines = lines.set_index(pd.Index(keys, name="row_key"))[list(LINE_COLUMNS)]
    return lines.astype({"process_id": "str", "currency": "str", "year": "int16"})


def _line(
    row_class: Priced, order: int, year: int, name: str, terms: SumOfProducts, *, with_range: bool
) -> tuple[np.ndarray, ...]:
    """One line of a year of the rows that have it: row, year, order, number in LINES, low, mid and high."""
    facts, figures = terms.facts(row_class.facts), terms.figures()
    mid = to_cents(facts @ figures[:, MIDDLE])
    low, high = (
        _range(facts, figures[:, row_class.cases.draws])
        if with_range
        else np.full((2, len(row_class.rows)), np.nan)
    )
    # A class is as long as its longest contract: a row has no lines beyond its own.
    covered = np.ones(len(row_class.rows), bool) if year == 0 else row_class.facts[f"part_{year - 1}"] > 0
    has_amount = covered & ((mid != 0) | (low != 0) | (high != 0))
    numbers = (np.full(has_amount.sum(), number) for number in (year, order, LINES.index(name)))
    return row_class.rows[has_amount], *numbers, low[has_amount], mid[has_amount], high[has_amount]


def _lines(row_class: Priced) -> Iterator[tuple[int, str, SumOfProducts]]:
    """Year, name and amount of each line, signed as cash."""
    for name in ONCE:
        if row_class.once[name].parts:
            yield 0, name, row_class.once[name] * -1.0
    labour = SumOfProducts.fact("labour", row_class.cases.count)
    for year, risen, paid_part in row_class.years_of():
        part, avoided = (
            SumOfProducts.fact(f"{name}_{year}", row_class.cases.count) for name in ("part", "avoided_part")
        )
        yield year + 1, "labour_today", labour * part * -1.0
        yield year + 1, "labour_retained", (labour - row_class.freed) * part * -1.0
        yield year + 1, "labour_avoided", row_class.freed * avoided
        for name in YEARLY_COSTS:
            if row_class.yearly[name].parts:
                yield year + 1, name, row_class.yearly[name] * part * -1.0
        # What prices have risen since the first year: avoided labour on top, and what the fee rose by taken
        # off.
        if year:
            yield (
                year + 1,
                "index",
                total(
                    (
                        row_class.freed * avoided * (risen - 1),
                        row_class.paid * part - row_class.paid * paid_part,
                    )
                ),
            )


def _range(facts: np.ndarray, figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """10th and 90th percentile of a line; one product is the fact times the percentile of its figure."""
    # The percentile of a product with a fixed fact needs no draws of the row. A negative fact turns low and
    # high round, hence the sort.
    if len(figures) == 1:
        ends = np.sort(percentiles(figures, (0.1, 0.9))[:, 0] * facts[:, 0][:, None], axis=1)
        return to_cents(ends[:, 0]), to_cents(ends[:, 1])
    blocks = [
        percentiles(facts[start : start + BLOCK_ROWS] @ figures, (0.1, 0.9))
        for start in range(0, len(facts), BLOCK_ROWS)
    ]
    low, high = np.concatenate(blocks, axis=1)
    return to_cents(low), to_cents(high)
