"""Rows of a table that are not data: totals, footnotes, repeated headings, section bars."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from schemas.workbooks import EXAMPLE_ID
from tasks.distinct_texts import are_texts, distinct_text_cells, where_texts
from tasks.intake.tables.blocks import Block
from tasks.intake.tables.export_rows import FIRST_ROWS, begins_as_footer, is_codes, is_example, is_foot
from tasks.intake.tables.nameless_sums import (
    FOOT_ROWS,
    SHORT_FIGURE,
    nameless_sums,
    numbers,
    repeats,
    sums_to,
)
from tasks.intake.tables.whole_sums import whole_sum
from tasks.intake.thresholds import (
    FOOTNOTE_LENGTH,
    NUMERIC_SHARE,
    SAMPLE_VALUES,
    SENTENCE_WORDS,
)
from tasks.intake.wording.heading import equal_alias, parse_heading
from tasks.intake.wording.normalise import fold, tidy, words, words_in
from tasks.intake.wording.word_lists import alternatives, is_blank_word, words_of_kind
from tasks.text_search import MANY_TEXTS, found_in

if TYPE_CHECKING:
    from collections.abc import Container

    import numpy as np
    import pandas as pd

# Vowels and the accented letters that may be in their place, so that a search for "mon" finds "món".
_ACCENTED = {"a": "äáà", "e": "éèê", "i": "í", "o": "öó", "u": "üú"}
# How many of the nearest rows that may be sums are tried as the row above a group.
_CODE = re.compile(r"[a-z]\d")
EDGES_TRIED = 3
# "Budget 2027", "Ist 2025": a row to compare the list with, also in a list without a sum.
_OF_YEAR = re.compile(
    r"(?:budget|plan|forecast|prognose|presupuesto|actuals?|ist|soll) (?:fy ?)?(?:19|20)\d\d"
)
# "Average per process"; "Count per location" may be a process.
_AVERAGE_PER = re.compile(
    r"(?:average|avg\.?|mean|median|durchschnitt|mittelwert|moyenne|media|promedio|gemiddelde?)"
    r" (?:per|pro|je|par|por)\b"
)


def not_data(block: Block, name_letter: str, id_letter: str | None = None) -> dict[str, list[int]]:
    """Row numbers by what they are: "heading again", "codes", "example", "section", "total", "note". Rows of
    none of these are data.

    Args:
        block: the table.
        name_letter: the column of names.
        id_letter: the column of ids; None if there is none.

    Returns:
        Row numbers of the sheet by kind. A row is of one kind only, the first that fits of: example, heading
        again, codes, section, total, note. Kinds without rows are left out.
    """
    import numpy as np

    data = block.data
    if data.empty:
        return {}
    filled = data.notna().to_numpy().sum(axis=1)
    # Sums come first, because derived rows, the foot and the notes are looked for in relation to them.
    total = _is_total(block, name_letter, filled)
    kinds = {
        "example": _is_our_example(data, id_letter) | is_example(block, name_letter),
        "heading again": _repeats_heading(block) | _says_headings(block, name_letter),
        "codes": is_codes(block, name_letter),
        "section": _is_section(data, filled),
        "total": total
        | data.index.isin(block.sheet.total_rows)
        | _is_derived(data, is_foot(data, filled, total) | total, total)
        | _is_part(data, name_letter),
        "note": _is_page(data, name_letter, filled) | _is_aside(block, name_letter, filled),
    }
    # A row keeps the first kind that fits it, so the order of the kinds above decides.
    flags_by_kind, taken = {}, np.zeros(len(data), dtype=bool)
    for kind, flags in kinds.items():
        flags_by_kind[kind] = flags & ~taken
        taken |= flags
    # Notes are last: what a row below a sum means depends on which rows are sums.
    flags_by_kind["note"] |= _is_note(data, filled, flags_by_kind["total"], {name_letter, id_letter}) & ~taken
    return {
        kind: [int(row) for row in data.index[flags]] for kind, flags in flags_by_kind.items() if flags.any()
    }


def _is_our_example(data: pd.DataFrame, id_letter: str | None) -> np.ndarray:
    """The example row of our own template."""
    import numpy as np

    if id_letter is None:
        return np.zeros(len(data), dtype=bool)
    return (data[id_letter].astype(str) == EXAMPLE_ID).fillna(False).to_numpy(dtype=bool)


def _is_derived(data: pd.DataFrame, foot: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Averages, counts and the like, down to the foot: a word for it, and numbers alone. Below a sum also what it is
    compared with: "Previous year", "Change".

    Args:
        data: the rows of the table.
        foot: rows that are sums or hold so little that they stand at the foot; others end the search.
        total: rows that are sums.
    """
    flags, derived_words = _derived_on_top(data), words_of_kind("derived")
    # Words such as "Change" are derived rows below a sum alone; elsewhere they may be names of processes.
    beside = {**derived_words, **words_of_kind("beside_total")}
    for position in range(len(data) - 1, -1, -1):
        row = data.iloc[position].dropna()
        texts = {
            letter: fold(value).strip(" .:*=") for letter, value in row.items() if isinstance(value, str)
        }
        texts = {letter: text for letter, text in texts.items() if not SHORT_FIGURE.fullmatch(text)}
        is_below = bool(total[:position].any())
        flags[position] = (
            len(row) > 1
            and len(texts) == 1
            and all(_says_derived(text, beside if is_below else derived_words) for text in texts.values())
            and not any(_CODE.match(text) and _are_codes(data[letter]) for letter, text in texts.items())
        )
        # Below a sum further rows may be what it is compared with, so the search goes on up to the sum.
        if not (flags[position] or foot[position] or is_below):
            break
    return flags | _compared(data, total, flags)


