"""The work list: views, filters, search, pages, and what they cost."""

import re
from datetime import timedelta

import pytest
from desk_cast import page_of, seat, take, text
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases import actions
from linli.cases.models import Case
from linli.desk.cases.lists import PAGE
from linli.kernel import clock
from linli.places.models import Place

pytestmark = pytest.mark.django_db

WORK = "/desk/"


def report(place, words="楼道里堆了很多东西", **more):
    return actions.report_case(place=place, words=words, source=more.pop("source", "plate"), **more).case


def shown(client, **query) -> list:
    return list(client.get(WORK, query).context["rows"])


def statements(client, url, **query) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url, query).status_code == 200
    return len(caught)


def test_today_holds_what_is_mine_and_what_nobody_has_taken_up(street):
    new, mine, others = (report(street.unit) for _ in range(3))
    elsewhere = report(street.other_building)
    actions.take_up(mine, by=street.worker)
    actions.take_up(others, by=street.chief)
    assert set(shown(seat(street.worker))) == {new, mine}
    assert set(shown(seat(street.worker), view="mine")) == {mine}
    assert set(shown(seat(street.worker), view="area")) == {new, mine, others}
    assert set(shown(seat(street.other_worker))) == {elsewhere}


def test_above_the_block_what_nobody_took_up_shows_once_it_is_late(street, case):
    assert case not in shown(seat(street.head))
    with clock.shifted(timedelta(days=6)):
        assert case in shown(seat(street.head))


def test_each_view_holds_its_cases_and_says_how_many(street):
    cases = [report(street.unit) for _ in range(4)]
    actions.dispatch(cases[0], unit=street.city_management, by=street.head)
    done = actions.solve(actions.take_up(cases[1], by=street.worker), words="办了", by=street.worker)
    actions.close(actions.answer(done, words="办了", by=street.worker), by=street.worker)
    page = seat(street.head).get(WORK)
    counts = {view.name: count for view, count, _many in page.context["views"]}
    assert counts == {"today": 0, "mine": 1, "area": 3, "waiting": 1, "overdue": 0, "ended": 1}
    with clock.shifted(timedelta(days=60)):
        assert len(shown(seat(street.head), view="overdue")) == 3


def test_a_unit_has_views_of_its_own(street):
    cases = [report(street.unit) for _ in range(3)]
    for one in cases:
        actions.dispatch(one, unit=street.city_management, by=street.head)
    actions.sign(cases[1].assignments.get(), by=street.officer)
    actions.send_back(cases[2].assignments.get(), reason="duplicate", words="重复", by=street.officer)
    client = seat(street.officer)
    assert shown(client) == shown(client, view="to_sign") == [cases[0]]
    assert shown(client, view="at_work") == [cases[1]]
    assert shown(client, view="ended") == [cases[2]]
    with clock.shifted(timedelta(days=60)):
        assert set(shown(client, view="overdue")) == set(cases[:2])


def test_filters_live_in_the_address(street):
    lift = report(street.unit, "电梯坏了，困人", category="A04", source="phone")
    bins = report(street.unit, "垃圾没人收", category="B01")
    client = seat(street.head)
    assert shown(client, view="area", group="A") == [lift]
    assert shown(client, view="area", source="phone") == [lift]
    assert shown(client, view="area", urgent="on") == ([lift] if lift.urgent else [])
    actions.take_up(bins, by=street.worker)
    assert shown(client, view="area", state="taken_up") == [bins]
    assert set(shown(client, view="area", place=street.jinhe.code)) == {lift, bins}
    assert set(shown(client, view="area", place=street.grid.code)) == {lift, bins}


@pytest.mark.parametrize(
    ("said", "found"),
    [("垃圾", "bins"), ("电梯", "lift"), ("困人", "lift"), ("梯坏", "lift"), ("月亮", None), ("垃圾 收", "bins")],
)
def test_two_characters_are_enough_to_find_a_case(street, said, found):
    cases = {"lift": report(street.unit, "电梯坏了，困人"), "bins": report(street.unit, "垃圾没人收")}
    assert shown(seat(street.worker), view="area", q=said) == ([cases[found]] if found else [])


