"""A mapping document while an input is read: which of its entries fit, and what they say about a column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from schemas.columns import Column, columns
from schemas.errors import UsageError
from schemas.mapping import (
    ColumnMap,
    Defaults,
    InputMap,
    Settled,
    SheetMap,
    line_of,
    load_map,
    map_beside,
    refused,
)
from schemas.phrases import phrase
from tasks.intake.cells.cell_kinds import Hints, sort_cells
from tasks.intake.cells.numbers import unit_factors
from tasks.intake.cells.parse_column import read_column
from tasks.intake.columns.column_candidates import Claim
from tasks.intake.columns.unit_columns import hints_for
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.heading_units import settled_scale, times
from tasks.intake.wording.normalise import fold, tidy

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import HeadingMatch
    from tasks.intake.tables.blocks import Block

Path = tuple[str, ...]
# Keys that say how the cells of a column are read, and the types of column that they can be about.
_READS = ("unit", "factor", "multiplied_with", "scale", "reversed", "decimal_mark", "date_order")
_WITH_SCALE = ("level", "share", "category")
_UNITS = {
    "share": "percent, share or per mille",
    "money": "k EUR, EUR per month or per year",
    "volume": "per month, per week or thousand per year",
    "fte": "percent or FTE",
}


@dataclass
class MapInUse:
    """A map with the paths of its entries that fitted something."""

    document: InputMap
    name: str
    lines: dict[Path, int]
    used: set[Path] = field(default_factory=set)

    def sheets(self, name: str) -> list[tuple[Path, SheetMap]]:
        """The entries of a sheet by its name, one for each of its tables, with their paths."""
        entries = [
            (("sheets", str(number)), entry)
            for number, entry in enumerate(self.document.sheets)
            if fold(entry.sheet) == fold(name)
        ]
        self.used.update(path for path, _ in entries)
        return entries

    def columns_of(self, block: Block) -> dict[str, tuple[Path, ColumnMap]]:
        """The entries of a table's columns by letter, with their paths."""
        entries = self.sheets(block.sheet.name)
        # Without a row of headings an entry fits each table of its sheet.
        fits = [item for item in entries if item[1].heading_row in (None, *block.header_rows)]
        if not fits:
            return {}
        path, entry = fits[0]
        fitting: dict[str, tuple[Path, ColumnMap]] = {}
        for number, column in enumerate(entry.columns):
            same = [
                letter
                for letter, text in (block.headings | block.written).items()
                if letter not in fitting and fold(tidy(text)) == fold(tidy(column.heading))
            ]
            # The letter decides between equal headings. Elsewhere the heading alone counts: columns move from
            # month to month.
            letter = column.letter if column.letter in same else next(iter(same), None)
            if letter:
                here = (*path, "columns", str(number))
                fitting[letter] = (here, column)
                self.used.add(here)
        return fitting

    def unused(self) -> list[tuple[int, str]]:
        """Line and kind (sheet, column or word) of each entry that fitted nothing."""
        rest = []
        for number, sheet in enumerate(self.document.sheets):
            path = ("sheets", str(number))
            # What an unused sheet holds is not listed too: one line for each cause.
            if path not in self.used:
                rest.append((path, phrase("sheet")))
                continue
            for index, column in enumerate(sheet.columns):
                column_path = (*path, "columns", str(index))
                if column_path not in self.used:
                    rest.append((column_path, phrase("column")))
                    continue
                words = ((*column_path, "words", word) for word in column.words)
                rest += [(word, phrase("word")) for word in words if word not in self.used]
        return [(self.lines.get(path, 1), kind) for path, kind in rest]


@dataclass(frozen=True)
class FileSettled:
    """What is settled for one file: its map, the defaults, why its map cannot be used, and the year of the run."""

    map: MapInUse | None = None
    defaults: Defaults = Defaults()
    refused: str = ""
    this_year: int | None = None


