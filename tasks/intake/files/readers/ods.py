"""OpenDocument spreadsheets (.ods), with what calamine loses: errors, merged ranges, formulas without value,
strays.
"""

from __future__ import annotations

import re

from tasks.excel.addresses import column_letter
from tasks.intake.files.grid_writer import GridWriter
from tasks.intake.files.read_job import CHUNK_ROWS, Job, ReaderMissed
from tasks.intake.files.readers.ods_styles import OdsStyles, read_styles
from tasks.intake.files.readers.ods_xml import OdsParser, OdsSheet
from tasks.intake.files.sheet_xml import addresses
from tasks.intake.files.stray_cells import Extent

# LibreOffice keeps the rows that formulas took from another workbook in a hidden table, whose name is the address of
# that workbook and its sheet. Names of sheets have no colon.
COPY_OF_OTHER = re.compile(r"'[a-z]+:.*'#")


def read(job: Job) -> None:
    """Reads every sheet; rows that LibreOffice keeps of other workbooks are none.

    Raises:
        Refused: FILE_HAS_ENTITIES.
        ReaderMissed: there is no sheet.
        Exception: the zip or its XML is damaged.
    """
    styles = OdsStyles()
    if "styles.xml" in job.container.parts:
        with job.container.zip.open(job.container.parts["styles.xml"]) as handle:
            styles = read_styles(handle)
    with job.container.zip.open(job.container.parts["content.xml"]) as handle:
        sheets = OdsParser(styles).parse(handle)
    if not sheets:
        raise ReaderMissed
    for sheet in sheets:
        if not COPY_OF_OTHER.match(sheet.name):
            _write(job, sheet)


def _write(job: Job, sheet: OdsSheet) -> None:
    extent = Extent()
    for row, cells in sheet.rows.items():
        extent.add(row, max(cells), len(cells), lambda row_cells=cells: sorted(row_cells))
    last_row, width, far = extent.finish()
    writer, numbers = GridWriter(job.limits, sheet.merged), [row for row in sheet.rows if row <= last_row]
    for start in range(0, len(numbers), CHUNK_ROWS):
        chunk = numbers[start : start + CHUNK_ROWS]
        writer.add(chunk, [[sheet.rows[row].get(column) for column in range(1, width + 1)] for row in chunk])
    formats = [
        (column_letter(column), votes.most_common(1)[0][0]) for column, votes in sorted(sheet.formats.items())
    ]
    job.write(
        writer,
        sheet.name,
        is_hidden=sheet.is_hidden,
        merged_ranges=sheet.merged,
        error_cells=addresses(sheet.errors),
        formula_cells=addresses(sheet.formulas),
        far_cells=addresses(far),
        hidden_rows=sheet.hidden_rows,
        hidden_columns=[column_letter(column) for column in sheet.hidden_columns],
        number_formats=formats,
        telling_formats=sheet.telling.as_facts(),
        indents=[(row, column_letter(column), indent) for row, column, indent in sheet.indents],
        struck_cells=addresses(sheet.struck),
        comments=sheet.comments,
        outline_levels=sheet.outline_levels,
    )
