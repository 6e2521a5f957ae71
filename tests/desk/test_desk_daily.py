"""Lighter days at the desk: kept views, many at once, texts, tags, hand-over, the ledger and the sheet to sign."""

import io
from datetime import timedelta

import pytest
from desk_cast import page_of, seat, take, text
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from linli.cases import actions
from linli.cases.models import BulkDeed, Case, Export, Phrase, Tag, View
from linli.cases.rules import may_end_post
from linli.desk.daily.ledger_rows import rows
from linli.kernel import clock
from linli.notices.models import Notice
from linli.people.actions import end_post
from linli.people.models import Post

pytestmark = pytest.mark.django_db
WORK = "/desk/"


def report(place, words="楼道里堆了很多东西", **more):
    return actions.report_case(place=place, words=words, source="plate", **more).case


def test_a_kept_view_holds_only_what_the_list_understands(street, case):
    client = seat(street.head)
    query = "view=area&q=垃圾&urgent=on&evil=1&place=none&after=x"
    client.post(reverse("desk:keep_view"), {"name": "垃圾", "query": query})
    view = View.objects.get()
    assert view.query == "view=area&q=%E5%9E%83%E5%9C%BE&urgent=on"
    page = client.get(f"{WORK}?{view.query}")
    ((kept, count, here),) = page.context["kept"]
    assert (kept.name, count, here) == ("垃圾", 0, True)
    again = client.post(reverse("desk:keep_view"), {"name": "垃圾", "query": "view=mine"}, follow=True)
    assert "同名" in text(again)
    client.post(reverse("desk:rename_view", args=[view.pk]), {"name": "脏"})
    assert View.objects.get().name == "脏"
    assert seat(street.clerk).post(reverse("desk:remove_view", args=[view.pk])).status_code == 404
    client.post(reverse("desk:remove_view", args=[view.pk]))
    assert not View.objects.exists()


@pytest.mark.parametrize("who", ["head", "officer"])
def test_kept_views_cost_one_statement_however_many(street, case, who):
    post = getattr(street, who)
    actions.dispatch(case, unit=street.city_management, by=street.head)
    client, counted = seat(post), []
    for names in ((), range(1), range(1, 10)):
        for n in names:
            actions.keep_view(f"视图{n}", f"view=area&state=with_units&{n}", by=post)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(WORK, {"view": "area"}).status_code == 200
        counted.append(len(caught))
    assert len(set(counted)) == 1
    assert counted[0] <= 8


def test_a_list_is_filtered_by_tag(street, case):
    other = report(street.unit)
    actions.tag(other, "楼道堆物", by=street.head)
    page = seat(street.worker).get(WORK, {"view": "area", "tag": "楼道堆物"})
    assert list(page.context["rows"]) == [other]
    assert "楼道堆物" in text(page)


def test_a_refused_tag_comes_back_with_the_sentence(street, case):
    client = seat(street.worker)
    answer = client.post(reverse("desk:tag", args=[case.pk]), {"tag": "张某某"})
    assert answer.status_code == 422
    assert "标签只说事，不写人" in text(answer)
    assert 'value="张某某"' in text(answer)
    assert client.post(reverse("desk:tag", args=[case.pk]), {"tag": "垃圾桶"}).status_code == 302
    assert client.get(reverse("desk:tags", args=[case.pk])).json() == {"tags": ["垃圾桶"]}
    client.post(reverse("desk:untag", args=[case.pk]), {"tag": "垃圾桶"})
    assert not Tag.objects.exists()


def test_many_are_looked_at_then_done_then_undone(street, case):
    cases = [case, report(street.unit), actions.take_up(report(street.unit), by=street.chief)]
    elsewhere = report(street.other_building)
    client = seat(street.worker)
    ticked = [str(one.pk) for one in [*cases, elsewhere]]
    look = client.post(reverse("desk:bulk"), {"step": "take_up", "case": ticked})
    assert [row.case for row in look.context["ready"]] == sorted(cases[:2], key=lambda one: (one.finish_due, one.pk))
    assert [row.case for row in look.context["barred"]] == [cases[2]]
    assert not BulkDeed.objects.exists()
    tokens = [row.token for row in look.context["ready"]]
    done = client.post(reverse("desk:bulk"), {"step": "take_up", "case": tokens, "go": "1", "looked": "1"}, follow=True)
    assert "2 件已受理" in text(done)
    deed = BulkDeed.objects.get()
    assert seat(street.chief).get(reverse("desk:bulk_deed", args=[deed.pk])).status_code == 404
    back = client.post(reverse("desk:bulk_undo", args=[deed.pk]), follow=True)
    assert "2 件已恢复原状" in text(back)
    assert Case.objects.filter(keeper=street.worker).count() == 0


