"""Words: yes and no, categories, plain text."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from schemas.columns import Column
from schemas.phrases import phrase
from tasks.distinct_texts import distinct_cells, distinct_texts
from tasks.intake.cells.cell_kinds import Hints, Reading, by_unique, filled, mark, sort_cells
from tasks.intake.cells.grades import grades
from tasks.intake.wording.normalise import cell_key, fold, tidy
from tasks.intake.wording.word_lists import value_words, words_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

# A box and the word after it, as forms print them: "☒ yes ☐ no", "[x] Ja [ ] Nein".
_BOX = re.compile(r"(☐|☑|☒|[\[(]\s*[xX✓✔]?\s*[\])])\s*([^\W\d_]+)")
# What divides the answers of a choice that nobody made: "Yes / No", "ja oder nein".
_CHOICE = re.compile(r"\s*(?:/|\||\bor\b|\boder\b|\bou\b|\bo\b(?=\s))\s*")
# "outsourced (partly)", "in-house [from 2027: outsourced]"
_REMARK = re.compile(r"\s*[(\[](.*?)[)\]]\s*")
_YEAR = re.compile(r"\b20\d\d\b")
# "1. Monthly", "(2) Weekly", "a) Daily"; the 1 of "1; 5" is an entry of a list and no numbering.
_NUMBERING = re.compile(r"^\W*\d+[^\w;,/|\n%]+(?=[^\W\d])|^[a-z]\d?[).:]\s*")
# "80 % outsourced"
_SHARE = re.compile(r"^\W*(\d{1,3}(?:[.,]\d+)?) ?% ?(?:of it |davon )?(?=[^\W\d])")


def yes_no(text: str) -> bool | None:
    """True, False or None for a word in four languages, a tick or a cross."""
    key = fold(text).strip(" .:;,!*")
    if key in words_of_kind("yes"):
        return True
    if key in words_of_kind("no"):
        return False
    return None


def are_answers(texts: Iterable[str]) -> bool:
    """Whether there are texts, and each of them says yes or no.

    Args:
        texts: cells as received.
    """
    answers = [yes_no(text) is not None for text in texts]
    return bool(answers) and all(answers)


def _letters_of_codes(texts: pd.Series) -> frozenset[str]:
    """Single letters of a column that answer nothing: "S" is a yes ("sí") beside "N" or alone, and a code beside "M"
    and "L"; "T" is true alone and something else ("teilweise") beside "J" or "Y". "x" is a tick.
    """
    keys = {fold(str(text)).strip(" .") for text in distinct_texts(texts)[1]}
    letters = frozenset(key for key in keys if len(key) == 1 and key.isalpha()) - {"x"}
    if "n" not in letters and any(yes_no(letter) is None for letter in letters):
        return letters
    return frozenset("t") if letters & {"y", "j", "o", "s"} else frozenset()


def _read_yes_no(text: str) -> tuple[bool | None, str | None]:
    whole = yes_no(text)
    if whole is not None:
        return whole, None
    folded = fold(text)
    if folded.strip(" .?") in words_of_kind("unsure"):
        return None, "UNSURE_AS_BLANK"
    if folded.strip(" .?") in words_of_kind("partly"):
        return None, "PARTLY_AS_BLANK"
    boxes = _BOX.findall(text)
    if len(boxes) > 1:
        return _ticked(boxes)
    # The form's own "Yes / No" is no answer.
    answers = {yes_no(part) for part in _CHOICE.split(folded.partition("(")[0]) if part.strip()}
    if answers == {True, False}:
        return None, "CHOICE_AS_PRINTED"
    # An answer with a remark: "Yes, since 2020", "No (planned)".
    first = re.match(r"^([^\W\d]+)\s*[,;:.(–-]", folded)
    start = yes_no(first.group(1)) if first else None
    return start, "YES_NO_WITH_COMMENT" if start is not None else "CELL_NOT_YES_NO"


def _read_crosses(text: str) -> tuple[bool | None, str | None]:
    return (None, "CELL_NOT_YES_NO") if fold(text) == "o" else _read_yes_no(text)


def _ticked(boxes: list[tuple[str, str]]) -> tuple[bool | None, str | None]:
    """The one ticked box of a form; blank where none is."""
    ticked = [yes_no(word) for box, word in boxes if re.search(r"[☑☒✓✔xX]", box)]
    if not ticked:
        return None, "CHOICE_AS_PRINTED"
    is_clear = len(ticked) == 1 and ticked[0] is not None
    return (ticked[0], None) if is_clear else (None, "CELL_NOT_YES_NO")


def read_yes_no(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A yes/no column as nullable booleans.

    Args:
        column: the column of the input dictionary; not used.
        raw: its cells as RawSheet.grid holds them.
        hints: ``is_reversed`` turns the answers round ("Not standardised?").

    Returns:
        Booleans, missing where a cell is no clear answer; 1 and 0 are yes and no.
    """
    cells = sort_cells(raw)
    is_crossed = {"x", "o"} <= {fold(text) for text in distinct_texts(cells.texts)[1]}
    # Beside "x", an "o" is a sign and no "oui".
    read = _read_crosses if is_crossed else _read_yes_no
    answer, code = by_unique(cells.texts, read, ("boolean", "str"))
    if letters := _letters_of_codes(cells.texts):
        is_code = cells.texts.str.strip(" .").str.casefold().isin(letters)
        answer, code = answer.mask(is_code), mark(code, is_code, "CELL_NOT_YES_NO")
    numeric = cells.numbers.map({1.0: True, 0.0: False}).astype("boolean")
    values = filled(cells.flags, answer, numeric)
    wrong = (cells.numbers.notna() & numeric.isna()) | cells.dates.notna()
    codes = mark(cells.codes.fillna(code), wrong, "CELL_NOT_YES_NO")
    return Reading(~values if hints.is_reversed else values, codes)


