"""What the workbooks that we write say about themselves, so that intake knows them when they come back.

Custom document properties:
    PORTFOLIO_PROPERTY: name of the portfolio that a corrections workbook belongs to.
    CONTENT_PROPERTY: CONTENT_WHOLE (all rows), CONTENT_PROBLEMS (only rows with problems, which replace the
        rows that they were made from, told by ROW_AS_SENT, else by a process_id that the list itself gives)
        or CONTENT_TEMPLATE (the sheets describe the same processes side by side and are joined by process_id,
        or by process_name where an id is blank).
    RUN_PROPERTY: id of the run that a report tells of; only reports carry it.
    TEMPLATE_VERSION_PROPERTY: hash of the input dictionary from which a template was made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

PORTFOLIO_PROPERTY = "process_audit_portfolio"
RUN_PROPERTY = "process_audit_run"
CONTENT_PROPERTY = "process_audit_content"
CONTENT_WHOLE, CONTENT_PROBLEMS, CONTENT_TEMPLATE = "whole", "problems", "template"
TEMPLATE_VERSION_PROPERTY = "process_audit_template_version"
OUR_PROPERTIES = (PORTFOLIO_PROPERTY, RUN_PROPERTY, CONTENT_PROPERTY, TEMPLATE_VERSION_PROPERTY)

# A column of ours in a corrections workbook: not data, and neither reported nor carried through.
WHAT_TO_DO = "What to do"
# Another one, where the rows with problems stand alone: by it intake finds the row that a corrected one was
# made from.
ROW_AS_SENT = "Row as sent"
# process_id of the example row of a template: not data.
EXAMPLE_ID = "EXAMPLE"
# Between id and name of a process where a report lets a reader choose it.
BETWEEN_ID_AND_NAME = " | "
# Sheets of ours that hold no table.
HELP_SHEET = "Help"


def template_version() -> str:
    """Twelve characters that change when the input dictionary changes."""
    return hashlib.sha256((Path(__file__).parent / "columns.csv").read_bytes()).hexdigest()[:12]
