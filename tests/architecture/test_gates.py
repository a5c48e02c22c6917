"""The checks of ``make lint`` and ``make types`` fail on code that breaks their rules, with the settings of this project."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "tasks/method", "schemas")
DOCUMENTED = '"""Adds."""\n\n\ndef added(a: int, b: int) -> int:\n    """The sum.\n\n    Args:\n        a: One.\n        b: Two.\n    """\n    return a + b\n'


@pytest.fixture
def small_project(tmp_path):
    """A project with the settings of this one and a module in each package, without a fault.

    Returns:
        Its folder.
    """
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        folder = tmp_path / package
        folder.mkdir(parents=True)
        for one in (folder, *folder.relative_to(tmp_path).parents):
            (tmp_path / one / "__init__.py").write_text('"""A package."""\n')
        (folder / "module.py").write_text(DOCUMENTED)
    (tmp_path / "__init__.py").unlink()
    return tmp_path


def gate(folder, *command):
    """Exit code and output of a tool that is run in a folder."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "fault", "command", "word"),
    [
        ("flows/module.py", "x = ( 1 )\n", ("ruff", "format", "--check", "."), "module.py"),
        ("flows/module.py", "import os\n", ("ruff", "check", "."), "F401"),
        ("flows/module.py", "\n\ndef bare(a: int) -> int:\n    return a\n", ("ruff", "check", "."), "D103"),
        (
            "flows/module.py",
            '\n\ndef f(a, b):\n    """Adds.\n\n    Args:\n        a: One.\n    """\n',
            ("ruff", "check", "."),
            "D417",
        ),
        ("schemas/module.py", f"\n\nlong = '{'x' * 120}'\n", ("ruff", "check", "."), "E501"),
        ("schemas/module.py", "\nimport notinstalled\n", ("deptry", "."), "DEP001"),
        ("schemas/module.py", "\nimport griffe\n", ("deptry", "."), "DEP004"),
    ],
)
def test_lint_finds_what_breaks_its_rules(small_project, module, fault, command, word):
    sound = gate(small_project, *command)[1]
    with (small_project / module).open("a") as file:
        file.write(fault)
    code, said = gate(small_project, *command)
    assert code != 0
    assert word in said and word not in sound
    assert Path(module).name in said


@pytest.mark.standing
def test_the_type_check_finds_a_wrong_type_and_in_strict_packages_a_missing_one(small_project):
    missing = "\n\ndef doubled(a):\n    return a + a\n"
    for package in PACKAGES:
        with (small_project / package / "module.py").open("a") as file:
            file.write(missing)
    with (small_project / "flows/module.py").open("a") as file:
        file.write('\nwrong: int = added("one", 2)\n')
    (small_project / ".venv").symlink_to(sys.prefix)
    code, said = gate(small_project, "basedpyright", "--outputjson")
    assert code == 1
    errors = {package: set() for package in PACKAGES}
    for one in json.loads(said)["generalDiagnostics"]:
        package = Path(one["file"]).relative_to(small_project).parent.as_posix()
        errors[package] |= {one["rule"]} if one["severity"] == "error" else set()
    assert errors["flows"] == {"reportArgumentType"}
    assert "reportMissingParameterType" in errors["tasks/method"] & errors["schemas"]
