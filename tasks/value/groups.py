"""Sums over rows: by currency, wave and bundle, with the percentiles of the sum; and what swings the headline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tasks.value.breakeven import BreakEven, month_percentiles
from tasks.value.draws import MIDDLE, percentiles
from tasks.value.figures import of_groups, yearly_of_groups
from tasks.value.terms import to_cents
from tasks.value.verdicts import CANNOT_JUDGE, DEPENDS, LOSES, PAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.rules import Rulebook
    from tasks.value.draws import Cases
    from tasks.value.pricing import Priced, SumOfProducts

ENDS = ("low", "mid", "high")
METRICS: dict[str, Callable[[Priced], SumOfProducts]] = {
    "saving": lambda row_class: row_class.saving,
    "capacity": lambda row_class: row_class.freed,
    "one_off": lambda row_class: row_class.one_off,
    "npv": lambda row_class: row_class.npv,
}
OF_MIDDLE_CASE = ("one_off", "npv")  # as in the rows, so that their sums tie
SUMMED = ("labour_base", "case_saving", "fte_moved", "posts_released", "posts_redeployed")
COUNTS = (PAYS, LOSES, DEPENDS, CANNOT_JUDGE)
TORNADO_LINES = 5
TORNADO_COLUMNS = ("currency", "assumption", "swing", "npv_at_low", "npv_at_high", "break_even")


def _money(rows: pd.DataFrame, classes: list[Priced], codes: np.ndarray, count: int) -> pd.DataFrame:
    """One line a group: percentiles of each metric's sum (the middle one of OF_MIDDLE_CASE is of the middle case),
    the chance to pay back, and months to break-even; missing where no row of the group has a value.
    """
    table: dict[str, np.ndarray] = {}
    valued = np.zeros(count, dtype=bool)
    for row_class in classes:
        valued[codes[row_class.rows][codes[row_class.rows] >= 0]] = True
    for name, line in METRICS.items():
        sums = of_groups(classes, line, codes, count)
        draws = sums[:, classes[0].cases.draws] if classes else sums
        for end, values in zip(ENDS, percentiles(draws), strict=True):
            table[f"{name}_{end}"] = to_cents(values)
        # The rounded figures of the rows are added up, so that the total is what a reader gets who adds the
        # column.
        if name in OF_MIDDLE_CASE:
            own = rows[f"{name}_mid"].fillna(0).to_numpy(float)
            table[f"{name}_mid"] = to_cents(np.bincount(codes[codes >= 0], own[codes >= 0], count))
        if name == "npv":
            table["chance_to_pay"] = (draws > 0).mean(axis=1)
    once = of_groups(classes, METRICS["one_off"], codes, count)
    # All groups and cases at once. A year counts as a whole: the contracts of a group differ in length.
    watch = BreakEven(-once)
    for year, cash in enumerate(yearly_of_groups(classes, codes, count)):
        watch.add_year(year, cash, np.ones(cash.shape))
    months = month_percentiles(watch.months[:, classes[0].cases.draws] if classes else watch.months)
    for end, values in zip(ENDS, months, strict=True):
        table[f"break_even_months_{end}"] = values
    return pd.DataFrame({name: np.where(valued, values, np.nan) for name, values in table.items()})


def totals(
    rows: pd.DataFrame, classes: list[Priced], group: np.ndarray, currencies: list[str], too_good: np.ndarray
) -> pd.DataFrame:
    """One line for each currency.

    Args:
        rows: VALUE_COLUMNS of the candidates.
        classes: the rows with a value, by class.
        group: position of the row's currency in ``currencies``; -1 for rows in no total.
        currencies: codes; an empty text where none is stated.
        too_good: rows whose saving is above what outside studies saw.

    Returns:
        currency; candidates_count, valued_count and how many of those with a value pay, lose, depend or cannot be
        judged; sums of SUMMED; saving, capacity, one_off and npv as low, mid and high (percentiles of the sum;
        one_off_mid and npv_mid are of the middle case), chance_to_pay and break_even_months_*: of all rows whose
        figures reconcile. Then the same money as paying_* for the rows that pay, as planned_* for those in a wave,
        and as doubted_* for those whose figures do not reconcile, which are in no other sum. Money is
        missing where no row has any.
    """
    doubted, counted = _doubted(rows, group)
    count, verdict = len(currencies), rows["verdict"].to_numpy()
    table = money_totals(rows, classes, group, currencies)
    paying = np.where(verdict == PAYS, counted, -1)
    table["paying_count"] = np.bincount(paying[paying >= 0], minlength=count)
    table = table.join(_part(rows, classes, paying, count, "paying"))
    table["paying_to_check_count"] = np.bincount(paying[(paying >= 0) & too_good], minlength=count)
    # In a wave and with money, of the figures that reconcile.
    planned = np.where(
        rows["wave"].notna().to_numpy(bool) & rows["saving_mid"].notna().to_numpy(bool), counted, -1
    )
    table["planned_count"] = np.bincount(planned[planned >= 0], minlength=count)
    table = table.join(_part(rows, classes, planned, count, "planned"))
    # The other way round: groups of the doubted rows alone.
    apart = np.where(doubted, group, -1)
    table["doubted_count"] = np.bincount(apart[apart >= 0], minlength=count)
    return table.join(_part(rows, classes, apart, count, "doubted"))


def _doubted(rows: pd.DataFrame, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows with money whose figures do not reconcile, and the groups without them."""
    doubted = rows["is_doubted"].to_numpy(bool) & rows["saving_mid"].notna().to_numpy(bool)
    return doubted, np.where(doubted, -1, group)


