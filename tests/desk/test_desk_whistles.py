"""Whistles and duty lists at the desk: the forms, the board, deciding, the session, the lists."""

from datetime import date

import pytest
from desk_cast import buttons, page_of, seat, take, text
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases import actions, books
from linli.cases.models import Approval, Case, Whistle, WhistleSession
from linli.insight.periods import Period
from linli.insight.returns import published_until, returned, whistled
from linli.kernel import clock
from linli.people.models import Organisation

pytestmark = pytest.mark.django_db


def blow(street, case, **more):
    given = {"lead": street.city_management, "support": [street.property], "words": "来", "by": street.chief} | more
    return actions.blow_whistle(case, **given)


def another(street):
    return actions.report_case(place=street.unit, words="楼道里堆了很多东西", source="web", category="B08").case


def test_the_form_offers_only_the_kinds_one_may_blow_and_shows_the_item_of_the_list(street, case):
    url = reverse("desk:step", args=[case.pk, "blow_whistle"])
    form = next(o.form for o in seat(street.worker).get(url).context["offers"] if o.step.name == "blow_whistle")
    assert [value for value, _words in form.fields["kind"].choices] == ["emergency"]
    page = seat(street.chief).get(url)
    form = next(o.form for o in page.context["offers"] if o.step.name == "blow_whistle")
    assert [value for value, _words in form.fields["kind"].choices] == ["joint", "emergency"]
    assert form.likely[0].duty
    asked_why = form.fields["why"].widget.attrs["data-why"].split()
    assert str(street.fire_service.pk) in asked_why
    assert str(form.likely[0].unit.pk) not in asked_why
    assert "WF-02" in text(page)


def test_calling_off_the_list_asks_for_words_and_keeps_what_was_typed(street, case):
    client = seat(street.head)
    answer = take(client, case, "dispatch", unit=str(street.fire_service.pk), words="请看看")
    assert answer.status_code == 422
    form = next(o.form for o in answer.context["offers"] if o.step.name == "dispatch")
    assert form.errors["why"]
    assert form["words"].value() == "请看看"
    assert (
        take(client, case, "dispatch", unit=str(street.fire_service.pk), words="请看看", why="堆物易燃").status_code
        == 302
    )
    assert "堆物易燃" in text(seat(street.firefighter).get(page_of(case)))


def test_a_unit_objects_the_street_decides_on_its_page(street, case):
    blow(street, case)
    client = seat(street.officer)
    assert "object" in buttons(client.get(page_of(case)))
    assert take(client, case, "object", words="不是我们的").status_code == 422
    assert take(client, case, "object", item="HW-04 垃圾收集点设置", words="不是我们的").status_code == 302
    asked = Approval.objects.get()
    url = reverse("desk:objection", args=[asked.pk])
    leader = seat(street.leader)
    assert "HW-04" in text(leader.get(reverse("desk:objections")))
    assert seat(street.firefighter).get(url).status_code == 404
    refused = seat(street.chief).post(url, {"granted": "yes", "words": "好", "seen": 9})
    assert refused.status_code == 422
    assert leader.post(url, {"granted": "", "words": "", "seen": ""}).status_code == 422
    case.refresh_from_db()
    assert leader.post(url, {"granted": "yes", "words": "归环卫", "seen": case.version}).status_code == 302
    assert "归环卫" in text(client.get(page_of(case)))


def test_the_board_shows_each_unit_s_marks_to_those_who_may_see_and_costs_the_same_for_many(street):
    counted = []
    for more in (2, 8):
        for _ in range(more):
            blow(street, another(street))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = seat(street.head).get(reverse("desk:whistles"))
        assert page.context["count"] == Whistle.objects.open().count()
        counted.append(len(queries))
    assert abs(counted[0] - counted[1]) <= 0
    assert seat(street.firefighter).get(reverse("desk:whistles")).context["count"] == 0
    assert seat(street.other_worker).get(reverse("desk:whistles")).context["count"] == 0
    assert seat(street.officer).get(reverse("desk:whistles")).context["count"] == 10


