"""What reading says of the input (issues, remarks, readings) is said in every language of the report."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from schemas.issues import by_cause, issue, issue_kinds, issues_frame
from schemas.messages import catalogue
from schemas.messages.saying import said_intake
from schemas.phrases import counted, of_column, of_node, phrase, several
from schemas.vocabulary import REPORT_LANGUAGES
from tasks.intake.cells.numbers import measured_in
from tests.intake.made_sheets import read

ROOT = Path(__file__).parents[2]
OTHERS = [name for name in REPORT_LANGUAGES if name != "en"]
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


def facts(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def phrases() -> set[str]:
    """The templates that the program gives to ``phrase`` and ``counted``."""
    found = set()
    for path in (*(ROOT / "tasks").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "schemas.phrases" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("phrase", "counted"):
                said = node.args[: 1 if node.func.id == "phrase" else 2]
                found |= {part.value for part in said if isinstance(part, ast.Constant)}
    timed = {measured_in(name)[1] for name in ("handling_minutes", "training_weeks", "turnaround_hours")}
    timed |= {measured_in(name)[1] for name in ("contract_years", "notice_months")}
    return found | {f"{{number}} {unit}{end}" for unit in timed for end in ("", "s")}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("part", ["title", "message", "fix"])
def test_every_issue_is_said_in_other_languages_with_the_same_facts(language, part):
    texts = catalogue(language).texts
    for code, kind in issue_kinds().items():
        key = f"issue.{code}.{part}"
        assert key in texts, f"{language}.yaml lacks {key}: {getattr(kind, part)}"
        assert facts(texts[key]) == facts(getattr(kind, part)), key


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_of_a_stage_is_said_in_other_languages_and_none_is_left_over(language):
    said = catalogue(language).under("phrase")
    known = phrases()
    assert len(known) > 120
    assert sorted(known - set(said)) == []
    assert sorted(set(said) - known - set(UNITS) - {"{column} ({how_many})"}) == []
    assert [template for template, text in said.items() if facts(template) != facts(text)] == []


def test_an_issue_is_kept_in_english_and_said_in_german_with_the_names_of_columns():
    found = issue(
        "OUT_OF_RANGE", file="a.xlsx", cell="B7", row=1234, column="annual_cost", minimum=0, maximum=1.5
    )
    assert found["message"] == (
        "B7 (annual_cost) is outside the allowed range from 0 to 1.5; it counts as blank. "
        "Enter a number in this range."
    )
    assert catalogue("de").say(found["facts"]) == (
        "B7 (Jahreskosten) liegt außerhalb des erlaubten Bereichs von 0 bis 1,5; die Zelle gilt als leer. "
        "Tragen Sie eine Zahl in diesem Bereich ein."
    )


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_no_issue_counts_one_as_several(language):
    """Every issue whose count stands before a word of several has a form for one, and says it for one."""
    catalog = catalogue(language)
    for code in set(issue_kinds()) - {"SEVERAL_PROCESSES_IN_ROW"}:  # that is two at least
        text, forms = catalog.texts[f"issue.{code}.message"], catalog.plurals.get(f"issue.{code}.message")
        if re.search(
            r"\{count\} (?!von |of )(more |weitere |leere |hidden |ausgeblendete )?(\w+s|\w+n)\b", text
        ):
            assert forms and forms["one"] != forms["other"], (language, code, text)
    told = issue("CURRENCY_MISSING", file="a.csv", cell="E1", column="annual_cost", count=1, span="E2")
    assert "amounts of 1 row (E2)" in told["message"]
    assert "Beträge von 1 Zeile (E2)" in catalogue("de").say(told["facts"])


def test_the_number_of_a_row_is_never_written_as_an_amount():
    told = issue("SAME_NAME_AGAIN", file="a.xlsx", row=1234, column="process_name", other=2345)
    assert (
        catalogue("de")
        .say(told["facts"])
        .startswith("Zeile 1234 hat denselben Namen und dieselbe Einheit wie Zeile 2345")
    )


def test_the_name_of_a_sheet_is_never_translated():
    told = issue("SHEET_HIDDEN", file="volume", sheet="notes")
    assert "Blatt notes von volume" in catalogue("de").say(told["facts"])


def test_the_same_down_a_column_is_said_in_the_language_asked():
    cells = [
        issue("EXCEL_ERROR", file="a", sheet="S", cell=f"C{row}", row=row, column="fte") for row in (2, 3)
    ]
    frame = issues_frame(cells)
    assert by_cause(frame)["message"].iloc[0].endswith("The same in 1 more cell of this column, down to C3.")
    german = by_cause(frame, catalogue("de").said)["message"].iloc[0]
    assert german.endswith("Dasselbe in 1 weiteren Zelle dieser Spalte, bis C3.")


def test_phrases_survive_another_process_and_become_parts_of_longer_ones():
    said = several(
        [phrase("row {row}", row="7"), phrase("{title}: {note}", title=of_column("fte"), note="x")]
    )
    assert of_node(phrase("row {row}", row="7").node) == "row 7"
    assert catalogue("de").said(said) == f"Zeile 7; {catalogue('de').column_title('fte')}: x"
    assert counted("{count} quote was read.", "{count} quotes were read.", 1) == "1 quote was read."


def test_a_list_that_was_read_is_said_in_german_and_left_as_it_was_in_english():
    intake = read(
        ["Process name", "FTE", "Handling time (min)", "Automation (1-10)", "Colour"],
        ["Invoice entry", "ca. 1,200", "2-3", 4, "red"],
        ["Payroll", "x", 5, 9, "blue"],
        ["Total", 12, None, None, None],
    )
    english = said_intake(catalogue("en"), intake)
    german = said_intake(catalogue("de"), intake)
    assert english.issues["message"].equals(intake.issues["message"])
    pairs = list(zip(intake.issues["message"], german.issues["message"], strict=True))
    assert pairs and all(before != after for before, after in pairs)
    assert any("1.200" in after and "gelesen" in after for _, after in pairs)
    before, after = (one.files[0].tables[0].notes for one in (intake, german))
    assert before and all(one != other for one, other in zip(before, after, strict=True))
