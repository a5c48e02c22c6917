"""Risk: flags, location and safeguards per process, from the catalogue in the rulebook. No input or
output.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tasks.risk.overrides import flag_stale_overrides

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Risks, TableRead
    from schemas.rules import Rulebook
    from tasks.risk.risk_of_parts import RiskPart

__all__ = ["flag", "flag_part", "flag_stale_overrides", "join_flagged"]


def flag(
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> Risks:
    """Judges every flag of the catalogue, the location and the safeguards of each process.

    Args:
        typed: typed rows by row_key; all are kept.
        tables: tables by table_id, for the addresses of evidence.
        texts: TEXT_COLUMNS by row_key.
        assessed_rows: ASSESSED_COLUMNS by row_key.
        rulebook: sections flags, safeguards, location, adequacy, neighbours, dpia and risk_numbers.
        as_of: the date on which contracts, overrides and lists are judged.

    Returns:
        Risks. A flag on more than half of the rows it applies to is one line on the portfolio
        (RISK-COLLAPSE-SHARE);
        ``rows.risk_flags`` names its code all the same. What could not be judged is counted, never a pass. A row that
        is not in scope has neither flags nor a location.
    """
    part = flag_part(typed, tables, texts, assessed_rows, rulebook, as_of)
    return join_flagged([part], typed, tables, texts, assessed_rows, rulebook, as_of)


def flag_part(
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> RiskPart:
    """The same for some rows of a list, before anything is said of all of them.

    Args:
        typed: some of the typed rows, by row_key.
        tables: tables by table_id.
        texts: TEXT_COLUMNS of the same rows.
        assessed_rows: ASSESSED_COLUMNS of the same rows.
        rulebook: as for ``flag``.
        as_of: the date on which contracts, overrides and lists are judged.

    Returns:
        What ``join_flagged`` needs of these rows.
    """
    from tasks.risk.risk_of_parts import flag_part as part

    return part(typed, tables, texts, assessed_rows, rulebook, as_of)


def join_flagged(
    parts: list[RiskPart],
    typed: pd.DataFrame,
    tables: dict[int, TableRead],
    texts: pd.DataFrame,
    assessed_rows: pd.DataFrame,
    rulebook: Rulebook,
    as_of: dt.date,
) -> Risks:
    """The risks of a list from those of its parts, in their order; the parts are used up.

    Args:
        parts: one at least, in the order of the rows; their frames lose their columns.
        typed: the typed rows of all parts; process_id, source_table and source_row are read.
        tables: tables by table_id, for the addresses of evidence.
        texts: TEXT_COLUMNS of all parts; not read.
        assessed_rows: ASSESSED_COLUMNS of all parts; not read.
        rulebook: by which the parts were judged.
        as_of: the date on which lists of adequate countries are judged.

    Returns:
        As ``flag`` gives them.
    """
    from tasks.risk.risk_of_parts import join_flagged as join

    return join(parts, typed, tables, rulebook, as_of)