def test_among_many_the_board_shows_thirty_the_emergencies_first_and_counts_them_all(street):
    for _ in range(33):
        blow(street, another(street))
    Whistle.objects.filter(pk=Whistle.objects.order_by("-id").first().pk).update(kind="emergency")
    client = seat(street.head)
    first = client.get(reverse("desk:whistles"))
    assert [table.kind for table in first.context["tables"]] == ["emergency", "joint"]
    assert (first.context["count"], first.context["first"], first.context["last"]) == (33, 1, 30)
    second = client.get(reverse("desk:whistles"), {"after": first.context["next"]})
    assert sum(len(table.rows) for table in second.context["tables"]) == 3
    shown = [w.pk for page in (first, second) for table in page.context["tables"] for w, _cells in table.rows]
    assert len(shown) == len(set(shown)) == 33
    for after in ("-1", "nonsense", "99999999999999999999", "²"):
        assert client.get(reverse("desk:whistles"), {"after": after}).status_code == 200


def test_where_many_departments_are_called_each_row_names_its_own(street):
    far = [
        Organisation.objects.create(code=f"far{n}", name=f"区第{n}局", kind="department", place=street.county)
        for n in range(10)
    ]
    for unit in far:
        actions.blow_whistle(another(street), lead=unit, support=[], words="请来", why="要它来", by=street.head)
    page = seat(street.head).get(reverse("desk:whistles"))
    [table] = page.context["tables"]
    assert table.units == []
    assert [[cell.unit for cell in cells] for _whistle, cells in table.rows] == [[unit] for unit in far]
    assert "区第9局" in text(page)


def test_both_sides_find_the_way_to_rate(street, case):
    blow(street, case, support=[])
    one = case.assignments.get()
    actions.sign(one, by=street.officer)
    actions.report_done(one, words="好了", by=street.officer)
    case.refresh_from_db()
    actions.pass_check(case, words="看过", by=street.chief)
    url = reverse("desk:rate_whistle", args=[one.pk])
    assert url in text(seat(street.chief).get(page_of(case)))
    assert url in text(seat(street.officer).get(page_of(case)))
    assert seat(street.chief).post(url, {"grade": "1", "words": ""}).status_code == 422
    assert seat(street.chief).post(url, {"grade": "2", "words": "没来齐"}).status_code == 302
    assert seat(street.officer).post(url, {"grade": "5"}).status_code == 302
    assert seat(street.officer).post(url, {"grade": "5"}).status_code == 422
    assert "没来齐" in text(seat(street.officer).get(page_of(case)))
    row = whistled(street.street, Period(clock.today().replace(day=1), clock.today().replace(day=1)))[0]
    assert (row.called, row.by_callers, row.callers_good, row.by_unit, row.unit_good) == (1, 1, 0, 1, 1)


def test_the_session_is_gone_through_item_by_item_and_printed(street):
    for _ in range(3):
        blow(street, another(street))
    leader = seat(street.leader)
    assert leader.get(reverse("desk:sessions")).status_code == 200
    assert seat(street.head).post(reverse("desk:freeze")).status_code == 302
    assert not WhistleSession.objects.exists()
    url = leader.post(reverse("desk:freeze")).url
    session = WhistleSession.objects.get()
    first = session.items.first()
    say = reverse("desk:say", args=[street.street.code, session.day.isoformat(), first.pk])
    bad = leader.post(say, {f"{first.pk}-outcome": "carried", f"{first.pk}-words": ""})
    assert bad.status_code == 422
    said = leader.post(say, {f"{first.pk}-outcome": "on_course", f"{first.pk}-words": "周三清完"})
    assert said.status_code == 302
    assert said.url.endswith("#item-2")
    assert "周三清完" in text(seat(street.officer).get(url))
    assert "周三清完" in text(leader.get(f"{url}/sheet"))
    before = leader.get(url).context["said"]
    assert leader.post(f"{url}/close", {"end-words": "散会"}).status_code == 302
    assert [item.outcome for item in session.items.all()] == ["on_course", "carried", "carried"]
    assert leader.get(url).context["said"] == before == 1  # what is carried over at the end was not spoken of
    assert leader.get(reverse("desk:sessions")).context["week"].day > session.day  # also on the session's own day
    assert seat(street.administrator).get(url).status_code == 404
    for nonsense in ("x", "2026-13-40", "0001-01-01"):
        assert leader.get(reverse("desk:session", args=[street.street.code, nonsense])).status_code == 404


