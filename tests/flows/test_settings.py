"""A setting that cannot be used: named where it is written, and one portfolio's stops no other portfolio."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from flows import retention
from flows.cli.commands import app
from flows.cli.doctor_checks import settings_found
from flows.nightly.run import run_night
from flows.requests import requests_for
from schemas.errors import SettingsError
from schemas.records import Outcome
from tasks.settings import Keep, Settings, read_settings, settings
from tests.flows.quick_audit import quick_audit
from tests.flows.requests_for_tests import nightly_settings

DAY = dt.date(2026, 11, 1)
WRONG = {
    "currency": ("EURO", "'EURO' is no currency; a code such as EUR is right"),
    "country": ("Atlantis", "'Atlantis' is no country; a code of two letters such as DE is right"),
    "sector": ("farming", "'farming' is no sector; one of none, finance"),
    "language": ("xx", "Input should be "),
}


@pytest.fixture
def settings_in(tmp_path, monkeypatch):
    """Writes settings into a working folder: the file, .env, variables of the environment."""
    monkeypatch.chdir(tmp_path)

    def write(file: str = "", dotenv: str = "", **variables: str) -> None:
        (tmp_path / "process_audit.toml").write_text(file)
        (tmp_path / ".env").write_text(dotenv)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return write


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_of_a_portfolio_is_named_by_the_doctor_and_to_who_audits_it(
    settings_in, tmp_path, name
):
    value, why = WRONG[name]
    settings_in(f'[portfolios.Works]\n{name} = "{value}"\n')
    config, finding = settings_found()
    assert config and not finding.is_good
    sentence = f"The setting portfolios.Works.{name} in process_audit.toml cannot be used: {why}"
    assert finding.found.startswith(sentence)
    for list_name in ("works.csv", "other.csv"):
        (tmp_path / list_name).write_text("Process name;FTE\nPayroll;3\n")
    with pytest.raises(SettingsError) as refused:
        requests_for([tmp_path / "works.csv"], tmp_path / "out", DAY, config=config)
    assert str(refused.value).startswith(sentence)
    assert len(requests_for([tmp_path / "other.csv"], tmp_path / "out", DAY, config=config)) == 1


@pytest.mark.parametrize("name", WRONG)
def test_a_night_audits_the_others_and_says_why_one_was_left_out(tmp_path, mailbox, name):
    config = nightly_settings(tmp_path, mailbox.smtp, {"*": ["cfo@example.org"]}, "works", "bank")
    facts = {name: WRONG[name][0], "lists": ["export*.csv"]}
    config.portfolios = Settings(portfolios={"works": facts, "bank": {}, "new": facts}).portfolios
    for list_name in ("export 1.csv", "bank.csv"):
        (config.inbox / list_name).write_text("Process name;FTE\nPayroll;3\n")
    night = run_night(config, lambda asked: [quick_audit(one, config) for one in asked], DAY)
    assert [(one.portfolio, one.status) for one in night.outcomes] == [("bank", "audited")]
    [works, new] = night.troubles
    assert works.startswith(f"works is not audited until this is mended: The setting portfolios.works.{name}")
    assert "portfolios.new" in new and night.verdict.state == "CompletedWithIssues"
    # Its name is in the settings, so the mails to all others are not held back.
    assert mailbox.to() == {"cfo@example.org": 1}
    # Once it is mended, its list is audited.
    config.portfolios = Settings(portfolios={"works": {"lists": ["export*.csv"]}, "bank": {}}).portfolios
    night = run_night(config, lambda asked: [quick_audit(one, config) for one in asked], DAY)
    assert [(one.portfolio, one.status) for one in night.outcomes] == [("works", "audited")]


def test_a_map_that_cannot_be_opened_stops_its_portfolio_alone(tmp_path, mailbox):
    config = nightly_settings(tmp_path, mailbox.smtp, {}, "works", "bank")
    config.portfolios = Settings(portfolios={"works": {"map": f"{'a' * 300}.yaml"}}).portfolios
    for list_name in ("works.csv", "bank.csv"):
        (config.inbox / list_name).write_text("Process name;FTE\nPayroll;3\n")
    night = run_night(config, lambda asked: [quick_audit(one, config) for one in asked], DAY)
    assert {one.portfolio for one in night.outcomes} == {"works", "bank"}


def test_no_run_is_removed_of_a_portfolio_whose_rule_cannot_be_read(tmp_path, mailbox):
    config = nightly_settings(tmp_path, mailbox.smtp, {}, "works")
    home = config.out / "works"
    (home / "latest").unlink()
    for number in (1, 2):
        run = home / f"2026110{number}T000000Z-00000{number}"
        run.mkdir()
        (run / "run.json").write_text(json.dumps({"run_id": run.name, "sequence": number}))
    (home / "latest").symlink_to(run.name)
    config.keep = Keep(last=1, daily=0, monthly=0, yearly=0)
    url = f"sqlite:///{config.out}/history.sqlite"
    config.portfolios = Settings(portfolios={"Works": {"keep": {"last": "all"}}}).portfolios
    assert retention.prune(config, url, dry_run=True) == []
    config.portfolios = {}
    assert len(retention.prune(config, url, dry_run=True)) == 1


def test_files_whose_portfolio_is_not_known_are_not_audited_under_another_name(settings_in):
    settings_in("[portfolios.works]\nlists = [{name = 1}]\n")
    with pytest.raises(SettingsError, match=r"portfolios\.works\.lists\.0 in process_audit\.toml"):
        read_settings()


@pytest.mark.parametrize("lists", ['"HR*.csv"', '["HR*.csv", 5]'])
def test_a_wrong_entry_of_lists_stops_its_portfolio_alone(settings_in, tmp_path, lists):
    settings_in(f"[portfolios.works]\nlists = {lists}\n")
    for list_name in ("HR 1.csv", "other.csv"):
        (tmp_path / list_name).write_text("Process name;FTE\nPayroll;3\n")
    refused: list[Outcome] = []
    files = [tmp_path / "HR 1.csv", tmp_path / "other.csv"]
    [request] = requests_for(files, tmp_path / "out", DAY, config=read_settings(), refused=refused)
    assert request.portfolio == "other" and [one.portfolio for one in refused] == ["works"]


def test_a_run_over_a_folder_audits_the_others_and_ends_as_one_with_a_refused_input(
    settings_in, tmp_path, capsys
):
    settings_in('[portfolios.works]\ncurrency = "EURO"\n')
    settings.cache_clear()
    (tmp_path / "inbox").mkdir()
    for list_name in ("works.csv", "other.csv"):
        (tmp_path / "inbox" / list_name).write_text("Process name;FTE\nPayroll;3\n")
    words = ["run", str(tmp_path / "inbox"), "--out", str(tmp_path / "out"), "--inline"]
    code = app(words, result_action="return_value")
    settings.cache_clear()
    text = capsys.readouterr()
    out = text.out + text.err
    assert code == 4 and (tmp_path / "out" / "other" / "latest").exists()
    assert "works: refused" in out and "'EURO' is no currency" in out


PORT, CURRENCY = "[smtp]\nport = 25\n", '{"Works": {"currency": "EURO"}}'
PLACES = {
    "the file": ({"file": "[smtp]\nport = 0\n"}, "smtp.port in process_audit.toml"),
    ".env over the file": (
        {"file": PORT, "dotenv": "PROCESS_AUDIT_SMTP__PORT=abc\n"},
        "PROCESS_AUDIT_SMTP__PORT in .env",
    ),
    "the environment over both": (
        {"file": PORT, "dotenv": "PROCESS_AUDIT_SMTP__PORT=25\n", "PROCESS_AUDIT_SMTP__PORT": "0"},
        "PROCESS_AUDIT_SMTP__PORT in the environment",
    ),
    "JSON": (
        {"PROCESS_AUDIT_RECIPIENTS": '{"hr": [5]}'},
        "hr.0 inside the JSON of PROCESS_AUDIT_RECIPIENTS in the environment",
    ),
    "JSON in .env": (
        {"file": PORT, "dotenv": """PROCESS_AUDIT_SMTP='{"port": "abc"}'\n"""},
        "port inside the JSON of PROCESS_AUDIT_SMTP in .env",
    ),
    "a key that is missing": (
        {"file": '[[portfolios.works.control_totals]]\nunit = "Sales"\n'},
        "portfolios.works.control_totals.0.",
    ),
    "a portfolio": (
        {"file": PORT, "PROCESS_AUDIT_PORTFOLIOS": CURRENCY},
        "Works.currency inside the JSON of PROCESS_AUDIT_PORTFOLIOS in the environment",
    ),
}


@pytest.mark.parametrize(("written", "named"), PLACES.values(), ids=PLACES)
def test_a_wrong_setting_is_named_where_it_is_written(settings_in, written, named):
    settings_in(**written)
    _, finding = settings_found()
    assert not finding.is_good and finding.found.startswith(f"The setting {named}")


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_command_says_once_what_nothing_reads_among_the_settings(settings_in, tmp_path, capsys, command):
    settings_in('timezon = "UTC"\n[limits]\ncell = 5\n', PROCESS_AUDIT_RECIPEINTS="{}")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(SystemExit):
        app([command, "empty.csv", *(["--inline"] if command == "run" else [])], exit_on_error=False)
    said = "Nothing reads PROCESS_AUDIT_RECIPEINTS, timezon, limits.cell among the settings."
    assert capsys.readouterr().err.count(said) == 1
