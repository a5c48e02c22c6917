"""A rulebook of the value rules alone, and small portfolios of candidates."""

import datetime as dt

import pandas as pd
import pytest

import schemas.rules
from schemas.columns import DTYPES, columns
from schemas.messages.saying import said_record, speaker
from schemas.rule_models.value import SECTIONS
from tasks.value import model

AS_OF = dt.date(2026, 12, 1)


@pytest.fixture(scope="session")
def rulebook_with(tmp_path_factory):
    """Loads the value rules, with changes laid over them: {section: {id: {field: value}}}."""

    def load(changes=None):
        import yaml

        path = None
        if changes:
            path = tmp_path_factory.mktemp("rules") / "own.yaml"
            path.write_text(yaml.safe_dump(changes), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(schemas.rules, "section_models", lambda: SECTIONS)
            return schemas.rules._read(path, no_legal_bar_attested=False)  # keeps nothing for others

    return load


@pytest.fixture(scope="session")
def rulebook(rulebook_with):
    return rulebook_with()


def typed_frame(rows, first_key=0):
    """Typed rows from dictionaries of cells; process_id and process_name are made up where absent."""
    rows = [
        {"process_id": f"P{number}", "process_name": f"Process {number}", **row}
        for number, row in enumerate(rows)
    ]
    frame = pd.DataFrame(rows, index=range(first_key, first_key + len(rows)))
    return frame.astype({name: DTYPES[columns()[name].type] for name in frame.columns})


ASSESSED = {
    "recommendation": "bpo_candidate",
    "tier": "bpo_basic",
    "service_line": "finance_accounting",
    "first_move": "move",
    "grade": "B",
}
RISK = {"location": "offshore", "highest_severity": "low"}


def facts(rows):
    """Splits dictionaries into the three frames that the model takes."""
    known = {**ASSESSED, **RISK}
    typed = typed_frame([{key: cell for key, cell in row.items() if key not in known} for row in rows])
    assessed = pd.DataFrame(
        [{name: row.get(name, default) for name, default in ASSESSED.items()} for row in rows],
        index=typed.index,
    ).astype("str")
    risk = pd.DataFrame(
        [{name: row.get(name, default) for name, default in RISK.items()} for row in rows], index=typed.index
    ).astype("str")
    return typed, assessed, risk


@pytest.fixture
def value_of(rulebook):
    """Models the value of rows given as dictionaries of typed, assessed and risk facts; said in English."""

    def run(*rows, rules=None, as_of=AS_OF, control_totals=()):
        used = rules or rulebook
        return said_record(speaker("en", used), "value", model(*facts(rows), used, as_of, control_totals))

    return run


INVOICES = {
    "fte": 10,
    "annual_cost": 600_000,
    "currency": "EUR",
    "country": "DE",
    "regulated_activity": "none",
}