def canonical(column: str, text: str, codes: frozenset[str] = frozenset()) -> str | None:
    """The canonical value that a word stands for in a column, or None.

    Args:
        column: name of the column; its words are those of the word lists.
        text: a word or a short text as received.
        codes: single letters that stand for neither yes nor no.
    """
    values_by_word, key = value_words(column), cell_key(text)
    rest, remark = _REMARK.sub(" ", key).strip(), _REMARK.search(key)
    if remark and key not in values_by_word and _says_otherwise(remark[1], values_by_word, rest):
        # "outsourced (partly)", "in-house (partly outsourced)", "yes (within limits)"
        return values_by_word.get(f"{remark[1].strip()} {rest}") or values_by_word.get(remark[1].strip())
    if share := _SHARE.match(key):
        rest, is_whole = key[share.end() :], share[1] == "100"
        return values_by_word.get(rest if is_whole else f"partly {rest}")
    return (
        # Whole, then without a remark in brackets, then without a number in front, then as a mere yes or no.
        values_by_word.get(key)
        or values_by_word.get(rest)
        or values_by_word.get(_NUMBERING.sub("", key).strip())
        or (
            values_by_word.get({True: "yes", False: "no", None: ""}[yes_no(key)])
            if "yes" in values_by_word and key.isalpha() and key not in codes
            else None
        )
    )


def _says_otherwise(remark: str, values_by_word: dict[str, str], rest: str) -> bool:
    """Whether a remark in brackets takes back what stands before it: "yes (partly)", "yes (within limits)" where that
    is another entry of the list, "in-house (from 2027: outsourced)".
    """
    remark, value = remark.strip(), values_by_word.get(rest)
    is_answer = yes_no(rest) is not None
    if remark in words_of_kind("partly") or remark.partition(" ")[0] in words_of_kind("partly"):
        # "confidential (partly)" stays confidential.
        return is_answer or remark in values_by_word or f"{remark} {rest}" in values_by_word
    # Elsewhere a remark may name a neighbour: "shared services (captive)", "yes (no exceptions)".
    is_dated = _YEAR.search(remark) is not None
    tried = [remark, *remark.split()] if is_dated else [remark]
    named = {values_by_word.get(words) for words in tried} - {None, value}
    return value is not None and (is_dated or is_answer) and bool(named)


def normal_word(text: str) -> str:
    """A word that is not known, in the form of a canonical value."""
    return re.sub(r"\W+", "_", tidy(text).casefold()).strip("_") or tidy(text)


def _read_category(column: str, codes: frozenset[str], text: str) -> tuple[str | None]:
    return (canonical(column, text, codes) or _first_part(column, text) or normal_word(text),)


def _first_part(column: str, text: str) -> str | None:
    """A cell such as "Monthly - month end" is monthly: what stands before a dash, a bracket or a colon; but
    "low - medium"
    is two values.
    """
    first, *rest = re.split(r"\s[-–—]\s|[(:]", text, maxsplit=1)
    value = canonical(column, first) if rest else None
    if value and _says_otherwise(fold(rest[0]).strip(" )"), value_words(column), cell_key(first)):
        return None
    other = canonical(column, rest[0].strip(" )")) if value else None
    return value if other in (None, value) else None


