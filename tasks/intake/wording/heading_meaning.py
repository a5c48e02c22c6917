"""What a heading says that changes what its figures are: for each item, over three years, not, saved, Q3 2026.

The words are data: ``schemas/heading_words.csv``. What is said here is taken off the heading before it is
compared with the known headings, so that "Cost per transaction" is a cost, and not an annual cost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tasks.intake.wording.heading_period import Span, find_span
from tasks.intake.wording.known_headings import alias_words, measures, names_working_time, unit_words
from tasks.intake.wording.normalise import fold, spaced
from tasks.intake.wording.short_periods import with_full_periods
from tasks.intake.wording.word_lists import words_of_kind

# A word or a single sign: signs such as "/" and "%" say something in a heading.
_TOKEN = re.compile(r"\w+|[^\w\s]")
_BRACKETED = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
# Fractions of one that a share can be given in, by the sign or the words for it.
_SHARE_UNITS = (
    (r"‰|per mille?\b|pro ?mille\b|pour mille\b|por mil\b|per (?:1000|1 000|thousand)\b", 1e-3),
    (r"\bppm\b|\bdpmo?\b|parts per million\b|per million\b", 1e-6),
    (r"\bbps\b|\bbasis points?\b|\bbasispunkte\b", 1e-4),
)
_AVERAGE = (
    r"(?:average|avg|mean|median|typical|durchschnittliche?[rns]?|mittleres|moyenn?e?s?|medio|promedio)"
)
_PAY = r"(?:salary|salaries|wages?|pay|gehalt|gehalter|lohn|salaires?|salarios?|sueldos?|remuneration)"


@dataclass(frozen=True)
class Meaning:
    """What a heading says beside its name.

    text: the heading without it. basis: the figures are ``per_item``, ``per_head``, ``per_hour`` or, for
    times, ``in_total`` for all items of a period. span: the time that the figures cover. share_unit: what one
    is worth in a column of shares. share_of: the word for a share of a total, as in "share of cost". aggregate:
    ``count`` where a query counted or took an extreme. items_count: of how many items a figure is, as in "per 1000
    transactions". part_of_staff: a word that names some of the people only, as in "FTE offshore"; part_of_cost one
    that names some of the cost only, as in "travel cost". possible: words that say what could be, as in "can be
    outsourced".
    """

    text: str
    basis: str = ""
    span: Span = Span()
    is_negated: bool = False
    share_unit: float | None = None
    other_quantity: str = ""
    share_of: str = ""
    is_plan: bool = False
    aggregate: str = ""
    items_count: float = 1.0
    part_of_staff: str = ""
    part_of_cost: str = ""
    possible: str = ""


class _Tokens:
    """A heading as words, folded for comparing, from which phrases can be taken away."""

    def __init__(self, text: str):
        self.tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        self.text = text

    @property
    def joined(self) -> str:
        return " ".join(fold(token) for token, _, _ in self.tokens)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Removes the first match of a pattern over whole words, and gives it back."""
        match = pattern.search(self.joined)
        if match:
            self.drop(match.start(), match.end())
        return match

    def drop(self, start: int, end: int) -> None:
        """Removes the words between two places of ``joined``.

        Args:
            start: place of the first character to remove, counted in ``joined``.
            end: place behind the last one.
        """
        position, left = 0, []
        for token in self.tokens:
            # ``joined`` has one space after each token, so the place moves by the width and one more.
            width = len(fold(token[0]))
            if position + width <= start or position >= end:
                left.append(token)
            position += width + 1
        self.tokens = left

    def copy(self) -> _Tokens:
        """The same words, to try something on."""
        other = _Tokens("")
        other.tokens, other.text = list(self.tokens), self.text
        return other

    def rest(self) -> str:
        """The words that are left, with the spaces that stood between them."""
        parts, last = [], None
        for token, start, end in self.tokens:
            if last is not None and self.text[last:start] != "":
                parts.append(" ")
            parts.append(token)
            last = end
        return "".join(parts)


