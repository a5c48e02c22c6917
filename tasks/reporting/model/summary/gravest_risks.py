"""The gravest risks on the first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.distinct_texts import numbers_of
from tasks.joined_frames import aggregated
from tasks.reporting.datasets.frames import rows_named
from tasks.reporting.model.context import SEVERITY_ORDER, Context, made_once
from tasks.reporting.model.elements import Table
from tasks.reporting.model.flag_titles import titles
from tasks.reporting.model.sheets.flags import is_due_now, ordered_flags, role, what_to_do

if TYPE_CHECKING:
    import pandas as pd


@made_once(for_all_editions=True)
def gravest_risks(context: Context) -> Table:
    """Risks by code: how grave, how many processes, what depends on them, what to do and who."""
    import pandas as pd

    flags = ordered_flags(context).rename_axis("flag").reset_index()
    grave = numbers_of(flags["severity"], SEVERITY_ORDER)
    flags = flags.assign(position=range(len(flags)), grave=grave)
    # Of each risk the rows where it is gravest.
    flags = flags[grave.eq(grave.groupby(flags["code"]).transform("min"))]
    keys = flags["row_key"].astype("float64")
    flags = flags.assign(
        unit=context.unit.reindex(keys).array,
        later=~is_due_now(context, flags),
    )
    risks = (
        aggregated(
            flags.groupby("code", sort=False),
            grave=("grave", "min"),
            later=("later", "min"),
            count=("row_key", "count"),
            first=("position", "min"),
            last=("position", "max"),
            severity=("severity", "first"),
            flag=("flag", "first"),
        )
        # At equal gravity what is due now comes first, then what most processes have.
        .sort_values(["grave", "later", "count"], ascending=[True, True, False], kind="stable")
    )
    risks = risks.head(context.number("report_gravest_risks"))
    risks = risks.assign(mitigation=context.audit.risks.flags["mitigation"].loc[risks["flag"]].to_numpy())
    risks = _with_named_rows(context, risks)
    codes = pd.Series(risks.index, dtype="str")
    frame = risks.assign(
        number=range(1, len(risks) + 1),
        flag=titles(context, codes).to_numpy(),
        severity=context.say("severity_short", risks["severity"]),
        who=_who(context, flags, risks),
        mitigation=what_to_do(context, risks.reset_index()),
    ).reset_index(drop=True)
    field = context.field
    title = context.text("summary.risks", count=context.number("report_gravest_risks"))
    fields = (  # below the fields of the first candidates, whose widths they share
        field("number", "lead"),
        field("flag", "plain"),
        field("who", "plain"),
        field("severity", "plain"),
        field("mitigation", "wrapped"),
        field("count", "count", heading="where"),
    )
    first, last = (
        risks[end].where(risks["last"] < context.limit).reset_index(drop=True) for end in ("first", "last")
    )
    # A link spans several rows only where they are all of this risk; else it leads to the first.
    last = last.where(risks["last"].sub(risks["first"]).reset_index(drop=True) + 1 == frame["count"], first)
    return Table(
        "GravestRisks",
        title,
        fields,
        frame,
        title,
        tones={"severity": risks["severity"].reset_index(drop=True)},
        links={"flag": ("RiskFlags", first, first), "count": ("RiskFlags", first, last)},
    )


def _with_named_rows(context: Context, risks: pd.DataFrame) -> pd.DataFrame:
    """Risks that are said once for the portfolio are counted on the rows that name them and are as grave."""
    for code in risks.index[risks["count"].eq(0)]:
        keys = rows_named(context.audit, code, str(risks.at[code, "severity"]))
        # Nothing rather than 0: no row names it, yet the risk is there.
        risks.loc[code, "count"] = len(keys) or float("nan")
    return risks


def _who(context: Context, flags, risks) -> list[str]:
    """Who has to act; where no rule says so the units whose processes carry the risk, or the whole
    portfolio.
    """
    units = _units(context, flags, risks)
    return [
        context.text(f"role.{who}") if (who := role(context, code)) else unit
        for code, unit in zip(risks.index, units, strict=True)
    ]


def _units(context: Context, flags, risks) -> list[str]:
    own = flags[flags["code"].isin(risks.index) & flags["unit"].notna()].drop_duplicates(["code", "unit"])
    units = own.groupby("code")["unit"].agg(["first", "count"])
    unit_by_code = {
        code: line.first
        if line.count == 1
        else context.text("common.several", first=line.first, count=line.count - 1)
        for code, line in zip(units.index, units.itertuples(index=False, name="Units"), strict=True)
    }
    return [unit_by_code.get(code, context.text("common.portfolio")) for code in risks.index]