def read_category(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A category column as canonical values; unknown words stay, normalised, for the quality stage to
    judge.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: ``scale`` holds the ends of the codes that the heading declares.

    Returns:
        Texts. Numbers and booleans are read as words too, because 1 or "yes" may stand for a category.
    """
    import pandas as pd

    cells = sort_cells(raw, keep=meaningful_blanks(column.name))
    texts = cells.texts
    if not isinstance(raw.dtype, pd.StringDtype):  # in such a column there is nothing else
        texts = texts.fillna(number_texts(cells.numbers))
        texts = texts.fillna(cells.flags.map({True: "yes", False: "no"}).astype("str"))
    graded, note, code = grades(column.name, texts, hints.scale)
    if note is None and hints.scale is None and _answers_in_digits(column.name, texts):
        texts, note = texts.map({"1": "yes", "0": "no"}), phrase("1 was read as yes and 0 as no")
    is_graded = bool(graded.notna().any())
    texts = texts.mask(graded.notna()) if is_graded else texts
    (values,) = by_unique(texts, partial(_read_category, column.name, _letters_of_codes(texts)), ("str",))
    codes = (
        mark(mark(cells.codes, cells.dates.notna(), "DATE_FOR_WORD"), graded.notna(), code)
        if code
        else mark(cells.codes, cells.dates.notna(), "DATE_FOR_WORD")
    )
    return Reading(graded.fillna(values) if is_graded else values, codes, (note,) if note else ())


def _answers_in_digits(column: str, texts: pd.Series) -> bool:
    """Whether a column that takes yes and no holds both 1 and 0, and nothing else."""
    return {"yes", "no"} <= value_words(column).keys() and set(distinct_texts(texts)[1]) == {"0", "1"}


@cache
def meaningful_blanks(column: str) -> frozenset[str]:
    """Words for "blank" that are a value of this column, such as "none", or may well be one: "offen" (open) may say
    that nobody knows the class of the data, or that everybody may see them.
    """
    doubtful = {word for word, names in words_of_kind("blank_or_value").items() if column in names.split()}
    return (
        frozenset(word for word in words_of_kind("blank") if cell_key(word) in value_words(column)) | doubtful
    )


def read_text(column: Column, raw: pd.Series, hints: Hints) -> Reading:
    """A text column: text as it is, numbers as a person would write them.

    Args:
        column: the column of the input dictionary.
        raw: its cells as RawSheet.grid holds them.
        hints: not used.
    """
    cells = sort_cells(
        raw,
        keep_short_codes=column.name not in ("process_name", "description", "owner") and _holds_codes(raw),
    )
    return Reading(as_text(raw, cells), cells.codes)


def as_text(raw: pd.Series, cells=None) -> pd.Series:
    """Any raw column as text; blanks missing.

    Args:
        raw: the cells as RawSheet.grid holds them.
        cells (Cells | None): the same cells sorted by kind; None to sort them here, words for "blank" kept.

    Returns:
        Texts over the same index: whole numbers without a decimal point, dates as ISO 8601, booleans as yes and no.
    """
    import pandas as pd

    cells = cells or sort_cells(raw, keep=frozenset(words_of_kind("blank")))
    if isinstance(raw.dtype, pd.StringDtype):  # nothing else is in it
        return cells.texts
    texts = cells.texts.fillna(number_texts(cells.numbers))
    days = cells.dates.dt.strftime("%Y-%m-%d").astype("str")
    return texts.fillna(days).fillna(cells.flags.map({True: "yes", False: "no"}).astype("str")).astype("str")


def number_texts(numbers: pd.Series) -> pd.Series:
    """Numbers as text without a needless ".0"."""
    import numpy as np
    import pandas as pd

    texts = pd.Series(index=numbers.index, dtype=str)
    filled = numbers.dropna()
    if filled.empty:
        return texts
    # Above 1e15 a float no longer holds each whole number, so its digits would be made up.
    whole = filled[(filled % 1 == 0) & (filled.abs() < 1e15)]
    texts.loc[whole.index] = whole.astype(np.int64).astype("str")
    rest = filled.drop(whole.index)
    texts.loc[rest.index] = rest.map(repr).astype("str")
    return texts


def _holds_codes(raw: pd.Series) -> bool:
    """Whether most cells are short codes in capitals, so that "NA" is one of them."""
    texts = distinct_cells(sort_cells(distinct_cells(raw)).texts)
    codes = texts.str.fullmatch(r"[A-Z0-9][A-Z0-9._/-]{0,7}")
    return bool(len(texts)) and bool(codes.mean() > 0.5)