@lru_cache(maxsize=16_384)
def read_meaning(heading: str) -> Meaning:
    """Read what a heading says beside its name, to the end; a heading that says nothing more keeps its text."""
    tokens = _Tokens(with_full_periods(spaced(heading)))
    # Each step takes away what it understood, so that the next does not see it; what is left is compared with
    # the known headings.
    aggregate = tokens.take(_starting("aggregate"))
    items_count = _take_items_count(tokens)
    share_unit = next(
        (unit for words, unit in _SHARE_UNITS if tokens.take(re.compile(words))),
        None,
    )
    text, span = find_span(tokens.rest())
    tokens = _Tokens(text)
    # "FTE, including temporary staff": an aside is only taken off where the rest is a heading that is known. Its end is
    # that of the heading, but for units: "Cost incl. VAT k€", "Volume incl. rework per month".
    _take_if_named(tokens, _aside())
    basis = _basis(tokens)
    negated = _take_negation(tokens)
    joined = tokens.joined
    return Meaning(
        text=tokens.rest(),
        basis=basis,
        span=span,
        is_negated=negated,
        share_unit=share_unit,
        other_quantity=_first_word("other_quantity", joined),
        share_of="%" if "%" in joined else _first_word("share_of", joined),
        is_plan=bool(re.search(rf"\b(?:{_any('plan')})\b", joined)),
        items_count=items_count,
        part_of_staff=_part_of_staff(joined),
        part_of_cost=_first_word("part_of_cost", fold(_BRACKETED.sub(" ", joined))),
        possible=_first_word("possible", joined),
        aggregate=words_of_kind("aggregate")[aggregate.group().strip()] if aggregate else "",
    )


def _part_of_staff(joined: str) -> str:
    """The word that names some of the people only; "" where the heading names all: "FTE (internal + external)"."""
    # "Temps" are temporary staff, but for "équivalents temps plein".
    named = re.findall(rf"(?<!\w)(?:{_any('part_of_staff')})(?!\w| plein| complet)", joined)
    is_whole = re.search(
        r"\b(?:(?:incl|excl|inkl|exkl|einschl|incluid)\w*|total|gesamt|all|y compris|without|ohne|hors|sans|sin)\b",
        joined,
    )
    return named[0] if len(named) == 1 and not is_whole and not re.search(r"\bintern|\+|&", joined) else ""


def _first_word(kind: str, joined: str) -> str:
    """The first word of a kind in a heading; "" where there is none."""
    match = re.search(rf"(?<![\w-])(?:{_any(kind)})(?![\w-])", joined)
    return match.group() if match else ""


@cache
def _any(kind: str) -> str:
    """The words of a kind as alternatives, the longest first."""
    return "|".join(
        " ".join(map(re.escape, _TOKEN.findall(word)))
        for word in sorted(words_of_kind(kind), key=len, reverse=True)
    )


@cache
def _aside() -> re.Pattern[str]:
    """What a heading leaves out or takes in, up to its unit."""
    return re.compile(rf" (?:[,(] )?(?:{_any('aside_clause')})\b(?: \.)? [^()]+?{_before_unit()}")


@cache
def _before_unit() -> str:
    """The place before the unit of a heading, a bracket or its end: "per month", "in T €", "p . a ."."""
    units = "|".join(map(re.escape, unit_words()))
    part_of_unit = rf"(?:{units})(?:e?s|en|n|e)?|{_any('per')}|[/€$£%,.]|in|en|de|m|miles|p \. [am]"
    return rf"(?=(?: (?:{part_of_unit}))*(?: [()\[]|$))"


@cache
def _starting(kind: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{_any(kind)})(?= \w)")


@cache
def _basis_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    per, plural, each = rf"(?:{_any('per')})", r"(?:e?s|en|n|e)?", r"\b(?:per|pro|je|par|por|p \.)"
    return (
        ("per_hour", re.compile(rf"(?:\b{per}|/) (?:h|hr|hour|std|stunde|heure|hora)\b")),
        (
            "per_head",
            re.compile(rf"{each} (?:\w+ )?(?:{_any('head_noun')}){plural}\b"),
        ),
        (
            "per_item",
            re.compile(rf"{each} (?:\w+ )?(?:{_any('item_noun')}){plural}\b"),
        ),
    )


def _take_if_named(tokens: _Tokens, pattern: re.Pattern[str]) -> bool:
    """Takes a phrase away where what is left is a known heading of a measure, or working time."""
    tried = tokens.copy()
    if not tried.take(pattern) or not (measures(tried.rest()) or names_working_time(tried.rest())):
        return False
    tokens.tokens = tried.tokens
    return True