def test_a_case_is_found_by_its_number(street, case):
    assert shown(seat(street.worker), view="area", q=case.number.lower()) == [case]


def test_where_a_search_finds_nothing_the_other_lists_are_offered_with_its_words(street, case):
    actions.take_up(case, by=street.head)
    said = text(seat(street.worker).get("/desk/", {"view": "today", "q": "垃圾"}))
    assert "没有符合" in said
    assert re.search(r'换个列表找：.*<a href="[^"]*view=area[^"]*">', said)


def test_search_never_leaves_ones_places(street, case):
    assert shown(seat(street.other_worker), view="area", q="垃圾桶") == []


@pytest.mark.parametrize("view", ["area", "ended"])
def test_pages_follow_each_other_without_gap_or_repetition(street, view):
    for _ in range(PAGE * 2 + 5):
        case = report(street.unit)
        if view == "ended":
            Case.objects.filter(pk=case.pk).update(state="closed", ended_at=clock.now())
    client, url, seen, pages = seat(street.worker), f"{WORK}?view={view}", [], 0
    while url:
        page = client.get(url)
        seen += [case.pk for case in page.context["rows"]]
        url = f"{WORK}?view={view}&after={page.context['next']}" if page.context["next"] else ""
        pages += 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == PAGE * 2 + 5


@pytest.mark.parametrize("who", ["worker", "head", "officer", "lead"])
def test_the_list_costs_the_same_for_three_rows_and_for_three_hundred(street, who):
    client, counted = seat(getattr(street, who)), []
    for more in (3, 297):
        for _ in range(more):
            case = report(street.unit)
            actions.dispatch(case, unit=street.city_management, by=street.head)
        for view in ("", "area", "at_work"):
            counted.append(statements(client, WORK, view=view, q="楼道"))
    assert counted[:3] == counted[3:]
    assert max(counted) <= 8  # one of them for kept views and tags, one for the search


def test_the_case_page_costs_the_same_for_one_voice_and_for_forty(street, case):
    for unit in (street.city_management, street.property):
        actions.dispatch(case, unit=unit, by=street.head)
        actions.call_off(case, words="换一家", by=street.head)
    client = seat(street.head)
    client.get(page_of(case))
    few = statements(client, page_of(case))
    for n in range(39):
        voice = actions.join_case(
            case, words=f"第{n}位也是", source="web", contact=actions.Reachable(phone="19900000000")
        )
        actions.add_to_voice(voice, words="补充")
        actions.note(case, words="看到了", by=street.worker)
    assert statements(client, page_of(case)) == few
    assert few <= 20


@pytest.mark.parametrize("who", ["head", "street_clerk", "leader", "worker"])
def test_a_case_of_which_there_is_much_to_say_and_a_like_one_nearby_costs_no_more_than_twenty(street, case, who):
    drawn = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [0.001, 0.0], [0.001, 0.001], [0.0, 0.0]]]}
    Place.objects.filter(pk__in=[street.jinhe.pk, street.building.pk]).update(shape=drawn)
    for _ in range(3):
        report(street.building, "楼下饭店的垃圾桶太臭，窗户都不敢开")
    actions.add_to_voice(case.voices.get(), words="今天更臭了")
    merged = report(street.unit, "饭店垃圾桶很臭")
    actions.merge(merged, into=case, words="是一件事", by=street.head)
    actions.take_up(case, by=street.head)
    actions.ask_extension(case, limit="3wd", words="要等设备", reason="ordinary", by=street.head)
    actions.raise_case(case, rung=4, words="请街道看一下", by=street.head)
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="来", by=street.head)
    client = seat(getattr(street, who))
    client.get(page_of(case))
    cache.clear()  # the plan of the place is drawn anew
    page = client.get(page_of(case))
    assert page.context["same"].found
    assert page.context["same"].absorbed
    assert page.context["where"].plan
    cache.clear()
    assert statements(client, page_of(case)) <= 20
    cache.clear()
    assert statements(client, reverse("desk:why", args=[case.pk])) <= 20
    assert statements(client, reverse("desk:tags", args=[case.pk])) <= 6


