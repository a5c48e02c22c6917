"""What the method knows of a stretch of rows: its columns, what is worked out from them, and what the text says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from schemas.columns import typed_column
from tasks.rules.facts import RowFacts, add_control_function

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

MINUTES_PER_HOUR = 60


def text_column(texts: pd.DataFrame, name: str) -> pd.Series:
    """A column of the texts read, or all missing where nothing was read.

    Args:
        texts: TEXT_COLUMNS by row_key; columns may be absent.
        name: the column.

    Returns:
        The column, with the index of ``texts``.
    """
    import pandas as pd

    return texts[name] if name in texts else pd.Series(index=texts.index, dtype="object")


def text_flag(texts: pd.DataFrame, name: str) -> np.ndarray:
    """A yes/no column of the texts read; a blank is no.

    Args:
        texts: TEXT_COLUMNS by row_key; columns may be absent.
        name: a column of booleans.

    Returns:
        A mask, one entry for each row.
    """
    import pandas as pd

    return pd.Series(text_column(texts, name), dtype="boolean").to_numpy(dtype=bool, na_value=False)


def text_number(texts: pd.DataFrame, name: str) -> np.ndarray:
    """A number read from text, NaN where none was.

    Args:
        texts: TEXT_COLUMNS by row_key; columns may be absent.
        name: a column of numbers.

    Returns:
        Floats, one for each row.
    """
    import pandas as pd

    return pd.to_numeric(text_column(texts, name)).to_numpy(dtype="float64", na_value=np.nan)


def text_is(texts: pd.DataFrame, name: str, values: Iterable[str]) -> np.ndarray:
    """Where a text column holds one of the values.

    Args:
        texts: TEXT_COLUMNS by row_key.
        name: the column.
        values: the texts that count.

    Returns:
        A mask, one entry a row.
    """
    return text_column(texts, name).isin(list(values)).to_numpy(dtype=bool)


def text_is_known(texts: pd.DataFrame, name: str) -> np.ndarray:
    """True where the text reader found something.

    Args:
        texts: TEXT_COLUMNS by row_key; columns may be absent.
        name: the column.

    Returns:
        A mask, one entry for each row.
    """
    return text_column(texts, name).notna().to_numpy(dtype=bool)


def method_facts(typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook) -> RowFacts:
    """The facts of the given rows.

    Args:
        typed: rows of the typed frame.
        texts: the same rows of the texts read.
        rulebook: for hours per post, exchange rates, words of control functions and what is simple work.

    Returns:
        The columns of both frames, and schemas.rule_models.conditions.METHOD_FACTS but those that the decision table
        needs (drive, knowledge_test, enough_said, balanced_line). Besides fte_by_volume (posts that volume and
        handling time need) and per_eur (what a euro is worth in the row's currency).
    """
    facts = RowFacts(typed, texts)
    add_effort(facts, rulebook)
    per_eur = currency_per_eur(typed, rulebook)
    cost = np.where(np.isnan(facts["labour_cost"]), facts["annual_cost"], facts["labour_cost"])
    facts.add_number("per_eur", per_eur)
    facts.add_number("cost_eur", cost / per_eur)
    facts.add_number("basic_by_text", _reads_basic(texts, rulebook).astype("float64"))
    add_control_function(facts, rulebook)
    return facts


def add_effort(facts: RowFacts, rulebook: Rulebook) -> None:
    """Adds fte_by_volume (posts that volume and handling time need) and effort_fte (fte, else these).

    Args:
        facts: of some rows, with volume (items a year), handling_minutes (for each item) and fte; both facts
            are added in full-time equivalents, NaN where a part is blank.
        rulebook: section assumptions (hours_per_fte).
    """
    hours_per_fte = rulebook.section("assumptions")["hours_per_fte"].mid
    by_volume = facts["volume"] * facts["handling_minutes"] / MINUTES_PER_HOUR / hours_per_fte
    facts.add_number("fte_by_volume", by_volume)
    facts.add_number("effort_fte", np.where(np.isnan(facts["fte"]), by_volume, facts["fte"]))


def _reads_basic(texts: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """Where the text matches a basic service, or no service and reads like simple work (text_simple_work)."""
    simple_up_to = rulebook.section("text_evidence")["text_simple_work"].value
    is_simple = text_number(texts, "text_complexity") <= simple_up_to
    return text_is(texts, "service_tier", ["bpo_basic"]) | (~text_is_known(texts, "service_tier") & is_simple)


def currency_per_eur(typed: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """What a euro is worth in each row's currency: 1 where no currency is given, NaN where it has no rate.

    Args:
        typed: rows of the typed frame; currency is read.
        rulebook: section exchange_rates, which may be absent.

    Returns:
        Units of the currency for one euro, one for each row.
    """
    import pandas as pd

    rules: Mapping[str, Any] = rulebook.sections.get("exchange_rates", {})
    rates = {rule.currency: rule.per_eur for rule in rules.values()} | {"EUR": 1.0}
    codes, uniques = pd.factorize(typed_column(typed, "currency"))
    # A blank has the code -1, which finds the 1.0 at the end.
    return np.array([rates.get(str(text), np.nan) for text in uniques] + [1.0])[codes]
