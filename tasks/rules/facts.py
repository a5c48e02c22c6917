"""Everything known about some rows, column by column, as arrays that conditions are judged on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from schemas.columns import DTYPES, NUMERIC_TYPES, columns, typed_column
from schemas.results import DRIVES, ROW_KINDS, SENSITIVITIES, SEVERITIES
from tasks.distinct_texts import distinct_texts
from tasks.text_search import found_in

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

# Lists of values of facts that are no input columns.
VOCABULARIES = {
    "drive": DRIVES,
    "sensitivity": SENSITIVITIES,
    "highest_severity": ("none", *SEVERITIES),
    "row_kind": ROW_KINDS,
}
FEW_VALUES = 3
SHORT_ROWS = 1_000
UNKNOWN = "unknown"  # a category that says nothing: it counts as a blank


def vocabulary(name: str) -> tuple[str, ...]:
    """The values a categorical fact can take, in the order of their codes; yes/no columns are 0 and 1."""
    if name in VOCABULARIES:
        return tuple(VOCABULARIES[name])
    column = columns()[name]
    return ("no", "yes") if column.type == "yes_no" else column.values


def code(name: str, value: str) -> float:
    """The number that stands for a value of a fact.

    Args:
        name: a column of the input dictionary, or a fact that has a closed list.
        value: a number as text, or a word of the list.

    Returns:
        The number itself, or the place of the word in its list.

    Raises:
        ValueError: the list has no such word, or the text is no number.
    """
    column = columns().get(name)
    if column is not None and column.type in NUMERIC_TYPES:
        return float(value)
    return float(vocabulary(name).index(value))


class Facts:
    """Columns by name. Numbers are floats (blank: NaN), dates days since 1970, yes and no 1 and 0. Texts
    are codes into their distinct values (blank: -1), so that equal texts are looked at once.

    A column is read when it is first asked for; ``add_number`` and ``add_text`` add what is worked out.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._numbers: dict[str, np.ndarray] = {}
        self._texts: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._coded: dict[str, np.ndarray] = {}
        self._filled: dict[str, np.ndarray] = {}

    def _read(self, name: str) -> None:
        """Adds a column that was not asked for before."""
        raise KeyError(name)

    def is_text(self, name: str) -> bool:
        """Whether the column holds texts (lists and categories too)."""
        if name in self._texts:
            return True
        if name in self._numbers:
            return False
        self._read(name)
        return name in self._texts

    def numbers(self, name: str) -> np.ndarray:
        """A column of numbers as floats, yes and no as 1 and 0; NaN where blank. A text is no number."""
        return np.full(self.size, np.nan) if self.is_text(name) else self._numbers[name]

    def texts(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Codes of a column of texts, and the values they stand for; -1 where blank.

        The values of a closed list come first, in the order of the list.
        """
        if name not in self._texts:
            self._read(name)
        return self._texts[name]

    def __getitem__(self, name: str) -> np.ndarray:
        """Any column as floats: numbers as they are, texts as their codes; NaN where blank."""
        if not self.is_text(name):
            return self._numbers[name]
        if name not in self._coded:
            codes = self._texts[name][0]
            self._coded[name] = np.where(codes < 0, np.nan, codes)
        return self._coded[name]

    def is_filled(self, name: str) -> np.ndarray:
        """Where the column is not blank; not to be written into."""
        if name not in self._filled:
            is_text = self.is_text(name)
            self._filled[name] = self._texts[name][0] >= 0 if is_text else ~np.isnan(self._numbers[name])
        return self._filled[name]

    def look_up(self, name: str, judge: Callable[[str], object], dtype: str, blank: object) -> np.ndarray:
        """A judgement made once per distinct value of a text column, spread over the rows.

        Args:
            name: a column of texts.
            judge: takes a distinct value.
            dtype: of the answers, as numpy names it.
            blank: the answer where the column is blank.

        Returns:
            One answer for each row.
        """
        # The answer for a blank comes last, where numpy finds it under the code -1.
        codes, values = self.texts(name)
        answers = np.array([*(judge(value) for value in values), blank], dtype=dtype)
        # In many rows a few values that are looked for are compared in a fraction of the time.
        if codes.size > SHORT_ROWS and dtype == "bool" and not blank and answers.sum() <= FEW_VALUES:
            held = (codes == value for value in np.flatnonzero(answers))
            return reduce(np.logical_or, held, np.zeros(np.shape(codes), dtype=bool))
        return answers[codes]

    def has_any(self, name: str, values: tuple[str, ...]) -> np.ndarray:
        """Where a list (or category) holds one of ``values``; False where blank.

        Args:
            name: a column of texts; items of a list are separated by ";".
            values: the items that count.

        Returns:
            A mask, one entry for each row.
        """
        return self.look_up(
            name,
            lambda text: not {part.strip() for part in text.split(";")}.isdisjoint(values),
            "bool",
            False,
        )

    def is_one_of(self, name: str, values: tuple[str, ...]) -> np.ndarray:
        """Where the text is one of ``values``; False where blank.

        Args:
            name: a column of texts; a list counts as one text.
            values: the texts that count, as they are written.

        Returns:
            A mask, one entry for each row.
        """
        return self.look_up(name, lambda text: text in values, "bool", False)

    def matches(self, name: str, pattern: str) -> np.ndarray:
        """Where a regular expression is found in the text, in either case; False where blank. "(?x)" at its
        start lets it run over lines.

        Args:
            name: a column of texts.
            pattern: a regular expression of Python.

        Returns:
            A mask, one entry a row.
        """
        codes, values = self.texts(name)
        # The rulebook writes long patterns over several lines, as Python reads them after "(?x)". RE2
        # has no such flag, so the white space is taken out here, for both engines alike.
        plain = "".join(pattern[4:].split()) if pattern.startswith("(?x)") else pattern
        try:
            has_match = found_in(values, plain, ignore_case=True)
        except ValueError:  # RE2 knows no look-ahead
            has_match = np.array(
                [re.search(plain, value, re.IGNORECASE) is not None for value in values], dtype=bool
            )
        return np.append(has_match, False)[codes]

    def add_number(self, name: str, values: np.ndarray) -> None:
        """A derived fact that is a number, or yes and no as 1 and 0; NaN where not known.

        Args:
            name: of the fact; what it held before is replaced.
            values: floats, one for each row.
        """
        self._numbers[name] = values
        self._filled.pop(name, None)

    def add_text(self, name: str, codes: np.ndarray, values: Sequence[str] | np.ndarray) -> None:
        """A derived fact that is one of ``values``; code -1 where not known.

        Args:
            name: of the fact; what it held before is replaced.
            codes: places in ``values``, one for each row; -1 where not known.
            values: the words of the fact, in the order of its list.
        """
        self._texts[name] = codes, np.asarray(values, dtype=object)
        # Worked out from the codes that were there before.
        self._coded.pop(name, None)
        self._filled.pop(name, None)

    def changed(self, changes: Mapping[str, np.ndarray | float]) -> ChangedFacts:
        """The same rows with some columns changed; a single number is the same for all rows."""
        return ChangedFacts(self, changes)

    def at(self, positions: np.ndarray) -> ChangedFacts:
        """Some of the rows."""
        return ChangedFacts(self, {}, positions)


class RowFacts(Facts):
    """Columns of the typed rows, and of frames about the same rows, which come first where both have a column.

    A column that nobody has is blank.
    """

    def __init__(self, typed: pd.DataFrame, *others: pd.DataFrame) -> None:
        super().__init__(len(typed))
        self.typed = typed
        self.index = typed.index
        self._others = [self._with_places(frame) for frame in others]

    def _with_places(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray | None]:
        """A frame, and where these rows lie in it; None where it holds them alone."""
        if frame.index.equals(self.index):
            return frame, None
        places = frame.index.get_indexer(self.index)
        return (frame.reindex(self.index), None) if (places < 0).any() else (frame, places)

    def series(self, name: str) -> pd.Series:
        """The column as it came; all blank where nobody has it."""
        import pandas as pd

        # A typed column counts only where no later stage has worked out one of the same name.
        frame, places = next((other for other in self._others if name in other[0]), (None, None))
        if frame is not None:
            # Rows are chosen of a column that is asked for: most are not, and some hold long texts.
            return frame[name] if places is None else frame[name].take(places)
        if name in self.typed or name in columns():
            return typed_column(self.typed, name)
        return pd.Series(index=self.index, name=name, dtype="str")

    def _read(self, name: str) -> None:
        import pandas as pd

        # Nothing has to be looked for in a column that nobody has.
        if name not in self.typed and not any(name in frame for frame, _ in self._others):
            if name in columns() and DTYPES[columns()[name].type] != "str":
                self._numbers[name] = np.full(self.size, np.nan)
            else:
                self._texts[name] = np.full(self.size, -1), np.array(_listed(name), dtype=object)
            return
        series = self.series(name)
        if pd.api.types.is_datetime64_any_dtype(series):
            # A missing date becomes a very large negative number as a float, so it is set to NaN apart.
            days = series.to_numpy("datetime64[D]").astype("float64")
            self._numbers[name] = np.where(series.isna(), np.nan, days)
        elif pd.api.types.is_numeric_dtype(series):
            self._numbers[name] = series.to_numpy(dtype="float64", na_value=np.nan)
        # Objects that are True, False or missing: not yet a boolean column, yet no texts either.
        elif pd.api.types.infer_dtype(series) == "boolean":
            self._numbers[name] = series.astype("boolean").to_numpy(dtype="float64", na_value=np.nan)
        else:
            self._texts[name] = _coded_texts(series, _listed(name))


class ChangedFacts(Facts):
    """Facts of the same rows, or of some of them, with the columns ``names`` changed."""

    def __init__(
        self,
        facts: Facts,
        changes: Mapping[str, np.ndarray | float],
        positions: np.ndarray | None = None,
    ) -> None:
        super().__init__(facts.size if positions is None else len(positions))
        self._facts, self._positions = facts, slice(None) if positions is None else positions
        self.names: set[str] = set()
        for name, values in changes.items():
            self.change(name, values)

    def change(self, name: str, values: np.ndarray | float) -> None:
        """Puts other values into a column: numbers, or codes of texts; NaN where blank.

        Args:
            name: a column.
            values: one for each row, or a single one for all.
        """
        self.names.add(name)
        self._filled.pop(name, None)
        values = np.asarray(values, dtype="float64")
        if self._facts.is_text(name):
            # A single value stays a single one, so that each comparison with it is made once and not for
            # every row.
            self._texts[name] = _as_codes(values), self._facts.texts(name)[1]
            self._coded[name] = values
        else:
            self._numbers[name] = values

    def change_text(self, name: str, codes: np.ndarray) -> None:
        """Puts other values into a column of texts.

        Args:
            name: a column of texts.
            codes: of its values, one for each row; -1 where blank.
        """
        self.names.add(name)
        self.add_text(name, codes, self._facts.texts(name)[1])

    def _read(self, name: str) -> None:
        if self._facts.is_text(name):
            codes, values = self._facts.texts(name)
            self._texts[name] = codes[self._positions], values
        else:
            self._numbers[name] = self._facts.numbers(name)[self._positions]


def _as_codes(coded: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(coded), -1, coded).astype("int64")


def _listed(name: str) -> tuple[str, ...]:
    """The closed list of a fact, or nothing."""
    column = columns().get(name)
    return VOCABULARIES.get(name) or (column.values if column else ())


def _coded_texts(series: pd.Series, listed: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Codes and values of a column of texts: listed values first, then others as they come."""
    # Each distinct text is looked at once. ``moved`` leads from its code in the order of appearance to the
    # code that is wanted: in a closed list its place there, so that a code means the same whatever the rows
    # hold.
    codes, distinct = distinct_texts(series)
    texts = distinct if distinct.dtype == "str" else distinct.astype(str)
    values = distinct = np.asarray(texts, dtype=object)
    moved = np.arange(len(distinct))
    if listed:
        values = np.array([*listed, *(value for value in distinct if value not in listed)], dtype=object)
        places = {value: code for code, value in enumerate(values)}
        moved = np.array([places[value] for value in distinct], dtype="int64")
        if UNKNOWN in listed:
            moved[distinct == UNKNOWN] = -1
    moved[distinct == ""] = -1
    # A missing text has the code -1, which finds the -1 at the end.
    return np.append(moved, -1)[codes], values


def add_control_function(facts: Facts, rulebook: Rulebook) -> None:
    """Adds control_function: the name speaks of an internal control function (rule RISK-CONTROL-WORDS).

    Args:
        facts: of some rows, with process_name; control_function is added as 1.0 and 0.0, 0.0 for a blank
            name.
        rulebook: section risk_numbers.
    """
    words = rulebook.section("risk_numbers")["RISK-CONTROL-WORDS"].value
    facts.add_number("control_function", facts.matches("process_name", "|".join(words)).astype("float64"))
