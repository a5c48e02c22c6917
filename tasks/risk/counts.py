"""What must be known of each kind of flag to say something of all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class KindCount:
    """One kind of flag in some rows: how many it fires on, by severity (place in SEVERITIES) and by message; how many
    are in its scope and how many could not be judged; and the columns that are blank in one of these.
    """

    severities: np.ndarray
    messages: dict[str, int]
    scope_count: int
    not_judged: int
    blank: frozenset[str]

    @property
    def count(self) -> int:
        """Rows it fires on."""
        return int(self.severities.sum())

    def __add__(self, other: KindCount) -> KindCount:
        messages = {
            text: self.messages.get(text, 0) + other.messages.get(text, 0)
            for text in {**self.messages, **other.messages}
        }
        return KindCount(
            self.severities + other.severities,
            messages,
            self.scope_count + other.scope_count,
            self.not_judged + other.not_judged,
            self.blank | other.blank,
        )
