"""The WordprocessingML of a page of briefs.docx. python-docx makes an object of each cell and each property, which
takes longer than all the rest of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tasks.reporting.theme import FONT
from tasks.reporting.writer.cells import cell_text

if TYPE_CHECKING:
    from tasks.reporting.briefs.facts import Brief, Section

TITLE_POINTS, LINE_POINTS, HEADING_POINTS = 15, 9.5, 10
TWIPS_PER_CENTIMETRE = 1440 / 2.54
LABEL_CENTIMETRES, VALUE_CENTIMETRES = 6.2, 12.2
# Characters of labels and values that fit half the width of the page, and its widths.
SHORT_LABEL, SHORT_VALUE, SHORT_CENTIMETRES = 42, 18, (6.2, 3.0)
TABLE_LOOK = (
    '<w:tblPr><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" w:firstRow="1"'
    ' w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/></w:tblPr>'
)
BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}


def page_xml(page: Brief, *, is_first: bool) -> str:
    """Paragraphs and tables of one page, which starts on a new one unless it is the first.

    Args:
        page: what it says.
        is_first: whether it is the first of the document.

    Returns:
        WordprocessingML without declared name spaces, to be put into a body.
    """
    starts = '<w:pageBreakBefore w:val="0"/>' if is_first else "<w:pageBreakBefore/>"
    parts = [_heading(1, starts, 0, page.title, TITLE_POINTS), paragraph_xml(page.line, _bold(LINE_POINTS))]
    for section in page.sections:
        parts.extend(_section(section))
    return "".join(parts)


def _section(section: Section) -> list[str]:
    pairs = [_pairs(section.pairs)] if section.pairs else []
    return [
        _heading(2, "", 4, section.heading, HEADING_POINTS),
        *pairs,
        *(paragraph_xml(sentence) for sentence in section.sentences),
    ]


def _heading(level: int, starts: str, points_before: int, text: str, points: float) -> str:
    # Space is in twentieths of a point.
    looks = (
        f'<w:pStyle w:val="Heading{level}"/>{starts}<w:spacing w:before="{20 * points_before}" w:after="0"/>'
    )
    return paragraph_xml(text, f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"/>{_size(points)}', looks)


def _bold(points: float) -> str:
    return f"<w:b/>{_size(points)}"


def _size(points: float) -> str:
    # Sizes are in half points.
    return f'<w:sz w:val="{int(2 * points)}"/>'


def paragraph_xml(text: str, letters: str = "", looks: str = "") -> str:
    """A paragraph of one run, with the properties of its letters and its own."""
    of_run = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    of_all = f"<w:pPr>{looks}</w:pPr>" if looks else ""
    return f"<w:p>{of_all}<w:r>{of_run}{_content(cell_text(text, ' …'))}</w:r></w:p>"


def _content(text: str) -> str:
    """A text with its tabs and line ends."""
    return "".join(BREAKS.get(part) or _words(part) for part in re.split("([\t\n\r])", text) if part)


def _words(text: str) -> str:
    # Without it, programs drop spaces at the ends of a text.
    space_attribute = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{space_attribute}>{escape(text)}</w:t>"


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    """Pairs of label and value: two side by side where all are short, so that a brief fits its page."""
    is_short = all(len(label) <= SHORT_LABEL and len(value) <= SHORT_VALUE for label, value in pairs)
    columns = 2 if is_short and len(pairs) > 2 else 1
    centimetres = SHORT_CENTIMETRES * 2 if columns == 2 else (LABEL_CENTIMETRES, VALUE_CENTIMETRES)
    widths = [round(width * TWIPS_PER_CENTIMETRE) for width in centimetres]
    rows_count = -(-len(pairs) // columns)
    rows = []
    for number in range(rows_count):
        # Down the left half of the page first, then down the right one.
        texts = [text for pair in pairs[number::rows_count] for text in pair]
        texts += [""] * (len(widths) - len(texts))
        cells = (_cell(text, width) for text, width in zip(texts, widths, strict=True))
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    # LibreOffice reads no other widths than those of the columns.
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{TABLE_LOOK}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(text: str, width: int) -> str:
    words = paragraph_xml(text, looks='<w:spacing w:after="0"/>')
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr>{words}</w:tc>'
