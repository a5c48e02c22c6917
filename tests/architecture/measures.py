"""Measures of the product's source, for comparing two states of it.

python -m tests.architecture.measures [REVISION]   prints this tree, and beside it a revision of the repository.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[2]
PRODUCT = ("flows", "tasks", "schemas")
LONG_LINE_COLUMNS = 100
Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def measures(root: Path) -> dict[str, str]:
    """Measures of the Python files in the product's folders.

    Args:
        root: of the repository.

    Returns:
        Words of each measure with its figures: counts, lines, or shares in per cent or per 100 lines.
    """
    texts = [
        path.read_text(encoding="utf-8")
        for top in PRODUCT
        for path in sorted((root / top).rglob("*.py"))
        if path.name != "__init__.py"
    ]
    trees = [ast.parse(text) for text in texts]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, Function)]
    public = [one for tree in trees for one in _public_functions(tree)]
    docstrings = [ast.get_docstring(one) or "" for one in public]
    lines = [line for text in texts for line in text.splitlines()]
    file_lines = [len(text.splitlines()) for text in texts]
    function_lines = [one.end_lineno - one.lineno + 1 for one in functions]
    depths = [_depth(one) for one in functions]
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    inside = sum(
        isinstance(node, ast.Import | ast.ImportFrom)
        for one in functions
        for node in ast.walk(one)
        if node is not one
    )
    conditionals = sum(isinstance(node, ast.IfExp) for node in nodes)
    return {
        "files / lines": f"{len(texts)} / {len(lines):,}",
        "lines of a file: median / 9 of 10 below / most": _spread(file_lines),
        "lines of a function: median / 9 of 10 below / most": _spread(function_lines),
        "blocks in each other: 9 of 10 below / most": _spread(depths).split(" / ", 1)[1],
        f"lines over {LONG_LINE_COLUMNS} columns, %": _share(
            sum(len(line) > LONG_LINE_COLUMNS for line in lines), len(lines)
        ),
        "conditional expressions in 100 lines": _share(conditionals, len(lines)),
        "comments in 100 lines": _share(sum(map(_comments, texts)), len(lines)),
        "imports inside functions, %": _share(inside, len(imports)),
        "public functions with docstring / with Args, %": " / ".join(
            (
                _share(sum(map(bool, docstrings)), len(public)),
                _share(sum("Args:" in text for text in docstrings), len(public)),
            )
        ),
        "functions with all types, %": _share(sum(map(_is_annotated, functions)), len(functions)),
    }


def _public_functions(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        yield from (one for one in members if isinstance(one, Function) and not one.name.startswith("_"))


def _depth(node: ast.AST) -> int:
    below = max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return below + isinstance(node, BLOCKS)


def _comments(text: str) -> int:
    return sum(one.type == tokenize.COMMENT for one in tokenize.generate_tokens(io.StringIO(text).readline))


def _is_annotated(function: Function) -> bool:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [one for one in (arguments.vararg, arguments.kwarg) if one]
    typed = all(one.annotation or one.arg in ("self", "cls") for one in named)
    return typed and (function.returns is not None or function.name == "__init__")


def _spread(numbers: list[int]) -> str:
    return f"{median(numbers):g} / {quantiles(numbers, n=10)[-1]:.0f} / {max(numbers)}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}"


def main(revisions: list[str]) -> None:
    """Prints the measures as a table of Markdown: a revision, where one is named, then the files as they are."""
    columns = {}
    for revision in revisions:
        packed = subprocess.run(
            ["git", "archive", revision, *PRODUCT], cwd=ROOT, capture_output=True, check=True
        ).stdout
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(fileobj=io.BytesIO(packed)) as files:
                files.extractall(folder, filter="data")
            columns[revision] = measures(Path(folder))
    columns["now"] = measures(ROOT)
    print("|", " | ".join(["measure", *columns]), "|")
    print("|---" * (1 + len(columns)) + "|")
    for name in columns["now"]:
        print("|", " | ".join([name, *(column[name] for column in columns.values())]), "|")


if __name__ == "__main__":
    main(sys.argv[1:])
