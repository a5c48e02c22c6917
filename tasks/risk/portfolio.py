"""Lines on the whole portfolio: flags that are no longer news on a row, and risks that come with a label."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from schemas.messages.message import Message, message, of_rule, sentences, unpacked
from schemas.results import SEVERITIES
from tasks.risk.facts import DAYS_PER_MONTH
from tasks.risk.writing import columns_and_letters, portfolio_line

if TYPE_CHECKING:
    from schemas.records import TableRead
    from schemas.rule_models.risk import FlagRule
    from schemas.rules import Rulebook
    from tasks.risk.counts import KindCount

INHERENT = {"INHERENT-BPO": "bpo_candidate", "INHERENT-KPO": "kpo_candidate"}


def portfolio_lines(
    kinds: dict[str, KindCount], size: int, tables: dict[int, TableRead], rulebook: Rulebook
) -> tuple[list[int], list[dict[str, object]]]:
    """Places of the kinds of flags that speak of the portfolio, and the line of each.

    ``risk_flags`` of the rows names the code of such a flag all the same, so that they can be filtered.

    Args:
        kinds: what is known of each kind over all rows, in the order of the rulebook.
        size: rows in scope.
        tables: tables by table_id.
        rulebook: sections flags and risk_numbers.

    Returns:
        Places in ``kinds``, ascending, and a record for each (see ``portfolio_line``).
    """
    flags = rulebook.section("flags")
    places: list[int] = []
    lines: list[dict[str, object]] = []
    for position, (code, kind) in enumerate(kinds.items()):
        if kind.count and _speaks_of_the_portfolio(flags[code], kind, size, rulebook):
            # The message of most rows; of equally frequent ones the first by alphabet, so that runs are
            # alike.
            commonest = min(kind.messages, key=lambda text: (-kind.messages[text], text))
            sentence = sentences(unpacked(commonest), message("says.flag.many", how_many=_how_many(kind)))
            cells = columns_and_letters(flags[code].evidence, tables, ("process_name",))
            places.append(position)
            lines.append(portfolio_line(flags[code], SEVERITIES[_gravest(kind)], sentence, cells))
    return places, lines


def _speaks_of_the_portfolio(rule: FlagRule, kind: KindCount, row_count: int, rulebook: Rulebook) -> bool:
    """Whether a flag is said once, is on most of all rows, or on most of the many it applies to
    (RISK-COLLAPSE-SHARE, -ROWS, -SCOPE-ROWS).
    """
    numbers = rulebook.section("risk_numbers")
    share, count = numbers["RISK-COLLAPSE-SHARE"].value, kind.count
    # A few rows can be looked at one by one, so both ways ask for a number of rows too.
    is_of_the_portfolio = (rule.is_said_once or count > share * row_count) and count >= numbers[
        "RISK-COLLAPSE-ROWS"
    ].value
    return is_of_the_portfolio or (
        count > share * kind.scope_count and count >= numbers["RISK-COLLAPSE-SCOPE-ROWS"].value
    )


def _gravest(kind: KindCount) -> int:
    """The highest severity, by its place in SEVERITIES."""
    return max(severity for severity, count in enumerate(kind.severities) if count)


def _how_many(kind: KindCount) -> Message:
    """How many rows of how many, and how many of them carry the severity shown, where others carry less."""
    highest = _gravest(kind)
    gravest = int(kind.severities[highest])
    named = "says.flag.true_of_some" if kind.count < kind.scope_count else "says.flag.true_of_all"
    holds = message(named, count=kind.count, total=kind.scope_count)
    if gravest == kind.count:
        return holds
    severity = Message(f"word.{SEVERITIES[highest]}")
    return message("says.flag.gravest", holds=holds, severity=severity, count=gravest)


def inherent_lines(
    labels: dict[str, int], tables: dict[int, TableRead], rulebook: Rulebook
) -> list[dict[str, object]]:
    """One sentence for each label on the risks that come with it (S1-39, S1-40, S1-43).

    Args:
        labels: number of rows of each label of INHERENT.
        tables: tables by table_id.
        rulebook: section flags.

    Returns:
        Portfolio lines (see ``portfolio_line``); none for a label without rows.
    """
    flags = rulebook.section("flags")
    lines: list[dict[str, object]] = []
    for code, label in INHERENT.items():
        count = labels[label]
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
    destinations: frozenset[tuple[str, str]],
    tables: dict[int, TableRead],
    rulebook: Rulebook,
    as_of: dt.date,
) -> list[dict[str, object]]:
    """A line for each list of adequate countries that was used and is due for review, or holds a decision that has
    ended on a country that a row sends personal data to.

    Args:
        destinations: regimes whose lists were used (eu, uk, ch), each with a country that data go to ("" where it
            is blank).
        tables: the tables of the portfolio by id.
        rulebook: sections flags and adequacy.
        as_of: the only date that counts as today.

    Returns:
        Portfolio lines (see ``portfolio_line``); none where all lists are fresh or unused.
    """
    rule = rulebook.section("flags")["ADEQUACY-LIST-AGED"]
    lines: list[dict[str, object]] = []
    for adequacy in rulebook.section("adequacy").values():
        countries = {country for regime, country in destinations if regime == adequacy.regime}
        age_months = (as_of - adequacy.checked).days / DAYS_PER_MONTH
        # A decision that ends on the day of the audit still holds.
        ended = sorted(
            country for country, end in adequacy.ends.items() if end < as_of and country in countries
        )
        if countries and (age_months > adequacy.review_months or ended):
            # A decision that has ended weighs more than the age of the list, so it is said where both hold.
            why = (
                message("says.flag.list_ended", list=adequacy.id, places=ended)
                if ended
                else message("says.flag.list_old", list=adequacy.id, day=str(adequacy.checked))
            )
            sentence = sentences(of_rule(rule, "message"), why)
            lines.append(
                portfolio_line(
                    rule, rule.severity["default"], sentence, columns_and_letters(rule.evidence, tables)
                )
            )
    return lines
