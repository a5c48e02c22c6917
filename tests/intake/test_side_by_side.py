"""Several columns of one quantity and none of the total: places and parts add up, all else is asked for."""

from __future__ import annotations

import pytest

from schemas.mapping import load_map
from tasks.intake.assemble.interpret import interpret
from tasks.intake.columns.settled import FileSettled, MapInUse
from tasks.intake.write_map import write_map
from tests.intake.made_sheets import codes, file, read, sheet


def table(*headings, rows=((100, 20), (5, None), (None, None))):
    return [
        ["Process name", *headings],
        *[[f"Work of kind {place}", *cells] for place, cells in enumerate(rows)],
    ]


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        (("Volume Germany", "Volume PL"), "volume"),
        (("FTE front office", "FTE back office"), "fte"),
        (("Volume inbound", "Volume outbound"), "volume"),
        (("Volume (HQ)", "Volume (Plant)"), "volume"),
        (("Menge (Zentrale)", "Menge (Werk)"), "volume"),
        (("Kosten Deutschland (EUR)", "Kosten Österreich (EUR)"), "annual_cost"),
    ],
)
def test_columns_of_places_and_parts_add_up(headings, column):
    intake = read(*table(*headings))
    assert intake.typed[column].tolist()[:2] == [120, 5]
    assert intake.typed[column].isna().tolist() == [False, False, True]
    assert codes(intake) == {"PARTS_ADDED": ["B1"]}


@pytest.mark.parametrize(
    "headings",
    [
        ("Volume received", "Volume processed"),
        ("Volume (SAP)", "Volume (Oracle)"),
        ("FTE (paper)", "FTE (digital)"),
        ("Volume Germany", "Volume Europe"),
        ("Volume Germany", "Volume returns"),
        ("Cost Germany (EUR)", "Cost Poland (PLN)"),
    ],
)
def test_what_may_overlap_is_not_read_and_asked_for(headings):
    intake = read(*table(*headings))
    assert not {"volume", "annual_cost", "fte"} & set(intake.typed)
    assert codes(intake) == {"PARTS_WITHOUT_TOTAL": ["B1"]}


def test_a_total_goes_before_its_parts():
    intake = read(*table("FTE Germany", "FTE Poland", "FTE total", rows=((1, 2, 3), (2, 2, 4))))
    assert intake.typed["fte"].tolist() == [3, 4]
    assert codes(intake) == {"PART_BESIDE_TOTAL": ["B1", "C1"]}


def test_a_column_to_which_the_others_add_up_is_the_whole_whatever_it_is_called():
    intake = read(*table("Werk 1 FTE", "Werk 2 FTE", "Summe FTE", rows=((1, 2, 3), (2, 2, 4))))
    assert intake.typed["fte"].tolist() == [3, 4]


@pytest.mark.parametrize(
    "heading",
    ["Staff turnover (persons)", "Attrition (FTE)", "FTE cost (EUR)", "FTE-Kosten (EUR)", "Cost (Cr)"],
)
def test_what_a_heading_may_mean_in_two_ways_is_not_read_and_told(heading):
    intake = read(*table(heading))
    assert not {"attrition_share", "annual_cost", "labour_cost"} & set(intake.typed)
    assert codes(intake) == {"HEADING_SAYS_MORE": ["B1"]}


def test_a_sum_with_a_part_that_cannot_be_read_is_blank():
    intake = read(*table("Volume Germany", "Volume Poland", rows=((100, "many"), ("10k", 5), (1, 2), (3, 4))))
    assert intake.typed["volume"].isna().tolist() == [True, False, False, False]
    assert intake.typed["volume"][1] == 10_005
    assert codes(intake) == {
        "CELL_NOT_A_NUMBER": ["C2"],
        "NUMBER_WRITTEN_OUT": ["B3"],
        "PARTS_ADDED": ["B1"],
        "PART_NOT_READ": ["B2"],
    }
    told = intake.issues.set_index("code")["message"]["NUMBER_WRITTEN_OUT"]
    assert "was read as 10,000" in told


def test_a_part_in_another_currency_leaves_the_sum_blank():
    rows = (("100 EUR", "50 PLN"), ("100 EUR", "50 EUR"))
    intake = read(*table("Annual cost Germany", "Annual cost Poland", rows=rows))
    assert intake.typed["annual_cost"].isna().tolist() == [True, False]
    assert intake.typed["annual_cost"][1] == 150


@pytest.mark.parametrize(
    "headings", [("Volume Germany", "Volume Poland"), ("Volume received", "Volume processed")]
)
def test_a_map_can_add_up_or_choose(tmp_path, headings):
    sent = file(sheet(*table(*headings)))
    text = write_map(interpret([sent]))
    assert text.count("    taken_for: volume") == (2 if "Germany" in headings[0] else 0)
    both = text.replace("    taken_for: null", "    taken_for: volume")
    one = both.replace("    taken_for: volume", "    taken_for: null", 1)
    for name, wanted, total in (("both", both, 120), ("one", one, 20)):
        path = tmp_path / f"{name}.map.yaml"
        path.write_text(wanted, encoding="utf-8")
        document, lines = load_map(path)
        intake = interpret([sent], [FileSettled(MapInUse(document, path.name, lines))])
        assert intake.typed["volume"][0] == total


