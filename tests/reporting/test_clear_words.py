"""What a reader who sees the report for the first time would stumble over: units, counts, blanks and languages."""

from __future__ import annotations

import dataclasses
from typing import Any

import openpyxl
import pandas as pd
import pytest

from schemas.messages import catalogue
from schemas.records import Scenarios
from schemas.rules import load_rulebook
from tasks.reporting import write
from tasks.reporting.model.speech import assumed, decimal, money, percent
from tasks.value.scenarios import TOTAL_COLUMNS
from tests.builders import made_up_audit
from tests.reporting.test_model import report_of, table, texts


@pytest.fixture(scope="module")
def audit():
    return made_up_audit()


def with_intake(audit, **columns):
    typed = audit.intake.typed.assign(**columns)
    return dataclasses.replace(audit, intake=dataclasses.replace(audit.intake, typed=typed))


def with_value(audit, **parts):
    return dataclasses.replace(audit, value=dataclasses.replace(audit.value, **parts))


def sheet(report, key):
    return next(sheet for sheet in report.sheets if sheet.key == key)


@pytest.mark.parametrize(
    ("months", "shown", "note"),
    [
        ((31.0, 44.4, float("nan")), "44 months", "P10 31, P90 never"),
        ((31.0, float("nan"), float("nan")), "Not within the contract", "P10 31, P90 never"),
        ((float("nan"),) * 3, "Not within the contract", ""),
    ],
)
def test_the_break_even_is_that_of_the_middle_draw_and_the_best_stands_below_it(audit, months, shown, note):
    ends = dict(zip(("low", "mid", "high"), months, strict=True))
    totals = audit.value.totals.assign(**{f"break_even_months_{end}": ends[end] for end in ends})
    tile = report_of(with_value(audit, totals=totals)).dashboard.money[3]
    assert (tile.value, tile.note) == (shown, note)


def test_the_two_numberings_are_named_apart_and_explained(audit):
    report = report_of(audit)
    headings = [field.heading for field in table(report, "Candidates").fields]
    assert headings[0] == "Rank in label"
    assert any(
        "the No. of Summary and Figures counts all labels" in note
        for note in sheet(report, "candidates").reading
    )


def test_a_share_is_shown_in_per_cent_and_a_rate_with_its_unit(audit):
    words = {language: catalogue(language) for language in ("en", "de")}
    assert assumed(words["en"], 0.1, "share of the hours moved") == "10%"
    assert assumed(words["de"], 0.125, "share of the hours moved") == "12,5\N{NO-BREAK SPACE}%"
    assert assumed(words["en"], 22.114, "EUR per hour") == "22.11"
    key = audit.value.rows.index[audit.value.rows["verdict"].ne("none")][0]
    rows = audit.value.rows.copy()
    rows.loc[key, ["verdict", "verdict_on"]] = ["depends", "productivity_at_start"]
    rows.loc[key, "verdict_at"] = 0.127
    shown = table(
        report_of(dataclasses.replace(with_value(audit, rows=rows), rulebook=load_rulebook())), "Candidates"
    ).frame
    assert shown.loc[key, "verdict_at"] == "12.7% (share of the hours moved)"
    assert shown["verdict_at"].count() == 1


def test_the_points_of_the_chart_name_the_unit_of_their_amounts(audit):
    headings = {field.key: field.heading for field in table(report_of(audit), "ChartPoints").fields}
    assert headings["up"] == "Net saving a year, as drawn EUR k"


def test_a_long_name_is_shown_whole_and_its_id_leads_to_its_reasons(tmp_path):
    audit = made_up_audit()
    names = audit.intake.typed["process_name"].astype("str").copy()
    key = audit.value.rows["saving_mid"].dropna().index[0]
    names[key] = "Processing of incoming invoices and reconciliation of supplier accounts of the region north"
    write(with_intake(audit, process_name=names), tmp_path)
    cells: Any = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")["Candidates"]
    headings = [cell.value for cell in cells[cells.tables["Candidates"].ref][0]]
    rows = [row for row in cells.iter_rows() if row[headings.index("Process")].value]
    [line] = [row for row in rows if row[headings.index("Process")].value == names[key]]
    name, own_id = line[headings.index("Process")], line[headings.index("Id")]
    assert not name.hyperlink and name.alignment.wrap_text and own_id.hyperlink.location.startswith("'Why'")
    assert sum(bool(row[headings.index("Process")].hyperlink) for row in rows) > 20


