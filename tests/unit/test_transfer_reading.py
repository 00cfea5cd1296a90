"""Files as they are: encodings, delimiters, row numbers, and one clear sentence for what is no table."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from reviewtui.domain.errors import ImportProblem, UsageError
from reviewtui.services.transfer import csvrows
from reviewtui.services.transfer.headers import find_header
from reviewtui.services.transfer.reading import Row, open_tables


def rows_of(path: Path, **options: str) -> list[Row]:
    (table,) = open_tables(path, **options)
    return list(table.rows())


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_delimiter_and_line_end_reads_the_same(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    table = [["name", "city"], ["Müller & Söhne", "Köln"], ["Zoë", "São Paulo"]]
    text = end.join(delimiter.join(row) for row in table) + end
    path = written(tmp_path / "a.csv", text.encode(encoding))
    assert [cells for _, cells in rows_of(path)] == table


@pytest.mark.parametrize(
    ("tail", "style"),
    [
        ("Köln".encode(), "CSV, UTF-8, comma"),
        ("Köln".encode("cp1252"), "CSV, UTF-8 with some Windows-1252, comma"),
    ],
    ids=["whole", "pasted together"],
)
def test_a_file_with_a_byte_order_mark_is_said_to_be_mixed_only_where_it_is(
    tmp_path: Path, tail: bytes, style: str
) -> None:
    path = written(tmp_path / "a.csv", "\ufeffname,city\nMüller,".encode() + tail + b"\n")
    (table,) = open_tables(path)
    assert table.style == style
    assert list(table.rows())[1] == (2, ["Müller", "Köln"])


def test_quoted_cells_keep_delimiters_quotes_and_line_breaks_and_rows_their_line_numbers(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "a.csv", b'name,note\n"A, B","say ""hi"""\n\n"two\nlines",x\nlast,y\n')
    assert rows_of(path) == [
        (1, ["name", "note"]),
        (2, ["A, B", 'say "hi"']),
        (3, []),
        (4, ["two\nlines", "x"]),
        (6, ["last", "y"]),
    ]


def test_a_file_without_a_last_line_end_gives_its_last_row(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path / "a.csv", b"a,b\n1,2"))[-1] == (2, ["1", "2"])


def test_a_cell_of_a_megabyte_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"name,note\nA," + b"x" * 1_000_000 + b"\n")
    assert len(str(rows_of(path)[1][1][1])) == 1_000_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"name,note\nA,b\nC," + b"x" * 10_000_000 + b"\n",
            "row 3: a cell has more than 4 million characters",
        ),
        (b'name,note\nA,"b\n' + b"c,d\n" * 2_000_000, "row 2: a cell has more than 4 million characters"),
        (b"c," * 2_500_000 + b"c\n", "row 1: it has more columns than any table has"),
        (b"name,note\nB\0C,y\n", "row 2: the file has zero bytes in it"),
        (
            b"name,note\nA,b\n" + b"\0" * 10_000_000,
            "a cell has more than 4 million|zero bytes",
        ),
        (b"name,note\n" + b"\0" * 5_000, "row 2: the file has zero bytes in it"),
        (b"\0" * 10_000, "holds nothing but zero bytes"),
        (b'{"rows": [1, 2]}', "is JSON"),
        (b"\n <HTML><table><tr>", "a web page"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
    ],
)
def test_what_cannot_be_a_table_is_said_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(ImportProblem, match=said):
        rows_of(written(tmp_path / "a.csv", data))


def test_a_stray_zero_byte_in_a_long_file_is_a_character(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"name,note\n" + b"A,b\n" * 60 + b"C\0D,y\n")
    assert rows_of(path)[-1][1] == ["C\0D", "y"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    with pytest.raises(ImportProblem, match=r"unpacks to 0\.1 GB"):
        open_tables(path)


def test_more_columns_than_any_table_has_are_said(tmp_path: Path) -> None:
    (table,) = open_tables(written(tmp_path / "a.csv", b"Name" + b",x" * 1_000_000))
    with pytest.raises(ImportProblem, match="row 1: it has 1,000,001 columns"):
        find_header(table)


def test_single_quotes_and_quotes_behind_a_backslash_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"'name','note'\n'A, B','x'\n'C','it is'\n")
    assert rows_of(path)[1][1] == ["A, B", "x"]
    path = written(tmp_path / "b.csv", b'"name","note"\n"A","say \\"hi\\", twice"\n')
    assert rows_of(path)[1][1] == ["A", 'say "hi", twice']


def test_the_first_line_may_name_the_separator(tmp_path: Path) -> None:
    assert rows_of(written(tmp_path / "a.csv", b"sep=^\nname^city\nA,B^C\n"))[2][1] == ["A,B", "C"]


def test_a_file_of_utf8_with_a_few_odd_bytes_keeps_both(tmp_path: Path) -> None:
    good = "Müller,Köln\n".encode() * 10
    path = written(tmp_path / "a.csv", b"name,city\n" + good + "Caf\u00e9,Z\n".encode("cp1252"))
    rows = rows_of(path)
    assert rows[1][1] == ["Müller", "Köln"]
    assert rows[-1][1] == ["Café", "Z"]


def test_an_odd_byte_at_the_very_end_makes_the_file_cp1252(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"name,city\n" + b"A,B\n" * 400_000 + b"Caf\xe9,C\n")
    assert rows_of(path)[-1][1] == ["Café", "C"]


