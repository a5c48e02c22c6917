"""Settling how an input is read: the command line, the form and the settings of a portfolio."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.audit_portfolio import AuditForm
from flows.requests import requests_for
from schemas.errors import UsageError
from schemas.mapping import Defaults
from tasks.settings import Settings

ROOT = Path(__file__).parents[2]


def process_audit(*arguments, cwd) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=280, env=_environment())


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.csv"
    rows = "\n".join(
        f"Work of kind {letter},{number}00,{number}" for number, letter in enumerate("ABCDEF", 1)
    )
    path.write_text(f"Process name,Annual cost,Heads we have\n{rows}\n", encoding="utf-8")
    return path


def test_check_asks_what_matters_and_writes_a_map_that_run_takes(listed, tmp_path):
    asked = process_audit("check", listed, "--write-map", "map.yaml", cwd=tmp_path)
    assert asked.returncode == 0, asked.stderr
    said = " ".join(asked.stdout.split())
    assert "1. In which currency are the amounts of 6 rows?" in said and "--currency EUR" in said
    assert "Work of kind" not in said
    document = (tmp_path / "map.yaml").read_text(encoding="utf-8")
    settled = document.replace("currency: null", "currency: SEK").replace(
        "letter: C\n    taken_for: null", "letter: C\n    taken_for: fte"
    )
    assert settled.count("taken_for: fte") == 1
    (tmp_path / "map.yaml").write_text(settled, encoding="utf-8")
    again = process_audit("check", listed, "--map", "map.yaml", "--country", "SE", "--json", cwd=tmp_path)
    found = json.loads(again.stdout)[0]
    assert {heading["letter"]: heading["column"] for heading in found["tables"][0]["headings"]}["C"] == "fte"
    assert "CURRENCY_MISSING" not in found["issues"]
    assert not any("currency" in question or "country" in question for question in found["questions"])


def test_a_question_about_a_heading_without_a_cell_names_the_sheet():
    import pandas as pd

    from flows.cli.questions import questions_about
    from schemas.records import Intake

    typed = pd.DataFrame({"process_name": ["Payroll"]})
    issue = {"code": "HEADING_MULTIPLIED", "sheet": "List", "cell": "", "column": "labour_cost"}
    questions = questions_about(Intake((), typed, typed, typed[:0], pd.DataFrame([issue])))
    assert any(one.startswith("Is a heading of sheet List really an amount") for one in questions)


def test_check_says_that_labels_will_rest_on_names_until_a_column_says_how_the_work_is_done():
    import pandas as pd

    from flows.cli.questions import questions_about
    from schemas.columns import WORK_COLUMNS
    from schemas.records import Intake
    from schemas.rules import load_rulebook

    def asked(**more):
        typed = pd.DataFrame({"process_name": ["Payroll", "Invoices"], "fte": [2.0, 3.0], **more})
        return questions_about(Intake((), typed, typed, typed[:0], pd.DataFrame({"code": []})))

    assert any(one.startswith("How is the work of 2 rows done?") for one in asked())
    assert any("How is the work of 1 row done" in one for one in asked(judgement_level=[3.0, None]))
    assert not any("How is the work" in one for one in asked(judgement_level=[3.0, 2.0]))
    deciding = load_rulebook().section("deciding").values()
    says_work = {column for rule in deciding if rule.describes_work for column in rule.columns}
    assert set(WORK_COLUMNS) == says_work


def test_a_map_is_never_written_over(listed, tmp_path):
    (tmp_path / "map.yaml").write_text("version: 1\n", encoding="utf-8")
    done = process_audit("check", listed, "--write-map", "map.yaml", cwd=tmp_path)
    assert done.returncode == 2 and "is there already" in done.stderr


def test_a_day_in_another_form_is_told_the_form(listed, tmp_path):
    done = process_audit("run", listed, "--as-of", "1.11.2026", cwd=tmp_path)
    assert done.returncode == 2
    assert "such as 2026-12-15" in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--currency", "Euro"], "default currency"),
        (["--country", "Atlantis"], "default country"),
        (["--sector", "farming"], "default sector"),
        (["--map", "wrong.yaml"], "wrong.yaml, line 2: there is no key 'columm' here"),
        (["--map", "gone.yaml"], "gone.yaml"),
    ],
)
def test_what_cannot_be_settled_is_a_wrong_command(listed, tmp_path, arguments, said):
    (tmp_path / "wrong.yaml").write_text("sheets:\n- {sheet: a, columm: b}\n", encoding="utf-8")
    done = process_audit("run", listed, "--inline", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr


def test_the_form_takes_map_and_defaults(tmp_path):
    form = AuditForm(inputs=["list.csv"], currency=" eur ", country="de", sector="finance", map=None)
    assert form.settled().defaults == Defaults(currency="EUR", country="DE", sector="finance")
    with pytest.raises(UsageError, match="currency"):
        AuditForm(inputs=["list.csv"], currency="Euros").settled()


def test_the_settings_of_a_portfolio_count_where_the_run_says_nothing(listed, tmp_path):
    import datetime as dt

    from schemas.mapping import Settled

    known = {"list": {"currency": "CHF", "country": "CH", "map": str(tmp_path / "list.yaml")}}
    config = Settings(portfolios=known)
    given = Settled(defaults=Defaults(country="AT"))
    [request] = requests_for([listed], tmp_path, dt.date(2026, 11, 1), config=config, settled=given)
    assert request.settled.defaults == Defaults(currency="CHF", country="AT")
    assert request.settled.map == tmp_path / "list.yaml"