def test_all_of_a_list_can_be_chosen(street):
    made = [report(street.unit) for _ in range(35)]
    look = seat(street.worker).post(reverse("desk:bulk"), {"step": "take_up", "all": "1", "query": "view=area"})
    assert len(look.context["ready"]) == len(made)


def test_what_is_missing_for_many_is_asked_for_with_a_sentence(street, case):
    client = seat(street.head)
    first = client.post(reverse("desk:bulk"), {"step": "dispatch", "case": str(case.pk)})
    assert first.status_code == 200
    assert not first.context["complete"]
    again = client.post(
        reverse("desk:bulk"), {"step": "dispatch", "case": str(case.pk), "looked": "1", "words": "请处理"}
    )
    assert again.status_code == 422
    assert "请选择派给哪个单位" in text(again)
    assert "请处理" in text(again)
    named = client.post(reverse("desk:bulk"), {"step": "tag", "case": str(case.pk), "looked": "1", "tag": "王阿姨"})
    assert "标签只说事" in text(named)


def test_a_standard_text_is_written_changed_and_inserted_without_script(street, case):
    client, url = seat(street.head), reverse("desk:phrases")
    bad = client.post(url, {"step": "note", "place": street.wangchao.code, "name": "到场", "words": "{姓名}已到"})
    assert bad.status_code == 422
    assert "姓名" in text(bad)
    shown = client.post(
        url, {"step": "note", "place": street.wangchao.code, "name": "到场", "words": "已到{地点}", "preview": "1"}
    )
    assert "已到锦和苑3栋" in text(shown)
    assert not Phrase.objects.exists()
    client.post(url, {"step": "note", "place": street.wangchao.code, "name": "到场", "words": "{今天}已到{地点}"})
    phrase = Phrase.objects.get()
    client.post(
        reverse("desk:phrase", args=[phrase.pk]),
        {"step": "note", "place": street.wangchao.code, "name": "到场", "words": "已到{地点}。"},
    )
    phrase = Phrase.objects.get(ended_at=None)
    answer = take(seat(street.worker), case, "note", words="先写一句", text=str(phrase.pk), insert="1")
    offer = next(o for o in answer.context["offers"] if o.step.name == "note")
    assert offer.form["words"].value() == f"先写一句\n已到{case.place.address}。"
    for post in (street.clerk, street.worker, street.manager):  # they read what they are offered, and no more
        read = seat(post).get(url)
        assert read.status_code == 200
        assert "已到{地点}。" in text(read)
        assert "<textarea" not in text(read)
        assert seat(post).post(url, {"step": "note", "name": "x", "words": "x"}).status_code == 403
        assert seat(post).get(reverse("desk:phrase", args=[phrase.pk])).status_code == 403
    assert seat(street.lead).get(url).status_code == 403
    client.post(reverse("desk:end_phrase", args=[phrase.pk]))
    assert not Phrase.objects.filter(ended_at=None).exists()


def test_a_mention_of_somebody_who_may_not_see_it_stays_on_the_page(street, case):
    answer = take(seat(street.clerk), case, "note", words="@网格员11 请看")
    assert answer.status_code == 422
    assert "无权查看" in text(answer)
    assert "@网格员11 请看" in text(answer)


def test_following_is_one_button(street, case):
    client = seat(street.clerk)
    client.post(reverse("desk:follow", args=[case.pk]), {"follow": "yes"})
    assert "已关注" in text(client.get(page_of(case)))
    client.post(reverse("desk:follow", args=[case.pk]), {"follow": "no"})
    assert not case.followers.exists()


def test_whoever_leaves_hands_over_on_a_page(street, case):
    actions.take_up(case, by=street.worker)
    secret = report(street.unit, "网格员态度差", category="L02")
    Case.objects.filter(pk=secret.pk).update(keeper=street.worker, state="taken_up")
    end_post(street.worker, by=street.administrator, on=clock.today() - timedelta(days=1))
    listed = seat(street.head).get(reverse("desk:handovers"))
    assert [post for post, _cases, _talks in listed.context["left"]] == [street.worker]
    url = reverse("desk:handover", args=[street.worker.pk])
    page = seat(street.administrator).get(url)
    assert case.title not in text(page)
    page = seat(street.head).get(url)
    assert case.title in text(page)
    assert secret.title not in text(page)
    assert next(one for one in page.context["cases"] if one.number == case.number).chosen == street.chief
    seat(street.head).post(url, {f"case-{case.pk}": str(street.clerk.pk), "go": "1"})
    case.refresh_from_db()
    secret.refresh_from_db()
    assert case.keeper == street.clerk
    assert secret.keeper != street.worker
    assert "交接给" in text(seat(street.clerk).get(page_of(case)))
    assert seat(street.clerk).get(url).status_code == 404


