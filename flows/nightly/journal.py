"""What a night set out to do and how far it came, kept until its mails are out: the next night finishes what
a killed one began.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.run_folder import finished_run
from schemas.records import AuditRequest, Outcome

FILE = ".night.jsonl"


@dataclass(frozen=True)
class BegunNight:
    """A night that has not told of all it did. ``again`` are portfolios that it did not come to, or not to
    the end of.
    """

    run_id: str
    business_date: dt.date
    outcomes: tuple[Outcome, ...]
    again: frozenset[str]


def begin(out: Path, run_id: str, business_date: dt.date, requests: Sequence[AuditRequest]) -> None:
    """Notes what a night is about to do."""
    header = {
        "run_id": run_id,
        "business_date": business_date.isoformat(),
        "runs": [[request.portfolio, request.run_id] for request in requests],
    }
    part = out / f"{FILE}.part"
    part.write_text(json.dumps(header) + "\n", encoding="utf-8")
    part.replace(out / FILE)


def note(out: Path, outcome: Outcome) -> None:
    """Notes how one portfolio ended. On a full disk nothing is noted: the run folder tells the same."""
    from pydantic import TypeAdapter

    with suppress(OSError), (out / FILE).open("ab") as file:
        file.write(TypeAdapter(Outcome).dump_json(outcome) + b"\n")


def unfinished(out: Path, history_url: str) -> BegunNight | None:
    """The night that began and did not come to its end, or None.

    Raises:
        HistoryError: the history cannot be used.
    """
    from pydantic import TypeAdapter

    if not (out / FILE).exists():
        return None
    header, *lines = (out / FILE).read_bytes().split(b"\n")
    begun, noted = json.loads(header), {}
    for line in lines:
        with suppress(ValueError):  # a line that was cut off
            outcome = TypeAdapter(Outcome).validate_json(line)
            noted[outcome.portfolio] = outcome
    day = dt.date.fromisoformat(begun["business_date"])
    for portfolio, run_id in begun["runs"]:
        ended = finished_run(AuditRequest(portfolio, (), out.absolute(), day, run_id)) or _refused(
            history_url, portfolio, run_id
        )
        if portfolio not in noted and ended:
            noted[portfolio] = ended
    return BegunNight(
        begun["run_id"],
        day,
        tuple(noted.values()),
        frozenset(portfolio for portfolio, _ in begun["runs"]) - noted.keys(),
    )


def _refused(history_url: str, portfolio: str, run_id: str) -> Outcome | None:
    from tasks import history

    why = history.refused_because(history_url, portfolio, run_id)
    return None if why is None else Outcome(portfolio, "refused", refusals=((portfolio, why),))


def end(out: Path) -> None:
    """Forgets the night: all of it is done and told."""
    (out / FILE).unlink(missing_ok=True)