def test_the_decision_says_how_many_of_the_questions_it_counts(audit):
    questions = audit.assessment.questions
    first = questions["question"].iloc[0]
    flips = questions["question"].eq(first)
    asked = dataclasses.replace(audit.assessment, questions=questions.assign(flips_label=flips))
    rows = audit.value.rows.assign(verdict="loses")  # nothing else is to be decided first
    report = report_of(dataclasses.replace(with_value(audit, rows=rows), assessment=asked))
    total = questions["question"].nunique()
    said = [tile.value for tile in report.dashboard.decisions.lines]
    assert any(f"assign 1 of the {total} different questions on Ask next" in line for line in said), said


def test_posts_that_nobody_gave_are_no_lines_of_the_key_figures(audit):
    rows = audit.value.rows.assign(fte_moved=float("nan"))
    measures = table(report_of(with_value(audit, rows=rows)), "KeyFigures").frame["measure"]
    assert not measures.str.contains("FTE moved|Posts").any()
    assert table(report_of(audit), "KeyFigures").frame["measure"].str.contains("FTE moved").any()


def test_a_shared_service_is_not_ruled_out_where_no_unit_is_given(audit):
    blank = pd.Series(index=audit.intake.typed.index, dtype="str")
    without = with_intake(audit, business_unit=blank, function_area=blank)
    assert set(table(report_of(without), "Alternatives").frame["shared"]) == {"Not known: add the units"}
    no_posts = with_intake(audit, fte=float("nan"))
    shared = table(report_of(no_posts), "Alternatives").frame["shared"]
    assert shared.str.contains("units could be pooled").any() and not shared.str.contains("FTE").any()


def test_the_heat_map_speaks_of_fte_only_where_there_are_any(audit):
    assert "FTE" in table(report_of(audit), "HeatMap").note
    without = table(report_of(with_intake(audit, fte=float("nan"))), "HeatMap")
    assert "FTE" not in without.note + without.description


def test_scenarios_without_any_money_are_one_sentence(audit):
    line = dict.fromkeys(TOTAL_COLUMNS, 0.0) | {
        "scenario": "cost_led",
        "currency": "",
        "saving_mid": float("nan"),
    }
    totals = pd.DataFrame([line, line | {"scenario": "cautious", "currency": "EUR", "saving_mid": 5.0}])
    rows = pd.DataFrame(columns=["scenario", "label_agrees", "verdict_agrees"], dtype="str")

    def shown(**money):
        scenarios = Scenarios(rows, totals.assign(**money))
        own = dataclasses.replace(audit, scenarios=scenarios, rulebook=load_rulebook())
        return table(report_of(own), "ScenarioTotals")

    assert list(shown().frame["scenario"]) == ["Cautious"]
    nothing = shown(currency="", saving_mid=float("nan"))
    assert nothing.frame.empty
    assert nothing.empty == "No candidate that counts here is valued, so the scenarios come to no money."


def test_without_any_cost_the_data_grade_is_that_of_processes_and_a_blank_column_has_no_unit(audit):
    nothing = float("nan")
    without = with_intake(audit, annual_cost=nothing, labour_cost=nothing)
    assert "of processes measured" in report_of(without).dashboard.trust.value
    assert "of money measured" in report_of(audit).dashboard.trust.value
    rows = audit.value.rows.assign(saving_mid=nothing)
    headings = [field.heading for field in report_of(with_value(audit, rows=rows)).dashboard.first.fields]
    assert headings[-1] in ("Net P50", "Net P50 EUR")


def test_what_is_quoted_in_english_is_declared_and_our_own_sentences_are_german():
    check = pd.DataFrame({"service": ["call centre"], "expected": ["bpo_candidate"], "got": ["retain"]})
    report = report_of(
        dataclasses.replace(made_up_audit(language="de"), rulebook=load_rulebook()), consistency=check
    )
    for key in ("flags", "safeguards"):
        assert any("auf Englisch zitiert" in note for note in sheet(report, key).notes)
    [note] = [note for note in sheet(report, "method").notes if note.startswith("Auf Englisch zitiert")]
    assert "die Aussagen der Quellen" in note
    assert not table(report, "Measured").frame["fact"].str.contains(r"\b(?:the|of|and)\b").any()


def test_one_word_for_one_thing():
    for language in ("en", "de"):
        words = catalogue(language)
        kinds = ("recommendation", "standing", "label_short")
        assert len({words.value(kind, "not_in_scope") for kind in kinds}) == 1
        assert words.value("pays", "cannot_judge") == words.value("pays_short", "cannot_judge")
        assert words.text("scenarios.cannot_judge_count") == words.value("pays", "cannot_judge")
        assert words.value("verdict", "cannot_judge") == words.value("pays", "cannot_judge").lower()
        assert words.value("pays_short", "depends") == words.value("pays", "depends")
        assert words.value("first_move", "none") == words.value("standing", "none")