def test_the_ledger_is_blotted_bounded_and_logged(street, case):
    report(street.unit, "=1+1，张某某电话19900009999，3栋2单元501室漏水")
    report(street.unit, "网格员吃拿卡要", category="L02")
    client = seat(street.head)
    page = client.get(reverse("desk:ledger"), {"view": "area"})
    assert page.context["rows"] == 2
    today = clock.today().isoformat()
    empty = client.post(reverse("desk:ledger"), {"query": "view=area", "first": today, "last": today, "purpose": ""})
    assert empty.status_code == 422
    answer = client.post(
        reverse("desk:ledger"), {"query": "view=area", "first": today, "last": today, "purpose": "归档", "words": "on"}
    )
    assert answer["Content-Type"].endswith("sheet")
    one = Export.objects.get()
    assert (one.what, one.rows, one.purpose, one.times, one.personal) == ("ledger", 2, "归档", 1, True)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    everything = "\n".join(said)
    assert "19900009999" not in everything
    assert "501" not in everything
    assert "吃拿卡要" not in everything
    assert one.number in everything
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=1+1"))
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_ledger_with_words_is_personal_and_needs_a_second_person_one_without_is_not(street):
    for n in range(21):
        report(street.unit, f"第{n}件：一句独有的话")
    client, today = seat(street.head), clock.today().isoformat()
    said = {"query": "view=area", "first": today, "last": today, "purpose": "归档"}
    asked = client.post(reverse("desk:ledger"), said | {"words": "on"})
    assert asked.status_code == 302
    assert (Export.objects.get().second, Export.objects.get().personal) == (True, True)
    sheet = load_workbook(io.BytesIO(client.post(reverse("desk:ledger"), said).content)).active
    everything = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "锦和苑" in everything
    assert "3栋" not in everything
    assert "独有的话" not in everything
    assert sheet.max_row >= 3 + 21


def test_what_was_sought_for_a_ledger_is_not_everybodys_to_read(street):
    report(street.unit, "张某某家门口堆了纸箱")
    today = clock.today().isoformat()
    said = {"query": "view=area&q=张某某", "first": today, "last": today, "purpose": "归档"}
    seat(street.clerk).post(reverse("desk:ledger"), said)
    page = reverse("desk:export", args=[Export.objects.get().pk])
    readers = {post: text(seat(post).get(page)) for post in (street.clerk, street.head, street.administrator)}
    assert [post for post, words in readers.items() if "张某某" in words] == [street.clerk, street.head]
    assert "搜索: …" in readers[street.administrator]


def test_neither_side_of_what_is_about_persons_stands_in_a_ledger(street):
    alone = report(street.unit, "独居老人三天没出门", category="J02")
    alone = actions.solve(actions.take_up(alone, by=street.worker), words="去看了", by=street.worker)
    actions.answer(alone, words="救护车已送医", by=street.worker)
    (row,) = rows(Case.objects.all(), words=True)
    assert not [cell for cell in row if "三天没出门" in str(cell) or "救护车" in str(cell)]