def _take_items_count(tokens: _Tokens) -> float:
    """The number in "per 1000 transactions" or "per hundred cases", taken away; 1 where there is none."""
    nouns = rf"(?:{_any('item_noun')})(?:e?s|en|n|e)?\b"
    digits = r"1(?: ?[.,'’]? ?0+)+"
    spelled = "hundred|thousand|hundert|tausend|cent|mille|cien|mil"
    match = re.search(
        rf"(?<=\b(?:per|pro|par|por) )(?:({digits})|({spelled})) (?={nouns})", tokens.joined
    ) or re.search(rf"(?<=\bje )({digits})()(?= {nouns})", tokens.joined)
    if not match:
        return 1.0
    tokens.drop(match.start(), match.end())
    words = {"hundred": 100, "hundert": 100, "cent": 100, "cien": 100}
    return float(re.sub(r"\D", "", match[1])) if match[1] else float(words.get(match[2], 1000))


def _basis(tokens: _Tokens) -> str:
    """What one figure is for: an item, a head, an hour, or all items of a period."""
    # "Unit cost" says both; "cost" is put back, so that the rest is still the heading of a cost.
    unit_cost = tokens.take(re.compile(rf"\b(?:{_any('unit_cost')})\b"))
    if unit_cost:
        tokens.tokens.insert(0, ("cost ", 0, 0))
        return "per_item"
    heads = rf"(?:{_any('head_noun')})(?:e?s|en|n|e)?\b"
    if re.search(rf"\b(?:per|pro|je|par|por) \w+ (?:and|und|et|y|&) {heads}", tokens.joined):
        tokens.take(re.compile(rf"(?:and|und|et|y|&) {heads}"))
        return "per_head"
    # "Average salary" is that of one person, although no "per" says so.
    if re.search(rf"\b{_AVERAGE}\b.*\b{_PAY}\b|\b{_PAY}\b.*\b{_AVERAGE}\b", tokens.joined):
        return "per_head"
    for name, pattern in _basis_patterns():
        if tokens.take(pattern):
            return name
    for name, noun in (("per_head", "head_noun"), ("per_item", "item_noun")):
        if _take_if_named(
            tokens,
            # Before its unit: "Cost/FTE k€", "Kosten/Vorgang in T€".
            re.compile(rf" / (?:\w+ )?(?:{_any(noun)})(?:e?s|en|n|e)?{_before_unit()}"),
        ):
            return name
    period = rf"(?:{_any('per')}) (?:{'|'.join(words_of_kind('months_long'))})\b"
    adjective = rf"\b(?:{_any('period_adjective')})\b"
    # "Average monthly handling time" is the time of one item; without "average" it is that of all items.
    is_average = re.search(
        r"\b(?:average|avg|o|durchschnittliche?|moyen(?:ne)?|medio|media)\b", tokens.joined
    )
    in_total = re.search(rf"(?:^| ){period}", tokens.joined) or (
        not is_average and re.search(rf"{adjective}|\btotal\b|\bgesamt\w*", tokens.joined)
    )
    return "in_total" if in_total else ""


def _take_negation(tokens: _Tokens) -> bool:
    """Whether the heading denies its name; "No. of cases" counts, and notes in brackets deny nothing."""
    outside = fold(_BRACKETED.sub(" ", tokens.text))
    if re.search(r"\b(?:if|falls|si|wenn)\b", outside):
        return False
    joined = tokens.joined
    words = re.compile(
        rf"(?:^|(?<= ))(?:{_any('negation')})(?: -)?(?= (?!of\b|[.°º]|per\b|pro\b|/|de\b|par\b|por\b)\w)"
        rf"|(?<= )(?:- )?(?:{_any('negation_after')})\b(?! of| text)"
    )
    # Brackets are replaced letter by letter, so that places stay those of the whole heading.
    inner = re.sub(r"[(\[{] [^()\[\]{}]* [)\]}]", lambda match: "_" * len(match.group()), joined)
    match = words.search(inner)
    # "Core / non-core" names both sides of a choice and denies nothing.
    if match and not re.search(r"/ (?:non|not|no)\b|\bor (?:non|not|no)\b|\boder\b|\bou non\b", inner):
        tokens.drop(match.start(), match.end())
        return True
    return _take_affix(tokens)


def _take_affix(tokens: _Tokens) -> bool:
    """Words that deny within one word: "unstructured", "fehlerfrei"."""
    for index, (token, start, end) in enumerate(tokens.tokens):
        word = fold(token)
        for rest in (
            re.sub(r"^(?:un|in)(?=\w{6})|^(?:non|nicht)(?=\w{4})", "", word),
            re.sub(r"(?<=\w{4})freie?[rsn]?$", "", word),
        ):
            # Only where the word without it is known and the whole word is not: "interest" is no denial of
            # "terest".
            if rest != word and rest in alias_words() and word not in alias_words():
                tokens.tokens[index] = (rest, start, end)
                return True
    return False