def test_the_heading_above_the_evidence_of_a_process_has_room_for_its_lines(tmp_path):
    write(made_up_audit(), tmp_path)
    why: Any = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")["Why"]
    tops = [
        row[0].row
        for row in why.iter_rows(max_col=10)
        if [c.value for c in row][7:9] == ["Scaled value", "Weight"]
    ]
    assert len(tops) == 2  # of the process that is chosen, and of all
    assert {why.row_dimensions[row].height for row in tops} == {30.0}


def test_what_an_amount_is_of_stands_in_its_heading_or_note(audit):
    report = report_of(audit)
    headings = {
        field.heading for name in ("Candidates", "Alternatives") for field in table(report, name).fields
    }
    assert {f"Outsource and save P{share} EUR" for share in (10, 50, 90)} <= headings
    assert {"One-off cost, middle case EUR", "Net present value, middle case EUR"} <= headings
    assert "P10 and P90 of random draws" in table(report, "KeyFigures").note


def test_who_answers_for_a_row_without_a_unit_is_its_owner(audit):
    blank = pd.Series(index=audit.intake.typed.index, dtype="str")
    without = report_of(with_intake(audit, business_unit=blank, function_area=blank))
    assert "Process owner" in set(table(without, "Questions").frame["who"])
    assert not any("Unit not given:" in text for text in texts(without))


def test_a_cell_of_the_heat_map_is_never_cut(tmp_path):
    write(made_up_audit(language="de"), tmp_path)
    cells = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")["Heat map"]
    large = [
        cell for row in cells.iter_rows() for cell in row if cell.font.size == 13 and "(" in str(cell.value)
    ]
    assert large and all(cell.alignment.shrink_to_fit and not cell.alignment.wrap_text for cell in large)


def test_every_amount_of_several_currencies_has_its_own_in_sight(audit):
    rows = audit.value.rows.copy()
    there = rows["currency"].notna()
    rows.loc[there & (rows.index % 3 == 0), "currency"] = "USD"
    rows.loc[there & (rows.index % 3 == 1), "currency"] = None
    totals = pd.concat([audit.value.totals.assign(currency=currency) for currency in ("EUR", "USD", "")])
    report = report_of(with_value(audit, rows=rows, totals=totals))
    for name in ("Candidates", "Alternatives", "Processes"):
        keys = [field.key for field in table(report, name).fields]
        kinds = [field.kind for field in table(report, name).fields]
        assert keys.index("currency") == kinds.index("money") - 1
    first = report.dashboard.first
    assert first.fields[-1].heading == "Net P50"
    assert any(text.startswith(("EUR ", "USD ")) for text in first.frame["saving"].dropna())
    # The line has room for one other amount; beside more of them it would be too small to read.
    assert report.dashboard.money[0].note.endswith("also 2 more currencies")
    two = report_of(with_value(audit, rows=rows, totals=totals[totals["currency"].ne("USD")]))
    assert "(no currency)" in two.dashboard.money[0].note
    assert "no currency" in set(table(report, "KeyFigures").frame["unit"])


def test_steps_of_the_first_year_name_their_currency_beside_others(audit):
    rows = audit.value.rows.copy()
    rows.loc[rows.index[rows["saving_mid"].notna()][:1], "currency"] = "USD"
    step = {"line": "labour_avoided", "year": 1, "currency": "EUR", "low": 8.0, "mid": 9.0, "high": 10.0}
    lines = pd.DataFrame([step], index=rows.index[1:2])
    steps = table(report_of(with_value(audit, rows=rows, lines=lines)), "Waterfall").fields
    assert {field.heading.rsplit(" ", 1)[-1] for field in steps if field.kind == "money"} == {"EUR"}


def test_one_candidate_is_not_several(audit):
    totals = audit.value.totals.assign(valued_count=1)
    measures = table(report_of(with_value(audit, totals=totals)), "KeyFigures").frame["measure"]
    assert measures.iloc[0] == "Net saving a year, all: 1 valued candidate whose figures reconcile"


def test_a_question_stands_once_however_many_currencies_its_processes_have(audit):
    rows = audit.value.rows.copy()
    rows["currency"] = rows["currency"].mask(rows["currency"].notna() & (rows.index % 3 == 0), "USD")
    totals = pd.concat([audit.value.totals.assign(currency=currency) for currency in ("EUR", "USD")])
    lines = report_of(with_value(audit, rows=rows, totals=totals)).dashboard.answers.lines
    asked = [line.value.split(". ", 1)[1].split("? ")[0] for line in lines]
    assert len(set(asked)) == len(asked)
    assert any("EUR" in line.value and " + " in line.value and "USD" in line.value for line in lines)