def settled_for(path: FilePath, settled: Settled) -> FileSettled:
    """The map of a file, given for all or lying next to it, and its defaults under those of the run.

    Args:
        path: the input file.
        settled: what the run was given: a map for all files, or None to look for one next to each; and defaults.

    Returns:
        The map and the defaults, of which those of the run go first. A map that cannot be read is not raised: its
        reason is in ``refused``.
    """
    map_path = settled.map or map_beside(path)
    year = settled.as_of.year if settled.as_of else None
    if map_path is None:
        return FileSettled(defaults=settled.defaults, this_year=year)
    try:
        document, lines = usable_map(map_path)
    except UsageError as error:
        return FileSettled(refused=str(error))
    in_use = MapInUse(document, map_path.name, lines)
    return FileSettled(in_use, settled.defaults.over(document.defaults), this_year=year)


def usable_map(path: FilePath) -> tuple[InputMap, dict[Path, int]]:
    """A map of which each value can be held by its column, and the line of each of its keys.

    Args:
        path: of the map.

    Raises:
        UsageError: it cannot be read, or holds what a column cannot be read by; file and line are named.
    """
    document, lines = load_map(path)
    for number, sheet in enumerate(document.sheets):
        for index, entry in enumerate(sheet.columns):
            if wrong := _unusable(entry):
                key, what = wrong
                place = ("sheets", str(number), "columns", str(index), *key)
                raise refused(path, line_of(place, lines), what)
    return document, lines


def _unusable(entry: ColumnMap) -> tuple[Path, str] | None:
    """The first key of an entry whose value its column cannot hold, and why."""
    settled_keys = [key for key in ("unit", "scale", "date_order") if getattr(entry, key) is not None]
    if not settled_keys and not entry.words:
        return None
    alias = None if entry.taken_for else equal_alias(parse_heading(entry.heading))
    name = entry.taken_for or (alias[0].column if alias else None)
    if name is None or is_left_out(entry):
        first = settled_keys[0] if settled_keys else "words"
        return (first,), f"{first} needs the column that the heading stands for: add taken_for"
    column = columns()[name]
    if entry.unit is not None and hints_for(column, Hints(), entry.unit)[0] is None:
        such = f"a unit such as {like} is right" if (like := _units_of(column)) else "it has no unit"
        return ("unit",), f"'{entry.unit}' is no unit of {name}; {such}"
    if entry.scale is not None and column.type not in _WITH_SCALE:
        return ("scale",), f"{name} has no scale; levels have one"
    if entry.scale is not None and settled_scale(entry.scale) is None:
        return ("scale",), f"'{entry.scale}' is no scale; 1-5 is right, or 5-1 where 1 is the highest"
    if entry.date_order is not None and column.type != "date":
        return ("date_order",), f"{name} holds no dates"
    wrong = next((word for word, value in entry.words.items() if not _can_hold(column, value)), None)
    if wrong is None:
        return None
    values = f"; one of {', '.join(column.values)} is right" if column.values else ""
    return ("words", wrong), f"'{entry.words[wrong]}' cannot be read as {name}{values}"


def _units_of(column: Column) -> str:
    """Units that a column can be given in, for the sentence on one that it cannot."""
    times_of = "minutes, hours or days" if unit_factors(column.name) else ""
    return _UNITS.get(column.name) or _UNITS.get(column.type) or times_of


def _can_hold(column: Column, text: str) -> bool:
    """Whether a word of a map is a value of a closed column, or blank."""
    import pandas as pd

    is_closed = column.type in ("yes_no", "country") or column.type == "category" and column.values
    if not is_closed or not sort_cells(pd.Series([text])).texts.notna().any():
        return True
    value = read_column(column, pd.Series([text], dtype="str"), Hints()).values.iloc[0]
    return not pd.isna(value) and (not column.values or value in column.values)


def is_left_out(entry: ColumnMap) -> bool:
    """Whether an entry says that its column is carried through unread; one without ``taken_for`` leaves it open."""
    return entry.taken_for is None and "taken_for" in entry.model_fields_set


