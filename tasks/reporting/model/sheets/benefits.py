"""Benefits: decided processes, committed against modelled against actual, and why they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.benefits import PARTS
from tasks.reporting.model.context import Context
from tasks.reporting.model.elements import Axis, Chart, Field, Series, Sheet, Table
from tasks.reporting.model.value_charts import BARS, bars

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    **dict.fromkeys(("process", "decided_provider"), "name"),
    **dict.fromkeys(("process_id", "currency"), "code"),
    **dict.fromkeys(("state", "service", "decided_label"), "short"),
    **dict.fromkeys(("first_seen", "service_start", "actual_on", "as_of"), "date"),
    **dict.fromkeys(("decided_count", "compared_count"), "count"),
    **dict.fromkeys(("baseline_volume", "actual_volume"), "number"),
    **dict.fromkeys(
        ("baseline_fte", "actual_fte", "committed_posts", "modelled_posts", "actual_posts"), "fte"
    ),
    **dict.fromkeys(("actual_error_share", "committed_error_share"), "share"),
    **dict.fromkeys(("actual_turnaround_hours", "committed_turnaround_hours"), "number"),
    "fee_factor": "rate",
    "notes": "long",
}
SAVINGS = ("committed_saving", "modelled_saving", "actual_saving", "saving_gap")
FACTS = (
    *("process", "process_id", "decided_label", "decided_provider", "state", "first_seen", "service_start"),
    *("actual_on", "committed_fee", "modelled_fee", "contract_fee", "actual_fee", "baseline_volume"),
    *("actual_volume", "baseline_fte", "actual_fte", "committed_posts", "modelled_posts", "actual_posts"),
    *("committed_error_share", "actual_error_share", "committed_turnaround_hours"),
    *("actual_turnaround_hours", "service", "currency"),
)
CAUSES = ("process", "state", *SAVINGS, *PARTS, "fee_factor", "currency", "notes")
BY_DATE = (
    *("process", "as_of", "actual_fee", "contract_fee", "actual_volume", "actual_fte", *SAVINGS[2:], *PARTS),
    *("actual_error_share", "actual_turnaround_hours", "service", "currency"),
)
WITHHELD = ("decided_provider",)


def sheet(context: Context) -> Sheet | None:
    """The sheet; None where nothing is decided."""
    benefits = context.audit.benefits
    if benefits is None:
        return None
    rows = _in_words(context, benefits.rows).assign(process=benefits.rows["process_name"])
    months = _in_words(context, benefits.months).assign(process=benefits.months["process_name"])
    steps = _bridge(context, benefits.totals)
    tables = (
        _table(context, "BenefitTotals", "totals", benefits.totals, _total_columns()),
        _table(context, "BenefitCauses", "causes", rows, CAUSES),
        _table(context, "Benefits", "rows", rows, FACTS),
        _table(context, "BenefitsByDate", "by_date", months, BY_DATE),
        *(steps[:1] if steps else ()),
    )
    title, purpose = (context.text(f"sheet.benefits.{part}") for part in ("title", "purpose"))
    notes = (*_lessons(context, benefits.totals), context.text("benefits.note"))
    return Sheet(
        "benefits", title, purpose, tables, notes, frozen_columns=1, charts=steps[1:] if steps else ()
    )


def _total_columns() -> tuple[str, ...]:
    return ("currency", "decided_count", "compared_count", *SAVINGS, *PARTS)


def _in_words(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Codes in words."""
    notes = frame["notes"].map(
        lambda codes: "; ".join(context.words.value("benefit_note", code) for code in codes.split("; ")),
        na_action="ignore",
    )
    texts = {"notes": notes.where(frame["notes"].ne(""), context.text("benefits.all_known"))}
    texts["service"] = context.say("benefit_service", frame["service"])
    if "state" in frame:
        texts["state"] = context.say("benefit_state", frame["state"])
        texts["decided_label"] = context.say("label_short", frame["decided_label"])
    return frame.assign(**texts)


def _table(context: Context, name: str, key: str, frame: pd.DataFrame, columns: tuple[str, ...]) -> Table:
    shown = [column for column in columns if context.is_full or column not in WITHHELD]
    fields = tuple(
        Field(column, context.text(f"benefits.{column}"), KINDS.get(column, "money")) for column in shown
    )
    title = context.text(f"benefits.title_{key}")
    return Table(
        name,
        title,
        fields,
        frame.reset_index(drop=True).head(context.limit),
        title,
        context.text(f"benefits.note_{key}"),
    )


def _lessons(context: Context, totals: pd.DataFrame) -> list[str]:
    """One sentence a currency on what the model should learn, and one on posts."""
    sentences = []
    for total in totals.itertuples():
        for name in ("fee", "posts"):
            count, factor = getattr(total, f"{name}_count"), getattr(total, f"{name}_factor")
            if not count:
                sentences.append(context.text(f"benefits.lesson_{name}_unknown", currency=total.currency))
                continue
            # As the sentence shows it, with two decimals.
            key = "alike" if round(factor, 2) == 1 else "differs"
            sentences.append(
                context.text(
                    f"benefits.lesson_{name}_{key}",
                    factor=f"{factor:.2f}",
                    count=count,
                    currency=total.currency,
                )
            )
    return sentences


def _bridge(context: Context, totals: pd.DataFrame) -> tuple[Table, Chart] | None:
    """From the committed to the actual saving, part by part, in the currency with most that can be compared."""
    import pandas as pd

    comparable = totals[totals["compared_count"].gt(0)]
    if comparable.empty:
        return None
    # One chart for one currency; amounts of several would not add up.
    line = comparable.sort_values("compared_count", ascending=False, kind="stable").iloc[0]
    # A part that is zero or not known takes no bar.
    parts = [name for name in PARTS if pd.notna(line[name]) and line[name] != 0]
    amounts = [line["committed_saving"], *(line[name] for name in parts), line["actual_saving"]]
    # Where each step ends; the last bar is the actual saving, from zero again.
    ends = pd.Series([amounts[0], *amounts[1:-1]]).cumsum()
    frame = pd.DataFrame(
        {
            "step": [
                context.text(f"benefits.{name}") for name in ("committed_saving", *parts, "actual_saving")
            ],
            "amount": amounts,
            "opens": [0.0, *ends[:-1], 0.0],
            "closes": [*ends, amounts[-1]],
        }
    )
    frame = frame.assign(**bars(frame))
    names = ("step", "amount", "opens", "closes", *BARS)
    fields = tuple(context.field(name, "name" if name == "step" else "money") for name in names)
    title = context.text("benefits.bridge", currency=line["currency"])
    table = Table("BenefitBridge", title, fields, frame, title)
    headings = {field.key: field.heading for field in fields}
    series = tuple(
        Series(headings[name], "step", name, colour, 0, len(frame) - 1, is_named=name in ("adds", "takes"))
        for name, colour in BARS.items()
    )
    alt = context.text("benefits.bridge_alt", count=len(frame))
    return table, Chart(table.name, "columns", title, alt, series, up=Axis(number_format="#,##0"), width=760)
