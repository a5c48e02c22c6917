"""Why: for each process shown, the evidence line by line, with its cell."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from schemas.columns import columns
from schemas.workbooks import BETWEEN_ID_AND_NAME
from tasks.excel import cell_addresses
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Picker, Sheet, Table
from tasks.reporting.model.speech import decimal
from tasks.reporting.model.why_links import HEAD_LINES, why_rows

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
    total = len(context.audit.assessment.contributions)
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
        field("given", "name"),
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
        int(lines["process_id"].value_counts().clip(upper=MOST_SHOWN).max()),
        f"{first['process_id']}{BETWEEN_ID_AND_NAME}{first['process']}",
    )


def _lines(context: Context) -> pd.DataFrame:
    import pandas as pd

    keys = why_rows(context).index
    contributions = context.audit.assessment.contributions
    lines = contributions[contributions["row_key"].isin(keys)]
    lines = lines.assign(
        **{name: lines[name].astype("str") for name in ("score", "criterion", "rule_id")},
        size=lines["points"].abs(),
    )
    lines = lines.sort_values(["score", "size"], ascending=[True, False], kind="stable")
    lines = lines.rename(columns={"value": "scaled"}).assign(
        **_evidence(context, lines), rule=_rules(context, lines["rule_id"]), step=HEAD_LINES
    )
    lines["criterion"] = lines["criterion"].map(
        {name: context.column_title(name) for name in lines["criterion"].unique()}
    )
    everything = pd.concat([*_heads(context, keys), lines], ignore_index=True)
    place = pd.Series(range(len(keys)), index=keys)
    everything = (
        everything.assign(place=everything["row_key"].map(place))
        .sort_values(["place", "step"], kind="stable")
        .reset_index(drop=True)
    )
    rows = context.results.loc[everything["row_key"]]
    return everything.assign(
        process=rows["process_name"].to_numpy(),
        process_id=rows["process_id"].to_numpy(),
        tone=everything["score"].where(everything["step"] == 0),
        score=context.say("score", everything["score"]),
    )


def _heads(context: Context, keys: pd.Index) -> list[pd.DataFrame]:
    import pandas as pd

    rows = context.results.loc[keys]
    label = context.say("recommendation", rows["recommendation"])
    tier = context.say("tier", rows["tier"])
    said = label.mask(tier.notna(), tier).astype("str")
    words = context.text("why.counterfactual")
    decision = {
        "row_key": keys,
        "score": "decision",
        "criterion": said.to_numpy(),
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
    found = {rule_id: context.audit.rulebook.find(rule_id) for rule_id in rule_ids.dropna().unique()}
    say = context.words.of_rulebook
    said = {rule_id: say(entry[1].description) for rule_id, entry in found.items() if entry}
    return rule_ids.map(said).astype("str")


def _evidence(context: Context, lines: pd.DataFrame) -> dict[str, pd.Series]:
    """What the input said and in which cell. What was read from the text has the name's cell; what was worked
    out from several columns has none, unless one of them carries it alone.
    """
    import pandas as pd

    typed, tables = context.audit.intake.typed, context.audit.intake.tables
    places = typed[["source_sheet", "source_table", "source_row"]]
    given, cells = pd.Series(index=lines.index, dtype="str"), pd.Series(index=lines.index, dtype="str")
    for key, part in lines.groupby("criterion"):
        criterion = str(key)
        column = "process_name" if criterion.startswith("text") else DERIVED_FROM.get(criterion, criterion)
        if column not in typed:
            continue
        values = typed[column].loc[part["row_key"]]
        is_given = values.notna().to_numpy()
        part, values = part[is_given], values[is_given]
        rows = places.loc[part["row_key"]]
        cells.loc[part.index] = (
            rows["source_sheet"].astype("str") + "!" + cell_addresses(rows, tables, column)
        ).to_numpy()
        if column == "process_name":
            given.loc[part.index] = _entries(context, part["row_key"])
        elif context.is_full or not columns()[column].is_withheld:
            given.loc[part.index] = _in_words(context.words, values).to_numpy()
    return {"given": given, "cell": cells}


def has_withheld(context: Context) -> bool:
    """Whether a line shows what only the full edition may say."""
    known = columns()
    criteria = context.audit.assessment.contributions["criterion"].unique()
    return any(name in known and known[name].is_withheld for name in criteria)


def _entries(context: Context, keys: pd.Series) -> list[str | None]:
    """The catalogue entry of each process, how it was found and how much of the name it explains."""
    found = context.audit.assessment.rows.reindex(
        index=keys, columns=["matched_service", "match_how", "match_share"]
    )
    how = context.say("match", found["match_how"])
    return [
        context.text("why.match", entry=entry.removeprefix("loosely: "), how=means, share=f"{share:.0%}")
        if isinstance(entry, str) and isinstance(means, str)
        else None
        for entry, means, share in zip(found["matched_service"], how, found["match_share"], strict=True)
    ]


def _in_words(words: Catalogue, values: pd.Series) -> pd.Series:
    """Values as a reader says them: numbers in the notation of the language, codes in words."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values):
        values = values.map({True: "yes", False: "no"})
    is_number = pd.api.types.is_float_dtype(values)
    say = partial(decimal, words, pattern="#,##0.####") if is_number else partial(_codes_said, words)
    return values.map({value: say(value) for value in values.dropna().unique()}).astype("str")


def _codes_said(words: Catalogue, codes: str) -> str:
    return "; ".join(words.value("word", code) for code in str(codes).split(";"))
