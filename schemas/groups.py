"""Groups of processes: rows of a hierarchy with other rows below them, and what their processes add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# What a row can be. Rows in = rows assessed + rows set aside + rows of the other roles. "joined" rows went into
# the row of a process that stands before them, or on another sheet.
ROLES = ("heading", "group", "derived", "notes", "example", "joined")
# How many rows of a role, in words.
ROLE_WORDS = {
    "heading": ("heading", "headings"),
    "group": ("group", "groups"),
    "derived": ("sum", "sums"),
    "notes": ("note", "notes"),
    "example": ("example", "examples"),
    "joined": ("joined to another row", "joined to other rows"),
}
# Where a row stands, while a table is read: parent_row is the row number of the group above it in the table.
PLACE_DTYPES = {"parent_row": "Int64", "level": "Int64"}
# Columns of Intake.groups, one line a group.
GROUP_COLUMNS = (
    "source_table",
    "source_file",
    "source_sheet",
    "source_row",
    "process_id",
    "process_name",
    "parent_process_id",
    "level",
    "process_count",
    "fte",
    "labour_cost",
    "annual_cost",
    "currency",
)
# Figures of a group are those of its processes, added up.
SUMS = ("fte", "labour_cost", "annual_cost")


def roles_said(counts: dict[str, int]) -> list[str]:
    """The roles that have rows, in words: 3 groups, 1 sum."""
    return [f"{counts[role]} {ROLE_WORDS[role][counts[role] > 1]}" for role in ROLES if counts.get(role)]


def no_groups() -> pd.DataFrame:
    """GROUP_COLUMNS without a line."""
    import pandas as pd

    numbers = {"source_table": "int64", "source_row": "Int64", "level": "Int64", "process_count": "int64"}
    return pd.DataFrame(
        {
            name: pd.Series(dtype=numbers.get(name, "float64" if name in SUMS else "str"))
            for name in GROUP_COLUMNS
        }
    )


def members(groups: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Which processes each group holds, through all levels.

    Args:
        groups: process_id and parent_process_id (the group above; missing at the top), one row a group.
        typed: parent_process_id of the processes, by row_key.

    Returns:
        group (process_id of the group) and row_key, one row for each pair.
    """
    import pandas as pd

    # From the process upwards: each round takes every row one level up, and notes whom it has met. The rounds
    # are counted, so that two groups that name each other as the one above end too.
    above = dict(zip(groups["process_id"], groups["parent_process_id"], strict=True))
    memberships: list[pd.DataFrame] = []
    current = typed["parent_process_id"].dropna()
    for _ in range(len(above) + 1):
        # A parent that is no group, such as one that was set aside, ends the way up.
        current = current[current.isin(list(above))]
        if current.empty:
            break
        memberships.append(pd.DataFrame({"group": current, "row_key": current.index}))
        current = current.map(above).dropna()
    return (
        pd.concat(memberships, ignore_index=True)
        if memberships
        else pd.DataFrame({"group": pd.Series(dtype="str"), "row_key": pd.Series(dtype="int64")})
    )


def with_sums(groups: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """Groups with what their processes add up to.

    Args:
        groups: GROUP_COLUMNS, one row a group.
        typed: the processes by row_key, with parent_process_id, and with currency and the columns of SUMS as far
            as the portfolio has them.

    Returns:
        The groups with process_count, SUMS (missing where no process has a figure) and currency (empty where
        there are several; then no money is added up).
    """
    import pandas as pd

    if groups.empty:
        return groups
    pairs = members(groups, typed)
    of_group = pd.Index(pairs["group"])
    ids = groups["process_id"]
    added = groups.assign(process_count=ids.map(pairs["group"].value_counts()).fillna(0).astype("int64"))
    currency = typed["currency"] if "currency" in typed else pd.Series(index=typed.index, dtype="str")
    by_group = currency.loc[pairs["row_key"]].groupby(of_group)
    is_single = by_group.nunique() <= 1
    added = added.assign(currency=ids.map(by_group.first().where(is_single)).astype("str"))
    for column in (name for name in SUMS if name in typed):
        sums = typed[column].loc[pairs["row_key"]].groupby(of_group).sum(min_count=1)
        # Money of several currencies is not added up; posts are.
        if column != "fte":
            sums = sums.where(is_single)
        added = added.assign(**{column: ids.map(sums).astype("float64")})
    return added
