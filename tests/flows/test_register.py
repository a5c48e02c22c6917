"""The DORA register of information of a bank's inventory: its codes, what is missing, and when it is off."""

import csv
import datetime as dt
import io
import json
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from flows.nightly.registers import write_registers
from flows.nightly.run import Night
from flows.register_of_information import describe_register, export_register
from schemas.columns import DTYPES, columns
from schemas.dora import register_columns
from schemas.errors import UsageError
from schemas.records import Outcome
from schemas.rules import load_rulebook
from tasks.settings import PortfolioFacts, Settings, settings

LEI = "529900ABCDEFGHIJ1252"  # made up, with a right check number
MADE_AT = dt.datetime(2026, 11, 28, 9, 30, tzinfo=dt.UTC)
FULL = {
    "country": "IE",
    "regulated_activity": "finance",
    "current_model": "outsourced",
    "provider": "Kestrel Systems",
    "provider_country": "IE",
    "criticality": "critical",
    "criticality_reason": "Customers cannot pay\nwithout it",
    "assessed_on": pd.Timestamp(2026, 5, 1),
    "recovery_time_hours": 4.0,
    "recovery_point_hours": 1.0,
    "contract_value": 240_000.0,
    "currency": "EUR",
    "contract_end": pd.Timestamp(2028, 12, 31),
    "notice_months": 6.0,
    "service_start": pd.Timestamp(2024, 1, 1),
    "substitutability": "highly_complex",
    "exit_plan": True,
    "Licensed activity": "eba_TA:x28",
    "Impact of discontinuing": "High",
    "Contract reference": "C-17",
    "Type of arrangement": "standalone",
    "Provider code": LEI,
    "Type of provider code": "LEI",
    "Type of ICT service": "S14",
    "Provider notice days": "90",
    "Governing law country": "IE",
    "Data stored": "yes",
    "Data location": "IE",
    "Processing location": "IE",
    "Reliance": "full",
    "Type of person": "legal person",
    "Provider headquarters": "IE",
    "Reason not substitutable": "both",
    "Last audit of provider": "2026-02-01",
    "Reintegration": "difficult",
    "Alternatives identified": "yes",
}
ROWS = [
    FULL | {"process_id": "IT-1", "process_name": "Payment platform operation"},
    FULL | {"process_id": "IT-2", "process_name": "Card platform support", "contract_value": 60_000.0},
    {"process_id": "IT-3", "process_name": "Service desk", "current_model": "outsourced", "provider": "Other"}
    | {"country": "IE", "criticality": "low", "Type of ICT service": "help"},
    {"process_id": "F-1", "process_name": "Invoice entry", "country": "IE", "criticality": "not_assessed"}
    | {"current_model": "outsourced", "provider": "Kestrel Systems"},
]  # fmt: skip


def published(home: Path, rows=ROWS) -> Path:
    """A run folder with what the register reads."""
    run = home / "20261101T000000Z-000001"
    run.mkdir(parents=True)
    inputs = pd.DataFrame(rows).assign(
        source_file="list.xlsx", source_sheet="List", source_row=range(2, 2 + len(rows))
    )
    inputs = inputs.astype({name: DTYPES[columns()[name].type] for name in inputs if name in columns()})
    inputs.to_parquet(run / "inputs.parquet")
    results = inputs[["process_id", "process_name"]].assign(
        recommendation="retain",
        sensitivity="confidential",
        risk_flags=["DORA-ICT" if one["process_id"].startswith("IT") else "OTHER" for one in rows],
    )
    results.to_parquet(run / "results.parquet")
    (run / "run.json").write_text(
        json.dumps({"run_id": run.name, "portfolio": "Bank", "as_of": "2026-11-01"})
    )
    (home / "latest").symlink_to(run.name)
    return home


def exported(folder: Path, rows=ROWS, checker="none-such", **facts):
    home = published(folder / "Bank", rows)
    known = PortfolioFacts(**{"lei": LEI, "country": "IE", "sector": "finance"} | facts)
    return export_register(home, folder / "register", known, load_rulebook(None), MADE_AT, checker)


