"""What Great Expectations finds, and what becomes of it."""

import dataclasses
import datetime as dt
import importlib

import pandas as pd
import pytest

from schemas.columns import DTYPES, columns
from schemas.issues import issues_frame
from schemas.records import FileRead, HeadingMatch, Intake, TableRead
from tasks.quality import validate
from tasks.quality.validate import StructureError


def intake(**values) -> Intake:
    """An intake of one table whose columns stand in A, B, C, ... under a heading in row 1."""
    count = len(next(iter(values.values())))
    values = {
        "process_id": [f"P{n}" for n in range(count)],
        "process_name": [f"Process {n}" for n in range(count)],
        **values,
    }
    letters = {name: chr(65 + number) for number, name in enumerate(values)}
    typed = pd.DataFrame(
        {name: pd.Series(cells, dtype=DTYPES[columns()[name].type]) for name, cells in values.items()}
    )
    typed = typed.assign(
        source_table=0, source_file="a.xlsx", source_sheet="S", source_row=range(2, count + 2)
    )
    typed.index = pd.Index(range(100, 100 + count))
    headings = tuple(HeadingMatch(letter, name, name, "alias") for name, letter in letters.items())
    table = TableRead(0, "a.xlsx", "S", (1,), 2, count + 1, count, headings)
    file = FileRead("a.xlsx", "a.xlsx", "0" * 64, 1, "xlsx", (table,))
    set_aside = pd.DataFrame(columns=["file", "sheet", "row", "cell", "code"])
    return Intake((file,), typed, pd.DataFrame(index=typed.index), set_aside, issues_frame())


def found(result: Intake) -> list[tuple[str, str]]:
    return list(zip(result.issues["code"], result.issues["cell"], strict=True))


def test_a_level_out_of_range_is_blanked_and_told_with_its_address():
    result = validate(intake(judgement_level=[1.0, 7.0, None, 5.0]))
    assert found(result) == [("OUT_OF_RANGE", "C3")]
    assert result.typed["judgement_level"].isna().tolist() == [False, True, True, False]
    assert "from 1 to 5" in result.issues["message"].item()


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_bounds_themselves_are_allowed(share):
    assert found(validate(intake(exception_share=[share]))) == []


def test_an_unknown_category_is_blanked_and_the_list_is_shown_but_not_the_cell():
    result = validate(intake(output_type=["transaction", "secret words"]))
    assert found(result) == [("NOT_ALLOWED", "C3")]
    message = result.issues["message"].item()
    assert "recommendation" in message
    assert "secret" not in message


def test_known_items_of_a_list_are_kept():
    result = validate(intake(data_types=["health;nonsense", "nonsense", "health"]))
    assert found(result) == [("LIST_ITEM_NOT_ALLOWED", "C2"), ("LIST_ITEM_NOT_ALLOWED", "C3")]
    assert result.typed["data_types"].fillna("blank").tolist() == ["health", "blank", "health"]


def test_the_same_process_again_is_set_aside_and_nothing_is_lost():
    result = validate(intake(process_id=["a", "a", "b"], process_name=["Payroll", "Payroll", "Payroll"]))
    assert result.typed["process_id"].tolist() == ["a", "b"]
    assert result.set_aside[["row", "code"]].to_numpy().tolist() == [[3, "DUPLICATE_ROW"]]
    assert len(result.typed) + len(result.set_aside) == 3


def test_what_a_repeated_row_says_otherwise_is_named_also_where_the_column_was_not_recognised():
    twice = intake(
        process_id=["a", "a"], process_name=["Payroll", "Payroll"], fte=[1.0, 2.0], owner=["Ann", "Ann"]
    )
    twice = dataclasses.replace(
        twice,
        carried=pd.DataFrame(
            {"Colour": ["red", "blue"], "Shape": ["round", "round"]}, index=twice.typed.index
        ),
    )
    assert "Its fte, Colour differ from the row that is kept" in validate(twice).issues["message"][0]


def test_one_id_for_two_processes_keeps_both_under_free_ids():
    result = validate(intake(process_id=["a", "a", "a#2", "a"], process_name=["One", "Two", "Three", "Four"]))
    assert result.typed["process_id"].tolist() == ["a", "a#3", "a#2", "a#4"]
    assert [code for code, _ in found(result)] == ["DUPLICATE_ID", "DUPLICATE_ID"]


def test_rules_across_fields_warn_and_keep():
    date = pd.Timestamp(dt.date(2027, 1, 1))
    result = validate(
        intake(
            outsourcing_prohibited=[True, False, None],
            override_recommendation=["retain", None, None],
            override_reason=["too short", None, None],
            override_approver=["someone", None, None],
            override_expires=[date, None, None],
            labour_cost=[10.0, 5.0, 5.0],
            annual_cost=[9.0, 5.0, None],
        )
    )
    assert sorted(found(result)) == [
        ("FIELDS_DISAGREE", "I2"),
        ("FIELD_MISSING", ""),
        ("TEXT_TOO_SHORT", "E2"),
    ]
    assert set(result.issues["severity"]) == {"warning"}
    assert result.typed["annual_cost"].tolist()[0] == 9.0


