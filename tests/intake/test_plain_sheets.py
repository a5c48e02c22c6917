"""Long lists as programs export them are read without a reader, and come out as a reader reads them."""

import json

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.phrases import nodes
from tasks.excel import column_letter
from tasks.intake.files import prepare_workbook, sheet_xml
from tasks.intake.files.choose_reader import read_content
from tasks.intake.files.read_job import Job
from tasks.settings import Limits
from tests.intake.fuzz_seeds import edited, parts_of, xlsx, zipped

SHARED = (
    b"<sst><si><t>a</t></si><si><t>b &amp; c</t></si><si><t/></si>"
    b'<si><t xml:space="preserve"> d </t></si><si><t>\xc3\xa9 \xe6\xbc\xa2</t></si></sst>'
)
# Style 0 is General; then 0%, thousands left off, struck through, indented, and last a date.
STYLES = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts><numFmt numFmtId="170" formatCode="#,##0,"/></numFmts><fonts><font/><font><strike/></font></fonts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="0" fontId="1"/>
<xf numFmtId="3"><alignment indent="2"/></xf><xf numFmtId="14"/></cellXfs></styleSheet>"""
PLAIN = [
    "><v>1</v>",
    ' t="n"><v>-2.50</v>',
    "><v>0.6899999999999999</v>",
    "><v>1E-7</v>",
    "><v>+5</v>",
    ' s="1"><v>.5</v>',
    ' s="2"><v>999999999999999</v>',
    ' t="inlineStr"><is><t>Unit 7</t></is>',
    ' s="3" t="inlineStr"><is><t>line\nbreak</t></is>',
    ' t="inlineStr"><is><t>&lt;x&gt; &amp;amp; &quot;</t></is>',
    ' t="inlineStr"><is><t xml:space="preserve"> x </t></is>',
    ' t="inlineStr"><is><t></t></is>',
    ' s="4" t="s"><v>0</v>',
    *(f' t="s"><v>{number}</v>' for number in range(5)),
    ' t="b"><v>1</v>',
    ' t="b"><v>0</v>',
    ' t="str"><v>\u6f22 &apos; </v>',
    ' s="1">',
]
ODD = [
    "><v> 5</v>",
    "><v>1_0</v>",
    "><v>NaN</v>",
    "><v>1e400</v>",
    "><v>12345678901234567890</v>",
    "><v></v>",
    ' s="5"><v>45000</v>',
    "><f>1+1</f><v>2</v>",
    "><f>1+1</f>",
    ' t="e"><v>#REF!</v>',
    ' t="d"><v>2020-01-01</v>',
    ' t="b"><v>true</v>',
    ' t="s"><v>5</v>',
    ' t="str"><v>_x0041_</v>',
    ' t="inlineStr"><is><t> x </t></is>',
    ' t="inlineStr"><is><t>&#65;</t></is>',
    ' t="inlineStr"><is><t>a\r\nb</t></is>',
    ' t="inlineStr"><is><t>a > b</t></is>',
    ' t="inlineStr"><is><t/></is>',
    ' t="inlineStr"><is><r><t>a</t></r></is>',
    ' t="inlineStr"><v>1</v>',
]
HEADS = ["", "", ' spans="1:3"', ' hidden="1"', ' outlineLevel="2"', ' s="1" ht="12"']


def row(number, cells, head=""):
    """A row of cells, None where there is none."""
    inner = "".join(
        f'<c r="{column_letter(place)}{number}"{cell}</c>' for place, cell in enumerate(cells, 1) if cell
    )
    return f'<row r="{number}"{head}>{inner}</row>'


def book(rows):
    """A workbook with these rows, its shared texts and styles."""
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = f'<worksheet xmlns="{spreadsheet}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    own = {"sheet1.xml": xml.encode(), "sharedStrings.xml": SHARED, "styles.xml": STYLES}
    return zipped({name: own.get(name.rpartition("/")[2], part) for name, part in parts_of(xlsx()).items()})


def read(folder, content, monkeypatch, least):
    """What the reader process would say and write, and the sheets that needed no reader."""
    monkeypatch.setattr(prepare_workbook, "PLAIN_FROM_BYTES", least)
    folder.mkdir(exist_ok=True)
    (folder / "book.xlsx").write_bytes(content)
    job = Job(folder / "book.xlsx", folder, Limits())
    result = read_content(job, [])
    tables = []
    for sheet in result.get("sheets", ()):
        with pa.OSFile(str(folder / sheet["grid"])) as source:
            table = pa.ipc.open_file(source).read_all()
        tables.append({name: (str(table[name].type), table[name].to_pylist()) for name in table.column_names})
    return json.loads(json.dumps(nodes(result))), tables, list(job.plain)


def both(folder, content, monkeypatch):
    """With and without the readers."""
    return read(folder, content, monkeypatch, 1 << 60), read(folder, content, monkeypatch, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 1, 1, 2, 40, 1500]),
            st.sampled_from(HEADS),
            st.lists(st.sampled_from([None, None, *PLAIN]), max_size=6),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([100, 1 << 22]),
    st.sampled_from([None, None, None, *ODD]),
)
def test_any_sheet_comes_out_as_the_readers_read_it(tmp_path_factory, rows, chunk_bytes, odd):
    number, lines = 0, []
    for step, head, cells in rows:
        number += step
        lines.append(row(number, cells, head))
    lines += [row(number + 1, [PLAIN[0], odd])] if odd else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_xml, "CHUNK_BYTES", chunk_bytes)
        expected, got = both(tmp_path_factory.mktemp("book"), book(lines), patch)
    assert got[:2] == expected[:2]


def test_a_plain_list_needs_no_reader(tmp_path, monkeypatch):
    lines = [row(number, PLAIN) for number in range(1, 2100)]
    (expected, expected_tables, none), (got, tables, plain) = both(tmp_path, book(lines), monkeypatch)
    assert (none, plain) == ([], ["Processes"])
    assert (got, tables) == (expected, expected_tables)
    (sheet,) = got["sheets"]
    assert {code for _, code, _ in sheet["telling_formats"]} == {"0%", "#,##0,"}
    assert len(sheet["indents"]) == len(sheet["struck_cells"]) == 2099


@pytest.mark.parametrize("odd", ODD)
def test_whatever_is_not_plain_is_left_to_the_readers(tmp_path, monkeypatch, odd):
    lines = [row(1, PLAIN), row(2, [PLAIN[0], odd])]
    expected, got = both(tmp_path, book(lines), monkeypatch)
    assert got[2] == []
    assert got == expected


@pytest.mark.parametrize(
    "lines",
    [
        [row(2, PLAIN), row(1, PLAIN)],
        [row(1, PLAIN), row(2, PLAIN).replace('r="B2"', 'r="B7"')],
        [row(1, PLAIN), row(2, PLAIN).replace('r="B2"', 'r="A2"')],
        [row(1, PLAIN).replace(' r="B1"', "")],
        [row(1, PLAIN).replace('<row r="1"', "<row")],
        [row(1, PLAIN), "<!-- <row> -->", row(2, PLAIN)],
        [row(1, PLAIN) + '</sheetData><mergeCells><mergeCell ref="B2:C3"/></mergeCells><sheetData>'],
        [row(1, PLAIN), row(1_048_000, PLAIN[:1])],
    ],
    ids=["order", "address", "twice", "no address", "no number", "comment", "merged", "far"],
)
def test_cells_in_other_places_than_expected_are_left_to_the_readers(tmp_path, monkeypatch, lines):
    expected, got = both(tmp_path, book(lines), monkeypatch)
    assert got[2] == []
    assert got == expected


def test_shared_texts_with_formats_of_their_own_are_left_to_the_readers(tmp_path, monkeypatch):
    content = edited(
        book([row(1, PLAIN)]),
        lambda part: part.replace(b"<t>a</t>", b"<r><t>a</t></r><r><t>b</t></r>"),
        "xl/sharedStrings.xml",
    )
    expected, got = both(tmp_path, content, monkeypatch)
    assert got[2] == []
    assert got == expected
