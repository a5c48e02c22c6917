"""The templates of the register as tables of codes, and the cells that are missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas.dora import RegisterColumn, register_codes, register_columns
from tasks.reporting.register.rows import prepared_rows

if TYPE_CHECKING:
    import pandas as pd

MISSING_COLUMNS = ("template", "column", "title", "process_id", "file", "sheet", "row", "fill", "reason")
# Which rows a template holds, and what makes two of them one.
ONE_OF = {
    "B_02.01": ("reference",),
    "B_02.02": ("function_id", "reference"),
    "B_05.01": ("provider",),
    "B_06.01": ("function_id",),
    "B_07.01": ("reference", "ict_service"),
}
HARD = ("none", "highly_complex")
CRITICAL = ("critical", "high")
# DE, EUR, and the code of a licensed activity such as eba_TA:x28.
_COUNTRY, _CURRENCY = re.compile(r"^[A-Z]{2}$"), re.compile(r"^[A-Z]{3}$")
_ACTIVITY = re.compile(r"^eba_TA:x\d+$")


def register_tables(
    inputs: pd.DataFrame, results: pd.DataFrame, lei: str
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, int]:
    """The templates that an inventory can fill.

    Functions (B_06.01) are all processes in scope. Arrangements (the other templates) are those with a provider
    that the run flags as an ICT service to a financial entity; the register holds no others.

    Args:
        inputs: inputs.parquet of a run.
        results: results.parquet of the same run.
        lei: of the financial entity; may be empty.

    Returns:
        The tables by template, with the codes of its columns as headings and text as values (empty: missing); the
        missing cells as MISSING_COLUMNS, one line each; and how many processes with a provider are no ICT service
        and were left out.
    """
    import pandas as pd

    rows = prepared_rows(inputs, results, lei)
    with_ict = rows[rows["is_ict"] & rows["has_provider"]]
    tables, missing = {}, []
    for template, key in ONE_OF.items():
        part = rows if template == "B_06.01" else with_ict
        part = _one_of(part, key)
        table = {}
        for column in (entry for entry in register_columns() if entry.template == template):
            texts, is_wrong = _register_texts(column, part[column.source])
            table[column.code] = texts
            is_open = _is_needed(column, part) & texts.eq("")
            missing.append(_missing(column, part[is_open], is_wrong[is_open]))
        tables[template] = pd.DataFrame(table)
    missing_cells = pd.concat(missing, ignore_index=True).reindex(columns=list(MISSING_COLUMNS))
    return tables, missing_cells, int((rows["has_provider"] & ~rows["is_ict"]).sum())


def _one_of(rows: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """One row for each key, the first; its expense is the sum where all are in one currency. A row without a key
    stays by itself.
    """
    # A row without a key gets one that no other row has.
    keys = [rows[name].fillna("#" + rows["function_id"]).astype("str") for name in key]
    groups = rows["expense"].groupby(keys)
    # Amounts of several currencies are not added up; the expense is then missing.
    is_one_currency = rows["currency"].groupby(keys).transform("nunique").le(1)
    total = groups.transform("sum", min_count=1).where(is_one_currency)
    first = ~rows.assign(**dict(zip(key, keys, strict=True))).duplicated(list(key))
    return rows.assign(expense=total.round(2))[first]


def _register_texts(column: RegisterColumn, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values as the register writes them, empty where there are none; and where a value is none of the list."""
    import pandas as pd

    if column.list == "date":
        # Of texts only year, month, day: 03.04.2026 would be read as the fourth of March, 2026 as its first day.
        is_day = values.astype("str").str.match(r"\d{4}-\d{2}-\d{2}").fillna(False).astype(bool)
        days = pd.to_datetime(values.where(is_day), format="ISO8601", errors="coerce")
        texts = days.dt.strftime("%Y-%m-%d")
    elif column.list in ("count", "money"):
        numbers = pd.to_numeric(values, errors="coerce")
        texts = numbers.map(("{:.0f}" if column.list == "count" else "{:.2f}").format, na_action="ignore")
    else:
        texts = values.astype("object").map(lambda value: _code(column.list, value), na_action="ignore")
    # One line for each value: ends of lines and runs of spaces become one space.
    texts = texts.astype("str").fillna("").str.replace(r"\s+", " ", regex=True).str.strip()
    return texts, values.notna() & texts.eq("")


def _code(name: str, value: object) -> str:
    """The code of one value; empty where it is none of its list."""
    text = str(value).strip()
    if isinstance(value, bool):
        text = "yes" if value else "no"
    if name == "":
        return text
    if name == "country":
        return f"eba_GA:{text}" if _COUNTRY.match(text) else ""
    if name == "currency":
        return f"eba_CU:{text}" if _CURRENCY.match(text) else ""
    if name == "licensed_activity":
        return text if _ACTIVITY.match(text) else ""
    return register_codes(name).get(text.casefold(), "")


def _is_needed(column: RegisterColumn, rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    if column.need == "critical":
        return rows["criticality"].isin(CRITICAL)
    if column.need == "hard":
        return rows["substitutability"].isin(HARD)
    return pd.Series(column.need in ("key", "yes"), index=rows.index)


def _missing(column: RegisterColumn, rows: pd.DataFrame, is_wrong: pd.Series) -> pd.DataFrame:
    """One line a missing cell: where it belongs, and what to fill in the list of processes."""
    # A list holds words and codes; codes have a colon, and nobody writes them into an inventory.
    words = ", ".join(dict.fromkeys(word for word in register_codes(column.list) if ":" not in word))
    ask = (
        f"Not of the list: {words}."
        if words
        else "Not readable: two letters for a country, a code for an activity, 2026-12-31 for a date, a plain number."
    )
    reason = "Key: the row cannot be filed without it." if column.need == "key" else "Not given."
    return rows[["process_id"]].assign(
        template=column.template,
        column=column.code,
        title=column.title,
        file=rows["source_file"],
        sheet=rows["source_sheet"],
        row=rows["source_row"],
        fill=column.fill,
        reason=is_wrong.map({True: ask, False: reason}),
    )
