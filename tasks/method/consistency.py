"""The consistency check: named services with typical attributes get the label the source documents give them.
No measure of accuracy.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from schemas.columns import DTYPES, columns
from schemas.kept import kept
from schemas.type_guards import is_list
from tasks.method.assessment import assess
from tasks.rules.catalogue import typical_attributes

if TYPE_CHECKING:
    import pandas as pd

    from schemas.rules import Rulebook

EXPECTED = {"BPO": "bpo_candidate", "KPO": "kpo_candidate", "KEEP": "retain"}
ANY_DAY = dt.date(2026, 1, 1)  # typical attributes bear no date, so the day changes nothing


def consistency_check(rulebook: Rulebook) -> pd.DataFrame:
    """Assesses the catalogue's services by their typical attributes alone, without their names.

    Args:
        rulebook: sections services and work_profiles.

    Returns:
        One line a service that the source documents name: service_id, service, expected, got. Where the two
            differ, the table says so:
        a row's own attributes win over the catalogue (settled_t07).
    """
    # A copy, for the frame itself is kept for the next portfolio.
    return _checked(rulebook).copy()


@lru_cache(maxsize=2)
def _checked(rulebook: Rulebook) -> pd.DataFrame:
    """Once for all portfolios that a process audits under one rulebook."""
    return kept("consistency", rulebook.hash, lambda: _labels_of_services(rulebook))


def _labels_of_services(rulebook: Rulebook) -> pd.DataFrame:
    import pandas as pd

    # A source that is a list names statements of the source documents; other services are ours.
    services: list[Any] = [
        rule for rule in rulebook.sections.get("services", {}).values() if isinstance(rule.source, list)
    ]
    typed = typed_from([typical_attributes(rulebook, rule.id) for rule in services])
    # The texts have no columns, so nothing is read from a name.
    got = assess(typed, pd.DataFrame(index=typed.index), rulebook, ANY_DAY).rows["recommendation"]
    return pd.DataFrame(
        {
            "service_id": [rule.id for rule in services],
            "service": [rule.en[0] for rule in services],
            "expected": [EXPECTED[rule.label] for rule in services],
            "got": got.to_numpy(),
        }
    )


def typed_from(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A typed frame from rows of column and value; lists may be lists or ";"-joined, yes/no true or false.

    Args:
        rows: values by column of the input dictionary; a column that a row does not have is blank.

    Returns:
        A column of its dtype for each name, by row_key from 0.
    """
    import pandas as pd

    names = dict.fromkeys(name for row in rows for name in row)
    data: dict[str, pd.Series] = {}
    for name in names:
        values = [row.get(name) for row in rows]
        values = [";".join(value) if is_list(value) else value for value in values]
        if columns()[name].type == "yes_no":
            # A word or a truth value already: False and None become "" here, which is no key, and come back
            # as they are.
            values = [{"yes": True, "no": False}.get(value or "", value) for value in values]
        data[name] = pd.Series(
            pd.to_datetime(pd.Series(values)) if columns()[name].type == "date" else values,
            dtype=DTYPES[columns()[name].type],
        )
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows), name="row_key"))
