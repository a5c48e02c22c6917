"""The files of a run, read as a user's programs would read them."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from schemas.results import (
    CANDIDATE_COLUMNS,
    CONTRIBUTION_COLUMNS,
    FLAG_COLUMNS,
    ISSUE_COLUMNS,
    RESULT_COLUMNS,
    RESULT_PARQUET_COLUMNS,
)
from tasks.reporting import content_hash, results_frame, write
from tests.builders import made_up_audit


@pytest.fixture(scope="module")
def audit():
    return made_up_audit()


@pytest.fixture(scope="module")
def folder(audit, tmp_path_factory):
    path = tmp_path_factory.mktemp("run")
    write(audit, path)
    return path


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("results.csv", RESULT_COLUMNS),
        ("candidates.csv", CANDIDATE_COLUMNS),
        ("flags.csv", FLAG_COLUMNS),
        ("issues.csv", ISSUE_COLUMNS),
    ],
)
def test_csv_files_have_exactly_the_columns_of_the_contract(folder, name, columns):
    raw = (folder / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8").splitlines()[0] == ",".join(columns)


def test_parquet_files_have_exactly_the_columns_of_the_contract(folder, audit):
    results = pd.read_parquet(folder / "results.parquet")
    assert tuple(results.columns) == RESULT_PARQUET_COLUMNS
    assert tuple(pd.read_parquet(folder / "contributions.parquet").columns) == CONTRIBUTION_COLUMNS
    inputs = pd.read_parquet(folder / "inputs.parquet")
    assert list(inputs.columns) == [*audit.intake.typed.columns, *audit.intake.carried.columns]
    assert len(inputs) == len(audit.intake.typed)


def test_results_in_csv_and_parquet_are_the_same_numbers(folder):
    as_csv, as_parquet = pd.read_csv(folder / "results.csv"), pd.read_parquet(folder / "results.parquet")
    for name in ("drive_index", "saving_low", "suitability", "rank", "source_row"):
        np.testing.assert_array_equal(
            as_csv[name].to_numpy(float), as_parquet[name].to_numpy(float, na_value=np.nan)
        )


def test_every_row_is_kept_once_and_in_the_order_of_the_input(folder, audit):
    assert list(pd.read_csv(folder / "results.csv")["process_id"]) == list(audit.intake.typed["process_id"])


@pytest.mark.parametrize("bytes_at_a_time", [1, 16_000_000])
def test_the_hashes_returned_are_those_of_the_tables(bytes_at_a_time, audit, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.reporting.datasets.files.BYTES_AT_A_TIME", bytes_at_a_time)
    hashes = write(audit, tmp_path)
    assert set(hashes) == {path.name for path in tmp_path.iterdir() if path.suffix in (".csv", ".parquet")}
    assert all(
        hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
        for name, digest in hashes.items()
    )


def test_text_that_would_run_as_a_formula_is_disarmed_in_csv_and_negative_numbers_are_not(tmp_path):
    audit = made_up_audit()
    typed = audit.intake.typed.copy()
    typed.loc[typed.index[0], "process_name"] = '=HYPERLINK("http://x")'
    typed.loc[typed.index[1], "process_name"] = "+cmd|' /C calc'!A0"
    typed["source_sheet"] = typed["source_sheet"].replace("Inventory", "@SUM(1)").astype("category")
    write(_with(audit, typed=typed), tmp_path)
    read = pd.read_csv(tmp_path / "results.csv")
    assert read["process_name"][0].startswith("'=") and read["process_name"][1].startswith("'+")
    assert set(read["source_sheet"]) == {"'@SUM(1)"}
    assert (read["saving_low"] < 0).any()


def test_infinite_numbers_are_left_out(tmp_path):
    audit = made_up_audit()
    rows = audit.value.rows.copy()
    rows.loc[rows.index[0], "break_even_months"] = np.inf
    write(dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows)), tmp_path)
    assert "inf" not in (tmp_path / "candidates.csv").read_text(encoding="utf-8")


def test_conditions_name_what_must_be_settled(folder):
    conditions = pd.read_csv(folder / "candidates.csv").set_index("process_id")["conditions"]
    assert "Tell the supervisor" in conditions["P001"]
    assert conditions.isna().any()


def test_conditions_say_first_where_there_is_no_business_case(tmp_path):
    audit = made_up_audit()
    rows = audit.value.rows.copy()
    first, second = rows.index[audit.assessment.rows["recommendation"] == "bpo_candidate"][:2]
    rows.loc[[first, second], "verdict"] = ["loses", "depends"]
    rows.loc[second, "verdict_on"] = "bpo_rate_offshore"
    write(dataclasses.replace(audit, value=dataclasses.replace(audit.value, rows=rows)), tmp_path)
    conditions = (
        pd.read_csv(tmp_path / "candidates.csv")
        .set_index("process_id")["conditions"]
        .str.split(" | ", regex=False)
        .str[0]
    )
    ids = audit.intake.typed["process_id"]
    assert "It loses money over the contract, one-off cost included" in conditions[ids[first]]
    assert "depends on one assumption: Offshore rate for routine work." in conditions[ids[second]]
    assert conditions.fillna("").str.contains("loses money|depends on one").sum() == 2


def test_the_content_hash_forgets_run_paths_and_order_but_no_result(audit):
    first = content_hash(audit)
    other_run = made_up_audit(run_id="another", out=Path("elsewhere"), previous=False)
    (lines,) = audit.assessment.contributions
    shuffled = lines.sample(frac=1, random_state=1).reset_index(drop=True)
    flags = audit.risks.flags.sample(frac=1, random_state=2).reset_index(drop=True)
    assert content_hash(other_run) == first
    assert content_hash(_with(audit, contributions=[shuffled], flags=flags)) == first
    points = lines.assign(points=lambda frame: frame["points"] + 0.001)
    assert content_hash(_with(audit, contributions=[points])) != first
    rows = audit.assessment.rows.copy()
    rows.loc[rows.index[3], "tier"] = "bpo_advanced"
    assert content_hash(_with(audit, rows=rows)) != first


def test_the_content_hash_forgets_the_order_of_flags_that_differ_in_their_evidence_alone(audit):
    first = audit.risks.flags.iloc[[0, 0, 0]].reset_index(drop=True)
    texts = (["b", None, "a"], [None, "a", "b"], ["b", "a", "a"])
    hashes = [
        content_hash(_with(audit, flags=first.assign(evidence=pd.Series(values, dtype="str"))))
        for values in texts
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_content_hash_of_strings_and_categories_is_the_same(audit):
    (lines,) = audit.assessment.contributions
    as_text = lines.astype({"score": "str", "criterion": "str", "rule_id": "str"})
    more_categories = lines.assign(score=lines["score"].cat.add_categories("never_used"))
    assert (
        content_hash(_with(audit, contributions=[as_text]))
        == content_hash(audit)
        == content_hash(_with(audit, contributions=[more_categories]))
    )


def test_contributions_in_several_stretches_have_the_hash_and_the_file_of_those_in_one(audit, tmp_path):
    (lines,) = audit.assessment.contributions
    cut = len(lines) // 3 + 1  # within a process
    parts = [lines.iloc[:cut], lines.iloc[cut : cut + 1], lines.iloc[cut + 1 :]]
    assert content_hash(_with(audit, contributions=parts)) == content_hash(audit)
    assert content_hash(_with(audit, contributions=parts[::-1])) == content_hash(audit)
    for name, stretches in (("whole", [lines]), ("parts", parts)):
        (tmp_path / name).mkdir()
        write(_with(audit, contributions=stretches), tmp_path / name)
    whole, several = (
        pd.read_parquet(tmp_path / name / "contributions.parquet") for name in ("whole", "parts")
    )
    pd.testing.assert_frame_equal(several, whole)


def test_an_empty_portfolio_still_leaves_every_file(tmp_path):
    audit = made_up_audit()
    none = audit.intake.typed.iloc[:0]
    assessment = dataclasses.replace(
        audit.assessment,
        rows=audit.assessment.rows.iloc[:0],
        contributions=(audit.assessment.contributions[0].iloc[:0],),
        questions=audit.assessment.questions.iloc[:0],
    )
    risks = dataclasses.replace(
        audit.risks,
        rows=audit.risks.rows.iloc[:0],
        flags=audit.risks.flags.iloc[:0],
        safeguards=audit.risks.safeguards.iloc[:0],
        open_cases=audit.risks.open_cases.iloc[:0],
        not_judged=audit.risks.not_judged.iloc[:0],
    )
    value = dataclasses.replace(
        audit.value,
        rows=audit.value.rows.iloc[:0],
        totals=audit.value.totals.iloc[:0],
        bundles=audit.value.bundles.iloc[:0],
    )
    empty = dataclasses.replace(
        _with(audit, typed=none),
        assessment=assessment,
        risks=risks,
        value=value,
        ranks=audit.ranks.iloc[:0],
        changes=dataclasses.replace(audit.changes, rows=audit.changes.rows.iloc[:0]),
    )
    assert "results.csv" in write(empty, tmp_path)
    assert results_frame(empty).empty
    assert content_hash(empty) != content_hash(audit)


def _with(audit, *, typed=None, contributions=None, flags=None, rows=None):
    if typed is not None:
        audit = dataclasses.replace(
            audit,
            intake=dataclasses.replace(
                audit.intake, typed=typed, carried=audit.intake.carried.loc[typed.index]
            ),
        )
    if contributions is not None:
        audit = dataclasses.replace(
            audit, assessment=dataclasses.replace(audit.assessment, contributions=tuple(contributions))
        )
    if rows is not None:
        audit = dataclasses.replace(audit, assessment=dataclasses.replace(audit.assessment, rows=rows))
    if flags is not None:
        audit = dataclasses.replace(audit, risks=dataclasses.replace(audit.risks, flags=flags))
    return audit


def test_a_table_with_an_empty_first_piece_is_written_whole(tmp_path):
    import pandas as pd

    from tasks.reporting.datasets.files import write_csv

    empty = pd.DataFrame({"code": pd.Series(dtype="str"), "message": pd.Series(dtype="str")})
    frame = pd.concat(
        [empty, pd.DataFrame({"code": ["A", "B"], "message": ["one, two", "three"]}, dtype="str")],
        ignore_index=True,
    )
    write_csv(frame, tmp_path / "t.csv")
    assert b"\0" not in (tmp_path / "t.csv").read_bytes()
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "t.csv", dtype="str"), frame)


def test_dates_of_a_csv_file_are_days(tmp_path):
    from tasks.reporting.datasets.files import write_csv

    write_csv(pd.DataFrame({"day": pd.to_datetime(["2026-12-31", None]), "id": [1, 2]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "day,id\n2026-12-31,1\n,2\n"


def test_each_part_of_a_parquet_file_holds_the_ids_of_its_own_rows_alone(tmp_path, monkeypatch):
    import pyarrow.parquet as pq

    from tasks.reporting.datasets import files

    monkeypatch.setattr(files, "LINES_AT_A_TIME", 3)
    codes = [2, 2, -1, 3, -1, 4, -1, -1, -1]
    ids = pd.Categorical.from_codes(codes, categories=[f"P{number}" for number in range(1000)])
    files.write_parquet(pd.DataFrame({"process_id": ids, "points": range(9)}), tmp_path / "t.parquet")
    read = pd.read_parquet(tmp_path / "t.parquet")
    assert read["process_id"].astype("str").fillna("").tolist() == [
        "P2",
        "P2",
        "",
        "P3",
        "",
        "P4",
        "",
        "",
        "",
    ]
    parts = pq.ParquetFile(tmp_path / "t.parquet")
    assert parts.read_row_group(1)["process_id"].chunk(0).dictionary.to_pylist() == ["P3", "P4"]
