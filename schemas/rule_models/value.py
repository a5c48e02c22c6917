"""Models of the value rules."""

from __future__ import annotations

from schemas.rules import Rule

SECTIONS: dict[str, type[Rule]] = {}
