"""Writing briefs.docx; the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tasks.excel.packed_part import PackedPart, PartsZip
from tasks.reporting.briefs.page_xml import page_xml, paragraph_xml
from tasks.reporting.theme import FONT
from tasks.reporting.writer.cells import cell_text

if TYPE_CHECKING:
    from pathlib import Path

    from docx.styles.style import ParagraphStyle

    from tasks.reporting.briefs.facts import Brief

BODY_POINTS = 8.5
# The earliest date that a ZIP file can hold.
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
# In the place of the title in a document without pages.
TITLE = "{title}"
BODY, PROPERTIES = "word/document.xml", "docProps/core.xml"


def write_briefs(pages: list[Brief], path: Path, title: str, nothing: str, as_of: dt.date) -> None:
    """Write one page after the other.

    Args:
        pages: in their order.
        path: of the .docx file.
        title: of the document.
        nothing: what it says where there is no page.
        as_of: date of the audit, which is also that of the document.
    """
    xml = "".join(page_xml(page, is_first=number == 0) for number, page in enumerate(pages))
    body, properties, others = _without_pages(as_of)
    # The properties of the section are last in the body.
    filled = body.replace("<w:sectPr", f"{xml or paragraph_xml(nothing)}<w:sectPr")
    parts = {
        BODY: _packed(filled.encode()),
        PROPERTIES: _packed(properties.replace(TITLE, escape(cell_text(title, " …"))).encode()),
    }
    with PartsZip(path, "w") as archive:
        for name, part in others.items():
            entry = ZipInfo(name, FIRST_DAY_OF_ZIP)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, part or parts[name])


@lru_cache(maxsize=1)
def _without_pages(as_of: dt.date) -> tuple[str, str, dict[str, PackedPart | None]]:
    """XML of the body and of the properties of a document without pages and with a title still to be given, and its
    parts in their order, None for these two. All briefs of a night have the other parts in common, which are large.
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
    properties = document.core_properties
    properties.title, properties.author = TITLE, "process-portfolio audit"
    properties.created = properties.modified = dt.datetime.combine(as_of, dt.time())
    properties.last_modified_by, properties.comments = "", ""
    file = BytesIO()
    document.save(file)
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body, words = (parts[name].decode() for name in (BODY, PROPERTIES))
    others = {name: None if name in (BODY, PROPERTIES) else _packed(part) for name, part in parts.items()}
    return body, words, others


def _packed(content: bytes) -> PackedPart:
    part = PackedPart()
    part.write_bytes(content)
    return part.getvalue()