def money_totals(
    rows: pd.DataFrame, classes: list[Priced], group: np.ndarray, currencies: list[str]
) -> pd.DataFrame:
    """``totals`` without what pays, what is planned and what is doubted: all that scenarios show.

    Args:
        rows: VALUE_COLUMNS of the candidates.
        classes: the rows with a value, by class.
        group: position of the row's currency in ``currencies``; -1 for rows in no total.
        currencies: codes; an empty text where none is stated.

    Returns:
        One line for each currency; the columns of ``totals`` up to break_even_months_high.
    """
    _, counted = _doubted(rows, group)
    count = len(currencies)
    table = pd.DataFrame({"currency": pd.Series(currencies, dtype=str)})
    table["candidates_count"] = np.bincount(group[group >= 0], minlength=count)
    has_value = rows["saving_mid"].notna().to_numpy(bool) & (group >= 0)
    table["valued_count"] = np.bincount(counted[has_value & (counted >= 0)], minlength=count)
    verdict = rows["verdict"].to_numpy()
    for name in COUNTS:
        table[f"{name}_count"] = np.bincount(group[(verdict == name) & has_value], minlength=count)
    # Missing where no row of the currency has any, rather than 0.
    sums = rows.loc[counted >= 0, list(SUMMED)].groupby(counted[counted >= 0]).sum(min_count=1)
    table = table.join(sums.reindex(range(count)))
    return table.join(_money(rows, classes, counted, count))


def _part(
    rows: pd.DataFrame, classes: list[Priced], codes: np.ndarray, count: int, name: str
) -> pd.DataFrame:
    money = _money(rows, classes, codes, count)
    return money.add_prefix(f"{name}_")


def group_lines(rows: pd.DataFrame, classes: list[Priced], can_move: np.ndarray) -> pd.DataFrame:
    """One line a wave and a bundle of each currency, of the rows whose figures reconcile.

    Args:
        rows: VALUE_COLUMNS by row_key.
        classes: the priced classes of rows.
        can_move: which rows can move to a provider.

    Returns:
        kind (wave | bundle), name, currency, row_count, fte_moved, case_saving, and the columns of percentiles as
        in the totals.
    """
    used: np.ndarray = (
        can_move & rows["saving_mid"].notna().to_numpy(bool) & ~rows["is_doubted"].to_numpy(bool)
    )
    frames: list[pd.DataFrame] = []
    for kind, names in (("wave", rows["wave"].astype(str)), ("bundle", rows["bundle"].astype(str))):
        keys = pd.DataFrame({"name": names, "currency": rows["currency"].fillna("")})[used]
        named = keys.dropna(subset="name")
        if named.empty:
            continue
        grouped = named.groupby(["name", "currency"], sort=True)
        # Number of the group of each row; -1 keeps a row out.
        codes = np.full(len(rows), -1)
        codes[rows.index.get_indexer(named.index)] = grouped.ngroup().to_numpy()
        frame = grouped.size().rename("row_count").reset_index().assign(kind=kind)
        for name in ("fte_moved", "case_saving"):
            frame[name] = (
                rows.loc[named.index, name].groupby([named["name"], named["currency"]]).sum().to_numpy()
            )
        frames.append(frame.join(_money(rows, classes, codes, len(frame))))
    columns = ["kind", "name", "currency", "row_count", "fte_moved", "case_saving"]
    if not frames:
        return pd.DataFrame(
            {name: pd.Series(dtype="str" if name in columns[:3] else "float64") for name in columns}
        )
    every = pd.concat(frames, ignore_index=True)
    return every[[*columns, *(name for name in every.columns if name not in columns)]]


def tornado(
    rows: pd.DataFrame,
    classes: list[Priced],
    group: np.ndarray,
    currencies: list[str],
    cases: Cases,
    rulebook: Rulebook,
) -> pd.DataFrame:
    """The assumptions that swing the net present value of the headline most, from the largest swing, by currency.

    Each is moved from its low to its high value with all others in the middle. break_even is the value at which
    the sum is zero, missing where it is not zero between the two.

    Args:
        rows: VALUE_COLUMNS, for is_doubted.
        classes: the priced classes of rows.
        group: place in ``currencies`` of each row, -1 for rows that are no part of the headline.
        currencies: ISO 4217 codes.
        cases: the figures of every assumption by case.
        rulebook: section assumptions.

    Returns:
        TORNADO_COLUMNS; five lines a currency at most.
    """
    # Figures that do not reconcile are no part of the headline.
    counted = np.where(rows["is_doubted"].to_numpy(bool), -1, group)
    sums = of_groups(classes, METRICS["npv"], counted, len(currencies))
    lines: list[tuple[Any, ...]] = []
    for number, currency in enumerate(currencies):
        if not classes or not (counted == number).any():
            continue
        # A line for each swung assumption: the sum at its low and at its high end.
        middle, ends = sums[number, MIDDLE], sums[number, 1 : cases.draws_from].reshape(-1, 2)
        for position in np.argsort(-np.abs(ends[:, 1] - ends[:, 0]), kind="stable")[:TORNADO_LINES]:
            rule = rulebook.section("assumptions")[cases.swung[position]]
            low, high = ends[position]
            # An assumption that none of these rows uses swings nothing.
            if low == high:
                continue
            points = [(low, rule.low), (middle, rule.mid), (high, rule.high)]
            lines.append((currency, rule.id, abs(high - low), low, high, _zero(points)))
    return pd.DataFrame(lines, columns=list(TORNADO_COLUMNS)).astype({"currency": "str", "assumption": "str"})


def _zero(points: list[tuple[float, float]]) -> float:
    """Value at which a line through points of (money, value) crosses zero; missing where it does not."""
    for (before, start), (after, end) in zip(points, points[1:], strict=False):
        if before != after and min(before, after) <= 0 <= max(before, after):
            return start + (end - start) * -before / (after - before)
    return float("nan")
