"""People: where posts would move, by country and by unit, and what becomes of them; only posts that exist elsewhere in
the report, added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.reporting.model.context import Context, by_distinct
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.speech import country

if TYPE_CHECKING:
    import pandas as pd

MOST_LINES = 30  # of a table; the smallest are added up in a last line
PART = ("planned_moved", "planned_released", "paying_moved", "paying_released")
POSTS = ("fte_moved", "posts_released", "posts_redeployed", "posts_retained")


def sheet(context: Context) -> Sheet | None:
    """FTE of the candidates that the first sheet counts by country and by unit; none where nobody gave posts."""
    rows = _rows(context)
    if rows["fte_moved"].isna().all():
        return None
    screened = int(context.by_name.sum())
    notes = (context.text("people.note"),)
    notes += (context.text("people.screened", count=screened),) if screened else ()
    tables = (_table(context, rows, "country"), _table(context, rows, "unit"))
    title, purpose = (context.text(f"sheet.people.{part}") for part in ("title", "purpose"))
    return Sheet("people", title, purpose, tables, notes, frozen_columns=1)


def _rows(context: Context) -> pd.DataFrame:
    """Country, unit and posts of each candidate whose label rests on more than its name."""
    import pandas as pd

    keys = context.candidates.index[
        ~context.by_name & context.candidates["first_move"].ne("already_outsourced")
    ]
    value = context.audit.value.rows.loc[keys, [*POSTS[:3], "wave"]]
    moved, released, redeployed = (value[name].astype("float64") for name in POSTS[:3])
    pays, planned = context.pays.loc[keys].eq("pays"), value["wave"].notna()
    names = by_distinct(context.typed("country").loc[keys], lambda code: country(context.words, code))
    return pd.DataFrame(
        {
            "country": names.fillna(context.text("people.no_country")),
            "unit": context.unit.loc[keys],
            "count": 1,
            "fte_moved": moved,
            "posts_released": released,
            "posts_redeployed": redeployed,
            "posts_retained": moved - released - redeployed,
            "planned_moved": moved.where(planned, 0.0),
            "planned_released": released.where(planned, 0.0),
            "paying_moved": moved.where(pays, 0.0),
            "paying_released": released.where(pays, 0.0),
        }
    )


def _table(context: Context, rows: pd.DataFrame, name: str) -> Table:
    import pandas as pd

    sums = (
        rows.drop(columns="unit" if name == "country" else "country").groupby(name).sum(min_count=1).round(6)
    )
    sums = sums.sort_values(["fte_moved", "count"], ascending=False, kind="stable")
    if len(sums) > MOST_LINES:
        rest = sums.iloc[MOST_LINES - 1 :]
        others = context.text("people.others", count=len(rest))
        sums = pd.concat([sums.iloc[: MOST_LINES - 1], rest.sum(min_count=1).to_frame(others).T])
    frame = sums.rename_axis(name).reset_index()
    field = context.field
    fields = (
        field(name, "name", heading=f"people_{name}"),
        field("count", "count", total=True),
        *(field(key, "fte", total=True) for key in (*POSTS, *PART)),
    )
    title = context.text(f"people.by_{name}")
    return Table("PeopleByCountry" if name == "country" else "PeopleByUnit", title, fields, frame, title)
