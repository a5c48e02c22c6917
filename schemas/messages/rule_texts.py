"""The sentences of the rulebook, by the key under which messages name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.rule_base import Rule
    from schemas.rules import Rulebook

# Fields of each section that a report quotes as a sentence or title.
SENTENCES = {
    "flags": ("title", "message", "mitigation"),
    "safeguards": ("title", "clause"),
    "gates": ("note",),
    "decisions": ("headline", "why_provisional", "asks.question"),
    "criteria": ("description", "says_high", "says_low"),
    "text_evidence": ("description", "says_high", "says_low"),
    "questions": ("question",),
    "first_moves": ("note",),
    "location": ("reason",),
    "waves": ("reason",),
    "bundles": ("reason",),
    "assumptions": ("description", "unit"),
    "measured": ("description",),
}


def rule_texts(rulebook: Rulebook) -> dict[str, str]:
    """Sentence by key, as ``of_rule`` makes it."""
    return {
        f"rule.{rule.id}.{name}": text
        for section, names in SENTENCES.items()
        for rule in rulebook.sections.get(section, {}).values()
        for name, text in _texts(rule, names)
    }


def _texts(rule: Rule, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        value: Any = rule
        for part in name.split("."):
            value = getattr(value, part, None)
        if value:
            yield name, value
