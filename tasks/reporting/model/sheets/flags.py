"""Risk flags: the gravest first; and what could not be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.vocabulary import GRAVE
from tasks.distinct_texts import numbers_of, places_in_order
from tasks.reporting.model.context import SEVERITY_ORDER, Context, made_once
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.evidence import named
from tasks.reporting.model.flag_titles import titles
from tasks.reporting.model.sheets.contracts import contracts_table
from tasks.reporting.model.speech import quoted_in_english
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd

OWNER = "process_owner"


def sheet(context: Context) -> Sheet:
    """Flags of rows and of the portfolio, then the counts of what was not judged."""
    _, limits = context.limited(ordered_flags(context), "flags", "flags.csv")
    shown = _shown(context)
    keys = shown["row_key"].astype(float)  # missing for the portfolio
    frame = shown.assign(
        who=_who(context, shown["code"], keys), severity=context.say("severity", shown["severity"])
    )
    field = context.field
    fields = (
        field("severity"),
        field("flag", "short"),
        field("process", "name"),
        field("process_id", "code"),
        field("message", "long"),
        field("mitigation", "long"),
        field("who"),
        field("evidence", "sentence"),
        field("reference", "sentence"),
        field("code", "code"),
    )
    table = Table(
        "RiskFlags",
        context.text("sheet.flags.title"),
        fields,
        frame,
        context.text("sheet.flags.purpose"),
        tones={"severity": shown["severity"]},
        links={"process": why_links(context, keys)},
    )
    contracts = contracts_table(context)  # before the flags, whose heading each later page repeats
    rest = None if context.audit.risks.not_judged.empty else _not_judged(context)
    return Sheet(
        "flags",
        table.title,
        table.description,
        tuple(part for part in (contracts, table, rest) if part),
        (*quoted_in_english(context), *limits),
        reading=(context.text("flags.order"),),
    )


@made_once(for_all_editions=True)
def _shown(context: Context) -> pd.DataFrame:
    """The flags that are shown, as a reader sees them, but for who acts; the severity still as a code."""
    order = ordered_flags(context).index[: context.limit]
    shown = context.audit.risks.flags.loc[order].reset_index(drop=True)
    process = context.results["process_name"].reindex(shown["row_key"].astype(float))
    return shown.assign(
        flag=titles(context, shown["code"]),
        process=process.set_axis(shown.index).astype(str).fillna(context.text("common.portfolio")),
        mitigation=what_to_do(context, shown),
        evidence=named(context, shown["evidence"]),
    )


@made_once(for_all_editions=True)
def ordered_flags(context: Context) -> pd.DataFrame:
    """All flags without their texts, the gravest first, then by what the row saves, then as found.

    Returns:
        row_key, code and severity, by the index of the flags in the audit.
    """
    import numpy as np

    flags = context.audit.risks.flags
    saving = context.audit.value.rows["saving_mid"]
    # Whole numbers, for which the index looks up as it is; a flag without a row, like one of no saving, finds the 0.
    places = saving.index.get_indexer(flags["row_key"].to_numpy("int64", na_value=-1))
    savings = np.append(saving.fillna(0).to_numpy("float64"), 0)[places]
    codes = places_in_order(flags["code"])
    grave = numbers_of(flags["severity"], SEVERITY_ORDER)
    order = np.lexsort((codes, -savings, ~is_due_now(context, flags), grave))  # the last key counts most
    return flags[["row_key", "code", "severity"]].iloc[order]


def is_due_now(context: Context, flags: pd.DataFrame) -> pd.Series:
    """Grave flags that wait for no decision, because a provider does the work today (rules with
    is_due_now).

    Args:
        context: for rules, results and typed rows.
        flags: code, severity and row_key.

    Returns:
        By the index of ``flags``.
    """
    due = [code for code in flags["code"].unique() if getattr(_rule(context, code), "is_due_now", False)]
    # A provider does the work today, by the first move or by the column.
    live = context.results.index[
        context.results["first_move"].eq("already_outsourced")
        | context.typed("current_model").isin(["outsourced", "hybrid"])
    ]
    return flags["code"].isin(due) & flags["severity"].isin(GRAVE) & flags["row_key"].isin(live)


def _rule(context: Context, code: str):
    entry = context.audit.rulebook.find(code)
    return entry[1] if entry else None


def _who(context: Context, codes: pd.Series, keys: pd.Series) -> pd.Series:
    """Who acts: the role that the rule names; where that is the process owner, the owner of the row."""
    roles = codes.map({code: role(context, code) or OWNER for code in codes.unique()}).astype(str)
    who = context.say("role", roles)
    return who.mask(roles.eq(OWNER) & keys.notna(), context.who.reindex(keys).set_axis(codes.index)).astype(
        "str"
    )


def role(context: Context, code: str) -> str:
    """Who acts on a flag, as a key of the texts on roles; empty where no rule says so.

    Args:
        context: for the rules.
        code: of a flag.
    """
    return getattr(_rule(context, code), "audience", "").lower().replace(" ", "_")


def what_to_do(context: Context, flags: pd.DataFrame) -> list[str]:
    """What to do about each flag, without the role before it, which has a column of its own.

    Args:
        context: for the words of the rulebook.
        flags: code and mitigation.

    Returns:
        One text for each flag, in their order.
    """
    rules = context.words.rules
    return [
        rules.get(f"rule.{code}.mitigation", text)
        for text, code in zip(flags["mitigation"], flags["code"], strict=True)
    ]


def _not_judged(context: Context) -> Table:
    rows = context.audit.risks.not_judged
    frame = rows.assign(flag=titles(context, rows["code"]), rows=rows["row_count"])
    fields = (
        context.field("code", "code"),
        context.field("flag", "short"),
        context.field("reason", "name"),
        context.field("rows", "count"),
    )
    return Table(
        "NotJudged",
        context.text("flags.not_judged"),
        fields,
        frame,
        context.text("flags.not_judged"),
        context.text("flags.not_judged_note"),
        is_printed=False,  # the header that each page repeats is that of the flags
    )
