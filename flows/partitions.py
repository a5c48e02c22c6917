"""A long list goes through the steps in parts of its rows; what looks at the whole list puts them together. Parts are
done one after the other, or shared with the workers of a cluster. Between steps all frames lie in files, so that a step
holds no more than it looks into.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.memory import make_room
from tasks.parking import ParkedFrame, park, replace_each, unpark

if TYPE_CHECKING:
    from flows.steps import Runner, Step
    from schemas.records import Intake

# Arguments with a row for each row of the list, all in the same order.
OF_ROWS = ("typed", "texts", "assessed_rows", "risk_rows")

# Frames of a part that are shorter stay in memory until all parts are put together, which is the next that is done.
SHORT_BYTES = 32_000_000

Arguments = dict[str, Any]
# Does a step for each of the arguments and gives the results in their order. Takes also the arguments that all share,
# the folder for frames, and what does one here.
DoParts = Callable[["Step", Arguments, Sequence[Arguments], Path, Callable[..., Any]], list[Any]]


def one_after_the_other(
    step: Step, shared: Arguments, parts: Sequence[Arguments], folder: Path, do_here: Callable[..., Any]
) -> list[Any]:
    """Does all parts of a step in this process.

    Args:
        step: the step, its function that of a part.
        shared: arguments that are the same for each part.
        parts: arguments of each part: ParkedFrames of its rows.
        folder: for frames; not used here.
        do_here: does the step with keyword arguments and returns its result.

    Returns:
        Results in the order of the parts.
    """
    return [do_here(step, **shared, **part) for part in parts]


_do_parts: ContextVar[DoParts] = ContextVar("do_parts", default=one_after_the_other)


@contextmanager
def parts_done_by(do_parts: DoParts) -> Iterator[None]:
    """Has the parts of long lists done in another way inside."""
    before = _do_parts.set(do_parts)
    try:
        yield
    finally:
        _do_parts.reset(before)


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
        return with_frames_in_files(run_step, folder, 0, step, *args, **kwargs)

    def part_done(step: Step, **kwargs: Any) -> Any:
        return with_frames_in_files(run_step, folder, SHORT_BYTES, step, **kwargs)

    def run(step: Step, *args: Any, **kwargs: Any) -> Any:
        if step.by_rows is None:
            return parked(step, *args, **kwargs)
        # Steps done in parts must be called with keywords: arguments of rows are known by their names.
        of_rows = {name: kwargs[name] for name in OF_ROWS if name in kwargs}
        shared = {name: value for name, value in kwargs.items() if name not in of_rows}
        of_part = replace(step, function=step.by_rows.part)
        parts = _do_parts.get()(of_part, shared, list(_parts(of_rows, rows)), folder, part_done)
        joined = parked(replace(step, function=step.by_rows.join), parts, **kwargs)
        _remove(parts, joined)
        return joined

    return run, park(intake, folder, "intake")


def with_frames_in_files(
    run_step: Runner, folder: Path, least_bytes: int, step: Step, /, *args: Any, **kwargs: Any
) -> Any:
    """Does a step whose arguments hold ParkedFrames, and leaves the frames of its result in files too.

    Args:
        run_step: does the step with real frames.
        folder: where the frames of the result go.
        least_bytes: of a frame that goes there; shorter ones stay in memory.
        step: the step.
        *args: of the step; ParkedFrames in them are taken up.
        **kwargs: likewise.

    Returns:
        The result with ParkedFrames in the place of frames.
    """
    result = park(run_step(step, *unpark(args), **unpark(kwargs)), folder, step.name, least_bytes)
    # Objects of Great Expectations refer to each other and hold whole columns. Python looks for such garbage rarely;
    # what an earlier step left is old by now and is not looked through again.
    gc.collect(1)
    make_room()
    return result


def _parts(of_rows: Mapping[str, ParkedFrame], rows: int) -> Iterator[dict[str, ParkedFrame]]:
    """The arguments of each part."""
    count = len(of_rows["typed"])
    # At least one part, also of an empty list.
    for first in range(0, max(count, 1), rows):
        yield {name: frame.rows(first, min(first + rows, count)) for name, frame in of_rows.items()}


def _remove(parts: Any, joined: Any) -> None:
    """Removes the files of parts that were put together, but for those in which columns of the result lie."""
    needed: set[Path] = set()
    replace_each(joined, ParkedFrame, lambda frame: needed.update(frame.others))
    replace_each(parts, ParkedFrame, lambda frame: frame.path in needed or frame.path.unlink(missing_ok=True))
