"""Roadmap: waves and bundles, and the alternatives of each candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.distinct_texts import numbers_of
from tasks.joined_frames import aggregated
from tasks.reporting.datasets.frames import joined
from tasks.reporting.model.answers import marked_names
from tasks.reporting.model.context import VERDICTS, Context, made_once
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.left_out import caveats, pays_said
from tasks.reporting.model.sheets.timeline import timeline
from tasks.reporting.model.speech import decimal, money, percent
from tasks.reporting.model.why_links import why_links

if TYPE_CHECKING:
    import pandas as pd

READY = ("move", "bundle")  # nothing has to be mended, automated or taken apart first
ADDED = "add_on"  # in a wave as an addition to a contract only


def sheet(context: Context) -> Sheet:
    """Waves and bundles first, then one line per candidate by wave."""
    alternatives, limits = _alternatives(context)
    dates, gantt = timeline(context)
    reading = (
        context.text("roadmap.order") + " " + context.text("roadmap.several_functions"),
        context.text("roadmap.freed"),
    )
    return Sheet(
        "roadmap",
        context.text("sheet.roadmap.title"),
        context.text("sheet.roadmap.purpose"),
        (_waves(context), dates, alternatives),
        (*caveats(context), *limits),
        charts=(gantt,) if gantt.series else (),
        reading=reading,
    )


@made_once(for_all_editions=True)
def by_wave(context: Context) -> pd.DataFrame:
    """Candidates by wave, those without one last; within it what pays back and is ready first, then by
    saving.
    """
    rows = context.candidates
    # The order of VERDICTS is from best to worst.
    pays = context.pays.loc[rows.index]
    verdict_order = numbers_of(pays, {name: number for number, name in enumerate(VERDICTS)})
    # What is ready, what has to be prepared, and what a contract of today may take up lie together each.
    step = (~rows["first_move"].isin(READY)).astype(int) + rows["first_move"].eq(ADDED)
    # Sorted without the texts, which are long; only the order is taken.
    order = rows[["wave", "saving_mid"]].assign(place=verdict_order, step=step)
    order = order.sort_values(
        ["wave", "place", "step", "saving_mid"], ascending=[True, True, True, False], kind="stable"
    )
    return rows.loc[order.index]


def starts(context: Context, waves: pd.Series) -> pd.Series:
    """The quarter in which each wave can start at the earliest; missing without a wave.

    Args:
        context: date of the audit; report_first_wave_months and report_wave_step_months.
        waves: number of a wave, or missing.

    Returns:
        Such as "Q3 2027" in the words of the report, by the index of ``waves``.
    """
    import pandas as pd

    first, step = context.number("report_first_wave_months"), context.number("report_wave_step_months")
    as_of = pd.Timestamp(context.audit.request.as_of)
    dates = {
        wave: as_of + pd.DateOffset(months=first + step * (int(wave) - 1)) for wave in waves.dropna().unique()
    }
    quarters = {
        wave: context.text("roadmap.quarter", quarter=date.quarter, year=str(date.year))
        for wave, date in dates.items()
    }
    return waves.map(quarters).astype("str")


def _waves(context: Context) -> Table:
    import numpy as np

    bundles = context.audit.value.bundles.sort_values(
        ["wave", "case_saving"], ascending=[True, False], kind="stable"
    ).reset_index(drop=True)
    shown, limits = context.limited(bundles, "bundles", "candidates.csv")
    # The table Alternatives is in this order, so the place of a candidate here is its row there.
    order = by_wave(context).head(context.limit)
    waves = order["wave"].astype("Float64").reset_index(drop=True)
    # First and last row of each wave in that table, for the links.
    spans = waves.index.to_series().groupby(waves).agg(["first", "last"])
    span = spans.reindex(shown["wave"].astype("Float64").to_numpy()).reset_index(drop=True)
    # Rows without a wave are last, those with a value first among them: the line "not planned" leads to
    # these.
    not_planned = np.flatnonzero(
        (waves.isna() & context.valued.loc[order.index].reset_index(drop=True)).to_numpy(bool)
    )
    ends = (float(not_planned[0]), float(not_planned[-1])) if len(not_planned) else (np.nan, np.nan)
    first, last = (shown["wave"].isna().map({True: end, False: np.nan}).astype(float) for end in ends)
    alone = context.text("roadmap.alone")
    bundle = (
        context.bundle_said(shown["bundle"])
        .replace("", alone)
        .fillna(alone)
        .mask(shown["wave"].isna(), context.text("roadmap.not_planned"))
    )
    frame = shown.assign(
        bundle=bundle,
        count=shown["row_count"],
        members=_members(context, shown),
        starts=starts(context, shown["wave"]),
    )
    field = context.field
    fields = (
        field("wave", "lead"),
        field("bundle", "name"),
        field("members", "long"),
        field("reason", "long"),
        field("starts", "short"),
        field("count", "count", total=True),
        field("fte_moved", "fte", total=True),
        field("case_saving", "money", total=len(context.currencies) == 1),
        field("case_capacity", "money", total=len(context.currencies) == 1),
        field("currency", "code"),
    )
    return Table(
        "Waves",
        context.text("roadmap.waves"),
        fields,
        frame,
        context.text("roadmap.waves"),
        note=" ".join(
            (context.text("roadmap.waves_note", months=context.number("report_first_wave_months")), *limits)
        ),
        links={
            "wave": ("Alternatives", span["first"], span["last"]),
            "bundle": ("Alternatives", first, last),
        },
    )


def _members(context: Context, lines: pd.DataFrame) -> list[str]:
    """Names of the first processes of each line, and how many others there are."""
    names = context.results["process_name"].astype("str")
    lists = [", ".join(names.loc[keys].fillna("-")) for keys in lines["first_rows"]]
    left = [count - len(keys) for count, keys in zip(lines["row_count"], lines["first_rows"], strict=True)]
    return [
        context.text("common.several", first=first, count=count) if count > 0 else first
        for first, count in zip(lists, left, strict=True)
    ]


def _alternatives(context: Context) -> tuple[Table, tuple[str, ...]]:
    shown, limits = context.limited(by_wave(context), "candidates", "candidates.csv")
    keys = shown.index
    rows = context.results.loc[keys]
    frame = shown.assign(
        process=marked_names(context, keys),
        recommendation=context.say("recommendation", rows["recommendation"]),
        first_move=context.first_move_said(keys),
        bundle=context.moves_with(keys),
        pays=pays_said(context, keys),
        people=context.typed("employees_in_scope").reindex(keys),
        wave_reason=context.audit.value.rows["wave_reason"].reindex(keys),
        cut=_cut(context, keys),
        keep=shown["labour_base"],
        automate=_automate(context, shown),
        shared=_shared(context, keys),
        outsource_low=shown["saving_low"],
        outsource_mid=shown["saving_mid"],
        outsource_high=shown["saving_high"],
        capacity_mid=context.audit.value.rows["capacity_mid"].reindex(keys),
    )
    is_one_currency = len(context.currencies) == 1
    field = context.field
    fields = (
        field("wave", "lead"),
        field("process", "name"),
        field("cut", "long"),
        field("wave_reason", "long"),
        field("recommendation"),
        field("first_move"),
        field("pays"),
        field("keep", "money", total=is_one_currency),
        field("outsource_low", "money"),
        field("outsource_mid", "money"),
        field("outsource_high", "money"),
        field("capacity_mid", "money"),
        field("automate", "short"),
        field("shared", "short"),
        field("fte_moved", "fte", total=True),
        field("people", "fte", total=True),
        field("bundle", "short"),
        field("currency", "code"),
        field("process_id", "code"),
    )
    table = Table(
        "Alternatives",
        context.text("roadmap.alternatives"),
        context.near_money(fields),
        frame,
        context.text("roadmap.alternatives"),
        tones={"recommendation": rows["recommendation"]},
        links={"process": why_links(context, keys)},
    )
    return table, limits


def _automate(context: Context, shown: pd.DataFrame) -> pd.Series:
    """What automation would free, gross: the share given, times the labour base."""
    share = context.typed("automation_share").reindex(shown.index)
    words = context.words

    def sentence(part: float, base: float, currency: str) -> str:
        # The share is not given; below, the share is given and the labour base is not.
        if part != part:
            return words.text("roadmap.automate_unknown")
        if base != base:
            return words.text("roadmap.automate_share_only", share=percent(words, part))
        return words.text(
            "roadmap.automate_share", share=percent(words, part), money=money(words, part * base, currency)
        )

    import pandas as pd

    lines = [
        sentence(*line)
        for line in zip(share, shown["labour_base"], shown["currency"].fillna(""), strict=True)
    ]
    return pd.Series(lines, index=shown.index, dtype="str")


def _shared(context: Context, keys: pd.Index) -> pd.Series:
    """How many units run the same service line, and with how many FTE: what a shared service could pool."""
    import pandas as pd

    lines = pd.DataFrame(
        {
            "line": context.results["service_line"].astype("str"),
            "unit": context.unit.mask(context.unit.eq(context.text("common.no_unit"))),
            "fte": context.typed("fte"),
        }
    )
    # All rows count, not only the candidates: a shared service could pool them, too.
    together = lines.groupby("line")
    pools = aggregated(together, units=("unit", "nunique"), fte=("fte", "sum"), fte_count=("fte", "count"))
    words = context.words

    def sentence(units: int, fte: float, fte_count: int) -> str:
        if units < 2:
            return words.text("roadmap.shared_one" if units else "roadmap.shared_unknown")
        if not fte_count:
            return words.text("roadmap.shared_units", units=units)
        return words.text("roadmap.shared", units=units, fte=decimal(words, fte))

    sentences = {
        line: sentence(*pool)
        for line, *pool in zip(pools.index, pools["units"], pools["fte"], pools["fte_count"], strict=True)
    }
    return lines.loc[keys, "line"].map(sentences).astype("str")


def _cut(context: Context, keys: pd.Index) -> pd.Series:
    """Dependencies that a move would cut: the other end stays, or moves in another wave."""
    import pandas as pd

    # One line for each id that a process names; ids that the list does not have lead nowhere.
    needs = context.typed("depends_on").dropna().str.split(";").explode().str.strip()
    pairs = pd.DataFrame(
        {"needs": context.row_of(needs).astype("Float64"), "row": needs.index.astype(float)},
        dtype="float64",
    ).dropna()
    # 0 is for what does not move: a link between two rows that both stay is not cut.
    wave = context.audit.value.rows["wave"].astype("float64").fillna(0)
    pairs = pairs[wave.reindex(pairs["needs"]).to_numpy() != wave.reindex(pairs["row"]).to_numpy()]
    ids = context.results["process_id"]
    sentences = []
    for mine, other, key in (("row", "needs", "roadmap.depends"), ("needs", "row", "roadmap.feeds")):
        lines = pairs[pairs[mine].isin(keys)]
        names = joined(
            lines[mine].reset_index(drop=True), ids.reindex(lines[other]).reset_index(drop=True), ", "
        )
        sentences.append(names.map(lambda name, key=key: context.text(key, ids=name)).reindex(keys))
    # Either sentence may be missing; both are joined where both are there.
    first, second = sentences
    return first.where(second.isna(), (first + ". ").fillna("") + second)
