"""Comments on the cells of a workbook, without the names of those who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection

from tasks.intake.files.zip_container import Container

MOST_COMMENTS = 2_000
MOST_LETTERS = 300
# Excel repeats a threaded comment in words of its own; old comments begin with the name of their author.
_THREADED = re.compile(r"^\[.*?\]\s*\n.*?\n\s*\w+:\s*\n", re.S)
_AUTHOR = re.compile(r"^[^\n:]{1,60}:\s*\n")


def comments_of(container: Container, links: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """The comments of a sheet, as address and text.

    Args:
        container: the workbook.
        links: kind and clean name of each part that the sheet's part points to.
    """
    root = next((container.xml(name) for kind, name in links if kind == "comments"), None)
    if root is None:
        return []
    comments = [
        (
            comment.get("ref", ""),
            plain_comment("".join(text.text or "" for text in comment.iterfind(".//{*}t"))),
        )
        for _, comment in zip(range(MOST_COMMENTS), root.iterfind(".//{*}comment"), strict=False)
    ]
    return [(address, text) for address, text in comments if address and text]


def plain_comment(text: str) -> str:
    """A comment without what programs write before it, cut to MOST_LETTERS.

    Args:
        text: as the file holds it.
    """
    return _AUTHOR.sub("", _THREADED.sub("", text)).strip()[:MOST_LETTERS]
