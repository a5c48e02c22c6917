"""Method: this report's facts, what each label means, its limits, and every rule with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.rules import statements
from tasks.reporting.model.context import Context, made_once, made_once_for_rulebook
from tasks.reporting.model.elements import Field, Sheet, Table
from tasks.reporting.model.sheets.rules import rules_table
from tasks.reporting.model.speech import assumed, day
from tasks.reporting.model.trust import spread, trust_grade

if TYPE_CHECKING:
    import pandas as pd


def sheet(context: Context) -> Sheet:
    """Facts, limits, meanings, sensitivity, consistency, rules: the long table last."""
    tables = [_facts(context), _limits(context), _choice(context), _sensitivity(context)]
    if context.audit.second_rating:
        tables.append(_second_rating(context, context.audit.second_rating))
    if context.consistency is not None:
        tables += [_consistency(context, context.consistency), _measured(context)]
    notes = (
        f"{context.text('report.screening')} {context.text('report.not_legal_advice')} "
        f"{context.text('method.own_rules')}",
    )
    notes += (context.text("method.tier_note"),)
    if context.words.language != "en":
        notes += (context.text("method.language_note"),)
    tables += [_statements(context), rules_table(context)]
    return Sheet(
        "method",
        context.text("sheet.method.title"),
        context.text("sheet.method.purpose"),
        tuple(tables),
        notes,
    )


def _facts(context: Context) -> Table:
    import pandas as pd

    audit, text = context.audit, context.text
    facts = {
        "portfolio": audit.request.portfolio,
        "edition": text(f"report.edition_{context.edition}"),
        "as_of": day(context.words, audit.request.as_of),
        "run": audit.request.run_id,
        "rulebook": audit.rulebook.version,
        "rulebook_hash": audit.rulebook.hash,
        "content_hash": context.content_hash,
        "trust": trust_grade(context) or "",
        "grades": text("method.fact.grades_text", spread=spread(context)),
        "review": text(
            "method.fact.review_text",
            firm=context.number("report_review_months_firm"),
            provisional=context.number("report_review_months_provisional"),
        ),
    }
    frame = pd.DataFrame(
        {"fact": [text(f"method.fact.{name}") for name in facts], "value": list(facts.values())}, dtype="str"
    )
    return Table(
        "Facts",
        text("method.facts"),
        (context.field("fact", "name"), context.field("value", "long")),
        frame,
        text("method.facts"),
    )


@made_once_for_rulebook
def _limits(context: Context) -> Table:
    import pandas as pd

    limits = context.words.under("method.limit")
    frame = pd.DataFrame({"number": range(1, len(limits) + 1), "limit": list(limits.values())})
    return Table(
        "Limits",
        context.text("method.limits"),
        (context.field("number", "lead"), context.field("limit", "long")),
        frame,
        context.text("method.limits"),
    )


@made_once_for_rulebook
def _statements(context: Context) -> Table:
    """What the codes of sources mean: the statements that rules of this run's rulebook cite."""
    import pandas as pd

    # Only the statements that a rule of this run cites are listed.
    cited = {
        code
        for rules in context.audit.rulebook.sections.values()
        for rule in rules.values()
        if isinstance(rule.source, list)
        for code in rule.source
    }
    lines = [(code, line["statement"]) for code, line in statements().items() if code in cited]
    fields = (context.field("statement_id", "code"), context.field("statement", "long"))
    frame = pd.DataFrame(lines, columns=[column.key for column in fields], dtype="str")
    title = context.text("method.statements")
    return Table("Statements", title, fields, frame, title, context.text("method.statements_note"))


@made_once_for_rulebook
def _choice(context: Context) -> Table:
    import pandas as pd

    # One line for each aspect; its three texts have keys of their own below it.
    names = dict.fromkeys(key.split(".")[0] for key in context.words.under("method.aspects"))
    statements: dict[str, list[str]] = {}
    # A message is named method.aspects.NAME.PART: its third word says which line it belongs to.
    for message, source in _placed(context):
        statements.setdefault(message.split(".")[2], []).extend(source)
    lines = [
        (
            *(context.text(f"method.aspects.{name}.{part}") for part in ("aspect", "bpo", "kpo")),
            ", ".join(dict.fromkeys(statements.get(name, ()))),
        )
        for name in names
    ]
    field = context.field
    fields = (field("aspect", "name"), field("bpo", "long"), field("kpo", "long"), field("sources", "short"))
    frame = pd.DataFrame(lines, columns=[column.key for column in fields], dtype="str")
    return Table("Choice", context.text("method.choice"), fields, frame, context.text("method.choice"))


