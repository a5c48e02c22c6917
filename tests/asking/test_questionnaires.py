"""Questionnaires: who is asked what, and what becomes of each workbook that comes back."""

from __future__ import annotations

import csv
import datetime as dt
from types import SimpleNamespace

import openpyxl
import pytest

from flows.asking.answers import check_lines
from schemas.errors import UsageError
from schemas.records import FilledQuestion, FilledQuestionnaire
from tasks.intake import parsed_answer, read_portfolio
from tasks.settings import Limits
from tests.asking.conftest import ASKED, HEADING_ROW, JANE, ROWS, TODAY, TOM, fill
from tests.libreoffice import saved_by_libreoffice


def lines(book):
    sheet = openpyxl.load_workbook(book).worksheets[0]
    return [
        [cell.value for cell in row][:9] for row in sheet.iter_rows(min_row=HEADING_ROW + 1) if row[0].value
    ]


def test_each_owner_is_asked_about_their_own_processes_and_only_what_would_change_something(owners):
    asked = owners.ask()
    assert [one.who for one in asked.questionnaires] == [JANE, TOM]
    assert asked.due == TODAY + dt.timedelta(14)
    mine = lines(owners.book())
    assert [(line[1], line[3]) for line in mine] == [
        ("P1", "What about judgement_level?"),
        ("P1", "What about labour_cost?"),
        ("P2", "Could somebody new do all of this work by a written checklist?"),
        ("P2", "How often do cases come up that nobody has met before, from 1 (never) to 5 (mostly)?"),
    ]
    assert [line[4] for line in mine] == ["nothing", "nothing", "nothing", "4"]
    assert [line[7] for line in mine] == ["the label", "the money", "the label", "the label"]
    assert "in EUR" in mine[1][6]
    # neither a split of rows nor a question that changes nothing
    assert [line[3] for line in lines(owners.book(TOM))] == [
        "What about core_process?",
        "What about data_types?",
    ]


def test_an_owner_of_many_processes_is_asked_what_could_change_most_and_told_how_many_are_left(
    owners, monkeypatch
):
    monkeypatch.setattr("tasks.questionnaire.plan.MOST_QUESTIONS", 3)
    mine = lines(owners.book())
    # the money of P1 comes after labels, and what is asked stays in the order of the list
    assert [(line[0], line[1], line[7]) for line in mine] == [
        (1, "P1", "the label"),
        (2, "P2", "the label"),
        (3, "P2", "the label"),
    ]
    told = openpyxl.load_workbook(owners.book()).worksheets[0]["A3"].value
    assert told.startswith("Answer the 3 questions below")
    assert told.endswith(
        "1 more is open, on the sheet Ask next of the report or as a blank cell of your list."
    )
    told = openpyxl.load_workbook(owners.book(TOM)).worksheets[0]["A3"].value
    assert "more" not in told


def test_coded_answers_are_offered_and_a_unit_is_asked_where_wanted(owners):
    sheet = openpyxl.load_workbook(owners.book()).worksheets[0]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert set(rules) == {f"F{HEADING_ROW + 1}", f"F{HEADING_ROW + 3}", f"F{HEADING_ROW + 4}"}
    by_unit = owners.ask(by="unit")
    assert [one.who for one in by_unit.questionnaires] == ["Finance", "Sales"]
    assert openpyxl.load_workbook(by_unit.questionnaires[0].book).worksheets[0]["C6"].value is None
    assert all(JANE not in one.book.name for one in owners.ask().questionnaires)


def test_asking_twice_about_one_run_gives_the_same_questionnaires(owners):
    first, again = owners.ask(), owners.ask(due=TODAY + dt.timedelta(90))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.due == first.due
    assert [one.questionnaire_id for one in first.questionnaires] == [
        one.questionnaire_id for one in again.questionnaires
    ]


def test_nothing_to_ask_and_a_day_that_has_passed_are_told(owners):
    with pytest.raises(UsageError, match="name a later day"):
        owners.ask(due=TODAY)
    owners.audited("20261102T030000Z-bbbbbb", ROWS, asked=[("P3", "analysis_share", False, False)])
    with pytest.raises(UsageError, match="nothing to ask about group"):
        owners.ask()


def test_answers_are_kept_as_values_and_an_answer_is_not_asked_for_again(owners, tmp_path):
    book = fill(owners.book(), tmp_path / "b.xlsx", {1: 2, 2: "120.000,50 EUR", 3: "no", 4: "does not apply"})
    count, said, refused = owners.take(book)
    assert (count, refused) == (4, "")
    assert "4 of 4 questions are answered (an owner in Finance)" in said
    assert owners.answers() == {
        ("P1", "judgement_level", JANE): "2",
        ("P1", "labour_cost", JANE): "120000.5",
        ("P2", "checklist_executable", JANE): "no",
        ("P2", "novelty_level", JANE): "does_not_apply",
    }
    owners.audited("20261102T030000Z-bbbbbb", ROWS)
    assert [one.who for one in owners.ask().questionnaires] == [TOM]


