"""Tables as offices make them."""

import io
import zipfile
from datetime import date

import pytest
from office_sheets import HEAD, text, xlsx
from openpyxl import Workbook

from linli.kernel.errors import Refused
from linli.places import sheets
from linli.places.imports import COLUMNS
from linli.places.sheets import code_in, date_in, number_in, read_table, words_in

ROW = ("1", "990101001001", "望潮社区", "社区", "990101001")
READ = {"code": "990101001001", "name": "望潮社区", "kind": "社区", "parent": "990101001"}


def rows(raw: bytes) -> list:
    return list(read_table(raw, COLUMNS))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_that_excel_writes_is_read(encoding):
    assert rows(text(HEAD, ROW).encode(encoding)) == [(2, READ)]


def test_rare_names_outside_gbk_survive_gb18030():
    for name in ("䶮", "𬭎", "㛃"):
        with pytest.raises(UnicodeEncodeError):
            name.encode("gbk")
        (row,) = rows(text(HEAD, ("1", "99", f"{name}家村", "社区", "")).encode("gb18030"))
        assert row[1]["name"] == f"{name}家村"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_the_delimiter_is_found_out(delimiter):
    assert rows(text(HEAD, ROW, delimiter=delimiter).encode()) == [(2, READ)]


def test_a_merged_title_notes_samples_blank_rows_and_the_total_are_left_out_and_named():
    raw = xlsx(
        ("云渡街道社区登记表", None, None, None, None),
        HEAD,
        ("填写说明：编码为12位数字，带*为必填", None, None, None, None),
        ("示例", "110101001001", "某某社区", "社区", "110101001"),
        ROW,
        (None, None, None, None, None),
        (2, 990101001002, "听荷社区", "社区", 990101001),
        HEAD,
        (3, "990101001003", "枕溪社区", "社区", "990101001"),
        ("合计", None, "3个", None, None),
        ("填表人：张某某", None, None, "审核人：", None),
        merged=["A1:E1", "A3:E3"],
    )
    table = read_table(raw, COLUMNS)
    assert [(number, row["code"], row["parent"]) for number, row in table] == [
        (5, "990101001001", "990101001"),
        (7, "990101001002", "990101001"),
        (9, "990101001003", "990101001"),
    ]
    assert table.noted == [3, 4, 8, 10, 11]


def test_a_header_of_two_merged_rows_is_read_as_one():
    raw = xlsx(
        ("编码", "名称", "类型", "上级", None),
        (None, None, None, "名称", "编码"),
        ("990101001001", "望潮社区", "社区", "云渡街道", "990101001"),
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    )
    assert rows(raw) == [(3, READ)]
    plain = text(
        ("编码", "名称", "类型", "上级", ""),
        ("", "", "", "名称", "编码"),
        ("990101001001", "望潮社区", "社区", "云渡街道", "990101001"),
    )
    assert rows(plain.encode("gbk")) == [(3, READ)]


def test_a_parent_merged_over_several_rows_counts_for_each():
    raw = xlsx(
        ("上级编码", "编码", "名称", "类型"),
        ("990101001", "990101001001", "望潮社区", "社区"),
        (None, "990101001002", "听荷社区", "社区"),
        (None, "990101001003", "枕溪社区", "社区"),
        merged=["A2:A4"],
    )
    assert [row["parent"] for _number, row in rows(raw)] == ["990101001"] * 3


def test_headings_are_found_with_stars_brackets_and_line_breaks_in_them():
    head = ("* 编 码\n（12位）", "名称（必填）", "Kind", "上级代码：")
    assert rows(xlsx(head, ROW[1:])) == [(2, READ)]


def test_english_headings_do_as_well():
    assert rows(text(("Code", "Name", "Kind", "Parent code"), ROW[1:]).encode()) == [(2, READ)]


def test_a_sheet_of_explanations_before_the_data_is_passed_over():
    raw = xlsx(HEAD, ROW, sheets=[("填写说明", [("请按照要求填写",), ("不要修改表头",)])])
    assert rows(raw) == [(2, READ)]


