"""Who has answered: each questionnaire of a portfolio, from asking to coming back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.asking.rounds import FOLDER, Questionnaire, Round, rounds
from flows.asking.sending import QUESTIONNAIRE, REMINDER, mailed

if TYPE_CHECKING:
    import pandas as pd

STATUS = "status.csv"
# With a name or free text: in the file alone, not on a terminal.
NAMED = ("who", "workbook", "answered_by")


def status_of(home: Path, url: str) -> pd.DataFrame:
    """One line for each questionnaire, those of the newest round first.

    Args:
        home: folder of the portfolio.
        url: of the history database.

    Returns:
        questionnaire, place (who is asked, without a person's name), questions, asked_on, due, sent, reminded
        (how the mails ended; empty: none), answered (questions), answered_on, open (questions), and NAMED.

    Raises:
        HistoryError: the history cannot be used.
    """
    import pandas as pd

    mail_status, reminder_status = (mailed(url, home.name, channel) for channel in (QUESTIONNAIRE, REMINDER))
    lines = [
        _line(this_round, questionnaire, mail_status, reminder_status)
        for this_round in rounds(home)
        for questionnaire in this_round.questionnaires
    ]
    return pd.DataFrame(lines)


def write_status(status: pd.DataFrame, home: Path) -> Path:
    """Writes the status, names included, beside the questionnaires; its place.

    Args:
        status: as ``status_of`` returns it.
        home: folder of the portfolio.

    Returns:
        The path of status.csv.
    """
    from tasks.excel import csv_safe

    path = home / FOLDER / STATUS
    csv_safe(status).to_csv(path, index=False)
    return path


def _line(
    this_round: Round,
    questionnaire: Questionnaire,
    mail_status: Mapping[str, str],
    reminder_status: Mapping[str, str],
) -> dict[str, Any]:
    back = questionnaire.back()
    answered = len({number for came in back for number in came["answered"]})
    return {
        "questionnaire": questionnaire.questionnaire_id,
        "place": questionnaire.respondent,
        "questions": len(questionnaire.questions),
        "asked_on": this_round.asked_on.isoformat(),
        "due": this_round.due.isoformat(),
        "sent": mail_status.get(questionnaire.questionnaire_id, ""),
        "reminded": reminder_status.get(questionnaire.questionnaire_id, ""),
        "answered": answered,
        "open": len(questionnaire.questions) - answered,
        "answered_on": back[-1]["day"] if back else "",
        "who": questionnaire.who,
        "workbook": questionnaire.book.name,
        "answered_by": "; ".join(dict.fromkeys(came["name"] for came in back)),
    }
