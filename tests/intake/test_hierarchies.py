"""Lists kept as a tree: only the lowest rows count, however the list says which row belongs to which."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment

from tasks.intake import read_portfolio
from tasks.settings import Limits
from tests.intake.made_sheets import codes, read

# number, name, FTE of the lowest rows; upper rows are what these add up to
TREE = [
    ("1", "Order handling", None),
    ("1.1", "Take in orders", 3.0),
    ("1.2", "Deliver", None),
    ("1.2.1", "Pick goods", 5.0),
    ("1.2.2", "Send goods", 2.0),
    ("2", "People", None),
    ("2.1", "Hire staff", 1.0),
    ("2.2", "Plan shifts", 2.5),
    ("3", "Archive letters", 0.5),
]
LOWEST = {name: fte for _, name, fte in TREE if fte is not None}
GROUPS = {"Order handling": 10.0, "Deliver": 7.0, "People": 3.5}
NAMES = {number: name for number, name, _ in TREE}


def fte_of(number, tree=TREE):
    """What the rows at and below a number have."""
    return sum(fte or 0 for other, _, fte in tree if other == number or other.startswith(number + "."))


def above(number):
    return number.rpartition(".")[0]


def lines(shape, tree=TREE, blank=False):
    """Headings and rows of the tree in one shape; ``blank``: upper rows without figures."""
    names = {number: name for number, name, _ in tree}
    for number, name, fte in tree:
        figure = fte if fte is not None or blank else fte_of(number, tree)
        depth, parent = number.count("."), above(number)
        yield {
            "parent id": [
                "P" + number.replace(".", "-"),
                "P" + parent.replace(".", "-") if parent else None,
                name,
            ],
            "parent name": ["X" + number.replace(".", "0"), names.get(parent), name],
            "hierarchy number": [number + (".0" if depth == 0 else ""), None, name],
            "number padded": [".".join([*number.split("."), "0", "0"][:3]), None, name],
            "numbered names": [None, None, f"{number} {name}"],
            "names with a point": [None, None, f"{number}. {name}"],
            "level": [None, depth + 1, name],
            "level in words": [None, ("Hauptprozess", "Prozess", "Teilprozess")[depth], name],
            "level with a letter": [None, f"L{depth + 1}", name],
            "spaces": [None, None, "    " * depth + name],
            "dashes": [None, None, "-" * depth + " " * bool(depth) + name],
            "bullets": [None, None, "  " * depth + ("• " if depth else "") + name],
        }[shape] + [figure]


HEADS = {
    "parent id": ["Process ID", "Parent ID"],
    "parent name": ["Process ID", "Übergeordneter Prozess"],
    "hierarchy number": ["Hierarchy ID", "Remark"],
    "number padded": ["Nr.", "Bemerkung"],
    "numbered names": ["Remark", "Colour"],
    "names with a point": ["Remark", "Colour"],
    "level": ["Remark", "Ebene"],
    "level in words": ["Remark", "Typ"],
    "level with a letter": ["Remark", "Level"],
    "spaces": ["Remark", "Colour"],
    "dashes": ["Remark", "Colour"],
    "bullets": ["Remark", "Colour"],
}


def bare(name):
    """A name without the number in front of it."""
    return name.lstrip("0123456789. ")


def lowest(intake):
    return {bare(row.process_name): row.fte for row in intake.typed.itertuples()}


@pytest.mark.parametrize("shape", HEADS)
@pytest.mark.parametrize("blank", [False, True])
def test_only_the_lowest_rows_count(shape, blank):
    intake = read([*HEADS[shape], "Process name", "FTE"], *lines(shape, blank=blank))
    assert lowest(intake) == LOWEST and intake.typed["fte"].sum() == 14.0
    assert {bare(row.process_name): row.fte for row in intake.groups.itertuples()} == GROUPS
    assert intake.typed["level"].tolist() == [2, 3, 3, 2, 2, 1]
    ids = {**dict(zip(intake.groups["process_id"], intake.groups["process_name"].map(bare), strict=True))}
    assert intake.typed["parent_process_id"].map(ids).fillna("").tolist() == [
        "Order handling",
        "Deliver",
        "Deliver",
        "People",
        "People",
        "",
    ]
    assert intake.tables[0].rows_in == 9 and intake.roles["group"] == 3 and intake.set_aside.empty
    assert codes(intake)["HIERARCHY_READ"] == [""] and not {"GROUP_DIFFERS", "SECTION_HEADING"} & set(
        codes(intake)
    )


@pytest.mark.parametrize("shape", HEADS)
def test_a_group_that_is_not_the_sum_is_told_with_both_numbers(shape):
    rows = list(lines(shape))
    rows[5][-1] = 9.0  # People, whose processes have 3.5
    intake = read([*HEADS[shape], "Process name", "FTE"], *rows)
    assert lowest(intake) == LOWEST
    told = intake.issues[intake.issues["code"] == "GROUP_DIFFERS"]
    assert (
        told["cell"].tolist() == ["D7"]
        and "is 9," in told["message"].iloc[0]
        and "3.5" in told["message"].iloc[0]
    )


def test_a_figure_that_only_the_group_has_is_told_and_counts_for_no_process():
    rows = [["A", None, "Money", 6.0], ["B", "A", "Pay invoices", None], ["C", "A", "Collect debts", None]]
    intake = read(["ID", "Parent process", "Process name", "FTE"], *rows)
    assert intake.typed["fte"].isna().all() and codes(intake)["GROUP_FIGURE_ALONE"] == ["D2"]


@pytest.mark.parametrize(
    "rows",
    [
        [["1.1", "Pay invoices", 2.0], ["1.2", "Collect debts", 3.0], ["2.1", "Hire staff", 1.0]],
        [["1", "Pay invoices", 2.0], ["1.1", "Collect debts", 3.0], ["2", "Hire staff", 1.0]],
        [["1", "Pay invoices", 2.0], ["2", "Collect debts", 3.0], ["10", "Hire staff", 1.0]],
        [["P1", "Pay invoices", 2.0], ["P10", "Collect debts", 3.0], ["P11", "Hire staff", 1.0]],
        [["2024-1", "Pay invoices", 2.0], ["2024-2", "Collect debts", 3.0], ["2024-3", "Hire staff", 1.0]],
        [["HR-1", "Pay invoices", 2.0], ["HR-1a", "Collect debts", 3.0], ["HR-2", "Hire staff", 1.0]],
        [[1.0, "Pay invoices", 2.0], [1.1, "Collect debts", 3.0], [2.0, "Hire staff", 1.0]],
    ],
)
def test_plain_numbers_make_no_hierarchy(rows):
    intake = read(["ID", "Process name", "FTE"], *rows)
    assert len(intake.typed) == 3 and intake.groups.empty and "HIERARCHY_READ" not in codes(intake)


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        (
            ["Process", "Level", "FTE"],
            [["Pay invoices", 1, 2.0], ["Collect debts", 2, 3.0], ["Hire staff", 3, 1.0]],
        ),
        (
            ["Process", "Level", "FTE"],
            [["Pay invoices", 3, 2.0], ["Collect debts", 1, 3.0], ["Hire staff", 2, 1.0]],
        ),
        (["Process", "FTE"], [["Pay invoices", 2.0], [" Collect debts", 3.0], ["Hire staff", 1.0]]),
        (["Process", "FTE"], [["Pay invoices", None], ["  Collect debts", None], ["Hire staff", None]]),
        (
            ["Process group", "Process", "FTE"],
            [
                ["Payroll", "Payroll", 8.0],
                ["Payroll", "Answer questions", 4.0],
                ["Payroll", "Travel cost", 1.0],
            ],
        ),
        (
            ["Process", "Type", "FTE"],
            [
                ["Pay invoices", "Process", 2.0],
                ["Collect debts", "Activity", 3.0],
                ["Hire staff", "Process", 1.0],
            ],
        ),
    ],
)
def test_what_only_looks_like_levels_loses_no_row(heads, rows):
    intake = read(heads, *rows)
    assert len(intake.typed) == 3 and intake.groups.empty


def test_a_parent_that_is_not_in_the_list_is_told():
    rows = [["A", None, "Money", 5.0], ["B", "A", "Pay invoices", 5.0], ["C", "Z", "Hire staff", 1.0]]
    intake = read(["ID", "Parent process", "Process name", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == ["Pay invoices", "Hire staff"]
    assert codes(intake)["PARENT_NOT_FOUND"] == ["B4"]


def test_a_circle_of_parents_loses_no_row():
    rows = [["A", "B", "Pay invoices", 5.0], ["B", "A", "Hire staff", 5.0], ["C", None, "Plan shifts", 1.0]]
    intake = read(["ID", "Parent process", "Process name", "FTE"], *rows)
    assert len(intake.typed) == 3


def test_two_sheets_of_one_tree_are_joined_without_its_groups():
    from tasks.intake.assemble.interpret import interpret
    from tests.intake.made_sheets import file, sheet

    one = sheet(
        ["Process ID", "Parent ID", "Process name"], *(row[:3] for row in lines("parent id")), name="A"
    )
    two = sheet(["Process ID", "FTE"], *([row[0], row[3]] for row in lines("parent id")), name="B")
    intake = interpret([file(one, two)])
    assert lowest(intake) == LOWEST and set(intake.groups["process_name"]) == set(GROUPS)
    assert intake.roles["group"] + intake.roles["joined"] == 12 and intake.set_aside.empty


def test_the_indent_and_the_outline_of_a_workbook_are_read(tmp_path):
    for shape in ("indent", "outline", "outline below"):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Process name", "FTE"])
        tree = TREE if shape != "outline below" else list(reversed(TREE))
        for place, (number, name, fte) in enumerate(tree, 2):
            sheet.append([name, fte_of(number) if fte is None else fte])
            depth = number.count(".")
            if shape == "indent":
                sheet.cell(place, 1).alignment = Alignment(indent=depth)
            elif depth:
                sheet.row_dimensions[place].outlineLevel = depth
        book.save(tmp_path / "tree.xlsx")
        intake = read_portfolio([tmp_path / "tree.xlsx"], Limits())
        assert lowest(intake) == LOWEST and set(intake.groups["process_name"]) == set(GROUPS)


@st.composite
def trees(draw):
    """A tree of up to three levels with figures of its lowest rows."""
    found = []
    for first in range(1, draw(st.integers(2, 4)) + 1):
        children = draw(st.integers(0, 3))
        found.append((f"{first}", f"Work {first}", None if children > 1 else 1.0))
        for second in range(1, children + 1 if children > 1 else 1):
            grand = draw(st.sampled_from([0, 0, 2, 3]))
            found.append((f"{first}.{second}", f"Work {first}{second}", None if grand else float(second)))
            found += [
                (f"{first}.{second}.{third}", f"Work {first}{second}{third}", draw(st.integers(1, 9)) / 2)
                for third in range(1, grand + 1)
            ]
    return found


MORE = [
    "Annual cost EUR",
    "Owner",
    "Judgement (1-5)",
    "Data types",
    "Contract end",
    "Checklist",
    "Error rate %",
]
# what a tree adds to its rows, and what says where a row stands in the file
OF_TREE = {"process_id", "parent_process_id", "parent_process", "parent_row", "level", "source_row"}


def more_of(place, fte, cost):
    """Further cells of a row; of an upper row the cost alone."""
    if fte is None:
        return [cost, None, None, None, None, None, None]
    data = ("bank details", "health data", "none")[place % 3]
    level, share = place % 5 + 1, (place % 7) / 100
    return [
        cost,
        f"Team {place % 4}",
        level,
        data,
        f"2027-0{place % 9 + 1}-01",
        "yes" if place % 2 else "no",
        share,
    ]


def as_told(intake, column):
    return [None if value != value or value is None else str(value) for value in intake.typed[column]]


@settings(deadline=None, max_examples=25)
@given(tree=trees(), shape=st.sampled_from(list(HEADS)), blank=st.booleans())
def test_any_tree_in_any_shape_gives_its_lowest_rows_with_all_their_columns(tree, shape, blank):
    if all("." not in number for number, _, _ in tree):
        return
    costs = [None if fte is None and blank else 1000.0 * fte_of(number, tree) for number, _, fte in tree]
    more = [
        more_of(place, fte, cost) for place, ((_, _, fte), cost) in enumerate(zip(tree, costs, strict=True))
    ]
    rows = [[*line, *cells] for line, cells in zip(lines(shape, tree, blank), more, strict=True)]
    intake = read([*HEADS[shape], "Process name", "FTE", *MORE], *rows)
    flat = read(
        ["Process name", "FTE", *MORE],
        *([name, fte, *cells] for (_, name, fte), cells in zip(tree, more, strict=True) if fte is not None),
    )
    assert [*lowest(intake).items()] == [*lowest(flat).items()]
    compared = [*(set(flat.typed) | set(intake.typed)) - OF_TREE - {"process_name"}]
    for column in compared:
        known = [frame for frame in (flat, intake) if column in frame.typed]
        read_as = [as_told(frame, column) for frame in known]
        assert read_as[0] == read_as[-1] and (len(known) == 2 or set(read_as[0]) <= {None}), column
    assert intake.tables[0].rows_in == len(tree) == len(intake.typed) + len(intake.groups)


FAULTY = [(number, name, "many" if name == "Send goods" else fte) for number, name, fte in TREE]


def _seen(**facts):
    from tasks.intake.assemble.interpret import interpret
    from tests.intake.made_sheets import file, sheet

    rows = ([name, fte if fte is not None else fte_of(number)] for number, name, fte in FAULTY)
    return interpret([file(sheet(["Process name", "FTE"], *rows, **facts))])


DEEPER = [(place, number.count(".")) for place, (number, _, _) in enumerate(TREE, 2) if "." in number]
SENT = {
    "parent id": lambda: read([*HEADS["parent id"], "Process name", "FTE"], *_with_fault("parent id")),
    "level": lambda: read([*HEADS["level"], "Process name", "FTE"], *_with_fault("level")),
    "spaces": lambda: read([*HEADS["spaces"], "Process name", "FTE"], *_with_fault("spaces")),
    "indent": lambda: _seen(indents=tuple((row, "A", depth) for row, depth in DEEPER)),
    "outline": lambda: _seen(outline_levels=tuple(DEEPER)),
    "merged": lambda: read(
        ["Process name", "FTE"],
        *[[name, 6.0] for name in ("Pay invoices", "Collect debts", "Hire staff")],
        merged_ranges=("B2:B4",),
    ),
}


def _with_fault(shape):
    return [[*row[:-1], "many"] if "Send goods" in str(row[2]) else row for row in lines(shape)]


@pytest.mark.parametrize("shape", SENT)
def test_corrections_that_come_back_hold_the_same_processes_and_groups(shape, tmp_path):
    from tasks.reporting import write_corrections
    from tasks.settings import ReportLimits

    sent = SENT[shape]()
    assert write_corrections(sent, "list", tmp_path / "corrections.xlsx", ReportLimits())
    back = read_portfolio([tmp_path / "corrections.xlsx"], Limits())
    assert sorted(back.typed["process_name"]) == sorted(sent.typed["process_name"])
    assert back.typed["fte"].sum() == sent.typed["fte"].sum() and len(back.groups) == len(sent.groups)


IDS = {
    "letters and points": "A A.1 A.2 B B.1 B.2",
    "letters alone": "A A.a A.b B B.a B.b",
    "Roman numerals": "I I.1 I.2 II II.1 II.2",
    "departments": "FIN FIN-01 FIN-02 HR HR-01 HR-02",
    "departments and numbers": "FIN-01 FIN-01-01 FIN-01-02 FIN-02 FIN-02-01 FIN-02-02",
    "end to end processes": "P2P P2P.1 P2P.2 O2C O2C.1 O2C.2",
    "zeros at the end": "1.0 1.1 1.2 2.0 2.1 2.2",
    "letter and zeros at the end": "P1.0 P1.1 P1.2 P2.0 P2.1 P2.2",
    "zeros in front": "01 01.01 01.02 02 02.01 02.02",
    "from zero": "0 0.1 0.2 1 1.1 1.2",
    "slashes": "1 1/1 1/2 2 2/1 2/2",
    "letters behind": "HR1 HR1a HR1b HR2 HR2a HR2b",
    "departments and short names": "FIN FIN-AP FIN-GL HR HR-REC HR-PLN",
}
NO_TREE = [
    "P0 P1 P2 P3 P4 P5",
    "P1 P10 P11 P100 P101 P2",
    "1 10 11 100 101 2",
    "R2R R2R1 R2R2 P2P P2P1 P2P2",
    "A B C D E F",
    "P001 P002 P010 P100 P101 P110",
    "2024-1 2024-2 2024-10 2023-1 2023-10 2023-2",
]
WORK = ["Order handling", "Take in orders", "Deliver goods", "People", "Hire staff", "Plan shifts"]


@pytest.mark.parametrize("figures", [[5.0, 3.0, 2.0, 4.0, 1.0, 3.0], [None, 3.0, 2.0, None, 1.0, 3.0]])
@pytest.mark.parametrize("kind", IDS)
def test_ids_that_say_which_group_a_row_is_in(kind, figures):
    rows = [[*line] for line in zip(IDS[kind].split(), WORK, figures, strict=True)]
    intake = read(["ID", "Process name", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == [WORK[1], WORK[2], WORK[4], WORK[5]]
    assert intake.typed["fte"].sum() == 9.0 and len(intake.groups) == 2


@pytest.mark.parametrize("figures", [[5.0, 3.0, 2.0, 4.0, 1.0, 3.0], [None] * 6])
@pytest.mark.parametrize("ids", NO_TREE)
def test_running_numbers_make_no_group_whatever_adds_up(ids, figures):
    rows = [[*line] for line in zip(ids.split(), WORK, figures, strict=True)]
    intake = read(["ID", "Process name", "FTE"], *rows)
    assert intake.typed["process_name"].tolist() == WORK and intake.groups.empty


@pytest.mark.parametrize(("figures", "processes"), [([5.0, 3.0, 2.0, 4.0, 1.0, 3.0], 4), ([None] * 6, 6)])
def test_letters_above_numbers_are_groups_only_where_all_figures_add_up(figures, processes):
    rows = [[*line] for line in zip(["P", "P1", "P2", "Q", "Q1", "Q2"], WORK, figures, strict=True)]
    intake = read(["ID", "Process name", "FTE"], *rows)
    assert len(intake.typed) == processes and len(intake.groups) == 6 - processes


def test_the_last_row_of_a_list_with_ids_like_percentiles_is_a_process():
    rows = [[f"P{number}", name, number + 0.5] for number, name in enumerate(WORK, 1)]
    assert read(["Process name", "Title", "FTE"], *rows).typed["fte"].tolist() == [row[2] for row in rows]
    ids_alone = read(["Process name", "FTE"], *([row[0], row[2]] for row in rows))
    assert ids_alone.typed["fte"].tolist() == [row[2] for row in rows]


def test_letters_and_roman_numerals_in_front_of_names_are_numbers():
    numbers = ["A.", "A.1", "A.2", "II.", "II.1", "II.2"]
    rows = [
        [f"{number} {name}", fte]
        for number, name, fte in zip(numbers, WORK, [5.0, 3, 2, 4, 1, 3], strict=True)
    ]
    intake = read(["Process name", "FTE"], *rows)
    assert intake.typed["fte"].tolist() == [3.0, 2.0, 1.0, 3.0] and len(intake.groups) == 2


OUTLINES = ["1. a) b) 2. a) b)", "I. 1. 2. II. 1. 2.", "A. (1) (2) B. (1) (2)"]


@pytest.mark.parametrize("figures", [[5.0, 3.0, 2.0, 4.0, 1.0, 3.0], [None] * 6])
@pytest.mark.parametrize("marks", OUTLINES)
def test_names_counted_in_two_styles_are_an_outline(marks, figures):
    rows = [[f"{mark} {name}", fte] for mark, name, fte in zip(marks.split(), WORK, figures, strict=True)]
    intake = read(["Process name", "FTE"], *rows)
    assert len(intake.typed) == 4 and len(intake.groups) == 2


def test_names_counted_in_one_style_are_no_outline():
    rows = [[f"{place + 1}. {name}", 1.0] for place, name in enumerate(WORK)]
    assert len(read(["Process name", "FTE"], *rows).typed) == 6


@pytest.mark.parametrize("is_below", [False, True])
def test_a_flat_list_whose_sums_are_exact_in_two_columns_has_groups(is_below):
    rows = list(zip(WORK, [5.0, 3.0, 2.0, 4.0, 1.0, 3.0], [90, 50, 40, 70, 30, 40], strict=True))
    intake = read(["Process name", "FTE", "Volume"], *(rows[::-1] if is_below else rows))
    assert intake.typed["fte"].sum() == 9.0 and len(intake.groups) == 2
    assert set(intake.typed["process_name"]) == {WORK[1], WORK[2], WORK[4], WORK[5]}


def test_small_figures_of_one_column_that_add_up_by_chance_make_no_group():
    rows = list(zip(WORK, [5.0, 3.0, 2.0, 4.0, 1.0, 3.0], strict=True))
    assert len(read(["Process name", "FTE"], *rows).typed) == 6
    rows = list(zip(WORK, [12.35, 8.1, 4.25, 3.75, 2.5, 1.25], strict=True))
    assert len(read(["Process name", "FTE"], *rows).typed) == 4


def test_one_group_among_dotted_numbers_is_a_group():
    rows = [["1", WORK[0], "Ops"], ["1.1", WORK[1], "Ops"], ["1.2", WORK[2], "Ops"], ["2", WORK[3], "HR"]]
    intake = read(["No.", "Process name", "Department"], *rows)
    assert intake.typed["process_name"].tolist() == WORK[1:4] and len(intake.groups) == 1
