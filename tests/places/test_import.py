"""A list of places becomes a tree, whole or not at all."""

import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_sheets import HEAD, text, xlsx

from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel.errors import Refused
from linli.places import actions
from linli.places.actions import entering
from linli.places.imports import import_file
from linli.places.models import SEPARATOR, Place
from linli.places.sheets import NOTHING, BadRows, Imported, code_in
from linli.places.tree import RANK, SIZES, natural_order
from linli.places.tree import SEPARATOR as TREES_SEPARATOR

pytestmark = pytest.mark.django_db

SMALL = (
    ("1", "990101001", "云渡街道", "街道", ""),
    ("2", "990101001001", "望潮社区", "社区", "990101001"),
    ("3", "990101001001-X01", "锦和苑", "小区", "990101001001"),
)


def sheet(*rows, head=HEAD) -> bytes:
    return text(head, *rows).encode("gbk")


def bad(raw: bytes) -> list[str]:
    """The lines of what is wrong with a file, of which nothing was entered."""
    before = dict(Place.objects.values_list("code", "name"))
    with pytest.raises(BadRows) as found:
        import_file(raw)
    assert dict(Place.objects.values_list("code", "name")) == before
    return found.value.lines()


def test_a_list_in_any_order_becomes_a_tree():
    done = import_file(sheet(*reversed(SMALL)))
    assert done == Imported(new=3)
    compound = Place.objects.get(code="990101001001-X01")
    assert compound.path == "990101001/990101001001/990101001001-X01/"
    assert compound.parent.parent.name == "云渡街道"
    assert str(done) == "导入完成：新增3条，更新0条，0条没有变化。"


def test_the_second_time_nothing_changes_and_it_says_so():
    import_file(sheet(*SMALL))
    before, entries = list(Place.objects.order_by("path").values()), Entry.objects.count()
    done = import_file(sheet(*SMALL))
    assert done == Imported(unchanged=3)
    assert str(done) == "没有变化：文件中的3条都已在系统中，内容一致。"
    assert list(Place.objects.order_by("path").values()) == before
    assert Entry.objects.count() == entries


def test_a_changed_row_changes_its_place_and_the_journal_says_what_was_before(street):
    done = import_file(
        sheet(
            ("1", "990101001001", "望潮东社区", "社区", "990101001"),
            ("2", "990101001009", "新社区", "社区", "990101001"),
        )
    )
    assert done == Imported(new=1, changed=1)
    street.wangchao.refresh_from_db()
    assert street.wangchao.name == "望潮东社区"
    entry = Entry.objects.get(event="PlacesImported")
    assert entry.facts["was"] == {"990101001001": {"name": "望潮社区"}}
    assert (entry.facts["new"], entry.facts["changed"], entry.facts["top"]) == (1, 1, ["990101001009"])
    assert entry.by == "import"
    assert verify().whole


def test_an_import_is_one_entry_in_the_journal_however_many_places_it_enters():
    import_file(sheet(*SMALL))
    assert Entry.objects.count() == 1


def test_a_list_may_hang_below_what_is_there_and_names_the_serving_grid(street):
    head = (*HEAD, "所属网格", "户数", "层数", "标准编码")
    raw = xlsx(
        head,
        (1, "990101001001-X01-10", "10栋", "楼栋", "990101001001-X01", "990101001001003", 48, 18, "990101001001003"),
        (2, "990101001001-X01-2", "2栋", "楼栋", "990101001001-X01", "990101001001003", None, None, None),
    )
    assert import_file(raw).new == 2
    building = Place.objects.get(code="990101001001-X01-10")
    assert (building.grid, building.households, building.floors, building.order) == (street.grid, 48, 18, 10)
    assert building.std_code == "990101001001003"
    assert [b.name for b in street.jinhe.children.order_by("order", "code")] == ["2栋", "3栋", "10栋"]


def test_an_empty_cell_leaves_what_is_there(street):
    head = (*HEAD, "所属网格", "户数")
    import_file(sheet(("1", street.building.code, "3栋", "楼栋", "", "", "52"), head=head))
    import_file(sheet(("1", street.building.code, "3栋", "楼栋", "", "", ""), head=head))
    building = Place.objects.get(pk=street.building.pk)
    assert (building.parent, building.grid, building.households, building.order) == (street.jinhe, street.grid, 52, 3)


