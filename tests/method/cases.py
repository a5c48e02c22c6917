"""Specification cases: columns and texts given, results expected, as YAML."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from schemas.columns import DTYPES, columns
from schemas.messages.saying import said_record, speaker
from schemas.records import Assessment
from schemas.results import TEXT_COLUMNS
from schemas.rules import load_mapping, load_rulebook
from tasks.method import assess

AS_OF = dt.date(2026, 1, 1)
FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case; ``columns`` and ``texts`` are what is given, ``expect`` what must come out (None: empty)."""

    id: str
    columns: dict
    texts: dict
    expect: dict
    why_holds: str


@cache
def cases() -> tuple[Case, ...]:
    """All cases of the folder."""
    profiles, _ = load_mapping(FOLDER / "profiles.yaml")
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for case_id, fields in (load_mapping(path)[0] if path.stem != "profiles" else {}).items():
            given = {**profiles.get(fields.get("based_on"), {}), **(fields.get("columns") or {})}
            given = {name: value for name, value in given.items() if value is not None}
            found.append(
                Case(case_id, given, fields.get("texts") or {}, fields["expect"], fields.get("why_holds", ""))
            )
    return tuple(found)


def typed_frame(rows: list[dict]) -> pd.DataFrame:
    """A typed frame as intake gives it, from rows of column and value."""
    names = dict.fromkeys(["process_name", *(name for row in rows for name in row)])
    data = {
        name: pd.Series([row.get(name) for row in rows], dtype="object").astype(DTYPES[columns()[name].type])
        for name in names
    }
    frame = pd.DataFrame(data)
    frame["process_name"] = [row.get("process_name", f"process {number}") for number, row in enumerate(rows)]
    frame.index.name = "row_key"
    return frame


def text_frame(rows: list[dict]) -> pd.DataFrame:
    """A frame of the texts read, as the text stage gives it."""
    frame = pd.DataFrame(
        [{name: row.get(name) for name in TEXT_COLUMNS} for row in rows], columns=list(TEXT_COLUMNS)
    )
    for name in TEXT_COLUMNS:
        if name.startswith("is_"):
            frame[name] = frame[name].eq(True)
        elif name in ("text_drive", "text_complexity", "match_share"):
            frame[name] = frame[name].astype("float64")
        else:
            frame[name] = frame[name].astype("str")
    return frame


def assessed(rows: list[dict], texts: list[dict] | None = None) -> Assessment:
    """Assesses rows of column and value."""
    return said(assess(typed_frame(rows), text_frame(texts or [{}] * len(rows)), load_rulebook(), AS_OF))


def said(assessment: Assessment) -> Assessment:
    """The assessment with its messages in English."""
    return said_record(speaker("en", load_rulebook()), "assessment", assessment)


@cache
def assessed_cases() -> Assessment:
    """All cases in one portfolio; row_key is the place of the case."""
    return assessed([case.columns for case in cases()], [case.texts for case in cases()])
