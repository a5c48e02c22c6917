"""People: where posts would move, by country and by unit, and what becomes of them; only posts that exist elsewhere in
the report, added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.reporting.model.context import Context, by_distinct
from tasks.reporting.model.elements import Sheet, Table
from tasks.reporting.model.speech import country

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_LINES = 30  # of a table; the smallest are added up in a last line
POSTS = ("fte_moved", "posts_released", "posts_redeployed")


def sheet(context: Context) -> Sheet | None:
    """FTE of the candidates that the first sheet counts by country and by unit; none where nobody gave posts."""
    keys = context.candidates.index[
        ~context.by_name & context.candidates["first_move"].ne("already_outsourced")
    ]
    posts = _posts(context, keys)
    if not len(keys) or all(moved != moved for moved in posts["fte_moved"].tolist()):
        return None
    countries = by_distinct(context.typed("country").loc[keys], lambda code: country(context.words, code))
    screened = int(context.by_name.sum())
    notes = (context.text("people.note"),)
    notes += (context.text("people.screened", count=screened),) if screened else ()
    tables = (
        _table(context, "country", countries.fillna(context.text("people.no_country")), posts),
        _table(context, "unit", context.unit.loc[keys], posts),
    )
    title, purpose = (context.text(f"sheet.people.{part}") for part in ("title", "purpose"))
    return Sheet("people", title, purpose, tables, notes, frozen_columns=1)


def _posts(context: Context, keys: pd.Index) -> dict[str, np.ndarray]:
    """Posts of each candidate, by the heading that they are shown under; missing where nobody gave them."""
    import numpy as np

    value = context.audit.value.rows.loc[keys, [*POSTS, "wave"]]
    moved, released, redeployed = (value[name].to_numpy("float64") for name in POSTS)
    is_planned = value["wave"].notna().to_numpy(bool)
    pays = context.pays.loc[keys].eq("pays").to_numpy(bool)
    return {
        "fte_moved": moved,
        "posts_released": released,
        "posts_redeployed": redeployed,
        "posts_retained": moved - released - redeployed,
        "planned_moved": np.where(is_planned, moved, 0.0),
        "planned_released": np.where(is_planned, released, 0.0),
        "paying_moved": np.where(pays, moved, 0.0),
        "paying_released": np.where(pays, released, 0.0),
    }


def _table(context: Context, name: str, groups: pd.Series, posts: dict[str, np.ndarray]) -> Table:
    """Posts of each group of candidates, the most posts first."""
    import numpy as np
    import pandas as pd

    codes, names = pd.factorize(groups)
    counts = np.bincount(codes, minlength=len(names))
    moved = np.bincount(codes, np.nan_to_num(posts["fte_moved"]), len(names))
    order = np.lexsort((-counts, -moved))
    place = np.minimum(np.argsort(order), MOST_LINES - 1 if len(names) > MOST_LINES else len(names))[codes]
    lines = min(len(names), MOST_LINES)
    shown = [str(name) for name in names[order[:lines]]]
    if len(names) > MOST_LINES:
        shown[-1] = context.text("people.others", count=len(names) - MOST_LINES + 1)
    columns: dict[str, Any] = {name: shown, "count": np.bincount(place, minlength=lines)}
    for key, amounts in posts.items():
        is_known = amounts == amounts
        sums = np.bincount(place[is_known], amounts[is_known], lines).round(6)
        columns[key] = np.where(np.bincount(place[is_known], minlength=lines) > 0, sums, np.nan)
    field = context.field
    fields = (
        field(name, "name", heading=f"people_{name}"),
        field("count", "count", total=True),
        *(field(key, "fte", total=True) for key in posts),
    )
    title = context.text(f"people.by_{name}")
    table = "PeopleByCountry" if name == "country" else "PeopleByUnit"
    return Table(table, title, fields, pd.DataFrame(columns), title)
