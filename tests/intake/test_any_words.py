"""Lists whose headings are any that are known, and whose cells are any words, units, signs and figures: each is read to
its end, no row is lost, and what cannot be read is told.
"""

import csv
import random
import re
from importlib.resources import files

import pytest

from schemas.columns import aliases, columns
from tasks.intake.wording.normalise import fold
from tasks.intake.wording.word_lists import is_blank_word
from tests.intake.made_sheets import read

SIGNS = re.findall(
    r"\S+",
    """1 2 12 2026 2027 31 0 00 000 1.5 1,5 1.000,5 ½ 1st nan (5) 5- - – / . , : ; % ‰ ( ) < > ~ = ? ★ ● ◔ ++ -- €
    EUR kEUR k m M h min d T x p.a. per pro Q H S Q1 H2 Q3 Jan 24/7 01.02.2026 1/2 3/5 1:30""",
)
FIGURES = (0, 1, -1, 1.5, 5, 250, 1e300)


def _words() -> list[str]:
    names = ("intake_words.csv", "value_words.csv", "heading_words.csv")
    texts = (files("schemas").joinpath(name).read_text(encoding="utf-8") for name in names)
    return [row[2] for text in texts for row in list(csv.reader(text.splitlines()))[1:] if row[2]]


def _cell(chance: random.Random, words: list[str]) -> object:
    if chance.random() < 0.3:
        return chance.choice(FIGURES)
    parts = [
        chance.choice(SIGNS if chance.random() < 0.7 else words)
        for _ in range(chance.choice((1, 2, 2, 3, 4)))
    ]
    return chance.choice(("", " ", " ", "-", "/")).join(parts)


@pytest.mark.parametrize("seed", range(40))
def test_any_words_below_any_heading_are_read_or_told(seed):
    chance, words = random.Random(seed), _words()
    # Texts are never refused: a list of languages or systems takes any word.
    headings = {
        alias.column: alias.alias
        for alias in aliases()
        if columns()[alias.column].type not in ("text", "list") and chance.random() < 0.5
    }
    chosen = chance.sample(sorted(headings), 6)
    rows = [
        [f"Pay invoices {chr(65 + row)}", *(_cell(chance, words) for _ in chosen)]
        for row in range(chance.randint(4, 10))
    ]
    intake = read(["Process name", *(headings[name] for name in chosen)], *rows)
    assert len(intake.typed) + len(intake.set_aside) == len(rows)
    silent = [
        (match.column, cell)
        for place, match in enumerate(intake.tables[0].headings)
        if match.column in columns() and match.column in intake.typed
        for row, key in zip(rows, intake.typed.index, strict=False)
        if intake.typed[match.column].isna()[key]
        and not is_blank_word(fold(str(cell := row[place])))
        and f"{match.letter}{key + 2}" not in set(intake.issues["cell"])
    ]
    assert silent == []