def test_a_decision_speaks_of_moving_only_where_something_can_move(audit):
    def said(audit):
        return [line.value for line in report_of(audit).dashboard.decisions.lines if "critical" in line.value]

    rows = audit.assessment.rows.assign(recommendation="retain", first_move="none", tier=None)
    stays = dataclasses.replace(audit, assessment=dataclasses.replace(audit.assessment, rows=rows))
    assert "move" in said(audit)[0] and "move" not in said(stays)[0]
    board = report_of(with_value(stays, totals=audit.value.totals.iloc[:0])).dashboard
    assert {tile.value for tile in board.money} == {"No candidate"}


def test_the_verdict_says_which_share_of_their_labour_cost_is_saved_and_after_how_many_months(audit):
    assert "paid back after 16 months" in report_of(audit).dashboard.verdict.value
    never = audit.value.totals.assign(paying_break_even_months_mid=float("nan"))
    assert "paid back" not in report_of(with_value(audit, totals=never)).dashboard.verdict.value
    unknown = audit.value.rows.assign(labour_base=float("nan"))
    told = [report_of(each).dashboard.verdict.value for each in (audit, with_value(audit, rows=unknown))]
    assert ["of their labour cost" in verdict for verdict in told] == [True, False]


def said_to_decide(audit):
    return " ".join(tile.value for tile in report_of(audit).dashboard.decisions.lines)


def test_legal_is_asked_about_candidates_that_could_move_and_not_about_those_that_stay(audit):
    audit = dataclasses.replace(audit, rulebook=load_rulebook())  # with the gate: a blank is no legal bar
    rows = audit.assessment.rows
    candidates = rows.index[rows["recommendation"].isin(["bpo_candidate", "kpo_candidate"])]
    moves = rows["first_move"].mask(rows.index.isin(candidates), "none")
    moves[candidates[:3]] = ["move", "too_small", "already_outsourced"]

    def with_moves(moves):
        assessed = dataclasses.replace(audit.assessment, rows=rows.assign(first_move=moves, grade="C"))
        blank = with_intake(audit, outsourcing_prohibited=pd.Series(pd.NA, index=rows.index, dtype="boolean"))
        return dataclasses.replace(blank, assessment=assessed)

    assert "Legal: confirm for 1 candidate that" in said_to_decide(with_moves(moves))
    none_moves = moves.mask(moves.eq("move"), "none")
    assert "Legal" not in said_to_decide(with_moves(none_moves))


def test_cost_and_currency_that_are_both_missing_are_asked_for_together(audit):
    rows = audit.value.rows
    lacking = rows.assign(verdict="cannot_judge", verdict_on="labour_cost", saving_mid=float("nan"))
    no_cost = with_intake(audit, labour_cost=pd.Series(float("nan"), index=rows.index))
    neither = with_intake(no_cost, currency=pd.Series(None, index=rows.index, dtype="str"))
    said = said_to_decide(with_value(neither, rows=lacking))
    assert "Add the labour cost" in said and "and its currency:" in said and "lack both" in said
    said = said_to_decide(with_value(no_cost, rows=lacking))
    assert "Add the labour cost" in said and "lack both" not in said


def test_a_number_in_a_sentence_is_rounded_as_its_cell_shows_it():
    words = catalogue("en")
    # sums of posts are often halves: a cell shows 27.5, and the first sheet said 27.4
    assert decimal(words, 13.2 + 14.25) == "27.5" and decimal(words, -0.25) == "-0.3"
    assert percent(words, 0.125) == "13%" and money(words, 1_250_000, "EUR") == "EUR 1.3 m"


def test_sheets_of_money_say_why_they_are_empty(audit):
    report = report_of(audit)  # made up: it has no lines of value
    for name in ("ValueLines", "Tornado", "CandidateLines"):
        assert table(report, name).frame.empty
        assert table(report, name).empty.endswith("Candidates says what each of them lacks.")


def test_the_accessible_edition_has_no_small_print_and_shows_where_to_write(audit, tmp_path):
    asked = dataclasses.replace(audit, request=dataclasses.replace(audit.request, accessible=True))
    write(asked, tmp_path)
    book: Any = openpyxl.load_workbook(tmp_path / "audit_report.xlsx")
    small = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.font.sz < 10 and sheet.title != "Method"
    }
    assert not small
    challenge = book["Challenge"]
    first = challenge[challenge.tables["Challenge"].ref][1][0]
    assert first.border.bottom.style and first.border.left.style
    notes = [str(cell.value) for row in book["Heat map"].iter_rows(max_row=12) for cell in row if cell.value]
    assert not any("Colour" in note or "Print:" in note for note in notes)
