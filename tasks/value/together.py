"""What moves together and when."""

from __future__ import annotations

import pandas as pd

from schemas.messages.message import sentences
from tasks.value.terms import to_cents

BUNDLE_COLUMNS = (
    "bundle",
    "wave",
    "reason",
    "row_count",
    "fte_moved",
    "case_saving",
    "case_capacity",
    "currency",
    "first_rows",
)
MOST_ROWS = 8  # of a line that it names


def bundle_lines(rows: pd.DataFrame, bundle_reason: pd.Series) -> pd.DataFrame:
    """What moves together and when: one line for each bundle, and one for those that move alone or not at
    all, by wave and reason; each by currency.

    Args:
        rows: bundle, wave, wave_reason, currency, fte_moved, case_saving and is_doubted of the candidates that can
            move, and case_capacity (hours freed, at labour cost, in the middle case).
        bundle_reason: why a row is in its bundle.

    Returns:
        BUNDLE_COLUMNS, by wave, those without a wave last; bundle is empty for processes that move alone, and
        first_rows are the row_keys of the first MOST_ROWS by saving.
    """
    counts = ~rows["is_doubted"].astype(bool)  # money of figures that do not reconcile is in no sum
    lines = pd.DataFrame(
        {
            # What is in no wave does not move, so nothing moves with it.
            "bundle": rows["bundle"].where(rows["wave"].notna()).fillna(""),
            "wave": rows["wave"],
            "currency": _currencies(rows["currency"]),
            "fte_moved": rows["fte_moved"],
            "case_saving": rows["case_saving"].where(counts),
            "case_capacity": to_cents(rows["case_capacity"]).where(counts),
            # Why a row is in no wave goes before why it is in its bundle.
            "reason": rows["wave_reason"]
            .where(rows["wave"].isna())
            .fillna(bundle_reason.reindex(rows.index))
            .fillna(rows["wave_reason"])
            .fillna(sentences().packed()),
        }
    )
    grouped = lines.groupby(["wave", "bundle", "reason", "currency"], as_index=False, dropna=False)
    summed = grouped[["fte_moved", "case_saving", "case_capacity"]].sum(min_count=1)
    summed["row_count"] = grouped.size()["size"].to_numpy()
    order = lines["case_saving"].argsort(kind="stable").to_numpy()[::-1]
    numbers = grouped.ngroup().iloc[order]
    first = numbers[numbers.groupby(numbers).cumcount() < MOST_ROWS]
    by_line = {line: keys.tolist() for line, keys in first.groupby(first).groups.items()}
    summed["first_rows"] = [by_line[line] for line in range(len(summed))]
    return summed[list(BUNDLE_COLUMNS)]


def _currencies(currency: pd.Series) -> pd.Series:
    """The currency of each row; one that states none is counted with the others where these have one alone, and
    else by itself.
    """
    stated = currency.dropna().unique()
    return currency.fillna(stated[0] if len(stated) == 1 else "")