def test_several_kinds_of_data_are_read(owners, tmp_path):
    back = fill(owners.book(TOM), tmp_path / "b.xlsx", {2: "health; Customer personal;financial"})
    assert owners.take(back)[0] == 1
    assert owners.answers()["P3", "data_types", TOM] == "health;customer_personal;financial"


def test_two_people_who_disagree_are_both_kept_and_a_correction_of_ones_own_replaces(owners, tmp_path):
    owners.take(fill(owners.book(), tmp_path / "a.xlsx", {1: 2}))
    _, said, _ = owners.take(fill(owners.book(), tmp_path / "b.xlsx", {1: 4}, name="Ann Other"))
    assert "Somebody else answered differently: P1 (judgement_level). Neither answer counts" in said
    _, said, _ = owners.take(fill(owners.book(), tmp_path / "c.xlsx", {1: 3}, name="JANE ROE"))
    assert "1 earlier answer of the same person is replaced" in said
    assert owners.answers() == {
        ("P1", "judgement_level", "Ann Other"): "4",
        ("P1", "judgement_level", JANE): "3",
    }


def test_two_people_of_a_unit_who_give_no_name_are_two(owners, tmp_path):
    book = owners.ask(by="unit").questionnaires[0].book
    owners.take(fill(book, tmp_path / "a.xlsx", {1: 2}), fill(book, tmp_path / "b.xlsx", {1: 4}))
    assert len(owners.answers()) == 2


def test_the_same_workbook_twice_is_told_and_counts_once(owners, tmp_path):
    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2})
    owners.take(back)
    assert owners.take(back) == (0, "a.xlsx was taken in before; nothing of it is new.", "")
    assert len(owners.answers()) == 1


def test_an_empty_workbook_another_portfolios_and_one_that_was_never_asked_are_refused(owners, tmp_path):
    empty = fill(owners.book(), tmp_path / "empty.xlsx", {})
    assert "empty.xlsx: no answer could be taken from it" in owners.take(empty)[2]
    (owners.folder / "out" / "other" / "latest").mkdir(parents=True)
    from flows.asking.command import take_back

    [(_, why)] = take_back(owners.config, "other", [empty])[2]
    assert "is a questionnaire of another portfolio" in why
    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2})
    for record in owners.home.glob("questionnaires/*/asked.json"):
        record.unlink()
    assert "is not one that was asked for group" in owners.take(back)[2]
    (tmp_path / "list.csv").write_text("Process name;FTE\nPayroll;3\n")
    assert "list.csv is no questionnaire" in owners.take(tmp_path / "list.csv")[2]
    assert owners.answers() == {}


def test_a_questionnaire_saved_as_csv_is_refused_and_never_audited_as_a_list(owners, tmp_path):
    filled = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 3: "yes"})
    rows = openpyxl.load_workbook(filled).worksheets[0].iter_rows(values_only=True)
    saved = tmp_path / "a.csv"
    with saved.open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    why = owners.take(saved)[2]
    assert "a.csv holds the questions of a questionnaire" in why and "save it as .xlsx or .ods" in why
    assert read_portfolio([saved], Limits()).files[0].refused_code == "FILE_LOST_ITS_ID"


def test_what_could_not_be_taken_once_can_be_later(owners, tmp_path):
    from schemas.records import Answers
    from tasks import history
    from tasks.intake import read_questionnaire
    from tasks.settings import Limits

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2})
    noted = Answers("a.xlsx", read_questionnaire(back, Limits()).sha256, "group", "run")
    history.keep_answers(history.database_url("", owners.config.out), "group", noted, "run-1")
    assert owners.take(back)[0] == 1 and len(owners.answers()) == 1


def test_unreadable_answers_are_told_with_their_cell_and_stay_open(owners, tmp_path):
    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 7, 2: "plenty, ask Zoltan", 3: "yes"})
    count, said, _ = owners.take(back)
    assert count == 1
    assert "Questions!F9 (Judgement level: 7; 1 to 5 is right)" in said
    assert (
        "Questions!F10 (Labour cost: a text; an amount for one year, in EUR, not below 0, such as 12500)"
        in said
        and "Zoltan" not in said
    )
    assert list(owners.answers()) == [("P2", "checklist_executable", JANE)]


