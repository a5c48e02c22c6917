"""The house rules of the README: which way imports run, and what a stage may not do; and that the check can
fail.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.stages_and_imports import broken_rules, sources


@pytest.fixture(scope="module")
def trees():
    return sources(Path(__file__).parents[2])


def test_the_house_rules_hold(trees):
    assert broken_rules(trees) == []


BREACHES = {
    "a lower layer imports a higher one": ("schemas.columns", "import tasks.excel\n", "lies above"),
    "what stages share imports a stage": (
        "tasks.excel.addresses",
        "from tasks.intake import read_portfolio\n",
        "lies above",
    ),
    "a stage imports the flows": (
        "tasks.method",
        "def late():\n    from flows import story\n",
        "lies above",
    ),
    "a stage imports another stage": (
        "tasks.risk",
        "from tasks.value import model\n",
        "another stage",
    ),
    "a stage imports another one from the package": (
        "tasks.risk",
        "from tasks import value\n",
        "another stage",
    ),
    "a stage imports Prefect": (
        "tasks.reporting",
        "from prefect import task\n",
        "imports Prefect",
    ),
    "the story imports Prefect": ("flows.story", "import prefect\n", "imports Prefect"),
    "the method reads a file": (
        "tasks.method",
        "def late():\n    return open('x')\n",
        "input or output",
    ),
    "risk writes a file": (
        "tasks.risk",
        "def late(frame):\n    frame.to_parquet('x')\n",
        "input or output",
    ),
    "value reads a table": (
        "tasks.value",
        "import pandas as pd\ndef late():\n    return pd.read_csv('x')\n",
        "input or output",
    ),
    "value knows paths": ("tasks.value", "from pathlib import Path\n", "input or output"),
    "the package of stages is not empty": (
        "tasks",
        "from tasks.method import assess\n",
        "not empty",
    ),
}


@pytest.mark.parametrize(("module", "line", "why"), BREACHES.values(), ids=BREACHES)
def test_each_breach_is_found(trees, module, line, why):
    added = ast.Module([*trees[module].body, *ast.parse(line).body], [])
    assert any(why in breach for breach in broken_rules({"tasks": trees["tasks"], module: added}))


# Words that were the names of eight kinds of thing each: a path, a count, a frame, a sentence. A name says what a
# thing is.
VAGUE_NAMES = {"told", "said", "found", "kept", "asked", "given"}


def vague_names(trees):
    """Module, line and name of each variable and parameter with such a name; fields of records are left out."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                name = node.id
            elif isinstance(node, ast.arg):
                name = node.arg
            else:
                continue
            if name in VAGUE_NAMES:
                yield module, node.lineno, name


def test_no_variable_has_a_name_that_fits_anything(trees):
    fields = {("flows.cli.doctor_checks.finding", "found")}
    assert [place for place in vague_names(trees) if (place[0], place[2]) not in fields] == []


@pytest.mark.parametrize("line", ["told = {}", "for found in ():\n    pass", "def late(said):\n    pass"])
def test_a_vague_name_is_found(line):
    assert [name for _, _, name in vague_names({"tasks": ast.parse(line)})] in (["told"], ["found"], ["said"])


def shadowed(trees):
    """Functions of a package that its module of the same name takes the place of once it is imported."""
    return [
        f"{package}.{node.name}"
        for package, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and f"{package}.{node.name}" in trees
    ]


def test_no_module_takes_the_place_of_a_function_of_its_package(trees):
    assert shadowed(trees) == []


def test_a_module_named_like_a_function_of_its_package_is_found():
    trees = {"tasks.value": ast.parse("def benefits(): ..."), "tasks.value.benefits": ast.parse("")}
    assert shadowed(trees) == ["tasks.value.benefits"]
