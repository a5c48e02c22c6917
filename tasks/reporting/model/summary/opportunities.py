"""Opportunities: candidates of equal name and label in several units are one, with their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.joined_frames import aggregated
from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import SEVERITY_ORDER, Context, made_once
from tasks.reporting.model.elements import Table
from tasks.reporting.model.flag_titles import titles
from tasks.reporting.model.left_out import is_withdrawn
from tasks.reporting.model.speech import money, scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

NAME_LETTERS = 46  # of a name that fit one line of the first sheet
# Of a name and of a unit that the first sheet shows: it is one screen, and Candidates has the whole name.
MOST_NAME_LETTERS, MOST_UNIT_LETTERS = 3 * NAME_LETTERS, 40
# Columns of the results that say which candidates are the first.
RANKED_BY = (
    "process_name",
    "recommendation",
    "grade",
    "certainty",
    "first_move",
    "rank",
    "suitability_low",
    "highest_severity",
)


@made_once(for_all_editions=True)
def first_candidates(context: Context) -> Table:
    """The first opportunities: what pays and is firm first, then by fit and saving. What rests on text alone,
    and what has no rank, leads no list.
    """
    lines = first_opportunities(context)
    severity = lines["severity"]
    severity_words = context.say("severity", severity)
    flag = titles(context, lines["code"])
    # Savings that the headline withdraws are withdrawn here, too.
    pays = (
        lines["pays"].mask(lines["saving"].notna(), "to_verify") if is_withdrawn(context) else lines["pays"]
    )
    unit, factor = scale(context.words, lines["saving"].abs().max())
    unit = unit if lines["saving"].notna().any() else ""  # blanks have no unit
    frame = lines.assign(
        number=range(1, len(lines) + 1),
        recommendation=context.say("label_short", lines["label"]),
        first_move=_and_others(context, context.say("first_move", lines["move"]), lines["moves"]),
        pays=_for_some(context, context.say("pays_short", pays), lines),
        saving=(lines["saving"] / factor).where(~pays.eq("to_verify")),
        gravest=(severity_words + ": " + flag).fillna(severity_words),
    )
    field, is_one_currency = context.field, len(context.currencies) < 2
    if not is_one_currency:
        frame["saving"] = [
            None if saving != saving else money(context.words, saving * factor, currency or "")
            for saving, currency in zip(frame["saving"], frame["currency"], strict=True)
        ]
    is_long = frame["process"].astype(str).str.len().gt(NAME_LETTERS).any()
    fields = (
        field("number", "lead"),
        field("process", "wrapped" if is_long else "plain"),
        field("unit", "plain"),
        field("first_move", "plain"),
        field("gravest", "plain", heading="highest_severity"),
        field("recommendation", "plain"),
        field("grade", "letter"),
        field("pays", "plain"),
        field("saving", "amount", heading="net_p50", unit=unit)
        if is_one_currency
        else field("saving", "plain", heading="net_p50"),
    )
    title = context.text("summary.first", count=context.number("report_first_candidates"))
    return Table(
        "FirstCandidates",
        title,
        fields,
        frame,
        title,
        tones={"recommendation": lines["label"], "grade": lines["grade"], "gravest": severity},
        # LibreOffice does not break the line of a link, so a long name leads nowhere and its number does
        links={"number" if is_long else "process": ("Candidates", lines["place"], lines["place"])},
        empty=why_none_leads(context),
    )


def why_none_leads(context: Context) -> str:
    """What is said where no candidate is among the first: there is none, none pays back, or something is missing."""
    if context.candidates.empty:
        return context.text("brief.nothing_is_candidate")
    return context.text("brief.nothing_ranked" if context.headline.any() else "brief.nothing")


@made_once(for_all_editions=True)
def first_opportunities(context: Context) -> pd.DataFrame:
    """The first of the ranked candidates, best first, those of one name and label as one line.

    Returns:
        keys (row_keys), count, process, unit, label, grade, move, pays, saving, severity, code, place (row on
        the sheet Candidates); the saving is missing where the money of one line has several currencies.
    """
    import pandas as pd

    rows, most = _ranked(context), context.number("report_first_candidates")
    # Lines are numbered as they come, so only the rows of the first are put together.
    line_of = rows.groupby(["same_name", "recommendation"], sort=False).ngroup()
    rows, line_of = _with_facts(context, rows[line_of < most]), line_of[line_of < most]
    rows = rows.assign(is_as_first=rows["pays"].eq(rows.groupby(line_of)["pays"].transform("first")))
    together = rows.groupby(["same_name", "recommendation"], sort=False)
    lines = aggregated(
        together,
        count=("key", "size"),
        process=("process", "first"),
        unit=("unit", "first"),
        units=("unit", "nunique"),
        label=("recommendation", "first"),
        # Of several grades the weakest: D comes after A.
        grade=("grade", "max"),
        move=("move", "first"),
        moves=("move", "nunique"),
        pays=("pays", "first"),
        verdicts=("pays", "nunique"),
        as_first=("is_as_first", "sum"),
        currency=("currency", "first"),
        currencies=("currency", "nunique"),
        worst=("severity_place", "idxmin"),
        place=("place", "first"),
    ).reset_index(drop=True)
    # A line shows the gravest risk of its processes.
    worst = rows.reindex(lines["worst"])
    saving = together["saving"].sum(min_count=1).reset_index(drop=True)
    keys = [rows.loc[line_of == line, "key"].tolist() for line in lines.index]
    return lines.assign(
        keys=pd.Series(keys, index=lines.index, dtype=object),
        saving=saving.where(lines["currencies"] <= 1),
        severity=worst["highest_severity"].astype("str").to_numpy(),
        code=worst["code"].astype("str").to_numpy(),
        process=[
            _named(context, name, count) for name, count in zip(lines["process"], lines["count"], strict=True)
        ],
        unit=_and_others(context, [_cut(name, MOST_UNIT_LETTERS) for name in lines["unit"]], lines["units"]),
    )


def _and_others(context: Context, first: Iterable[str], counts: pd.Series) -> list[str]:
    """The first of several, and how many others there are: "Germany +2"."""
    return [
        context.text("common.several", first=name, count=count - 1) if count > 1 else name
        for name, count in zip(first, counts, strict=True)
    ]


def _for_some(context: Context, pays: pd.Series, lines: pd.DataFrame) -> list[str]:
    """The verdict of the first process of each line, and for how many of the line it holds where others differ."""
    return [
        context.text("summary.pays_for_some", pays=word, count=count, total=total) if verdicts > 1 else word
        for word, count, total, verdicts in zip(
            pays, lines["as_first"], lines["count"], lines["verdicts"], strict=True
        )
    ]


def _named(context: Context, name: str, count: int) -> str:
    """A name as the first sheet shows it, with how many processes have it."""
    name = _cut(name, MOST_NAME_LETTERS)
    return context.text("summary.times", process=name, count=count) if count > 1 else name


def _cut(name: str, letters: int) -> str:
    """The start of a long name, by whole words where there are any."""
    return name if len(name) <= letters else f"{name[: letters - 2].rsplit(' ', 1)[0]} …"


def _ranked(context: Context) -> pd.DataFrame:
    """Candidates that may lead a list, the best first; ``same_name`` is a number that equal names share."""
    keys = context.candidates.index
    rows = context.results.loc[keys, [*RANKED_BY]]
    rows = rows.assign(
        key=keys,
        place=range(len(keys)),
        grade=rows["grade"].astype("str"),
        pays=context.pays.reindex(keys),
        saving=context.audit.value.rows["saving_mid"].reindex(keys).astype("float64"),
    )
    # Ranked, or paying; never on text alone, and never while it must first be clarified.
    may_lead = rows["rank"].notna() | rows["pays"].eq("pays")
    leads = may_lead & rows["grade"].ne("D") & rows["first_move"].ne("clarify").fillna(True)
    rows = rows[leads.to_numpy(bool)]
    rows = rows.assign(
        same_name=_same_names(rows["process_name"]),
        # What pays and is too small to move is no opportunity before what can move.
        is_behind=~rows["pays"].eq("pays") | rows["first_move"].eq("too_small").fillna(False),
        is_open=~rows["certainty"].eq("firm").fillna(False),
        less_fit=-rows["suitability_low"],
        less_saving=-rows["saving"].fillna(0),
    )
    # False comes before true, so each of these puts the better row first.
    order = ["is_behind", "is_open", "less_fit", "less_saving", "same_name"]
    return rows.sort_values(order, kind="stable")


def _same_names(names: pd.Series) -> np.ndarray:
    """A number for each name in the order of the alphabet; names that are equal but for case and runs of spaces have
    one.
    """
    import pandas as pd

    codes, distinct = pd.factorize(names.astype("str"))
    folded = pd.Series([" ".join(name.casefold().split()) for name in distinct], dtype="str")
    return pd.factorize(folded, sort=True)[0][codes]


def _with_facts(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the first lines with what a line says of them."""
    keys = rows.index
    severity_places = rows["highest_severity"].map(SEVERITY_ORDER).fillna(len(SEVERITY_ORDER))
    return rows.assign(
        process=marked_names(context, keys),
        unit=context.unit.reindex(keys),
        move=context.standing.reindex(keys),
        currency=context.audit.value.rows["currency"].reindex(keys),
        severity_place=severity_places,
        code=_gravest_code(context, keys).reindex(keys.astype("float64")).to_numpy(),
    )


