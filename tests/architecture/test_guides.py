"""What the guides name is there: files, and targets of make."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE_BY_USE = ("outputs/", "build/")


@pytest.mark.parametrize("guide", ["CONTRIBUTING.md", "tasks/README.md"])
def test_what_a_guide_names_is_there(guide):
    named = re.findall(r"`([^`\s]+)`", (ROOT / guide).read_text(encoding="utf-8"))
    paths = [name for name in named if "/" in name and not name.startswith((".venv", "/", *MADE_BY_USE))]
    assert len(paths) >= 1
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("guide", ["CONTRIBUTING.md", "README.md"])
def test_each_target_of_make_that_a_guide_names_is_there(guide):
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"^make ([a-z][\w-]+)", "\n".join(_code(ROOT / guide)), re.MULTILINE)
    assert named
    assert set(named) <= set(targets)


def _code(guide: Path) -> list[str]:
    """What a guide gives as commands: text in backticks, and indented lines."""
    text = guide.read_text(encoding="utf-8")
    return [*re.findall(r"`([^`]+)`", text), *re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)]
