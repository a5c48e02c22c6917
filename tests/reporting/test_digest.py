"""The digest of a night, as people open it."""

import datetime as dt
import json
from types import SimpleNamespace

from openpyxl import load_workbook

from schemas.records import Outcome
from tasks.reporting.digest import write_digest


def test_each_portfolio_tells_its_candidates_beside_those_of_the_run_before(tmp_path):
    runs = {
        "20261101T030000Z-aaaaaa": (2, 1),
        "20261102T030000Z-bbbbbb": (4, 2),
        "20261103T030000Z-cccccc": (5, 1),
    }
    previous = None
    for run_id, (bpo, kpo) in runs.items():
        folder = tmp_path / "bank" / run_id
        folder.mkdir(parents=True)
        counts = {"label_bpo_candidate": bpo, "label_kpo_candidate": kpo}
        (folder / "run.json").write_text(
            json.dumps({"counts": counts, "previous": previous}), encoding="utf-8"
        )
        previous = {"run_id": run_id}
    first, _, last = (str(tmp_path / "bank" / run_id) for run_id in runs)
    outcomes = [
        Outcome(
            "bank",
            "audited",
            last,
            {"label_bpo_candidate": 5, "label_kpo_candidate": 1, "label_not_in_scope": 7},
        ),
        Outcome("new", "audited", first),
    ]
    headline = SimpleNamespace(change_counts=(("data", 3),), is_first=False, is_not_compared=False)
    unchanged = SimpleNamespace(change_counts=(), is_first=False, is_not_compared=False)
    begun = SimpleNamespace(change_counts=(), is_first=True, is_not_compared=False)
    outcomes += [Outcome("same", "audited", first), Outcome("broken", "refused")]
    write_digest(
        tmp_path / "digest.xlsx",
        dt.date(2026, 11, 3),
        "All well.",
        outcomes,
        {"bank": headline, "new": begun, "same": unchanged},
        (),
    )
    headings, *lines = load_workbook(tmp_path / "digest.xlsx")["Portfolios"].iter_rows(
        min_row=3, values_only=True
    )
    told = [dict(zip(headings, line, strict=True)) for line in lines]
    assert [line["Candidates in the run before"] for line in told] == [6, None, None, None]
    # What was not audited, or never before, is not said to be unchanged.
    assert [line["Changes since the last run"] for line in told] == ["3 data", "first run", "none", None]
    assert (told[0]["To be reviewed"], told[0]["Not in scope"]) == (0, 7)
    assert told[0]["BPO candidates"] == 5 and told[0]["Changes since the last run"] == "3 data"


def test_a_reason_longer_than_a_cell_is_cut_and_says_so(tmp_path):
    outcome = Outcome("bank", "refused", refusals=(("list.xlsx", "Column Z is unknown. " * 2_000),))
    write_digest(tmp_path / "digest.xlsx", dt.date(2026, 11, 3), "One refused.", [outcome], {}, ())
    told = load_workbook(tmp_path / "digest.xlsx")["Refused"]["C4"].value
    assert told.startswith("Column Z is unknown.") and told.endswith("[cut here: a cell holds no more]")
    assert len(told) == 32_767


def test_a_full_disk_is_told_as_it_is_and_as_no_fault_of_the_program(tmp_path):
    outcome = Outcome("bank", "failed", fault="The disk is full (out). Make room there, then run again.")
    write_digest(tmp_path / "digest.xlsx", dt.date(2026, 11, 3), "1 failed.", [outcome], {}, ())
    text = load_workbook(tmp_path / "digest.xlsx")["Refused"]["C4"].value
    assert text == "Not audited: The disk is full (out). Make room there, then run again."
