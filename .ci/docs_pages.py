"""Writes the pages that ``make docs`` builds its site from; mkdocs runs it."""

from __future__ import annotations

from pathlib import Path

import mkdocs_gen_files

from schemas.columns import columns
from schemas.issues import issue_kinds
from schemas.rules import load_rulebook, statements

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "tasks/README.md",
    "flows/standing/README.md",
    "flows/standing/FAULTS.md",
)
PICTURES = ("sample_inputs/summary.png",)
# The front doors: what a program or the next stage calls.
MODULES = (
    "flows.api",
    "flows.story",
    "flows.steps",
    *(f"tasks.{stage}" for stage in ("intake", "quality", "text", "method", "risk", "value", "reporting")),
    *(f"tasks.{stage}" for stage in ("history", "rating", "delivery", "rules")),
    "schemas.records",
    "schemas.vocabulary",
    "schemas.errors",
)


def write(name: str, lines: list[str]) -> None:
    """Writes one page."""
    with mkdocs_gen_files.open(name, "w") as page:
        page.write("\n".join(lines) + "\n")


def cell(text: object) -> str:
    """A text as it can stand in a table of Markdown."""
    return " ".join(str(text).replace("|", "\\|").replace("<", "&lt;").split())


def table(headings: tuple[str, ...], rows: list[tuple]) -> list[str]:
    """A table of Markdown."""
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return [*lines, *("| " + " | ".join(map(cell, row)) + " |" for row in rows), ""]


def rulebook_page() -> list[str]:
    """Every rule with its sources, by section, and the statements that they cite."""
    book = load_rulebook(None)
    lines = ["# Rulebook", "", f"Version {book.version}. `process-audit rules ID` prints one rule whole.", ""]
    for section, rules in book.sections.items():
        sources = {
            rule.id: ", ".join(rule.source) if isinstance(rule.source, list) else str(rule.source or "")
            for rule in rules.values()
        }
        rows = [(f"`{rule.id}`", rule.description, sources[rule.id]) for rule in rules.values()]
        lines += [f"## {section}", "", *table(("rule", "what it says", "source"), rows)]
    rows = [(f"`{code}`", line["statement"]) for code, line in statements().items()]
    return [*lines, "## Statements of the sources", "", *table(("id", "statement"), rows)]


def main() -> None:
    """Copies the pages of the repository and makes those of columns, rules, issues and functions."""
    for name in PAGES:
        write(name, [(ROOT / name).read_text(encoding="utf-8")])
    for name in PICTURES:
        with mkdocs_gen_files.open(name, "wb") as picture:
            picture.write((ROOT / name).read_bytes())
    shown = [
        (f"`{one.name}`", one.title, one.group, one.type, ", ".join(one.values) or one.unit, one.feeds)
        for one in columns().values()
    ]
    write(
        "columns.md",
        ["# Columns", "", *table(("name", "title", "group", "type", "values or unit", "feeds"), shown)],
    )
    write("rulebook.md", rulebook_page())
    kinds = [(f"`{one.code}`", one.severity, one.message, one.fix) for one in issue_kinds().values()]
    write("issues.md", ["# Issues", "", *table(("code", "severity", "message", "what to do"), kinds)])
    write("functions.md", ["# Functions", "", *(line for name in MODULES for line in (f"::: {name}", ""))])


main()