def test_a_cost_below_nought_is_no_answer(owners, tmp_path):
    count, said, _ = owners.take(fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 2: -5}))
    assert count == 1 and ("P1", "labour_cost", JANE) not in owners.answers()
    assert "(Labour cost: -5; an amount for one year, in EUR, not below 0, such as 12500)" in said


def test_a_yes_or_no_cell_has_a_question_that_yes_or_no_answers(owners):
    owners.audited("20261102T030000Z-bbbbbb", ROWS, [("P1", "competitive_advantage", True, False)])
    [line] = lines(owners.book())
    assert line[3].startswith("Do customers, patients or funding come to you") and "yes or no" in line[6]


@pytest.mark.parametrize(
    ("column", "answer", "currency", "taken"),
    [
        ("fte", "1.500", None, None),  # 1.5 or 1500
        ("hourly_cost", "12,500", None, None),
        ("labour_cost", "120.000", "EUR", "120000"),  # nobody says thousandths of what a year costs
        ("labour_cost", "£ 145,000", "GBP", "145000"),
        ("labour_cost", "20000 €", "GBP", None),
        ("labour_cost", "20000 €", None, None),
    ],
)
def test_an_amount_is_taken_where_it_can_be_read_in_one_way_and_in_the_currency_asked_for(
    column, answer, currency, taken
):
    assert parsed_answer(column, answer, currency) == taken


@pytest.mark.parametrize(("currency", "taken"), [("Euro", ["120000", "EUR"]), ("GBP", ["GBP"])])
def test_an_amount_may_name_the_currency_that_the_same_questionnaire_answers(currency, taken):
    asked = [
        {"number": number, "process_id": "P1", "process": "Payroll", "column": column, "currency": None}
        for number, column in enumerate(("labour_cost", "currency"), 1)
    ]
    lines = tuple(
        FilledQuestion(number, f"Questions!F{8 + number}", "P1", "Payroll", text, text, "")
        for number, text in enumerate(("120 000 EUR", currency), 1)
    )
    checked = check_lines(
        FilledQuestionnaire("a.xlsx", "", lines=lines), SimpleNamespace(questions=asked), "en"
    )
    assert [answer["value"] for answer in checked.answers] == taken
    assert ("Labour cost: a text" in " ".join(checked.remarks)) == (currency == "GBP")


def test_renamed_deleted_added_and_moved_rows_are_told(owners, tmp_path):
    def change(sheet):
        sheet["C9"] = "Pay them all"  # renamed
        sheet["B10"] = "P3"  # another process
        sheet.delete_rows(12)  # the fourth question
        sheet["A13"], sheet["B13"], sheet["F13"] = 9, "P9", 3  # added
        sheet["A14"], sheet["B14"], sheet["F14"] = 3, "P2", "no"  # question 3 a second time

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 2: 100, 3: "yes"}, change=change)
    count, said, _ = owners.take(back)
    assert count == 1 and list(owners.answers()) == [("P1", "judgement_level", JANE)]
    assert "The process was renamed: Questions!F9." in said
    assert "The process id was changed: Questions!F10 (question 2 is about P1)" in said
    assert "1 of the questions is gone from the workbook and stays open." in said
    assert "No question of ours: Questions!F13" in said
    assert "Two different answers to one question: Questions!F11 and Questions!F14" in said


def test_rows_may_be_sorted_and_the_sheet_renamed(owners, tmp_path):
    def change(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9, max_row=12)]
        for place, row in enumerate(reversed(rows), 9):
            for column, value in enumerate(row, 1):
                sheet.cell(place, column).value = value
        sheet.title = "Anything"

    owners.take(fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 3: "yes"}, change=change))
    assert owners.answers() == {
        ("P1", "judgement_level", JANE): "2",
        ("P2", "checklist_executable", JANE): "yes",
    }


def test_columns_that_were_sorted_without_the_others_put_no_answer_to_another_question(owners, tmp_path):
    def change(sheet):
        for letter in "DF":  # question and answer, not number and process
            above, below = sheet[f"{letter}9"], sheet[f"{letter}10"]
            above.value, below.value = below.value, above.value
        sheet["D11"] = "Is there a checklist, says the boss?"  # other words of the same question

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 2: 4, 3: "yes"}, change=change)
    count, said, _ = owners.take(back)
    assert (count, list(owners.answers())) == (1, [("P2", "checklist_executable", JANE)])
    assert "Questions!F9 (question 1)" in said and "Questions!F10 (question 2). Not taken" in said
    assert "put each answer beside its number" in said


def test_headings_that_are_gone_are_refused(owners, tmp_path):
    def change(sheet):
        sheet.cell(HEADING_ROW, 6).value = "Reply"

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2}, change=change)
    assert "the headings above the questions are gone" in owners.take(back)[2]


