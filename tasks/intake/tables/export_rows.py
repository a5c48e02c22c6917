"""Rows that a program or a form wrote around the data: footers of exports, numbers and codes of the columns,
examples of how to fill in a form.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tasks.intake.cells.categories import are_answers
from tasks.intake.tables.heading_cells import is_unit
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import fold, tidy
from tasks.intake.wording.word_lists import alternatives, words_of_kind

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from tasks.intake.tables.blocks import Block

FIRST_ROWS = 3  # rows of codes and examples stand among the first so many rows
_CODED_SHARE = 0.8  # share of the headings that a row of codes has a code for
_FORM_SHARE = 0.5  # share of cells that must be examples or orders to fill in
# "(1)", "col. 3", "Spalte 4", "C2", "b".
_COLUMN_NUMBER = re.compile(
    r"[(\[]?\s*(?:col(?:umn)?\.?|spalte|colonne|columna|field|feld|champ|campo|[a-z](?=\d))?\s*(\d{1,3}|[a-z])\s*[)\].]?$",
    re.I,
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
# Codes of columns in forms of authorities: "c0010", "010", "B_01.02.0030".
_CODE = re.compile(r"[a-z]{0,3}[_.]?(?:\d{2}\.)*(\d{2,5})$", re.I)
# "process_name", "annualVolume", "hr.process.name".
_TECHNICAL = re.compile(r"(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[\w.]+\.[a-z_]+)$")
# "PROCESS_ID", "NAME".
_UPPER_IDENTIFIER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*$")
# "e.g. Invoice processing", "Example: ...", "z. B. ...", "par exemple", "(example) ...".
_EXAMPLE = re.compile(
    r"(?:(?:please |bitte )(?:delete|remove|loschen)(?:\s*:|$| (?:this|these|the )?\s*(?:row|line|example))"
    r"|e\.?\s?g\.?[\s:,]|i\.e\.\s|for example\b|example\s*(?:[:\-–(]|process\b|row\b|$)|\(example\)"
    r"|z\.\s?b\.|zum beispiel|beispiel(?:prozess|zeile)?\s*(?:[:\-–(]|$)|bsp\.?\s*:?\s|muster(?:prozess|zeile)?\s*[:(]"
    r"|p\.\s?ex\.|par ex(?:emple|\.)|ex\s?[.:]\s|exemple\s*(?:[:\-–(]|$)"
    r"|(?:p\.\s?)?ej\.|por ejemplo|bijv\.|bv\.\s|bijvoorbeeld|voorbeeld\s*(?:[:\-–(]|$)"
    r"|ejemplo\s*(?:[:\-–(]|$)|sample\s*(?:[:\-–(]|row\b|entry\b|$))",
    re.I,
)
# "VARCHAR(60)", "decimal (5,2)", "text (max 80)"
_LENGTH = re.compile(r"\s*\([^()]*\)$")
# what may stand alone in the last row: "-- end --", "Version 1.3", "Version 1.3, changed in May"
_LAST = re.compile(
    r"(?:end|ende|fin|eof|schluss|fine|etc|usw|u\. ?s\. ?w|und so weiter)\.?$"
    r"|(?:version|ver\.|rev(?:ision)?\.?|v)\s*[:.]?\s*\d[\d.]*$"
    # "V1 - Invoices" is a process with its code.
    r"|version\s*[:.]?\s*\d[\d.]*\s*[,;(–-].*$"
    # "Datos a 31/12/2025", "Cut-off 2026-01-31"; "Year-end closing 31.12.2026" is work.
    r"|(?:data|daten|datos|donnees|gegevens|dati|dados|stand|stichtag|status|cut-?off|as|per|date|datum|fecha|valid)\b"
    r"(?:\s+[^\W\d]\S*){0,3}\s*:?\s+\(?(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)\)?\.?$"
)
# "[name of the process]", "<select>", "please enter ...", "bitte ...", in the folded form of texts.
_ORDER = re.compile(
    r"(?:(?:\[[^\]]*\]|<[^>]*>|\{[^}]*\}|\([^)]*\))$"
    r"|(?:please|enter|select|choose|insert|type|describe|state|bitte|auswahlen|eintragen|angeben"
    r"|veuillez|saisir|selectionner|choisir|indiquer|seleccione|introduzca|indique|elija|escriba)\b)",
    re.I,
)
# "Prozessname eintragen": an order where a heading stands before the verb; "Rechnungen eingeben" is a process.
_ORDER_BEHIND = re.compile(r"(.+) (?:eintragen|angeben|ausfullen|auswahlen|eingeben)[.!]*$")


def is_codes(block: Block, name_letter: str) -> np.ndarray:
    """Rows below the headings that number the columns (1, 2, 3), name their codes (c0010, c0020) or their
    technical names, or say which must be filled in.

    Args:
        block: the table.
        name_letter: the column of names; a row without a cell in it is no row of codes.

    Returns:
        A flag for each row of the table.
    """
    import numpy as np

    flags = np.zeros(len(block.data), dtype=bool)
    headings = sum(bool(text) for text in block.headings.values())
    for position in range(min(FIRST_ROWS, len(block.data))):
        row = block.data.iloc[position].dropna()
        texts = [_plain(value) for value in row]
        if name_letter in row and len(texts) >= max(2, _CODED_SHARE * headings):
            flags[position] = _count_up(texts) or _are_codes(texts) or _are_technical(texts)
            flags[position] |= are_answers(texts) or _are_requirements(row, name_letter)
    return flags


def _type_of(value: object) -> str:
    return _LENGTH.sub("", fold(_plain(value)))


def _are_requirements(row: pd.Series, name_letter: str) -> bool:
    """Whether each cell says that the column must be filled in, its type or its unit: "Text | Number | EUR"."""
    others = [tidy(str(value)) for value in row if _type_of(value) not in _column_requirements()]
    # A name that is a unit alone may be one of a process ("Hours").
    is_named = _type_of(row[name_letter]) in _column_requirements()
    return is_named and len(others) < len(row) - 1 and all(map(is_unit, others)) or not others


@cache
def _column_requirements() -> frozenset[str]:
    """What a row below the headings says of each column: that it must be filled in, or the type of its cells."""
    return frozenset(fold(word) for kind in ("requirement", "type_word") for word in words_of_kind(kind))


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _count_up(texts: list[str]) -> bool:
    if len(texts) > 2 and tuple(map(str.upper, texts)) == _ROMAN[: len(texts)]:
        return True
    matches = [_COLUMN_NUMBER.match(text) for text in texts]
    if not all(matches):
        return False
    # Letters count as numbers: a, b, c is 1, 2, 3. Some forms begin at 0.
    marks = [match[1].casefold() for match in matches if match]
    numbers = [int(mark) if mark.isdigit() else ord(mark) - 96 for mark in marks]
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))


def _are_codes(texts: list[str]) -> bool:
    matches = [_CODE.match(text) for text in texts]
    if not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match]
    # All codes share what is before their number, and the numbers grow: ids of processes would not be beside
    # each other in one row.
    heads = {text[: match.start(1)] for text, match in zip(texts, matches, strict=True) if match}
    return len(heads) == 1 and numbers == sorted(set(numbers)) and len(numbers) > 2


def _are_technical(texts: list[str]) -> bool:
    named = [bool(_TECHNICAL.match(text)) for text in texts]
    is_plain = any(named) and all(_IDENTIFIER.match(text) for text in texts)
    is_upper = all(_UPPER_IDENTIFIER.match(text) for text in texts) and any("_" in text for text in texts)
    return len(texts) > 2 and (sum(named) >= _CODED_SHARE * len(texts) or is_plain or is_upper)


def is_example(block: Block, name_letter: str) -> np.ndarray:
    """Rows at the top that show how to fill in the form: "e.g. Invoice processing", "[name of the process]".

    Args:
        block: the table.
        name_letter: the column of names; an example there is enough, elsewhere most cells must be examples.

    Returns:
        A flag for each row of the table.
    """
    import numpy as np

    flags = np.zeros(len(block.data), dtype=bool)
    for position in range(min(FIRST_ROWS, len(block.data))):
        cells = {letter: fold(str(value)) for letter, value in block.data.iloc[position].dropna().items()}
        examples = [bool(_EXAMPLE.match(text)) for text in cells.values()]
        orders = [_is_order(text) for text in cells.values()]
        # An order to fill in ("[name]") in the column of names is not enough alone: a process may begin with
        # "Enter".
        count = sum(orders) + sum(text in _column_requirements() for text in cells.values())
        is_order = _is_order(cells.get(name_letter, "")) and count > _FORM_SHARE * len(orders)
        flags[position] = bool(_EXAMPLE.match(cells.get(name_letter, ""))) or is_order
        flags[position] |= position == 0 and _explains_columns(block.data.iloc[0].dropna(), name_letter)
        flags[position] = flags[position] or sum(examples) > _FORM_SHARE * len(examples)
    return flags


def _explains_columns(cells: pd.Series, name_letter: str) -> bool:
    """Whether the row right below the headings asks for names or says what to enter ("What is it called?", "Bitte
    Prozessname eintragen"), and its other cells, if any, are texts without a figure that do so, too.
    """
    texts = {letter: tidy(str(value)) for letter, value in cells.items()}
    name = texts.pop(name_letter, "")
    if not all(isinstance(value, str) for value in cells) or any(map(str.isdigit, "".join(texts.values()))):
        return False
    is_question = name.endswith("?")
    explaining = [
        text.endswith("?") or _is_order(fold(text)) or equal_alias(parse_heading(text))
        for text in texts.values()
    ]
    asks = is_question or bool(_is_order(fold(name)) and texts)
    return asks and sum(map(bool, explaining)) >= _FORM_SHARE * len(explaining)


def _is_order(text: str) -> bool:
    """Whether a folded text asks to fill in a column."""
    behind = _ORDER_BEHIND.match(text)
    return bool(_ORDER.match(text) or (behind and equal_alias(parse_heading(behind[1]))))


def begins_as_footer(text: str) -> bool:
    """Whether a text at the foot was written by the program that exported the list: who exported it and when,
    how many rows it has, which filters were set.
    """
    folded = fold(text).strip(" -–—*=|()")
    return bool(_footer().match(folded) or _count().match(folded) or _LAST.match(folded))


@cache
def _footer() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('footer_start')})(?![\w-])")


@cache
def _count() -> re.Pattern[str]:
    counted = rf"(?:{alternatives('count_word')})"
    number = r"[\d.,' ]*\d"
    before = (
        r"(?:(?:total|gesamt|anzahl|number of|no\. of|nombre (?:total )?(?:de |d')|numero (?:total )?(?:de|di)|showing"
        r"|shown|aantal|liczba)\s*)*"
    )
    return re.compile(
        rf"(?:{before}{counted}(?: (?:der|of|de) \w+| (?:shown|displayed|found|angezeigt|affichees?))?\s*[:=]?"
        rf"\s*\(?{number}(?:\s*(?:of|von|de|sur|/)\s*{number})?\)?"
        rf"|(?:total\s*:?\s*)?\(?{number}\s+{counted}\)?(?:\s*[(,].*|\s+\w+)?"
        rf"|(?:{counted}\s+)?{number}\s*(?:-|–|to|bis|a)\s*{number}\s*(?:of|von|de|sur)\s*{number}.*"
        rf"|(?:showing|affichage|mostrando)\b.*\d.*|(?:page|seite|pagina|strona)\s+\d+.*"
        rf"|(?:grand )?totals? \({number}.*)\.?$"
    )


def is_foot(data: pd.DataFrame, filled: np.ndarray, total: np.ndarray) -> np.ndarray:
    """The rows at the foot that hold so much less than the others that they may be no data; sums among them are
    passed over.

    Args:
        data: the rows of the table.
        filled: number of filled cells of each row.
        total: rows that are sums.

    Returns:
        A flag for each row: true from the last row upwards, until a row holds as much as the others do.
    """
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    # The rows after the last gap may be more than a short list has, and are compared with those before it.
    gaps = np.flatnonzero(np.diff(data.index.to_numpy()) > 1)
    usual = float(np.median(filled[: gaps[-1] + 1] if len(gaps) else filled))
    for position in range(len(data) - 1, -1, -1):
        if total[position]:
            continue
        if not (filled[position] == 1 or (filled[position] <= 3 and filled[position] < usual)):
            break
        flags[position] = True
    return flags
