"""Prints rules of the rulebook, statements of the sources and issues of the catalogue."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.verdict import EXIT_AUDITED, EXIT_USAGE

if TYPE_CHECKING:
    from pathlib import Path

    from schemas.rule_base import Rule
    from schemas.rules import Rulebook


def show_sections(book: Rulebook) -> int:
    """Lists every rule with its section and description, and version and hash of the rulebook."""
    print(f"Rulebook {book.version}, hash {book.hash[:12]}")
    for name, rules in book.sections.items():
        print(f"\n{name} ({len(rules)})")
        for rule_id, rule in rules.items():
            print(f"  {rule_id:<36} {rule.description}")
    return EXIT_AUDITED


def show_rule(book: Rulebook, wanted: str, own_file: Path | None = None) -> int:
    """Prints one rule, statement or issue; where there is none, the nearest ids.

    Args:
        book: the rulebook.
        wanted: id of a rule, a statement of the sources or an issue.
        own_file: rules of the user's that are laid over the rulebook.

    Returns:
        0, or 2 where there is nothing of this id.
    """
    from schemas.issues import issue_kinds
    from schemas.rules import statements

    # Ids differ in more than capital letters; people type them from a report as they come.
    ids = [*(rule for rules in book.sections.values() for rule in rules), *statements(), *issue_kinds()]
    if wanted not in ids:
        wanted = {known.casefold(): known for known in ids}.get(wanted.strip().casefold(), wanted)
    if section_and_rule := book.find(wanted):
        _show_rule(book, *section_and_rule, own_file)
    elif wanted in statements():
        _show_statement(book, wanted)
    elif wanted in issue_kinds():
        kind = issue_kinds()[wanted]
        print(
            f"{kind.code}: {kind.title}\n  severity  {kind.severity}\n  message   {kind.message}\n"
            f"  fix       {kind.fix}"
        )
    else:
        return _show_nearest(book, wanted)
    return EXIT_AUDITED


def _show_rule(book: Rulebook, section: str, rule: Rule, own_file: Path | None) -> None:
    from schemas.rules import own_rules, statements

    line = own_rules(own_file).get(rule.id) if own_file and own_file.is_file() else None
    own = f", changed by {own_file.name}, line {line}" if own_file and line else ""
    print(f"{rule.id}  (schemas/rulebook/{section}.yaml{own})\n  {rule.description}")
    for name, value in rule.model_dump(
        mode="json", exclude_none=True, exclude={"id", "description", "source"}
    ).items():
        if value not in ("", [], {}):
            print(f"  {name:<14} {value}")
    if isinstance(rule.source, list):
        for source in rule.source:
            print(
                f"  source {source:<7} "
                f"{statements().get(source, {}).get('statement', 'contradiction settled in the rulebook')}"
            )
    else:
        print(
            "  source         "
            + "; ".join(f"{name}: {text}" for name, text in rule.source.model_dump(exclude_none=True).items())
        )
    users = [
        other.id
        for rules in book.sections.values()
        for other in rules.values()
        if other.id != rule.id and _names(other, rule.id)
    ]
    print(f"  used by        {', '.join(users) or 'the method itself'}")


def _names(rule: Rule, wanted: str) -> bool:
    def walk(value: object) -> bool:
        if isinstance(value, dict):
            return any(walk(part) for pair in value.items() for part in pair)
        if isinstance(value, list):
            return any(walk(part) for part in value)
        return value == wanted

    return walk(rule.model_dump(mode="json", exclude={"id", "description", "source"}))


def _show_statement(book: Rulebook, wanted: str) -> None:
    from schemas.rules import statements

    line = statements()[wanted]
    print(f"{wanted} ({line['kind']})  {line['statement']}\n  implemented as  {line['implements_as']}")
    users = [
        rule.id
        for rules in book.sections.values()
        for rule in rules.values()
        if isinstance(rule.source, list) and wanted in rule.source
    ]
    print(f"  rules           {', '.join(users) or 'none'}")


def _show_nearest(book: Rulebook, wanted: str) -> int:
    from rapidfuzz import process

    from schemas.issues import issue_kinds

    ids = [*(rule_id for rules in book.sections.values() for rule_id in rules), *issue_kinds()]
    nearest = ", ".join(match[0] for match in process.extract(wanted, ids, limit=3))
    print(f"There is no rule, statement or issue '{wanted}'. Nearest: {nearest}.", file=sys.stderr)
    return EXIT_USAGE
