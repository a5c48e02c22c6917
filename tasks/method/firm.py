"""Whether a label is firm: the same for every way in which the blanks of the deciding set could be filled.

The label depends on the work's columns only through the drive index and the knowledge test, and both move the
same way, so two ends cover all fillings of them, contradictions included; the columns that the table asks by
value (checklist, core, advantage, importance) are tried value by value. One filled column of a place is
enough to count the place as known, but the other is opened all the same, since the knowledge test asks for
both.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from tasks.rules.conditions import holds
from tasks.rules.facts import code

if TYPE_CHECKING:
    from tasks.method.judge import Judged, Method
    from tasks.rules.facts import ChangedFacts, Facts


def tried_columns(method: Method, facts: Facts) -> dict[str, tuple[list[float], np.ndarray]]:
    """Columns that are tried value by value: the values, and where they are open.

    Args:
        method: the compiled rulebook, for the places of the deciding set and the gates.
        facts: of the rows.

    Returns:
        By column: its values as numbers or places in its list, and a mask of the rows in which it is blank
        and not presumed. Where a column is both in the deciding set and a gate, the gate says how it is
        tried.
    """
    tried = {
        column: ([code(column, value) for value in slot.tries], np.isnan(facts[column]))
        for slot in method.slots
        if slot.tries
        for column in slot.columns
    }
    # A gate whose blank is presumed is not tried: the report says once what is presumed.
    for gate in method.rulebook.section("gates").values():
        if gate.blank == "open":
            open_rows = np.isnan(facts[gate.column])
            if gate.presumed_when:
                open_rows &= ~holds(gate.presumed_when, facts)
            tried[gate.column] = ([code(gate.column, value) for value in gate.tries], open_rows)
    return tried


def ended_columns(method: Method) -> dict[str, tuple[float, float]]:
    """Columns that are put to the ends of their scale where they are blank: the raw values towards insight
    and towards routine.
    """
    columns = [column for slot in method.slots if not slot.tries for column in slot.columns]
    ends = {column: method.drive.raw_ends(column) for column in columns}
    return {column: pair for column, pair in ends.items() if pair is not None}


def label_is_certain(method: Method, judged: Judged, where: np.ndarray) -> np.ndarray:
    """Where the label is the same for every filling of the blanks in the deciding set, with what the text
    says and without it.

    Args:
        method: the compiled rulebook.
        judged: the rows as judged.
        where: rows worth looking at; the others are not certain.

    Returns:
        One boolean a row.
    """
    certain = where.copy()
    tried = tried_columns(method, judged.facts)
    ended = ended_columns(method)
    is_open = np.logical_or.reduce([np.isnan(judged.facts[column]) for column in ended])
    has_text = ~np.isnan(judged.drive.text) | judged.signs.text
    # Every combination of: with the text or without, all scales at one end (0 insight, 1 routine), and one
    # value for each tried column. A row that has failed once is looked at no more, as ``rows`` starts from
    # ``certain``.
    for with_text, end, *picks in product(
        (0, 1), (0, 1), *(range(len(values)) for values, _ in tried.values())
    ):
        # A row is looked at once for each of its own fillings: a known column takes no second value, and no
        # text is left out only once.
        rows = certain & (has_text | (not with_text)) & (is_open | (end == 0))
        for (_, open_rows), pick in zip(tried.values(), picks, strict=True):
            rows &= open_rows | (pick == 0)
        places = np.flatnonzero(rows)
        if len(places):
            filled = judged.facts.at(places)
            for column, pair in ended.items():
                filled.change(column, np.where(np.isnan(filled[column]), pair[end], filled[column]))
            for (column, (values, open_rows)), pick in zip(tried.items(), picks, strict=True):
                filled.change(column, np.where(open_rows[places], values[pick], filled[column]))
            certain[places] = (
                _label(method, filled, judged, places, with_text=bool(with_text)) == judged.label[places]
            )
    return certain


def _label(
    method: Method, filled: ChangedFacts, judged: Judged, places: np.ndarray, *, with_text: bool
) -> np.ndarray:
    """Labels of the filled rows."""
    text = judged.drive.text[places] if with_text else np.full(len(places), np.nan)
    method.change_index(filled, method.drive.read(filled, text).score())
    signs = method.knowledge.read(filled, judged.signs.text[places] & with_text)
    for name, values in method.knowledge.outcome(signs).items():
        filled.change(name, values)
    # With every place of the deciding set filled there is enough. describes_work stays as it is: in the
    # rulebook only lines that rest on the text ask for it, and these are never firm.
    filled.change("enough_said", 1.0)
    return method.label_of[method.table.first(filled)]