def test_a_quote_that_never_closes_is_said_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'name,city\nA,B\n"open,C\nD,E\n')
    with pytest.raises(ImportProblem, match="row 3: a quote opens here and never closes"):
        rows_of(path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"  \n\n ", "is empty"),
        ("a.csv", b"%PDF-1.7 ...", "a PDF document"),
        ("a.csv", b"\x89PNG\r\n\x1a\n....", "a picture"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 40, "cut off or damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read as a workbook"),
        ("a.csv", bytes(range(1, 32)) * 50, "is not a table"),
    ],
)
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(ImportProblem, match=said) as caught:
        open_tables(written(tmp_path / name, data))
    assert str(caught.value).count("\n") == 0


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="no file"):
        open_tables(tmp_path / "none.csv")
    with pytest.raises(ImportProblem, match="is a folder"):
        open_tables(tmp_path)


def test_an_unknown_encoding_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="klingon"):
        open_tables(written(tmp_path / "a.csv", b"a,b\n"), encoding="klingon")


def make_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Orders")
    sheet.write_row(2, 1, ["Order No", "Order Date", "Price"])
    sheet.write(3, 1, 10248)
    sheet.write_datetime(3, 2, datetime(1996, 7, 4), day)
    sheet.write(3, 3, 9.8)
    sheet.write(5, 1, 10249)
    book.add_worksheet("Empty")
    book.close()
    return path


def test_a_sheet_keeps_its_row_numbers_whole_numbers_and_dates(tmp_path: Path) -> None:
    rows = rows_of(make_workbook(tmp_path / "a.xlsx"))
    assert rows[2] == (3, ["Order No", "Order Date", "Price"])
    assert rows[3][0] == 4
    assert rows[3][1][0] == 10248
    assert isinstance(rows[3][1][0], int)
    assert rows[3][1][1] == date(1996, 7, 4)
    assert rows[3][1][2] == 9.8
    assert rows[4] == (5, [])
    assert rows[5][1][0] == 10249


def test_a_sheet_is_picked_by_name_and_a_wrong_name_lists_the_sheets(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "a.xlsx")
    assert rows_of(path, sheet="orders")
    with pytest.raises(UsageError, match="'Orders', 'Empty'"):
        open_tables(path, sheet="Kunden")


def test_a_workbook_cut_in_the_middle_is_said(tmp_path: Path) -> None:
    whole = make_workbook(tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(ImportProblem, match="cut off or damaged"):
        open_tables(written(tmp_path / "b.xlsx", whole[: len(whole) // 2]))


def test_an_archive_that_is_no_workbook_is_said(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("customers.csv", "a,b")
    with pytest.raises(ImportProblem, match="unpack it"):
        open_tables(tmp_path / "a.zip")


def test_a_file_that_somebody_writes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "growing.csv"
    path.write_text("Customer,City\n" + "Acme,Ulm\n" * 10, "utf-8")
    (table,) = open_tables(path)
    rows = table.rows()
    next(rows)
    with path.open("a") as file:
        file.write("Bolt,Bonn\n")
    with pytest.raises(ImportProblem, match="was changed while it was read"):
        list(rows)
    with pytest.raises(ImportProblem, match="was changed while it was read"):
        list(table.rows())


def test_utf_32_is_read_and_a_utf_16_that_ends_within_a_character_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes("Customer,City\nAcme,Köln\n".encode("utf-32"))
    assert [cells for _, cells in open_tables(path)[0].rows()] == [["Customer", "City"], ["Acme", "Köln"]]
    path.write_bytes("Customer,City\nAcme,Köln\n".encode("utf-16")[:-1])
    with pytest.raises(ImportProblem, match="is cut off"):
        open_tables(path)


SIGNS = [csvrows.Signs(",", '"', None), csvrows.Signs(";", "'", None), csvrows.Signs(",", '"', "\\")]


def numbered(text: str, signs: csvrows.Signs) -> list[tuple[int, list[str]]]:
    """The rows of a text with the line each begins on, told apart by csv alone."""
    reader, found, line = signs.reader(io.StringIO(text, newline="")), [], 1
    for cells in reader:
        found.append((line, cells))
        line = reader.line_num + 1
    return found


@given(
    st.text(alphabet='a,"\n\r\u2028', max_size=50) | st.text(alphabet="a;,'\\\"\n\r", max_size=50),
    st.integers(1, 12),
    st.sampled_from(SIGNS),
)
def test_rows_and_their_lines_are_the_same_however_the_text_is_read_in_pieces(
    text: str, size: int, signs: csvrows.Signs
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvrows, "_FIRST_CHARS", size)
        patch.setattr(csvrows, "_CHARS", size)
        found: list[tuple[int, list[object]]] = []
        stopped = None
        try:
            for numbers, rows in csvrows.row_batches(io.StringIO(text, newline=""), signs):
                found += zip(numbers, rows, strict=True)
        except csvrows.Unreadable as fault:
            stopped = fault.start
    try:
        expected = numbered(text, signs)
    except csv.Error:
        assert stopped is not None
        return
    if stopped is None:
        assert found == expected
    else:
        # A quote is open at the end: csv makes a last row of what is left.
        assert found == expected[: len(found)]
        assert len(found) == len(expected) - 1
        assert stopped == expected[-1][0]
