"""What the tests of the risk stage share: the rulebook's risk sections, and small portfolios made from plain
mappings.
"""

from __future__ import annotations

import datetime as dt

import pytest

from schemas import rules
from schemas.messages.saying import said_record, speaker
from schemas.rule_models.risk import SECTIONS
from schemas.rule_models.value import Assumption

AS_OF = dt.date(2026, 11, 1)


def risk_rulebook(override=None) -> rules.Rulebook:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "section_models", lambda: SECTIONS | {"assumptions": Assumption})
        return rules._read(override, no_legal_bar_attested=False)  # keeps nothing for others


@pytest.fixture(scope="session")
def rulebook() -> rules.Rulebook:
    return risk_rulebook()


def judged(rows, rulebook, as_of=AS_OF):
    """Risks of a few processes, each a mapping of input columns, of assessed columns and of text columns; said
    in English.
    """
    from tasks.risk import flag

    typed, tables, texts, assessed = portfolio(rows)
    risks = flag(typed, tables, texts, assessed, rulebook, as_of)
    return said_record(speaker("en", rulebook), "risks", risks)


def judged_table(rows, rulebook):
    """Everything that is known of the rows, as the conditions of flags see it, and the tables they came
    from.
    """
    from tasks.risk.facts import risk_facts
    from tasks.risk.location import add_location

    typed, tables, texts, assessed = portfolio(rows)
    table = risk_facts(typed, typed, texts, assessed, rulebook, AS_OF)
    add_location(table, rulebook)
    return table, tables


def portfolio(rows):
    """Typed rows, tables, texts and assessed rows as the stages before would hand them over."""
    import pandas as pd

    from schemas.columns import DTYPES, columns
    from schemas.records import HeadingMatch, TableRead
    from schemas.results import ASSESSED_COLUMNS, TEXT_COLUMNS
    from tasks.excel import column_letter

    index = pd.Index(range(100, 100 + len(rows)), name="row_key")
    given = list(
        dict.fromkeys(
            ["process_id", "process_name", *(name for row in rows for name in row if name in columns())]
        )
    )
    filled = [
        {"process_id": f"P{number}", "process_name": "A process", **row} for number, row in enumerate(rows, 1)
    ]
    typed = pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name) for row in filled], index=index, dtype=DTYPES[columns()[name].type]
            )
            for name in given
        }
    )
    typed = typed.assign(
        source_table=0, source_file="a.xlsx", source_sheet="S", source_row=range(5, 5 + len(rows))
    )
    headings = tuple(
        HeadingMatch(column_letter(number), name, name, "alias") for number, name in enumerate(given, 1)
    )
    tables = {0: TableRead(0, "a.xlsx", "S", (4,), 5, 4 + len(rows), len(rows), headings)}
    facts = [{"recommendation": "bpo_candidate", "sensitivity": "internal", **row} for row in rows]
    numeric = {"drive_index": "float64"}
    assessed = pd.DataFrame(
        {
            name: pd.Series([row.get(name) for row in facts], index=index, dtype=numeric.get(name, "str"))
            for name in ASSESSED_COLUMNS
            if name not in columns()
        }
    )
    texts = pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name, False if name.startswith("is_") else None) for row in rows],
                index=index,
                dtype="boolean" if name.startswith("is_") else "str",
            )
            for name in TEXT_COLUMNS
        }
    )
    return typed, tables, texts, assessed
