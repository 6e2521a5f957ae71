"""The hotline's pages: who may come in, what is shown, and that long lists cost what short ones do."""

import io
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from desk_cast import seat, text
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from linli.cases import actions, books
from linli.cases.actions import OrderSaid, Reachable
from linli.cases.hotline_files import forget_waiting
from linli.cases.models import Case, Contact, Export, Order, Sheet, Voice
from linli.kernel import clock

sys.path.append(str(Path(__file__).parents[1] / "cases"))
from hotline_sheets import order_row, saved, template, xlsx

LIST = "/desk/hotline"


@pytest.fixture
def hotline(street):
    return books.hotlines.rules().by_key("12345")


def bring(street, hotline, number="N1", **more) -> Order:
    said = {"number": number, "words": f"路灯不亮 {number}", "place": street.unit, "received_at": clock.now()} | more
    return actions.take_in_order(OrderSaid(**said), hotline=hotline, by=street.street_clerk)[0]


def file(content: bytes, name="工单.xlsx"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("view", ["open", "give_back", "replied"])
def test_a_long_list_takes_as_many_questions_as_a_short_one(street, hotline, view):
    client, asked = seat(street.street_clerk), []
    for before, upto in ((0, 3), (3, 60)):
        for n in range(before, upto):
            order = bring(street, hotline, f"N{n}")
            if view == "replied":
                actions.reply_to_order(
                    order, said={"solved": True, "words": "已修", "public": "已修"}, by=street.street_clerk
                )
        client.get(LIST, {"view": view})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(LIST, {"view": view})
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(page.context["rows"]) == 30
    following = client.get(LIST, {"view": view, "after": page.context["next"]})
    shown = [order.pk for order in page.context["rows"]] + [order.pk for order in following.context["rows"]]
    assert len(set(shown)) == 60


def test_each_sees_what_the_post_is_for(street, hotline):
    order = bring(street, hotline)
    for post, answer in (
        (street.street_clerk, 200),
        (street.clerk, 200),
        (street.worker, 403),
        (street.officer, 403),
        (street.administrator, 403),
    ):
        assert seat(post).get(LIST).status_code == answer, post
        page = seat(post).get(reverse("desk:order", args=[order.pk]))
        assert page.status_code == (200 if answer == 200 else 404), post
    for address in ("desk:hotline_import", "desk:hotline_export"):
        assert seat(street.clerk).get(reverse(address)).status_code == 403
    assert seat(street.street_clerk).get(reverse("desk:hotlines")).status_code == 403


def test_a_file_waits_for_the_one_who_sent_it_sealed_and_is_gone_once_taken_in(street, hotline, settings):
    client = seat(street.street_clerk)
    sent = client.post(reverse("desk:hotline_import"), {"system": "12345", "file": file(xlsx([order_row(1)]))})
    folder = Path(settings.MEDIA_ROOT) / "hotline/waiting"
    [waiting] = folder.glob("*.sealed")
    assert b"1990000" not in waiting.read_bytes()
    assert seat(street.leader).get(sent.url).status_code == 404
    page = client.get(sent.url)
    assert "AL202611200000000001" in text(page)
    assert "19900000001" not in text(page)
    done = client.post(sent.url, {"go": "take"})
    assert "已导入" in text(client.get(done.url))
    assert not list(folder.glob("*.sealed"))
    assert Sheet.objects.get().new == 1
    assert client.get(sent.url).url == done.url  # pressed again, it shows what became of it
    assert forget_waiting() == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"\x00\x01\x02", "标题\n一\n".encode(), b"a,b\n"])
def test_what_is_no_sheet_is_answered_with_a_sentence(street, hotline, content):
    client = seat(street.street_clerk)
    sent = client.post(reverse("desk:hotline_import"), {"system": "12345", "file": file(content, "x.csv")})
    if sent.status_code == 302:
        sent = client.get(sent.url)
    assert sent.status_code in (200, 422)
    assert "工单编号" in text(sent) or "field__error" in text(sent) or "notice--bad" in text(sent)


