"""Timeline: when each planned wave and bundle is selected, handed over and run in parallel, with the gates before
a contract and the notice days of contracts of today; drawn as a Gantt chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Series, Table
from tasks.reporting.model.speech import day
from tasks.reporting.theme import PHASES

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES, MOST_NOTICES, NOTICE_DAYS = 12, 6, 14
REGULATED = (
    "CRITICAL-FUNCTION",
    "REGULATED",
    "DORA",
)  # how codes of flags begin that a supervisor is asked about
# Day 0 of Excel for dates from March 1900 on.
EXCEL_EPOCH = "1899-12-30"
PHASE_FIELDS = tuple(f"{name}_days" for name in PHASES)


def timeline(context: Context) -> tuple[Table, Chart]:
    """One line a bundle or wave, a gate, or a notice; and the Gantt chart of them."""
    import pandas as pd

    lines = [*_waves(context), *_gates(context), *_notices(context)]
    frame = pd.DataFrame(lines, columns=["wave", "what", "starts_on", *PHASE_FIELDS])
    frame["starts_on"] = pd.to_datetime(frame["starts_on"])
    frame["wave"] = frame["wave"].astype("Int64")
    frame[list(PHASE_FIELDS)] = frame[list(PHASE_FIELDS)].astype(float)
    length = pd.to_timedelta(frame[list(PHASE_FIELDS)].sum(axis=1), unit="D")
    frame["ends_on"] = frame["starts_on"] + length
    field = context.field
    fields = (
        field("wave", "lead"),
        field("what", "name"),
        field("starts_on", "date"),
        *(field(name, "count") for name in PHASE_FIELDS),
        field("ends_on", "date"),
    )
    title = context.text("roadmap.timeline")
    table = Table("Timeline", title, fields, frame, title, context.text("roadmap.timeline_note"))
    return table, _gantt(context, table)


def _month(context: Context, months: float) -> pd.Timestamp:
    """The day so many months after the audit."""
    import pandas as pd

    return pd.Timestamp(context.audit.request.as_of) + pd.DateOffset(months=int(months))


def _phases(**days: float) -> tuple[float | None, ...]:
    return tuple(days.get(name) for name in PHASES)


def _waves(context: Context) -> list[tuple]:
    """Bundles of each planned wave, and what moves alone in it as one line."""
    bundles = context.audit.value.bundles
    planned = bundles[bundles["wave"].notna()].sort_values(
        ["wave", "case_saving"], ascending=[True, False], kind="stable"
    )
    first, step = context.number("report_first_wave_months"), context.number("report_wave_step_months")
    transfer, parallel = (context.number(f"report_{name}_months") for name in ("transfer", "parallel"))
    planned = planned.assign(
        bundle=context.bundle_said(planned["bundle"].fillna("")), wave=planned["wave"].astype("int64")
    )
    # A bundle has a line for each currency and reason; on the chart it is one bar.
    planned = planned.groupby(["wave", "bundle"], sort=False)["row_count"].sum().reset_index()
    # What is planned in one wave has the same days, so too many bundles are one bar a wave.
    is_long = len(planned) > MOST_LINES
    if is_long:
        planned = planned.groupby("wave", sort=False)["row_count"].sum().reset_index().assign(bundle="")
    lines = []
    for wave, bundle, count in zip(planned["wave"], planned["bundle"], planned["row_count"], strict=True):
        begin = step * (wave - 1)
        ends = [
            _month(context, months)
            for months in (
                begin,
                begin + first,
                begin + first + transfer,
                begin + first + transfer + parallel,
            )
        ]
        # Lengths in days, since months differ.
        select, hand_over, beside = ((late - early).days for early, late in zip(ends, ends[1:], strict=False))
        name = bundle or context.text("roadmap.alone")
        key = "timeline_whole_wave" if is_long else "timeline_wave"
        label = context.text(f"roadmap.{key}", wave=wave, name=name, count=int(count))
        lines.append((wave, label, ends[0], *_phases(select=select, transfer=hand_over, parallel=beside)))
    return lines


def _gates(context: Context) -> list[tuple]:
    """Before each contract: the works council, and the supervisor where critical or regulated work would move."""
    bundles, codes = context.audit.value.bundles, context.audit.risks.flags["code"].astype("str")
    first, step = context.number("report_first_wave_months"), context.number("report_wave_step_months")
    names = ["works_council"] + (["regulator"] if codes.str.startswith(REGULATED).any() else [])
    lines = []
    for wave in sorted(bundles["wave"].dropna().unique()):
        contract = first + step * (int(wave) - 1)
        for name in names:
            begin, end = (
                # A gate cannot begin before the audit.
                _month(context, max(contract - context.number(f"report_{name}_months"), 0)),
                _month(context, contract),
            )
            label = context.text(f"roadmap.gate_{name}", wave=int(wave))
            lines.append((wave, label, begin, *_phases(gate=(end - begin).days)))
    return lines


def _notices(context: Context) -> list[tuple]:
    """The next days on which notice of a contract of today can be given."""
    import pandas as pd

    notice_days = context.audit.risks.rows.get("last_notice_day")
    if notice_days is None:
        return []
    days = pd.to_datetime(notice_days.dropna(), format="%Y-%m-%d").sort_values(kind="stable")
    days = days[days >= pd.Timestamp(context.audit.request.as_of)].head(MOST_NOTICES)
    names = context.results["process_name"]
    return [
        (
            None,
            context.text("roadmap.notice", process=names[key], date=day(context.words, last.date())),
            max(last - pd.Timedelta(days=NOTICE_DAYS), pd.Timestamp(context.audit.request.as_of)),
            *_phases(
                notice=min(NOTICE_DAYS, max((last - pd.Timestamp(context.audit.request.as_of)).days, 1))
            ),
        )
        for key, last in zip(days.index, days, strict=True)
    ]


def _gantt(context: Context, table: Table) -> Chart:
    """Bars that begin on their day: the first series only holds the place before it."""
    import pandas as pd

    frame, last = table.frame, len(table.frame) - 1
    alt = context.text("roadmap.timeline_alt", count=len(frame))
    if frame.empty:
        return Chart(table.name, "bars", table.title, alt, ())
    headings = {field.key: field.heading for field in table.fields}
    series = [Series(headings["starts_on"], "what", "starts_on", "none", 0, last, is_named=False)]
    series += [
        Series(headings[key], "what", key, colour, 0, last)
        for key, colour in zip(PHASE_FIELDS, PHASES.values(), strict=True)
        if frame[key].notna().any()
    ]
    epoch = pd.Timestamp(EXCEL_EPOCH)
    low, high = ((frame[name] - epoch).dt.days for name in ("starts_on", "ends_on"))
    # Ends of the axis as Excel counts days, or the invisible bar up to the first day would begin in 1900;
    # half a month of room at the right.
    dates = Axis(low=float(low.min()), high=float(high.max() + 15), number_format="mmm yyyy")
    height = min(120 + 24 * len(frame), 560)
    return Chart(
        table.name, "bars", table.title, alt, tuple(series), Axis(is_reversed=True), dates, height=height
    )
