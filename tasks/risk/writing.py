"""Flags as lines: one frame of FLAG_COLUMNS, and per row the codes and the highest severity. No value of a
cell is quoted.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schemas.columns import as_dtypes, coded
from schemas.messages.message import Message, message, of_rule, sentences
from schemas.results import FLAG_COLUMNS, SEVERITIES
from schemas.rule_base import Reference
from tasks.excel import address_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemas.records import TableRead
    from schemas.rule_base import Rule
    from schemas.rule_models.risk import FlagRule
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts


def reference(rule: Rule) -> str:
    """The source of a rule in one line; where it cites law, that and the date as of which it is stated, if it
    was checked. A packed message.
    """
    law, checked_on = getattr(rule, "law", ""), getattr(rule, "checked", None)
    state = (
        message("says.reference.checked", day=str(checked_on))
        if checked_on
        else message("says.reference.open")
    )
    cited = message("says.reference.law", law=law, state=state) if law else None
    return message("says.clauses", parts=[_source(rule, law), cited]).packed()


def _source(rule: Rule, law: str) -> str | Message | None:
    if isinstance(rule.source, list):
        return ", ".join(rule.source)
    # A law takes the place of title and locator: the line cites it after this part.
    if law:
        return None
    if isinstance(rule.source, Reference):
        return f"{rule.source.title}, {rule.source.locator}"
    return message("says.reference.judgement")


def advice(rule: FlagRule) -> str:
    """What to do about a flag, and who has to. A packed message."""
    who = Message(f"role.{rule.audience.lower().replace(' ', '_')}")
    return message("says.flag.advice", who=who, what=of_rule(rule, "mitigation")).packed()


def join_texts(parts: Iterable[pa.Array], separator: str) -> pa.Array:
    """Texts of each row joined, missing parts left out; empty where all are missing.

    Written out because binary_join_element_wise drops rows whose parts are all null (seen in pyarrow 26 with
    null_handling skip).

    Args:
        parts: texts of equal length, missing where a row has no such part.
        separator: what is put between two parts.

    Returns:
        One text for each row, never missing.
    """
    # Each part with a separator behind it, or nothing. The last separator is taken off below: utf8_rtrim
    # takes its characters, so no part may end in one of them.
    filled = [
        pc.if_else(pc.is_valid(part), pc.binary_join_element_wise(pc.fill_null(part, ""), "", separator), "")
        for part in parts
    ]
    return pc.utf8_rtrim(pc.binary_join_element_wise(*filled, ""), separator)


def join_by_row(parts: Iterable[tuple[str, np.ndarray]], size: int, separator: str = ";") -> pa.Array:
    """Texts that belong to one row joined in their order; missing for rows without any.

    Args:
        parts: texts, each with the positions of the rows that it belongs to.
        size: number of rows.
        separator: what is put between two texts of a row.

    Returns:
        One text for each row; missing for rows without any.
    """
    parts = [(text, rows) for text, rows in parts if len(rows)]
    if not parts:
        return pa.nulls(size, pa.string())
    # One list for each row: the texts in the order of rows (stable, so in their own order within a row), and
    # offsets at which the texts of a row begin.
    rows = np.concatenate([rows for _, rows in parts])
    codes = np.repeat(np.arange(len(parts)), [len(rows) for _, rows in parts])[
        np.argsort(rows, kind="stable")
    ]
    counts = np.bincount(rows, minlength=size)
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))), pa.int64())
    lists = pa.LargeListArray.from_arrays(
        offsets, pa.array([text for text, _ in parts]).take(pa.array(codes))
    )
    return pc.if_else(pa.array(counts > 0), pc.binary_join(lists, separator), pa.scalar(None, pa.string()))


def as_text(values: pa.Array | str, index: pd.Index | None = None) -> pd.Series:
    """An arrow array of texts, or one text, as a column.

    Args:
        values: texts of Arrow, one for each row; or one text for all rows of ``index``.
        index: of the column; None numbers the rows from 0.

    Returns:
        A column of dtype str.
    """
    return pd.Series(
        values if isinstance(values, str) else pd.array(values, dtype="str"), index=index, dtype="str"
    )


def days_as_text(days: np.ndarray, index: pd.Index) -> pd.Series:
    """Days as ISO dates; missing where there is none.

    Args:
        days: datetime64, one for each row; not a time where there is none.
        index: of the column.

    Returns:
        A column of dtype str.
    """
    return pd.Series(pd.DatetimeIndex(days), index=index).dt.strftime("%Y-%m-%d").astype("str")


def fired_lines(facts: RowFacts, fired: list[Fired]) -> pd.DataFrame:
    """One line for each flag on a row: row_key, kind (place of the flag in ``fired``), severity (place in
    SEVERITIES) and
    filled: a bit for each of its evidence columns that is filled, the first the lowest.

    Args:
        facts: everything known of each process.
        fired: the flags by kind.

    Returns:
        Lines flag by flag, and within a flag in the order of the rows.
    """
    rows = np.concatenate([flag.rows for flag in fired])
    return pd.DataFrame(
        {
            "row_key": facts.index[rows],
            "kind": np.repeat(np.arange(len(fired), dtype="int16"), [len(flag.rows) for flag in fired]),
            "severity": np.concatenate([flag.severities for flag in fired]).astype("int8"),
            "filled": np.concatenate([filled_bits(facts, flag) for flag in fired]),
        }
    )


def filled_bits(facts: RowFacts, flag: Fired) -> np.ndarray:
    """Which evidence columns are filled on each row that a flag fires on.

    Args:
        facts: everything known of each process.
        flag: a flag and the positions of the rows on which it fires.

    Returns:
        int64, one number for each of these rows: a bit for each evidence column, the first the lowest.
    """
    bits = np.zeros(len(flag.rows), dtype="int64")
    for bit, name in enumerate(flag.rule.evidence):
        bits |= facts.is_filled(name)[flag.rows].astype("int64") << bit
    return bits


def flag_message(rule: FlagRule, has_cell: bool) -> str:
    """The message of a flag on a row, packed; it says so where none of the evidence columns is filled.

    Args:
        rule: the flag.
        has_cell: whether one of its evidence columns is filled on the row.

    Returns:
        JSON text, as ``Message.packed`` makes it.
    """
    sentence = of_rule(rule, "message")
    return sentence.packed() if has_cell else sentences(sentence, message("says.flag.from_text")).packed()


def evidence(
    rule: FlagRule, filled: np.ndarray, tables: dict[int, TableRead], sources: pd.DataFrame
) -> pa.Array:
    """Columns and cell addresses that a flag rests on: those of its evidence columns that are filled; else
    the process's name. ``sources``: source_table and source_row of each row.

    Args:
        rule: the flag.
        filled: a bit for each of its evidence columns, as ``filled_bits`` sets them, for each row it fires on.
        tables: the tables of the portfolio by id.
        sources: source_table and source_row of these rows.

    Returns:
        "column address" joined by "; ", one text for each row.
    """
    # Without a filled column the flag came from the text, so the name of the process is its evidence.
    addresses = address_texts(sources, tables, dict.fromkeys((*rule.evidence, "process_name")))
    named = {name: pc.binary_join_element_wise(name, texts, " ") for name, texts in addresses.items()}
    nothing = pa.scalar(None, pa.string())
    joined = join_texts(
        [
            pc.if_else(pa.array((filled >> bit) & 1 == 1), named[name], nothing)
            for bit, name in enumerate(rule.evidence)
        ],
        "; ",
    )
    return pc.if_else(pc.equal(joined, ""), named["process_name"], joined)


def flag_frame(
    rules: Sequence[FlagRule], lines: pd.DataFrame, tables: dict[int, TableRead], typed: pd.DataFrame
) -> pd.DataFrame:
    """The flags on rows; texts that lines share are categories.

    Args:
        rules: the flags, by their kind.
        lines: of ``fired_lines``, one at least.
        tables: the tables of the portfolio by id.
        typed: process_id, source_table and source_row by row_key.

    Returns:
        FLAG_COLUMNS and row_key, one line for each of ``lines``, kind by kind, within a kind in their order.
    """
    lines = lines.sort_values("kind", kind="stable")
    rows = typed.loc[lines["row_key"], ["process_id", "source_table", "source_row"]]
    filled = lines["filled"].to_numpy()
    kinds, starts, places = np.unique(lines["kind"], return_index=True, return_inverse=True)
    fired: list[FlagRule] = [rules[kind] for kind in kinds.tolist()]
    spans = [slice(*ends) for ends in pairwise([*starts, len(lines)])]
    # Two texts for all rows of a flag: with a cell to show, and from the text alone.
    messages = [flag_message(rule, has_cell) for rule in fired for has_cell in (True, False)]
    evidences = [
        evidence(rule, filled[span], tables, rows.iloc[span]) for rule, span in zip(fired, spans, strict=True)
    ]
    return pd.DataFrame(
        {
            "process_id": rows["process_id"].array,
            "code": coded(places, [rule.id for rule in fired]),
            "severity": coded(lines["severity"], SEVERITIES),
            "message": _coded_texts(2 * places + (filled == 0), messages),
            "evidence": pd.array(pa.concat_arrays(evidences), dtype="str"),
            "mitigation": _coded_texts(places, map(advice, fired)),
            "reference": _coded_texts(places, map(reference, fired)),
            "row_key": lines["row_key"].array.astype("Int64"),
        }
    )


def _coded_texts(places: np.ndarray, texts: Iterable[str]) -> pd.Categorical:
    """``coded`` of texts some of which may be equal."""
    codes, distinct = pd.factorize(np.array(list(texts), dtype=object))
    return coded(codes[places], distinct)


def portfolio_line(rule: FlagRule, severity: str, sentence: Message, evidence: str) -> dict[str, object]:
    """A flag on the portfolio: no process, no row.

    Args:
        rule: the flag.
        severity: one of SEVERITIES.
        sentence: its message, with what it says of this portfolio.
        evidence: columns and cells, as a text.

    Returns:
        A record of FLAG_COLUMNS and row_key; process_id and row_key are missing.
    """
    return {
        "process_id": None,
        "code": rule.id,
        "severity": severity,
        "message": sentence.packed(),
        "evidence": evidence,
        "mitigation": advice(rule),
        "reference": reference(rule),
        "row_key": pd.NA,
    }


def coded_flags(lines: pd.DataFrame | list[dict[str, object]]) -> pd.DataFrame:
    """FLAG_COLUMNS and row_key of a few flags, with the categories that ``flag_frame`` gives."""
    shared = ("code", "severity", "message", "mitigation", "reference")
    frame = pd.DataFrame(lines, columns=[*FLAG_COLUMNS, "row_key"])
    texts = as_dtypes(frame, dict.fromkeys(FLAG_COLUMNS, "str") | {"row_key": "Int64"})
    return texts.astype(dict.fromkeys(shared, "category"))


def columns_and_letters(
    names: Iterable[str], tables: dict[int, TableRead], otherwise: Iterable[str] = ()
) -> str:
    """Columns with their letters in each table that has them, for a line on the portfolio: "fte (column F, H)".

    Args:
        names: columns of the input dictionary.
        tables: tables by table_id.
        otherwise: columns that are named where no table has one of ``names``.

    Returns:
        Columns joined by "; "; where no table has any of them their bare names, those of ``otherwise`` if
        given.
    """
    letters_by_column = {
        name: list(dict.fromkeys(letter for table in tables.values() if (letter := table.letter(name))))
        for name in names
    }
    named_columns = "; ".join(
        f"{name} (column {', '.join(letters)})" for name, letters in letters_by_column.items() if letters
    )
    return named_columns or (columns_and_letters(otherwise, tables) if otherwise else "; ".join(names))


def row_summary(facts: RowFacts, fired: list[Fired]) -> pd.DataFrame:
    """Per row highest_severity, risk_flags (codes joined by ";", in the order of the catalogue) and
    not_judged_count.

    Args:
        facts: everything known of each process.
        fired: the flags by kind, in the order of the catalogue.

    Returns:
        The three columns by row_key; the first two are missing where no flag fires.
    """
    highest, not_judged = np.full(facts.size, -1), np.zeros(facts.size, dtype="int64")
    for flag in fired:
        # Positions within a flag are distinct, so each row is counted once.
        highest[flag.rows] = np.maximum(highest[flag.rows], flag.severities)
        not_judged[flag.not_judged] += 1
    # A row without a flag has the place -1, which finds the None at the end.
    names = np.array([*SEVERITIES, None], dtype=object)[highest]
    return pd.DataFrame(
        {
            "highest_severity": pd.Series(names, index=facts.index, dtype="str"),
            "risk_flags": as_text(
                join_by_row([(flag.rule.id, flag.rows) for flag in fired], facts.size), facts.index
            ),
            "not_judged_count": pd.Series(not_judged, index=facts.index, dtype="Int64"),
        }
    )
