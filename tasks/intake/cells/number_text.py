"""Numbers written as text, in either decimal convention, with what the words around them say."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from tasks.distinct_texts import distinct_texts
from tasks.intake.cells.plans import NotUnderstood, Plan
from tasks.intake.cells.quantity import plan_of
from tasks.intake.cells.tokens import ONE_FORM, SHAPE

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# What can only be a decimal comma: one, two, four or more digits after it ("4,5", "1.234,56"), four digits
# before three ("1234,567"), a zero before it ("0,123"), or two groups of thousands with points ("1.234.567"). Groups
# of two, as in India ("12,40,000"), are set off by the other mark.
_COMMA_DECIMAL = (
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,(?:\d{1,2}(?!\d|,\d)|-)|(?<![\d.,])\d+,\d{1,2}(?![\d,])|\d,\d{4,}|(?<![\d.,])\d{4,},\d{3}(?![\d,])"
    r"|(?<![\d.,])0,\d|\d(?:\.\d{3}){2,}(?![.\d])"
)
_DOT_DECIMAL = (
    r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.(?:\d{1,2}(?!\d)|-)|(?<![\d.,])\d+\.\d{1,2}(?![\d.])|\d\.\d{4,}|(?<![\d.,])\d{4,}\.\d{3}(?![\d.])"
    r"|(?<![\d.,])0\.\d|\d(?:,\d{3}){2,}(?![,\d])|(?<![\d.,])\d{1,2}(?:,\d{2})+,\d{3}(?![,\d])"
)
# Numbers with nothing around them, which pandas reads at once; only the rest goes through the grammar.
_PLAIN = {
    ".": r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$",
    ",": r"^[+-]?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$",
}
# "31.12." says nothing of the decimal mark.
_DATE_LIKE = r"(?<!\d)\d{1,2}[.]\d{1,2}[.]"
_LONGEST = 200
_TWO_LINES = re.compile(r"\d\s*\n\s*\d")
_WORDS = ("currency", "percent", "magnitude", "time", "period", "noun", "is_per_item")
_DTYPES: dict[str, Any] = (
    dict.fromkeys(("percent", "magnitude", "period"), "float64")
    | dict.fromkeys(("code", "currency", "time", "noun"), "str")
    | {"is_per_item": "bool"}
)


def decimal_evidence(shapes: pd.Series) -> tuple[int, int]:
    """How many distinct texts can only be read with a decimal comma, and how many only with a decimal point.

    Args:
        shapes: of the texts, as ``shapes_of`` gives them.
    """
    likely = shapes.index.str.contains(r"\d[.,][\d-]") & ~shapes.index.str.contains(_DATE_LIKE)
    shapes = shapes[likely]
    comma, point = (shapes.index.str.contains(pattern) for pattern in (_COMMA_DECIMAL, _DOT_DECIMAL))
    return int(shapes[comma].sum()), int(shapes[point].sum())


def shapes_of(texts: pd.Series) -> pd.Series:
    """How many distinct texts have each shape: the text with every digit from 1 to 9 shown as 9. Long columns of
    numbers have few, and a pattern that knows digits only as zero or another finds the same in both.

    Args:
        texts: the text cells of a column, none missing.

    Returns:
        Counts by shape.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    distinct = pa.array(texts.unique(), pa.string(), from_pandas=True)
    shapes = pc.replace_substring_regex(distinct, "[1-9]", "9").to_pandas()
    return pd.Series(shapes, dtype=str).value_counts(sort=False)


def read_number(text: str, decimal: str, basis: str | None = None) -> tuple[float | None, Plan]:
    """One text: the number in the unit that the plan's words name, and the plan; None and its code where it is not
    understood.

    Args:
        text: the cell as received.
        decimal: the column's decimal mark.
        basis: "working" or "elapsed" for lengths of time, None for any other quantity.
    """
    if _TWO_LINES.search(text):  # two values; a space in one line may separate thousands
        return None, _refused("SEVERAL_NUMBERS")
    # Most texts are plain and need no change of signs; ``isascii`` is a quick test for that.
    text = text if text.isascii() and "`" not in text else text.translate(ONE_FORM)
    plan = (
        plan_of(text.translate(SHAPE), decimal, basis)
        if len(text) <= _LONGEST
        else _refused("CELL_NOT_A_NUMBER")
    )
    if plan.code:
        return None, plan
    try:
        return plan.value(text), plan
    except NotUnderstood as error:
        return None, _refused(error.code)