def table(package: Path, template: str) -> list[dict[str, str]]:
    with ZipFile(package) as archive:
        text = archive.read(f"{package.stem}/reports/{template.lower()}.csv").decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_functions_and_arrangements_are_written_with_the_codes_of_the_lists(tmp_path):
    made = exported(tmp_path)
    functions = table(made.package, "B_06.01")
    assert [row["c0010"] for row in functions] == ["F1", "F2", "F3", "F4"]
    assert functions[0]["c0050"] == "eba_BT:x28" and functions[3]["c0050"] == "eba_BT:x21"
    assert functions[0]["c0060"] == "Customers cannot pay without it"
    assert (functions[0]["c0080"], functions[0]["c0070"]) == ("4", "2026-05-01")
    arrangements = table(made.package, "B_02.01")
    assert arrangements[0] == dict(
        zip(
            ["c0010", "c0020", "c0030", "c0040", "c0050"],
            ["C-17", "eba_CO:x1", "", "eba_CU:EUR", "300000.00"],
            strict=True,
        )
    )
    served = table(made.package, "B_02.02")
    assert [row["c0050"] for row in served] == ["F1", "F2", "F3"]
    assert (served[0]["c0100"], served[0]["c0170"]) == ("182", "eba_ZZ:x792")
    assert table(made.package, "B_07.01")[0]["c0050"] == "eba_ZZ:x960"


def test_the_register_holds_ict_services_alone_and_says_how_many_were_left_out(tmp_path):
    made = exported(tmp_path)
    assert made.left_out == 1
    assert [row["c0050"] for row in table(made.package, "B_05.01")] == ["Kestrel Systems", "Other"]


def test_each_missing_cell_names_the_process_and_what_to_fill(tmp_path):
    missing = exported(tmp_path).missing
    assert not missing["process_id"].isin(["IT-1", "IT-2"]).any()
    desk = missing[missing["process_id"].eq("IT-3")].set_index(["template", "column"])
    assert desk.loc[("B_02.02", "c0030"), "fill"] == "Provider code"
    assert "s01" in desk.loc[("B_02.02", "c0060"), "reason"]  # "help" is not of the list
    assert desk.loc[("B_06.01", "c0080"), "row"] == 4
    assert ("B_02.02", "c0120") not in desk.index  # not asked of a function that is not critical


@pytest.mark.parametrize("text", ["03.04.2026", "04/03/2026", "2026", "46054", "in spring"])
def test_a_date_that_does_not_start_with_its_year_is_missing_and_told(tmp_path, text):
    rows = [ROWS[0] | {"Last audit of provider": text}]
    made = exported(tmp_path, rows)
    assert table(made.package, "B_07.01")[0]["c0070"] == ""
    missing = made.missing.set_index(["template", "column"])
    assert "2026-12-31 for a date" in missing.loc[("B_07.01", "c0070"), "reason"]


def test_a_contract_and_a_provider_are_one_however_blanks_and_capitals_are_set(tmp_path):
    spellings = [("C-17", "Kestrel Systems"), (" c-17 ", "KESTREL  systems"), ("C-17", "Kestrel Systems ")]
    rows = [
        FULL | {"process_id": f"IT-{place}", "process_name": f"Work {place}"}
        | {"Contract reference": reference, "provider": provider}
        for place, (reference, provider) in enumerate(spellings)
    ]  # fmt: skip
    made = exported(tmp_path, [*rows, rows[0] | {"process_id": "IT-9", "Contract reference": " "}])
    arrangements = table(made.package, "B_02.01")
    # without a reference the contract has the name of its provider's place
    assert [(row["c0010"], row["c0050"]) for row in arrangements] == [
        ("C-17", "720000.00"),
        ("P1", "240000.00"),
    ]
    assert [row["c0010"] for row in table(made.package, "B_02.02")] == ["C-17"] * 3 + ["P1"]
    assert [row["c0050"] for row in table(made.package, "B_05.01")] == ["Kestrel Systems"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"sector": "health"}, "register is for financial entities"),
        ({"country": "US"}, "European Economic Area"),
        ({"dora": False}, "does not apply"),
        ({"lei": "529900ABCDEFGHIJ1253"}, "valid check number"),
        ({"lei": ""}, "Set lei"),
    ],
)
def test_it_is_off_where_it_does_not_apply_and_says_why(tmp_path, facts, told):
    with pytest.raises(UsageError) as refused:
        exported(tmp_path, **facts)
    assert told in refused.value.user_message
    assert not (tmp_path / "register").exists()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "register").write_text("a note")
    with pytest.raises(UsageError, match="is a file"):
        exported(tmp_path)


def test_the_setting_decides_against_the_sector(tmp_path):
    assert exported(tmp_path, sector="other", country="US", dora=True).package.name.startswith(
        f"{LEI}.IND_US_"
    )


def test_without_the_checker_nothing_is_said_to_pass(tmp_path):
    assert exported(tmp_path).checks is None