@pytest.mark.parametrize("headings", [("Personal data?", "Data types"), ("Data types", "Personal data?")])
def test_a_question_for_personal_data_beside_the_types_of_data_is_added_to_them(headings):
    cells = [
        ("yes", "health; contact details"),
        ("no", "invoices"),
        ("yes", None),
        ("yes", "salary data"),
        ("no", None),
    ]
    rows = [dict(zip(("Personal data?", "Data types"), pair, strict=True)) for pair in cells]
    intake = read(*table(*headings, rows=[[row[heading] for heading in headings] for row in rows]))
    read_as = intake.typed["data_types"].fillna("").tolist()
    assert read_as[0] == "health;customer_personal" and read_as[2] == "customer_personal" and read_as[4] == ""
    assert "employee_personal" in read_as[3] and "customer_personal" not in read_as[3]
    assert "personal" not in read_as[1] and "TWO_HEADINGS_ONE_COLUMN" not in codes(intake)


def test_two_questions_for_kinds_of_data_are_one_list():
    intake = read(
        *table("Personal data?", "Special categories?", rows=[("yes", "no"), ("yes", "yes"), ("no", "no")])
    )
    assert intake.typed["data_types"].fillna("").tolist() == ["customer_personal", "special_category", ""]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Health data", "health"),
        ("Gesundheitsdaten (J/N)", "health"),
        ("Art. 9 DSGVO?", "special_category"),
        ("Kreditkartendaten", "payment_card"),
        ("Criminal records", "criminal"),
        ("Data of children", "children"),
    ],
)
@pytest.mark.parametrize("answers", [("yes", "no"), ("x", None)])
def test_a_kind_of_data_that_is_asked_for_is_read(heading, kind, answers):
    intake = read(
        ["Process", heading, "Confidential data", "FTE"],
        ["Pay supplier invoices", answers[0], "some", 1],
        ["Run payroll", answers[1], "none", 2],
    )
    assert intake.typed["data_types"].fillna("").tolist() == [kind, ""]


def test_the_supplier_of_an_input_does_not_do_the_work():
    intake = read(
        ["Supplier", "Input", "Process", "Output", "Customer"],
        ["Acme", "Invoice", "Pay supplier invoices", "Payment", "Acme"],
        ["HR", "Time sheets", "Run payroll", "Payslip", "Staff"],
    )
    assert set(intake.typed).isdisjoint(("provider", "current_model"))
    assert intake.carried["Supplier"].tolist() == ["Acme", "HR"]


@pytest.mark.parametrize(
    "headings",
    [
        ("Volume (DE)", "Volume (PL)", "Volume total"),
        ("Volume - DE", "Volume - PL", "Volume - Total"),
        ("DE volume", "PL volume", "Total volume"),
        ("Menge (Werk)", "Menge (HQ)", "Menge gesamt"),
        ("Volume (global)", "Volume (EMEA)", "Volume (APAC)"),
    ],
)
def test_the_column_to_which_the_others_add_up_is_the_whole(headings):
    rows = [(100, 20, 120), (5, 1, 6), (7, None, 7)]
    if headings[0] == "Volume (global)":
        rows = [(whole, *parts) for *parts, whole in rows]
    intake = read(*table(*headings, rows=rows))
    assert intake.typed["volume"].tolist() == [120, 6, 7]
    assert set(codes(intake)) == {"PART_BESIDE_TOTAL"}


def test_a_place_in_brackets_is_a_part_beside_the_heading_alone():
    intake = read(*table("Volume (DE)", "Volume", rows=[(100, 120), (5, 6), (7, 7)]))
    assert intake.typed["volume"].tolist() == [120, 6, 7]
    assert codes(intake) == {"PART_BESIDE_TOTAL": ["B1"]}


def test_countries_below_a_group_leave_its_total_the_whole():
    intake = read(
        ["Process", *["Volume per month"] * 3],
        ["Process", "DE", "FR", "Total"],
        *[[f"Work of kind {place}", 10.0 * place, 5.0, 10.0 * place + 5] for place in (1, 2, 3)],
        merged_ranges=("A1:A2", "B1:D1"),
    )
    assert intake.typed["volume"].tolist() == [180, 300, 420]


@pytest.mark.parametrize(
    ("heading", "answers"),
    [
        ("Extern? ja/nein", ("ja", "nein", "ja")),
        ("External?", ("yes", "no", "yes")),
        ("¿Externo?", ("sí", "no", "sí")),
    ],
)
def test_a_question_for_external_work_is_answered(heading, answers):
    intake = read(*table(heading, rows=[(answer,) for answer in answers]))
    assert intake.typed["current_model"].tolist() == ["outsourced", "in_house", "outsourced"]
    assert codes(intake) == {"HEADING_BY_WORDS": ["B1"]}


def test_figures_below_external_are_no_answers():
    assert "current_model" not in read(*table("Internal", "External", rows=[(2, 1), (1, 0), (3, 2)])).typed


@pytest.mark.parametrize("heading", ["Bankdaten", "Bankdaten (ja/nein)", "Bank data?"])
def test_bank_data_that_are_asked_for_are_financial(heading):
    intake = read(*table(heading, rows=[("yes",), ("no",), ("yes",)]))
    assert intake.typed["data_types"].fillna("").tolist() == ["financial", "", "financial"]


def test_a_tick_below_suppliers_makes_no_process_outsourced():
    intake = read(*table("Suppliers", rows=[("x",), (None,), ("x",)]))
    assert not {"current_model", "provider"} & set(intake.typed)
    assert codes(intake) == {"COLUMN_DOES_NOT_FIT": ["B1"]}
