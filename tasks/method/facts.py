"""What a stretch of rows says, as one array of numbers a column: levels and shares as they are, yes 1 and no
0, categories as their place in the list of values, blanks as NaN.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import columns, typed_column
from schemas.results import DRIVES, ROW_KINDS, SENSITIVITIES, SEVERITIES

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

Facts = dict[str, np.ndarray]

# Lists of values of facts that are no input columns.
VOCABULARIES = {
    "drive": DRIVES,
    "sensitivity": SENSITIVITIES,
    "highest_severity": ("none", *SEVERITIES),
    "row_kind": ROW_KINDS,
}
TEXT_FLAGS = {"composite_by_text": "is_composite"}


def vocabulary(fact: str) -> tuple[str, ...]:
    """The values a categorical fact can take, in the order of their codes; yes/no columns are 0 and 1."""
    if fact in VOCABULARIES:
        return tuple(VOCABULARIES[fact])
    column = columns()[fact]
    return ("no", "yes") if column.type == "yes_no" else column.values


def code(fact: str, value: str) -> float:
    """The number that stands for a value of a fact."""
    column = columns().get(fact)
    if column is not None and column.type in ("level", "share", "number", "money"):
        return float(value)
    return float(vocabulary(fact).index(value))


def numbers(typed: pd.DataFrame, name: str) -> np.ndarray:
    """A typed column as float64; "unknown" is a blank."""
    import pandas as pd

    series = typed_column(typed, name)
    kind = columns()[name].type
    if kind == "category":
        codes = pd.Categorical(series, categories=vocabulary(name)).codes.astype("float64")
        unknown = [place for place, value in enumerate(vocabulary(name)) if value == "unknown"]
        codes[np.isin(codes, [-1, *unknown])] = np.nan
        return codes
    return series.to_numpy(dtype="float64", na_value=np.nan)


def list_has(typed: pd.DataFrame, name: str, value: str) -> np.ndarray:
    """1.0 where a list column holds a value, 0.0 where it holds others, NaN where it is blank."""
    import pandas as pd

    codes, uniques = pd.factorize(typed_column(typed, name))
    held = np.array([value in str(text).split(";") for text in uniques] + [np.nan], dtype="float64")
    return held[codes]


def only_in_list(typed: pd.DataFrame, name: str) -> np.ndarray:
    """The code of the only value that a list column holds; one past the last code where it holds several, NaN
    where it is blank.
    """
    import pandas as pd

    codes, uniques = pd.factorize(typed_column(typed, name))
    values = vocabulary(name)
    return np.array(
        [*(float(values.index(text) if text in values else len(values)) for text in uniques), np.nan]
    )[codes]


def text_column(texts: pd.DataFrame, name: str) -> pd.Series:
    """A column of the texts read, or all missing where nothing was read."""
    import pandas as pd

    return texts[name] if name in texts else pd.Series(index=texts.index, dtype="object")


def text_flag(texts: pd.DataFrame, name: str) -> np.ndarray:
    """A yes/no column of the texts read as 1.0 and 0.0."""
    import pandas as pd

    return pd.array(text_column(texts, name), dtype="boolean").to_numpy(dtype="float64", na_value=0.0)


def text_number(texts: pd.DataFrame, name: str) -> np.ndarray:
    """A number read from text, NaN where none was."""
    import pandas as pd

    return pd.to_numeric(text_column(texts, name)).to_numpy(dtype="float64", na_value=np.nan)


def text_is(texts: pd.DataFrame, name: str, values: Iterable[str]) -> np.ndarray:
    """1.0 where a text column holds one of the values."""
    return text_column(texts, name).isin(list(values)).to_numpy(dtype="float64")


def text_is_known(texts: pd.DataFrame, name: str) -> np.ndarray:
    """True where the text reader found something."""
    return text_column(texts, name).notna().to_numpy(dtype=bool)


def read_facts(typed: pd.DataFrame, texts: pd.DataFrame, rulebook: Rulebook, names: Iterable[str]) -> Facts:
    """The facts of the given rows.

    Args:
        typed: rows of the typed frame.
        texts: the same rows of the texts read.
        rulebook: for hours per post and exchange rates.
        names: facts that rules ask for; names of input columns, "column:value" of a list column, or derived
            facts.

    Returns:
        Arrays by fact, one number a row: the columns asked for (a list as only_in_list too), effort_fte
            (posts, from fte or volume and handling minutes),
        cost_eur (labour cost, else cost, in EUR) and the facts of the text.
    """
    known = columns()
    needed = {*names, "fte", "volume", "handling_minutes", "annual_cost", "labour_cost"}
    facts = {name: numbers(typed, name) for name in needed if name in known and known[name].type != "list"}
    facts |= {name: list_has(typed, *name.split(":")) for name in needed if ":" in name}
    facts |= {
        name: only_in_list(typed, name) for name in {name.partition(":")[0] for name in needed if ":" in name}
    }
    hours_per_fte = rulebook.section("assumptions")["hours_per_fte"].mid
    facts["fte_by_volume"] = facts["volume"] * facts["handling_minutes"] / 60 / hours_per_fte
    facts["effort_fte"] = np.where(np.isnan(facts["fte"]), facts["fte_by_volume"], facts["fte"])
    per_eur = currency_per_eur(typed, rulebook)
    facts["per_eur"] = per_eur
    facts["cost_eur"] = (
        np.where(np.isnan(facts["labour_cost"]), facts["annual_cost"], facts["labour_cost"]) / per_eur
    )
    simple_up_to = rulebook.section("text_evidence")["text_simple_work"].value
    facts |= {fact: text_flag(texts, name) for fact, name in TEXT_FLAGS.items()}
    facts["row_kind"] = row_kind_codes(texts)
    facts["text_says_something"] = text_is_known(texts, "text_drive").astype("float64")
    facts["control_by_text"] = _names_with(
        typed, rulebook.section("risk_numbers")["RISK-CONTROL-WORDS"].value
    )
    facts["kept_by_text"] = np.maximum(
        text_is(texts, "service_label", ["KEEP"]), text_flag(texts, "is_oversight")
    )
    reads_simple = ~text_is_known(texts, "service_tier") & (
        text_number(texts, "text_complexity") <= simple_up_to
    )
    facts["basic_by_text"] = np.maximum(text_is(texts, "service_tier", ["bpo_basic"]), reads_simple)
    return facts


def row_kind_codes(texts: pd.DataFrame) -> np.ndarray:
    """The kind of each row as its place in ROW_KINDS; a row without text is taken for a process."""
    import pandas as pd

    codes = pd.Categorical(text_column(texts, "row_kind"), categories=ROW_KINDS).codes.astype("float64")
    return np.where(codes < 0, float(ROW_KINDS.index("service_process")), codes)


def _names_with(typed: pd.DataFrame, patterns: Iterable[str]) -> np.ndarray:
    """1.0 where the name of the process holds one of the patterns, in either case."""
    found = (
        typed_column(typed, "process_name")
        .astype("str")
        .str.contains("|".join(patterns), case=False, regex=True)
    )
    return found.to_numpy(dtype="float64", na_value=0.0)


def currency_per_eur(typed: pd.DataFrame, rulebook: Rulebook) -> np.ndarray:
    """What a euro is worth in each row's currency: 1 where no currency is given, NaN where it has no rate."""
    import pandas as pd

    rates = {rule.currency: rule.per_eur for rule in rulebook.sections.get("exchange_rates", {}).values()} | {
        "EUR": 1.0
    }
    codes, uniques = pd.factorize(typed_column(typed, "currency"))
    return np.array([rates.get(str(text), np.nan) for text in uniques] + [1.0])[codes]
