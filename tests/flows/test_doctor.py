"""The doctor finds each fault, says what to do about it, and is content where all is well."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from flows import deployments
from flows.cli import doctor, doctor_checks
from flows.cli.doctor_checks import of_machine, of_servers
from schemas.errors import SettingsError
from tasks.settings import Settings, Smtp
from tests.flows.prefect_server import free_port
from tests.mail_server import LOG_IN, certified, mail_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path):
    return Settings(out=tmp_path / "out", inbox=tmp_path / "inbox", archive=tmp_path / "archive")


def found(config, what):
    return next(finding for finding in doctor_checks.surroundings(config) if finding.what == what)


def test_a_fresh_installation_is_in_order_and_nothing_is_made(config, tmp_path):
    config.inbox.mkdir()
    config.limits.read_megabytes = 500
    findings = list(doctor_checks.surroundings(config))
    assert [finding.what for finding in findings if not finding.is_good] == []
    assert list(tmp_path.iterdir()) == [config.inbox]


def test_an_inbox_that_is_missing_is_found_where_one_is_named(config):
    assert found(config, "inbox").found.endswith("No such file or directory")
    assert found(Settings(), "inbox").is_good


def test_an_inbox_that_may_not_be_read_is_found_and_all_else_is_looked_at(config, monkeypatch):
    config.inbox.mkdir()

    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    findings = {finding.what: finding for finding in doctor_checks.surroundings(config)}
    assert not findings["inbox"].is_good
    assert "Permission denied" in findings["inbox"].found
    assert "mail server" in findings


def test_a_shared_folder_that_cannot_be_written_is_found(config, tmp_path):
    config.share = tmp_path / "shared"
    assert found(config, "shared folder").is_good
    config.share.write_text("no folder")
    assert "(setting share)" in found(config, "shared folder").do


def test_a_list_that_may_not_be_read_is_found(config, monkeypatch):
    config.inbox.mkdir()
    (config.inbox / "group.csv").write_text("x")
    (config.inbox / "sales.csv").write_text("x")
    assert found(config, "inbox").is_good
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "sales.csv")
    assert found(config, "inbox").found.startswith("1 of 2 entries")


def test_audits_that_do_not_fit_into_memory_together_are_found(config, monkeypatch):
    import psutil

    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"total": 8e9}))
    config.limits.read_megabytes, config.audits_at_once = 6000, 2
    finding = found(config, "memory")
    assert not finding.is_good
    assert "Set limits.read_megabytes to 3300 or less" in finding.do
    config.limits.read_megabytes = 3300
    assert found(config, "memory").is_good


@pytest.mark.parametrize("cron", ["0 3 * *", "0 0 3 * * *", "60 3 * * *", "daily", "0 3 31 2 *"])
def test_a_schedule_that_is_none_is_found(config, cron, monkeypatch):
    # Else a server would be started first.
    monkeypatch.setattr(deployments, "prefect_api_url", lambda: "http://127.0.0.1:1/api")
    config.nightly_cron = cron
    assert not found(config, "schedule").is_good
    with pytest.raises(SettingsError, match="^nightly_cron: .* Set five fields"):
        deployments.serve_here(config, port=0)


@pytest.mark.parametrize(
    ("zone", "cron", "is_good"),
    [
        ("Africa/Cairo", "0 0 * * *", False),
        ("Europe/Berlin", "30 2 * * *", False),
        ("Europe/Berlin", "0 3 * * *", True),
        ("UTC", "0 0 * * *", True),
    ],
)
def test_a_night_at_an_hour_that_a_change_of_clocks_leaves_out_is_found(config, zone, cron, is_good):
    config.timezone, config.nightly_cron = zone, cron
    assert doctor_checks.of_settings.schedule(config).is_good is is_good


def test_names_that_match_no_portfolio_are_found(config):
    config.inbox.mkdir()
    (config.inbox / "Sales & Marketing.csv").write_text("x")
    config.recipients = {"*": ["a@example.org"], "sales _ marketing": ["b@example.org"]}
    assert found(config, "names of portfolios").is_good
    config.recipients["Saels"] = ["c@example.org"]
    assert found(config, "names of portfolios").found == "no portfolio is called Saels"


def test_a_misspelt_variable_is_found(monkeypatch):
    monkeypatch.setenv("PROCESS_AUDIT_SMTP__HOST", "x")
    assert doctor_checks.settings_found()[1].is_good
    monkeypatch.setenv("PROCESS_AUDIT_SMTP__PASWORD", "geheim")
    finding = doctor_checks.settings_found()[1]
    assert (finding.is_good, finding.found) == (False, "nothing reads PROCESS_AUDIT_SMTP__PASWORD")


@pytest.mark.parametrize(
    ("overlay", "is_good"),
    [
        ({"assumptions": {"transition": {"high": 0.9}}}, True),
        ({"assumptions": {"transition": {"low": 0.9}}}, False),
        ({"assumptions": {"no_such": {"mid": 1}}}, False),
        ({"assumptions": {"transition": 0.3}}, False),
        ({"assumptions": 0.3}, False),
    ],
)
def test_a_scenario_that_cannot_be_laid_over_the_rulebook_is_found(config, overlay, is_good):
    config.scenarios = {"dear": overlay}
    assert found(config, "scenarios").is_good == is_good


def test_damaged_pages_of_the_history_are_found(config, tmp_path):
    from tasks import history

    url = config.history_url = f"sqlite:///{tmp_path}/history.sqlite"
    for number in range(200):
        history.note_delivery(
            url, f"<{number}@x>", "sent", run_id="r", portfolio="p", channel="mail", recipient="a" * 200
        )
    assert found(config, "history database").is_good
    with (tmp_path / "history.sqlite").open("r+b") as file:
        file.seek(-8192, os.SEEK_END)
        file.write(b"\xff" * 8192)
    finding = found(config, "history database")
    assert not finding.is_good
    assert "Move it away" in finding.do or "damaged" in finding.found


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://someone:ge@heim@127.0.0.1:1/none",
        "postgresql://someone@127.0.0.1:1/none?password=geheim",
        "postgresql://127.0.0.1:1/none?user=x&sslpassword=geheim",
    ],
)
def test_no_secret_of_an_address_is_shown(config, url):
    config.history_url = url
    finding = found(config, "history database")
    assert not finding.is_good
    assert "heim" not in finding.found
    assert of_servers.without_secrets("https://u:ge@heim@host/api?key=heim") == "https://host/api"


@pytest.mark.parametrize(
    ("setting", "what"), [("out", "output folder"), ("inbox", "inbox"), ("archive", "archive")]
)
def test_a_file_in_place_of_a_folder_is_found(config, tmp_path, setting, what):
    (tmp_path / setting).mkdir()
    assert found(config, what).is_good
    (tmp_path / setting).rmdir()
    (tmp_path / setting).write_text("")
    finding = found(config, what)
    assert not finding.is_good
    assert f"setting {setting}" in finding.do


def test_a_disk_that_is_nearly_full_is_found(config, monkeypatch):
    assert found(config, "disk space").is_good
    monkeypatch.setattr(of_machine.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 5e8}))
    finding = found(config, "disk space")
    assert (finding.is_good, finding.found) == (False, "0.5 GB free")


def test_a_time_zone_that_does_not_exist_is_found(config):
    assert found(config, "time zone").is_good
    config.timezone = "Europe/Atlantis"
    assert "Europe/Berlin" in found(config, "time zone").do


def test_a_history_that_is_migrated_is_good_and_one_that_cannot_be_opened_is_found(config, tmp_path):
    config.history_url = f"sqlite:///{tmp_path}/history.sqlite"
    assert found(config, "history database").found == "answers, with the present schema"
    (tmp_path / "file").write_text("")
    config.history_url = f"sqlite:///{tmp_path}/file/history.sqlite"
    assert not found(config, "history database").is_good
    config.history_url = f"postgresql://someone:geheim@127.0.0.1:{free_port()}/none"
    finding = found(config, "history database")
    assert not finding.is_good
    assert "geheim" not in finding.found


def test_a_history_of_a_later_program_is_found(config, tmp_path):
    import sqlite3

    config.history_url = f"sqlite:///{tmp_path}/history.sqlite"
    assert found(config, "history database").is_good
    with sqlite3.connect(tmp_path / "history.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "later version" in found(config, "history database").found


@pytest.fixture
def prefect_api(monkeypatch):
    """Stands in for a Prefect server: answers with a version where the password is right."""

    class Api(BaseHTTPRequestHandler):
        release = version("prefect")
        has_pages = True

        def do_GET(self):  # noqa: N802 - the server's name for it
            if not self.path.startswith("/api"):
                self.send_response(200 if Api.has_pages else 404)
                self.end_headers()
                return
            right = self.headers.get("Authorization", "").endswith("YXVkaXQ6cmlnaHQ=")  # audit:right
            self.send_response(200 if right else 401)
            self.end_headers()
            self.wfile.write(json.dumps(Api.release).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(of_servers, "prefect_api_url", lambda: f"http://127.0.0.1:{server.server_port}/api")
    yield Api
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_prefect_server_answers_to_the_right_password_alone(config, prefect_api, monkeypatch):
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "audit:right")
    assert found(config, "Prefect API").is_good
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "audit:wrong")
    assert "PREFECT_API_AUTH_STRING" in found(config, "Prefect API").do


def test_a_prefect_server_of_another_release_is_found(config, prefect_api, monkeypatch):
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "audit:right")
    prefect_api.release = "2.20.1"
    finding = found(config, "Prefect API")
    assert not finding.is_good
    assert "2.20.1" in finding.found


def test_a_prefect_server_without_pages_for_a_browser_is_found(config, prefect_api, monkeypatch):
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "audit:right")
    findings = [finding.what for finding in doctor_checks.surroundings(config)]
    assert "Prefect UI" not in findings
    prefect_api.has_pages = False
    assert "PREFECT_SERVER_UI_STATIC_DIRECTORY" in found(config, "Prefect UI").do
    assert found(config, "Prefect API").is_good


def test_a_prefect_server_that_is_away_is_found(config, monkeypatch):
    monkeypatch.setattr(of_servers, "prefect_api_url", lambda: f"http://127.0.0.1:{free_port()}/api")
    assert "does not answer" in found(config, "Prefect API").found


def test_a_mail_server_is_greeted_and_one_that_is_away_or_does_not_encrypt_is_found(config):
    class Nobody:
        pass

    port = free_port()
    config.smtp = Smtp(host="127.0.0.1", port=port, encryption="none")
    assert not found(config, "mail server").is_good
    controller = Controller(Nobody(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert found(config, "mail server").is_good
        config.smtp.encryption = "starttls"
        assert not found(config, "mail server").is_good
        config.smtp.user = "audit"
        assert "PROCESS_AUDIT_SMTP__PASSWORD" in found(config, "mail server").do
    finally:
        controller.stop()


def test_a_wrong_password_of_the_mail_server_is_found(config):
    with mail_server(object(), **LOG_IN) as config.smtp:
        config.smtp.user, config.smtp.password = "audit", SecretStr("wrong")
        finding = found(config, "mail server")
        assert not finding.is_good
        assert "PROCESS_AUDIT_SMTP__PASSWORD" in finding.do
        assert "wrong" not in finding.found + finding.do
        config.smtp.password = SecretStr("right")
        assert found(config, "mail server").is_good


def test_a_certificate_of_the_mail_server_that_ran_out_is_found(config, tmp_path, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with mail_server(object(), tls_context=certified(authority, -1)) as config.smtp:
        config.smtp.encryption = "starttls"
        finding = found(config, "mail server")
    assert not finding.is_good and finding.found.endswith(
        "has no valid certificate (certificate has expired)"
    )
    assert finding.do.startswith("Have its certificate renewed")


def test_a_package_outside_its_bounds_is_found(monkeypatch):
    assert all(finding.is_good for finding in doctor._versions())
    monkeypatch.setattr(doctor, "version", lambda name: "0.0.1")
    assert "needs" in list(doctor._versions())[1].found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('timezone = "Europe/Berlin"\n[smtp]\nhost = ""\n', None),
        ('timezon = "Europe/Berlin"\n', "timezon"),
        ('[smtp]\nhots = "mail"\n', "smtp.hots"),
        ('[portfolios.HR]\nlangauge = "de"\n', "portfolios.HR.langauge"),
        ("[portfolios.HR.keep]\nlsat = 3\n", "portfolios.HR.keep.lsat"),
        ("[portfolios.HR.ask]\nadresses = {}\n", "portfolios.HR.ask.adresses"),
        (
            '[[portfolios.HR.control_totals]]\nmeasure = "fte"\ntotal = 4\nunti = "IT"\n',
            "portfolios.HR.control_totals.unti",
        ),
        ('[[portfolios.HR.control_totals]]\nmeasure = "staff"\ntotal = 4\n', "'cost' or 'fte'"),
        ('[[portfolios.HR.control_totals]]\nmeasure = "fte"\ntotal = 0\n', "must be above 0"),
        (
            '[[portfolios.HR.control_totals]]\nmeasure = "cost"\ntotal = 4\ncurrency = "kEUR"\n',
            "'kEUR' is no currency",
        ),
        ('[portfolios.HR]\nlanguage = "de"\n[portfolios.HR.ask.addresses]\nAnn = "a@b.eu"\n', None),
        ("processes = 0\n", "processes"),
        ('inbox = "open\n', "cannot be read"),
    ],
)
def test_the_settings_file_is_read_and_its_faults_are_found(tmp_path, text, words):
    (tmp_path / "process_audit.toml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "doctor", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    finding = next(finding for finding in json.loads(done.stdout) if finding["what"] == "settings")
    assert finding["is_good"] == (words is None)
    assert words is None or (done.returncode == 1 and words in finding["found"] and finding["do"])
