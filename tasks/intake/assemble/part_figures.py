"""What the figures of several rows of one process come to.

What is declared, for each column of quantities:

- A figure that never differs within a process is a figure of the process and counts once.
- Over sites, roles and other shares of the work the figures add up, each distinct share once.
- Staff of rows for one person each add up, also where all rows say 1.
- Over months and the like their mean is brought to a year; staff stay the mean.
- Risks, controls and systems share nothing out. What is the same in all rows of a process counts once, also where
  the column differs in other processes. Where it differs in at least half of the processes it is a quantity of the
  part and adds up, once for each distinct part; where it differs in fewer, the rows contradict each other and the
  figure is blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.distinct_texts import distinct_rows, distinct_texts
from tasks.intake.thresholds import OF_PARTS_SHARE

if TYPE_CHECKING:
    import pandas as pd

QUANTITIES = (
    "volume",
    "fte",
    "employees_in_scope",
    "annual_cost",
    "labour_cost",
    "outsourced_cost",
    "contract_value",
    "committed_fee",
    "committed_posts",
    "actual_fee",
    "transition_cost",
    "data_subjects_count",
)
STAFF = frozenset({"fte", "employees_in_scope", "data_subjects_count"})
_OF_PROVIDERS = frozenset({"outsourced_cost", "contract_value", "committed_fee", "actual_fee"})


@dataclass(frozen=True)
class Parts:
    """The columns that tell the rows of a process apart, as texts, by the kind of part that they name; are_people
    where some of the shares are those of one person each.
    """

    periods: tuple[pd.Series, ...] = ()
    shares: tuple[pd.Series, ...] = ()
    providers: tuple[pd.Series, ...] = ()
    others: tuple[pd.Series, ...] = ()
    are_people: bool = False


@dataclass(frozen=True)
class PartFigures:
    """values: one figure for each process, in each of its rows. The flags mark rows of processes whose figures
    were added up (is_added), are the same in all rows although such rows add up elsewhere (is_once), or contradict
    each other and are blank (is_contrary).
    """

    values: pd.Series
    is_added: pd.Series
    is_once: pd.Series
    is_contrary: pd.Series


def figures_of(name: str, values: pd.Series, keys: pd.Series, parts: Parts, a_year: float) -> PartFigures:
    """One column of quantities, for processes that have several rows.

    Args:
        name: the column.
        values: its figures, by row.
        keys: the process of each row, missing where it has none.
        parts: what tells the rows apart.
        a_year: by what the mean over periods is multiplied.
    """
    by_process = varies(values, keys)
    differs = in_rows(by_process, keys)
    has_several = in_rows(values.groupby(keys).count() > 1, keys)
    # A blank row takes the figure that another row of its process has.
    first = values.fillna(values.groupby(keys).transform("first"))
    is_of_person = parts.are_people and name in STAFF
    if not by_process.any() and not is_of_person:
        # Nothing says whether a figure that each month repeats is that of a month or of a year.
        is_repeated = bool(parts.periods) and a_year != 1 and name not in STAFF
        return PartFigures(first, differs, has_several & is_repeated, differs)
    # Contracts are divided over providers; other figures are repeated for each of them.
    shares = (*parts.shares, *(parts.providers if name in _OF_PROVIDERS else ()))
    others = (*parts.others, *(() if name in _OF_PROVIDERS else parts.providers))
    share = _groups(keys, *shares)
    share_and_period = _groups(share, *parts.periods)
    single, is_contrary = _of_one_part(values, share_and_period, keys, others)
    if parts.periods:
        single = _over_periods(single, share, a_year)
    added = single.groupby(keys).transform("sum", min_count=1)
    is_plain = not shares and not parts.periods
    is_once = has_several & ~differs & is_plain
    # The sum, but the figure itself where it is the same in all rows or where the row has no process.
    figures = first.where(is_once | keys.isna(), added).mask(is_contrary)
    is_added = (has_several if is_of_person else differs) & ~is_contrary
    return PartFigures(figures, is_added, is_once & bool(is_added.any()), is_contrary)


def _of_one_part(
    values: pd.Series, groups: pd.Series, keys: pd.Series, others: tuple[pd.Series, ...]
) -> tuple[pd.Series, pd.Series]:
    """Figures of each share and period, in its first row alone, to be added up; and the rows of processes whose
    risks, controls or systems contradict each other.
    """
    differs = in_rows(varies(values, groups), groups)
    several = values.groupby(keys).count() > 1
    # Most processes differ: the figure belongs to the part. Few differ: then these rows contradict each
    # other.
    is_of_parts = differs.groupby(keys).any()[several].mean() >= OF_PARTS_SHARE
    contrary = in_rows(differs.groupby(keys).any(), keys) & bool(others) & (not is_of_parts)
    # The first column of risks, controls or systems whose entries have one figure each tells which rows
    # repeat it.
    parts = next((part for other in others if not varies(values, part := _groups(groups, other)).any()), None)
    once = _first_alone(values, groups)
    each = values if parts is None else _first_alone(values, parts)
    return once.mask(differs, each), contrary


def _over_periods(single: pd.Series, share: pd.Series, a_year: float) -> pd.Series:
    """The mean of each share over its periods, in its first row alone; brought to a year where the periods
    differ at all.
    """
    factor = a_year if varies(single, share).any() else 1.0
    return _first_alone(single.groupby(share).transform("mean") * factor, share)


def _first_alone(values: pd.Series, groups: pd.Series) -> pd.Series:
    """The first figure of each group where it is; the others blank."""
    return values[values.notna()].groupby(groups).head(1).reindex(values.index)


def _groups(*columns: pd.Series) -> pd.Series:
    """A number for each combination; missing where the first is."""
    import pandas as pd

    frame = pd.concat([column.rename(index) for index, column in enumerate(columns)], axis=1)
    # Blank entries count too: a row without a site is a part of its own.
    numbers = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup()
    return numbers.where(columns[0].notna())


def varies(values: pd.Series, keys: pd.Series) -> pd.Series:
    """By key, whether its rows hold more than one value.

    Args:
        values: one value for each row.
        keys: the process of each row, missing where it has none.

    Returns:
        Booleans by key.
    """
    return values.groupby(keys).nunique() > 1


def vary(values: pd.Series, keys: pd.Series) -> bool:
    """Whether the rows of any key hold more than one value.

    Args:
        values: texts, one for each row.
        keys: the process of each row, missing where it has none.
    """
    import pandas as pd

    rows = distinct_rows(keys, values)
    is_filled = rows >= 0
    of_keys, _ = distinct_texts(keys)
    return len(pd.unique(rows[is_filled])) > len(pd.unique(of_keys[is_filled]))


def in_rows(flags: pd.Series, keys: pd.Series) -> pd.Series:
    """What holds for a key, in each of its rows.

    Args:
        flags: booleans by key.
        keys: the key of each row; rows without one are false.
    """
    return keys.map(flags).fillna(False).astype(bool)
