"""Power and duty lists: read, searched, compared, imported, and proofs that must not be issued."""

import pytest
from django.utils import translation

from linli.cases import actions, books
from linli.cases.duties import MUST_NOT_ISSUE, DutyRules, difference
from linli.kernel.errors import Refused
from linli.places.sheets import BadRows

ROW = {"level": "department", "number": "X-1", "item": "某事", "unit": "chengguan", "categories": ["B05"]}


def test_the_list_names_units_by_code_by_kind_and_by_the_group_of_the_matter():
    rules = DutyRules.read(
        [ROW, ROW | {"number": "X-2", "unit": "@property_company", "kind": "assists", "categories": ["B"]}]
    )
    assert rules.naming("B05", "chengguan", "department").number == "X-1"
    assert rules.naming("B05", "anybody", "property_company").number == "X-2"
    assert rules.naming("B01", "chengguan", "department") is None
    assert [duty.number for duty in rules.others_for("B05", "xiaofang", "department")] == ["X-1", "X-2"]
    assert [duty.number for duty in rules.search(said="某事", unit="chengguan")] == ["X-1"]
    assert not rules.asks_community("B05")


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [1],
        [ROW | {"level": "moon"}],
        [ROW | {"kind": "x"}],
        [ROW | {"item": ""}],
        [ROW, ROW],
        [ROW | {"categories": "B05"}],
        [ROW | {"kind": MUST_NOT_ISSUE}],
        [ROW | {"item": "长" * 201}],
    ],
)
def test_a_list_that_cannot_be_read_says_why(body):
    with pytest.raises(ValueError, match=r"。$"):
        DutyRules.read(body)


@pytest.mark.django_db
def test_the_twenty_proofs_say_where_to_go_instead():
    rules = books.duties.rules()
    assert len(rules.proofs) == 20
    assert all(proof.instead for proof in rules.proofs)
    assert rules.proof_named("学校让社区开个单身证明").item == "婚姻状况证明"
    assert rules.proof_named("社区开个居住证明") is None


@pytest.mark.django_db
def test_an_office_s_sheet_is_read_in_its_own_encoding_and_words(street):
    sheet = (
        "权责清单\n层级,编号,事项,类型,单位,事项分类,依据,去处,别名\n"
        "部门,CG-1,占道经营查处,主责,区城管局云渡中队,H01、B,区权责清单,,\n"
        "社区,SQ-1,居民议事,,,B05,,,\n社区,ZM-1,死亡证明,不应出具,,J07,民发〔2020〕20号,医疗机构,死了的证明\n注：示例\n"
    )
    rows = actions.read_duties(sheet.encode("gb18030"))
    rules = DutyRules.read(rows)
    assert rules.naming("B07", "chengguan", "department").cited == "CG-1 占道经营查处"
    assert rules.proof_named("开一张死了的证明").instead == "医疗机构"
    found = difference(books.duties.rules().rows, rules.rows)
    assert len(found.added) == 3 - len(found.changed)
    assert len(found.removed) > 100
    with pytest.raises(Refused):
        actions.issue_duties(rows, why="新清单", by=street.leader)
    actions.issue_duties(rows, why="新清单", by=street.administrator, seen=1)
    assert books.duties.current().number == 2
    assert len(books.duties.rules().rows) == 3
    with pytest.raises(Refused):
        actions.issue_duties(rows, why="再来", by=street.administrator, seen=1)


@pytest.mark.django_db
def test_bad_rows_are_told_by_number_and_nothing_is_read(street):
    sheet = "层级,编号,事项,单位,事项分类\n部门,1,甲,没有的局,H01\n天上,2,乙,,H01\n部门,3,丙,chengguan,Q99\n"
    with pytest.raises(BadRows) as bad:
        actions.read_duties(sheet.encode())
    assert [number for number, _reason in bad.value.rows] == [2, 3, 4]


@pytest.mark.django_db
def test_a_list_of_another_city_does_not_get_in_the_way(street, case):
    """Units that nobody here knows name nobody here."""
    actions.issue_duties([ROW | {"unit": "elsewhere"}], why="外地清单", by=street.administrator)
    assert actions.dispatch(case, unit=street.fire_service, by=street.head).state == "with_units"


def test_a_row_that_lacks_something_is_named_once_in_the_readers_language(street):
    sheet = "层级,编号,事项,类型\n部门,,甲,主责\n社区,6,某某证明,不应出具\n".encode()
    with translation.override("zh-hans"), pytest.raises(BadRows) as bad:
        actions.read_duties(sheet)
    with translation.override("zh-hans"):
        assert [line.split("：", 1)[1] for line in bad.value.lines()] == [
            "缺少编号或事项",
            "请写明“某某证明”应到哪里办理",
        ]