def test_a_missing_column_is_named_beside_those_that_are_there():
    with pytest.raises(Refused) as refused:
        rows(text(("编码", "名称", "备注"), ("1", "2", "3")).encode())
    assert str(refused.value) == "没有找到这些列：类型、上级编码。文件中的列有：编码、名称、备注。"


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xff\xff", b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0 neither", b"code,name\0,kind"]
)
def test_what_is_no_table_is_refused_in_a_sentence(raw):
    with pytest.raises(Refused):
        rows(raw)


def test_one_cell_in_the_last_corner_is_refused_and_nobody_makes_room_for_all_before_it():
    """It ended the whole process: the reader wanted half a terabyte."""
    book = Workbook()
    for row in (HEAD, ROW):
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    with pytest.raises(Refused, match="XFD1048576"):
        rows(saved(book))
    del book.active._cells[(1048576, 16384)]
    book.active["A1048576"] = ""
    assert rows(saved(book)) == [(2, READ)]


@pytest.mark.parametrize("other", ["content.xml", "xl/workbook.bin"])
def test_what_only_looks_like_excel_is_not_read_as_something_else(other):
    file = io.BytesIO(xlsx(HEAD, ROW))
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr(other, "<x/>")
    with pytest.raises(Refused):
        rows(file.getvalue())


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_nul_bytes_are_refused():
    with pytest.raises(Refused, match="无法读取"):
        rows(text(HEAD, ("1", "99", "望\0潮", "社区", "")).encode())


def test_a_file_that_is_too_large_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setattr(sheets, "LARGEST_FILE", 10)
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 11)
    for file in (path, path.read_bytes()):
        with pytest.raises(Refused, match="太大"):
            read_table(file, COLUMNS)
    with pytest.raises(Refused, match="打不开"):
        read_table(tmp_path / "none.csv", COLUMNS)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("９９０１０１", "990101"),
        ("990 101 001", "990101001"),
        ("990101001001.0", "990101001001"),
        (" 99-X01-3\u3000", "99-X01-3"),
        ("110101199003070010", "110101199003070010"),
        ("5E3", "5E3"),
    ],
)
def test_a_code_is_forgiven_blanks_and_full_width_digits(cell, code):
    assert code_in(cell) == code


@pytest.mark.parametrize("cell", ["9.90101E+11", "9.90101e11", "1E+17", "990101001001003000", "990101001001003000000"])
def test_a_code_that_a_spreadsheet_has_rounded_is_refused(cell):
    with pytest.raises(Refused, match="请把该列设为文本格式"):
        code_in(cell)


def test_an_18_digit_number_in_a_cell_of_numbers_is_refused():
    (row,) = rows(xlsx(HEAD, (1, 990101001001003123, "x", "社区", 990101001)))
    with pytest.raises(Refused, match="文本格式"):
        code_in(row[1]["code"])


def test_dates_in_the_ways_people_write_them():
    for written in (
        "2026-01-01",
        "2026/1/1",
        "2026.1.1",
        "2026年1月1日",
        "20260101",
        "46023",
        "２０２６年１月１日",
        "2026-01-01 00:00:00",
    ):
        assert date_in(written, what="d") == date(2026, 1, 1), written
    assert date_in("长期", what="d") is None
    for wrong in ("2026-13-01", "明天", "2026", "1-1"):
        with pytest.raises(Refused, match="不是日期"):
            date_in(wrong, what="d")


def test_numbers_and_words():
    assert number_in("1,204", largest=10**6, what="n") == 1204
    assert number_in("１２", largest=99, what="n") == 12
    assert number_in("", largest=99, what="n") is None
    for wrong in ("-1", "1.5", "many", "100"):
        with pytest.raises(Refused):
            number_in(wrong, largest=99, what="n")
    assert words_in("锦和苑\n 3栋\ufeff", longest=9, what="w") == "锦和苑 3栋"
    assert words_in("\ue170高村", longest=9, what="w") == "\ue170高村"
    for wrong in ("a\x07b", "长" * 10):
        with pytest.raises(Refused):
            words_in(wrong, longest=9, what="w")
