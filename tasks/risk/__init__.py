"""Risk: flags, location and safeguards per process, from the catalogue in the rulebook. No input or
output.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.risk.overrides import flag_stale_overrides

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Risks, TableRead
    from schemas.rules import Rulebook

__all__ = ["flag", "flag_stale_overrides"]


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
    import pandas as pd

    from schemas.records import Risks
    from schemas.vocabulary import Recommendation
    from tasks.risk.concentration import concentration
    from tasks.risk.facts import last_notice_day, risk_facts
    from tasks.risk.firing import fire
    from tasks.risk.gaps import not_judged, open_cases
    from tasks.risk.location import add_location
    from tasks.risk.portfolio import aged_list_lines, all_flags, inherent_lines
    from tasks.risk.safeguards import safeguards
    from tasks.risk.writing import days_as_text, row_summary

    is_process = assessed_rows["recommendation"].ne(Recommendation.NOT_IN_SCOPE)
    if not is_process.all():
        risks = flag(typed[is_process], tables, texts[is_process], assessed_rows[is_process], rulebook, as_of)
        none = {"not_judged_count": 0}
        return replace(risks, rows=risks.rows.reindex(typed.index).fillna(none))
    facts = risk_facts(typed, texts, assessed_rows, rulebook, as_of)
    locations = add_location(facts, rulebook)
    fired = fire(facts, rulebook)
    concentrated, too_few = concentration(facts, tables, rulebook)
    lines = [
        *inherent_lines(facts, tables, rulebook),
        *concentrated,
        *aged_list_lines(facts, tables, rulebook, as_of),
    ]
    gaps = pd.concat(
        [not_judged(facts, fired), pd.DataFrame(too_few, columns=["code", "row_count", "reason"])],
        ignore_index=True,
    )
    return Risks(
        flags=all_flags(facts, tables, fired, lines, rulebook),
        rows=locations.join(row_summary(facts, fired)).assign(
            last_notice_day=days_as_text(last_notice_day(facts), facts.index)
        ),
        safeguards=safeguards(facts, fired, rulebook),
        not_judged=gaps.astype({"code": "str", "row_count": "int64", "reason": "str"}),
        open_cases=open_cases(facts, fired),
    )
