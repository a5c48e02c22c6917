"""How a text that holds a quantity is read: its numbers, and what the words around them say."""

from __future__ import annotations

from dataclasses import dataclass, field

_MOST_PARTS = 16  # the largest denominator that is read as a fraction


class NotUnderstood(Exception):
    """A text that the grammar does not understand; ``code`` is that of the issue."""

    def __init__(self, code: str = "CELL_NOT_A_NUMBER") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Words:
    """What the words around a number say; missing where they say nothing.

    ``time``: a unit of time; ``period``: items or money for each, as times a year; ``noun``: what is counted;
    ``is_per_item``: so much for each item.
    """

    magnitude: float | None = None
    currency: str | None = None
    percent: float | None = None
    time: str | None = None
    period: float | None = None
    noun: str | None = None
    is_per_item: bool = False
    is_rough: bool = False
    has_note: bool = False

    def over(self, other: Words) -> Words:
        """These words, and those of ``other`` where these say nothing."""
        return Words(
            *(
                its if mine is None or mine is False else mine
                for mine, its in zip(self.__dict__.values(), other.__dict__.values(), strict=True)
            )
        )


@dataclass(frozen=True)
class Number:
    """Where a number is written, and how: ``mark`` is its decimal mark, ``constant`` its value where it is a word."""

    start: int = 0
    end: int = 0
    mark: str = "."
    constant: float | None = None
    part: float = 0.0
    parts_of: tuple[int, int, int, int] | None = None

    def value(self, text: str) -> float:
        """The number that this text has in this place."""
        if self.constant is None:
            digits = text[self.start : self.end]
            number = float(digits) if digits.isdigit() else self._marked(digits)
        else:
            number = self.constant
        if self.parts_of:
            top, below = int(text[slice(*self.parts_of[:2])]), int(text[slice(*self.parts_of[2:])])
            if not 0 < top < below <= _MOST_PARTS:
                raise NotUnderstood("SEVERAL_NUMBERS")
            number += top / below
        return number + self.part

    def _marked(self, digits: str) -> float:
        digits = digits.replace(" ", "").replace("'", "")
        return float(digits.replace("," if self.mark == "." else ".", "").replace(self.mark, "."))


@dataclass(frozen=True)
class Plan:
    """How texts of one shape are read: the numbers, each with its factor, and what the words say of all."""

    numbers: tuple[Number, ...] = ()
    factors: tuple[float, ...] = ()
    words: Words = field(default_factory=Words)
    kind: str = "single"
    sign: float = 1.0
    is_written_out: bool = False
    has_other_mark: bool = False
    years: tuple[tuple[int, int], ...] = ()
    code: str | None = None

    def value(self, text: str) -> float:
        """The value, in the unit that ``words`` name.

        Raises:
            NotUnderstood: these digits make no sense in this form.
        """
        if any(text[start : start + 2] not in ("19", "20") for start, _ in self.years):
            raise NotUnderstood  # a note may name a year, and no other number
        if self.kind == "single":
            return self.sign * self.numbers[0].value(text)
        values = [
            number.value(text) * factor for number, factor in zip(self.numbers, self.factors, strict=True)
        ]
        if self.kind == "range":
            first, last = self.numbers
            # A range that falls, or two years, is no range of quantities: "10-5", "2023-2024".
            years = text[first.start : first.end], text[last.start : last.end]
            if values[0] > values[1] or _are_dates(*years):
                raise NotUnderstood("SEVERAL_NUMBERS")
            return self.sign * sum(values) / 2
        # Each part of a length of time must be smaller than the unit before it: "2 h 90 min" is not sure to
        # be meant so.
        if any(value >= limit for value, limit in zip(values[1:], self.factors, strict=False)):
            raise NotUnderstood("SEVERAL_NUMBERS")
        return self.sign * round(sum(values), 12)


def _are_dates(first: str, last: str) -> bool:
    """Whether two ends of a range are years, or a month and a year: 2023-2024, 05-2026, 1-2026."""
    is_year = len(last) == 4 and last[:2] in ("19", "20") and last.isdigit()
    is_both = len(first) == 4 and first[:2] in ("19", "20") and first.isdigit() and is_year
    is_month = is_year and first.isdigit() and len(first) <= 2 and int(first) <= 12
    # "05-10" is rather a month and a day; quantities are not written with a zero in front.
    has_zero = any(len(end) > 1 and end[0] == "0" and end.isdigit() for end in (first, last))
    return (is_both and int(last) - int(first) <= 5) or is_month or has_zero
