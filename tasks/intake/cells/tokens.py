"""A cell's text cut into numbers, words and signs, to its last character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tasks.intake.wording.cell_words import lexicon, meanings_of, word_key

# Texts of one shape are parsed once: every digit but a leading zero's is shown as 9.
SHAPE = str.maketrans("123456789", "999999999")
# Signs in one form each, character by character, so that places in the text stay the same.
ONE_FORM = str.maketrans(
    "\u2212\u2011\u2012\u2010\ufe63\uff0d\u2018\u2019\u00b4\u0060\u02bc\uff0c\uff0e\uff05\uff0f\uff08\uff09"
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\u00a0\u202f\u2007\u2009\n\t",
    "------''''',.%/()0123456789      ",
)
FRACTIONS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5}
FRACTIONS |= {"⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}

_NUMBER = (
    r"(?P<number>(?:"
    r"[1-9]\d{0,2}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*(?!\d)(?:(?!(?P=mark))[.,]\d+)?"  # 1.234.567,8
    r"|[1-9]\d?(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?"  # 12,34,567.8 of India
    r"|\d+(?:[.,]\d+)?|[.,]\d+"
    r")(?:[eE][+-]?\d{1,3}(?![\w.,]))?)"
)
# "p.a.", "per", "l'heure", "min.", and the "'000" of accountants.
_WORD = r"(?P<word>(?:[^\W\d_]\.(?:\s?(?=[^\W\d_]\.))?){2,}|[^\W\d_]+(?:['](?:[^\W\d_]{2,}|à))*\.?|'000)"
# "man-days" are "man days"; a hyphen beside a digit may be a minus.
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_FOOTNOTE = r"(?P<footnote>[¹²³⁰⁴-⁹]+|[*†‡]+|\[\w{1,2}\])"


@dataclass(frozen=True)
class Token:
    """``kind``: number, dash (no cents: ",-"), fraction, footnote, word or sign; ``means`` of a word or sign."""

    kind: str
    start: int
    end: int
    text: str
    means: dict[str, str]
    after_space: bool


@cache
def _pattern() -> re.Pattern[str]:
    # The order of the alternatives decides: signs of money, which may be letters ("kr"), before words.
    signs = "|".join(rf"(?<![^\W\d_]){re.escape(sign)}" for sign in lexicon().signs)
    return re.compile(
        rf"(?P<space>\s+)|(?P<money>{signs})|{_NUMBER}|(?P<dash>(?<=\d)[.,](?:--?|–|—)(?![\d-]))"
        rf"|(?P<fraction>[{''.join(FRACTIONS)}])|{_FOOTNOTE}|{_WORD}|(?P<sign>'000|''|\.\.+|…|>=|<=|->|.)",
        re.IGNORECASE | re.DOTALL,
    )


def tokens(text: str) -> list[Token]:
    """The tokens of a text in one form; phrases of several words are one token."""
    parts: list[Token] = []
    after_space = False
    for match in _pattern().finditer(_HYPHEN.sub(" ", text) if "-" in text else text):
        kind = match.lastgroup if match.lastgroup != "mark" else "number"
        if kind == "space":
            after_space = True
            continue
        written = match[0]
        means = (
            meanings_of(word_key(written), written.rstrip(".")) if kind in ("word", "sign", "money") else {}
        )
        parts.append(Token(kind or "sign", match.start(), match.end(), written, means, after_space))
        after_space = False
    return _with_phrases(parts)


def _with_phrases(parts: list[Token]) -> list[Token]:
    """Neighbouring words that the lexicon knows as one phrase, joined."""
    most, meanings = lexicon().most_words, lexicon().meanings
    joined: list[Token] = []
    position = 0
    while position < len(parts):
        token = parts[position]
        longest = most.get(word_key(token.text), 1) if token.kind == "word" else 1
        # The longest phrase first, so that "per working day" is not read as "per" and more.
        for count in range(min(longest, len(parts) - position), 1, -1):
            phrase_tokens = parts[position : position + count]
            phrase = " ".join(word_key(part.text) for part in phrase_tokens)
            if phrase in meanings and all(part.kind == "word" for part in phrase_tokens):
                token = Token(
                    "word", token.start, phrase_tokens[-1].end, phrase, meanings[phrase], token.after_space
                )
                position += count - 1
                break
        joined.append(token)
        position += 1
    return joined
