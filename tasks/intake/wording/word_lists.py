"""The word lists of intake: schemas/intake_words.csv (by kind) and schemas/value_words.csv (by column)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import schemas
from schemas.columns import columns

_HERE = Path(schemas.__file__).parent


def _plain(text: str) -> str:
    # The same folding as in normalise, which imports this module and so cannot be imported here.
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(c for c in decomposed if not unicodedata.combining(c)))


@cache
def _lines() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = {}
    for name in ("intake_words.csv", "heading_words.csv"):
        with (_HERE / name).open(encoding="utf-8", newline="") as handle:
            for line in csv.DictReader(handle):
                lists.setdefault(line["kind"], {})[_plain(line["word"])] = line["value"]
    return lists


def words_of_kind(kind: str) -> dict[str, str]:
    """Word (lower case, without accents) to value, for one kind of the list."""
    return _lines().get(kind, {})


@cache
def alternatives(kind: str, spell: Callable[[str], str] = str) -> str:
    """The words of a kind as alternatives of a regular expression, longer ones first.

    Args:
        kind: of the list.
        spell: brings a word into the spelling of the texts that are searched.
    """
    return alternatives_of(words_of_kind(kind), spell)


def alternatives_of(texts: Iterable[str], spell: Callable[[str], str] = str) -> str:
    """Texts as alternatives of a regular expression, longer ones first.

    Args:
        texts: words or signs.
        spell: brings one into the spelling of the texts that are searched.
    """
    return "|".join(sorted((re.escape(spell(text)) for text in texts), key=len, reverse=True))


def abbreviations() -> dict[str, str]:
    """Short or other spelling to the spelling that headings are compared in."""
    return words_of_kind("abbreviation")


@cache
def is_blank_word(key: str) -> bool:
    """Whether a cell with this (folded) text says nothing."""
    return key in words_of_kind("blank")


@cache
def blank_texts() -> frozenset[str]:
    """Words for "blank" in lower case, with and without their accents."""
    with (_HERE / "intake_words.csv").open(encoding="utf-8", newline="") as handle:
        written = {line["word"].lower() for line in csv.DictReader(handle) if line["kind"] == "blank"}
    return frozenset(written | set(words_of_kind("blank")))


@cache
def value_words(column: str) -> dict[str, str]:
    """Word (folded, hyphens as spaces) to canonical value, for one column; its own values included."""
    values_by_word = {
        value.replace("_", " "): value for value in (columns()[column].values if column in columns() else ())
    }
    for word, value in _value_lines().get(column, ()):
        values_by_word.setdefault(
            _plain(word).strip(" .:;,!*\"'").replace("-", " ").replace("_", " "),
            value,
        )
    return values_by_word


@cache
def _value_lines() -> dict[str, list[tuple[str, str]]]:
    """Words and values of each column, as written."""
    lines: dict[str, list[tuple[str, str]]] = {}
    with (_HERE / "value_words.csv").open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle):
            lines.setdefault(line["column"], []).append((line["word"], line["value"]))
    return lines
