"""Safeguards: what every candidate needs, and what each one's flags demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.joined_frames import aggregated
from tasks.reporting.datasets.frames import joined
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.flag_titles import titles, titles_of
from tasks.reporting.model.speech import quoted_in_english
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd

# Which safeguards of the catalogue are for whom, and the statement that asks for each.
MINIMUM = "MINIMUM"  # demanded by no flag: it holds for every candidate, and is said once
GENERAL = {
    "confidentiality": ("all_kpo", "S1-42"),
    "qualification": ("all_kpo", "S0-06"),
    "capability": ("partner", "S1-63"),
    "culture": ("partner", "S1-63"),
    "technology": ("partner", "S1-63"),
    "service_level": ("all", "S1-64"),
    "governance": ("all", "S1-65"),
}


def sheet(context: Context) -> Sheet:
    """The set for all; each clause in full, once; then per candidate which of them its flags demand."""
    safeguards = context.audit.risks.safeguards
    safeguards = safeguards[safeguards["demanded_by"].ne(MINIMUM)]
    own, limits = _by_process(context, safeguards)
    tables = (_general(context), _clauses(context, safeguards), own)
    return Sheet(
        "safeguards",
        context.text("sheet.safeguards.title"),
        context.text("sheet.safeguards.purpose"),
        tables,
        (*quoted_in_english(context), *limits),
    )


def _flag_titles(context: Context, demanded_by: pd.Series) -> pd.Series:
    """Titles of the demanding flags in place of their codes; the minimum set is none."""
    # The word and one semicolon next to it, wherever it is in "DORA;MINIMUM;REGULATED".
    return titles_of(context, demanded_by.str.replace(rf"\b{MINIMUM};|;?{MINIMUM}\b", "", regex=True), ", ")


def _clauses(context: Context, safeguards: pd.DataFrame) -> Table:
    """Each clause in full with the flags that demand it and how many candidates need it."""
    kinds = safeguards.drop_duplicates(["safeguard", "demanded_by"])
    # One line for each clause and flag, so that each flag is named once for a clause.
    codes = kinds.assign(code=kinds["demanded_by"].str.split(";")).explode("code")
    codes = codes[codes["code"].ne(MINIMUM)].drop_duplicates(["safeguard", "code"])
    flags = (
        codes.assign(title=titles(context, codes["code"]))
        .groupby("safeguard", sort=False)["title"]
        .agg(", ".join)
    )
    lines = aggregated(
        safeguards.groupby("safeguard", sort=False),
        count=("row_key", "nunique"),
        clause=("clause", "first"),
        reference=("reference", "first"),
    ).reset_index()
    lines = lines.assign(demanded_by=lines["safeguard"].map(flags))
    frame = lines.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)
    field = context.field
    fields = (
        field("safeguard", "name"),
        field("clause", "sentence"),
        field("demanded_by", "long"),
        field("reference", "long"),
        field("count", "count"),
    )
    title = context.text("safeguards.clauses")
    return Table(
        "Clauses",
        title,
        fields,
        frame.astype(dict.fromkeys(("safeguard", "clause", "demanded_by", "reference"), str)),
        title,
    )


def _by_process(context: Context, safeguards: pd.DataFrame) -> tuple[Table, tuple[str, ...]]:
    """One line a candidate: the names of its clauses, each with the flags that demand it."""
    needing = context.shown[context.shown.isin(safeguards["row_key"].unique())]
    rows, total = context.results.loc[needing], safeguards["row_key"].nunique()
    limits = (
        (context.text("safeguards.limited", shown=f"{len(rows):,}", total=f"{total:,}"),)
        if len(rows) < total
        else ()
    )
    own = safeguards[safeguards["row_key"].isin(needing)]
    demanding = _flag_titles(context, own["demanded_by"].astype("str"))
    needs = joined(own["row_key"], own["safeguard"].astype("str") + " (" + demanding + ")", "; ")
    frame = rows.assign(
        process=rows["process_name"],
        recommendation=context.say("recommendation", rows["recommendation"]),
        # The names are joined by semicolons: one more than there are of these.
        count=needs.reindex(rows.index).str.count("; ") + 1,
        safeguard=needs.reindex(rows.index),
    )
    field = context.field
    fields = (
        field("process", "name"),
        field("safeguard", "sentence", "safeguards"),
        field("recommendation"),
        field("process_id", "code"),
        field("count", "count", "number_of"),
    )
    title = context.text("safeguards.by_process")
    table = Table(
        "Safeguards",
        title,
        fields,
        frame,
        context.text("sheet.safeguards.purpose"),
        links={"process": why_links(context, rows.index)},
    )
    return table, limits


def _general(context: Context) -> Table:
    import numpy as np
    import pandas as pd

    safeguards = context.audit.risks.safeguards
    least = safeguards[safeguards["demanded_by"].eq(MINIMUM)].drop_duplicates("safeguard")
    statements = set(", ".join(least["reference"].dropna()).split(", "))
    codes = safeguards["demanded_by"].dropna().unique()
    of_minimum = safeguards["demanded_by"].isin([code for code in codes if MINIMUM in code.split(";")])
    # A safeguard of the minimum set that KPO candidates alone have is one for KPO.
    kpo = context.results.index[
        context.results["recommendation"].eq("kpo_candidate").fillna(False).to_numpy(bool)
    ]
    is_for_others = of_minimum.to_numpy() & ~np.isin(
        safeguards["row_key"].to_numpy("int64", na_value=-1), kpo
    )
    names, distinct = pd.factorize(safeguards["safeguard"])
    for_others = set(distinct[np.unique(names[is_for_others])])
    minimum = context.text("safeguards.minimum")
    lines = [
        (
            context.text("safeguards.all" if name in for_others else "safeguards.all_kpo"),
            context.text("safeguards.line", name=name, clause=clause),
            minimum,
            cited,
        )
        for name, clause, cited in zip(least["safeguard"], least["clause"], least["reference"], strict=True)
    ]
    # What the catalogue says already is not said again from our own list, except what the partner must bring.
    lines += [
        (context.text(f"safeguards.{group}"), context.text(f"safeguards.list.{key}"), minimum, statement)
        for key, (group, statement) in GENERAL.items()
        if statement not in statements or group == "partner"
    ]
    field = context.field
    fields = (
        field("applies_to", "name"),
        field("safeguard", "sentence"),
        field("demanded_by", "long"),
        field("reference", "long"),
    )
    frame = pd.DataFrame(lines, columns=[column.key for column in fields], dtype="str")
    return Table(
        "GeneralSafeguards",
        context.text("safeguards.general"),
        fields,
        frame,
        context.text("safeguards.general"),
    )
