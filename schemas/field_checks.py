"""Checks over more than one field, declared in ``field_checks.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from schemas.rule_base import Strict
from schemas.rules import load_mapping


class FieldCheck(Strict):
    """One declared check; ``when`` is the other column, ``limit`` a number of characters, ``code`` the issue
    it raises.
    """

    kind: Literal["filled_with", "at_least", "longest", "shortest"]
    column: str
    code: str
    when: str = ""
    limit: int = 0


@cache
def field_checks() -> dict[str, FieldCheck]:
    """Declared checks by name.

    Raises:
        RulebookError: ``field_checks.yaml`` is not a mapping or has a key twice.
        pydantic.ValidationError: a check has an unknown or a missing field.
    """
    entries, _ = load_mapping(Path(__file__).parent / "field_checks.yaml")
    return {name: FieldCheck(**fields) for name, fields in entries.items()}
