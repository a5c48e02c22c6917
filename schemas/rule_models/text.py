"""Models of the text rules."""

from __future__ import annotations

from schemas.rules import Rule

SECTIONS: dict[str, type[Rule]] = {}