@cache
def _refused(code: str) -> Plan:
    return Plan(code=code)


def read_quantities(texts: pd.Series, decimal: str, basis: str | None = None) -> pd.DataFrame:
    """Numbers from texts, each distinct text once, and texts of one shape by one plan.

    Args:
        texts: the text cells of a column; missing where there is none.
        decimal: the column's decimal mark.
        basis: "working" or "elapsed" for a column of lengths of time, None for any other.

    Returns:
        By the index of ``texts``: value (float, magnitudes and units not yet applied), code (a repair or an error
        of the catalogue), currency, percent (0.01 or 0.001), magnitude, time (unit), period (times a year), noun
        and is_per_item; missing where nothing is said.
    """
    import numpy as np
    import pandas as pd

    indexes, distinct = distinct_texts(texts)
    # Texts of a short list are stored in another way than those of a long one.
    storage = pd.get_option("mode.string_storage")
    if not len(distinct):
        return _all_missing(len(texts), storage).set_axis(texts.index)
    distinct = pd.Series(distinct, dtype=str)
    is_plain = distinct.str.match(_PLAIN[decimal])
    stripped = distinct.where(is_plain).str.replace("," if decimal == "." else ".", "", regex=False)
    values = pd.to_numeric(stripped.str.replace(",", ".", regex=False)).to_numpy("float64", copy=True)
    # Plans are shared by texts of one shape, so each is kept once, found again by its identity. The first one
    # says nothing: it is that of plain numbers and of missing cells.
    plans, numbers = [Plan()], {}
    chosen = np.zeros(len(distinct) + 1, dtype=np.int64)
    rest = np.flatnonzero(~is_plain.to_numpy(dtype=bool))
    for index, text in zip(rest.tolist(), distinct.iloc[rest].tolist(), strict=True):
        number, plan = read_number(text, decimal, basis)
        values[index] = np.nan if number is None else number
        if id(plan) not in numbers:
            numbers[id(plan)] = len(plans)
            plans.append(plan)
        chosen[index] = numbers[id(plan)]
    if np.isinf(values).any():
        chosen[:-1][np.isinf(values)] = len(plans)
        plans.append(_refused("NUMBER_TOO_LARGE"))
        values[np.isinf(values)] = np.nan
    # Missing cells have the index -1, the last entry, which is blank.
    values = np.append(values, np.nan)[indexes]
    if len(plans) == 1:  # all numbers are plain
        return _all_missing(len(texts), storage).assign(value=values).set_axis(texts.index)
    return _by_cell(plans, chosen[indexes], values).set_axis(texts.index)


def _by_cell(plans: list[Plan], chosen: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    """The number of each cell, and what the plan chosen for it says."""
    import pandas as pd

    by_plan = {"code": [code_of(plan) for plan in plans]}
    by_plan |= {name: [getattr(plan.words, name) for plan in plans] for name in _WORDS}
    of_cells = {name: pd.array(each, dtype=_DTYPES[name]).take(chosen) for name, each in by_plan.items()}
    return pd.DataFrame(of_cells | {"value": values}, copy=False)


@lru_cache(maxsize=16)
def _all_missing(count: int, _storage: str) -> pd.DataFrame:
    """Of a column without texts, as most columns of numbers are."""
    import numpy as np

    return _by_cell([Plan()], np.zeros(count, dtype=np.int64), np.full(count, np.nan))


def code_of(plan: Plan) -> str | None:
    """The issue that tells how a text was read, or that it was not."""
    if plan.code:
        return plan.code
    # A cell has one code: what changes the figure most is told.
    if plan.kind == "range":
        return "RANGE_MIDPOINT"
    if plan.words.is_rough:
        return "BOUND_AS_VALUE"
    if plan.words.has_note:
        return "NUMBER_WITH_NOTE"
    if plan.is_written_out:
        return "NUMBER_WRITTEN_OUT"
    return "OTHER_DECIMAL_MARK" if plan.has_other_mark else None
