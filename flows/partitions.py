"""A long list goes through the steps in parts of its rows, one after the other; what looks at the whole list puts them
together. Between steps all frames lie in files, so that a step holds no more than it looks into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.memory import give_back
from tasks.parking import ParkedFrame, park, replace_each, unpark

if TYPE_CHECKING:
    from flows.steps import Runner, Step
    from schemas.records import Intake

# Arguments with a row for each row of the list, all in the same order.
OF_ROWS = ("typed", "texts", "assessed_rows", "risk_rows")


def in_parts(run_step: Runner, folder: Path, rows: int, intake: Intake) -> tuple[Runner, Intake]:
    """A runner for a long list, and the list with its frames in files.

    Args:
        run_step: does each step, or each part of one.
        folder: where frames lie between steps; it is made.
        rows: of a part.
        intake: what was read.

    Returns:
        A runner that takes and returns records with ParkedFrames in the place of frames; and such a record.
    """
    folder.mkdir()

    def parked(step: Step, *args: Any, **kwargs: Any) -> Any:
        result = park(run_step(step, *unpark(args), **unpark(kwargs)), folder, step.name)
        give_back()
        return result

    def run(step: Step, *args: Any, **kwargs: Any) -> Any:
        if step.by_rows is None:
            return parked(step, *args, **kwargs)
        of_rows = {name: kwargs[name] for name in OF_ROWS if name in kwargs}
        whole = {name: value for name, value in kwargs.items() if name not in of_rows}
        part_step = replace(step, function=step.by_rows.part)
        parts = [parked(part_step, **whole, **part) for part in _parts(of_rows, rows)]
        joined = parked(replace(step, function=step.by_rows.join), parts, **kwargs)
        _remove(parts)
        return joined

    return run, park(intake, folder, "intake")


def _parts(of_rows: Mapping[str, ParkedFrame], rows: int) -> Iterator[dict[str, ParkedFrame]]:
    """The arguments of each part."""
    count = len(of_rows["typed"])
    for first in range(0, max(count, 1), rows):
        yield {name: frame.rows(first, min(first + rows, count)) for name, frame in of_rows.items()}


def _remove(parts: Any) -> None:
    """Removes the files of parts that were put together."""
    replace_each(parts, ParkedFrame, lambda frame: frame.path.unlink(missing_ok=True))
