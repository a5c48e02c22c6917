"""Lines on the whole portfolio: flags that are no longer news on a row, and risks that come with a label."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from schemas.messages.message import Message, message, of_rule, sentences, unpacked
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
            said = sentences(unpacked(said), message("says.flag.many", how_many=_how_many(one)))
            cells = columns_and_letters(one.rule.evidence, tables, ("process_name",))
            lines = [*lines, portfolio_line(one.rule, SEVERITIES[one.severities.max()], said, cells)]
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


def _how_many(one: Fired) -> Message:
    """How many rows of how many, and how many of them carry the severity shown, where others carry less."""
    count, gravest = len(one.rows), int((one.severities == one.severities.max()).sum())
    named = "says.flag.true_of_some" if count < one.scope_count else "says.flag.true_of_all"
    holds = message(named, count=count, total=one.scope_count)
    if gravest == count:
        return holds
    severity = Message(f"word.{SEVERITIES[one.severities.max()]}")
    return message("says.flag.gravest", holds=holds, severity=severity, count=gravest)


def inherent_lines(facts: RowFacts, tables: dict[int, TableRead], rulebook: Rulebook) -> list[dict]:
    """One sentence a label on the risks that come with it (S1-39, S1-40, S1-43)."""
    flags, lines = rulebook.section("flags"), []
    for code, label in INHERENT.items():
        count = int(facts.is_one_of("recommendation", (label,)).sum())
        if count:
            titles = [
                message("says.flag.named", title=of_rule(rule, "title"))
                for rule in flags.values()
                if label in rule.inherent_in
            ]
            risks = message("says.flag.inherent", count=count, risks=titles)
            lines.append(
                portfolio_line(
                    flags[code],
                    flags[code].severity["default"],
                    sentences(of_rule(flags[code], "message"), risks),
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
                message("says.flag.list_ended", list=adequacy.id, places=ended)
                if ended
                else message("says.flag.list_old", list=adequacy.id, day=str(adequacy.checked))
            )
            said = sentences(of_rule(rule, "message"), why)
            lines.append(
                portfolio_line(
                    rule, rule.severity["default"], said, columns_and_letters(rule.evidence, tables)
                )
            )
    return lines
