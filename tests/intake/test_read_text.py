"""Delimited text: whatever delimiter, quote and encoding a program writes, each cell stays the text it is."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.intake.files import text_encoding
from tasks.intake.files.read_file import read_file
from tasks.settings import Limits

LIMITS = Limits()
TEXT = "Prozess;Kosten;Größe\nMüller & Söhne;1.234,50;5 €\n007;NA;\n"


def read(tmp_path, content, name="table.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = read_file(path, LIMITS)
    assert file.refused_message is None
    return file


def rows(file):
    """Rows by number, blank cells as empty text."""
    grid = file.sheets[0].grid
    assert set(grid.dtypes.astype(str)) == {"str"}
    return {row: ["" if pd.isna(cell) else cell for cell in cells] for row, *cells in grid.itertuples()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path, encoding):
    found = rows(read(tmp_path, TEXT.encode(encoding)))
    assert found == {
        1: ["Prozess", "Kosten", "Größe"],
        2: ["Müller & Söhne", "1.234,50", "5 €"],
        3: ["007", "NA", ""],
    }


def test_polish_of_windows_is_not_taken_for_western_letters(tmp_path):
    content = "Proces;Koszt (tys. zł)\nNaliczanie płac;3\nObsługa skarg;4\n"
    assert rows(read(tmp_path, content.encode("cp1250")))[2] == ["Naliczanie płac", "3"]
    western = "Prozess;Fläche\nHalle prüfen;3 m³\nDe¹ Räume;4 m³\n"
    assert rows(read(tmp_path, western.encode("cp1252")))[3] == ["De¹ Räume", "4 m³"]


@pytest.mark.parametrize("first", ["ID;Prozess;FTE", "ID;PROZESS;FTE", "ID;PID;Name"])
def test_a_list_whose_first_headings_look_like_the_start_of_a_sylk_file_is_read(tmp_path, first):
    found = rows(read(tmp_path, f"{first}\nB;Rechnungen prüfen;3\nC;Mahnungen schreiben;2\n"))
    assert found[2] == ["B", "Rechnungen prüfen", "3"]


@pytest.mark.parametrize("once", ["cp1252", "latin-1"])
def test_letters_that_were_encoded_twice_are_read_as_they_were(tmp_path, once):
    text = "Prozess;FTE\nLöhne zahlen;4\nRückstellungen prüfen;2\n"
    found = read(tmp_path, text.encode().decode(once).encode())
    assert [cells[0] for cells in rows(found).values()] == [
        "Prozess",
        "Löhne zahlen",
        "Rückstellungen prüfen",
    ]
    assert any("encoded twice" in note for note in found.notes)


@pytest.mark.parametrize(
    ("sent", "written", "lost"),
    [
        (b"plain;5", b"plain;5", 0),
        ("Löhne".encode(), "Löhne".encode(), 0),
        ("abc\ufffd\ufffd;".encode(), "abc\ufffd\ufffd;".encode(), 2),
        (b"ab\x00cd\x00", b"abcd", 0),
        ("\ufeffab".encode(), b"ab", 0),
        (b"", b"", 0),
    ],
)
def test_a_copy_holds_the_text_without_marks_and_zero_bytes(tmp_path, monkeypatch, sent, written, lost):
    monkeypatch.setattr(text_encoding, "CHUNK_BYTES", 4)
    path, copy = tmp_path / "sent.csv", tmp_path / "copy.csv"
    path.write_bytes(sent)
    assert text_encoding.utf8_copy(path, "utf-8-sig", copy) == lost
    assert copy.read_bytes() == written


def test_letters_are_mended_in_the_copy_alone(tmp_path):
    path, copy = tmp_path / "sent.csv", tmp_path / "copy.csv"
    sent = "Löhne zahlen;4\nRückstellungen prüfen;2\n".encode().decode("cp1252").encode()
    path.write_bytes(sent)
    text_encoding.utf8_copy(path, "utf-8-sig", copy)
    assert text_encoding.undo_second_encoding(copy)
    assert path.read_bytes() == sent
    assert "Löhne" in copy.read_text("utf-8")


def test_a_text_in_which_one_line_was_encoded_once_is_left_alone(tmp_path):
    text = "Prozess;FTE\nLÃ¶hne zahlen;4\nRückstellungen prüfen;2\n"
    assert rows(read(tmp_path, text))[2] == ["LÃ¶hne zahlen", "4"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", "Zahlung; prüfen\nÄrzte;\x80\n"),
        ("mac_roman", "Prozess;Gebühr\nPrüfung für Ämter über Länder;hören, führen, größer\n" * 20),
    ],
)
def test_a_judged_encoding_is_noted(tmp_path, encoding, text):
    file = read(tmp_path, text.encode(encoding))
    assert any("judged from its letters" in note for note in file.notes)


@pytest.mark.parametrize(("encoding", "word"), [("mac_roman", "Réception"), ("cp850", "Prüfung")])
def test_one_accent_is_enough_to_tell_old_encodings(tmp_path, encoding, word):
    found = rows(read(tmp_path, f"Process;FTE\n{word};1\nPay;2\n".encode(encoding)))
    assert found[2] == [word, "1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_delimiters(tmp_path, delimiter):
    text = f'Process{delimiter}Cost{delimiter}Note\nPay{delimiter}1200{delimiter}"a{delimiter}b\nc ""d"""\nClaim{delimiter}3{delimiter}\n'
    assert rows(read(tmp_path, text)) == {
        1: ["Process", "Cost", "Note"],
        2: ["Pay", "1200", f'a{delimiter}b\nc "d"'],
        3: ["Claim", "3", ""],
    }