def _placed(context: Context) -> list[tuple[str, list[str]]]:
    """Message and statements of each rule that is part of what the labels mean."""
    rules = context.audit.rulebook.section("report").values()
    return [
        (rule.message, rule.source)
        for rule in rules
        if rule.message and rule.message.startswith("method.aspects.")
    ]


@made_once(for_all_editions=True)
def _sensitivity(context: Context) -> Table:
    shares = context.audit.assessment.weight_sensitivity
    rows = shares[(shares["flip_share"] > 0) | (shares["drive_share"] > 0)].head(
        context.number("report_weights_shown")
    )
    factor = context.audit.rulebook.section("confidence")["weight_sensitivity"].value
    # The drive may move where no label does; then the note says that no label depends on a weight.
    key = "sensitivity_note" if rows.empty or (rows["flip_share"] > 0).any() else "sensitivity_none"
    titles = {}
    for name in rows["criterion"].unique():
        # A criterion may be a rule on a column of the input, which has a title.
        entry = context.audit.rulebook.find(name)
        titles[name] = context.column_title(getattr(entry[1], "column", name) if entry else name)
    frame = rows.assign(criterion=rows["criterion"].map(titles))
    fields = (
        context.field("criterion", "name"),
        *(context.field(name, "fine_share", bar=True) for name in ("flip_share", "drive_share")),
    )
    title, empty = context.text("method.sensitivity"), context.text("method.sensitivity_empty")
    return Table(
        "WeightSensitivity",
        title,
        fields,
        frame,
        title,
        context.text(f"method.{key}", factor=f"{factor:g}"),
        empty=empty,
    )


def _consistency(context: Context, consistency: pd.DataFrame) -> Table:
    frame = consistency.copy()
    for name in ("expected", "got"):
        if name in frame:
            frame[name] = context.say("recommendation", frame[name])
    fields = tuple(
        context.field(name, _width(number))
        # A column that the catalogue has no heading for is shown under its own name.
        if f"field.{name}" in context.words.texts
        else _plain(name, number)
        for number, name in enumerate(frame.columns)
    )
    return Table(
        "Consistency",
        context.text("method.consistency"),
        fields,
        frame,
        context.text("method.consistency"),
        context.text("method.consistency_note"),
    )


def _second_rating(context: Context, rating: dict[str, Any]) -> Table:
    """What people who rated a sample without seeing the labels came to."""
    import pandas as pd

    text = context.text
    lines = [
        (text("rating.sampled"), f"{rating['sampled']}"),
        (text("rating.by_nobody"), f"{rating['by_nobody']}"),
    ]
    for measure in rating["measures"]:
        measure_title = text(f"rating.measure.{measure['name']}", number=measure["rater"])
        lines.append((measure_title, _interval(context, measure)))
    lines += [
        (
            text("rating.against", process=line["process_id"]),
            text(
                "rating.against_said",
                people=context.words.value("recommendation", line["raters_say"]),
                program=context.words.value("recommendation", line["program_says"]),
                rule=line["rule"],
            ),
        )
        for line in rating["disagreements"]
    ]
    frame = pd.DataFrame(lines, columns=["fact", "value"], dtype="str")
    fields = (context.field("fact", "name"), context.field("value", "long"))
    title = text("rating.second")
    return Table(
        "SecondRating", title, fields, frame, title, text("rating.second_note", run=rating["run_id"])
    )


def _interval(context: Context, measure: dict) -> str:
    if measure["value"] is None:
        return context.text("rating.undefined", rows=measure["rows"])
    figures = {name: f"{measure[name]:.2f}" for name in ("value", "low", "high") if measure[name] is not None}
    # A figure may come without its interval.
    key = "rating.figure" if len(figures) == 3 else "rating.figure_alone"
    return context.text(key, rows=measure["rows"], **figures)


@made_once_for_rulebook
def _measured(context: Context) -> Table:
    """What the reading of names came to, and which share is right at which share answered."""
    import pandas as pd

    rules = context.audit.rulebook.section("measured").values()
    frame = pd.DataFrame(
        {
            "fact": [context.words.of_rulebook(rule.description) for rule in rules],
            "value": [assumed(context.words, rule.value, "share") for rule in rules],
        },
        dtype="str",
    )
    fields = (context.field("fact", "name"), context.field("value", "long"))
    title = context.text("method.measured")
    return Table("Measured", title, fields, frame, title, context.text("method.measured_note"))


def _plain(name: str, number: int):
    return Field(name, name.replace("_", " ").capitalize(), _width(number))


def _width(number: int) -> str:
    """Kind of the field in a place, counted from 0."""
    return ("name", "long", "short")[min(number, 2)]
