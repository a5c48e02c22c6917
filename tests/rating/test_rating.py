"""A second rating: who is drawn, what a rater sees, and what comes back."""

import csv
import json

import numpy as np
import openpyxl
import pandas as pd
import pytest

from flows.ratings import begin_rating, last_agreement, take_ratings
from schemas.errors import UsageError
from schemas.messages import catalogue
from tasks.intake import is_rating, read_answers, read_portfolio, report_portfolio
from tasks.rating import draw_sample, measure_agreement
from tasks.settings import Limits
from tests.history.conftest import assessed, typed_rows, write_run
from tests.libreoffice import saved_by_libreoffice

LABELS = ["bpo_candidate"] * 30 + ["kpo_candidate"] * 8 + ["retain"] * 2
LIMITS = Limits()


def results(labels=LABELS):
    ids = [f"P{number:02d}" for number in range(len(labels))]
    frame = pd.DataFrame({"process_id": ids, "recommendation": labels, "decision_rule": "L1"})
    frame["grade"] = np.where(np.arange(len(labels)) % 2, "B", "D")
    return frame


@pytest.fixture
def home(tmp_path):
    typed = typed_rows(
        *(
            {
                "process_id": one,
                "process_name": f"Work {one}",
                "fte": 2.0,
                "owner": "Jane Roe",
                "override_reason": "ours",
                "decided_label": "kpo_candidate",
                "committed_fee": 4711.0,
            }
            for one in results()["process_id"]
        )
    )
    labels = dict(zip(results()["process_id"], LABELS, strict=True))
    rows = assessed(typed, recommendation=labels)
    write_run(tmp_path / "group/20261101T030000Z-aaaaaa", typed, rows.assign(decision_rule="L7"))
    (tmp_path / "group/latest").symlink_to("20261101T030000Z-aaaaaa")
    return tmp_path / "group"


