"""Meetings and promises as everybody reads them, and the room's code on a phone."""

from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from linli.councils.actions import meetings, minutes, promises
from linli.councils.models import Attendance, Meeting
from linli.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(street) -> Meeting:
    room = meetings.add_venue(street.jinhe, name="议事厅", note="无障碍", by=street.head)
    starts = (clock.now() + timedelta(days=7)).replace(hour=14, minute=0, second=0, microsecond=0)
    it = meetings.call_meeting(
        "five_party",
        place=street.jinhe,
        venue=room,
        title="",
        starts=starts,
        ends=starts + timedelta(hours=2),
        by=street.head,
    )
    meetings.add_item(it, title="停车, 划线; 费用", by=street.head)
    return it


def events(client, query: str = "") -> list:
    answer = client.get(f"/meetings.ics{query}")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert b"\r\n" in answer.content
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_calendar_keeps_its_uid_and_counts_changes(street, meeting):
    anybody = Client()
    [first] = events(anybody)
    assert (str(first["status"]), first.decoded("dtstart")) == ("CONFIRMED", meeting.starts)
    assert "停车, 划线; 费用" in str(first["description"])
    moved = meetings.move_meeting(
        meeting,
        venue=meeting.venue,
        starts=meeting.starts + timedelta(hours=1),
        ends=meeting.ends + timedelta(hours=1),
        by=street.head,
    )
    [second] = events(anybody, f"?place={street.jinhe.code}")
    assert second["uid"] == first["uid"]
    assert int(second["sequence"]) > int(first["sequence"])
    assert second.decoded("dtstart") == moved.starts
    meetings.cancel(moved, why="停电", by=street.head)
    [third] = events(anybody)
    assert (str(third["status"]), third["uid"]) == ("CANCELLED", first["uid"])
    assert events(anybody, f"?place={street.guiyu.code}") == []
    assert anybody.get("/meetings.ics?place=nowhere").status_code == 404


def test_agenda_before_and_minutes_after(street, meeting):
    anybody, item = Client(), meeting.items.get()
    page = f"/meetings/{meeting.number}"
    assert "停车, 划线; 费用" in anybody.get(page).text
    with clock.frozen(meeting.starts):
        sitting = minutes.begin(meeting, by=street.head)
        minutes.write_item(item, minutes="大家同意划线", outcome="settled", by=street.head)
        minutes.note_attendance(sitting, name="赵某某", party="owners", by=street.head)
        promise = promises.promise(
            place=street.jinhe,
            words="划线",
            due=clock.today() + timedelta(days=3),
            organisation=street.property,
            money=500_00,
            item=item,
            by=street.head,
        )
        held = minutes.end(sitting, by=street.head)
        assert "大家同意划线" not in anybody.get(page).text
        signed = minutes.sign(held, parties=["committee"], by=street.head)
        minutes.publish_minutes(signed, unsigned_why="物业经理外出，补签中", by=street.head)
        after = anybody.get(page).text
    assert "大家同意划线" in after
    assert "¥500.00" in after
    assert "未签齐就公布的原因：物业经理外出，补签中" in after
    assert after.count("未签字") == 4
    assert "赵某某" not in after
    with clock.frozen(meeting.starts + timedelta(days=9)):
        listed = anybody.get("/promises/").text
        assert "逾期" in listed
        assert "划线" in listed
        promises.keep(promise, words="划好了", by=street.manager)
        assert "划好了" in anybody.get("/promises/?view=ended").text
    assert anybody.get("/meetings/M000000-XXXXXX").status_code == 404


def test_a_phone_signs_in_by_the_rooms_code(street, meeting):
    phone = Client()
    url = f"/m/{meeting.code}"
    assert phone.get("/m/NOSUCH").status_code == 404
    early = phone.get(url).text
    assert "还没到签到时间" in early
    assert "<button" not in early.split("<main")[1].split("</main")[0]
    assert phone.post(url, {"party": "", "name": ""}).status_code == 422
    with clock.frozen(meeting.starts):
        assert phone.get(url.lower()).status_code == 200
        assert phone.post(url, {"party": "", "name": ""}).status_code == 302
        assert phone.post(url, {"party": "owners", "name": "孙某某"}).status_code == 302
        assert "孙某某" in phone.get(url).text
        assert phone.post(url, {"party": "nobody", "name": "x"}).status_code == 422
        assert Client().post(url, {"party": ""}).status_code == 302
    assert sorted(Attendance.objects.values_list("party", flat=True)) == ["", "owners"]
