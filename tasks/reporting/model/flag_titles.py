"""Titles of flags in the language of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import by_distinct

if TYPE_CHECKING:
    import pandas as pd

    from tasks.reporting.model.context import Context


def titles(context: Context, codes: pd.Series) -> pd.Series:
    """Title of each flag from its rule; else its code in words.

    Args:
        context: for the words of the rulebook.
        codes: of flags; missing ones stay missing.
    """

    def title(code: str) -> str:
        plain = code.replace("_", " ").replace("-", " ").capitalize()
        return context.words.rules.get(f"rule.{code}.title", plain)

    return by_distinct(codes, title)


def titles_of(context: Context, joined_codes: pd.Series, separator: str = "; ") -> pd.Series:
    """Titles in place of codes that are joined by ";"; missing stays missing.

    Args:
        context: for the words of the rulebook.
        joined_codes: such as "DORA;REGULATED".
        separator: between two titles.
    """
    import pandas as pd

    parts_by_codes = {codes: codes.split(";") for codes in joined_codes.dropna().unique()}
    single = pd.Series(sorted({code for codes in parts_by_codes.values() for code in codes}), dtype=str)
    title = dict(zip(single, titles(context, single), strict=True))
    return joined_codes.map(
        {codes: separator.join(title[code] for code in parts) for codes, parts in parts_by_codes.items()}
    ).astype(str)
