"""Reads the shape of the code from its source: names of classes, conditional expressions, circles of imports."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.architecture.stages_and_imports import STAGES

# Inside intake a room imports only rooms to its left; what lies in tasks/intake itself is free.
INTAKE_ROOMS = ("files", "wording", "cells", "tables", "tree", "columns", "assemble")
# What any room of intake may take from files: the records that a reader fills, and what a number format shows.
INTAKE_RECORDS = (
    "tasks.intake.files.raw",
    "tasks.intake.files.merges",
    "tasks.intake.files.number_format",
)

# Imported inside functions because importing them takes 15 ms to 2 s (.venv/bin/python -X importtime), which each
# start of the command line and each process that reads files would pay. The last line is not there on each system.
SLOW_TO_IMPORT = frozenset(
    {
        "alembic",
        "apprise",
        "babel",
        "charset_normalizer",
        "dask",
        "dateparser",
        "distributed",
        "docx",
        "great_expectations",
        "httpx",
        "jinja2",
        "krippendorff",
        "lxml",
        "numpy",
        "olefile",
        "openpyxl",
        "packaging",
        "pandas",
        "pebble",
        "prefect",
        "psutil",
        "pyarrow",
        "pycountry",
        "pydantic",
        "python_calamine",
        "rapidfuzz",
        "re2",
        "scipy",
        "sklearn",
        "sqlalchemy",
        "uvicorn",
        "xlrd",
        "xlsxwriter",
        "getpass",
        "importlib",
        "multiprocessing",
        "smtplib",
        "ssl",
        "tomllib",
        "zoneinfo",
        "ctypes",
        "resource",
    }
)
# A start of the command line or of the process that reads files begins here: these modules import others of the product
# where they need them. schemas.rules loads the models of rules with the rulebook.
START = ("flows", "tasks.intake.files.sandbox_worker", "tasks.intake.files.choose_reader", "schemas.rules")


def repeated_classes(trees: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Names that more than one class of the product has, with their modules."""
    homes = defaultdict(list)
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    return {name: modules for name, modules in homes.items() if len(modules) > 1}


def nested_conditionals(trees: dict[str, ast.Module]) -> list[str]:
    """Places of conditional expressions inside a part of another one, such as ``a if b else c if d else e``."""
    return [
        f"{module}:{node.lineno}"
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.IfExp) and _holds_another(node)
    ]


def _holds_another(node: ast.IfExp) -> bool:
    parts = (node.test, node.body, node.orelse)
    return any(isinstance(inner, ast.IfExp) for part in parts for inner in ast.walk(part))


def run_time_imports(
    module: str, trees: dict[str, ast.Module], *, late: bool = True
) -> Iterator[tuple[str, int]]:
    """Modules of the product that a module imports when it runs, with the line; imports for type checkers do not
    count.

    Args:
        module: dotted name.
        trees: of all modules.
        late: whether imports inside functions count.
    """
    waiting: list[ast.AST] = [trees[module]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not late:
            continue
        else:
            yield from ((target, node.lineno) for target in _targets(node) if target in trees)
            waiting += ast.iter_child_nodes(node)


def _targets(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def circle(trees: dict[str, ast.Module], *, late: bool) -> list[str]:
    """One circle of modules that import each other; empty where there is none."""
    graph = {
        module: {target for target, _ in run_time_imports(module, trees, late=late)} - {module}
        for module in trees
    }
    for module, targets in graph.items():
        # A package is run before its modules, but needs none of them to be run.
        graph[module] = {target for target in targets if not module.startswith(f"{target}.")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def deep_imports(trees: dict[str, ast.Module]) -> set[str]:
    """Imports of the flows that go past the front door of a stage, as "flow module -> module of the stage"."""
    return {
        f"{module} -> {target}"
        for module in trees
        if module.startswith("flows")
        for target, _ in run_time_imports(module, trees)
        if target.startswith("tasks.") and target.count(".") > 1 and target.split(".")[1] in STAGES
    }


def intake_breaches(trees: dict[str, ast.Module]) -> set[str]:
    """Imports inside intake that run from a lower room to a higher one, or into the readers of files."""
    return {
        f"{module} -> {target}"
        for module in trees
        if (room := _room(module)) is not None
        for target, _ in run_time_imports(module, trees)
        if (other := _room(target)) is not None and other != room
        if other > room or (other == 0 and target not in INTAKE_RECORDS)
    }


def _room(module: str) -> int | None:
    parts = module.split(".")
    is_in_room = parts[:2] == ["tasks", "intake"] and len(parts) > 2 and parts[2] in INTAKE_ROOMS
    return INTAKE_ROOMS.index(parts[2]) if is_in_room else None


def late_imports(trees: dict[str, ast.Module]) -> list[str]:
    """Imports inside functions that save no start: of a light package, or of a module of the product that loads
    nothing slow. The rooms in START and the front doors of the stages may import the product's modules late.
    """
    slow = {module: _slow(module, trees) for module in trees}
    return [
        f"{module}:{node.lineno}"
        for module, tree in trees.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if not _saves_a_start(module, _targets(node), slow)
    ]


def _saves_a_start(module: str, targets: list[str], slow: dict[str, set[str]]) -> bool:
    own = [target for target in targets if target in slow]
    if not own:
        return targets[0].split(".")[0] in SLOW_TO_IMPORT
    is_front_door = any(target.count(".") == 1 and target.startswith("tasks.") for target in own)
    is_at_door = module.count(".") == 1 and module.startswith("tasks.")
    return (
        module.startswith(START)
        or is_at_door
        or is_front_door
        or bool(set().union(*map(slow.get, own)) - slow[module])
    )


def _slow(module: str, trees: dict[str, ast.Module]) -> set[str]:
    """Slow packages that are loaded with a module, by itself or by what it imports at the top."""
    found, seen, waiting = set(), set(), [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += [target for target, _ in run_time_imports(name, trees, late=False)]
        for node in trees[name].body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {target.split(".")[0] for target in _targets(node)} & SLOW_TO_IMPORT
    return found
