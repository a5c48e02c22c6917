"""The parts of an Office Open XML workbook that readers do not hand out: sheets, their parts, formats,
properties.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tasks.intake.files.zip_container import Container, clean_name

# Number formats that a file names by number alone (ECMA-376 part 1, 18.8.30); the rest are General. Those of money
# show the currency of whoever opens the file, so they say nothing of the amount's.
BUILTIN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "#,##0",
    6: "#,##0",
    7: "#,##0.00",
    8: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    44: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    49: "@",
}
FIRST_OWN_FORMAT = 164


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it. ``part`` is its clean name in the container; ``kind`` is worksheet,
    chartsheet ...
    """

    name: str
    is_hidden: bool
    part: str
    kind: str


def sheet_parts(container: Container) -> list[SheetPart]:
    """The sheets of a workbook in their order; none where its list of sheets cannot be read."""
    book = _workbook_part(container)
    root = container.xml(book)
    if root is None:
        return []
    links = relations(container, book)
    sheets = []
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, part = links.get(link, ("", ""))
        sheets.append(
            SheetPart(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part, kind)
        )
    return sheets


@dataclass(frozen=True)
class CellStyles:
    """What the cell styles of a workbook say, by the number that cells name a style with.

    ``formats``: number format of each style; ``indents``: the steps of those that have one; ``struck``: those that
    strike their text through; ``unknown``: those whose format is named by a number that is not known here.
    """

    formats: list[str] = field(default_factory=list)
    indents: dict[int, int] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()


def cell_styles(container: Container) -> CellStyles:
    """The cell styles of a workbook; none where they cannot be read."""
    book = _workbook_part(container)
    part = next(
        (part for kind, part in relations(container, book).values() if kind == "styles"), "xl/styles.xml"
    )
    root = container.xml(part)
    if root is None:
        return CellStyles()
    own = {
        entry.get("numFmtId"): entry.get("formatCode", "General")
        for entry in root.iterfind("{*}numFmts/{*}numFmt")
    }
    styles = list(root.iterfind("{*}cellXfs/{*}xf"))
    ids = [style.get("numFmtId", "0") for style in styles]
    formats = [
        own.get(key) or BUILTIN_FORMATS.get(int(key) if key.isdigit() else 0, "General") for key in ids
    ]
    alignments = [style.find("{*}alignment") for style in styles]
    indents = ["0" if alignment is None else alignment.get("indent", "0") for alignment in alignments]
    steps = {number: int(indent) for number, indent in enumerate(indents) if indent.isdigit() and int(indent)}
    fonts = {str(number) for number, font in enumerate(root.iterfind("{*}fonts/{*}font")) if _strikes(font)}
    # Numbers below the first own one have a meaning of their own, whatever the workbook says of them.
    known = {"0", *map(str, BUILTIN_FORMATS)} - own.keys()
    known |= {key for key in own if key and key.isdigit() and int(key) >= FIRST_OWN_FORMAT}
    return CellStyles(
        formats,
        steps,
        frozenset(number for number, style in enumerate(styles) if style.get("fontId", "0") in fonts),
        frozenset(number for number, key in enumerate(ids) if key not in known),
    )


def _strikes(font: Any) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1").lower() in ("1", "true", "on")


def total_rows(container: Container, links: Collection[tuple[str, str]]) -> list[int]:
    """The rows in which tables of a sheet show their totals, whatever their label says.

    Args:
        container: the workbook.
        links: kind and clean name of each part that the sheet's part points to.
    """
    tables = [table for kind, name in links if kind == "table" and (table := container.xml(name)) is not None]
    lasts = [
        re.search(r"\d+$", table.get("ref", ""))
        for table in tables
        if table.get("totalsRowCount", "0") == "1"
    ]
    return sorted(int(last[0]) for last in lasts if last)


def asks_for_calculation(container: Container) -> bool:
    """Whether a program is to calculate the workbook when it opens it, as those ask that cannot calculate."""
    root = container.xml(_workbook_part(container))
    settings = None if root is None else root.find("{*}calcPr")
    return settings is not None and settings.get("fullCalcOnLoad", "0").lower() in ("1", "true", "on")


def custom_properties(container: Container) -> tuple[tuple[str, str], ...]:
    """The document properties a user or program added, as text."""
    root = container.xml("docprops/custom.xml")
    if root is None:
        return ()
    return tuple(
        (entry.get("name", ""), "".join(entry.itertext()).strip()) for entry in root if entry.get("name")
    )


def _workbook_part(container: Container) -> str:
    links = relations(container, "")
    return next(
        (part for kind, part in links.values() if kind == "officedocument" and part in container.parts),
        "xl/workbook.xml",
    )


def relations(container: Container, part: str) -> dict[str, tuple[str, str]]:
    """What a part points to: id -> (kind, clean name of the other part); the part "" is the container
    itself.

    Args:
        container: the workbook.
        part: clean name of the part.
    """
    folder, name = posixpath.split(part)
    root = container.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    links = {}
    for link in root if root is not None else ():
        target = link.get("Target", "").replace("\\", "/")
        target = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        links[link.get("Id", "")] = (link.get("Type", "").rpartition("/")[2].lower(), clean_name(target))
    return links
