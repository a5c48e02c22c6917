"""What each night set out to do and how far it came, kept until all of it is told: a later night finishes
what a killed one began.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.run_folder import finished_run
from schemas.records import AuditRequest, Outcome
from tasks.durable import set_aside, sync_folder, write_whole

PREFIX, SUFFIX = ".night", ".jsonl"


@dataclass(frozen=True)
class BegunNight:
    """A night that has not told of all it did. ``again`` are portfolios that it did not come to, or not to
    the end of.
    """

    run_id: str
    business_date: dt.date
    outcomes: tuple[Outcome, ...]
    again: frozenset[str]


def file_of(out: Path, run_id: str) -> Path:
    """The record of one night.

    Args:
        out: output folder.
        run_id: of the night.
    """
    return out / f"{PREFIX}-{run_id}{SUFFIX}"


def begin(out: Path, run_id: str, business_date: dt.date, requests: Sequence[AuditRequest]) -> None:
    """Notes what a night is about to do; the records of other nights stay as they are.

    Args:
        out: output folder.
        run_id: of the night.
        business_date: of the night.
        requests: what it will audit.

    Raises:
        OSError: the record cannot be written.
    """
    header = {
        "run_id": run_id,
        "business_date": business_date.isoformat(),
        "runs": [[request.portfolio, request.run_id] for request in requests],
    }
    write_whole(file_of(out, run_id), json.dumps(header).encode() + b"\n")


def note(out: Path, run_id: str, outcome: Outcome) -> None:
    """Notes how one portfolio ended. On a full disk nothing is noted: the run folder tells the same.

    Args:
        out: output folder.
        run_id: of the night.
        outcome: how the portfolio ended.
    """
    from pydantic import TypeAdapter

    with suppress(OSError), file_of(out, run_id).open("ab") as file:
        file.write(TypeAdapter(Outcome).dump_json(outcome) + b"\n")


def unfinished(out: Path, history_url: str) -> tuple[list[BegunNight], tuple[str, ...]]:
    """Nights that began and did not come to their end, oldest first; and a sentence on each record that is
    damaged, which is put aside.

    Args:
        out: output folder.
        history_url: of the history database.

    Raises:
        HistoryError: the history cannot be used.
    """
    nights, damaged = [], []
    for record in sorted(out.glob(f"{PREFIX}*{SUFFIX}")):
        try:
            nights.append(_read(record, out, history_url))
        except (ValueError, KeyError, TypeError):
            aside = set_aside(record)
            damaged.append(
                f"The record of an earlier night is damaged and was put aside as {aside.name}. "
                "What that night audited is in the history; a mail of it may be missing."
            )
    return nights, tuple(damaged)


def _read(record: Path, out: Path, history_url: str) -> BegunNight:
    header, *lines = record.read_bytes().split(b"\n")
    begun = json.loads(header)
    day, noted = dt.date.fromisoformat(begun["business_date"]), dict(_noted(lines))
    for portfolio, run_id in begun["runs"]:
        # A night that was killed may have audited a portfolio and not noted it: then the run folder or the
        # history says how it ended.
        ended = finished_run(AuditRequest(portfolio, (), out.absolute(), day, run_id)) or _refused(
            history_url, portfolio, run_id
        )
        if portfolio not in noted and ended:
            noted[portfolio] = ended
    again = frozenset(portfolio for portfolio, _ in begun["runs"]) - noted.keys()
    return BegunNight(begun["run_id"], day, tuple(noted.values()), again)


def _noted(lines: Sequence[bytes]) -> Iterator[tuple[str, Outcome]]:
    from pydantic import TypeAdapter

    for line in lines:
        with suppress(ValueError):  # a line that was cut off
            outcome = TypeAdapter(Outcome).validate_json(line)
            yield outcome.portfolio, outcome


def _refused(history_url: str, portfolio: str, run_id: str) -> Outcome | None:
    from tasks import history

    why = history.refused_because(history_url, portfolio, run_id)
    return None if why is None else Outcome(portfolio, "refused", refusals=((portfolio, why),))


def end(out: Path, run_id: str) -> None:
    """Forgets a night: all of it is done and told.

    Args:
        out: output folder.
        run_id: of the night.
    """
    for record in (file_of(out, run_id), out / f"{PREFIX}{SUFFIX}"):
        record.unlink(missing_ok=True)
    sync_folder(out)
