"""What is said of rows that were joined, of groups that do not add up and of columns of people."""

from tests.intake.made_sheets import codes, read


def test_rows_of_one_process_are_joined_and_what_cannot_be_joined_is_blank_with_its_cell():
    intake = read(
        ["Process", "Risk", "FTE", "Core process"],
        ["Pay invoices", "Wrong amount", 4.0, "core"],
        ["Pay invoices", "Paid twice", 4.0, "non core"],
        ["Pay invoices", "Paid late", 4.0, "core"],
        ["Run payroll", "Wrong tax", 2.0, "core"],
        ["Run payroll", "Data leak", 2.0, "core"],
        ["Run payroll", "Paid late", 2.0, "core"],
    )
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Run payroll"]
    told = codes(intake)
    assert "ROWS_JOINED" in told
    assert told["ROWS_DIFFER"] == ["D2"]
    assert intake.typed["core_process"].isna().tolist() == [True, False]
    assert intake.typed["fte"].tolist() == [4.0, 2.0]


def test_groups_whose_figures_are_no_sums_are_processes_and_it_is_said():
    intake = read(
        ["No", "Process", "FTE"],
        ["1", "Finance", 3.0],
        ["1.1", "Pay invoices", 8.0],
        ["1.2", "Post journals", 9.0],
        ["2", "People", 2.0],
        ["2.1", "Run payroll", 7.0],
        ["2.2", "Hire staff", 6.0],
    )
    assert len(intake.typed) == 6 and intake.groups.empty
    assert "HIERARCHY_DOUBTFUL" in codes(intake)


def test_a_column_of_people_names_no_process():
    intake = read(
        ["Name", "Task", "FTE"],
        ["Anna Berg", "Pay supplier invoices", 4.0],
        ["Bernd Cole", "Run payroll", 2.0],
        ["Carla Diaz", "Close the books", 1.0],
        ["David Evans", "Screen applicants", 1.5],
    )
    assert intake.typed["process_name"].tolist()[0] == "Pay supplier invoices"
    assert "COLUMN_OF_PEOPLE" in codes(intake)
