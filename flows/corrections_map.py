"""What a list was read with, laid next to its corrections, so that they are read in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from schemas.mapping import MAP_ENDING, Settled, map_beside
from schemas.records import AuditRequest
from schemas.rules import load_mapping


def map_of_corrections(request: AuditRequest) -> dict[str, Any]:
    """The map and the defaults that the lists of a portfolio were read with; empty where nothing was settled, or where
    each list has a map of its own.

    Args:
        request: the audit.

    Returns:
        A map as YAML holds it, without the rows of headings, which corrections have in their first row.
    """
    settled = request.settled or Settled()
    maps = [settled.map] if settled.map else [map_beside(path) for path in request.inputs]
    map_paths = {path for path in maps if path}
    if len(map_paths) > 1:
        return {}
    document = load_mapping(next(iter(map_paths)))[0] if map_paths else {}
    stated = {name: value for name, value in settled.defaults.model_dump().items() if value}
    defaults = {**(document.get("defaults") or {}), **stated}
    sheets = [
        {name: value for name, value in sheet.items() if name != "heading_row"}
        for sheet in document.get("sheets") or ()
    ]
    return {"defaults": defaults, "sheets": sheets} if any(defaults.values()) or sheets else {}


def lay_map(document: dict[str, Any], corrections: Path) -> None:
    """Writes a map next to a corrections workbook, under the name by which it is found there.

    Args:
        document: as ``map_of_corrections`` gives it.
        corrections: the workbook.
    """
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    corrections.with_name(corrections.name + MAP_ENDING).write_text(text, "utf-8")
