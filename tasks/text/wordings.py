"""Patterns of names as written, searched for in many names at once."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tasks.text_search import found_in

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of a pattern: an escaped sign, a class of signs, what opens or closes a group, or any other sign.
TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:<?[!=])|\(|\)|.", re.DOTALL)


class Wordings:
    """Patterns of names. RE2, which is far faster, searches for all that it knows in all names at once."""

    def __init__(self, patterns: Sequence[str]) -> None:
        patterns = [pattern.replace("(?i)", "") for pattern in patterns]
        for_re2 = [pattern for pattern in patterns if _re2_knows(pattern)]
        known, self.others, self.all = (
            "|".join(f"(?:{pattern})" for pattern in some)
            for some in (for_re2, [pattern for pattern in patterns if pattern not in for_re2], patterns)
        )
        loose = _without_look_arounds(self.others)
        self.known = _in_small_letters(known)
        self.loose = _in_small_letters(loose) if _re2_knows(loose) else ""

    def are_in(self, names: Sequence[str]) -> np.ndarray:
        """Where one of the patterns is found: a mask, one entry for each name."""
        # Letters beyond ASCII are none to RE2.
        is_plain = np.array([name.isascii() for name in names], dtype=bool)
        # It takes half the time for a pattern that need not be found in capitals.
        small = [name.lower() for name in names]
        is_found = is_plain & (found_in(small, self.known) if self.known else False)
        # An empty loose pattern is found everywhere.
        may_have = found_in(small, self.loose) if self.others else False
        for position in np.flatnonzero(~is_found & (may_have | ~is_plain)).tolist():
            rest = self.others if is_plain[position] else self.all
            is_found[position] = bool(rest) and compiled(rest).search(names[position]) is not None
        return is_found


def _in_small_letters(pattern: str) -> str:
    r"""A pattern with its letters small, but for those that stand for a class, such as ``\S``."""
    return re.sub(r"\\.|[^\\]+", lambda met: met[0] if met[0].startswith("\\") else met[0].lower(), pattern)


def _without_look_arounds(pattern: str) -> str:
    """A pattern that is found wherever the other one is, and maybe elsewhere."""
    tokens: list[str] = []
    depth, left_out_at = 0, -1
    for token in TOKEN.findall(pattern):
        if left_out_at < 0 and token in ("(?!", "(?=", "(?<!", "(?<="):
            left_out_at = depth
        depth += token.startswith("(")
        if left_out_at < 0:
            tokens.append(token)
        depth -= token == ")"
        if depth == left_out_at:
            left_out_at = -1
    return "".join(tokens)


def _re2_knows(pattern: str) -> bool:
    """Whether RE2 knows all of a pattern; it has no look-arounds."""
    try:
        found_in([""], pattern)
    except ValueError:
        return False
    return True


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first needed, and not at each start of the program."""
    return re.compile(pattern, re.IGNORECASE)
