"""Writing briefs.docx; the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
import zipfile
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, cast

from tasks.reporting.theme import FONT
from tasks.reporting.writer.cells import cell_text

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

    from tasks.reporting.briefs.facts import Brief, Section

TITLE_POINTS, LINE_POINTS, BODY_POINTS = 15, 9.5, 8.5
LABEL_CENTIMETRES, VALUE_CENTIMETRES = 6.2, 12.2
# Characters of labels and values that fit half the width of the page, and its widths.
SHORT_LABEL, SHORT_VALUE, SHORT_CENTIMETRES = 42, 18, (6.2, 3.0)
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def write_briefs(pages: list[Brief], path: Path, title: str, nothing: str, as_of: dt.date) -> None:
    """Write one page after the other.

    Args:
        pages: in their order.
        path: of the .docx file.
        title: of the document.
        nothing: what it says where there is no page.
        as_of: date of the audit, which is also that of the document.
    """
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.3)
    section.top_margin = section.bottom_margin = Cm(1.2)
    style = cast("ParagraphStyle", document.styles["Normal"])
    style.font.name, style.font.size = FONT, Pt(BODY_POINTS)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(1)
    _properties(document, title, as_of)
    if not pages:
        document.add_paragraph(nothing)
    for number, page in enumerate(pages):
        _write_page(document, page, is_first=number == 0)
    held = BytesIO()
    document.save(held)
    path.write_bytes(_without_clock(held.getvalue()))


def _properties(document: Document, title: str, as_of: dt.date) -> None:
    properties = document.core_properties
    properties.title, properties.author = title, "process-portfolio audit"
    properties.created = properties.modified = dt.datetime.combine(as_of, dt.time())
    properties.last_modified_by, properties.comments = "", ""


def _write_page(document: Document, page: Brief, *, is_first: bool) -> None:
    from docx.shared import Pt

    heading = _heading(document, 1)
    heading.paragraph_format.page_break_before = not is_first
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
    run = heading.add_run(cell_text(page.title, " …"))
    run.font.size, run.font.name = Pt(TITLE_POINTS), FONT
    line = document.add_paragraph().add_run(cell_text(page.line, " …"))
    line.font.size, line.bold = Pt(LINE_POINTS), True
    for section in page.sections:
        _write_section(document, section)


def _heading(document: Document, level: int) -> Paragraph:
    """A heading without ``add_heading``, which goes through all styles of the document for each."""
    paragraph = document.add_paragraph()
    paragraph._p.style = f"Heading{level}"
    return paragraph


def _write_section(document: Document, section: Section) -> None:
    from docx.shared import Pt

    heading = _heading(document, 2)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(4), Pt(0)
    run = heading.add_run(section.heading)
    run.font.size, run.font.name = Pt(10), FONT
    if section.pairs:
        _write_pairs(document, section.pairs)
    for sentence in section.sentences:
        document.add_paragraph(cell_text(sentence, " …"))


def _write_pairs(document: Document, pairs: tuple[tuple[str, str], ...]) -> None:
    """Pairs of label and value: two side by side where all are short, so that a brief fits its page."""
    from docx.shared import Cm, Pt

    is_short = all(len(label) <= SHORT_LABEL and len(value) <= SHORT_VALUE for label, value in pairs)
    columns = 2 if is_short and len(pairs) > 2 else 1
    widths = (
        (*SHORT_CENTIMETRES, *SHORT_CENTIMETRES) if columns == 2 else (LABEL_CENTIMETRES, VALUE_CENTIMETRES)
    )
    rows_count = -(-len(pairs) // columns)
    table = document.add_table(rows=1, cols=2 * columns)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):  # LibreOffice reads no others
        column.width = Cm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        cell.paragraphs[0].add_run("")
    # All rows look like the first: a copy of it costs a tenth of a row made by python-docx.
    rows = [table.rows[0]._tr, *(deepcopy(table.rows[0]._tr) for _ in range(rows_count - 1))]
    for number, row in enumerate(rows):
        texts = [text for pair in pairs[number::rows_count] for text in pair]
        for cell, text in zip(row.tc_lst, texts, strict=False):
            cell.p_lst[0].r_lst[0].text = cell_text(text, " …")
    table._tbl.extend(rows[1:])


def _without_clock(document: bytes) -> bytes:
    """The same document with one date for all of its parts."""
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(document)) as parts,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for part in parts.infolist():
            name = zipfile.ZipInfo(part.filename, FIRST_DAY_OF_ZIP)
            name.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(name, parts.read(part.filename))
    return held.getvalue()