def test_a_session_page_costs_the_same_for_few_and_for_many(street):
    counted = []
    for day, more in ((date(2030, 1, 4), 2), (date(2030, 1, 11), 8)):
        for _ in range(more):
            blow(street, another(street))
        actions.freeze(street.street, day, by=street.leader)
        client = seat(street.leader)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:session", args=[street.street.code, day.isoformat()]))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_lists_are_read_searched_and_imported_with_a_preview(street):
    client = seat(street.officer)
    assert "CG-01" in text(client.get(reverse("desk:duties") + "?unit=chengguan&category=H01"))
    assert client.get(reverse("desk:duties_import")).status_code == 404
    admin = seat(street.administrator)
    url = reverse("desk:duties_import")
    bad = admin.post(url, {"file": SimpleUploadedFile("a.csv", "层级,编号,事项\n天上,1,甲\n".encode("gbk"))})
    assert bad.status_code == 422
    assert "2" in text(bad)
    preview = admin.post(
        url,
        {"file": SimpleUploadedFile("a.csv", "层级,编号,事项,单位,事项分类\n部门,1,甲,chengguan,H01\n".encode("gbk"))},
    )
    assert preview.status_code == 200
    assert len(preview.context["added"]) == 1
    assert len(preview.context["removed"]) > 100
    given = {"body": preview.context["form"]["body"].value(), "seen": preview.context["form"]["seen"].value()}
    assert admin.post(url, given | {"why": ""}).status_code == 422
    assert books.duties.current().number == 1
    assert admin.post(url, given | {"why": "区里新发布"}).status_code == 302
    assert books.duties.current().number == 2
    assert admin.post(url, {"body": "{", "seen": "1", "why": "x"}).status_code == 422


def test_the_lists_in_force_come_as_the_sheet_that_an_import_reads(street):
    admin, url = seat(street.administrator), reverse("desk:duties_import")
    wanted = [
        {
            "level": "department",
            "number": "CG-01",
            "item": "占道经营查处",
            "unit": "chengguan",
            "categories": ["H01", "H"],
        },
        {"level": "street", "number": "JD-01", "item": "=受理", "kind": "delegated", "basis": "示例"},
        {
            "level": "community",
            "number": "ZM-01",
            "item": "亲属关系证明",
            "kind": "must_not_issue",
            "instead": "派出所",
            "also": ["关系证明", "proof of kinship"],
        },
    ]
    actions.issue_duties(wanted, why="试行", by=street.administrator)
    assert seat(street.officer).get(reverse("desk:duties_sheet")).status_code == 404
    sheet = admin.get(reverse("desk:duties_sheet"))
    again = admin.post(url, {"file": SimpleUploadedFile("a.xlsx", sheet.content)})
    assert again.status_code == 200
    assert not again.context["difference"]


def test_returns_are_counted_by_unit_and_reason_and_published_later(street, case):
    actions.dispatch(case, unit=street.city_management, by=street.head)
    actions.send_back(case.assignments.get(), reason="not_ours", item="HW-04", words="不是", by=street.officer)
    month = clock.today().replace(day=1)
    row = returned(street.street, Period(month, month))[0]
    assert (row.unit, row.by_reason, row.by_month) == (street.city_management.name, [1, 0, 0, 0], [1])
    assert street.city_management.name in text(seat(street.officer).get(reverse("desk:refusals")))
    public = Client().get(reverse("public:returns", args=[street.street.code]))
    assert public.status_code == 200
    assert street.city_management.name not in text(public)
    assert published_until(date(2026, 11, 9)) == date(2026, 9, 1)
    assert published_until(date(2026, 11, 10)) == date(2026, 10, 1)
    assert "死亡证明" in text(Client().get(reverse("public:duties")))


def test_a_proof_that_must_not_be_issued_is_named_at_once(street):
    said = {"text": "单位要我开一张无犯罪记录证明", "place": "", "category": ""}
    assert "公安" in text(seat(street.clerk).post(reverse("desk:alike"), said))
    voice = actions.report_case(place=street.unit, words=said["text"], source="web", category="J07")
    assert "无犯罪记录证明" in text(seat(street.clerk).get(page_of(voice.case)))
    assert "公安" in text(Client().get(reverse("resident:receipt", args=[voice.receipt])))
    proofs = Client().get(reverse("resident:vocabulary")).json()["proofs"]
    assert any("无犯罪记录证明" in one["names"] and "公安" in one["say"] for one in proofs)
    assert Case.objects.count() == 1
