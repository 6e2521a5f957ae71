"""How alike two sayings are, and which cases are shown as perhaps the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.cases import actions
from linli.cases.likeness import SHIPPED, LikenessRules, metres_between, pieces
from linli.cases.models import Case
from linli.cases.queries import alike, category_by_code, search
from linli.kernel import clock

RULES = LikenessRules.read(SHIPPED)
SAYINGS = st.text(alphabet="电梯坏了停三天没人修楼道灯不亮 abc12，", max_size=40)


@given(SAYINGS, SAYINGS)
def test_likeness_is_the_same_both_ways_and_between_nought_and_one(one, other):
    found = RULES.alike(one, other)
    assert found == RULES.alike(other, one)
    assert 0 <= found <= 1 + 1e-9
    assert (found == 0) == (not pieces(one) & pieces(other))


@given(SAYINGS.filter(pieces))
def test_a_saying_is_wholly_alike_itself_however_it_is_punctuated(words):
    assert RULES.alike(words, words) == pytest.approx(1)
    assert RULES.alike(words, f"！{words}。") == pytest.approx(1)


@given(SAYINGS.filter(pieces), SAYINGS.filter(pieces))
def test_what_everybody_writes_makes_nothing_alike(one, other):
    polite = "，请尽快处理一下，谢谢"
    least = RULES.least
    assert not pieces(one) & pieces(other) <= set() or RULES.alike(one + polite, other + polite) < 1
    assert RULES.alike("电梯坏了" + polite, "路灯不亮" + polite) < least


def test_the_same_lift_is_alike_and_another_matter_is_not():
    assert RULES.alike("电梯坏了", "2单元电梯坏了两天没人修，老人下不了楼") > RULES.least
    assert RULES.alike("电梯坏了", "垃圾桶满了三天没人清") < RULES.least_same_kind


def test_two_points_a_street_apart():
    assert metres_between((118.7, 32.05), (118.7, 32.05)) == 0
    assert 90 < metres_between((118.7, 32.05), (118.701, 32.05)) < 100


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "一张表"),
        (SHIPPED | {"days": "soon"}, "缺少“days”"),
        (SHIPPED | {"least": 3}, "“least”应在"),
        (SHIPPED | {"metres": float("nan")}, "“metres”应在"),
        (SHIPPED | {"group_days": 3}, "group_days 不能小于"),
        (SHIPPED | {"common": "我们"}, "一组词语"),
    ],
)
def test_a_book_that_cannot_be_read_says_why(body, sentence):
    with pytest.raises(ValueError, match=sentence):
        LikenessRules.read(body)


# --- which cases --------------------------------------------------------------------------------------------------

LIFT = "2单元的电梯坏了，老人下不了楼"


def report(place, words=LIFT, **more):
    return actions.report_case(place=place, words=words, source="plate", **more).case


@pytest.mark.django_db
def test_a_near_recent_case_about_the_same_is_found_with_the_reasons(street):
    case = report(street.unit)
    report(street.unit, "楼道里堆了旧家具")
    report(street.other_building)
    [found] = alike(street.unit, "电梯坏了，出不了门", category_by_code("A04"))
    assert (found.case, found.same_building) == (case, True)
    assert found.words > 0.3


@pytest.mark.django_db
def test_one_kind_in_one_building_is_enough_whatever_the_words(street):
    case = report(street.unit, "困在里面了，快来人", category="A04")
    [found] = alike(street.building, "上上下下都得走楼梯", category_by_code("A04"))
    assert (found.case, found.same_kind, found.same_building) == (case, True, True)
    assert not alike(street.jinhe, "上上下下都得走楼梯", category_by_code("B01"))


@pytest.mark.django_db
def test_an_old_case_is_not_found_but_an_old_one_of_many_is(street):
    case = report(street.unit)
    with clock.shifted(timedelta(days=8)):
        assert not alike(street.unit, LIFT)
    for _ in range(2):
        actions.join_case(case, words="我家也是", source="web")
    with clock.shifted(timedelta(days=8)):
        assert [one.case for one in alike(street.unit, LIFT)] == [case]
    with clock.shifted(timedelta(days=31)):
        assert not alike(street.unit, LIFT)


@pytest.mark.django_db
def test_what_is_about_persons_is_never_found(street):
    for code in ("L02", "I01", "J01", "L04"):
        report(street.unit, category=code)
    assert not alike(street.unit, LIFT, category_by_code("I01"))
    assert [
        one.case.category.code for one in alike(street.unit, LIFT, among=Case.objects.visible_to(street.leader))
    ] == ["L04"]


@pytest.mark.django_db
def test_a_case_over_the_road_is_found_by_its_distance(street):
    for place, lon in ((street.building, 118.7), (street.other_building, 118.701)):
        type(place).objects.filter(pk=place.pk).update(lon=lon, lat=32.05)
    case = report(street.other_building)
    [found] = alike(street.unit, LIFT)
    assert found.case == case
    assert 90 < found.metres < 100
    type(street.building).objects.filter(pk=street.building.pk).update(lon=118.75)
    assert not alike(street.unit, LIFT)


@pytest.mark.django_db
def test_what_was_merged_and_taken_back_is_not_proposed_again(street):
    lift = actions.report_case(place=street.unit, words="电梯坏了，老人下不了楼", source="web", category="A04").case
    other = actions.report_case(place=street.building, words="电梯坏了，货梯里有水", source="web", category="A04").case
    assert alike(lift.place, lift.title, lift.category, but=lift)
    merged = actions.merge(other, into=lift, words="同一部", by=street.worker)
    actions.unmerge(merged, words="是货梯", by=street.worker)
    for one, apart in ((lift, other), (other, lift)):
        found = alike(one.place, one.title, one.category, among=Case.objects.all(), but=one)
        assert apart.pk not in {likely.case.pk for likely in found}


def test_an_answered_case_is_an_earlier_result(street):
    case = actions.take_up(report(street.unit), by=street.worker)
    case = actions.answer(actions.solve(case, words="修好了", by=street.worker), words="修好了", by=street.worker)
    with clock.shifted(timedelta(days=60)):
        assert not alike(street.unit, LIFT)
        assert [one.case for one in alike(street.unit, LIFT, earlier=True)] == [case]


@pytest.mark.django_db
def test_looking_costs_the_same_for_few_and_for_many(street):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            alike(street.unit, LIFT, among=Case.objects.visible_to(street.head))
        return len(caught)

    report(street.unit)
    statements()  # the books are read once
    few = statements()
    for number in range(40):
        report(street.unit, f"{LIFT} {number}")
    assert statements() == few <= 5


@pytest.mark.django_db
def test_a_search_for_a_merged_number_finds_the_survivor(street):
    one, other, third = (report(street.unit) for _ in range(3))
    actions.merge(one, into=other, words="同一部电梯", by=street.head)
    actions.merge(other, into=third, words="同一部电梯", by=street.head)
    seen = Case.objects.visible_to(street.head)
    assert set(search(seen.open(), one.number)) == {third}
    assert set(search(seen, one.number)) == {one, other, third}
    assert set(search(seen.open(), "电梯坏了")) == {third}
