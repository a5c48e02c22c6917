"""Answers that stakeholders gave in reports handed back, kept beside the runs of the portfolio: one file for each report."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.results import ANSWER_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from schemas.records import Answers

FOLDER = "challenges"


def keep_answers(home: Path, answers: Answers, run_id: str) -> int:
    """Keeps the answers of one report; a report that was taken in before is left as it is.

    Args:
        home: OUT/<portfolio>.
        answers: as read.
        run_id: of the run that takes them in.

    Returns:
        How many answers the report holds.
    """
    path = _path(home, answers.sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part, now = path.with_suffix(".part"), dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
        part.write_text(json.dumps({**asdict(answers), "taken_in_by": run_id, "taken_in_at": now}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(path)
    return len(answers.lines)


def were_answers_taken(home: Path, sha256: str) -> bool:
    """Whether a report with this checksum was taken in before."""
    return _path(home, sha256).exists()


def answers_given(home: Path) -> pd.DataFrame:
    """All answers of a portfolio; of several of one person on one process the last.

    Returns:
        ANSWER_COLUMNS as text, in the order in which they were taken in.
    """
    import pandas as pd

    lines = []
    for path in (home / FOLDER).glob("*.json"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        known = {name: kept[name] for name in ("taken_in_by", "taken_in_at")}
        lines += [{**line, **known, "place": place} for place, line in enumerate(kept["lines"])]
    frame = pd.DataFrame(lines, columns=[*ANSWER_COLUMNS, "taken_in_at", "place"]).sort_values(["taken_in_at", "place"], kind="stable")
    frame = frame.drop_duplicates(["process", "name"], keep="last")
    return frame[list(ANSWER_COLUMNS)].astype("str").reset_index(drop=True)


def _path(home: Path, sha256: str) -> Path:
    return home / FOLDER / f"{sha256}.json"
