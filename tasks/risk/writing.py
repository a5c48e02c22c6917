"""Flags as text: one frame of FLAG_COLUMNS, and per row the codes and the highest severity. No value of a cell is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.results import FLAG_COLUMNS, SEVERITIES
from tasks.excel import cell_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.records import TableRead
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rule
    from tasks.risk.firing import Fired
    from tasks.risk.table import Table


def reference(rule: Rule) -> str:
    """The source of a rule in one line; the law it cites and the date on which that was checked go with it."""
    if isinstance(rule.source, list):
        text = ", ".join(rule.source)
    elif hasattr(rule.source, "title"):
        text = f"{rule.source.title}, {rule.source.locator}"
    else:
        text = "our judgement"
    law, checked = getattr(rule, "law", ""), getattr(rule, "checked", None)
    return f"{text}; {law} (checked {checked}; not legal advice)" if law else text


def join_texts(parts: Iterable[pa.Array], separator: str) -> pa.Array:
    """Texts of each row joined, missing parts left out."""
    return pc.binary_join_element_wise(*parts, separator, null_handling="skip")


def join_by_row(rows: np.ndarray, texts: np.ndarray, size: int, separator: str = ";") -> pa.Array:
    """All texts that belong to one row joined in their order; missing for rows without any."""
    order = np.argsort(rows, kind="stable")
    counts = np.bincount(rows, minlength=size)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    names, codes = np.unique(texts, return_inverse=True)
    values = pa.array(names.astype(object), pa.string()).take(pa.array(codes.reshape(-1)[order]))
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values), separator)
    return pc.if_else(pa.array(counts > 0), joined, pa.scalar(None, pa.string()))


def as_text(values: object, index: pd.Index | None = None) -> pd.Series:
    """An arrow array of texts, or one text, as a column."""
    return pd.Series(values if isinstance(values, str) else pd.array(values, dtype="str"), index=index, dtype="str")


def evidence(rule: FlagRule, table: Table, tables: dict[int, TableRead], rows: np.ndarray) -> pa.Array:
    """Columns and cell addresses that a flag rests on: those of its evidence columns that are filled; else the process's name."""
    sources = table.typed[["source_table", "source_row"]].iloc[rows]
    named = {name: pa.array(name + " " + cell_addresses(sources, tables, name), pa.string()) for name in dict.fromkeys((*rule.evidence, "process_name"))}
    filled = {name: pa.array(table.is_filled(name)[rows]) for name in rule.evidence}
    nothing = pa.scalar(None, pa.string())
    joined = join_texts([pc.if_else(filled[name], named[name], nothing) for name in rule.evidence], "; ")
    return pc.if_else(pc.equal(joined, ""), named["process_name"], joined)


def flag_frame(table: Table, tables: dict[int, TableRead], fired: Fired) -> pd.DataFrame:
    """One line a row for one kind of flag."""
    index = pd.RangeIndex(len(fired.rows))
    names = np.array(SEVERITIES, dtype=object)[fired.severities]
    frame = pd.DataFrame({
        "process_id": table.typed["process_id"].iloc[fired.rows].set_axis(index), "code": fired.rule.id, "severity": names, "message": fired.rule.message,
        "evidence": as_text(evidence(fired.rule, table, tables, fired.rows)), "mitigation": fired.rule.mitigation, "reference": reference(fired.rule),
        "row_key": table.index[fired.rows]}, index=index)
    return typed_flags(frame)


def portfolio_line(rule: FlagRule, severity: str, message: str, evidence: str) -> dict[str, object]:
    """A flag on the portfolio: no process, no row."""
    return {"process_id": None, "code": rule.id, "severity": severity, "message": message, "evidence": evidence, "mitigation": rule.mitigation,
            "reference": reference(rule), "row_key": pd.NA}


def typed_flags(lines: pd.DataFrame | list[dict[str, object]]) -> pd.DataFrame:
    """FLAG_COLUMNS as text and row_key as Int64."""
    frame = pd.DataFrame(lines, columns=[*FLAG_COLUMNS, "row_key"])
    return frame.astype({**{name: "str" for name in FLAG_COLUMNS}, "row_key": "Int64"})


def columns_and_letters(names: Iterable[str], tables: dict[int, TableRead]) -> str:
    """Columns with their letters in each table that has them, for a line on the portfolio: "fte (F, H)"."""
    found = {name: list(dict.fromkeys(letter for table in tables.values() if (letter := table.letter(name)))) for name in names}
    return "; ".join(f"{name} (column {', '.join(letters)})" for name, letters in found.items() if letters) or "; ".join(names)


def row_summary(table: Table, fired: list[Fired]) -> pd.DataFrame:
    """Per row highest_severity, risk_flags (codes joined by ";", in the order of the catalogue) and not_judged_count."""
    rows = np.concatenate([one.rows for one in fired] or [np.zeros(0, dtype="int64")])
    codes = np.concatenate([np.full(len(one.rows), one.rule.id, dtype=f"U{len(one.rule.id)}") for one in fired] or [np.zeros(0, dtype="U1")])
    highest, not_judged = np.full(table.size, -1), np.zeros(table.size, dtype="int64")
    for one in fired:
        highest[one.rows] = np.maximum(highest[one.rows], one.severities)
        not_judged[one.not_judged] += 1
    names = np.append(np.array(SEVERITIES, dtype=object), None)[highest]
    return pd.DataFrame({
        "highest_severity": pd.Series(names, index=table.index, dtype="str"),
        "risk_flags": as_text(join_by_row(rows, codes, table.size), table.index),
        "not_judged_count": pd.Series(not_judged, index=table.index, dtype="Int64")})