def _derived_on_top(data: pd.DataFrame) -> np.ndarray:
    """Rows right below the headings that say what figures may be: "Min | 0 | 0", "Weight | 30 %"."""
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    for position in range(min(FIRST_ROWS, len(data))):
        texts = [
            fold(value).strip(" .:*=") for value in data.iloc[position].dropna() if isinstance(value, str)
        ]
        texts = [text for text in texts if not SHORT_FIGURE.fullmatch(text)]
        is_derived = len(texts) == 1 and texts[0] in words_of_kind("derived")
        if not is_derived or data.iloc[position].notna().sum() < 2:
            break
        flags[position] = True
    return flags


def _are_codes(cells: pd.Series) -> bool:
    """Whether most cells of a column are ids such as P3, so that one is not the name of a percentile."""
    return bool(cells.astype("str").str.strip().str.lower().str.match(_CODE.pattern).mean() > 0.5)


def _says_derived(text: str, derived_words: Container[str]) -> bool:
    """Whether a text is a word for a derived figure, alone or with what it is of: "% of budget", "Variance vs plan",
    "Budget 2026", "90th percentile".
    """
    bare = re.sub(r"[\s(]*(?:fy\s*)?(?:19|20)\d\d\)?$|\s+\(?(?:in |en )?%\)?$", "", text)
    start = re.match(
        r"(.+?)\s+(?:of|vs\.?|versus|to|from|against|zu[mr]?|von|vom|gegenuber|par rapport|du|de|des|con|respecto)\b",
        bare,
    )
    return (
        bare in derived_words
        or text in derived_words  # "in %"
        or bool(_OF_YEAR.fullmatch(text) or _AVERAGE_PER.match(text))
        or bare.startswith("% ")  # "% outsourced", "% sobre total"
        or bool(start and start[1] in derived_words)
        or bool(
            re.fullmatch(
                r"(?:p\d\d?|q[1-3]|\d+(?:st|nd|rd|th)? (?:percentile|quartile)|percentile \d+)", bare
            )
        )
    )


