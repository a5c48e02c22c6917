"""The shape of the code: one class per name, no circles of imports, no nested conditional expressions, the order
of the rooms of intake. The lists of what is not right yet may only get shorter.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.shape import (
    circle,
    deep_imports,
    intake_breaches,
    late_imports,
    nested_conditionals,
    repeated_classes,
)
from tests.architecture.stages_and_imports import sources

ROOT = Path(__file__).parents[2]
DEEP_IMPORTS = {
    "flows.backup -> tasks.history.backup",
    "flows.cli.check -> tasks.quality.validate",
    "flows.cli.upkeep -> tasks.history.verify",
    "flows.nightly.notify -> tasks.delivery.compose",
    "flows.mailing -> tasks.delivery.send",
    "flows.nightly.notify -> tasks.reporting.digest",
    "flows.requests -> tasks.intake.own_workbooks",
}


@pytest.fixture(scope="module")
def trees():
    return sources(ROOT)


def test_no_conditional_expression_lies_in_another(trees):
    assert list(nested_conditionals(trees)) == []


def test_a_class_name_means_one_thing(trees):
    assert repeated_classes(trees) == {}


def test_no_module_needs_itself_to_be_imported(trees):
    assert circle(trees, late=True) == []


def test_only_what_takes_time_to_start_is_imported_inside_functions(trees):
    assert late_imports(trees) == []


def test_flows_go_in_by_the_front_door_of_a_stage(trees):
    assert deep_imports(trees) <= DEEP_IMPORTS


def test_rooms_of_intake_import_one_way(trees):
    assert intake_breaches(trees) == set()


def test_a_check_starts_without_what_a_night_needs():
    code = "import sys, flows.cli.check\n"
    code += "print([name for name in sys.modules if name.startswith(('flows.nightly', 'tasks.history'))])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_process_that_reads_files_never_loads_pandas():
    code = "import sys, tasks.intake.files.sandbox_worker, tasks.intake.files.choose_reader, pkgutil, importlib\n"
    code += "import tasks.intake.files.readers as readers\n"
    code += "[importlib.import_module(f'tasks.intake.files.readers.{one.name}') for one in pkgutil.iter_modules(readers.__path__)]\n"
    code += "print(sorted({'pandas', 'great_expectations', 'prefect'} & set(sys.modules)), 'pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "[] True"


def changed(trees, module, text):
    """The trees with ``text`` added to the end of a module."""
    added = ast.parse(text).body
    return {**trees, module: ast.Module([*trees[module].body, *added], [])}


def test_each_breach_is_found(trees):
    before = len(nested_conditionals(trees))
    nested = "def f(a):\n    return 1 if a > 1 else 2 if a else 3\n"
    assert len(nested_conditionals(changed(trees, "flows.story", nested))) == before + 1
    assert "AuditRequest" in repeated_classes(changed(trees, "flows.story", "class AuditRequest: ...\n"))
    assert circle(changed(trees, "schemas.errors", "import schemas.rules\n"), late=False)
    late = "def f():\n    import schemas.rules\n"
    assert circle(changed(trees, "schemas.errors", late), late=True)
    assert late_imports(changed(trees, "tasks.value.terms", "def f():\n    import math\n"))
    assert late_imports(changed(trees, "tasks.value.terms", "def f():\n    import pandas\n")) == []
    assert late_imports(changed(trees, "tasks.value.terms", "def f():\n    from schemas import issues\n"))
    deep = "def f():\n    from tasks.method import ranking\n"
    assert deep_imports(changed(trees, "flows.story", deep)) - deep_imports(trees)
    upward = "from tasks.intake.columns import matching\n"
    assert intake_breaches(changed(trees, "tasks.intake.cells.money", upward))
    reader = "from tasks.intake.files import read_file\n"
    assert intake_breaches(changed(trees, "tasks.intake.cells.money", reader))