ANSWER = {"rules": [{"code": "CSV-001", "message": "Files MUST be there: {name}"}], "findings": []}
ANSWERS = {
    "no Python beside it": (None, ""),
    "python3 alone": ("python3", json.dumps(ANSWER)),
    "a warning before the answer": ("python", f"UserWarning: old\n{json.dumps(ANSWER)}"),
    "no answer": ("python", "UserWarning: old"),
}


@pytest.mark.parametrize(("python", "printed"), ANSWERS.values(), ids=ANSWERS)
def test_a_checker_that_is_set_up_otherwise_or_does_not_answer_costs_nobody_the_package(
    tmp_path, python, printed
):
    for name, says in {"xbridge": "", python: printed}.items():
        if name:
            (tmp_path / name).write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\n")
            (tmp_path / name).chmod(0o755)
    made = exported(tmp_path, checker=str(tmp_path / "xbridge"))
    said = " ".join(describe_register(made, tmp_path / "register"))
    has_answer = "CSV-001" in printed
    assert ("1 of 1 rules of the package pass" in said) == has_answer
    assert ("written and not checked: xbridge was not found or did not answer" in said) != has_answer


CHECKER = shutil.which("xbridge")


@pytest.mark.standing
@pytest.mark.skipif(CHECKER is None, reason="needs xbridge (pipx install eba-xbridge)")
def test_the_rules_of_the_authority_pass_for_full_rows_and_name_an_empty_key(tmp_path):
    full = exported(tmp_path / "full", ROWS[:2], CHECKER).checks
    assert len(full) > 60 and full["result"].eq("passes").all()
    part = exported(tmp_path / "part", ROWS, CHECKER).checks.set_index("rule")
    assert part.index[part["result"].ne("passes")].tolist() == ["CSV-044"]
    assert part.loc["CSV-044", "words"] == "Key columns MUST contain a value for each reported fact"


@pytest.mark.standing
@pytest.mark.skipif(CHECKER is None, reason="needs xbridge (pipx install eba-xbridge)")
def test_the_columns_are_those_of_the_module_that_the_checker_ships():
    python = Path(CHECKER).resolve().parent / "python"
    where = (
        "import xbridge, pathlib; print(pathlib.Path(xbridge.__file__).parent / 'modules/dora_dora_4.0.json')"
    )
    path = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    shipped = {
        one["filing_indicator"]: (
            [column["code"] for column in one["columns"]],
            set(one["open_keys_mapping"].values()),
        )
        for one in json.loads(Path(path).read_text())["tables"]
    }
    for template in {one.template for one in register_columns()}:
        ours = [one for one in register_columns() if one.template == template]
        assert [one.code for one in ours] == shipped[template][0]
        assert {one.code[1:] for one in ours if one.need == "key"} == shipped[template][1]


def test_a_night_writes_the_register_of_what_it_audited_where_the_settings_say_so(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    for name in ("Bank", "Works", "Other"):
        published(tmp_path / "out" / name)
    facts = {"lei": LEI, "country": "IE", "sector": "finance", "register_nightly": True}
    portfolios = {
        "Bank": facts,
        "Works": facts | {"lei": "wrong"},
        "Other": facts | {"register_nightly": False},
    }
    config = Settings(out=tmp_path / "out", portfolios=portfolios)
    outcomes = tuple(Outcome(name, "audited", run_folder="there") for name in portfolios)
    night = write_registers(config, Night(dt.date(2026, 11, 1), "done", outcomes))
    [remark], [trouble] = night.remarks, night.troubles
    assert remark.startswith("Bank: the register of information is written; ")
    assert trouble.startswith(
        "Works: the register of information could not be written. The register needs the legal"
    )
    assert night.verdict.state == "CompletedWithIssues"
    assert [path.parent.parent.name for path in (tmp_path / "out").glob("*/register/*.zip")] == ["Bank"]


@pytest.mark.standing
def test_the_form_writes_the_register_and_says_what_is_missing(tmp_path, monkeypatch):
    from flows.around_audit import RegisterForm, register_by_form

    published(tmp_path / "Bank")
    monkeypatch.setenv("PROCESS_AUDIT_OUT", str(tmp_path))
    monkeypatch.setenv(
        "PROCESS_AUDIT_PORTFOLIOS", json.dumps({"Bank": {"lei": LEI, "dora": True, "country": "IE"}})
    )
    settings.cache_clear()
    try:
        done = register_by_form(RegisterForm(portfolio="bank"), return_state=True)
        wrong = register_by_form(RegisterForm(portfolio="none"), return_state=True)
    finally:
        settings.cache_clear()
    assert done.is_completed() and done.message.endswith(".zip")
    assert (tmp_path / "Bank/register/missing.csv").exists()
    assert wrong.is_failed() and "There is no portfolio none" in wrong.message