def _compared(data: pd.DataFrame, total: np.ndarray, derived: np.ndarray) -> np.ndarray:
    """Rows between a sum and a derived row that are what the sum is compared with: the derived row is their
    difference in every figure.
    """
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    for position in np.flatnonzero(derived).tolist():
        sums = np.flatnonzero(total[:position])
        figures = numbers(data.iloc[position])
        whole = numbers(data.iloc[sums[-1]]) if len(sums) and figures else {}
        for between in range(int(sums[-1]) + 1, position) if whole else ():
            its = numbers(data.iloc[between])
            flags[between] |= all(
                letter in whole and abs(abs(whole[letter] - its.get(letter, 0.0)) - abs(figure)) <= 1e-6
                for letter, figure in figures.items()
            )
    return flags & ~total


def _is_part(data: pd.DataFrame, name_letter: str) -> np.ndarray:
    """Rows such as "of which abroad": parts of the row above them, whose figures hold theirs."""
    import numpy as np
    import pandas as pd

    names = data[name_letter].astype(str)
    begins = alternatives("of_which")
    begins_with_signs = rf"[\s\-–—•*]*(?:{begins})\b"
    is_part = where_texts(names, lambda texts: texts.str.match(begins_with_signs, case=False), begins)
    # For each row the position of the nearest row above it that is no part; NaN where there is none.
    above = pd.Series(np.where(is_part, np.nan, np.arange(len(data)))).ffill()
    for position in np.flatnonzero(is_part):
        whole = numbers(data.iloc[int(above[position])]) if above[position] == above[position] else {}
        parts = numbers(data.iloc[position])
        is_part[position] = bool(parts) and all(
            whole.get(letter, 0.0) >= part for letter, part in parts.items()
        )
    return is_part


def _is_page(data: pd.DataFrame, name_letter: str, filled: np.ndarray) -> np.ndarray:
    """Numbers of pages that a printed list left between its rows."""
    # "Page 3 of 12", "- Seite 2 -".
    word = r"page|seite|p[aá]gina"
    page = rf"\W*(?:{word})\s+\d+(?:\s*(?:of|von|de|sur|/)\s*\d+)?\W*"
    names = data[name_letter].astype(str)
    return where_texts(names, lambda texts: texts.str.fullmatch(page, case=False), word) & (filled == 1)


def _is_aside(block: Block, name_letter: str, filled: np.ndarray) -> np.ndarray:
    """Texts in brackets or called notes, or that begin with another heading, in rows without anything else, of a table
    whose other rows hold more: "(incl. follow-up)", "Note: with credit notes", "Volume: see the monthly report".
    """
    import numpy as np

    names = block.data[name_letter].astype(str)
    others = [re.escape(text) for letter, text in block.headings.items() if text and letter != name_letter]
    note = (
        r"\s*\([^()]*\)\s*"
        r"|\W*(?:please note|notes?|n\.?b\.?|remarks?|hinweise?|anm(?:erkung)?\.?|remarques?|nota|opmerking)\s*:.*"
        + (rf"|\W*(?:{'|'.join(others)})\s*:.*" if others else "")
    )
    is_aside = where_texts(names, lambda texts: texts.str.fullmatch(note, case=False), r"[(:]") & (
        filled == 1
    )
    return is_aside & bool(np.median(filled[~is_aside]) > 1 if not is_aside.all() else False)


def _repeats_heading(block: Block) -> np.ndarray:
    import numpy as np
    import pandas as pd

    same = np.zeros(len(block.data), dtype=int)
    for letter, heading in block.headings.items():
        column = block.data[letter]
        # Columns of numbers and dates hold no texts, so none of their cells can repeat a heading.
        if heading and column.dtype.kind not in "fiM":
            spellings = {heading, heading.upper(), heading.lower(), heading.title()}
            if isinstance(column.dtype, pd.StringDtype):
                same += where_texts(column, lambda texts, spellings=spellings: texts.isin(spellings))
            else:
                is_text = are_texts(column)
                same[is_text] += column[is_text].isin(spellings)
    # Half of the headings are enough, for a repeated row may lack some; one alone may be a value like its
    # heading.
    count = sum(bool(heading) for heading in block.headings.values())
    return (same >= max(2, count / 2)) if count > 1 else np.zeros(len(block.data), dtype=bool)


