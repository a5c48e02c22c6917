"""Who is asked what: the questions of a run that matter, by owner or by unit."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.columns import as_text, columns, typed_column
from schemas.results import EVERY_PROCESS

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue

ID_CHARACTERS = 8
# Of one questionnaire: about an hour's work. More is laid aside unread; the next round asks what is still open.
MOST_QUESTIONS = 40
# Answered by rows and not by a cell: whether a row is to be split.
NOT_ASKED = ("process_name",)


@dataclass(frozen=True)
class Planned:
    """One questionnaire.

    ``who`` is the owner as the list names them, else the unit; ``is_person`` says which; ``unit`` the unit of
    most of the processes. ``questions``: number, process_id, process, column, question, flips_label,
    changes_money, currency and value_then (the value of the cell as text, None where it is blank).
    ``addresses`` are those that a column of the list gives for these processes. ``left_out`` counts the open
    questions beyond MOST_QUESTIONS.
    """

    questionnaire_id: str
    who: str
    is_person: bool
    unit: str
    questions: tuple[dict[str, Any], ...]
    addresses: tuple[str, ...] = ()
    left_out: int = 0


def plan_questionnaires(
    questions: pd.DataFrame,
    inputs: pd.DataFrame,
    words: Catalogue,
    *,
    by: str,
    seed: str,
    address_column: str = "",
    answered: Set[tuple[str, str]] = frozenset(),
) -> tuple[Planned, ...]:
    """Sorts the questions of a run by whom they go to.

    Args:
        questions: QUESTION_FILE_COLUMNS of the run, the most telling first.
        inputs: its typed rows with the columns carried through.
        words: texts, for the names of function areas.
        by: owner, or unit; without an owner a process goes to its unit.
        seed: of the ids; the same seed gives the same ids.
        address_column: heading of the column that holds an owner's address; empty: none does.
        answered: (process_id, column) that an answer has come back to since the run.

    Returns:
        One for each owner or unit, in the order of the list, and first one to Legal where something is asked
        once for the whole list. Only questions whose answer could change a label or money; those that are
        answered already, and ids that are in the list twice, are left out. Of each the MOST_QUESTIONS that could
        change most: label and money before the label before money, then in the order of ``questions``.
    """
    import pandas as pd

    # An answer comes back by the id of its process: of an id that is there twice nobody knows which row is
    # meant.
    rows = inputs[~inputs["process_id"].duplicated(keep=False)].set_index("process_id", drop=False)
    rows = rows.drop(index=EVERY_PROCESS, errors="ignore")
    pairs = zip(questions["process_id"].astype("str"), questions["column"].astype("str"), strict=True)
    is_open = pd.Series([pair not in answered for pair in pairs], index=questions.index, dtype=bool)
    matters = questions["flips_label"].astype(bool) | questions["changes_money"].astype(bool)
    is_cell = questions["column"].isin(list(columns())) & ~questions["column"].isin(NOT_ASKED)
    once = questions["process_id"].eq(EVERY_PROCESS)
    selected = questions[is_open & matters & is_cell & (once | questions["process_id"].isin(rows.index))]
    people, units = typed_column(rows, "owner").astype("str"), _units(rows, words)
    is_person = people.notna() & (by == "owner")
    who = people.where(is_person, units)
    # The mark in front keeps a person and a unit of the same name apart.
    key = is_person.astype("str") + who.map(same_name)
    position = pd.Series(range(len(rows)), index=rows.index)
    legal = words.text("role.legal")
    once_key = f"{False}{same_name(legal)}"
    # Questions for the whole list get a row of their own in each lookup: to Legal, which is no person of the
    # list, and before all others.
    for_all: list[tuple[pd.Series, Any]] = [
        (who, legal),
        (units, legal),
        (is_person, False),
        (key, once_key),
        (position, -1),
    ]
    for lookup, value in for_all:
        lookup.loc[EVERY_PROCESS] = value
    selected = selected.assign(
        key=key.reindex(selected["process_id"]).to_numpy(),
        place=position.reindex(selected["process_id"]).to_numpy(),
    )
    selected = selected.sort_values(["flips_label", "changes_money"], ascending=False, kind="stable")
    is_asked = selected.groupby("key", sort=False).cumcount() < MOST_QUESTIONS
    left_out = selected.loc[~is_asked, "key"].value_counts()
    # In the order of the list; within a process first what would change the label.
    selected = selected[is_asked].sort_values(
        ["place", "flips_label"], ascending=[True, False], kind="stable"
    )
    planned = []
    for group_key, lines in selected.groupby("key", sort=False):
        ids = list(dict.fromkeys(lines["process_id"]))
        # The id says nothing of the person, and is the same when the same run is asked about again.
        digest = hashlib.sha256(f"{seed}\n{by}\n{group_key}".encode()).hexdigest()
        planned.append(
            Planned(
                f"Q-{digest[:ID_CHARACTERS]}",
                who.loc[ids[0]],
                bool(is_person.loc[ids[0]]),
                units.loc[ids].mode().iloc[0],
                tuple(_lines(lines, rows, words)),
                tuple(rows[rows.index.isin(ids)][address_column].dropna().astype("str").str.strip().unique())
                if address_column in rows
                else (),
                int(left_out.get(group_key, 0)),
            )
        )
    return tuple(planned)


def same_name(name: str) -> str:
    """What two ways to write a person or unit have in common: case and spaces do not count."""
    return " ".join(name.casefold().split())


def _units(rows: pd.DataFrame, words: Catalogue) -> pd.Series:
    """Business unit, else function area, of each row."""
    area = typed_column(rows, "function_area").map(
        lambda code: words.value("service_line", code), na_action="ignore"
    )
    unit = typed_column(rows, "business_unit").fillna(area).fillna(words.text("common.no_unit"))
    return unit.astype("str")


def _lines(lines: pd.DataFrame, rows: pd.DataFrame, words: Catalogue):
    for number, line in enumerate(lines.to_dict("records"), 1):
        name, process_id = line["column"], line["process_id"]
        is_once = process_id == EVERY_PROCESS
        row = {"process_name": words.text("ask_next.every_process")} if is_once else rows.loc[process_id]
        yield {
            "number": number,
            "process_id": process_id,
            "process": str(row["process_name"]),
            "column": name,
            # the report asks about a contradiction; a form needs a question that its cell can answer
            "question": words.texts.get(f"questionnaire.asks.{name}", line["question"]),
            "flips_label": bool(line["flips_label"]),
            "changes_money": bool(line["changes_money"]),
            "currency": line["currency"] if isinstance(line["currency"], str) else None,
            "value_then": as_text(columns()[name], row.get(name)),
        }
