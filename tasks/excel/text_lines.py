"""Lines that a wrapped text takes in a cell, estimated from its length, since not every spreadsheet program works out
the height of a row by itself; and texts at the foot of a page.
"""

from __future__ import annotations

from math import ceil

LETTERS_PER_UNIT = 1.3  # of column width, at 10 points
LOST_AT_LINE_ENDS = 2  # letters, since words are kept whole
NEARLY_FULL = 0.08  # of a line: letters differ in width
FEWEST_LETTERS = 6
MOST_IN_FOOTER = 180  # letters of a title: Excel allows 255 for all parts of a foot together


def letters_on_line(characters: float, points: float = 10) -> float:
    """Letters that a line of a column of this width holds.

    Args:
        characters: width of the column.
        points: size of the letters.
    """
    return max(characters * LETTERS_PER_UNIT * 10 / points - LOST_AT_LINE_ENDS, FEWEST_LETTERS)


def lines_of(text: str, letters: float) -> int:
    """Lines that a text takes, those that it has itself among them.

    Args:
        text: with its own line ends.
        letters: that a line holds (``letters_on_line``).
    """
    return sum(_lines(line, letters) for line in text.split("\n"))


def _lines(text: str, letters: float) -> int:
    """Lines that a text takes, since words are kept whole but for those that are longer than a line, and one more where
    its last line is nearly full. They are counted alone: ``textwrap`` makes them, which takes ten times as long.
    """
    lines, start, room = 1, 0, int(letters)
    while len(text) - start > letters:
        # A line ends at its last blank, or behind its last hyphen.
        end = max(text.rfind(" ", start, start + room + 1), text.rfind("-", start, start + room) + 1)
        start = end + (text[end] == " ") if end > start else start + room
        lines += 1
    return max(lines, ceil(len(text) / letters + NEARLY_FULL))


def footer_text(text: str) -> str:
    """A text for the foot of a page, where "&" begins a command and "&&" is the letter: cut where it is longer than
    MOST_IN_FOOTER, and never within a pair.
    """
    foot = text.replace("&", "&&")[:MOST_IN_FOOTER]
    signs = len(foot) - len(foot.rstrip("&"))
    return foot[:-1] if signs % 2 else foot
