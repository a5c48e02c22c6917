"""Models of the risk rules."""

from __future__ import annotations

from schemas.rules import Rule

SECTIONS: dict[str, type[Rule]] = {}