def test_a_ledger_costs_as_many_statements_for_many_rows_as_for_few(street):
    counted = []
    for upto in (3, 40):
        for n in range(Case.objects.count(), upto):
            actions.dispatch(report(street.unit, f"第{n}件"), unit=street.city_management, why="就近", by=street.head)
        with CaptureQueriesContext(connection) as caught:
            assert len(list(rows(Case.objects.all(), words=True))) == upto
        counted.append(len(caught))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("said", ["", "x", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_an_odd_period_is_a_sentence(street, case, said):
    client = seat(street.head)
    answer = client.post(reverse("desk:ledger"), {"query": "view=area", "first": said, "last": said, "purpose": "归档"})
    assert answer.status_code == 422


def test_the_sheet_to_sign_is_a_pdf_and_names_no_confidential_voice(street):
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
    from pdf_words import words_of

    case = actions.report_case(
        place=street.unit,
        words="我是张某某，电话19900001234，垃圾没人收",
        source="web",
        confidential=True,
        contact=actions.Reachable("张某某", "19900001234"),
    ).case
    actions.dispatch(case, unit=street.city_management, why="就近", by=street.head)
    url = reverse("desk:case_sheet", args=[case.pk])
    whole, blotted = (words_of(seat(post).post(url).content) for post in (street.head, street.officer))
    assert case.number in whole.replace(" ", "")
    mine, theirs = Export.objects.order_by("id")
    assert (mine.what, mine.by, theirs.by, mine.personal, mine.times) == (
        "case_sheet",
        street.head,
        street.officer,
        True,
        1,
    )
    assert mine.number in whole.replace(" ", "")
    assert theirs.number in blotted.replace(" ", "")
    assert "周某某" in whole.replace(" ", "")  # who took it out
    seat(street.head).post(url)
    assert Export.objects.count() == 2  # printed again within minutes: the same entry, taken once more
    assert mine.number in text(seat(street.leader).get(reverse("desk:exports")))
    for paper in (whole, blotted):  # a sheet goes from hand to hand
        assert "19900001234" not in paper.replace(" ", "")
        assert "张某某" not in paper.replace(" ", "")
    assert seat(street.other_worker).post(url).status_code == 404
    assert seat(street.head).get(url).status_code == 405  # looking takes nothing out


def test_a_post_is_ended_on_a_page_and_leaves_nothing_behind(street, case):
    actions.take_up(case, by=street.worker)
    client, url = seat(street.head), reverse("desk:handover", args=[street.worker.pk])
    found = client.get(reverse("desk:handovers"), {"q": "网格员03"})
    assert url in text(found)
    assert client.post(url, {"go": "1", "last_day": "明天"}).status_code == 422
    assert client.post(url, {"go": "1", "last_day": "2020-01-01"}).status_code == 422  # before it began
    street.worker.refresh_from_db()
    assert street.worker.ends is None
    day = clock.today() - timedelta(days=1)
    done = client.post(
        url, {"go": "1", "last_day": day.isoformat(), f"case-{case.pk}": str(street.chief.pk)}, follow=True
    )
    assert "移交" in text(done) or "交接" in text(done)
    street.worker.refresh_from_db()
    case.refresh_from_db()
    assert (street.worker.ends, case.keeper) == (day, street.chief)
    assert seat(street.administrator).post(url, {"go": "1", "last_day": day.isoformat()}).status_code == 302


def test_who_may_end_which_post(street):
    for by, whose, may in (
        (street.administrator, street.inspector, True),
        (street.administrator, street.administrator, False),
        (street.administrator, street.officer, True),
        (street.leader, street.head, True),
        (street.leader, street.inspector, False),
        (street.head, street.worker, True),
        (street.head, street.other_worker, False),
        (street.street_clerk, street.worker, False),
        (street.chief, street.worker, False),
    ):
        assert may_end_post.allows(by, whose) is may, (by, whose)
        seat(by).post(reverse("desk:handover", args=[whose.pk]), {"go": "1", "last_day": clock.today().isoformat()})
        whose.refresh_from_db()
        assert (whose.ends is not None) is may, (by, whose)
        Post.objects.update(ends=None)


def test_a_kept_search_is_counted_after_the_list_stands(street, case):
    client = seat(street.head)
    search, plain = (
        actions.keep_view(name, query, by=street.head)
        for name, query in (("垃圾", "view=area&q=垃圾"), ("全部", "view=area"))
    )
    page = text(client.get(WORK, {"view": "area"}))
    assert f'data-count="{search.pk}"' in page
    assert f'data-count="{plain.pk}"' not in page
    assert client.get(reverse("desk:view_counts")).json() == {"counts": {str(search.pk): "1"}}
    assert seat(street.clerk).get(reverse("desk:view_counts")).json() == {"counts": {}}


def test_a_note_offers_those_who_may_see_the_case_and_tells_who_is_chosen(street, case):
    actions.dispatch(case, unit=street.city_management, why="就近", by=street.head)
    case.refresh_from_db()
    page = seat(street.head).get(page_of(case))
    note = next(offer.form for offer in page.context["offers"] if offer.step.name == "note")
    offered = [value for value, _words in note.fields["tell"].choices]
    assert {"网格员03", "城管队员01", "街道受理员01"} <= set(offered)
    assert not {"网格员11", "消防员01", "管理员01", "周某某"} & set(offered)
    done = take(seat(street.head), case, "note", words="请看一下", tell="网格员03")
    assert done.status_code == 302
    assert Notice.objects.filter(kind="mentioned", to=street.worker.ref).exists()
    assert "@网格员03" in text(seat(street.head).get(page_of(case)))
