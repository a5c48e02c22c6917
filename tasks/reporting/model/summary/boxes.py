"""The three boxes of the first screen: what would change it, what changed, what is not covered."""

from __future__ import annotations

from tasks.reporting.model.answers import answers_table, state_counts
from tasks.reporting.model.context import Context, made_once
from tasks.reporting.model.elements import Box, Link, Tile
from tasks.reporting.model.flag_titles import titles
from tasks.reporting.model.left_out import is_withdrawn
from tasks.reporting.model.sheets.ask_next import grouped
from tasks.reporting.model.sheets.money_changes import money_steps
from tasks.reporting.model.speech import added_up, amounts, day, percent
from tasks.reporting.model.summary.key_figures import control_share

CODES_NAMED = 2


def answers(context: Context) -> Box:
    """The questions whose answers move most money, each asked once with the number of processes; how much is not said
    where the savings are withdrawn.
    """
    groups = grouped(context)
    by_currency = groups.groupby(["question", "money"], sort=False)["money_at_stake"].sum().reset_index()
    # Amounts of several currencies are not added up: the largest of a question decides its place.
    by_currency = by_currency[by_currency["money_at_stake"] > 0].sort_values(
        "money_at_stake", ascending=False, kind="stable"
    )
    counts = groups.groupby("question", sort=False)["count"].sum()
    tiles, name = [], "answer_line_withdrawn" if is_withdrawn(context) else "answer_line"
    top = by_currency["question"].drop_duplicates().head(context.number("report_first_answers"))
    for number, question in enumerate(top, start=1):
        at_stake = by_currency[by_currency["question"].eq(question)].set_index("money")["money_at_stake"]
        sentence = context.text(
            f"summary.{name}",
            number=number,
            # A question may be followed by an explanation; the box has room for the question alone.
            question=question.split("? ")[0].rstrip("?") + "?",
            count=int(counts[question]),
            money=added_up(context.words, at_stake),
        )
        tiles.append(Tile("", sentence, Link("Questions")))
    key = "answers_none" if context.headline.any() or context.candidates.empty else "answers_unvalued"
    nothing = Tile("", context.text(f"summary.{key}"), Link("Questions"))
    return Box(context.text("summary.answers"), tuple(tiles) or (nothing,), Link("Questions"))


def since(context: Context) -> Box:
    """What changed against the run before."""
    changes = context.audit.changes
    heading, link = context.text("summary.since"), Link("Changes")
    if not changes.previous_run_id or not changes.previous_as_of:
        why = "since_unknown" if context.audit.lacks_comparison else "since_none"
        return Box(heading, (Tile("", context.text(f"summary.{why}"), link),), link)
    date = day(context.words, changes.previous_as_of)
    if changes.rows.empty:
        return Box(
            heading,
            (
                Tile("", context.text("summary.since_same", date=date), link),
                *_money(context),
                *_answered(context),
            ),
            link,
        )
    # A process counts once for each cause, however many of its fields moved.
    by_cause = changes.rows.drop_duplicates(["process_id", "cause"])["cause"].value_counts()
    causes = ", ".join(
        context.text("changes.line", label=context.words.value("cause", str(cause)), count=count)
        for cause, count in by_cause.items()
    )
    labels = changes.rows.loc[changes.rows["field"].eq("recommendation"), "process_id"].nunique()
    return Box(
        heading,
        (
            Tile("", context.text("summary.since_line", date=date, causes=causes), link),
            Tile("", context.text("summary.since_labels", count=labels), link),
            *_money(context),
            *_answered(context),
        ),
        link,
    )


def _money(context: Context) -> tuple[Tile, ...]:
    """By how much the savings of the candidates went up and down, in one line; nothing where the first sheet withdraws
    them.
    """
    steps = money_steps(context)
    if steps is None or steps.empty or is_withdrawn(context):
        return ()
    sums = amounts(context.words, steps, "change")
    up, down = int((steps["change"] > 0).sum()), int((steps["change"] < 0).sum())
    text = context.text("summary.since_money", sums=sums, up=up, down=down)
    return (Tile("", text, Link("MoneyChanges")),)


def _answered(context: Context) -> tuple[Tile, ...]:
    """What became of overrides and challenges, in one line."""
    counts = state_counts(answers_table(context))
    states = ", ".join(
        context.text("changes.line", label=state, count=count) for state, count in counts.items()
    )
    return (
        (Tile("", context.text("summary.since_answers", states=states), Link("Answers")),) if counts else ()
    )


@made_once(for_all_editions=True)
def uncovered(context: Context) -> Box:
    """What this report does not cover."""
    lines = [
        *_missing_input(context),
        *_no_process(context),
        *_missing_control(context),
        *_missing_core(context),
        *_missing_judgement(context),
    ]
    return Box(
        context.text("summary.uncovered"),
        tuple(lines) or (Tile("", context.text("summary.uncovered_none"), Link("Files")),),
        Link("Files"),
    )


def _no_process(context: Context):
    """Rows that are no process: money lines, assets, projects, site work."""
    count = int(context.standing.eq("not_in_scope").sum())
    return (
        [Tile("", context.text("summary.uncovered_scope", count=count), Link("Processes"))] if count else []
    )


def _missing_control(context: Context):
    missing = {
        measure: 1 - share
        for measure in ("cost", "fte")
        if (share := control_share(context, measure)) is not None and share < 1
    }
    uncovered = [
        context.text(
            "summary.uncovered_control",
            share=percent(context.words, share),
            control=context.words.value("control", measure),
        )
        for measure, share in missing.items()
    ]
    return [Tile("", ", ".join(uncovered), Link("Files"))] if uncovered else []


def _missing_input(context: Context):
    intake = context.audit.intake
    refused = sum(bool(file.refused_code) for file in intake.files)
    errors = int(intake.issues["severity"].eq("error").sum())
    unread = [
        (refused, "refused", Link("Files")),
        (len(intake.set_aside), "aside", Link("SetAside")),
        (errors, "errors", Link("Issues")),
    ]
    unread = [
        (context.text(f"summary.uncovered_{key}", count=count), link) for count, key, link in unread if count
    ]
    # As above the chart: what is screened by name only is in no amount anyway, unless there is nothing else.
    is_counted = context.unvalued & (~context.by_name | bool(context.by_name.all()))
    unvalued = int(is_counted.sum())
    # One line for all that was not read; it leads to the first of them.
    lines = [Tile("", ". ".join(words for words, _ in unread), unread[0][1])] if unread else []
    return lines + (
        [Tile("", context.text("summary.uncovered_value", count=unvalued), Link("Candidates"))]
        if unvalued
        else []
    )


def _missing_core(context: Context):
    """Candidates that could be what the organisation itself sells: no list of processes says that of its own."""
    count = int(context.typed("core_process").reindex(context.candidates.index).isna().sum())
    return [Tile("", context.text("summary.uncovered_core", count=count), Link("Questions"))] if count else []


def _missing_judgement(context: Context):
    missing = context.audit.risks.not_judged
    rows = (
        missing[missing["row_count"] > 0]
        .sort_values("row_count", ascending=False, kind="stable")
        .head(CODES_NAMED)
    )
    counts_by_flag = [
        f"{title} ({count})"
        for title, count in zip(titles(context, rows["code"]), rows["row_count"], strict=True)
    ]
    return (
        [
            Tile(
                "",
                context.text("summary.uncovered_judged", codes=", ".join(counts_by_flag)),
                Link("NotJudged"),
            )
        ]
        if counts_by_flag
        else []
    )
