"""The house rules of the README: which way imports run, and what a stage may not do; and that the check can
fail.
"""

import shutil
from pathlib import Path

import pytest

from tests.architecture.imports import broken_rules

ROOT = Path(__file__).parents[2]


def test_the_house_rules_hold():
    assert broken_rules(ROOT) == []


BREACHES = {
    "a lower layer imports a higher one": ("schemas/columns.py", "import tasks.excel\n", "lies above"),
    "what stages share imports a stage": (
        "tasks/excel/addresses.py",
        "from tasks.intake import read_portfolio\n",
        "lies above",
    ),
    "a stage imports the flows": (
        "tasks/method/__init__.py",
        "def late():\n    from flows import story\n",
        "lies above",
    ),
    "a stage imports another stage": (
        "tasks/risk/__init__.py",
        "from tasks.value import model\n",
        "another stage",
    ),
    "a stage imports another one from the package": (
        "tasks/risk/__init__.py",
        "from tasks import value\n",
        "another stage",
    ),
    "a stage imports Prefect": (
        "tasks/reporting/__init__.py",
        "from prefect import task\n",
        "imports Prefect",
    ),
    "the story imports Prefect": ("flows/story.py", "import prefect\n", "imports Prefect"),
    "the method reads a file": (
        "tasks/method/__init__.py",
        "def late():\n    return open('x')\n",
        "input or output",
    ),
    "risk writes a file": (
        "tasks/risk/__init__.py",
        "def late(frame):\n    frame.to_parquet('x')\n",
        "input or output",
    ),
    "value reads a table": (
        "tasks/value/__init__.py",
        "import pandas as pd\ndef late():\n    return pd.read_csv('x')\n",
        "input or output",
    ),
    "value knows paths": ("tasks/value/__init__.py", "from pathlib import Path\n", "input or output"),
    "the package of stages is not empty": (
        "tasks/__init__.py",
        "from tasks.method import assess\n",
        "not empty",
    ),
}


@pytest.mark.parametrize(("file", "line", "why"), BREACHES.values(), ids=BREACHES)
def test_each_breach_is_found(tmp_path, file, line, why):
    for package in ("flows", "tasks", "schemas"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    before = broken_rules(tmp_path)
    with (tmp_path / file).open("a", encoding="utf-8") as handle:
        handle.write(line)
    new = set(broken_rules(tmp_path)) - set(before)
    assert any(why in breach for breach in new)