def _gravest_code(context: Context, keys: pd.Index) -> pd.Series:
    """Code of the gravest flag of each of these rows; the first found where several are as grave.

    A flag that is true of many rows has one line for the portfolio, as grave as in the gravest of them. A row names it
    among its codes, and takes it where no flag of its own is as grave as the row.
    """
    import pandas as pd

    flags = context.audit.risks.flags[["row_key", "severity", "code"]]
    flags = flags[flags["row_key"].isna() | flags["row_key"].isin(keys)]
    flags = flags.assign(grave=flags["severity"].map(SEVERITY_ORDER).astype("float64"))
    own = flags[flags["row_key"].notna()].assign(is_shared=False)
    own = own.assign(code=own["code"].astype("str"))
    shared = flags[flags["row_key"].isna()].groupby("code")["grave"].min()
    named = context.audit.risks.rows["risk_flags"].reindex(keys).dropna().astype("str")
    codes = named.str.split(";").explode()
    codes = codes[codes.isin(shared.index)]
    shared_flags = pd.DataFrame(
        {"row_key": codes.index, "code": codes.to_numpy(), "grave": codes.map(shared).to_numpy("float64")}
    ).assign(is_shared=True)
    row_flags = pd.concat([own.astype({"row_key": "float64"}), shared_flags.astype({"row_key": "float64"})])
    highest = context.results.loc[keys, "highest_severity"].map(SEVERITY_ORDER).astype("float64")
    by_key = highest.set_axis(highest.index.astype("float64")).reindex(row_flags["row_key"])
    milder = row_flags["grave"].rsub(by_key.to_numpy())
    # A flag of the row must be as grave as the row. A shared one may be graver, for it is as grave as in the
    # gravest row that has it.
    fits = milder.eq(0) | (milder.gt(0) & row_flags["is_shared"])
    row_flags = row_flags.assign(milder=milder)[fits].sort_values(["is_shared", "milder"], kind="stable")
    return row_flags.drop_duplicates("row_key").set_index("row_key")["code"]
