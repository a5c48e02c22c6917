"""Short texts that stages say in English on the spot, and that every language of the report says again.

``phrase("{count} rows joined to sheet {sheet}", count=3, sheet="B")`` is an ordinary text in English. It also knows
its template and facts, so that a catalogue (``schemas.messages``) can say it under ``phrase:`` in another language.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.columns import columns
from schemas.type_guards import is_list, is_several

# One for all messages: ``json.dumps`` would make an encoder of this kind for each.
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Phrase(str):
    """A text in English, with what it takes to say it in another language."""

    __slots__ = ("node",)
    node: list[Any]

    def __new__(cls, text: str, node: list[Any]) -> Phrase:
        """The text as said in English; node: key of the catalogue, and facts by name."""
        made = super().__new__(cls, text)
        made.node = node
        return made

    # Without this pickle would call ``__new__`` with the text alone, when a phrase goes to another process.
    def __reduce__(self) -> tuple[Any, ...]:
        return Phrase, (str(self), self.node)

    def packed(self) -> str:
        """As JSON text, as ``Message.packed`` has it."""
        return as_json(self.node)


def phrase(template: str, **facts: Any) -> Phrase:
    """A text in English from its template.

    Args:
        template: with {facts}; every language but English has it as a key under ``phrase:``.
        **facts: texts, phrases, lists of them, and numbers; a number with digits after the point is shown shortly.

    Returns:
        The text in English, which knows its template and facts.
    """
    shown = {name: in_english(fact) for name, fact in facts.items()}
    return Phrase(template.format(**shown), [f"phrase.{template}", nodes(facts)])


def counted(one: str, other: str, count: int, **facts: Any) -> Phrase:
    """``one`` or ``other`` as a phrase, by the number in its fact ``count``.

    Args:
        one: the template for the count 1.
        other: the template for all other counts, 0 included.
        count: the number; both templates can name it as {count}.
        **facts: further facts, as for ``phrase``.

    Returns:
        The phrase, with ``count`` among its facts.
    """
    return phrase(one if count == 1 else other, count=count, **facts)


def several(parts: Iterable[str], by: str = "; ") -> Phrase:
    """Phrases one after the other, divided by "; " (clauses) or a blank (sentences).

    Args:
        parts: phrases or texts.
        by: "; " between clauses, " " between sentences, ", " between items.

    Returns:
        One phrase of all parts, in their order.

    Raises:
        KeyError: ``by`` is none of the three.
    """
    parts = list(parts)
    key = {"; ": "says.clauses", " ": "says.sentences", ", ": "says.listed"}[by]
    return Phrase(by.join(parts), [key, nodes({"parts": parts})])


def of_column(name: str) -> Phrase:
    """The title of a column of the input dictionary."""
    return Phrase(columns()[name].title, [f"column.{name}", {}])


def of_node(node: list[Any]) -> Phrase:
    """A phrase from its key and facts, as another process handed them over."""
    key, facts = node
    shown = {name: in_english(fact) for name, fact in facts_of(facts).items()}
    return Phrase(key.removeprefix("phrase.").format(**shown), node)


def facts_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts from JSON; those that are keys and facts themselves as phrases."""
    # A phrase in JSON is a list of two, a key and a mapping; a list of two texts is none.
    is_phrase = {
        name: is_list(fact) and len(fact) == 2 and isinstance(fact[1], dict) for name, fact in facts.items()
    }
    return {name: of_node(fact) if is_phrase[name] else fact for name, fact in facts.items()}


def in_english(fact: Any) -> Any:
    """A fact as an English template writes it."""
    if isinstance(fact, float):
        return f"{fact:g}"
    return ", ".join(map(str, fact)) if is_several(fact) else fact


def nodes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON can hold them; phrases as their key and facts."""
    return {name: _node(fact) for name, fact in facts.items()}


def _node(fact: Any) -> Any:
    if isinstance(fact, Phrase):
        return fact.node
    return [_node(part) for part in fact] if is_several(fact) else fact