@pytest.mark.parametrize(
    "text",
    [
        "Name;Kosten;Anteil\nA;1,5;2,5\nB;2,5;3,5\nC;3,5;4,5\n",
        "Owner;Task\nLast, First;pay, file\nLast, First;read, sort\nLast, First;call, ask\n",
        "Name;Amount\nA;1,200,300\nB;1,200,301\n",
    ],
)
def test_commas_inside_cells_do_not_deceive(tmp_path, text):
    assert list(rows(read(tmp_path, text)).values()) == [line.split(";") for line in text.splitlines()]


def test_a_declared_delimiter_is_believed_and_its_line_is_no_row(tmp_path):
    assert rows(read(tmp_path, "sep=^\r\na^b\r\n1^2\r\n")) == {1: ["a", "b"], 2: ["1", "2"]}


def test_titles_notes_and_uneven_rows_keep_their_place(tmp_path):
    text = "List of processes\n\nid,name,cost\n1,Pay,5\n2,Claim\n3,Collect,7,extra,more\n\nSource: finance\n"
    assert rows(read(tmp_path, text)) == {
        1: ["List of processes", "", "", "", ""],
        3: ["id", "name", "cost", "", ""],
        4: ["1", "Pay", "5", "", ""],
        5: ["2", "Claim", "", "", ""],
        6: ["3", "Collect", "7", "extra", "more"],
        8: ["Source: finance", "", "", "", ""],
    }


def test_a_quotation_mark_inside_a_cell_is_text(tmp_path):
    assert rows(read(tmp_path, 'name,size\nscreen,19" wide\ncable,5"\n'))[2] == ["screen", '19" wide']


@pytest.mark.parametrize(
    "text",
    [
        'id,name,cost,owner\n1,"Pay,5,x\n2,Claim,6,y\n3,Collect,7,z\n',
        'id,name,cost,owner\n1,"Pay,5,x\n2,Claim,6,y\n3,Collect,7,z\n4,"Audit,8,v\n5,File,9,w\n',
    ],
)
def test_an_unclosed_quotation_mark_swallows_no_rows(tmp_path, text):
    file = read(tmp_path, text)
    assert [cells[0] for cells in rows(file).values()] == [
        line[0] if line[0] != "i" else "id" for line in text.splitlines()
    ]
    assert any("never closed" in note for note in file.notes)


def test_an_apostrophe_that_guards_a_text_is_no_part_of_it(tmp_path):
    found = rows(read(tmp_path, "Id;Process;FTE\n'007;'=Pay;'4,5\n8;'90s archive;2\n"))
    assert found[2] == ["007", "=Pay", "4,5"] and found[3][1] == "'90s archive"


def test_a_single_column_is_a_table(tmp_path):
    assert rows(read(tmp_path, "Process\nPay\n\nClaim\n")) == {1: ["Process"], 2: ["Pay"], 4: ["Claim"]}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(tmp_path, ending):
    assert list(rows(read(tmp_path, ending.join(["a,b", "1,2", "3,4"]))).values()) == [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
    ]


def test_text_under_the_name_of_a_workbook_is_read_and_noted(tmp_path):
    file = read(tmp_path, "a\tb\n1\t2\n", "export.xls")
    assert rows(file) == {1: ["a", "b"], 2: ["1", "2"]}
    assert any(".xls" in note for note in file.notes)


def test_apostrophes_as_quotes(tmp_path):
    text = "'id','name'\n'1','pay, file'\n'2','claim'\n'3','a'\n"
    assert rows(read(tmp_path, text))[2] == ["1", "pay, file"]


CELL = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\x85\u2028\u2029"
    ),
    min_size=1,
    max_size=10,
).filter(
    lambda text: text[0] not in "'="
)  # of '007 and ="007" the sign that keeps Excel from changing it is no text


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=2, max_size=8)
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_a_program_quotes_is_read_as_it_was(tmp_path_factory, table, delimiter, encoding):
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [[f"Heading {column}" for column in range(len(table[0]))], *table]
    )
    found = rows(read(tmp_path_factory.mktemp("csv"), target.getvalue().encode(encoding)))
    assert list(found.values())[1:] == table