def test_every_bad_row_is_named_by_its_number_in_the_file(street):
    lines = bad(
        xlsx(
            ("登记表", None, None, None, None),
            HEAD,
            ("1", "990101001005", "", "社区", "990101001"),
            ("2", "", "无编码社区", "社区", "990101001"),
            ("3", "990101001006", "好社区", "社区", "990101001"),
            ("4", "990101001006", "又一社区", "社区", "990101001"),
            ("5", "990101001007", "某社区", "星球", "990101001"),
            ("6", "990101001008", "孤儿社区", "社区", "123456789"),
            ("7", "990101/1", "斜杠社区", "社区", "990101001"),
            ("8", "9.90101E+11", "丢位社区", "社区", "990101001"),
            ("9", "990101001010", "长" * 81, "社区", "990101001"),
            ("10", "9" * 41, "长码社区", "社区", "990101001"),
            ("11", "990101001011", "自己", "社区", "990101001011"),
            ("12", "990101001-b", "无上级楼", "楼栋", ""),
            ("13", "990101001-s", "反了", "街道", "990101001001"),
            ("14", "990101001001", "望潮社区", "社区", "990101"),
            ("15", "990101001001003", "第3网格", "小区", ""),
            ("16", "990101001-c", "跟着坏行的小区", "小区", "990101001007"),
            merged=["A1:E1"],
        )
    )
    assert lines == [
        "第3行：缺少名称。",
        "第4行：缺少编码。",
        "第6行：编码990101001006与第5行重复。",
        "第7行：没有“星球”这种类型；类型有社区、小区、楼栋、单元、网格等。",
        "第8行：上级编码123456789既不在本文件中，也不在系统中。",
        "第9行：编码990101/1含有不能使用的字符，例如“/”。",
        "第10行：编码9.90101E+11的末几位已丢失。请把该列设为文本格式，重新填写。",
        f"第11行：名称超过80个字符：“{'长' * 20}…”。".replace("字符", "字"),
        f"第12行：编码{'9' * 20}…超过40个字符。",
        "第13行：990101001011的上级编码填成了它自己。",
        "第14行：缺少上级编码。",
        "第15行：这种类型的地点不能属于990101001001（望潮社区）。",
        "第16行：990101001001现在属于990101001，导入不变更上级。请把上级编码填为990101001，或用新编码另建这个地点。",
        "第17行：990101001001003已作为另一种类型在使用，类型不能变更。",
    ]


def test_the_reasons_are_said_in_english_too(street):
    with override("en"):
        assert bad(sheet(("1", "990101001006", "", "社区", "990101001"))) == ["Row 2: The name is missing."]


def test_a_circle_is_found_and_shown():
    lines = bad(
        sheet(
            ("1", "g1", "一", "网格", "g3"),
            ("2", "g2", "二", "网格", "g1"),
            ("3", "g3", "三", "网格", "g2"),
            ("4", "g4", "挂在圈下", "网格", "g3"),
            ("5", "s1", "街道", "街道", ""),
        )
    )
    assert lines == [
        "第2行：g1成了自己的上级，形成循环：g1 → g3 → g2 → g1。",
        "第3行：g2成了自己的上级，形成循环：g1 → g3 → g2 → g1。",
        "第4行：g3成了自己的上级，形成循环：g1 → g3 → g2 → g1。",
    ]


def test_a_grid_must_be_there_and_be_a_grid(street):
    lines = bad(
        sheet(
            ("1", "990101001001-X01-07", "7栋", "楼栋", "990101001001-X01", "990101001001099"),
            ("2", "990101001001-X01-08", "8栋", "楼栋", "990101001001-X01", "990101001001-X01"),
            head=(*HEAD, "所属网格"),
        )
    )
    assert lines == [
        "第2行：所属网格990101001001099既不在本文件中，也不在系统中。",
        "第3行：990101001001-X01（锦和苑）不是网格。",
    ]


def test_bad_rows_beyond_two_hundred_are_counted():
    with pytest.raises(BadRows) as found:
        import_file(sheet(*[("1", f"c{n}", "", "社区", "") for n in range(250)]))
    assert found.value.count == 250
    assert found.value.lines()[-1] == "另有 50 处有误。"
    assert str(found.value) == "没有导入任何数据，有250处需要修改。"


def test_nothing_is_entered_below_a_closed_place(street):
    empty = Place.objects.create(
        code="990101001-X9", name="旧小区", kind="compound", parent=street.street, path="990101/990101001/990101001-X9/"
    )
    actions.close_place(empty, by=street.administrator)
    assert bad(sheet(("1", "990101001-X9-1", "1栋", "楼栋", "990101001-X9"))) == [
        "第2行：990101001-X9（旧小区）已停用。"
    ]


def test_a_path_that_grows_too_long_is_refused():
    codes = [f"{n:039d}g" for n in range(11)]
    rows = [("1", code, "网格", "网格", above) for code, above in zip(codes, ["", *codes], strict=False)]
    rows[0] = ("1", codes[0], "街道", "街道", "")
    assert bad(sheet(*rows)) == [f"第{n}行：{codes[n - 2]}的层级太深。" for n in (11, 12)]