def test_a_name_beyond_the_limit_is_warned_of_and_kept_whole():
    result = validate(intake(process_name=["x" * 501, "y" * 500]))
    assert found(result) == [("TEXT_TOO_LONG", "B2")]
    assert len(result.typed["process_name"].iloc[0]) == 501


def test_data_docs_are_written_without_values(tmp_path):
    validate(intake(output_type=["transaction", "zzsecretzz"]), tmp_path / "docs")
    pages = [page.read_text() for page in (tmp_path / "docs").rglob("*.html")]
    assert any("output_type" in page for page in pages)
    assert not any("zzsecretzz" in page for page in pages)


def test_without_great_expectations_exactly_its_issues_are_lost(monkeypatch):
    sent = intake(judgement_level=[9.0, 1.0], output_type=["nonsense", "record"])
    with_suite = validate(sent)
    monkeypatch.setattr(
        "tasks.quality.expectations.failing_rows",
        lambda typed, checks, folder: {check.name: [] for check in checks},
    )
    without = validate(sent)
    assert found(with_suite) == [("OUT_OF_RANGE", "C2"), ("NOT_ALLOWED", "D2")]
    assert found(without) == []
    assert without.typed["judgement_level"].tolist() == [9.0, 1.0]


def test_a_check_that_cannot_run_is_told_and_is_no_pass(monkeypatch):
    monkeypatch.setattr(
        "tasks.quality.expectations.failing_rows",
        lambda typed, checks, folder: {check.name: None for check in checks},
    )
    assert set(validate(intake(judgement_level=[9.0])).issues["code"]) == {"CHECK_NOT_RUN"}


def test_a_frame_against_the_contract_is_a_fault_not_an_issue():
    sent = intake(judgement_level=[1.0])
    with pytest.raises(StructureError, match="judgement_level"):
        validate(
            Intake(
                sent.files,
                sent.typed.astype({"judgement_level": "str"}),
                sent.carried,
                sent.set_aside,
                sent.issues,
            )
        )
    with pytest.raises(StructureError, match="process_name"):
        validate(
            Intake(
                sent.files, sent.typed.drop(columns="process_name"), sent.carried, sent.set_aside, sent.issues
            )
        )


def test_an_empty_frame_is_handed_on_and_never_called_checked(tmp_path):
    sent = intake(judgement_level=[1.0])
    empty = Intake(sent.files, sent.typed.iloc[:0], sent.carried.iloc[:0], sent.set_aside, sent.issues)
    assert validate(empty, tmp_path / "docs").typed.empty
    assert not (tmp_path / "docs").exists()


def test_a_repeated_row_says_which_of_its_cells_go_with_it():
    result = validate(
        intake(
            process_id=["P1", "P1", "P1"],
            process_name=["Payroll"] * 3,
            fte=[2.0, 2.0, None],
            country=["DE", "DE", "FR"],
        )
    )
    same, other = result.issues["message"]
    assert "differ" not in same
    assert "Its fte, country differ from the row that is kept" in other
    assert len(result.typed) == 1


def test_a_field_without_a_column_has_no_address_and_is_told_by_its_row():
    result = validate(intake(outsourcing_prohibited=[True]))
    missing = result.issues.query("code == 'FIELD_MISSING'").iloc[0]
    assert (missing["cell"], missing["row"]) == ("", 2)
    assert missing["message"].startswith("row 2 (prohibition_reason) is blank")


def test_many_cells_are_told_of_in_the_same_words_as_few(monkeypatch):
    sent = intake(
        process_id=["P1", "P1", "P1", "P2", "P3", "P3"],
        process_name=["Payroll", "Payroll", "Payroll", "Travel", "Hiring", "Leave"],
        fte=[2.0, 2.0, None, -1.0, -2.0, 4.0],
        country=["DE", "DE", "FR", "DE", "DE", "DE"],
        output_type=["transaction", "record", "words", "words", None, "other words"],
        outsourcing_prohibited=[True, False, True, True, None, None],
    )
    files = ["b.xlsx", "a.xlsx", "b.xlsx", "a.xlsx", "b.xlsx", "a.xlsx"]
    sent = dataclasses.replace(
        sent, typed=sent.typed.assign(source_file=files).astype({"source_file": "str"})
    )
    few = validate(sent)
    monkeypatch.setattr(importlib.import_module("tasks.quality.validate"), "_MANY_CELLS", 1)
    many = validate(sent)
    assert {"DUPLICATE_ROW", "DUPLICATE_ID", "OUT_OF_RANGE", "NOT_ALLOWED", "FIELD_MISSING"} <= {
        *few.issues["code"]
    }
    pd.testing.assert_frame_equal(many.issues, few.issues)
    pd.testing.assert_frame_equal(many.set_aside, few.set_aside)
