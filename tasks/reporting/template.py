"""The intake template: an empty workbook made from the input dictionary, so that what is asked is what is
read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.columns import SAYS_WORK_BEST, Column, columns
from schemas.workbooks import (
    CONTENT_PROPERTY,
    CONTENT_TEMPLATE,
    EXAMPLE_ID,
    HELP_SHEET,
    TEMPLATE_VERSION_PROPERTY,
    mark,
    template_version,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FIRST_SHEET, SECOND_SHEET = "Processes", "Details"
KEYS = ("process_id", "process_name")
# To be filled first: with these six a row gets a label, a place and a value.
FILL_FIRST = ("country", "currency", "fte", "labour_cost", "current_model", "core_process")
# Besides the deciding set: what makes rows distinct, and what to fill first.
FIRST_SHEET_ALSO = (*KEYS, "description", *FILL_FIRST, "business_unit")
ROWS_WITH_LISTS = 5_000
EXAMPLES = {
    "process_id": EXAMPLE_ID,
    "process_name": "Supplier invoice entry (an example: this row is not counted)",
    "description": "Invoices by mail are keyed into the ledger.",
    "business_unit": "Finance",
    "currency": "EUR",
    "fte": 4.5,
    "annual_cost": 270000,
    "labour_cost": 247000,
    "volume": 48000,
    "country": "DE",
    "owner": "Head of accounts payable",
    "language": "de; en",
    "depends_on": "P-017",
    "applications": "SAP; Outlook",
    "service_window": "08:00-18:00 CET",
    "assessed_on": "2026-10-01",
    "data_types": "financial; customer_personal",
    "rule_based_level": 5,
    "judgement_level": 1,
    "domain_expertise_level": 2,
    "strategic_importance_level": 2,
    "analysis_share": 0.05,
    "core_process": "non_core",
    "competitive_advantage": "no",
    "current_model": "in_house",
    "data_classification": "confidential",
    "frequency": "monthly",
    "peak_pattern": "monthly",
    "engagement_pattern": "continuous",
    "checklist_executable": "yes",
    "output_type": "record",
    "decision_authority": "client",
    "qualification": "vocational",
    "quality_metric": "objective",
    "customer_contact": "indirect",
    "function_area": "finance_accounting",
    "regulated_activity": "none",
    "value_driver": "cost",
    "criticality": "medium",
    "substitutability": "easy",
    "source_quality": "measured",
    "data_subjects_eea": "yes",
    "data_subject_categories": "suppliers; employees",
    "financial_reporting_control": "yes",
    "trainable_on_job": "yes",
    "remote_access": "yes",
    "demand_trend": "stable",
    "cost_basis": "fully_loaded",
    "exit_plan": "no",
    "dpia_criteria": "",
    "override_recommendation": "",
    "override_expires": "",
    "contract_end": "",
    "provider": "",
    "provider_country": "",
}
TYPE_HELP = {
    "text": "Text",
    "category": "One of the list",
    "country": "Country: code or name",
    "list": "Several are possible, with ; between them",
    "number": "Number",
    "level": "Whole number",
    "share": "Share: 0.05 or 5 %",
    "money": "Amount of money",
    "yes_no": "yes or no",
    "date": "Date, such as 2026-10-01",
}


_PROPERTIES = {CONTENT_PROPERTY: CONTENT_TEMPLATE, TEMPLATE_VERSION_PROPERTY: template_version()}


def write_template(path: Path) -> None:
    """Writes the intake workbook.

    The first sheet says what to fill first and explains each column. The deciding set is on the second sheet,
    everything else, by group, on the third; both are joined by process_id or name when they are read. Below
    the headings is an example row whose process_id says that it is none of the data. The version of the
    input dictionary is a document property.

    Args:
        path: the workbook to write.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter

    columns_by_name = columns()
    first = [
        *FIRST_SHEET_ALSO,
        *(
            name
            for name, column in columns_by_name.items()
            if column.is_deciding and name not in FIRST_SHEET_ALSO
        ),
    ]
    # What is left goes to the second sheet, group by group in the order of the dictionary.
    rest = [column for name, column in columns_by_name.items() if name not in first]
    groups = list(dict.fromkeys(column.group for column in rest))
    second = [*KEYS, *(column.name for column in sorted(rest, key=lambda item: groups.index(item.group)))]
    with (
        # XlsxWriter turns an error of the file into one of its own; with an open file it stays an OSError.
        path.open("wb") as handle,
        xlsxwriter.Workbook(handle, {"strings_to_formulas": False, "strings_to_urls": False}) as book,
    ):
        for name, value in _PROPERTIES.items():
            book.set_custom_property(name, value)
        book.set_properties({"title": f"Process inventory, template {template_version()}"})
        start = book.add_worksheet(HELP_SHEET)  # the first thing that is seen
        _write_sheet(book, FIRST_SHEET, [columns_by_name[name] for name in first])
        _group(_write_sheet(book, SECOND_SHEET, [columns_by_name[name] for name in second]), second)
        _write_help(book, start, first)


