"""Whether a label is firm: the same for every way in which the blanks of the deciding set could be filled.

The label depends on the work's columns only through the drive index and the knowledge test, and both move the same way, so
two ends cover all fillings of them; the columns that the table asks by value (checklist, core, advantage, importance) are
tried value by value. A blank is never taken to contradict what is known.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from tasks.method.decide import all_hold
from tasks.method.facts import Facts, code

if TYPE_CHECKING:
    from tasks.method.judge import Judged, Method

ENDS = (0, 1)  # towards insight, towards routine


def tried_columns(method: Method, facts: Facts) -> dict[str, tuple[list[float], np.ndarray]]:
    """Columns that are tried value by value: the values, and where they are open."""
    rows = len(facts["effort_fte"])
    tried = {
        column: ([code(column, value) for value in slot.tries], np.isnan(facts[column]))
        for slot in method.slots if slot.tries for column in slot.columns
    }
    for gate in method.rulebook.section("gates").values():
        if gate.blank == "open":
            open_rows = np.isnan(facts[gate.column])
            if gate.presumed_when:
                open_rows &= ~all_hold(gate.presumed_when, facts, rows)
            tried[gate.column] = ([code(gate.column, value) for value in gate.tries], open_rows)
    return tried


def ended_columns(method: Method, facts: Facts) -> dict[str, tuple[tuple[float, float], np.ndarray]]:
    """Columns that are put to the ends of their scale: the raw values at both ends, and where their place in the deciding set is blank."""
    ended = {}
    for slot in method.slots:
        if slot.tries:
            continue
        blank = np.logical_and.reduce([np.isnan(facts[column]) for column in slot.columns])
        for column in slot.columns:
            ends = method.drive.raw_ends(column)
            if ends is not None:
                ended[column] = (ends, blank)
    return ended


def label_is_certain(method: Method, judged: Judged, where: np.ndarray) -> np.ndarray:
    """Where the label is the same for every filling of the blanks in the deciding set.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        where: rows worth looking at; the others are not certain.

    Returns:
        One boolean a row.
    """
    certain = where.copy()
    rows = np.flatnonzero(where)
    if not len(rows):
        return certain
    facts = {name: values[rows] for name, values in judged.facts.items()}
    label = judged.label[rows]
    same = np.ones(len(rows), dtype=bool)
    contradicted = _contradicted(method, facts)
    tried = tried_columns(method, facts)
    ended = ended_columns(method, facts)
    choices = [values if open_rows.any() else [np.nan] for values, open_rows in tried.values()]
    ends = ENDS if any(blank.any() for _, blank in ended.values()) else ENDS[:1]
    for end, *picks in product(ends, *choices):
        filled = dict(facts)
        open_cells = {}
        for (column, (_, open_rows)), pick in zip(tried.items(), picks, strict=True):
            filled[column] = np.where(open_rows, pick, facts[column])
        for column, (values, blank) in ended.items():
            filled[column] = np.where(blank, values[end], facts[column])
            open_cells[column] = blank
        _avoid_contradictions(method, filled, open_cells)
        new_label, still_contradicts = _label(method, filled, judged, rows)
        same &= (new_label == label) | (still_contradicts & ~contradicted)
    certain[rows] = same
    return certain


def _contradicted(method: Method, facts: Facts) -> np.ndarray:
    rows = len(facts["effort_fte"])
    masks = [all_hold(rule.when, facts, rows) for rule in method.decisions if rule.contradiction]
    return np.logical_or.reduce(masks) if masks else np.zeros(rows, dtype=bool)


def _avoid_contradictions(method: Method, filled: Facts, open_cells: dict[str, np.ndarray]) -> None:
    """Moves blanks off values that would contradict what is known, one column after the other, as far as needed."""
    rows = len(filled["effort_fte"])
    for rule in method.decisions:
        for column, value in rule.avoid.items():
            contradicts = all_hold(rule.when, filled, rows) & open_cells.get(column, np.zeros(rows, dtype=bool))
            if contradicts.any():
                filled[column] = np.where(contradicts, value, filled[column])


def _label(method: Method, filled: Facts, judged: Judged, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels of the filled rows by columns alone, and where they contradict themselves."""
    no_text = np.full(len(rows), np.nan)
    evidence = method.drive.read(filled, no_text)
    filled["drive"] = method.drive_of(evidence.score())
    signs = method.knowledge.read(filled, np.zeros(len(rows), dtype=bool))
    filled["knowledge_test"] = method.knowledge.passed(signs).astype("float64")
    filled["enough_said"] = np.ones(len(rows))
    decision = method.table.first(filled, len(rows))
    return method.label_of[decision], _contradicted(method, filled)