def _says_headings(block: Block, name_letter: str) -> np.ndarray:
    """First rows that head the same columns once more in other words: "Name of the process", "Items per year"."""
    import numpy as np

    flags = np.zeros(len(block.data), dtype=bool)
    for position in range(min(FIRST_ROWS, len(block.data))):
        row = block.data.iloc[position].dropna()
        if all(isinstance(value, str) for value in row):
            same = [
                letter
                for letter, text in row.items()
                if _head_the_same(block.headings.get(str(letter)), text)
            ]
            flags[position] = name_letter in same and len(same) > max(1, len(row) / 2)
    return flags


def _head_the_same(heading: str | None, text: str) -> bool:
    first, other = (
        equal_alias(parse_heading(heading_text)) if heading_text else None for heading_text in (heading, text)
    )
    return bool(first and other and first[0].column == other[0].column)


def _is_section(data: pd.DataFrame, filled: np.ndarray) -> np.ndarray:
    """One text merged over the row: every filled cell, three or more, says the same."""
    import numpy as np
    import pandas as pd

    flags = np.zeros(len(data), dtype=bool)
    if data.shape[1] < 3:
        return flags
    candidates = np.flatnonzero(filled >= 3)
    first, second = data.columns[0], data.columns[1]
    # Only rows whose first two cells are equal are looked at one by one.
    pair = [data[letter] for letter in (first, second)]
    if not all(isinstance(cells.dtype, pd.StringDtype) for cells in pair):
        pair = [cells.astype(object) for cells in pair]
    alike = (pair[0] == pair[1]).fillna(False).to_numpy(dtype=bool)
    for position in candidates[alike[candidates]]:
        values = data.iloc[position].dropna()
        flags[position] = isinstance(values.iloc[0], str) and values.nunique() == 1
    return flags


@cache
def _total_stems() -> str:
    # The first three letters of each word for a total, as a quick test: a text without any of them is none.
    stems = "|".join(sorted({re.escape(word[:3]) for word in words_of_kind("total")}))
    return re.sub("[aeiou]", lambda vowel: f"[{vowel[0]}{_ACCENTED[vowel[0]]}]", stems)


def _is_total_text(text: object) -> bool:
    if not isinstance(text, str):
        return False
    # What may follow the word and says nothing of a group: "Total 2024", "Summe (FTE)", "Total: 1,200",
    # "Total costs".
    folded = fold(text).strip(" .:*=")
    bare = re.sub(
        r"[\s(:]*(?:\d[\d.,/ ]*|\(.*\)|fte|costs?|kosten|19\d\d|20\d\d|processes|prozesse|programs?|all|of)*[\s):]*$",
        "",
        folded,
    ).strip()
    return folded in words_of_kind("total") or bare in words_of_kind("total")


def _shorter_than(letters: int, texts: pd.Series) -> pd.Series | np.ndarray:
    import numpy as np

    if len(texts) >= MANY_TEXTS:
        return texts[texts.str.len() < letters]
    # Of a few texts pandas would take most of its time to begin.
    few = texts.to_numpy(dtype=object)
    return few[np.fromiter(map(len, few), dtype=np.intp, count=len(few)) < letters]


