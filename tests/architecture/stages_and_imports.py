"""Reads which modules import which, from the source alone, and says where that breaks the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

STAGES = frozenset(
    {
        "intake",
        "quality",
        "method",
        "risk",
        "value",
        "reporting",
        "history",
        "delivery",
        "rating",
        "questionnaire",
    }
)
SHARED = frozenset(
    {"excel", "rules", "text", "settings", "durable", "memory", "parking", "joined_frames", "scratch"}
    | {"in_place_of", "loaded_on_use", "text_search", "distinct_texts", "mixed_cells", "plain_values"}
)
PURE = frozenset({"method", "risk", "rules", "value"})
PREFECT_MODULES = frozenset(
    {
        "flows.runners",
        "flows.around_audit",
        "flows.audit_portfolio",
        "flows.automations",
        "flows.nightly_audit",
        "flows.progress",
        "flows.deployments",
        "flows.local_server",
    }
)

# What method, risk and value may not call or import, for they do no input or output.
FILE_CALLS = frozenset({"open", "print", "input"})
FILE_METHODS = frozenset({"read_text", "write_text", "read_bytes", "write_bytes", "open", "unlink", "mkdir"})
FILE_MODULES = frozenset(
    {
        "pathlib",
        "os",
        "io",
        "shutil",
        "tempfile",
        "socket",
        "subprocess",
        "sqlite3",
        "sqlalchemy",
        "urllib",
        "requests",
        "httpx",
        "smtplib",
        "logging",
        "openpyxl",
        "xlsxwriter",
        "python_calamine",
    }
)
ARROW_FILE_MODULES = (
    "pyarrow.parquet",
    "pyarrow.csv",
    "pyarrow.fs",
    "pyarrow.ipc",
    "pyarrow.dataset",
    "pyarrow.feather",
    "pyarrow.orc",
    "pyarrow.json",
)


def module_name(path: Path, root: Path) -> str:
    """Dotted name of a module of the product."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module a source imports, wherever in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _layer(module: str) -> int:
    """0 schemas, 1 what stages share, 2 stages, 3 flows."""
    parts = module.split(".")
    if parts[0] == "schemas":
        return 0
    if parts[0] == "flows":
        return 3
    return 1 if len(parts) > 1 and parts[1] in SHARED else 2


def sources(root: Path) -> dict[str, ast.Module]:
    """The syntax tree of each module of the product below ``root``, by its dotted name."""
    packages = ("flows", "tasks", "schemas")
    files = [file for package in packages for file in sorted((root / package).rglob("*.py"))]
    return {module_name(file, root): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def broken_rules(trees: dict[str, ast.Module]) -> list[str]:
    """Sentences on every breach in the modules of the product, given by their dotted names."""
    breaches = ["tasks/__init__.py is not empty"] if trees["tasks"].body else []
    for module, tree in trees.items():
        breaches += [
            f"{module}:{line} {why}"
            for target, line in imported(tree)
            for why in _import_breaches(module, target)
        ]
        if module.startswith("tasks.") and module.split(".")[1] in PURE:
            breaches += [f"{module}:{line} does input or output: {what}" for what, line in _file_uses(tree)]
    return breaches


def _import_breaches(module: str, target: str) -> Iterator[str]:
    top, parts, own = target.split(".")[0], target.split("."), module.split(".")
    if top == "prefect" or top.startswith("prefect_"):
        if module not in PREFECT_MODULES:
            yield f"imports Prefect ({target})"
        return
    if top not in ("flows", "tasks", "schemas") or target == "tasks":
        return
    if _layer(target) > _layer(module):
        yield f"imports {target}, which lies above it"
    if (
        own[0] == "tasks"
        and len(own) > 1
        and own[1] in STAGES
        and top == "tasks"
        and len(parts) > 1
        and parts[1] in STAGES
        and parts[1] != own[1]
    ):
        yield f"imports another stage ({target})"


def _file_uses(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for target, line in imported(tree):
        if target.split(".")[0] in FILE_MODULES or target.startswith(ARROW_FILE_MODULES):
            yield f"import of {target}", line
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in FILE_CALLS:
                yield f"call of {node.func.id}", node.lineno
            elif isinstance(node.func, ast.Attribute) and (
                node.func.attr in FILE_METHODS or _is_pandas_io(node.func)
            ):
                yield f"call of {node.func.attr}", node.lineno


def _is_pandas_io(function: ast.Attribute) -> bool:
    writes = ("to_csv", "to_excel", "to_parquet", "to_pickle", "to_json", "to_sql", "to_feather")
    return function.attr in writes or (
        function.attr.startswith("read_")
        and isinstance(function.value, ast.Name)
        and function.value.id in ("pd", "pandas")
    )
