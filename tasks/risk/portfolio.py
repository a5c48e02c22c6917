"""Lines on the whole portfolio: flags that are no longer news on a row, and risks that come with a label."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from schemas.results import SEVERITIES
from tasks.risk.facts import DAYS_PER_MONTH
from tasks.risk.writing import columns_and_letters, flag_frame, message_by_row, portfolio_line, typed_flags

if TYPE_CHECKING:
    from schemas.records import TableRead
    from schemas.rules import Rulebook
    from tasks.risk.firing import Fired
    from tasks.rules.facts import RowFacts

INHERENT = {"INHERENT-BPO": "bpo_candidate", "INHERENT-KPO": "kpo_candidate"}


def all_flags(
    facts: RowFacts, tables: dict[int, TableRead], fired: list[Fired], lines: list[dict], rulebook: Rulebook
) -> pd.DataFrame:
    """The frame of flags: ``lines`` on the portfolio first, then each kind of flag, as rows or as one line on
    the portfolio.

    ``risk_flags`` of the rows names the code of a collapsed flag all the same, so that they can be filtered.
    """
    frames = []
    for one in fired:
        if _speaks_of_the_portfolio(one, facts.size, rulebook):
            said = pd.Series(message_by_row(one, facts)).mode()[0]
            message = f"{said} {_how_many(one)}; each has the code among its flags."
            cells = columns_and_letters(one.rule.evidence, tables, ("process_name",))
            lines = [*lines, portfolio_line(one.rule, SEVERITIES[one.severities.max()], message, cells)]
        elif len(one.rows):
            frames.append(flag_frame(facts, tables, one))
    return pd.concat([typed_flags(lines), *frames], ignore_index=True)


def _speaks_of_the_portfolio(one: Fired, row_count: int, rulebook: Rulebook) -> bool:
    """Whether a flag is said once, is on most of all rows, or on most of the many it applies to
    (RISK-COLLAPSE-SHARE, -ROWS, -SCOPE-ROWS).
    """
    numbers = rulebook.section("risk_numbers")
    share, count = numbers["RISK-COLLAPSE-SHARE"].value, len(one.rows)
    is_told_once = (one.rule.is_said_once or count > share * row_count) and count >= numbers[
        "RISK-COLLAPSE-ROWS"
    ].value
    return is_told_once or (
        count > share * one.scope_count and count >= numbers["RISK-COLLAPSE-SCOPE-ROWS"].value
    )


def _how_many(one: Fired) -> str:
    """How many rows of how many, and how many of them carry the severity shown, where others carry less."""
    count, gravest = len(one.rows), int((one.severities == one.severities.max()).sum())
    told = (
        f"True of {count} of the {one.scope_count} processes it applies to"
        if count < one.scope_count
        else f"True of all {count} processes it applies to"
    )
    return told if gravest == count else f"{told}, {SEVERITIES[one.severities.max()]} for {gravest} of them"


def inherent_lines(facts: RowFacts, tables: dict[int, TableRead], rulebook: Rulebook) -> list[dict]:
    """One sentence a label on the risks that come with it (S1-39, S1-40, S1-43)."""
    flags, lines = rulebook.section("flags"), []
    for code, label in INHERENT.items():
        count = int(facts.is_one_of("recommendation", (label,)).sum())
        if count:
            titles = ", ".join(
                f"{rule.title[0].lower()}{rule.title[1:]}"
                for rule in flags.values()
                if label in rule.inherent_in
            )
            message = f"{flags[code].message} Candidates: {count}. Risks of the label: {titles}."
            lines.append(
                portfolio_line(
                    flags[code],
                    flags[code].severity["default"],
                    message,
                    columns_and_letters(("process_name",), tables),
                )
            )
    return lines


def aged_list_lines(
    facts: RowFacts, tables: dict[int, TableRead], rulebook: Rulebook, as_of: dt.date
) -> list[dict]:
    """A line for each list of adequate countries that was used and is due for review, or holds a decision
    that has ended.
    """
    rule, lines = rulebook.section("flags")["ADEQUACY-LIST-AGED"], []
    for adequacy in rulebook.section("adequacy").values():
        is_used = (facts.texts(f"transfer_{adequacy.regime}")[0] > 0).any()
        age_months = (as_of - adequacy.checked).days / DAYS_PER_MONTH
        ended = sorted(country for country, end in adequacy.ends.items() if end < as_of)
        if is_used and (age_months > adequacy.review_months or ended):
            why = (
                f"decisions have ended for {', '.join(ended)}"
                if ended
                else f"it was checked on {adequacy.checked}"
            )
            message = f"{rule.message} {adequacy.id}: {why}."
            lines.append(
                portfolio_line(
                    rule, rule.severity["default"], message, columns_and_letters(rule.evidence, tables)
                )
            )
    return lines
