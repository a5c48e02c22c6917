"""Amounts for each item or person, and times of all items, as the amounts of the process and of one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.records import HeadingMatch

if TYPE_CHECKING:
    import pandas as pd


def multiply(
    typed: pd.DataFrame, matches: tuple[HeadingMatch, ...]
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Work out columns whose figures were given for each item or person.

    Args:
        typed: the typed rows, volumes a year already.
        matches: what the headings were taken for; multiplier names the count (volume or fte) of a column.

    Returns:
        The rows with the columns worked out, blank where the count is missing; and those cells' findings.
    """
    import pandas as pd

    worked_out, findings = {}, {}
    counts = {name: typed.get(name, pd.Series(index=typed.index, dtype=float)) for name in ("volume", "fte")}
    # The volume first: it may itself be worked out (items for each post) and is then the count of other
    # columns.
    for name in ("volume", *(match.column for match in matches if match.column != "volume")):
        match = next((match for match in matches if match.column == name and match.multiplier), None)
        if match is None:
            continue
        count = counts[match.multiplier.removeprefix("1/")]
        # A count of zero or less cannot be divided by; the amount becomes blank with a finding, not zero or
        # infinite.
        count = count.where(count > 0)
        figures = typed[name]
        values = figures / count * 1.0 if match.multiplier.startswith("1/") else figures * count
        worked_out[name] = values
        if name in counts:
            counts[name] = values
        missing = figures.notna() & count.isna()
        findings[name] = pd.Series(index=typed.index, dtype="str").mask(missing, "AMOUNT_WITHOUT_COUNT")
    return typed.assign(**worked_out), findings