def test_a_header_without_rows_is_refused():
    with pytest.raises(Refused, match="没有数据行"):
        import_file(sheet())


def test_backslashes_and_quotes_in_names_arrive_as_they_are():
    import_file(sheet(("1", r"a\b", r"甲\N乙'\"", "街道", ""), ("2", "c", r"\.", "社区", r"a\b")))
    assert Place.objects.get(code="c").path == "a\\b/c/"
    assert Place.objects.get(code=r"a\b").name == r"甲\N乙'\""


def test_kinds_are_taken_by_code_by_label_and_as_offices_say():
    for n, (kind, said) in enumerate(
        [("county", "区"), ("street", "乡镇"), ("community", "Community"), ("compound", "compound")]
    ):
        import_file(sheet(("1", f"k{n}", "某地", said, f"k{n - 1}" if n else "")))
        assert Place.objects.get(code=f"k{n}").kind == kind


def test_filling_an_empty_tree_builds_the_same_indexes_and_keys_again(monkeypatch):
    def catalogue():
        with connection.cursor() as cursor:
            cursor.execute("select indexname, indexdef from pg_indexes where tablename = 'places_place' order by 1")
            indexes = cursor.fetchall()
            cursor.execute(
                "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = "
                "'places_place'::regclass order by 1"
            )
            return indexes, cursor.fetchall()

    before = catalogue()
    monkeypatch.setattr(entering, "WORTH_REBUILDING", 1)
    assert import_file(sheet(*SMALL)).new == 3
    assert catalogue() == before


def test_siblings_stand_as_people_count():
    def ordered(*names):
        return sorted(names, key=lambda name: natural_order("building", name))

    assert ordered("10栋", "2栋", "1栋") == ["1栋", "2栋", "10栋"]
    assert ordered("十二号楼", "二号楼", "二十号楼") == ["二号楼", "十二号楼", "二十号楼"]
    assert ordered("2区1栋", "1区10栋", "1区2栋") == ["1区2栋", "1区10栋", "2区1栋"]
    assert natural_order("building", "一〇四栋") == 104
    assert natural_order("building", "9" * 50) == 9999
    assert natural_order("community", "八里庄第2社区") == 0


def test_the_tree_and_its_table_end_a_code_the_same_way():
    assert TREES_SEPARATOR == SEPARATOR


# --- any tree -----------------------------------------------------------------------------------------------------


def is_code(text: str) -> bool:
    return text not in NOTHING and code_in(text) == text


CODES = st.text(st.sampled_from("0123456789abcXYZ-_.望"), min_size=1, max_size=8).filter(is_code)
NAMES = st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=20).filter(
    lambda n: n.strip()
)


@st.composite
def trees(draw) -> list[tuple[str, str, str, str]]:
    """Rows of (code, name, kind, parent) of a sound tree, parents first."""
    rows: list[tuple[str, str, str, str]] = []
    for code in draw(st.lists(CODES, min_size=1, max_size=25, unique=True)):
        above = draw(st.sampled_from(rows)) if rows and draw(st.booleans()) else None
        larger = RANK[above[2]] if above else -1
        kinds = [kind for kinds in SIZES[larger + 1 :] for kind in kinds if above or RANK[kind] <= RANK["community"]]
        if not kinds:
            above, kinds = None, ["county"]
        rows.append((code, draw(NAMES), draw(st.sampled_from(kinds)), above[0] if above else ""))
    return rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=trees(), chance=st.randoms(use_true_random=False), encoding=st.sampled_from(["utf-8-sig", "gb18030"]))
def test_any_tree_shuffled_enters_at_the_same_paths_and_a_second_time_changes_nothing(rows, chance, encoding):
    with connection.cursor() as cursor:
        cursor.execute("delete from places_place")
    expected: dict[str, str] = {}
    for code, _name, _kind, parent in rows:
        expected[code] = (expected[parent] if parent else "") + code + "/"
    shuffled = chance.sample(rows, len(rows))
    raw = text(("编码", "名称", "类型", "上级编码"), *shuffled).encode(encoding)
    assert import_file(raw) == Imported(new=len(rows))
    assert dict(Place.objects.values_list("code", "path")) == expected
    stored = Place.objects.values_list("code", "name", "kind", "parent__code")
    assert {row[0]: (*row[1:3], row[3] or "") for row in stored} == {row[0]: row[1:] for row in rows}
    assert import_file(raw) == Imported(unchanged=len(rows))
