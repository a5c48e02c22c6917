"""What a run shows in the Prefect UI."""

from pathlib import Path

from flows.artifacts import MOST_LINES, file_rows, summary_page
from flows.runners import with_files
from flows.verdict import verdict
from schemas.records import Outcome
from tests.flows.requests_for_tests import request

COUNTS = {
    "rows_assessed": 40,
    "rows_set_aside": 2,
    "issues_error": 3,
    "label_bpo_candidate": 30,
    "label_retain": 10,
    "flags_grave": 4,
}
INPUT = ("group.xlsx", "ab" * 32, 9)


def audited(out: Path, portfolio="Group") -> Outcome:
    folder = out / portfolio / "1"
    folder.mkdir(parents=True)
    for name in ("audit_report.xlsx", "corrections.xlsx"):
        (folder / name).touch()
    return Outcome(portfolio, "audited_with_issues", str(folder), COUNTS, inputs=(INPUT,))


def refused(file="broken.xlsx") -> Outcome:
    return Outcome(
        "broken",
        "refused",
        refusals=((file, f"{file} is encrypted. Save it without a password."),),
        inputs=((file, "", 1),),
    )


def page(*outcomes, **more) -> str:
    return summary_page(outcomes, verdict(outcomes), **more)


def test_the_page_has_counts_the_report_corrections_refusals_and_next_steps(tmp_path):
    text = page(audited(tmp_path), refused())
    assert "| Group | 40 | 30 | 0 | 10 | 0 | 0 | 4 | 2 | 3 |" in text
    assert f"`{tmp_path}/Group/1`" in text
    assert "corrections.xlsx" in text
    assert "- **broken.xlsx**: broken.xlsx is encrypted. Save it without a password." in text
    assert "2. Send corrections.xlsx" in text
    assert "with it. The other files are not affected." in text


def test_with_an_address_the_page_links_to_the_report(tmp_path):
    text = page(
        audited(tmp_path, "Group functions"), out_address="https://files.example.org/audit/", out=tmp_path
    )
    assert "[report](https://files.example.org/audit/Group%20functions/1/audit_report.xlsx)" in text
    assert "full report" not in text


def test_a_fault_is_told_with_what_to_do():
    text = page(Outcome("Group", "failed", fault="MemoryError at assessment.py:9."))
    assert text.startswith("## Not audited")
    assert "Start the run again" in text


def test_a_files_name_is_shown_as_it_is_and_never_read_as_markup():
    text = page(refused("[x](javascript:alert) <b>|.xlsx"))
    assert r"\[x\](javascript:alert) \<b\>\|.xlsx" in text


def test_a_page_on_many_files_stays_short(tmp_path):
    many = [audited(tmp_path, f"P{number}") for number in range(MOST_LINES + 5)]
    text = page(*many, refused())
    assert "5 more, in the table of this run" in text
    assert text.count("| 40 |") == MOST_LINES


def test_the_table_has_a_line_for_each_file_the_worst_first_with_why(tmp_path):
    lost = Outcome("lost", "failed", fault="MemoryError at assessment.py:9.")
    rows = file_rows(
        [audited(tmp_path), refused(), with_files(request(tmp_path, Path("/srv/inbox/lost.xlsx")), lost)]
    )
    assert [(row["File"], row["Outcome"]) for row in rows] == [
        ("lost.xlsx", "failed"),
        ("broken.xlsx", "refused"),
        ("group.xlsx", "audited, with rows or cells set aside"),
    ]
    assert [row["Processes audited"] for row in rows] == ["", "", 40]
    assert "MemoryError" in rows[0]["Why"]
    assert "encrypted" in rows[1]["Why"]


def test_counts_of_a_portfolio_of_several_files_stand_once_so_that_nobody_adds_them_up_twice():
    inputs = (("b.xlsx", "", 0), INPUT, ("c.xlsx", "cd" * 32, 9))
    outcome = Outcome(
        "Group", "audited", "/out/Group/1", COUNTS, refusals=(("b.xlsx", "b.xlsx is empty."),), inputs=inputs
    )
    assert [(row["File"], row["Outcome"], row["Processes audited"]) for row in file_rows([outcome])] == [
        ("b.xlsx", "refused", ""),
        ("group.xlsx", "audited", 40),
        ("c.xlsx", "audited", ""),
    ]


def test_a_file_name_is_no_link_in_the_table():
    outcome = Outcome("a", "refused", inputs=(("[x](http://elsewhere.example).csv", "", 0),))
    [row] = file_rows([outcome])
    assert "](" not in row["File"]
