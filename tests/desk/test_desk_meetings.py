"""Meetings and promises at the desk: what one types and reads, and what nothing is lost of."""

import io
from datetime import timedelta

import pytest
from desk_cast import a_photo, seat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from linli.cases.models import Export
from linli.councils.actions import meetings, minutes, promises, retention
from linli.councils.models import Attendance, Evidence, Meeting, Promise
from linli.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(street):
    return meetings.add_venue(street.jinhe, name="一楼议事厅", by=street.head)


def at(days: int, hour: int = 14):
    return (clock.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def call(street, room, days: int = 7, hour: int = 14, kind: str = "five_party") -> Meeting:
    return meetings.call_meeting(
        kind, place=street.jinhe, venue=room, title="", starts=at(days, hour), ends=at(days, hour + 2), by=street.head
    )


@pytest.fixture
def sitting(street, room):
    """A meeting that sits just now, with one item."""
    meeting = call(street, room)
    item = meetings.add_item(meeting, title="停车", words="车位不够", by=street.head)
    with clock.frozen(meeting.starts):
        yield minutes.begin(meeting, by=street.head), item


def test_rooms_and_a_call_in_the_browser(street):
    head = seat(street.head)
    assert "还没有" in head.get("/desk/meetings/new").text
    given = {"place": street.jinhe.code, "name": "一楼议事厅", "seats": "30", "note": "无障碍"}
    assert head.post("/desk/meetings/rooms", given).status_code == 302
    again = head.post("/desk/meetings/rooms", given)
    assert again.status_code == 422
    room = meetings.Venue.objects.get()
    said = {
        "kind": "five_party",
        "place": street.jinhe.code,
        "venue": str(room.pk),
        "starts": f"{at(7):%Y-%m-%dT%H:%M}",
        "length": "120",
        "open_to_all": "on",
    }
    answer = head.post("/desk/meetings/new", said)
    assert answer.status_code == 302
    page = head.get(answer.url).text
    assert "锦和苑五方例会" in page
    assert "业主委员会" in page
    taken = head.post("/desk/meetings/new", said | {"title": "另一个会"})
    assert taken.status_code == 422
    assert "一楼议事厅" in taken.text
    assert "另一个会" in taken.text
    assert seat(street.manager).get(answer.url).status_code == 200  # called to it
    assert seat(street.officer).get(answer.url).status_code == 404
    meeting = Meeting.objects.get()
    moved = head.post(
        f"/desk/meetings/{meeting.pk}/move",
        {"venue": str(room.pk), "starts": f"{at(8):%Y-%m-%dT%H:%M}", "length": "60", "seen": "1"},
    )
    assert moved.status_code == 302
    overtaken = head.post(
        f"/desk/meetings/{meeting.pk}/move",
        {"venue": str(room.pk), "starts": f"{at(9):%Y-%m-%dT%H:%M}", "length": "60", "seen": "1"},
    )
    assert overtaken.status_code == 422
    assert head.post(f"/desk/meetings/{meeting.pk}/do/cancel", {"why": "停电", "seen": "2"}).status_code == 302
    assert "停电" in head.get(answer.url).text
    assert head.post(f"/desk/meetings/rooms/{room.pk}/close").status_code == 302
    room.refresh_from_db()
    assert room.closed_on


def test_minutes_keep_themselves_and_two_lose_nothing(street, sitting):
    meeting, item = sitting
    head, clerk = seat(street.head), seat(street.clerk)
    url = f"/desk/meetings/{meeting.pk}/items/{item.pk}/write"
    assert "车位不够" in head.get(f"/desk/meetings/{meeting.pk}/minutes").text
    kept = head.post(url, {"minutes": "甲", "seen": "1"}, headers={"X-Requested-With": "fetch"})
    assert kept.json()["seen"] == 2
    late = clerk.post(url, {"minutes": "乙", "seen": "1"}, headers={"X-Requested-With": "fetch"})
    assert late.status_code == 409
    assert late.json() | {"sentence": ""} == {"sentence": "", "theirs": "甲", "seen": 2}
    page = clerk.post(url, {"minutes": "乙", "seen": "1"})
    assert page.status_code == 409
    assert ">乙</textarea>" in page.text
    assert 'name="seen" value="2"' in page.text
    assert clerk.post(url, {"minutes": "甲乙", "seen": "2", "outcome": "settled"}).status_code == 302
    rest = f"/desk/meetings/{meeting.pk}/rest"
    assert head.post(rest, {"minutes": "其他", "seen": minutes.mark_of("")}).status_code == 302
    lost = clerk.post(rest, {"minutes": "另外", "seen": minutes.mark_of("")})
    assert lost.status_code == 409
    assert ">另外</textarea>" in lost.text
    assert head.post(url, {"minutes": "x" * 9000, "seen": "3"}).status_code == 422


def test_a_promise_is_written_down_at_the_table(street, sitting):
    meeting, item = sitting
    head = seat(street.head)
    url, k = f"/desk/meetings/{meeting.pk}/items/{item.pk}/promise", str(item.pk)
    said = {
        f"{k}-words": "划出 343 个车位",
        f"{k}-who": str(street.manager.pk),
        f"{k}-due": f"{at(30):%Y-%m-%d}",
        f"{k}-money": "12,800.50",
    }
    assert head.post(url, said).status_code == 302
    promise = Promise.objects.get()
    assert (promise.money, promise.organisation, promise.owner) == (1_280_050, street.property, street.manager)
    wrong = head.post(url, said | {f"{k}-who": "other", f"{k}-due": "1999-01-01"})
    assert wrong.status_code == 422
    assert "划出 343 个车位" in wrong.text
    manager = seat(street.manager)
    assert "划出 343 个车位" in manager.get("/desk/promises/?view=mine").text
    page = f"/desk/promises/{promise.pk}"
    assert manager.post(f"{page}/do/keep", {"words": "", "seen": "1"}).status_code == 422
    assert manager.post(f"{page}/do/report", {"words": "已划线", "kind": "after", "seen": "1"}).status_code == 302
    overtaken = manager.post(f"{page}/do/keep", {"words": "划好了", "seen": "1"})
    assert overtaken.status_code == 409
    assert "划好了" in overtaken.text
    assert manager.post(f"{page}/do/keep", {"words": "划好了", "seen": "2"}).status_code == 302
    assert head.post(f"{page}/do/doubt", {"why": "少了两个", "seen": "3"}).status_code == 302
    assert head.post(f"{page}/do/put_off", {"due": f"{at(60):%Y-%m-%d}", "why": "重画", "seen": "4"}).status_code == 302
    assert "重画" in head.get(page).text
    assert manager.post(f"{page}/do/drop", {"why": "不做了", "seen": "5"}).status_code == 422
    assert seat(street.officer).get(page).status_code == 404
    sheet = load_workbook(io.BytesIO(head.get("/desk/promises/ledger.xlsx").content)).active
    assert "划出 343 个车位" in [cell.value for cell in sheet[4]]


def test_who_came_the_sheet_and_the_publication(street, sitting):
    meeting, item = sitting
    head = seat(street.head)
    people = f"/desk/meetings/{meeting.pk}/people"
    assert head.post(people, {"post": str(street.manager.pk)}).status_code == 302
    assert head.post(people, {"post": str(street.officer.pk)}).status_code == 404
    assert head.post(people, {"name": "", "party": ""}).status_code == 422
    assert head.post(people, {"name": "赵某某", "party": "owners"}).status_code == 302
    assert "赵某某" in head.get(people).text
    strange = Attendance.objects.get(post=None)
    assert head.post(f"{people}/{strange.pk}/strike").status_code == 302
    assert head.post(people, {"name": "钱某某", "party": "owners"}).status_code == 302
    assert "svg" in head.get(f"/desk/meetings/{meeting.pk}/poster").text
    minutes.write_item(item, minutes="说了很多\n又说", outcome="settled", by=street.head)
    promises.promise(
        place=street.jinhe, words="清淤", due=clock.today(), owner_words="施工队", item=item, by=street.head
    )
    assert head.post(f"/desk/meetings/{meeting.pk}/sheet.pdf").status_code == 404
    head.post(f"/desk/meetings/{meeting.pk}/do/end", {"seen": str(meeting.version)})
    word = Document(io.BytesIO(head.post(f"/desk/meetings/{meeting.pk}/sheet.docx").content))
    text = "\n".join(p.text for p in word.paragraphs) + "\n".join(
        c.text for t in word.tables for r in t.rows for c in r.cells
    )
    for said in ("锦和苑五方例会", "说了很多", "又说", "清淤", "施工队", "钱某某", "业主委员会"):
        assert said in text
    pdf = f"/desk/meetings/{meeting.pk}/sheet.pdf"
    assert head.get(pdf).status_code == 405
    assert head.post(pdf).content.startswith(b"%PDF")
    assert head.post(pdf).status_code == 200  # printed again within minutes: the same entry
    log = Export.objects.order_by("id")
    assert [(one.what, one.by, one.times) for one in log] == [("minutes", street.head, 1), ("minutes", street.head, 2)]
    assert log[0].number in word.sections[0].footer.paragraphs[0].text
    assert "会议纪要" in head.get("/desk/exports").text
    held = Meeting.objects.get()
    head.post(f"/desk/meetings/{meeting.pk}/do/sign", {"party": ["committee", "property"], "seen": str(held.version)})
    assert Meeting.objects.get().signed_by == ["committee", "property"]
    publish = f"/desk/meetings/{meeting.pk}/do/publish"
    assert (
        "未到会：" not in head.get(f"/desk/meetings/{meeting.pk}").text
    )  # somebody came for the owners and has not signed
    unsigned = head.post(publish, {"seen": str(held.version + 1)}, follow=True)
    assert "还没有签字的有：社区党组织、业主委员会、业主代表" in unsigned.text
    assert Meeting.objects.get().state == "held"
    head.post(publish, {"seen": str(held.version + 1), "why": "业主代表出差，回来补签"})
    assert (Meeting.objects.get().state, Meeting.objects.get().unsigned_why) == ("published", "业主代表出差，回来补签")
    assert "钱某某" not in Meeting.objects.get().publications.get().body


def statements(who, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert who.get(url).status_code == 200
    return len(caught)


def test_lists_cost_the_same_for_three_and_for_many(street, room):
    head = seat(street.head)

    def add(first: int, last: int):
        for n in range(first, last):
            meeting = call(street, room, days=7 + n, kind="council")
            item = meetings.add_item(meeting, title=f"事项{n}", by=street.head)
            promises.promise(
                place=street.jinhe, words=f"承诺{n}", due=clock.today(), owner=street.manager, item=item, by=street.head
            )

    add(0, 3)
    urls = [
        "/desk/meetings/",
        "/desk/promises/",
        "/meetings/",
        "/promises/",
        "/meetings.ics",
        "/desk/promises/ledger.xlsx",
    ]
    few = [statements(head, url) for url in urls]
    add(3, 40)
    assert [statements(head, url) for url in urls] == few


def test_the_signed_sheet_is_kept_as_a_picture_for_those_who_convene(street, sitting):
    meeting = minutes.end(sitting[0], by=street.head)
    head, url = seat(street.head), f"/desk/meetings/{meeting.pk}"
    assert "签好的签字页拍照" in head.get(url).text
    bad = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
    assert "不是照片" in head.post(f"{url}/do/sign", {"party": ["committee"], "photos": bad}, follow=True).text
    head.post(f"{url}/do/sign", {"party": ["committee"], "photos": a_photo()})
    meeting.refresh_from_db()
    sheet = Evidence.objects.get(of=meeting.ref)
    assert meeting.signed_by == ["committee"]
    assert f"{url}/signed/{sheet.pk}" in head.get(url).text
    assert head.get(f"{url}/signed/{sheet.pk}")["Content-Type"] == "image/jpeg"
    assert f"signed/{sheet.pk}" not in seat(street.manager).get(url).text
    assert seat(street.manager).get(f"{url}/signed/{sheet.pk}").status_code in (403, 404)
    assert not retention.signed_sheets().exists()
    with clock.frozen(meeting.starts + timedelta(days=366)):
        assert retention.forget_signed_sheets() == 1