def settle_claims(claims: dict[str, Claim], entries: dict[str, tuple[Path, ColumnMap]]) -> dict[str, Claim]:
    """The claims with those that the map settles; a column that it names belongs to no heading that it leaves out.

    Args:
        claims: what each column was taken for, by letter.
        entries: path and entry of the map, by letter.

    Returns:
        Claims by letter. An entry whose column is null leaves its heading without a claim; one that does not speak of
        it leaves the claim as it is.
    """
    named = {entry.taken_for for _, entry in entries.values() if entry.taken_for}
    left = {
        letter: claim
        for letter, claim in claims.items()
        if not (letter in entries and is_left_out(entries[letter][1])) and claim.column not in named
    }
    for letter, (_, entry) in entries.items():
        claim, name = claims.get(letter), entry.taken_for
        if name is None and letter in left:
            left[letter] = replace(left[letter], note=_as_settled(entry))
        elif name is not None:
            # An alias that says the same column is kept, because it may also reverse the scale.
            alias = claim.alias if claim and claim.column == name else None
            left[letter] = Claim(letter, name, "map", alias, 0, _as_settled(entry))
    return left


def _as_settled(entry: ColumnMap) -> str:
    """What a map says of how a column is read, for the account of it."""
    values = {key: value for key in _READS if (value := getattr(entry, key)) is not None}
    keys = ", ".join(
        f"{key} {str(value).lower() if value is True or value is False else value}"
        for key, value in values.items()
    )
    return phrase("as the map says: {settled}", settled=keys) if keys else phrase("as the map says")


def settle_hints(entry: ColumnMap, match: HeadingMatch, hints: Hints) -> tuple[HeadingMatch, Hints]:
    """What the map says about a column, in place of what its heading says.

    Args:
        entry: what the map says of the column.
        match: the record of its heading.
        hints: what its heading tells the reader of the cells.

    Returns:
        Both with the unit, factor, scale, decimal mark, order of dates, direction and multiplier of the map, where it
        says them. A column that was taken for nothing comes back as it is.
    """
    if match.column is None:
        return match, hints
    column = columns()[match.column]
    hints = replace(hints, settled=frozenset(key for key in _READS if getattr(entry, key) is not None))
    if entry.unit is not None:
        # Nothing of the heading's own unit stays, save its currency.
        unit_hints, _ = hints_for(column, replace(hints, factor=1.0, magnitude=1.0, time=None), entry.unit)
        if unit_hints:
            hints = unit_hints
            match = replace(match, unit=entry.unit, factor=hints.factor)
    # After the unit, because a factor that is given goes before that of the unit.
    if entry.factor is not None:
        hints = replace(hints, factor=float(entry.factor))
        match = replace(match, factor=float(entry.factor), unit=match.unit or times(entry.factor))
    if entry.scale is not None:
        hints = replace(hints, scale=settled_scale(entry.scale), is_falling=False)
        match = replace(match, scale=entry.scale)
    if entry.decimal_mark is not None:
        hints = replace(hints, decimal=entry.decimal_mark, is_guessed_decimal=False)
        match = replace(match, decimal_mark=entry.decimal_mark)
    if entry.date_order is not None:
        hints = replace(hints, is_day_first=entry.date_order == "day_first")
    if entry.reversed is not None:
        hints = replace(hints, is_reversed=entry.reversed)
        match = replace(match, is_denied=entry.reversed)
    if entry.multiplied_with is not None:
        match = replace(match, multiplier=entry.multiplied_with)
    return match, hints


def with_words(cells: pd.Series, entry: ColumnMap, path: Path, used: set[Path]) -> pd.Series:
    """Cells with the words that the map settles in their place.

    Args:
        cells: the cells of one column as received.
        entry: the entry of the map, whose words are texts by the text to read instead.
        path: where the entry is in the map.
        used: takes the path of each word that fits a cell; it is changed.

    Returns:
        The cells in the same order; texts are compared folded, other cells are kept.
    """
    words = {fold(word): (word, value) for word, value in entry.words.items()}

    def taken(cell: object) -> object:
        settled_word = words.get(fold(str(cell))) if isinstance(cell, str) else None
        if settled_word is None:
            return cell
        used.add((*path, "words", settled_word[0]))
        return settled_word[1]

    return cells.map(taken) if words else cells