def _is_total(block: Block, name_letter: str, filled: np.ndarray) -> np.ndarray:
    import numpy as np

    data = block.figures
    word = np.zeros(len(data), dtype=bool)
    has_name = data[name_letter].notna().to_numpy()
    for letter in data.columns:
        column = data[letter]
        if column.dtype.kind in "fiMb":
            continue
        # Each distinct text is judged once, then found again in the column by ``isin``.
        # Texts as sent are known already; those that are figures are no words.
        short = _shorter_than(40, distinct_text_cells(block.data[letter]))
        likely = short[found_in(short, _total_stems(), ignore_case=True)]
        totals = {text for text in likely if _is_total_text(text)}
        if letter == name_letter:  # SAP lists
            totals |= set(short[found_in(short, r"^\*{1,5}$")])
        if totals:
            # Outside the column of names, the word is a sum only where the row has no name or holds numbers
            # alone.
            hit = column.isin(totals).to_numpy(copy=True)
            if letter != name_letter:
                hit[hit] = ~has_name[hit] | _only_numbers_beside(data[hit], letter)
            word |= hit
    labels = _labels(data, name_letter)
    # A name that only begins or ends with a word for a total may be that of a process ("Total rewards"): it
    # needs a group of that name or figures that add up. The group is cheaper to check and comes first.
    begins, ends = _begins_as_total(labels), _ends_as_total(labels)
    word |= _named_after_group(data, labels, name_letter, (begins | ends) & ~word)
    word |= _proven_sums(data, word, begins, ends & ~begins)
    word |= nameless_sums(replace(block, data=data), name_letter, filled, word)
    whole, is_sure = whole_sum(data, name_letter, word)
    word[[whole] if whole is not None and is_sure else []] = True
    return word


def _labels(data: pd.DataFrame, name_letter: str) -> pd.Series:
    """What each row is called: its name, or the only text of a row without one, such as "Total Finance" in the column
    of departments.
    """
    labels = data[name_letter].astype(str)
    nameless = data[labels.isna()]
    # The first text column from the left gives the label; ``fillna`` keeps what an earlier one gave.
    for letter, column in nameless.items():
        if len(nameless) and column.dtype.kind not in "fiMb":
            texts = column.astype("str")[are_texts(column) & _only_numbers_beside(nameless, letter)]
            labels = labels.fillna(texts)
    return labels


def _named_after_group(
    data: pd.DataFrame, labels: pd.Series, name_letter: str, likely: np.ndarray
) -> np.ndarray:
    """Rows named as the total of a value that other rows have in a column beside the names, such as "Finance Total"
    below rows of the department Finance, and that hold figures alone beside it. These need not add up: they may leave
    out hidden rows, or be averages.
    """
    import numpy as np

    is_sum = np.zeros(len(data), dtype=bool)
    if not likely.any():
        return is_sum
    # The word for a total at either edge of a label; the rest is the name of the group.
    edge = re.compile(rf"^(?:{alternatives('total')})\b|\b(?:{alternatives('total')})$")
    groups = {
        fold(value)
        for _, column in data[~likely].drop(columns=name_letter).items()
        if column.dtype.kind not in "fiMb"
        for value in column.drop_duplicates()
        if isinstance(value, str)
    }
    for position in np.flatnonzero(likely).tolist():
        texts = [fold(value).strip(" .:") for value in data.iloc[position] if isinstance(value, str)]
        label = fold(labels.iloc[position]).strip(" .:")
        group = edge.sub("", label).strip(" .:-")
        beside = {text for text in texts if not SHORT_FIGURE.fullmatch(text)} - {label, group}
        is_sum[position] = bool(edge.search(label)) and group in groups and not beside
    return is_sum