def test_the_board_and_the_inbox_cost_the_same_for_one_and_for_twenty(street, case):
    client, counted = seat(street.head), []
    for more in (1, 19):
        for _ in range(more):
            new = report(street.unit)
            actions.blow_whistle(
                new, lead=street.city_management, support=[street.property], words="来", by=street.head
            )
        counted.append([statements(client, reverse("desk:whistles")), statements(client, reverse("desk:inbox"))])
    assert counted[0] == counted[1]


ODD = [
    "\0",
    "%00",
    "'; drop table x; --",
    "\\",
    "%",
    "_",
    "😀",
    "𠮷",
    "9" * 5000,
    "-1",
    "NaN",
    "\u202e",
    "a" * 300,
    "１２３",
    "() |&!:*",
    "'",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_never_breaks_a_page(street, case, odd):
    client = seat(street.head)
    for query in ({name: odd} for name in ("q", "view", "after", "place", "state", "group", "source", "urgent")):
        assert client.get(WORK, {"view": "area", **query}).status_code < 500, query
    for url, fields in (
        (reverse("desk:step", args=[case.pk, "note"]), {"seen": odd, "words": odd}),
        (reverse("desk:step", args=[case.pk, "hand_on"]), {"seen": "1", "to": odd, "words": odd}),
        (
            reverse("desk:step", args=[case.pk, "blow_whistle"]),
            {"seen": "1", "lead": odd, "support": odd, "words": odd},
        ),
        (reverse("desk:step", args=[case.pk, "correct"]), {"seen": "1", "category": odd, "place": odd}),
        (reverse("desk:step", args=[case.pk, "call_back"]), {"seen": "1", "voice": odd, "reached": odd, "grade": odd}),
        (reverse("desk:step", args=[case.pk, "solve"]), {"seen": "1", "words": odd, "kept": odd}),
        (reverse("desk:intake"), {"source": odd, "place": odd, "text": odd, "category": odd, "key": odd, "phone": odd}),
        (
            reverse("desk:letter_box"),
            {"opened_on": odd, "openers": odd, "key": odd, "slip-TOTAL_FORMS": odd, "slip-0-text": odd},
        ),
        (reverse("desk:receipt"), {"code": odd, "rate": odd, "solved": odd}),
        (reverse("desk:read"), {"notice": odd}),
        (reverse("desk:post"), {"post": odd}),
    ):
        assert client.post(url, fields).status_code < 500, (url, fields)
    assert client.get(reverse("desk:suggest"), {"q": odd}).status_code < 500
    assert client.get(reverse("desk:inbox"), {"after": odd}).status_code < 500


def test_what_is_told_to_another_of_my_posts_opens_as_that_post(street, case):
    from datetime import date

    from linli.notices.actions import deliver_due
    from linli.people.models import Post

    Post.objects.create(
        person=street.worker.person, role="building_lead", place=street.other_building, starts=date(2023, 1, 1)
    )
    deliver_due()
    client = seat(street.worker)
    inbox = client.get(reverse("desk:inbox"))
    ((notice, words),) = inbox.context["notices"]
    assert case.title in words
    assert inbox.context["unread"] == "1"
    assert client.post(reverse("desk:read"), {"notice": str(notice.pk)}).url == page_of(case)
    assert client.get(page_of(case)).status_code == 200
    assert client.get(reverse("desk:inbox")).context["unread"] == ""


def test_given_up_notices_are_in_the_open_for_administrators_only(street, case):
    from linli.notices.models import Notice

    Notice.objects.update(state="given_up", last_error="ConnectionError: no answer")
    page = seat(street.administrator).get(reverse("desk:inbox"))
    assert "no answer" in text(page)
    again = reverse("desk:again", args=[Notice.objects.first().pk])
    assert seat(street.head).post(again).status_code == 403
    assert seat(street.administrator).post(again).status_code == 302
    assert Notice.objects.filter(state="waiting").count() == 1


def test_the_list_in_the_middle_of_a_step(street, case):
    """A row says what happened last and who keeps it."""
    take(seat(street.worker), case, "take_up")
    assert street.worker.person.name in text(seat(street.chief).get(WORK, {"view": "area"}))