def test_headings_that_nobody_knew_are_named_on_the_page_and_kept(street, hotline):
    client = seat(street.street_clerk)
    raw = "工单ID,市民说的话\nX-1,=cmd|'/c calc'!A0\n".encode("gb18030")
    url = client.post(reverse("desk:hotline_import"), {"system": "12345", "file": file(raw, "x.csv")}).url
    twice = client.post(url, {"go": "map", "h0": "number", "h1": "number"})
    assert twice.status_code == 422
    assert client.post(url, {"go": "map", "h0": "number", "h1": "text"}).status_code == 302
    assert books.hotlines.current().number == 2
    assert "=cmd" in text(client.get(url))


def test_a_reply_is_seen_before_it_is_kept_and_loses_nothing(street, hotline):
    order = bring(street, hotline, contact=Reachable("王某某", "19900000001"))
    case = actions.take_up(Case.objects.get(pk=order.voice.case_id), by=street.worker)
    case = actions.contact(case, how="visit", words="上门看过", by=street.worker)
    case = actions.answer(actions.solve(case, words="换了灯泡", by=street.worker), words="灯已换好", by=street.worker)
    client, page = seat(street.clerk), None
    page = client.get(reverse("desk:order", args=[order.pk]))
    drafted = page.context["reply"].initial
    assert (drafted["words"], drafted["public"], drafted["contacted"], drafted["contacted_how"]) == (
        "换了灯泡",
        "灯已换好",
        "yes",
        "visit",
    )
    url = reverse("desk:reply_order", args=[order.pk])
    said = {
        "seen": case.version,
        "true": "yes",
        "beyond": "no",
        "contacted": "yes",
        "contacted_how": "visit",
        "contacted_at": "2026-11-20T10:00",
        "solved": "no",
        "words": "换了灯泡\r\n又查了线路",
        "public": "灯已换好",
    }
    assert "请填写未解决原因" in text(client.post(url, said))
    said |= {"solved": "yes"}
    shown = client.post(url, said)
    assert "回复表中的样子" in text(shown)
    changed = client.post(url, said | {"go": "send", "shown": shown.context["reply"].digest, "public": "另一句"})
    assert Order.objects.get().replied_at is None
    assert "另一句" in text(changed)
    client.post(url, said | {"go": "send", "shown": shown.context["reply"].digest})
    order.refresh_from_db()
    assert order.reply["contacted_at"].startswith("2026-11-20T10:00")
    assert "19900000001" not in str(order.reply)


def test_giving_back_asks_for_the_item_and_is_gone_after_its_limit(street, hotline):
    order = bring(street, hotline)
    client, url = seat(street.street_clerk), reverse("desk:give_back", args=[order.pk])
    said = {"seen": Case.objects.get().version, "reason": "not_ours", "words": "属区里管"}
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "属区里管" in text(refused)
    with clock.shifted(timedelta(days=20)):
        late = client.post(url, said | {"item": "3-12"})
        assert late.status_code == 422
        assert "不能退回" in text(late)
    assert client.post(url, said | {"item": "3-12"}).status_code == 302
    assert "3-12" in text(client.get(reverse("desk:order", args=[order.pk])))


def test_the_item_is_picked_from_the_duty_list_and_the_caller_reads_why_it_went_back(street, hotline):
    order = bring(street, hotline, category="H02")
    client, url = seat(street.street_clerk), reverse("desk:give_back", args=[order.pk])
    form = client.get(reverse("desk:order", args=[order.pk])).context["given"]
    listed = [value for _group, some in form.fields["listed"].choices[1:] for value, _words in some]
    theirs = next(one for one in listed if not one.startswith("JD"))
    said = {"seen": Case.objects.get().version, "reason": "not_ours", "listed": theirs, "words": "属部门职责"}
    assert client.post(url, said | {"listed": "没有的条目"}).status_code == 422
    assert client.post(url, said).status_code == 302
    assert Order.objects.get().returned_for.split("\n")[1] == theirs
    receipt = text(client.get(f"/c/{order.voice.receipt}"))
    assert "已退回" in receipt
    assert "撤回了" not in receipt
    assert all(words in receipt for words in (theirs, "属部门职责", "N1", "不用再报一次"))


def test_a_neighbour_hears_nothing_of_anothers_order_that_went_back(street, hotline):
    order = bring(street, hotline)
    neighbour = actions.join_case(
        Case.objects.get(), words="我家也是", source="plate", submission_key="a-neighbours-key"
    )
    actions.give_back(order, reason="out_of_scope", item="合同纠纷", words="不属受理范围", by=street.street_clerk)
    client = seat(street.street_clerk)
    assert "不属受理范围" in text(client.get(f"/c/{order.voice.receipt}"))
    assert "仍在继续办理" in text(client.get(f"/c/{order.voice.receipt}"))
    assert "不属受理范围" not in text(client.get(f"/c/{neighbour.receipt}"))


def test_the_administrator_changes_the_book_and_a_bad_template_is_refused(street, hotline):
    client, url = seat(street.administrator), reverse("desk:hotlines") + "?key=12345"
    form = client.get(url).context["form"]
    said = {bound.html_name: bound.value() or "" for bound in form if bound.name != "template"} | {"why": "试"}
    bad = client.post(url, said | {"template": file(b"no", "x.xlsx")})
    assert bad.status_code == 422
    assert client.post(url, said | {"return_limit": "soon"}).status_code == 422
    assert client.post(url, said | {"aliases": "锦和花园 = 没有的小区"}).status_code == 422
    good = client.post(
        url,
        said
        | {"template": file(template(), "反馈表.xlsx"), "aliases": "锦和花园 = 锦和苑", "categories": "路灯 = B01"},
    )
    assert good.status_code == 302
    kept = books.hotlines.rules().by_key("12345")
    assert (kept.aliases, kept.template.name) == ({"锦和花园": street.jinhe.code}, "反馈表.xlsx")
    assert client.post(url, said).status_code == 422  # edition 1 was what this page had before it


def test_the_export_fills_the_template_and_says_who_took_it(street, hotline):
    order = bring(street, hotline)
    actions.reply_to_order(
        order, said={"true": "yes", "solved": True, "words": "=1+1", "public": "好了"}, by=street.clerk
    )
    client, url = seat(street.street_clerk), reverse("desk:hotline_export")
    taken = client.post(url, {"system": "12345", "which": "new", "purpose": "回单"})
    book = load_workbook(io.BytesIO(taken.content))
    assert Export.objects.get().number in book.properties.description
    assert any(cell.value == "=1+1" and cell.data_type == "s" for row in book.active for cell in row)
    assert client.post(url, {"system": "12345", "which": "new", "purpose": "回单"}).status_code == 422


def test_several_things_from_a_group_are_taken_in_together(street):
    client = seat(street.clerk)
    rows = {
        "row-TOTAL_FORMS": "2",
        "row-INITIAL_FORMS": "0",
        "row-0-place": "锦和苑 3栋",
        "row-0-text": "群里说门禁坏了",
        "row-1-place": "锦和苑 3栋 2单元",
        "row-1-text": "群里说漏水",
    }
    refused = client.post(reverse("desk:heard"), {"source": "group", "key": "k", **rows})
    assert refused.status_code == 422
    assert "群里说漏水" in text(refused)
    said = {"source": "group", "channel": "锦和苑业主群", "key": "k", **rows}
    assert client.post(reverse("desk:heard"), said).status_code == 200
    client.post(reverse("desk:heard"), said)
    assert [v.source for v in Voice.objects.all()] == ["group", "group"]
    story = text(client.get(reverse("desk:case", args=[Case.objects.first().pk])))
    assert "锦和苑业主群" in story
    assert Case.objects.count() == len(client.get("/desk/?view=area&source=group").context["rows"])


def test_an_order_stands_in_the_work_list_and_on_the_case_page_with_its_number(street, hotline):
    order = bring(street, hotline, "AL-77", no_reply=True, contact=Reachable("王某某", "1"))
    assert "AL-77" in text(seat(street.worker).get("/desk/?view=area"))
    page = text(seat(street.worker).get(reverse("desk:case", args=[order.voice.case_id])))
    assert "AL-77" in page
    assert "无需回复" in page
    assert not Contact.objects.exists()


def test_a_template_without_a_number_column_is_refused(street, hotline):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["姓名", "电话"])
    client, url = seat(street.administrator), reverse("desk:hotlines") + "?key=12345"
    form = client.get(url).context["form"]
    said = {bound.html_name: bound.value() or "" for bound in form if bound.name != "template"} | {"why": "试"}
    assert client.post(url, said | {"template": file(saved(book), "x.xlsx")}).status_code == 422