def test_an_old_questionnaire_says_how_the_list_has_changed_since(owners, tmp_path):
    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 4: 1})
    rows = [{**ROWS[2]}, {**ROWS[1], "novelty_level": 3.0}]
    owners.audited("20261102T030000Z-bbbbbb", rows)
    count, said, _ = owners.take(back)
    assert count == 2
    assert "No longer in the list, so the answers wait: P1." in said
    assert "The list has a value of its own by now, which counts: P2 (novelty_level)." in said


@pytest.mark.parametrize("broken", ["inputs.parquet", "run.json"])
def test_answers_are_kept_and_said_to_be_where_the_last_run_cannot_be_read(owners, tmp_path, broken):
    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 4: 1})
    (owners.home / "latest" / broken).write_bytes(b"cut off")
    count, said, refused = owners.take(back)
    assert (count, len(owners.answers()), refused) == (2, 2, "")
    assert "2 of 4 questions are answered" in said and "The answers are kept. Whether the list" in said
    assert f"could not be compared: {broken}" in said


def test_comments_are_kept(owners, tmp_path):
    def change(sheet):
        sheet["I9"] = "only in spring"
        sheet["I11"] = "ask the team"

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2}, change=change)
    assert "2 comments are kept with it" in owners.take(back)[1]
    kept = next(owners.home.glob("questionnaires/*/back-*.json")).read_text()
    assert "ask the team" in kept


def test_a_german_workbook_has_no_english_and_its_words_are_read(owners, tmp_path):
    owners.audited("20261102T030000Z-bbbbbb", ROWS, language="de")
    sheet = openpyxl.load_workbook(owners.book(TOM)).worksheets[0]
    assert sheet["A1"].value == "Group: Fragen zu Ihren Prozessen"
    assert "16. November 2026" in sheet["A2"].value
    back = fill(owners.book(TOM), tmp_path / "a.xlsx", {1: "kein Kern", 2: "Zahlungskarten; Gesundheit"})
    count, said, _ = owners.take(back)
    assert count == 2
    assert owners.answers()["P3", "core_process", TOM] == "non_core"
    assert owners.answers()["P3", "data_types", TOM] == "payment_card;health"


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_questionnaire_saved_by_libreoffice_is_read_alike(owners, tmp_path, ending):
    filled = fill(owners.book(), tmp_path / f"filled-{ending}.xlsx", {1: 2, 2: 120500.5, 3: "no"})
    saved = saved_by_libreoffice(filled, ending, tmp_path / "saved")
    count, said, refused = owners.take(saved)
    assert (count, refused) == (3, ""), said
    assert owners.answers()["P1", "labour_cost", JANE] == "120500.5"


def test_what_is_asked_once_for_the_list_goes_to_legal_and_its_answer_counts_for_all(owners, tmp_path):
    from schemas.results import EVERY_PROCESS

    once = (EVERY_PROCESS, "outsourcing_prohibited", True, False)
    owners.audited("20261102T030000Z-bbbbbb", ROWS, asked=(once, *ASKED))
    assert [one.who for one in owners.ask().questionnaires] == ["Legal", JANE, TOM]
    [line] = lines(owners.book("Legal"))
    assert line[1:3] == [EVERY_PROCESS, "All processes of the list"]
    back = saved_by_libreoffice(
        fill(owners.book("Legal"), tmp_path / "b.xlsx", {1: "no"}), "ods", tmp_path / "lo"
    )
    count, said, refused = owners.take(back)
    assert (count, refused) == (1, "") and "No longer in the list" not in said
    [(value,)] = {(value,) for (_, column, _), value in owners.answers().items() if column == once[1]}
    assert value == "no"
    owners.audited("20261103T030000Z-cccccc", ROWS, asked=(once, *ASKED))
    assert "Legal" not in [one.who for one in owners.ask().questionnaires]


def test_lines_and_texts_that_are_too_much_are_told(owners, tmp_path, monkeypatch):
    from tasks.intake import filled_lines, questionnaires

    for module in (filled_lines, questionnaires):
        monkeypatch.setattr(module, "MOST_LINES", 3)

    def change(sheet):
        sheet[f"I{HEADING_ROW + 1}"] = "x" * 2001  # the comment

    back = fill(owners.book(), tmp_path / "a.xlsx", {1: 2, 4: 1}, change=change)
    count, said, _ = owners.take(back)
    assert count == 1
    assert f"1 filled line was not taken, from row {HEADING_ROW + 4} of sheet Questions on" in said
    assert f"Of Questions!I{HEADING_ROW + 1} only the first 2,000 characters were taken" in said
