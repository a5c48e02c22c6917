"""What the headings of a table were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.mapping import ColumnMap
from schemas.records import HeadingMatch
from tasks.intake.cells.cell_kinds import Hints
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.settled import Path

if TYPE_CHECKING:
    pass


class HeadingFinding(NamedTuple):
    """What there is to tell about a heading: code of the issue, letter of the column, facts of its sentence."""

    code: str
    letter: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """What the headings of a table were taken for, each by letter.

    Attributes:
        won: the claims that stand.
        lost: claims to a column for which another one was taken.
        units: letter of the column that holds the unit of this one.
        refused: columns whose claim was refused with an issue.
        entries: what a map says of a column.
        parts: claims whose figures are added to those of a claim to the same column that stands.
    """

    won: dict[str, Claim]
    lost: dict[str, Claim]
    units: dict[str, str]
    refused: set[str]
    entries: Mapping[str, tuple[Path, ColumnMap]]
    parts: Mapping[str, Claim]

    @property
    def named(self) -> set[str]:
        """Columns of which a map says what they are, so that nothing is left to tell of their headings."""
        return {
            letter for letter, (_, entry) in self.entries.items() if "taken_for" in entry.model_fields_set
        }

    @property
    def measured(self) -> dict[str, str]:
        """Columns that hold a unit, and the column that it is the unit of."""
        return {unit: letter for letter, unit in self.units.items() if letter in self.won}


@dataclass(frozen=True)
class Recognition:
    """``matches`` in the order of the sheet; ``hints`` by letter; ``findings`` are about
    headings; ``levels`` are the letters of a hierarchy, of which the last one names the processes;
    ``listed_as`` is a value of LISTED_KINDS where the rows are something else than processes;
    ``words`` are the entries of a map that settle words of a column, by letter, and ``used_words`` takes
    the paths of those that fit a cell.
    """

    matches: tuple[HeadingMatch, ...]
    hints: dict[str, Hints]
    findings: tuple[HeadingFinding, ...]
    levels: tuple[str, ...] = ()
    words: Mapping[str, tuple[Path, ColumnMap]] = field(default_factory=dict)
    used_words: set[Path] = field(default_factory=set)
    listed_as: str | None = None

    def letter(self, column: str) -> str | None:
        """Letter of the column taken for ``column``."""
        return next((match.letter for match in self.matches if match.column == column), None)

    @property
    def columns(self) -> set[str]:
        """The columns recognised."""
        return {match.column for match in self.matches if match.column}
