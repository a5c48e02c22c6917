"""What reports share is made once, and anew where it would differ."""

from types import SimpleNamespace

import pandas as pd

from schemas.rules import lay_over, load_rulebook
from tasks.reporting.model.context import made_once_for_rulebook
from tasks.reporting.model.elements import Table


def context_of(rulebook, language):
    return SimpleNamespace(
        audit=SimpleNamespace(rulebook=rulebook, request=SimpleNamespace(language=language))
    )


def test_another_rulebook_or_language_has_tables_of_its_own():
    calls = []
    table = made_once_for_rulebook(lambda context: calls.append(context) or len(calls))
    rulebook = load_rulebook()
    short = lay_over(rulebook, {"risk_numbers": {"RISK-HOURS-PER-FTE": {"value": 1500}}}, "hours")
    contexts = [(rulebook, "en"), (rulebook, "en"), (rulebook, "de"), (short, "en"), (rulebook, "en")]
    assert [table(context_of(*one)) for one in contexts] == [1, 1, 2, 3, 1]


def test_what_is_worked_out_for_a_table_is_its_own():
    def rows(table, more):
        calls.append(table.name)
        return len(table.frame) + more

    calls = []
    long, short = (Table(name, "", (), pd.DataFrame({"a": range(n)}), "") for name, n in (("L", 3), ("S", 1)))
    assert [long.once(rows, 1), long.once(rows, 1), short.once(rows, 1), long.once(rows, 2)] == [4, 4, 2, 5]
    assert calls == ["L", "S", "L"]
