"""The first sheet without a dashboard: the same content as tables one below the other, for readers of the
accessible edition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.reporting.model.elements import Field, Sheet, Table

if TYPE_CHECKING:
    from tasks.reporting.model.elements import Report, Tile


def linear_summary(report: Report) -> Sheet:
    """Decisions, counts, figures, first candidates, gravest risks, boxes, count grid, contents."""
    board, texts = report.dashboard, report.texts
    lines = [(texts["verdict"], board.verdict)]
    lines += [(board.decisions.heading, tile) for tile in board.decisions.lines]
    boxes = (board.answers, board.since, board.uncovered)
    lines += [(box.heading, tile) for box in boxes for tile in box.lines]
    lines += [
        # Amount and note in one cell: there is no small print below it.
        (tile.label, replace(tile, value="; ".join(part for part in (tile.value, tile.note) if part)))
        for tile in board.money
    ]
    lines.append((board.trust.value, replace(board.trust, value=board.trust.label)))
    tables = (
        _lines("Headlines", texts["headlines"], lines, texts),
        _counts(board.counts, texts),
        board.first,
        board.risks,
        board.contents,
    )
    return Sheet("summary", board.headline, f"{board.scope} · {board.labels}", tables, (board.method,))


def _lines(name: str, title: str, lines: list[tuple[str, Tile]], texts) -> Table:
    import pandas as pd

    frame = pd.DataFrame(
        {"about": [about for about, _ in lines], "said": [tile.value for _, tile in lines]}, dtype="str"
    )
    return Table(
        name,
        title,
        (Field("about", texts["measure"], "name"), Field("said", texts["value"], "long")),
        frame,
        title,
    )


def _counts(tiles: tuple[Tile, ...], texts) -> Table:
    import pandas as pd

    frame = pd.DataFrame({"label": [tile.label for tile in tiles], "count": [tile.value for tile in tiles]})
    links = [tile.link for tile in tiles]
    first, last = (
        pd.Series([getattr(link, end) for link in links], dtype="float64") for end in ("first", "last")
    )
    return Table(
        "Counts",
        texts["counts"],
        (Field("label", texts["measure"], "name"), Field("count", texts["count"], "count", total=True)),
        frame,
        texts["counts"],
        links={"label": ("Processes", first, last)},
    )
