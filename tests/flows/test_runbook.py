"""The runbook names commands, settings and files that exist, and all settings there are."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tasks.settings import Settings

ROOT = Path(__file__).parents[2]
STANDING = ROOT / "flows/standing"
RUNBOOK = (STANDING / "README.md").read_text(encoding="utf-8")
PROGRAMS = {"process-audit": "flows.cli", "prefect": "prefect"}
CODE = [line.strip() for line in re.findall(r"^    (\S.*)$", RUNBOOK, re.M)] + re.findall(
    r"`([^`\n]+)`", RUNBOOK
)


def commands():
    """(program, subcommand words, options) of each command line of ours in the runbook."""
    found = set()
    for line in CODE:
        words = shlex.split(line) if line.count('"') % 2 == 0 else []
        if words and Path(words[0]).name in PROGRAMS and len(words) > 1:
            options = tuple(word for word in words[1:] if word.startswith("--"))
            plain = words[1:] if not words[1].startswith("--") else words[2:]
            path = []
            for word in plain:
                if not re.fullmatch(r"[a-z]+(-[a-z]+)?", word) or len(path) == (
                    1 if Path(words[0]).name == "process-audit" else 2
                ):
                    break
                path.append(word)
            found.add((Path(words[0]).name, tuple(path), options))
    return sorted(found)


def nested(model, prefix=""):
    """Dotted names of all settings."""
    for name, field in model.model_fields.items():
        if hasattr(field.annotation, "model_fields"):
            yield from nested(field.annotation, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_the_runbook_has_commands_of_both_programs():
    assert {program for program, _, _ in commands()} == set(PROGRAMS)
    assert ("process-audit", ("prune",), ("--dry-run",)) in commands()


@pytest.mark.parametrize(
    ("program", "path", "options"),
    commands(),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_every_command_of_the_runbook_exists_with_its_options(program, path, options):
    path = path[:1] if path[0] in ("deploy", "history", "doctor", "nightly", "serve") else path
    done = subprocess.run(
        [sys.executable, "-m", PROGRAMS[program], *path, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    for option in options:
        assert option.replace("--no-prompt", "prompt") in done.stdout


def test_the_runbook_names_every_setting_and_none_that_does_not_exist():
    table = RUNBOOK.split("| setting |")[1].split("```toml")[0]
    named = {
        name
        for row in table.splitlines()[2:]
        if row.startswith("|")
        for name in re.findall(r"`([a-z_.]+)`", row.split("|")[1])
    }
    assert named == set(nested(Settings))


def test_the_settings_file_of_the_runbook_is_taken(tmp_path, monkeypatch):
    text = re.search(r"```toml\n(.*?)```", RUNBOOK, re.S).group(1)
    (tmp_path / "process_audit.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    config = Settings()
    assert set(tomllib.loads(text)) <= set(Settings.model_fields)
    assert str(config.out) == "/srv/audit/outputs"
    assert config.recipients["digest"] == ["operations@example.org"]


def test_variables_of_the_environment_in_the_runbook_are_settings():
    names = set(re.findall(r"PROCESS_AUDIT_([A-Z_]*[A-Z])", RUNBOOK)) - {"HOME", "DATA", "ACCOUNT"}
    known = {name.replace(".", "__").upper() for name in nested(Settings)}
    assert names
    assert names <= known


def test_files_of_the_project_in_the_runbook_exist():
    for name in re.findall(r"(flows/standing/[a-z_-]+\.\w+)", RUNBOOK):
        assert (ROOT / name).exists(), name


def test_the_automations_wait_for_every_state_that_our_runs_end_in():
    died, never_begun = (
        automation["trigger"]
        for automation in yaml.safe_load((STANDING / "automations.yaml").read_text())["automations"]
    )
    ends = {
        f"prefect.flow-run.{name}"
        for name in ("Completed", "CompletedWithIssues", "Failed", "Crashed", "Cancelled", "heartbeat")
    }
    assert set(died["expect"]) == ends
    assert set(never_begun["expect"]) == ends | {"prefect.flow-run.Running"}
    assert min(died["within"], never_begun["within"]) >= 3 * 180


def test_a_chat_is_told_of_every_way_in_which_a_run_can_go_wrong():
    automation, silence = yaml.safe_load((STANDING / "notify.yaml").read_text())["automations"]
    assert silence["trigger"]["posture"] == "Proactive"
    assert silence["trigger"]["within"] > 24 * 3600
    assert {name.removeprefix("prefect.flow-run.") for name in automation["trigger"]["expect"]} == {
        "Failed",
        "Crashed",
        "Late",
    }
    assert automation["actions"][0]["block_document_id"] == "BLOCK_ID"
    assert "flows/standing/notify.yaml --block-id" in RUNBOOK


def test_a_browser_asks_the_server_that_it_has_the_page_from():
    """Prefect's own default is the address of this machine with the default port, which no other machine
    reaches.
    """
    from flows.deployments import BROWSER

    for name in ("compose.yaml", "process-audit-server.service"):
        text = (STANDING / name).read_text()
        for variable, value in BROWSER.items():
            assert re.search(rf'{variable}[=:] ?"?{re.escape(value)}"?\n', text), (name, variable)


def test_the_server_copies_its_pages_to_a_folder_that_its_account_may_write_to():
    """The program belongs to root; without pages the address of the UI answers 404."""
    text = (STANDING / "process-audit-server.service").read_text()
    [state] = re.findall(r"^StateDirectory=(.*)$", text, re.M)
    [pages] = re.findall(r"^Environment=PREFECT_SERVER_UI_STATIC_DIRECTORY=(.*)$", text, re.M)
    assert Path(pages).is_relative_to(f"/var/lib/{state}")


@pytest.mark.skipif(not Path("/usr/bin/python3.11").exists(), reason="the system has no Python 3.11")
def test_a_server_is_installed_with_the_python_of_the_system(tmp_path):
    """One in the home folder of root cannot be started by the account that runs the audit."""
    roots_own = tmp_path / "python3.11"
    roots_own.write_text("#!/bin/sh\n")
    roots_own.chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--file", ROOT / "Makefile", "install-server"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "MAKEFLAGS": "", "MAKELEVEL": ""},
        capture_output=True,
        text=True,
    )
    of_the_system = Path("/usr/bin/python3.11")
    taken = of_the_system if of_the_system.exists() else roots_own
    assert f"test -d .venv || {taken} -m venv .venv" in done.stdout.splitlines()


def test_the_table_of_the_runbook_names_every_field_of_the_form():
    from flows.audit_portfolio import AuditForm

    table = RUNBOOK.split("| field |")[1].split("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in row.split("|")[1].strip().split(", ")}
    assert named - {"Run Name"} == {field.title for field in AuditForm.model_fields.values()}


def test_each_test_that_the_table_of_faults_names_exists():
    named = set(re.findall(r"`(test_\w+)`", (STANDING / "FAULTS.md").read_text(encoding="utf-8")))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []
