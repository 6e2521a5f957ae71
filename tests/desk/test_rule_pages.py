"""Books of rules and holiday notices on pages."""

import json
from datetime import date, datetime

import pytest
from desk_cast import seat, text
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from linli.calendar.festivals import statutory_days
from linli.calendar.models import CalendarYear
from linli.cases import actions, books
from linli.cases.models import Case, Recomputation
from linli.desk.rules.bodies import Sheet, compare, typed_limit
from linli.desk.rules.guides import guide_of
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.rulebook.books import BOOKS
from linli.rulebook.models import Edition

pytestmark = pytest.mark.django_db


def typed(node) -> dict:
    """What a browser would send of these fields, left as they are."""
    if node.kind == "group":
        return {name: value for part in node.parts for name, value in typed(part).items()}
    if node.kind == "table":
        cells = {name: value for row in node.rows for cell in row for name, value in typed(cell).items()}
        return {f"n-{node.name}": str(len(node.rows)), **cells}
    if node.kind == "flag":
        return {node.name: "on"} if node.value else {}
    if node.kind == "choices":
        return {node.name: node.chosen}
    return {node.name: node.shown}


def form_of(client, name) -> dict:
    page = client.get(f"/desk/rules/{name}/next")
    return typed(page.context["node"]) | {"seen": str(page.context["last"].number), "go": "issue"}


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_book_can_be_read_edited_and_comes_back_as_it_was(street, name):
    client = seat(street.administrator)
    body = Edition.objects.get(book=name, number=1).body
    assert client.get(f"/desk/rules/{name}").status_code == 200
    said = form_of(client, name)
    answer = client.post(f"/desk/rules/{name}/next", said | {"why": "只是再发一次"})
    assert answer.status_code == 302, answer.context and (answer.context["error"], answer.context["form"].errors)
    assert BOOKS[name].edition(2).rules == BOOKS[name].read(body)
    assert compare(body, Edition.objects.get(book=name, number=2).body, guide_of(name)) == []
    assert "两版内容相同" in text(client.get(f"/desk/rules/{name}/compare"))


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_no_part_of_a_book_is_called_by_its_inner_name(name):
    """Every key that the books we ship use, and every one that may be added, has words on the page."""
    guide = guide_of(name)
    used = {*_keys(BOOKS[name].shipped()), *(key for keys in guide.optional.values() for key in keys)}
    assert sorted(used - set(guide.words)) == []


def _keys(part):
    if isinstance(part, dict):
        yield from part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _keys(one)


def test_parties_and_procedures_are_chosen_by_name_and_the_english_is_typed_beside(street):
    client = seat(street.administrator)
    page = client.get("/desk/rules/councils.meetings/next")
    said = form_of(client, "councils.meetings")
    council = next(key for key, value in said.items() if value == "议事会")
    parties = council.replace("-name", "-parties")
    assert said[parties] == ["committee", "residents"]
    assert "居民代表" in text(page)
    said |= {
        parties: ["committee", "grid"],
        council.replace("-name", "-name_en"): "Neighbours' council",
        "why": "改叫法",
    }
    assert client.post("/desk/rules/councils.meetings/next", said).status_code == 302
    kind = next(
        one for one in Edition.objects.get(book="councils.meetings", number=2).body["kinds"] if one["key"] == "council"
    )
    assert (kind["parties"], kind["name_en"]) == (["committee", "grid"], "Neighbours' council")


def test_the_next_edition_is_typed_in_plain_words(street):
    client = seat(street.administrator)
    said = form_of(client, "cases.limits")
    row = next(key for key, value in said.items() if value == "D04").removesuffix("-category")
    new = len(books.limits.shipped())
    said |= {
        f"{row}-finish": "12 小时",
        f"x-f-{next(i for i, r in enumerate(books.limits.shipped()) if r['category'] == 'A01')}": "on",
        f"f-{new}-category": "A04 电梯故障",
        f"f-{new}-urgency": "urgent",
        f"f-{new}-contact": "1 小时",
        f"f-{new}-finish": "2个工作日",
    }
    x = next(key for key in said if key.startswith("x-f-"))
    said[x.replace("x-f-", "x-f-")] = "on"
    assert client.post("/desk/rules/cases.limits/next", said | {"why": "供暖季"}).status_code == 302
    rules = books.limits.current().rules
    assert str(rules.rule_for("D04", urgent=True).finish) == "12h"
    assert str(rules.rule_for("A04", urgent=True).finish) == "2wd"
    assert rules.rule_for("A01", urgent=False).category == "*"
    issued = Entry.objects.get(event="EditionIssued")
    assert (issued.facts["book"], issued.facts["number"], issued.by) == ("cases.limits", 2, street.administrator.ref)
    changes = client.get("/desk/rules/cases.limits/compare").context["changes"]
    assert len(changes) == 3


def test_what_the_book_refuses_is_said_and_nothing_is_lost(street):
    client = seat(street.administrator)
    said = form_of(client, "cases.limits")
    row = next(key for key, value in said.items() if value == "D04").removesuffix("-category")
    answer = client.post("/desk/rules/cases.limits/next", said | {f"{row}-finish": "很快", "why": "试试"})
    assert answer.status_code == 422
    assert "很快" in text(answer)
    assert "试试" in text(answer)
    assert "D04" in answer.context["error"]
    assert Edition.objects.filter(book="cases.limits").count() == 1
    assert client.post("/desk/rules/cases.limits/next", said).status_code == 422  # without a reason
    more = client.post("/desk/rules/cases.limits/next", said | {f"{row}-finish": "很快", "go": "rows"})
    assert more.status_code == 200
    assert "很快" in text(more)
    assert len(more.context["node"].rows) == len(books.limits.shipped()) + 10


def test_of_two_administrators_the_second_sees_what_is_new(street):
    client = seat(street.administrator)
    said = form_of(client, "cases.time")
    assert client.post("/desk/rules/cases.time/next", said | {"f-pause-days": "20", "why": "一"}).status_code == 302
    late = client.post("/desk/rules/cases.time/next", said | {"f-pause-days": "25", "why": "二"})
    assert late.status_code == 422
    assert [(c.old, c.new) for c in late.context["changed"]] == [("30", "20")]
    again = typed(late.context["node"]) | {"seen": late.context["form"]["seen"].value(), "why": "二", "go": "issue"}
    assert again["f-pause-days"] == "25"
    assert client.post("/desk/rules/cases.time/next", again).status_code == 302
    assert books.time.current().rules.stops["pause"].days == 25


def test_only_administrators_issue_rules_and_everybody_may_read_them(street):
    for post in (street.worker, street.leader, street.officer, street.inspector):
        client = seat(post)
        assert client.get("/desk/rules").status_code == 200
        assert client.get("/desk/rules/cases.limits/1").status_code == 200
        assert client.get("/desk/rules/cases.limits/next").status_code == 403
        assert client.post("/desk/rules/cases.limits/next", {"why": "x"}).status_code == 403
        assert client.get("/desk/calendar").status_code == 403
    assert seat(street.worker).get("/desk/rules/no.such").status_code == 404
    assert seat(street.worker).get("/desk/rules/cases.limits/9999999999999").status_code == 404


def test_limits_are_read_as_people_write_them():
    with translation.override("zh-hans"):
        assert [typed_limit(t) for t in ("5 个工作日", "5wd", "24小时", "4 工作小时", "3 Working Days", "很快")] == [
            "5wd",
            "5wd",
            "24h",
            "4wh",
            "3wd",
            "很快",
        ]


def test_a_list_emptied_on_the_page_keeps_its_columns():
    sheet = Sheet([], guide_of("cases.limits"))
    assert len(sheet.layout(spare=2).rows) == 2


# --- holiday notices --------------------------------------------------------------------------------------------


def notice(year=2027, **more) -> SimpleUploadedFile:
    days = [{"date": day.isoformat(), "isOffDay": True, "name": name} for day, name in statutory_days(year).items()]
    days += [{"date": day, "isOffDay": off, "name": "元旦"} for day, off in more.items()]
    return SimpleUploadedFile("notice.json", json.dumps({"year": year, "papers": [], "days": days}).encode())


def test_a_notice_is_looked_at_first_and_then_taken_in(street):
    client = seat(street.administrator)
    with clock.frozen(datetime(2026, 12, 29, 10, tzinfo=SHANGHAI)):
        case = actions.report_case(place=street.unit, words="夜里很吵", source="plate", category="H05").case
        was = case.finish_due
        assert "2027" in text(client.get("/desk/calendar"))
        file = notice(**{"2027-01-04": True})
        look = client.post(
            "/desk/calendar/import", {"file": file, "doc_no": "国办发明电〔2026〕9号", "official": "on", "go": "look"}
        )
        assert look.status_code == 200
        assert date(2027, 1, 4) in [change[0] for change in look.context["changes"]]
        assert look.context["crossing"] == 1
        assert not CalendarYear.objects.filter(year=2027).exists()
        shown = look.context["form"]
        said = {name: shown[name].value() or "" for name in ("text", "doc_no", "url")}
        taken = client.post("/desk/calendar/import", said | {"official": "on", "go": "take"})
        assert taken.status_code == 302
        assert CalendarYear.objects.get(year=2027).status == "official"
        assert "正在重新计算" in text(client.get("/desk/calendar"))
        actions.recompute_dues()
        assert Case.objects.get().finish_due > was
        assert Recomputation.objects.get().done_at
        assert client.get("/desk/calendar").status_code == 200


def test_a_bad_notice_is_refused_with_a_sentence(street):
    client = seat(street.administrator)
    for said in (
        {},
        {"file": SimpleUploadedFile("x.json", b"{}")},
        {"text": "not a notice"},
        {"file": notice(), "official": "on"},
    ):
        assert client.post("/desk/calendar/import", said | {"go": "take"}).status_code == 422
    assert not CalendarYear.objects.filter(year=2027).exists()


# --- pasted from a sheet, and lists within lists --------------------------------------------------------------------


def paste(client, text, **more):
    url = "/desk/rules/cases.limits/next"
    return client.post(
        url, form_of(client, "cases.limits") | {"go": "paste", "pasted": text, "why": "新的市级标准"} | more
    )


def test_limits_are_pasted_from_excel_looked_at_and_issued(street):
    client = seat(street.administrator)
    shown = paste(client, "A04\t紧急\t\t1小时\t2个工作日\nA01 \t\t\t4 工作小时\t7wd\n")
    assert shown.status_code == 200
    assert "尚未发布" in text(shown)
    assert shown.context["to_come"]
    assert Edition.objects.filter(book="cases.limits").count() == 1
    said = typed(shown.context["node"]) | {"seen": "1", "go": "issue", "why": "新的市级标准"}
    assert client.post("/desk/rules/cases.limits/next", said).status_code == 302
    rules = books.limits.current().rules
    assert str(rules.rule_for("A04", urgent=True).finish) == "2wd"
    assert str(rules.rule_for("A01", urgent=False).finish) == "7wd"
    assert str(rules.rule_for("D04", urgent=True).finish) == str(
        books.limits.edition(1).rules.rule_for("D04", urgent=True).finish
    )


def test_pasted_rows_that_cant_be_read_are_said_and_stay(street):
    client = seat(street.administrator)
    labels = [str(guide_of("cases.limits").words[key]) for key in ("finish", "contact", "category")]
    heading = "\t".join(labels)
    answer = paste(client, f"{heading}\n7wd\t4wh\tA01\n很快\t4wh\tA04\n5wd\t4wh\t没有的事项\n5wd\t4wh\tA05\t多余\n")
    assert answer.status_code == 422
    pasted = answer.context["pasted"]
    assert len(pasted.bad) == 3
    assert all(number in sentence for number, sentence in zip("345", pasted.bad, strict=True))
    assert (pasted.added + pasted.changed) == 1
    assert pasted.left.splitlines() == [heading, "很快\t4wh\tA04", "5wd\t4wh\t没有的事项", "5wd\t4wh\tA05\t多余"]
    assert "很快" in text(answer)
    assert "新的市级标准" in text(answer)
    unknown = paste(client, "A04\t\t000\t4wh\t5wd")
    assert unknown.status_code == 422
    assert "000" in unknown.context["pasted"].bad[0]


@pytest.mark.parametrize("odd", ["", "\t\t\t", "=1+1\t=2", "A04", "事项", "x" * 5000, "*\t\t\t4wh\t5wd\n" * 3])
def test_nothing_odd_that_is_pasted_breaks_the_page(street, odd):
    assert paste(seat(street.administrator), odd).status_code in (200, 422)


def test_a_list_within_a_list_gains_an_entry(street):
    client, url = seat(street.administrator), "/desk/rules/cases.hotlines/next"
    said = form_of(client, "cases.hotlines")
    one = client.post(url, {k: v for k, v in said.items() if k != "go"} | {"add": "f-systems", "why": "又一个热线"})
    assert one.status_code == 200
    assert "又一个热线" in text(one)
    again = typed(one.context["node"])
    assert "f-systems-1-key" in again
    again |= {key.replace("f-systems-0", "f-systems-1"): value for key, value in said.items() if "f-systems-0" in key}
    again |= {
        "f-systems-1-key": "12319",
        "f-systems-1-name": "城建热线",
        "n-f-systems": "2",
        "seen": "1",
        "why": "又一个热线",
        "go": "issue",
    }
    assert client.post(url, again).status_code == 302
    systems = books.hotlines.rules().systems
    assert [system.key for system in systems] == ["12345", "12319"]
    assert systems[1].columns == systems[0].columns


def test_what_only_changes_the_form_does_not_ask_for_the_reason_yet(street):
    """Else the browser would hold the button back until everything that is needed for issuing is filled in."""
    client = seat(street.administrator)
    pages = text(client.get("/desk/rules/cases.limits/next")) + text(client.get("/desk/rules/cases.hotlines/next"))
    for button in (
        'name="go" value="rows" formnovalidate',
        'name="go" value="paste" formnovalidate',
        'name="add" value="f-systems" formnovalidate',
    ):
        assert button in pages
