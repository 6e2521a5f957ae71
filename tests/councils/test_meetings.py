"""Meetings: rooms, calls, agendas that fill and close by themselves, minutes two people write, and what is carried
over.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction

from linli.councils import books, gatherings
from linli.councils.actions import meetings, minutes, promises, retention
from linli.councils.models import AgendaItem, Attendance, Meeting, Promise, Venue
from linli.councils.queries.meetings import gaps, seats
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(street) -> Venue:
    return meetings.add_venue(street.jinhe, name="一楼议事厅", seats=30, note="无障碍", by=street.head)


def at(days: int, hour: int = 14):
    return (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def call(street, room, *, days: int = 7, hour: int = 14, kind: str = "five_party", **more) -> Meeting:
    return meetings.call_meeting(
        kind,
        place=street.jinhe,
        venue=room,
        title=more.pop("title", ""),
        starts=at(days, hour),
        ends=at(days, hour + 2),
        by=street.head,
        **more,
    )


def hold(meeting: Meeting, by, *, then=lambda meeting: None) -> Meeting:
    with clock.frozen(meeting.starts):
        meeting = minutes.begin(meeting, by=by)
        then(meeting)
        return minutes.end(meeting, by=by)


def test_the_parties_are_found_and_told_and_who_is_missing_is_said(street, room):
    meeting = call(street, room)
    assert meeting.title == "锦和苑五方例会"
    found = {seat.party.key: seat for seat in seats(meeting)}
    assert {post.pk for post in found["committee"].called} == {street.head.pk, street.clerk.pk}
    assert [post.pk for post in found["property"].called] == [street.manager.pk]
    assert {key for key, seat in found.items() if seat.unknown} == {"owners_committee", "owners"}
    told = set(Notice.objects.filter(kind="meeting_called").values_list("to", flat=True))
    assert told == {street.clerk.ref, street.manager.ref}


def test_a_room_is_never_taken_twice_and_the_next_free_time_is_offered(street, room):
    call(street, room, hour=14, title="停车")
    with pytest.raises(Refused) as no:
        call(street, room, hour=15)
    assert "停车" in str(no.value)
    assert f"{at(7, 16):%Y-%m-%d %H:%M}" in str(no.value)
    later = call(street, room, hour=16)
    with pytest.raises(Refused):
        meetings.move_meeting(later, venue=room, starts=at(7, 15), ends=at(7, 17), by=street.head)
    assert meetings.move_meeting(later, venue=room, starts=at(8, 9), ends=at(8, 10), by=street.head).starts == at(8, 9)
    meetings.cancel(Meeting.objects.get(title="停车"), why="场地停电", by=street.head)
    assert call(street, room, hour=14)


def test_a_law_that_sets_the_notice_is_kept(street, room):
    with pytest.raises(Refused, match="10"):
        call(street, room, kind="assembly", days=9)
    assert call(street, room, kind="assembly", days=10)


def test_the_agenda_closes_by_the_clock_and_nothing_comes_on_it_any_more(street, room):
    meeting = call(street, room, days=7)
    meetings.add_item(meeting, title="地库照明", by=street.worker)
    with clock.frozen(at(4, 15)):
        assert meetings.turn_meetings() == 1
        assert meetings.turn_meetings() == 0
        with pytest.raises(Refused):
            meetings.add_item(meeting, title="太晚了", by=street.head)


def test_what_was_not_settled_is_carried_over_once(street, room):
    first = call(street, room, days=1)
    settled, later = (meetings.add_item(first, title=t, by=street.head) for t in ("照明", "停车"))
    held = hold(
        first,
        street.head,
        then=lambda m: minutes.write_item(settled, minutes="修好", outcome="settled", by=street.head),
    )
    assert {i.title: i.outcome for i in held.items.all()} == {"照明": "settled", "停车": "carried"}
    second = call(street, room, days=30)
    assert [i.came_from for i in second.items.all()] == [AgendaItem.objects.get(pk=later.pk)]
    meetings.cancel(second, why="改期", by=street.head)
    assert call(street, room, days=31).items.count() == 1
    assert call(street, room, days=60).items.count() == 0


def test_a_late_promise_comes_back_by_itself_until_it_is_kept(street, room):
    first = call(street, room, days=1)
    item = meetings.add_item(first, title="充电棚", by=street.head)

    def promised(meeting):
        promises.promise(
            place=street.jinhe,
            words="建好充电棚",
            due=meeting.starts.date() + timedelta(days=20),
            organisation=street.property,
            money=300_000_00,
            item=item,
            by=street.head,
        )

    hold(first, street.head, then=promised)
    promise = Promise.objects.get()
    second = call(street, room, days=32, title="")
    assert [i.promise_id for i in second.items.all()] == [
        None
    ]  # the item itself was carried over; the promise is not late yet
    with clock.frozen(at(23)):
        assert meetings.turn_meetings() == 1
        assert [i.promise_id for i in second.items.all()] == [None, promise.pk]
        assert meetings.turn_meetings() == 0
        assert promises.remind_of_promises() > 0
        assert Notice.objects.filter(kind="promise_returned", to=street.manager.ref).count() == 1
        with pytest.raises(Refused):
            promises.keep(promise, by=street.manager)
        promises.report_on(promise, words="基础已浇筑", by=street.manager)
        with pytest.raises(Refused):
            promises.put_off(promise, due=promise.due, why="雨", by=street.head)
        kept = promises.keep(promise, by=street.manager)
        assert (kept.state, kept.put_off) == ("done", False)
        again = promises.doubt(kept, why="棚顶没装", by=street.head)
        put = promises.put_off(again, due=clock.today() + timedelta(days=9), why="连续下雨", by=street.head)
        assert put.put_off
        assert not put.late
    assert (
        call(street, room, days=36, kind="council").items.count() == 0
    )  # it goes to regular meetings, and where its topic is


def test_two_who_write_the_same_item_lose_nothing(street, room):
    meeting = call(street, room, days=1)
    item = meetings.add_item(meeting, title="停车", by=street.head)
    with clock.frozen(meeting.starts):
        meeting = minutes.begin(meeting, by=street.head)
        minutes.write_item(item, minutes="甲写的", seen=1, by=street.head)
        with pytest.raises(Overtaken):
            minutes.write_item(item, minutes="乙写的", seen=1, by=street.clerk)
        item = minutes.write_item(item, minutes="甲写的\n乙写的", seen=2, outcome="settled", by=street.clerk)
        assert (item.version, item.outcome) == (3, "settled")
        was = minutes.mark_of("")
        minutes.write_rest(meeting, minutes="散会前", was=was, by=street.head)
        with pytest.raises(Overtaken):
            minutes.write_rest(meeting, minutes="另一句", was=was, by=street.clerk)
        with pytest.raises(Refused):
            minutes.write_item(item, minutes="物业改的", by=street.manager)


def test_one_device_signs_in_once_and_the_name_goes_after_a_year(street, room):
    meeting = call(street, room, days=1)
    with pytest.raises(Refused):
        minutes.sign_in(meeting, device="d1")
    with clock.frozen(meeting.starts):
        minutes.sign_in(meeting, device="d1", party="property", name="孙某某")
        minutes.sign_in(meeting, device="d1", party="residents", name="孙某")
        minutes.note_attendance(meeting, name="赵某某", party="owners", by=street.clerk)
        minutes.note_attendance(meeting, post=street.head, party="committee", by=street.clerk)
        assert meeting.attendances.count() == 3
        ended = minutes.end(minutes.begin(meeting, by=street.head), by=street.head)
    with pytest.raises(Refused):
        minutes.sign_in(ended, device="d2")
    assert retention.survey()["attendance"] == 0
    with clock.frozen(at(367)):
        assert retention.survey()["attendance"] == 2
        assert retention.let_go()["attendance"] == 2
        assert set(Attendance.objects.values_list("name", "device")) == {("", None)}


def test_signing_publishing_and_what_is_late(street, room):
    held = hold(call(street, room, days=1), street.head)
    with clock.frozen(at(10)):
        assert meetings.remind_of_meetings() == 1
        assert Notice.objects.filter(kind="minutes_late").count() == 1
        signed = minutes.sign(held, parties=["property", "committee", "nobody"], by=street.head)
        assert signed.signed_by == ["committee", "property"]
        with pytest.raises(Overtaken):
            minutes.publish_minutes(held, by=street.head, seen=held.version)
        with pytest.raises(Refused, match="社区党组织、业主委员会、业主代表") as no:
            minutes.publish_minutes(signed, unsigned_why=" ", by=street.head)
        assert no.value.field == "why"
        published = minutes.publish_minutes(signed, unsigned_why="业主代表出差，回来补签", by=street.head)
        body = published.publications.get().body
        assert "签字：居民委员会、物业服务企业" in body
        assert "未签字：社区党组织、业主委员会、业主代表。业主代表出差，回来补签" in body
        assert published.publications.get().shown_until == clock.today() + timedelta(days=15)
        with pytest.raises(Refused):
            minutes.write_rest(published, minutes="改", was=minutes.mark_of(""), by=street.head)


def test_a_sheet_that_all_have_signed_needs_no_reason(street, room):
    held = hold(call(street, room, days=1, kind="council"), street.head)
    with clock.frozen(at(2)):
        signed = minutes.sign(held, parties=["committee", "residents"], by=street.head)
        published = minutes.publish_minutes(signed, unsigned_why="不必说", by=street.head)
    assert (published.state, published.unsigned_why) == ("published", "")


def test_missed_periods_of_a_regular_meeting_are_said(street, room):
    with clock.frozen(clock.now().replace(year=2026, month=3, day=2)):
        hold(call(street, room, days=1), street.head)
    with clock.frozen(clock.now().replace(year=2026, month=6, day=10)):
        found = gaps(Meeting.objects.all(), clock.today())
        assert [gap.first for gap in found] == [date(2026, 5, 1), date(2026, 4, 1)]
        assert meetings.remind_of_meetings() >= 2
        told = Notice.objects.filter(kind="meeting_missed")
        assert street.head.ref in told.values_list("to", flat=True)
        before = told.count()
        meetings.remind_of_meetings()
        assert told.count() == before


def test_the_rule_and_the_list_agree_for_everyone(street, room):
    from linli.councils.rules import follows_promise, sees_meeting

    call(street, room)
    promise = promises.promise(
        place=street.jinhe, words="清淤", due=clock.today(), organisation=street.property, by=street.worker
    )
    for post in street.everyone:
        assert sees_meeting.allows(post, Meeting.objects.get()) == Meeting.objects.visible_to(post).exists(), post
        assert follows_promise.allows(post, promise) == Promise.objects.visible_to(post).exists(), post


def test_the_book_says_what_is_wrong_with_it():
    assert books.meetings.rules().kinds["five_party"].every == "month"
    body = gatherings.SHIPPED
    for wrong, said in [
        ([], "两张表"),
        (body | {"kinds": [body["kinds"][0] | {"parties": ["nobody"]}]}, "没有这个参会方"),
        (body | {"kinds": [body["kinds"][0] | {"every": "week"}]}, "召开频次"),
        (body | {"kinds": [body["kinds"][0] | {"publish_days": "x"}]}, "整数"),
        (body | {"kinds": [body["kinds"][0]] * 2}, "代号相同"),
    ]:
        with pytest.raises(ValueError, match=said):
            gatherings.Gatherings.read(wrong)


def test_a_room_is_offered_only_by_day():
    day = (
        clock.now().astimezone(SHANGHAI).replace(year=2026, month=5, day=4, hour=18, minute=0, second=0, microsecond=0)
    )
    hour = timedelta(hours=1)
    assert gatherings.free_from([(day, day + 2 * hour)], day, 2 * hour) == day.replace(day=5, hour=9)
    morning = day.replace(day=5, hour=9)
    assert gatherings.free_from([(day, day + 2 * hour), (morning, morning + hour)], day, 2 * hour) == morning + hour


def test_the_database_itself_refuses_a_second_meeting(street, room):
    meeting = call(street, room)
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(
            number="M1",
            kind="council",
            edition=1,
            place=street.jinhe,
            path=street.jinhe.path,
            title="x",
            venue=room,
            starts=meeting.starts + timedelta(hours=1),
            ends=meeting.ends + timedelta(hours=1),
            code="X",
            called_by=street.head,
            called_at=clock.now(),
        )


def test_a_meeting_does_not_begin_long_before_its_time(street, room):
    """Whoever was called for two o'clock must not find it over."""
    meeting = call(street, room, days=1)
    with clock.frozen(meeting.starts - timedelta(hours=1)), pytest.raises(Refused, match=r"called for|召集"):
        minutes.begin(meeting, by=street.head)
    with clock.frozen(meeting.starts - timedelta(minutes=20)):
        assert minutes.begin(meeting, by=street.head).state == "sitting"
