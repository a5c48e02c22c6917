"""What a stage has to say, before it is said in a language: a key of the catalogue, and the facts.

In a frame a message is its JSON text, here called packed: it is stored, compared and grouped like any other
text, and said once for all rows that hold it (``schemas.messages.saying``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemas.columns import coded
from schemas.phrases import as_json
from schemas.type_guards import is_several

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from schemas.rule_base import Rule

Known = dict[tuple[Any, ...], str | None]
MOST_KNOWN = 100_000  # messages of some hundred characters
MOST_COMBINATIONS = 2**62  # of numbers that a code of 64 bits can tell apart


@dataclass(frozen=True)
class Message:
    """A text of the catalogue and its facts: texts and codes as read, numbers, further messages, or lists of
    these. A list of ``parts`` leaves out what is None.
    """

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def packed(self) -> str:
        """As JSON text, for a frame."""
        return as_json(self.node())

    def node(self) -> list[Any]:
        """Its key, and its facts as JSON can hold them."""
        return [self.key, {name: _node(fact) for name, fact in self.facts.items()}]


def message(key: str, **facts: Any) -> Message:
    """``message("says.sentence", text=...)``, short for the record."""
    return Message(key, facts)


def of_rule(rule: Rule, name: str) -> Message:
    """The sentence that a rule of the rulebook has in field ``name``.

    Args:
        rule: of the rulebook.
        name: the field, with a dot where it is one of a part, such as asks.question.

    Returns:
        A message by its key alone; the catalogue of ``schemas.messages.saying.speaker`` has its text.
    """
    return Message(f"rule.{rule.id}.{name}")


def sentences(*parts: Any) -> Message:
    """Whole sentences one after the other; what is None is left out."""
    return Message("says.sentences", {"parts": [part for part in parts if part is not None]})


def unpacked(packed: str) -> Message:
    """A message of a frame, to become a part of a longer one.

    Args:
        packed: JSON text, as ``Message.packed`` makes it.

    Returns:
        The message; further messages among its facts stay as JSON has them.
    """
    key, facts = json.loads(packed)
    return Message(key, facts)


def _node(fact: Any) -> Any:
    if isinstance(fact, Message):
        return fact.node()
    if is_several(fact):
        return [_node(part) for part in fact if part is not None]
    return fact


def written(
    parts: Mapping[str, np.ndarray], write: Callable[..., Message | None], known: Known | None = None
) -> pd.Categorical:
    """One packed message for each row from columns of numbers, written once for each distinct combination.

    Args:
        parts: arrays of equal length by the name under which ``write`` takes their value.
        write: makes the message of one combination; None for no message.
        known: packed messages of combinations that were met in other rows, where ``write`` says the same of them; new
            ones are added.

    Returns:
        Packed messages by row; missing where there is no message.
    """
    import numpy as np
    import pandas as pd

    combined, first = combinations(list(parts.values()))
    # Categories in the order of the numbers, not in that in which the rows happen to come.
    places = _in_order([np.asarray(part)[first] for part in parts.values()])
    combined, first = places[combined], first[np.argsort(places)]
    values = zip(*(np.asarray(part)[first].tolist() for part in parts.values()), strict=True)
    known = {} if known is None else known
    if len(known) > MOST_KNOWN:
        known.clear()
    texts: list[str | None] = []
    for row in values:
        if row not in known:
            written_message = write(**dict(zip(parts, row, strict=True)))
            known[row] = None if written_message is None else written_message.packed()
        texts.append(known[row])
    # Two combinations can come to the same message; categories must differ.
    codes, categories = pd.factorize(np.array(texts, dtype=object))
    return coded(codes[combined], categories)


def combinations(parts: Sequence[np.ndarray | pd.Series]) -> tuple[np.ndarray, np.ndarray]:
    """Which rows hold the same values.

    Args:
        parts: columns of equal length, one at least; a blank is a value too.

    Returns:
        For each row the number of its combination, from 0 in the order in which they come; and for each combination
        the place of its first row.
    """
    import numpy as np
    import pandas as pd

    combined, count = np.zeros(len(parts[0]), dtype="int64"), 1
    for part in parts:  # by hashing: sorting all rows takes several times as long
        codes, uniques = pd.factorize(part, use_na_sentinel=False)
        if count * len(uniques) > MOST_COMBINATIONS:
            combined, known = pd.factorize(combined)
            count = len(known)
        combined, count = combined * len(uniques) + codes, count * len(uniques)
    combined, _ = pd.factorize(combined)
    # Backwards, so that the first row of all is the one that stays.
    first = np.zeros(combined.max(initial=-1) + 1, dtype="int64")
    first[combined[::-1]] = np.arange(len(combined))[::-1]
    return combined, first


def _in_order(parts: list[np.ndarray]) -> np.ndarray:
    """Place of each of several distinct combinations in the order of the first part, then of the second, and so on."""
    import numpy as np

    combined = np.zeros(len(parts[0]), dtype="int64")
    # Place within the order so far, times the number of distinct values, plus the place of this part: the
    # order by all parts up to here. unique closes the gaps, so the numbers stay small.
    for part in parts:
        uniques, codes = np.unique(part, return_inverse=True)
        combined = np.unique(combined * len(uniques) + codes, return_inverse=True)[1]
    return combined
