"""What users read is plain English: no banned turn, and sentences short enough to read at once."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import textstat
from pydantic import BaseModel

from schemas.issues import issue_kinds
from schemas.messages import catalogue
from schemas.messages.rule_texts import rule_texts
from schemas.rules import load_rulebook
from tasks import settings

ROOT = Path(__file__).parents[2]
# A turn, and what to say instead.
BANNED = {
    r"\bfor want of\b": "because ... is missing",
    r"\bcarr(?:y|ies) money\b": "affects the savings",
    r"\bpresumed, not checked\b": "say once at the top what is assumed",
    r"\bis nil\b": "is zero",
    r"\bis dear\b": "is expensive",
    r"\bworth stealing\b": "valuable",
    r"\bso low a\b": "an unusually low",
    r"\bhangs? on\b": "depends on",
    r"\bone a row\b|\ba line a\b": "one in each row",
    r"\bstands? (?:on|in|behind|beside|below|above|against)\b": "is on, is in",
    r"\b(?:numbers?|whole|label|it) stands?\b": "is, stays",
    r"\bleave the name as it is\b": "an answer cell",
    r"\bit may help to\b": "consider",
    r"\bcannot tell\b": "cannot say",
    r"\bin the mid case\b": "name the percentile",
}
HARDEST, LONGEST = 20.0, 34  # automated readability index, and words of a sentence
# Texts that are long because a law or a list is: by key, by rule id, or by file and name.
EXCEPTIONS: frozenset[str] = frozenset()
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "tasks/README.md",
    "flows/standing/README.md",
    "sample_inputs/README.md",
    "outputs/README.md",
)


def told() -> dict[str, str]:
    """Everything that the report, the mails and the issues say in English, by key."""
    texts = {key: text for key, text in catalogue("en").texts.items() if not key.startswith("column.")}
    texts |= {key: text for key, text in rule_texts(load_rulebook()).items() if ".says_" not in key}
    for code, kind in issue_kinds().items():
        texts |= {f"issue.{code}.{name}": getattr(kind, name) for name in ("title", "message", "fix")}
    return texts


def spoken() -> dict[str, str]:
    """What the terminal and the mails of a night say, by file and line: the texts in the code of the flows."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno}": node.value
        for path, tree in trees("flows")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    }


def docstrings() -> dict[str, str]:
    """Docstrings of modules, classes and functions, by file and name."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return {
        f"{path.relative_to(ROOT)}:{getattr(node, 'name', 'module')}": text
        for path, tree in trees("flows", "tasks", "schemas")
        for node in ast.walk(tree)
        if isinstance(node, kinds) and (text := ast.get_docstring(node))
    }


def comments() -> dict[str, str]:
    """Comments of the code, by file and line."""
    paths = (
        path for package in ("flows", "tasks", "schemas") for path in sorted((ROOT / package).rglob("*.py"))
    )
    return {
        f"{path.relative_to(ROOT)}:{number}": line.partition("#")[2]
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "#" in line
    }


def settings_texts() -> dict[str, str]:
    """What the settings say of themselves, by class and name."""
    classes = (one for one in vars(settings).values() if isinstance(one, type) and issubclass(one, BaseModel))
    return {
        f"{one.__name__}.{name}": field.description
        for one in classes
        for name, field in one.model_fields.items()
        if field.description
    }


@cache
def trees(*packages: str) -> list[tuple[Path, ast.Module]]:
    """The modules of some packages, parsed."""
    paths = (path for package in packages for path in sorted((ROOT / package).rglob("*.py")))
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def sentences(text: str) -> list[str]:
    """Sentences of a text; facts in braces count as one word."""
    return [
        part.strip() for part in re.split(r"(?<=[.!?:;])\s+", re.sub(r"\{\w+\}", "it", text)) if part.strip()
    ]


@pytest.mark.parametrize("turn", BANNED)
def test_no_text_has_a_banned_turn(turn):
    found = {key: text for key, text in told().items() if re.search(turn, text, re.IGNORECASE)}
    assert found == {}, f"say: {BANNED[turn]}"


def test_no_sentence_is_too_long():
    long = {
        key: sentence
        for key, text in told().items()
        if key not in EXCEPTIONS
        for sentence in sentences(text)
        if len(sentence.split()) > LONGEST
    }
    assert long == {}


def test_no_text_is_hard_to_read():
    hard = {
        key: round(score, 1)
        for key, text in told().items()
        if key not in EXCEPTIONS and len(text.split()) >= 12
        if (score := textstat.automated_readability_index(". ".join(sentences(text)))) > HARDEST
    }
    assert hard == {}


@pytest.mark.parametrize("file", PAGES)
def test_no_page_for_readers_has_a_banned_turn(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert [turn for turn in BANNED if re.search(turn, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("texts", [spoken, docstrings, comments, settings_texts])
def test_no_terminal_text_mail_docstring_comment_or_setting_has_a_banned_turn(texts):
    found = {
        place: turn
        for place, text in texts().items()
        for turn in BANNED
        if place not in EXCEPTIONS and re.search(turn, text, re.IGNORECASE)
    }
    assert found == {}


def test_a_banned_turn_and_a_long_sentence_are_found():
    assert re.search(r"\bfor want of\b", "not judged for want of data")
    assert len(sentences("One. Two: three {fact} four.")) == 3
