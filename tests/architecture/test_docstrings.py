"""The docstrings of the product, as the tool that makes the pages of ``make docs`` reads them; and that a broken
one is found.
"""

import logging
from pathlib import Path

import griffe

ROOT = Path(__file__).parents[2]


class Kept(logging.Handler):
    """What griffe warns of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


def docstrings(thing):
    if thing.docstring:
        yield thing.docstring
    for member in thing.members.values():
        if not member.is_alias:
            yield from docstrings(member)


def warnings_of(root, packages):
    kept, logger = Kept(), logging.getLogger("griffe")
    logger.addHandler(kept)
    try:
        for package in packages:
            loaded = griffe.load(package, search_paths=[root], allow_inspection=False)
            count = sum(1 for docstring in docstrings(loaded) if griffe.parse_google(docstring))
            assert count, f"{package} has no docstrings"
    finally:
        logger.removeHandler(kept)
    return kept.lines


def test_every_docstring_is_read_without_a_warning():
    assert warnings_of(ROOT, ("flows", "tasks", "schemas")) == []


BROKEN = '''
def audit(rows, until):
    """Audits rows.

    Args:
        rows, until: what to audit,
        and the last day.
    """
'''


def test_a_broken_docstring_is_found(tmp_path):
    (tmp_path / "broken_package").mkdir()
    (tmp_path / "broken_package" / "__init__.py").write_text(BROKEN, encoding="utf-8")
    warnings = "\n".join(warnings_of(tmp_path, ["broken_package"]))
    assert "Parameter 'rows, until' does not appear in the function signature" in warnings
    assert "Failed to get 'name: description' pair" in warnings
