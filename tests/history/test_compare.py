"""What changed since the last run, and why."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from schemas.results import ASSESSED_COLUMNS
from tasks.history import compare
from tasks.history.changes import RESULT_FIELDS
from tasks.history.pairing import pair_processes
from tests.history.conftest import assessed, typed_rows, write_run

ROWS = (
    {
        "process_id": "P1",
        "process_name": "Payroll run",
        "volume": 1200,
        "fte": 4,
        "judgement_level": 2,
        "owner": "A",
    },
    {
        "process_id": "P2",
        "process_name": "Equity research",
        "volume": 40,
        "fte": 6,
        "judgement_level": 5,
        "owner": "B",
    },
    {
        "process_id": "P3",
        "process_name": "Invoice entry",
        "volume": 90000,
        "fte": 9,
        "judgement_level": 1,
        "owner": "C",
    },
)


def rows(**changes: dict) -> pd.DataFrame:
    """ROWS with changes {process_id: {field: value}}."""
    return typed_rows(*({**row, **changes.get(row["process_id"], {})} for row in ROWS))


def told(changes) -> set[tuple]:
    return set(changes.rows.itertuples(index=False, name=None))


@pytest.fixture
def before(tmp_path):
    return write_run(tmp_path / "run-1", rows(), assessed(rows()))


def run(
    before,
    typed,
    results,
    rescore=None,
    rulebook_hash="rules-1",
    program_version="1.0",
    as_of=dt.date(2026, 11, 1),
):
    return compare(typed, results, before, rescore, rulebook_hash, program_version, as_of)


def test_without_a_previous_run_there_is_nothing_to_compare():
    changes = compare(rows(), assessed(rows()), None, None, "rules-1", "1.0", dt.date(2026, 11, 1))
    assert changes.previous_run_id is None and changes.previous_as_of is None and changes.rows.empty
    assert list(changes.rows.columns) == ["process_id", "cause", "field", "before", "after"]


def test_results_that_cannot_be_read_are_not_taken_for_a_first_run(before):
    (before / "results.parquet").write_bytes(b"half a file")
    changes = run(before, rows(), assessed(rows()))
    assert changes.is_unreadable and changes.previous_run_id is None and changes.rows.empty


def test_the_same_rows_under_the_same_rules_change_nothing(before):
    changes = run(before, rows(), assessed(rows()))
    assert (changes.previous_run_id, changes.previous_as_of) == ("run-1", dt.date(2026, 10, 1))
    assert changes.rows.empty


def test_a_result_that_moves_with_its_row_is_put_down_to_the_data(before):
    typed = rows(P1={"judgement_level": 5})
    changes = run(
        before, typed, assessed(typed, recommendation={"P1": "review"}), rescore=lambda old: assessed(old)
    )
    assert told(changes) == {
        ("P1", "data", "recommendation", "bpo_candidate", "review"),
        ("P1", "data", "judgement_level", "2", "5"),
    }


def test_a_result_that_moves_while_its_row_stays_is_put_down_to_the_rulebook_or_the_program_or_the_date(
    before,
):
    results = assessed(rows(), tier={"P3": "bpo_advanced"})
    assert told(run(before, rows(), results, rulebook_hash="rules-2")) == {
        ("P3", "rulebook", "tier", "bpo_basic", "bpo_advanced")
    }
    assert told(run(before, rows(), results, program_version="1.1")) == {
        ("P3", "program", "tier", "bpo_basic", "bpo_advanced")
    }
    assert told(run(before, rows(), results)) == {("P3", "date", "tier", "bpo_basic", "bpo_advanced")}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_between_two_runs_as_of_the_same_day_nothing_is_put_down_to_the_date(before, version):
    results = assessed(rows(), tier={"P3": "bpo_advanced"})
    same_day = run(before, rows(), results, program_version=version, as_of=dt.date(2026, 10, 1))
    assert told(same_day) == {("P3", "program", "tier", "bpo_basic", "bpo_advanced")}


def test_where_row_and_rules_both_changed_the_old_row_scored_again_tells_them_apart(before):
    typed = rows(P1={"judgement_level": 5})
    seen = []

    def rescore(old):
        seen.append(old["judgement_level"].tolist())
        return assessed(old, drive={"P1": "balanced"})

    changes = run(
        before,
        typed,
        assessed(typed, drive={"P1": "balanced"}, tier={"P1": "hybrid"}),
        rescore,
        rulebook_hash="rules-2",
    )
    assert seen == [[2.0]], "only the row in question is scored again, as it was"
    assert told(changes) == {
        ("P1", "rulebook", "drive", "volume_driven", "balanced"),
        ("P1", "data", "tier", "bpo_basic", "hybrid"),
        ("P1", "data", "judgement_level", "2", "5"),
    }


def test_a_first_move_that_the_rest_of_the_list_settled_is_no_change_of_date_or_program(tmp_path):
    was_alone = assessed(rows(), first_move={"P1": "add_on", "P2": "none"})
    before = write_run(tmp_path / "run-1", rows(), was_alone)
    typed = rows(P1={"volume": 1300}, P2={"volume": 50})
    results = assessed(typed, first_move={"P1": "add_on", "P2": "none"})
    # A row that is scored again alone is in no bundle and has no verdict.
    changes = run(before, typed, results, lambda old: assessed(old, first_move={"P1": "bundle"}))
    assert set(changes.rows["field"]) == {"volume"}


@pytest.mark.parametrize("as_of", [dt.date(2026, 10, 1), dt.date(2026, 11, 1)])
def test_a_first_move_that_a_partner_took_away_is_put_down_to_the_other_rows(tmp_path, as_of):
    before = write_run(
        tmp_path / "run-1", rows(), assessed(rows(), first_move={"P1": "bundle", "P2": "bundle"})
    )
    typed = rows().drop(index=1)
    results = assessed(typed, first_move={"P1": "add_on"}, grade={"P3": "C"})
    changes = told(run(before, typed, results, as_of=as_of))
    assert ("P1", "others", "first_move", "bundle", "add_on") in changes
    assert {cause for _, cause, field, *_ in changes if field == "grade"} <= {"date", "program"}
    ruled = told(run(before, typed, results, rulebook_hash="rules-2"))
    assert ("P1", "rulebook", "first_move", "bundle", "add_on") in ruled


def test_new_gone_and_renamed_processes_are_told(before):
    typed = typed_rows(
        ROWS[0],
        {**ROWS[1], "process_name": "Equity research and notes"},
        {"process_id": "P9", "process_name": "Patent search"},
    )
    assert told(run(before, typed, assessed(typed))) == {
        ("P9", "new", "process", "", "Patent search"),
        ("P3", "gone", "process", "Invoice entry", ""),
        ("P2", "renamed", "process_name", "Equity research", "Equity research and notes"),
    }


def test_rows_without_an_id_of_their_own_are_followed_by_name_when_a_row_is_put_in_before_them(tmp_path):
    names = ["Payroll run", "Equity research", "Invoice entry"]
    old = typed_rows(
        *({"process_id": f"row {n}", "process_name": name, "fte": n} for n, name in enumerate(names, 2))
    )
    new = typed_rows(
        *(
            {"process_id": f"row {n}", "process_name": name, "fte": fte}
            for n, (name, fte) in enumerate(zip(["Travel desk", *names], [9, 2, 3, 4], strict=True), 2)
        )
    )
    folder = write_run(tmp_path / "run-1", old, assessed(old))
    assert told(run(folder, new, assessed(new))) == {("row 2", "new", "process", "", "Travel desk")}


def test_an_id_that_is_given_to_another_process_is_one_gone_and_one_new(before):
    typed = typed_rows(
        *ROWS[:2],
        {
            "process_id": "P3",
            "process_name": "Vessel chartering",
            "fte": 1,
            "volume": 3,
            "judgement_level": 5,
            "owner": "Z",
        },
    )
    assert {(row.process_id, row.cause) for row in run(before, typed, assessed(typed)).rows.itertuples()} == {
        ("P3", "new"),
        ("P3", "gone"),
    }


def test_a_process_under_another_id_and_another_name_is_known_by_its_attributes(before):
    typed = typed_rows(*ROWS[:2], {**ROWS[2], "process_id": "X-77", "process_name": "Kreditoren erfassen"})
    assert told(run(before, typed, assessed(typed))) == {
        ("X-77", "renamed", "process_name", "Invoice entry", "Kreditoren erfassen")
    }


def test_an_override_that_comes_or_goes_is_an_override_and_not_a_change_of_method(before, tmp_path):
    kept = assessed(rows(), recommendation={"P1": "retain"}, computed_recommendation={"P1": "bpo_candidate"})
    assert told(run(before, rows(), kept)) == {
        ("P1", "override", "recommendation", "bpo_candidate", "retain")
    }
    overridden = write_run(tmp_path / "run-2", rows(), kept)
    assert told(run(overridden, rows(), assessed(rows()))) == {
        ("P1", "override", "recommendation", "retain", "bpo_candidate")
    }
    moved = assessed(rows(), recommendation={"P1": "retain"}, computed_recommendation={"P1": "review"})
    assert told(run(overridden, rows(), moved, rulebook_hash="rules-2")) == {
        ("P1", "rulebook", "computed_recommendation", "bpo_candidate", "review")
    }


def test_what_an_override_sets_beside_the_label_is_put_down_to_the_override(before):
    typed = rows(P1={"override_recommendation": "retain"})
    kept = assessed(
        typed,
        recommendation={"P1": "retain"},
        computed_recommendation={"P1": "bpo_candidate"},
        tier={"P1": ""},
        drive={"P3": "balanced"},
    )
    assert told(run(before, typed, kept, rescore=lambda old: assessed(old), program_version="1.1")) == {
        ("P1", "override", "recommendation", "bpo_candidate", "retain"),
        ("P1", "override", "tier", "bpo_basic", ""),
        ("P1", "override", "override_recommendation", "", "retain"),
        ("P3", "program", "drive", "volume_driven", "balanced"),
    }


def test_a_previous_folder_that_lost_its_tables_is_no_previous_run(before, caplog):
    (before / "inputs.parquet").write_bytes(b"half")
    assert run(before, rows(), assessed(rows())).previous_run_id is None
    assert "inputs.parquet" in caplog.text


def test_a_column_that_came_with_this_run_is_a_change_of_data(before):
    typed = rows().assign(contract_end=pd.to_datetime(["2027-03-31", None, None]))
    assert told(run(before, typed, assessed(typed))) == {("P1", "data", "contract_end", "", "2027-03-31")}


def test_every_field_that_is_followed_is_one_that_the_assessment_gives():
    assert set(RESULT_FIELDS) <= set(ASSESSED_COLUMNS)


def test_a_hundred_thousand_rows_are_paired_without_comparing_all_names():
    count = 100_000
    old = pd.DataFrame(
        {
            "process_id": [f"P{n}" for n in range(count)],
            "process_name": [f"Process {n}" for n in range(count)],
        },
        dtype="str",
    )
    new = old.assign(process_name=old["process_name"].where(old.index % 1000 != 0, "Umbrella"))
    pairs = pair_processes(old, new.set_axis(range(7, count + 7)))
    assert len(pairs) == count - 100, (
        "a new name under the old id with nothing else to go by is another process"
    )
    assert (pairs["after_key"] - pairs["before_key"]).eq(7).all()