def _group(sheet: Worksheet, shown: list[str]) -> None:
    """Columns of one group can be folded behind the first of them."""
    columns_by_name, before = columns(), ""
    for position, name in enumerate(shown):
        is_first = columns_by_name[name].group != before or name in KEYS
        before = columns_by_name[name].group
        if not is_first:
            sheet.set_column(position, position, 18, None, {"level": 1})


def _write_sheet(book: Workbook, name: str, shown: list[Column]) -> Worksheet:
    sheet = book.add_worksheet(name)
    heading = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDEBF7", "border": 1}
    )
    required = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#9DC3E6", "border": 1}
    )
    first = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": "#16324F",
            "font_color": "#FFFFFF",
            "border": 1,
        }
    )
    example = book.add_format({"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2"})
    text = book.add_format({"num_format": "@"})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)
    for position, column in enumerate(shown):
        formats = {"text": text, "date": date}
        sheet.set_column(
            position,
            position,
            40 if column.name in ("process_name", "description") else 18,
            formats.get(column.type),
        )
        style = required if column.need == "required" or column.is_deciding else heading
        sheet.write_string(0, position, column.title, first if column.name in FILL_FIRST else style)
        sheet.write_comment(
            0, position, _help_text(column), {"author": "process audit", "x_scale": 2, "y_scale": 1.2}
        )
        _write_example(sheet, position, column, example)
        _restrict(sheet, position, column)
    return sheet


def _write_example(sheet: Worksheet, position: int, column: Column, style: Any) -> None:
    """The example row: what an inventory would say of the work that the example names."""
    value = EXAMPLES.get(column.name)
    if value is None and column.type == "yes_no":
        value = "no"
    if value not in (None, ""):
        sheet.write(1, position, value, style)
    else:
        sheet.write_blank(1, position, None, style)


def _restrict(sheet: Worksheet, position: int, column: Column) -> None:
    """Drop-down lists for closed columns, bounds for numbers, and the help that shows when a cell is
    chosen.
    """
    help_shown = {
        # Excel holds 32 characters of a title and 255 of a message.
        "input_title": column.title[:32],
        "input_message": _help_text(column)[:255],
        "ignore_blank": True,
    }
    choices = {"yes_no": ["yes", "no"], "category": list(column.values)}.get(column.type, [])
    if choices:
        rule = {
            "validate": "list",
            "source": choices,
            "error_title": "Not on the list",
            "error_message": "Choose one from the list, or leave the cell empty.",
        }
    elif column.type in ("number", "level", "share", "money") and (
        column.minimum is not None or column.maximum is not None
    ):
        rule = {
            "validate": "decimal",
            **_bounds(column),
            "error_title": "Out of range",
            "error_message": f"Expected: {column.unit or 'a number'}."[:255],
        }
    else:
        # Anything goes, and the help shows all the same.
        rule = {"validate": "any"}
    sheet.data_validation(1, position, ROWS_WITH_LISTS, position, {**rule, **help_shown})


def _bounds(column: Column) -> dict[str, Any]:
    if column.maximum is None:
        return {"criteria": ">=", "value": column.minimum}
    return {"criteria": "between", "minimum": column.minimum, "maximum": column.maximum}


def _help_text(column: Column) -> str:
    """What goes into a cell of the column, in one or two sentences."""
    kind = (TYPE_HELP[column.type] if column.values or column.type != "category" else "A code") + (
        f": {', '.join(column.values)}" if column.type == "list" and column.values else ""
    )
    need = {"required": "Required. ", "recommended": "", "optional": "Optional. "}[column.need]
    return f"{need}{kind}.{f' {column.unit[:1].upper()}{column.unit[1:]}.' if column.unit else ''}"


def _write_help(book: Workbook, sheet: Worksheet, first: list[str]) -> None:
    """What to fill first, and what each column asks."""
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        "How to fill this workbook",
        f"Fill these six columns first (dark blue on the sheet {FIRST_SHEET}): "
        f"{', '.join(columns()[name].title for name in FILL_FIRST)}.",
        f"Then one that says how the work is done: {', '.join(columns()[name].title for name in SAYS_WORK_BEST)}. "
        "Without it a label rests on the name alone, and the report's first sheet shows no saving.",
        "Write one process in each row. Only the name is required. Leave blank what you do not know: a "
        "blank is better than a guess.",
        f"The sheet {FIRST_SHEET} asks for what decides most. The sheet {SECOND_SHEET} asks for the rest, "
        "by group, under the same id or name.",
        f"The row with the id {EXAMPLE_ID} is an example and is not counted. Overwrite it, delete it or leave it.",
        f"Template version {template_version()}",
        mark(_PROPERTIES),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, bold if row == 0 else None)
    titles = ("Column", "Sheet", "Needed", "What to enter", "Allowed values", "Used for")
    start = len(lines) + 1
    for position, (title, width) in enumerate(zip(titles, (30, 12, 14, 60, 60, 40), strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(start, position, title, bold)
    for row, column in enumerate(columns().values(), start=start + 1):
        cells = (
            column.title,
            FIRST_SHEET if column.name in first else SECOND_SHEET,
            column.need,
            _help_text(column),
            ", ".join(column.values),
            column.feeds,
        )
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell, wrapped)