def fill(book, path, said, rater="A", language="en"):
    """Fills a rating workbook: ``said`` gives a label, a text or None for each process id."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.worksheets[0]
    sheet["B4"] = rater
    words = catalogue(language)
    for row in sheet.iter_rows(min_row=7):
        label = said(row[0].value)
        row[2].value = words.texts.get(f"recommendation.{label}", label) if label else None
    workbook.save(path)
    return path


def test_every_stratum_is_drawn_and_what_each_row_stands_for_adds_up_to_the_list():
    sample = draw_sample(results(), 12, seed=1)
    assert len(sample) == 12
    assert {*zip(sample["recommendation"], sample["grade"], strict=True)} == {
        *zip(results()["recommendation"], results()["grade"], strict=True)
    }
    assert sample["weight"].sum() == pytest.approx(len(LABELS))


@pytest.mark.parametrize("rows", [1, 3, 6, 39, 40, 500])
def test_as_many_are_drawn_as_were_asked_for(rows):
    assert draw_sample(results(), rows, seed=1)["process_id"].nunique() == min(rows, 40)


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_list():
    once, again = draw_sample(results(), 10, 5), draw_sample(results()[::-1], 10, 5)
    assert once["process_id"].tolist() == again["process_id"].tolist()
    assert once["process_id"].tolist() != draw_sample(results(), 10, 6)["process_id"].tolist()


def test_a_rater_sees_facts_and_neither_labels_nor_people(home):
    books = begin_rating(home, 10, 2, 1, "en")
    cells = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(books[0])
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    text = " ".join(cells[: cells.index("BPO candidate")])  # before the sheet that explains the labels
    assert "Work P" in text and "FTE: 2" in text
    assert not [hidden for hidden in ("Jane", "ours", "L7", "candidate", "4711", "4,711") if hidden in text]
    assert len(books) == 2


def test_a_rating_workbook_has_the_name_that_people_give_the_portfolio_and_labels_on_one_page(home):
    home = home.rename(home.parent / "group_functions")
    book = openpyxl.load_workbook(begin_rating(home, 10, 2, 1, "en")[0])
    assert book.worksheets[0]["A1"].value == book.properties.title == "Group Functions: second rating"
    assert book.worksheets[0].column_dimensions["E"].hidden  # nobody described a process
    # Fit to a page: one across is the default, and so is not written.
    labels = book.worksheets[1]
    assert labels.sheet_properties.pageSetUpPr.fitToPage and labels.page_setup.fitToWidth in (None, 1)


def test_kappa_by_hand():
    """Two raters, ten rows: they agree on 8; by chance they would on (6*6 + 4*4)/100 = 0.52."""
    sample = results(["bpo_candidate"] * 6 + ["retain"] * 4).assign(weight=1.0)
    first = dict(zip(sample["process_id"], sample["recommendation"], strict=True))
    second = {**first, "P00": "retain", "P09": "bpo_candidate"}
    figures = {
        (measure.name, measure.rater): measure
        for measure in measure_agreement(sample, [first, second], 1).measures
    }
    assert figures["kappa_raters", None].value == pytest.approx((0.8 - 0.52) / 0.48)
    assert figures["kappa_program", 1].value == 1
    assert figures["share_program", 2].value == pytest.approx(0.8)
    assert (
        figures["kappa_raters", None].low
        < figures["kappa_raters", None].value
        < figures["kappa_raters", None].high
    )
    # Krippendorff, nominal: of 20 labels 12 are one and 8 the other; 2 of 10 pairs differ.
    assert figures["alpha_raters", None].value == pytest.approx(1 - 0.2 / (2 * 12 * 8 / (20 * 19)))


def test_the_share_is_of_the_list_and_not_of_the_sample():
    sample = results(["bpo_candidate", "retain"]).assign(weight=[30.0, 10.0])
    [_, share] = measure_agreement(sample, [{"P00": "bpo_candidate", "P01": "review"}], 1).measures
    assert share.value == pytest.approx(0.75)


def test_everybody_saying_the_same_is_not_defined_rather_than_perfect():
    sample = results(["retain"] * 5).assign(weight=1.0)
    said = dict.fromkeys(sample["process_id"], "retain")
    assert measure_agreement(sample, [said, said], 1).measures[0].value is None


def test_raters_against_the_program_are_told_with_the_rule(home):
    books = begin_rating(home, 12, 2, 1, "en")
    labels = {line["process_id"]: line["recommendation"] for line in _sample(home)}
    wrong = next(one for one, label in labels.items() if label == "bpo_candidate")
    for number, book in enumerate(books):
        fill(book, book, lambda one: "retain" if one == wrong else labels[one], rater=f"R{number}")
    remarks, refused = take_ratings(books, home, LIMITS)
    assert refused == () and all("12 of 12 processes are rated" in remark for remark in remarks)
    assert last_agreement(home)["disagreements"] == [
        {"process_id": wrong, "raters_say": "retain", "program_says": "bpo_candidate", "rule": "L7"}
    ]


def _sample(home):
    return json.loads(next(home.glob("ratings/*/sample.json")).read_text())["sample"]


def test_half_filled_renamed_wrong_and_sent_twice(home):
    [book] = begin_rating(home, 10, 1, 1, "en")
    ids = [line["process_id"] for line in _sample(home)]
    half = fill(book, home.parent / "half.xlsx", lambda one: "retain" if one in ids[:4] else None)
    [remark], _ = take_ratings([half], home, LIMITS)
    assert "4 of 10 processes are rated. 6 have no label" in remark

    workbook = openpyxl.load_workbook(fill(book, home.parent / "odd.xlsx", lambda one: "retain"))
    workbook.worksheets[0]["A7"], workbook.worksheets[0]["C8"] = "renamed", "perhaps"
    workbook.save(home.parent / "odd.xlsx")
    [remark], _ = take_ratings([home.parent / "odd.xlsx"], home, LIMITS)
    assert "8 of 10" in remark and "1 ids are not of this sample" in remark
    assert "Rate!C8" in remark and "An earlier workbook of the same rater is replaced" in remark
    assert last_agreement(home)["raters"] == 1


def test_two_raters_who_give_no_name_are_two(home):
    books = begin_rating(home, 6, 2, 1, "en")
    for book, label in zip(books, ("retain", "review"), strict=True):
        fill(book, book, lambda one, label=label: label, rater=None)
    remarks, _ = take_ratings(books, home, LIMITS)
    assert last_agreement(home)["raters"] == 2 and "replaced" not in " ".join(remarks)


def test_a_broken_file_of_a_rating_is_told_with_its_name_and_stops_no_other(home):
    books = begin_rating(home, 6, 2, 1, "en")
    for number, book in enumerate(books):
        fill(book, book, lambda one: "retain", rater=f"R{number}")
    take_ratings(books, home, LIMITS)
    [folder] = home.glob("ratings/*")
    first, second = sorted(folder.glob("rater-*.json"))
    first.write_text("{")
    _, [(_, why)] = take_ratings([books[1]], home, LIMITS)
    assert first.name in why and "is broken" in why
    # The workbook of the rater whose labels are broken puts them right.
    assert take_ratings([books[0]], home, LIMITS)[1] == ()
    (folder / "sample.json").write_text("[]")
    _, refused = take_ratings(books, home, LIMITS)
    assert len(refused) == 2 and all("sample.json is broken" in why for _, why in refused)


def test_columns_that_were_sorted_without_the_ids_give_no_label_to_another_process(home, tmp_path):
    [book] = begin_rating(home, 4, 1, 1, "en")
    filled = fill(book, tmp_path / "a.xlsx", lambda one: "retain")
    workbook = openpyxl.load_workbook(filled)
    sheet = workbook.worksheets[0]
    first, second, third, fourth = (sheet.cell(7 + place, 1).value for place in range(4))
    for column in range(2, sheet.max_column + 1):
        above, below = sheet.cell(7, column), sheet.cell(8, column)
        above.value, below.value = below.value, above.value
    sheet.cell(9, 2).value = "A better name"
    workbook.save(filled)
    [said], refused = take_ratings([filled], home, LIMITS)
    assert refused == () and "2 of 4 processes are rated" in said
    assert f"the name next to the id is that of another process: {first}, {second}." in said
    [kept] = home.glob("ratings/*/rater-*.json")
    assert set(json.loads(kept.read_text())["labels"]) == {third, fourth}
    above, below = sheet.cell(9, 2), sheet.cell(10, 2)
    above.value, below.value = (
        below.value,
        json.loads((book.parent / "sample.json").read_text())["names"][third],
    )
    above.value = json.loads((book.parent / "sample.json").read_text())["names"][fourth]
    workbook.save(filled)
    _, [(_, why)] = take_ratings([filled], home, LIMITS)
    assert "Some columns were sorted without the others" in why


def test_a_workbook_of_another_portfolio_is_refused(home, tmp_path):
    [book] = begin_rating(home, 5, 1, 1, "en")
    other = tmp_path / "other"
    other.mkdir()
    _, [(_, why)] = take_ratings([fill(book, book, lambda one: "retain")], other, LIMITS)
    assert "rates another portfolio" in why
    _, [(_, why)] = take_ratings(begin_rating(home, 5, 1, 2, "en"), home, LIMITS)
    assert "no row has a label" in why
    (tmp_path / "list.csv").write_text("Process name;FTE\nPayroll;3\n")
    _, [(_, why)] = take_ratings([tmp_path / "list.csv"], home, LIMITS)
    assert "is no rating workbook" in why
    rows = openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True)
    with (tmp_path / "rated.csv").open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    _, [(_, why)] = take_ratings([tmp_path / "rated.csv"], home, LIMITS)
    assert "rated.csv holds the questions of a questionnaire or the rows of a rating" in why
    assert read_portfolio([tmp_path / "rated.csv"], LIMITS).files[0].refused_code == "FILE_LOST_ITS_ID"


def test_a_portfolio_without_a_run_is_told(tmp_path):
    with pytest.raises(UsageError, match="no run of nobody to rate"):
        begin_rating(tmp_path / "nobody", 5, 2, 1, "en")


@pytest.mark.libreoffice
@pytest.mark.parametrize(("ending", "language"), [("ods", "en"), ("xlsx", "de"), ("xls", "en")])
def test_a_workbook_saved_by_libreoffice_is_read_alike(home, tmp_path, ending, language):
    [book] = begin_rating(home, 6, 1, 1, language)
    filled = fill(book, tmp_path / f"filled-{ending}.xlsx", lambda one: "kpo_candidate", language=language)
    saved = saved_by_libreoffice(filled, ending, tmp_path / "saved")
    assert is_rating(saved, LIMITS) and report_portfolio(saved, LIMITS) == "group"
    assert not read_answers(saved, LIMITS).refused
    [remark], refused = take_ratings([saved], home, LIMITS)
    assert refused == () and "6 of 6 processes are rated" in remark


def test_a_german_rater_reads_german_words_for_codes_and_free_text_as_it_is():
    from schemas.messages import catalogue
    from tasks.rating.workbook import _value_in_words

    words = catalogue("de")
    assert (
        _value_in_words("data_types", "customer_personal;financial", words)
        == "personenbezogen (Kunden), Finanzdaten"
    )
    assert _value_in_words("provider", "A_B; C", words) == "A_B; C"