def _proven_sums(
    data: pd.DataFrame, is_known: np.ndarray, begins: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """Rows named as the total of something whose figures prove it.

    Args:
        data: the rows of the table.
        is_known: rows that are sums; a group of rows begins after one.
        begins: rows that begin with a word for a total. One figure that adds up is enough.
        ends: rows that end with it, as Excel names the sums of groups. All figures must add up; the sum of a single row
            repeats it, where another row of this kind is a sum.
    """
    import numpy as np
    import pandas as pd

    is_sum, likely = is_known.copy(), (begins | ends) & ~is_known
    for position in np.flatnonzero(likely).tolist():
        figures = numbers(pd.to_numeric(data.iloc[position], errors="coerce"))
        # ``is_sum`` grows in the loop: each sum that is proven is where the next group begins.
        group, *narrower = _groups_above(data, position, is_sum, likely)
        is_same = begins[position] and len(group) == 1 and bool(figures) and repeats(group.iloc[0], figures)
        is_sum[position] = (
            (begins[position] and any(sums_to(group[letter], value) for letter, value in figures.items()))
            or any(_all_add_up(rows, figures) for rows in (group, *narrower))
            or (is_same and (len(figures) > 1 or bool(is_sum.any())))
        )
    # Sums of one row prove nothing alone, so they are taken only where another row of this kind is a proven
    # sum.
    for position in np.flatnonzero(ends & ~is_sum).tolist() if (is_sum & ends).any() else ():
        figures = numbers(pd.to_numeric(data.iloc[position], errors="coerce"))
        group = _groups_above(data, position, is_sum, likely)[-1]
        is_sum[position] = len(group) == 1 and bool(figures) and repeats(group.iloc[0], figures)
    return is_sum


def _groups_above(
    data: pd.DataFrame, position: int, is_sum: np.ndarray, likely: np.ndarray
) -> list[pd.DataFrame]:
    """The rows from the last sum to a row; then shorter and shorter groups, each from a row that may be a sum."""
    import numpy as np

    sums = np.flatnonzero(is_sum[:position])
    start = int(sums[-1]) + 1 if len(sums) else 0
    edges = np.flatnonzero(likely[start:position])[-EDGES_TRIED:] + start + 1
    return [data.iloc[first:position] for first in (start, *edges)]


def _all_add_up(group: pd.DataFrame, figures: dict[str, float]) -> bool:
    return bool(figures) and all(sums_to(group[letter], value) for letter, value in figures.items())


def _begins_as_total(names: pd.Series) -> np.ndarray:
    """Names such as "Subtotal HR": a word for a total, then what it is the total of. The numbers must prove
    it.
    """
    begins = rf"\s*(?:{alternatives('total')})\b"
    return where_texts(names, lambda texts: texts.str.match(begins, case=False), _total_stems())


def _ends_as_total(names: pd.Series) -> np.ndarray:
    """Names such as "Finance Total" and "Finanzen Ergebnis". The numbers must prove it."""
    words = tuple(f" {word}" for word in words_of_kind("total"))
    return where_texts(
        names, lambda texts: texts.str.rstrip(" .:").str.lower().str.endswith(words), _total_stems()
    )


def _only_numbers_beside(data: pd.DataFrame, letter: object) -> np.ndarray:
    """Rows without a text outside one column; a number written as text is none."""
    import numpy as np

    has_text = np.zeros(len(data), dtype=bool)
    for other in data.columns:
        if other != letter and data[other].dtype.kind not in "fi":
            is_figure = (
                data[other].astype("str").str.fullmatch(SHORT_FIGURE).fillna(False).to_numpy(dtype=bool)
            )
            has_text |= are_texts(data[other]) & ~is_figure
    return ~has_text


def _is_note(data: pd.DataFrame, filled: np.ndarray, total: np.ndarray, keys: set[str | None]) -> np.ndarray:
    """Rows at the foot that begin as a note or the footer of an export does, and what is below them; and a
    lone text below the end of the table that reads like a note.
    """
    import numpy as np

    flags = np.zeros(len(data), dtype=bool)
    rows = data.index.to_numpy()
    # The last row is left out of the median: in a short table it may itself be the note.
    usual = float(np.median(filled[:-1])) if len(filled) > 1 else 0.0
    is_below = is_noted = False
    numeric = _numeric_letters(data)
    for position in np.flatnonzero(
        is_foot(data, filled, total) & (np.arange(len(data)) >= len(data) - FOOT_ROWS)
    ):
        is_gap = bool(position > 0 and rows[position] - rows[position - 1] > 1)
        # Once below a gap or a sum, all further rows are below the table.
        is_below = is_below or is_gap or bool(position > 0 and total[position - 1])
        cell = data.iloc[position].dropna()
        if not isinstance(cell.iloc[0], str):
            continue
        begins = begins_as_footer(cell.iloc[0]) or (
            (filled[position] == 1 or is_below)
            and (
                _begins_as_note(cell.iloc[0], usual > 1 or is_below)
                or _heads_something_else(cell.iloc[0], bool(is_gap and position + 1 < len(data)))
            )
        )
        # A text in a column of numbers, below the table, belongs to something else than the table.
        begins = begins or (is_below and any(letter in numeric for letter in _texts(cell)))
        reads = filled[position] == 1 and is_below and usual > 1
        flags[position] = (
            begins or is_noted or (reads and _reads_as_note(cell.iloc[0], cell.index[0] in keys))
        )
        is_noted = is_noted or begins
    return flags


def _numeric_letters(data: pd.DataFrame) -> set[str]:
    """Columns of numbers, so that a text in them belongs to another table."""
    import pandas as pd

    sample = data.iloc[:SAMPLE_VALUES]
    letters: set[str] = set()
    for letter in sample.columns:
        cells = sample[letter].dropna()
        if len(cells) < 2:
            continue
        is_numeric = cells.dtype.kind in "iuf"
        if is_numeric or pd.to_numeric(cells, errors="coerce").notna().mean() >= NUMERIC_SHARE:
            letters.add(letter)
    return letters


def _texts(cells: pd.Series) -> list[str]:
    """Letters of the cells that hold a text which is no number."""
    return [
        letter
        for letter, value in zip(cells.index, cells, strict=True)
        if isinstance(value, str)
        and re.search(r"[^\W\d_]{2,}", value)
        and not re.search(r"\d", value)
        and not is_blank_word(fold(value))
    ]


def _heads_something_else(text: str, has_rows: bool) -> bool:
    """The title of another table: "Legend"; two words only above rows of its own, for "Source suppliers" is work."""
    text_words = words(text)
    return 0 < len(text_words) <= (2 if has_rows else 1) and words_in("side_sheet").issuperset(text_words)


def _reads_as_note(text: str, is_key: bool) -> bool:
    """A long text, a sentence; in a column that neither names processes nor gives their ids, any two
    words.
    """
    words = tidy(text).split()
    is_sentence = len(words) >= SENTENCE_WORDS and words[-1].endswith((".", "!"))
    return len(tidy(text)) >= FOOTNOTE_LENGTH or is_sentence or (not is_key and len(words) > 1)


def _begins_as_note(text: str, is_beside_data: bool = True) -> bool:
    """Whether a text begins as a note; ``is_beside_data``: its row holds less than the rows of data do, so that a
    number in brackets is the mark of a footnote and no count of the names.
    """
    # A mark of a footnote ("* estimated", "² by head count"), a web address or a mail address.
    if re.match(
        r"^(?:\*|†|‡|[¹²³⁴⁵⁶⁷⁸⁹])\s*\S|^(?:https?://|www\.|mailto:)|^\S+@\S+\.\w+$", text.strip(), re.I
    ):
        return True
    folded = fold(text).strip(" -–—*=|")
    # "Rows exported: 128": a text, a colon and a number.
    if folded.startswith("©") or (is_beside_data and re.fullmatch(r"[^:]{2,60}:\s*[\d.,' ]+", folded)):
        return True
    if is_beside_data and re.match(r"^(?:\[\d\]|\(\d\)|\d\))\s*\S", folded):
        return True
    # What comes before a colon, a bracket, a digit or a dash: "Note: ...", "Source (2024)", "Stand
    # 12.03.2024".
    start = re.match(r"^([^\W\d][^:\d(]{0,40}?)\s*(?:[:(]|\d|$|\s[-–]\s)", folded)
    return bool(start and start.group(1).strip(" .-") in words_of_kind("note")) or any(
        folded.startswith(word + ":") for word in words_of_kind("note")
    )
