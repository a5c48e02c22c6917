"""Transfer mechanisms: what is in force counts; no, not yet and what nobody understands do not, and an issue says so."""

from __future__ import annotations

import pytest

from tests.intake.made_sheets import codes, read

NONE_YET, UNCLEAR = "TRANSFER_TOOL_NONE_YET", "TRANSFER_TOOL_UNCLEAR"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *((cell, None) for cell in ("SCC", "SCC (Module 2)", "SCCs signed 3 May 2022", "SCC No. 2021/914")),
        *(
            (cell, None)
            for cell in ("Angemessenheitsbeschluss (Kanada)", "CCT signées", "Art. 46 (2) c GDPR")
        ),
        *((cell, None) for cell in ("cláusulas contractuales tipo", "no adequacy decision; SCC in place")),
        *((cell, None) for cell in ("not required - adequacy decision", "SCC - in force until 2027")),
        *(
            (cell, NONE_YET)
            for cell in ("no", "nicht vorhanden", "keine SCC", "noch keine", "SCC in Verhandlung")
        ),
        *(
            (cell, NONE_YET)
            for cell in ("SCC to be signed", "Pas de CCT", "clauses à signer", "aún no", "False")
        ),
        *(
            (cell, NONE_YET)
            for cell in ("SCC pending", "sin cláusulas", "geplant", "Privacy Shield", "not required")
        ),
        *((cell, UNCLEAR) for cell in ("yes", "see contract", "DPA", "SCC, not signed", 12)),
        *((cell, "") for cell in ("none", "to be agreed", "pending", "offen", "tbc", "n/a", "pendiente")),
    ],
)
def test_only_a_mechanism_in_force_counts(cell, code):
    intake = read(
        ["Process name", "Transfer mechanism"],
        ["Invoice entry", cell],
        ["Payroll run", "binding corporate rules"],
    )
    mechanisms = intake.typed["transfer_mechanism"]
    assert mechanisms[1] == "binding corporate rules"
    if code is None:
        assert mechanisms[0] == cell
    else:
        assert mechanisms.isna()[0]
    assert codes(intake) == ({code: ["B2"]} if code else {})


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [("SCC?", "yes", "SCC"), ("SCC?", "no", None), ("SCC", "in progress", None)],
)
def test_yes_names_the_mechanism_that_the_heading_asks_for(heading, cell, value):
    intake = read(["Process name", heading], ["Invoice entry", cell], ["Payroll run", "BCR"])
    first, second = intake.typed["transfer_mechanism"]
    assert (first if value else None) == value
    assert second == "BCR"
