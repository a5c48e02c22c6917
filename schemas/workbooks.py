"""What the workbooks that we write say about themselves, so that intake knows them when they come back.

Custom document properties, and the same in the mark of a cell (``mark``):
    PORTFOLIO_PROPERTY: name of the portfolio that a corrections workbook belongs to.
    CONTENT_PROPERTY: CONTENT_WHOLE (all rows), CONTENT_PROBLEMS (only rows with problems, which replace the
        rows that they were made from, told by ROW_AS_SENT, else by a process_id that the list itself gives)
        or CONTENT_TEMPLATE (the sheets describe the same processes side by side and are joined by process_id,
        or by process_name where an id is blank).
    RUN_PROPERTY: id of the run that a report or a live model tells of; nothing else carries it.
    KIND_PROPERTY: KIND_WHAT_IF, the live model; KIND_RATING, the workbook of a rater, of which
        RATING_PROPERTY names the rating; or KIND_QUESTIONNAIRE, the questions to an owner, of which
        QUESTIONNAIRE_PROPERTY names the questionnaire.
    TEMPLATE_VERSION_PROPERTY: hash of the input dictionary from which a template was made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

PORTFOLIO_PROPERTY = "process_audit_portfolio"
RUN_PROPERTY = "process_audit_run"
CONTENT_PROPERTY = "process_audit_content"
CONTENT_WHOLE, CONTENT_PROBLEMS, CONTENT_TEMPLATE = "whole", "problems", "template"
TEMPLATE_VERSION_PROPERTY = "process_audit_template_version"
KIND_PROPERTY, KIND_WHAT_IF, KIND_RATING = "process_audit_kind", "what_if", "rating"
KIND_QUESTIONNAIRE = "questionnaire"
RATING_PROPERTY = "process_audit_rating"
QUESTIONNAIRE_PROPERTY = "process_audit_questionnaire"
WHAT_IF_FILE = "what_if.xlsx"  # next to the reports of a run
OUR_PROPERTIES = (
    PORTFOLIO_PROPERTY,
    RUN_PROPERTY,
    CONTENT_PROPERTY,
    TEMPLATE_VERSION_PROPERTY,
    KIND_PROPERTY,
    RATING_PROPERTY,
    QUESTIONNAIRE_PROPERTY,
)

# A column of ours in a corrections workbook that holds the rows with problems alone: by it intake finds the row
# that a corrected one was made from. Another one says what to do, in the language of the workbook; intake knows it
# by its word list.
ROW_AS_SENT = "Row as sent"
# process_id of the example row of a template: not data.
EXAMPLE_ID = "EXAMPLE"
# Between id and name of a process where a report lets a reader choose it.
BETWEEN_ID_AND_NAME = " | "
# Sheets of ours that hold no table.
HELP_SHEET = "Help"


# How the mark begins that says the same in a cell, for programs that drop document properties.
MARK_START = "process-audit-workbook?"


def mark(properties: Mapping[str, str]) -> str:
    """The properties as the text of one cell, in letters that every file format keeps as they are."""
    # ";" and not "&", which formats made of XML write as "&amp;".
    return MARK_START + urlencode(properties).replace("&", ";")


def read_mark(text: str) -> tuple[tuple[str, str], ...]:
    """The properties that the first mark in a text names; none where there is no mark."""
    # What urlencode leaves of any text, in one run of signs, such as
    # process_audit_run=2026-11-29;process_audit_kind=rating.
    match = re.search(re.escape(MARK_START) + r"([\w=;%.+*~-]+)", text, re.ASCII)
    return tuple(parse_qsl(match.group(1), separator=";")) if match else ()


def template_version() -> str:
    """Twelve characters that change when the input dictionary changes."""
    return hashlib.sha256((Path(__file__).parent / "columns.csv").read_bytes()).hexdigest()[:12]
