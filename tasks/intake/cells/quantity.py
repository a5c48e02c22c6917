"""The grammar of a cell that holds a quantity: it understands the whole text, or nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from tasks.intake.cells.plans import NotUnderstood, Number, Plan, Words
from tasks.intake.cells.tokens import FRACTIONS, Token, tokens
from tasks.intake.wording.cell_words import TIME_ORDER
from tasks.intake.wording.word_lists import words_of_kind

MINUS, DASHES = "-", ("-", "–", "—")
# What a number without a unit counts after one with a unit: "2 h 15" is two hours and 15 minutes.
_NEXT_SMALLER = {"day": "hour", "hour": "minute", "minute": "second"}
_DAY_AND_MONTH = re.compile(r"\d{1,2}\.\d{1,2}$")
# "2 % of cases", "3 % de los casos", "5 % aller Fälle"; "miles de EUR".
_OF = frozenset({"of", "the", "all", "der", "des", "aller", "von", "de", "los", "las", "la", "le", "les"})
_IN = ("in", "en")  # "484 in Tsd. €"


@lru_cache(maxsize=65_536)
def plan_of(shape: str, decimal: str, basis: str | None) -> Plan:
    """How texts of this shape are read; its ``code`` says why not.

    Args:
        shape: a text with every digit from 1 to 9 shown as 9.
        decimal: the decimal mark of the column.
        basis: working or elapsed where the column holds lengths of time ("m" is then a minute), else None.
    """
    try:
        return _Parser(tokens(shape), decimal, basis).plan()
    except NotUnderstood as error:
        return Plan(code=error.code)


@lru_cache(maxsize=4096)
def unit_words(text: str, is_time: bool = False) -> Words | None:
    """A unit on its own ("per month", "T€", "days", "%"), or None where any of it is not understood.

    Args:
        text: the unit, such as a heading, a number format or a unit column says it.
        is_time: whether it belongs to lengths of time: "m" is then a minute, else a million.

    Returns:
        What it says; None if one of its words is not understood or the text is blank.
    """
    parts = tokens(text)
    parser = _Parser(parts, ".", "elapsed" if is_time else None)
    try:
        words = parser.suffix(Words())
        if parser.position < len(parts) or not parts:
            return None
    except NotUnderstood:
        return None
    return words


def _is_numeric(token: Token) -> bool:
    return token.kind in ("number", "fraction") or not {"number", "number_of_time"}.isdisjoint(token.means)


class _Parser:
    """Reads tokens from left to right; ``position`` is the next one."""

    def __init__(self, parts: list[Token], decimal: str, basis: str | None) -> None:
        self.tokens, self.decimal, self.basis, self.position = parts, decimal, basis, 0
        self.has_other_mark = self.is_written_out = False
        self.years: list[tuple[int, int]] = []

    def plan(self) -> Plan:
        if not any(map(_is_numeric, self.tokens)):
            raise NotUnderstood
        before, sign = self._prefix()
        number = self._number()
        words, sign = self._closed(self.suffix(before), sign)
        # Whatever is left must be a second number; anything else raises, so that no part of a text is passed
        # over.
        terms, kind = [(number, words)], "single"
        while self._peek():
            kind, further = self._further(kind, terms)
            terms.append(further)
        return self._settled(terms, kind, sign)

    def _peek(self, ahead: int = 0) -> Token | None:
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def _is(self, *signs: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and token.text in signs

    def _can(self, kind: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and kind in token.means

    def _prefix(self) -> tuple[Words, float]:
        """What may stand before a number: a bound, a currency, a sign, an opening bracket."""
        words, sign = Words(), 1.0
        self.is_open = False
        while (token := self._peek()) and token.kind != "number":
            if "before" in token.means and not words.is_rough and self._peek(1):
                words = replace(words, is_rough=True)
            # "from 5 to 10", "between 5 and 10": the word says only that a range follows.
            elif "range_start" in token.means and self.position == 0:
                pass
            elif "currency" in token.means and words.currency is None:
                words = replace(words, currency=token.means["currency"])
            elif "with_currency" in token.means and words.currency is None:
                words = self._scaled(words, token)
            # "k€ 5": the thousands are before the sign of the currency.
            elif "magnitude" in token.means and self._can("currency", 1) and words.magnitude is None:
                words = replace(words, magnitude=float(token.means["magnitude"]))
                self.is_written_out = True
            elif token.text in DASHES and sign == 1.0 and not self.is_open:
                sign = -1.0
            elif token.text == "+" and sign == 1.0 and self.position == 0:
                pass
            # An accountant's negative amount, "(1,200)"; the bracket is closed after the number.
            elif token.text == "(" and not self.is_open and sign == 1.0 and not words.is_rough:
                self.is_open, self.is_written_out = True, True
            else:
                break
            self.position += 1
        return words, sign

    def _scaled(self, words: Words, token: Token) -> Words:
        if words.magnitude is not None or words.currency not in (None, token.means["with_currency"]):
            raise NotUnderstood
        self.is_written_out = True
        return replace(
            words, magnitude=float(token.means["magnitude"]), currency=token.means["with_currency"]
        )

    def _closed(self, words: Words, sign: float) -> tuple[Words, float]:
        """The bracket or the minus that closes a negative amount of an accountant."""
        if self.is_open:
            if not self._is(")"):
                raise NotUnderstood
            self.position += 1
            self.is_open = False
            return self.suffix(words), -1.0
        token = self._peek()
        # No digits after the minus: "5-10" is a range and no negative amount.
        if token and token.text == MINUS and sign == 1.0 and not token.after_space and not self._digits_at(1):
            return self._hyphen_or_minus(words)
        return words, sign

    def _hyphen_or_minus(self, words: Words) -> tuple[Words, float]:
        """A minus after an amount ("1,200-"), or the hyphen of "2-day"; a length of time has no minus at its end."""
        self.position += 1
        self.is_written_out = True
        unit = self._peek()
        is_joined = unit is not None and not unit.after_space and unit.kind == "word"
        if unit and is_joined and words == Words() and {"time", "noun"} & unit.means.keys():
            return self.suffix(words), 1.0
        if self.basis or is_joined:
            raise NotUnderstood
        return self.suffix(words), -1.0

    def _digits_at(self, ahead: int) -> bool:
        token = self._peek(ahead)
        while token and (
            "currency" in token.means or "before" in token.means or token.text in ("-", "+", ">")
        ):
            ahead += 1
            token = self._peek(ahead)
        return token is not None and _is_numeric(token)

    def _number(self) -> Number:
        token = self._peek()
        if token is None:
            raise NotUnderstood
        self.position += 1
        if token.kind == "fraction":
            self.is_written_out = True
            return Number(constant=FRACTIONS[token.text])
        if token.kind != "number":
            # "media hora" is half an hour, but "media" alone is rather a level.
            number_word = token.means.get("number") or (
                token.means.get("number_of_time") if self.basis else None
            )
            if number_word is None:
                raise NotUnderstood
            self.is_written_out = True
            return Number(constant=float(number_word))
        after = self._peek()
        # "1.200,-": the dash is for cents that are not written, so the mark before it is the decimal mark.
        has_no_cents = after is not None and after.kind == "dash"
        number = Number(token.start, token.end, self._mark(token.text, has_no_cents))
        if has_no_cents:
            self.position += 1
            self.is_written_out = True
        return self._with_fraction(number)

    def _with_fraction(self, number: Number) -> Number:
        """A number with a fraction after it: 4½, 1 1/2; or a fraction alone before a unit: 1/2 h."""
        token = self._peek()
        if token and token.kind == "fraction":
            self.position += 1
            self.is_written_out = True
            return replace(number, part=FRACTIONS[token.text])
        # "1 1/2", but not "1 / 2" or "11/2", which may be a date or two values.
        if token and token.kind == "number" and token.after_space and self._is("/", ahead=1):
            slash, below = self.tokens[self.position + 1], self._peek(2)
            if below and below.kind == "number" and not below.after_space and not slash.after_space:
                if not (token.text.isdigit() and below.text.isdigit()):
                    raise NotUnderstood("SEVERAL_NUMBERS")
                self.position += 3
                self.is_written_out = True
                return replace(number, parts_of=(token.start, token.end, below.start, below.end))
        if token and token.text == "/" and not token.after_space and self._is_number(1):
            return self._fraction_alone(number)
        return number

    def _is_number(self, ahead: int) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind == "number" and not token.after_space

    def _fraction_alone(self, top: Number) -> Number:
        below, unit = self.tokens[self.position + 1], self._peek(2)
        # Only before a unit: "1/2" alone may be the first of February.
        is_whole = top.end - top.start <= 2 and below.text.isdigit()
        if not is_whole or unit is None or not ({"time", "noun"} & unit.means.keys()):
            raise NotUnderstood("SEVERAL_NUMBERS")
        self.position += 2
        self.is_written_out = True
        return Number(constant=0.0, parts_of=(top.start, top.end, below.start, below.end))

    def _mark(self, body: str, has_no_cents: bool) -> str:
        """The decimal mark of a number as it is written; a form that only the other mark allows is noted."""
        digits = body.split("e")[0].split("E")[0]
        used = [mark for mark in ".," if mark in digits]
        if not used:
            return self.decimal
        mark = used[0]
        other = "," if mark == "." else "."
        # 1.234,5: of two marks the last is the decimal mark. 1.234.567: a mark that is there twice is for
        # thousands. 1.234 in a column of decimal commas: three digits after the mark are thousands.
        if len(used) == 2:
            mark = max(used, key=digits.rfind)
        elif has_no_cents or digits.count(mark) > 1:
            mark = other
        elif mark != self.decimal and _is_grouped(digits, mark):
            mark = self.decimal
        if mark != self.decimal and not has_no_cents:
            self.has_other_mark = True
        return mark

    def suffix(self, words: Words) -> Words:
        """What may stand after a number, each at most once: magnitude, currency, percent, unit, period, note."""
        start = self.position
        while token := self._peek():
            further = self._suffix_word(words, token, self.position == start)
            if further is None:
                break
            words = further
        return words

    def _suffix_word(self, words: Words, token: Token, is_first: bool) -> Words | None:
        """The words with one more understood; None where the token is no suffix."""
        means = token.means
        if token.kind == "footnote":
            return self._take(replace(words, has_note=True))
        if token.text == "(":
            return self._bracket(words)
        if self._is_linked(words, token):
            return self._take(words)
        # The order of these questions decides what a word of several meanings is ("m" is a minute, a month or
        # a million); each kind is taken only once.
        is_money = "currency" in means and not (self.basis and "time" in means)  # "30 sek" are seconds
        if is_money and words.currency in (None, means["currency"]):
            return self._take(replace(words, currency=means["currency"]))
        if "percent" in means and words.percent is None:
            return self._take(replace(words, percent=float(means["percent"])))
        if "with_currency" in means:
            return self._take(self._scaled(words, token))
        if (
            self._is_time(token)
            and words.time is None
            and words.magnitude is None
            and not self._is_period(token)
            and not ("range" in means and self._digits_at(1))  # "5 à 10 min" is no "5 years"
            and not ("per" in means and self._can("period", 1))  # nor is "5 a week"
        ):
            return self._take(replace(words, time=means["time"]))
        is_letter = self.basis is not None and len(token.text) == 1 and token.text not in "kK"
        is_letter = is_letter and not self._can("currency", 1)  # "5 T" may be days, "5 T€" is not
        if "magnitude" in means and words.magnitude is None and words.time is None and not is_letter:
            self.is_written_out = True
            return self._take(replace(words, magnitude=float(means["magnitude"])))
        if "per" in means and self._per(words) is not None:
            return self._per(words, is_taken=True)
        if self._is_period(token) and words.period is None:
            return self._take(replace(words, period=float(means["period"])))
        if "noun" in means and words.noun is None:
            return self._take(replace(words, noun=means["noun"]))
        if ("after" in means or (token.text == "+" and not self._digits_at(1))) and not words.is_rough:
            return self._take(replace(words, is_rough=True))
        number = self.tokens[self.position - 1].text if is_first and self.position else ""
        if token.text == "." and self._peek(1) is None and _DAY_AND_MONTH.match(number):
            raise NotUnderstood("DATE_FOR_NUMBER")  # "2.5." may be the second of May
        if (
            token.text in (".", ",", ";")
            and self._peek(1) is None
            and not is_first
            or token.text == "."
            and self._peek(1) is None
        ):
            return self._take(words)
        return None

    def _is_linked(self, words: Words, token: Token) -> bool:
        """Whether a word only joins others: "in" and "of" before a currency or its thousands, and all of "of cases"
        behind a percentage.
        """
        text = token.text.casefold()
        following = self._peek(1)
        means = following.means if following else {}
        if text in _IN or (text in _OF and words.magnitude is not None):
            return not {"currency", "magnitude", "with_currency"}.isdisjoint(means)
        if words.percent is None:
            return False
        ahead = 0
        while (part := self._peek(ahead)) and part.text.casefold() in _OF:
            ahead += 1
        is_of = self.tokens[self.position - 1].text.casefold() in _OF
        return self._can("noun", ahead) if ahead else is_of and "noun" in token.means

    def _take(self, words: Words) -> Words:
        self.position += 1
        return words

    def _is_time(self, token: Token) -> bool:
        """Whether a word is a unit of time here: "m" and "t" are million and thousand where no time is measured."""
        return "time" in token.means and (self.basis is not None or "magnitude" not in token.means)

    def _is_period(self, token: Token) -> bool:
        """Whether a word alone is a period, as "monthly" is; "month" alone is a length of time."""
        return "period" in token.means and "time" not in token.means and len(token.text) > 1

    def _per(self, words: Words, is_taken: bool = False) -> Words | None:
        """A period ("per month", "/month", "a year"), or "per case": for each item."""
        unit = self._peek(1)
        if unit is None:
            return None
        if "period" in unit.means and words.period is None:
            further = replace(words, period=float(unit.means["period"]))
        elif "noun" in unit.means and not words.is_per_item and not self._is("a", "am", "im"):
            further = replace(words, is_per_item=True)
        else:
            return None
        if is_taken:
            self.position += 2
        return further

    def _bracket(self, words: Words) -> Words | None:
        """A unit in brackets counts; words that say nothing of the number are a note; anything else is not
        understood.
        """
        depth, end = 0, self.position
        for end in range(self.position, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[end].text, 0)
            if depth == 0:
                break
        if depth:
            raise NotUnderstood
        inside = _Parser(self.tokens[self.position + 1 : end], self.decimal, self.basis)
        further = inside.suffix(words)
        self.position = end + 1
        if inside.position == len(inside.tokens):
            self.is_written_out |= inside.is_written_out
            return further
        # A bracket that holds a number or a unit would change the figure; only years and plain words may be
        # passed over.
        telling = {"magnitude", "time", "period", "currency", "percent", "number", "with_currency"}
        for token in inside.tokens:
            is_year = token.kind == "number" and len(token.text) == 4 and token.text.isdigit()
            if telling & token.means.keys() or token.kind in ("number", "fraction") and not is_year:
                raise NotUnderstood
            if is_year:
                self.years.append((token.start, token.end))
        return replace(words, has_note=True)

    def _further(self, kind: str, terms: list) -> tuple[str, tuple[Number, Words]]:
        """A second number: the end of a range, or the minutes after the hours; a third one only of a length of time."""
        words = terms[-1][1]
        token = self.tokens[self.position]
        is_range = "range" in token.means or token.text in (*DASHES, "..", "...", "…")
        is_joined = _joins(token) and words.time is not None and self.basis is not None
        if (
            kind == "single"
            and is_range
            and not is_joined
            and self._digits_at(1)
            and not self._is(">", ahead=1)
        ):
            self.position += 1
            before, sign = self._prefix()
            if sign < 0 or before.is_rough or self.is_open:
                raise NotUnderstood("SEVERAL_NUMBERS")
            return "range", (self._number(), self.suffix(before))
        # "2 h 15 min", "1 day, 4 hours": each further part is smaller than the one before.
        if kind != "range" and words.time and self.basis:
            self.position += _joins(self.tokens[self.position])
            smaller = self._peek()
            if smaller and smaller.kind in ("number", "fraction"):
                return "compound", self._smaller(words.time)
        raise NotUnderstood("SEVERAL_NUMBERS" if self._more_numbers() else "CELL_NOT_A_NUMBER")

    def _more_numbers(self) -> bool:
        return any(token.kind in ("number", "fraction") for token in self.tokens[self.position :])

    def _smaller(self, unit: str) -> tuple[Number, Words]:
        """The next part of a length of time: a smaller unit, or none after hours and minutes ("2 h 15")."""
        number = self._number()
        words = self.suffix(Words())
        if words.time is None and unit in ("hour", "minute"):
            words = replace(words, time=_NEXT_SMALLER[unit])
        if words.time is None or TIME_ORDER.index(words.time) >= TIME_ORDER.index(unit):
            raise NotUnderstood("SEVERAL_NUMBERS")
        return number, words

    def _settled(self, terms: list, kind: str, sign: float) -> Plan:
        words = terms[0][1]
        factors = [1.0]
        if kind == "range":
            words, factors = self._range_words(terms[0][1], terms[1][1])
        elif kind == "compound":
            # Parts of a length of time are added up in hours; a day has the hours of a working or an elapsed
            # day.
            hours = words_of_kind(f"hours:{self.basis}")
            factors = [float(hours[part.time]) for _, part in terms]
            for _, part in terms[1:]:
                words = replace(words, time="hour").over(part)
            words = replace(words, time="hour")
        if words.has_note or words.time or words.period or sign < 0 and self.is_written_out:
            self.is_written_out = True
        return Plan(
            tuple(number for number, _ in terms),
            tuple(factors),
            words,
            kind,
            sign,
            self.is_written_out,
            self.has_other_mark,
            tuple(self.years),
        )

    def _range_words(self, first: Words, last: Words) -> tuple[Words, list[float]]:
        """What the words say of both ends: the unit at the end also holds for the start, unless that has its own."""
        both = last.over(first)
        start = 1.0
        if first.time and last.time and first.time != last.time:
            hours = words_of_kind(f"hours:{self.basis or 'elapsed'}")
            start *= float(hours[first.time]) / float(hours[last.time])
        if first.magnitude and last.magnitude:
            start *= first.magnitude / last.magnitude
        for name in ("currency", "percent", "period"):
            mine, its = getattr(first, name), getattr(last, name)
            if mine is not None and its is not None and mine != its:
                raise NotUnderstood("SEVERAL_NUMBERS")
        if first.magnitude and not last.magnitude or first.time and not last.time:
            raise NotUnderstood("SEVERAL_NUMBERS")  # "5k - 10": of what is the 10?
        return both, [start, 1.0]


def _is_grouped(digits: str, mark: str) -> bool:
    """Whether digits with one mark can be thousands: 1.234, not 0.234 or 12.34."""
    head, _, tail = digits.partition(mark)
    return len(tail) == 3 and 0 < len(head) <= 3 and head[0] != "0" and " " not in head and "'" not in head


def _joins(token: Token) -> bool:
    """Whether a sign or a word stands between two parts of a length of time: "1 day, 4 hours"."""
    return token.text == "," or token.text in words_of_kind("list_and")
