"""Writing briefs.docx; the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tasks.in_place_of import in_place_of
from tasks.reporting.briefs.page_xml import page_xml
from tasks.reporting.theme import FONT

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document
    from docx.styles.style import ParagraphStyle

    from tasks.reporting.briefs.facts import Brief

BODY_POINTS = 8.5
# The earliest date that a ZIP file can hold.
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
    from docx.opc import phys_pkg
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
    _add_pages(document, pages)
    # The same document has the same bytes, whatever the clock says.
    with in_place_of(phys_pkg, "ZipFile", _WithoutClock):
        document.save(str(path))


def _properties(document: Document, title: str, as_of: dt.date) -> None:
    properties = document.core_properties
    properties.title, properties.author = title, "process-portfolio audit"
    properties.created = properties.modified = dt.datetime.combine(as_of, dt.time())
    properties.last_modified_by, properties.comments = "", ""


def _add_pages(document: Document, pages: list[Brief]) -> None:
    """Adds all pages before the properties of the section, which are last in the body."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml

    xml = "".join(page_xml(page, is_first=number == 0) for number, page in enumerate(pages))
    body = document.element.body
    for part in list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")):
        body[-1].addprevious(part)


class _WithoutClock(ZipFile):
    """An archive with one date for all of its parts."""

    def writestr(self, zinfo_or_arcname: ZipInfo | str, *args: Any, **options: Any) -> None:
        """Adds a part."""
        part = ZipInfo(str(zinfo_or_arcname), FIRST_DAY_OF_ZIP)
        part.compress_type = ZIP_DEFLATED
        super().writestr(part, *args, **options)
