"""The steps of an audit, each with the words people see while it is done and how often it is tried again.

Importing this module imports all stages, so the command line does so only once it has something to audit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flows.asking import take_questionnaires
from flows.counts import count_results, count_rows
from flows.ratings import last_agreement, take_ratings
from schemas.issues import add_issues
from schemas.rules import lay_over, load_rulebook
from tasks import history, intake, method, quality, reporting, risk, text, value


@dataclass(frozen=True)
class ByRows:
    """How a step is done in parts of rows: ``part`` does it for some rows of the list, ``join`` puts the results of all
    parts together, in their order; it takes them and all arguments of the step.
    """

    part: Callable[..., Any]
    join: Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """One step of an audit.

    Args:
        function: does the step.
        words: what people read while it is done, on the command line and in the Prefect UI.
        retries: how often it is tried again; only steps that write to the disk can meet a passing fault.
        by_rows: how it is done in parts of rows, where it can be.
    """

    function: Callable[..., Any]
    words: str
    retries: int = 0
    by_rows: ByRows | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Does the step here and now."""
        return self.function(*args, **kwargs)

    @property
    def name(self) -> str:
        """Stage and function, such as method.assess."""
        parts = self.function.__module__.split(".")
        return f"{parts[1] if parts[0] == 'tasks' else parts[-1]}.{self.function.__name__}"


class Runner(Protocol):
    """Does one step and returns its result, or a stand-in for it that only the same runner can read."""

    def __call__(self, step: Step, *args: Any, **kwargs: Any) -> Any:
        """Does ``step(*args, **kwargs)``."""


NOTE_START = Step(history.start, "noting the start")
LOAD_RULEBOOK = Step(load_rulebook, "loading the rulebook")
READ_ANSWERS = Step(intake.read_answers, "reading answers handed back")
KEEP_ANSWERS = Step(history.keep_answers, "keeping answers")
TAKE_QUESTIONNAIRES = Step(take_questionnaires, "reading questionnaires handed back")
TAKE_RATINGS = Step(take_ratings, "reading ratings handed back")
LAST_AGREEMENT = Step(last_agreement, "looking up the last second rating")
ANSWERS_GIVEN = Step(history.answers_given, "looking up answers")
EARLIER_RUNS = Step(history.trend, "looking up earlier runs")
READ_PORTFOLIO = Step(intake.read_portfolio, "reading files")
WITH_ANSWERS = Step(intake.with_answers, "taking over answers to questions")
COUNT_ROWS = Step(count_rows, "counting rows")
VALIDATE = Step(quality.validate, "checking cells")
READ_TEXTS = Step(text.read_texts, "reading names and descriptions")
UNREAD_LANGUAGE = Step(text.unread_language, "looking for a language that is not read")
ASSESS = Step(method.assess, "assessing processes", by_rows=ByRows(method.assess_part, method.join_assessed))
FLAG_RISKS = Step(risk.flag, "flagging risks", by_rows=ByRows(risk.flag_part, risk.join_flagged))
MODEL_VALUE = Step(value.model, "modelling value")
SETTLE_FIRST_MOVES = Step(value.settle_first_moves, "holding first moves against verdicts")
LAY_OVER = Step(lay_over, "laying a scenario over the rulebook")
READ_WHAT_IF = Step(intake.read_what_if, "reading live models handed back")
SWITCH = Step(value.switch, "switching candidates as in a live model")
JOIN_SCENARIOS = Step(value.join_scenarios, "putting scenarios side by side")
DOUBTFUL_FIGURES = Step(value.doubtful_figures, "looking for doubtful figures")
ADD_ISSUES = Step(add_issues, "adding up issues")
LEDGER_SO_FAR = Step(history.ledger_so_far, "looking up decisions")
BENEFITS = Step(value.benefits, "holding decisions against what came of them")
RANK = Step(method.rank, "ranking candidates")
COMPARE_RUNS = Step(history.compare, "comparing with the last run")
CHECK_WEIGHTS = Step(method.consistency_check, "checking the weights")
CONTENT_HASH = Step(reporting.content_hash, "hashing the results")
STALE_OVERRIDES = Step(history.stale_overrides, "comparing overrides with their data")
FLAG_STALE_OVERRIDES = Step(risk.flag_stale_overrides, "flagging overrides on changed data")
WRITE_REPORT = Step(reporting.write, "writing the report", retries=2)
WRITE_CORRECTIONS = Step(reporting.write_corrections, "writing corrections", retries=2)
COUNT_RESULTS = Step(count_results, "counting results")
NOTE_RESULTS = Step(history.record, "noting the results")
NOTE_END = Step(history.finish, "noting the end")

STEPS = tuple(value for value in tuple(globals().values()) if isinstance(value, Step))
