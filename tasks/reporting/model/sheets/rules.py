"""Every rule of the rulebook as a line: what it says, where it comes from, and which way it errs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.rule_base import Judgement, Reference
from tasks.reporting.model.context import Context, made_once_for_rulebook
from tasks.reporting.model.elements import Table

if TYPE_CHECKING:
    from schemas.rule_base import Rule


@made_once_for_rulebook
def rules_table(context: Context) -> Table:
    """One line a rule, section by section."""
    import pandas as pd

    lines = [
        (
            rule.id,
            context.words.of_rulebook(rule.description),
            content(rule),
            section.replace("_", " ").capitalize(),
            rule.unit or None,
            *cited(rule),
        )
        for section, rules in context.audit.rulebook.sections.items()
        for rule in rules.values()
    ]
    field = context.field
    fields = (
        field("rule_id", "name"),
        field("rule", "long"),
        field("settings", "long"),
        field("section", "short"),
        field("rule_unit", "short"),
        field("sources", "long"),
        field("errs", "short"),
    )
    frame = pd.DataFrame(lines, columns=[column.key for column in fields], dtype="str")
    return Table(
        "Rules", context.text("method.rules"), fields, frame, context.text("method.rules"), is_printed=False
    )


def cited(rule: Rule) -> tuple[str, str | None]:
    """A rule's source in words, and the direction in which it errs."""
    errs = getattr(rule, "errs", None) or None
    if isinstance(rule.source, Judgement):
        return f"Judgement: {rule.source.judgement}", rule.source.errs or errs
    if isinstance(rule.source, Reference):
        return ", ".join(
            part for part in (rule.source.title, rule.source.locator, rule.source.dated) if part
        ), errs
    return ", ".join(rule.source), errs


def content(rule: Rule) -> str:
    """What a rule says besides its description, as "name value; name value"."""
    fields = rule.model_dump(
        mode="json", exclude={"id", "description", "unit", "source", "errs"}, exclude_defaults=True
    )
    return "; ".join(f"{name.replace('_', ' ')} {_value_text(value)}" for name, value in fields.items())


def _value_text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name.replace('_', ' ')} {_value_text(part)}"
            for name, part in value.items()
            if part not in (None, [], {}, ())
        )
    if isinstance(value, list):
        return ", ".join(_value_text(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
