"""Why: for each process shown, the evidence line by line, with its cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.excel import cells_on_sheets
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Picker, Sheet, Table
from tasks.reporting.model.speech import decimal
from tasks.reporting.model.why_links import HEAD_LINES, contributions_shown, why_rows

if TYPE_CHECKING:
    import pandas as pd

    from schemas.messages import Catalogue

# A criterion that is worked out, and the column that carries it alone where it is filled.
DERIVED_FROM = {"effort_fte": "fte"}
MOST_SHOWN = 60  # lines of one process that the picker can show


def sheet(context: Context) -> Sheet:
    """Two lines of words, and folded behind them one per score and criterion; processes in the order of All
    processes.
    """
    lines = _lines(context)
    total = sum(map(len, context.audit.assessment.contributions))
    # The lines of words are no contributions.
    shown = len(lines) - HEAD_LINES * lines["row_key"].nunique()
    limits = ()
    if shown < total:
        limits = (
            context.text(
                "common.limited",
                shown=f"{shown:,}",
                total=f"{total:,}",
                what=context.text("common.contributions"),
                file="contributions.parquet",
            ),
        )
    field = context.field
    fields = (
        field("process", "name"),
        field("process_id", "code"),
        field("score"),
        field("criterion", "short"),
        field("given", "long"),
        field("cell", "code"),
        field("rule", "reason"),
        field("scaled", "fine"),
        field("weight", "fine"),
        field("points", "index"),
        field("rule_id", "code"),
    )
    table = Table(
        "Reasons",
        context.text("why.all"),
        fields,
        lines,
        context.text("sheet.why.purpose"),
        tones=dict.fromkeys([field.key for field in fields], lines["tone"]),
        folded=lines["step"] == HEAD_LINES,
        is_printed=False,
    )
    title = context.text("sheet.why.title")
    return Sheet(
        "why",
        title,
        table.description,
        (table,),
        limits,
        reading=(context.text("why.fold"), context.text("why.note")),
        picker=_picker(context, lines),
    )


def _picker(context: Context, lines: pd.DataFrame) -> Picker | None:
    """Shows one process at a time, at first the first of the sheet."""
    if lines.empty:
        return None
    first = lines.iloc[0]
    return Picker(
        context.text("why.picker"),
        "ChallengeList",
        "Reasons",
        "process_id",
        BETWEEN_ID_AND_NAME,
        # As many lines as the longest process has.
        int(lines["process_id"].value_counts().clip(upper=MOST_SHOWN).max()),
        f"{first['process_id']}{BETWEEN_ID_AND_NAME}{first['process']}",
    )


def _lines(context: Context) -> pd.DataFrame:
    import pandas as pd

    keys = why_rows(context).index
    contributions = contributions_shown(context)
    lines = contributions[contributions["row_key"].isin(keys)]
    lines = lines.assign(
        **{name: lines[name].astype(str) for name in ("score", "criterion", "rule_id")},
        size=lines["points"].abs(),
    )
    # What counts most first, whichever way it points.
    lines = lines.sort_values(["score", "size"], ascending=[True, False], kind="stable")
    lines = lines.rename(columns={"value": "scaled"}).assign(
        **_evidence(context, lines), rule=_rules(context, lines["rule_id"]), step=HEAD_LINES
    )
    lines["criterion"] = lines["criterion"].map(
        {name: context.column_title(name) for name in lines["criterion"].unique()}
    )
    everything = pd.concat([*_heads(context, keys), lines], ignore_index=True)
    position = pd.Series(range(len(keys)), index=keys)
    everything = (
        everything.assign(place=everything["row_key"].map(position))
        .sort_values(["place", "step"], kind="stable")
        .reset_index(drop=True)
    )
    rows = context.results.loc[everything["row_key"]]
    return everything.assign(
        process=rows["process_name"].to_numpy(),
        process_id=rows["process_id"].to_numpy(),
        # Only the first line of a process is coloured.
        tone=everything["score"].where(everything["step"] == 0),
        score=context.say("score", everything["score"]),
    )


def _heads(context: Context, keys: pd.Index) -> list[pd.DataFrame]:
    import pandas as pd

    rows = context.results.loc[keys]
    label = context.say("recommendation", rows["recommendation"])
    tier = context.say("tier", rows["tier"])
    outcome = label.mask(tier.notna(), tier).astype("str")
    words = context.text("why.counterfactual")
    decision = {
        "row_key": keys,
        "score": "decision",
        "criterion": outcome.to_numpy(),
        "rule": rows["why"].to_numpy(),
        "rule_id": rows["decision_rule"].to_numpy(),
        "step": 0,
    }
    change = {
        "row_key": keys,
        "score": "what_would_change_it",
        "criterion": words,
        "rule": rows["what_would_change_it"].to_numpy(),
        "step": 1,
    }
    return [pd.DataFrame(part) for part in (decision, change)]


def _rules(context: Context, rule_ids: pd.Series) -> pd.Series:
    entries = {rule_id: context.audit.rulebook.find(rule_id) for rule_id in rule_ids.dropna().unique()}
    say = context.words.of_rulebook
    descriptions = {rule_id: say(entry[1].description) for rule_id, entry in entries.items() if entry}
    return rule_ids.map(descriptions).astype("str")


def _evidence(context: Context, lines: pd.DataFrame) -> dict[str, pd.Series]:
    """What the input said and in which cell. What was read from the text has the name's cell; what was worked
    out from several columns has none, unless one of them carries it alone.
    """
    import pandas as pd

    intake, keys = context.audit.intake, lines["row_key"].tolist()
    stated: list[str | None] = [None] * len(lines)
    columns_read: list[str | None] = [None] * len(lines)
    by_criterion: dict[str, list[int]] = {}
    for position, criterion in enumerate(lines["criterion"].tolist()):
        by_criterion.setdefault(criterion, []).append(position)
    for criterion, positions in by_criterion.items():
        # What was read from the text is in the cell of the name; a criterion worked out from several columns
        # has no cell of its own.
        column = "process_name" if criterion.startswith("text") else DERIVED_FROM.get(criterion, criterion)
        if column not in intake.typed:
            continue
        # Column by column: all lines of one criterion are said at once.
        values = intake.typed[column].loc[[keys[position] for position in positions]]
        value_texts = _value_texts(context, column, values)
        for position, is_given, words in zip(positions, values.notna().tolist(), value_texts, strict=True):
            if is_given:
                stated[position], columns_read[position] = words, column
    rows = intake.typed[["source_sheet", "source_table", "source_row"]].loc[keys]
    evidence = {"given": stated, "cell": cells_on_sheets(rows, intake.tables, columns_read)}
    return {name: pd.Series(texts, index=lines.index, dtype="str") for name, texts in evidence.items()}


def _value_texts(context: Context, column: str, values: pd.Series) -> list[str | None]:
    """What the sheet says of the values of a column, by row_key."""
    if column == "process_name":
        return _entries(context, values.index)
    if columns()[column].is_withheld and not context.is_full:
        return [None] * len(values)
    return _in_words(context.words, values)


def has_withheld(context: Context) -> bool:
    """Whether a line shows what only the full edition may say."""
    columns_by_name = columns()
    criteria = [frame["criterion"] for frame in context.audit.assessment.contributions]
    return any(
        name in columns_by_name and columns_by_name[name].is_withheld and bool((criterion == name).any())
        for criterion in criteria
        for name in criterion.cat.categories
    )


def _entries(context: Context, keys: pd.Index) -> list[str | None]:
    """The catalogue entry of each process, how it was found and how much of the name it explains."""
    matches = context.audit.assessment.rows.reindex(
        index=keys, columns=["matched_service", "match_how", "match_share"]
    )
    how = context.say("match", matches["match_how"])
    return [
        context.text("why.match", entry=entry.removeprefix("loosely: "), how=means, share=f"{share:.0%}")
        if isinstance(entry, str) and isinstance(means, str)
        else None
        for entry, means, share in zip(matches["matched_service"], how, matches["match_share"], strict=True)
    ]


def _in_words(words: Catalogue, values: pd.Series) -> list[str | None]:
    """Values as a reader says them: numbers in the notation of the language, codes in words; None where missing."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values):
        values = values.map({True: "yes", False: "no"})
    is_number = pd.api.types.is_float_dtype(values)
    say = partial(decimal, words, pattern="#,##0.####") if is_number else partial(_codes_in_words, words)
    text_by_value = {value: say(value) for value in values.dropna().unique()}
    return list(map(text_by_value.get, values.tolist()))


def _codes_in_words(words: Catalogue, codes: str) -> str:
    return "; ".join(words.value("word", code) for code in str(codes).split(";"))
