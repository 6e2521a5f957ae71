"""Cases that may be one matter, at the desk: the panel, side by side, merging, taking back, the intake."""

import pytest
from desk_cast import page_of, seat, take, text
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases import actions
from linli.cases.lifecycle import State
from linli.cases.models import Case, Merge, Voice

pytestmark = pytest.mark.django_db
LIFT = "2单元的电梯坏了，老人下不了楼"


def report(street, words=LIFT, **more):
    return actions.report_case(place=more.pop("place", street.unit), words=words, source="plate", **more).case


def same(case, other) -> str:
    return reverse("desk:same", args=[case.pk, other.pk])


def merge(client, case, other, into=None, **more):
    sent = {"into": into or other.pk, "words": "同一部电梯", "seen": case.version, "seen_other": other.version}
    return client.post(same(case, other), sent | more)


def test_the_panel_shows_what_may_be_the_same_and_why(street):
    case, other = report(street), report(street, "电梯坏了")
    page = text(seat(street.worker).get(page_of(case)))
    for words in ("可能是同一件事", other.number, "同一楼栋或同一处", "文字相似"):
        assert words in page, words
    assert other.number not in text(seat(street.lead).get(page_of(case)))  # who looks on does not merge
    complaint = report(street, category="L02")
    assert "可能是同一件事" not in text(seat(street.inspector).get(page_of(complaint)))


def test_two_are_merged_side_by_side_and_taken_back(street):
    case, other = report(street), report(street, "电梯坏了")
    client = seat(street.worker)
    shown = text(client.get(same(case, other)))
    assert LIFT in shown
    assert merge(client, case, other).url == page_of(other)
    page = text(client.get(page_of(other)))
    assert "已合并。" in page
    assert f"随 {case.number} 并入" in page
    gone = text(client.get(page_of(case)))
    assert "撤销合并" in gone
    assert "同一部电梯" in gone
    back = reverse("desk:unmerge", args=[case.pk])
    assert "1 位居民随之分出" in text(client.get(back))
    bad = client.post(back, {"words": "", "seen": 2})
    assert bad.status_code == 422
    assert client.post(back, {"words": "是两部电梯", "seen": 2}).url == page_of(case)
    assert "合并已撤销" in text(client.get(page_of(case)))
    assert client.get(back).url == page_of(case)


def test_bad_input_and_being_overtaken_lose_nothing_typed(street):
    case, other = report(street), report(street)
    client = seat(street.worker)
    empty = merge(client, case, other, words="")
    assert empty.status_code == 422
    actions.take_up(other, by=street.chief)
    late = merge(client, case, other)
    assert late.status_code == 409
    assert "同一部电梯" in text(late)
    assert not Merge.objects.exists()
    odd = merge(client, case, other, into="x", seen="y")
    assert odd.status_code == 422


def test_about_persons_there_is_nothing_to_press(street):
    quarrel, other = report(street, category="I01"), report(street, category="I01")
    page = text(seat(street.worker).get(same(quarrel, other)))
    assert "涉及具体的人的事项不能合并" in page
    assert merge(seat(street.worker), quarrel, other).status_code == 200
    assert not Merge.objects.exists()


def test_nobody_compares_what_they_may_not_see(street):
    case, elsewhere = report(street), report(street, place=street.other_building)
    assert seat(street.worker).get(same(case, elsewhere)).status_code == 404
    assert seat(street.lead).get(same(case, report(street))).status_code == 403


def test_another_is_found_by_its_number(street):
    case, other, far = report(street), report(street, "水管爆了"), report(street, place=street.other_building)
    client, look = seat(street.worker), reverse("desk:same_look", args=[case.pk])
    assert client.get(look, {"number": other.number.lower()}).url == same(case, other)
    for number in (far.number, "", "x" * 40, case.number):
        assert client.get(look, {"number": number}).url == page_of(case)


def test_an_answered_one_is_pointed_to(street):
    earlier = actions.solve(actions.take_up(report(street), by=street.worker), words="修好", by=street.worker)
    earlier = actions.answer(earlier, words="钢丝绳已更换", public=True, by=street.worker)
    again = report(street)
    client = seat(street.worker)
    assert "用那次的结果答复" in text(client.get(same(again, earlier)))
    sent = {"words": "这件事已经办结", "seen": again.version, "seen_other": earlier.version}
    assert client.post(same(again, earlier), sent).url == page_of(again)
    again.refresh_from_db()
    assert (again.state, again.same_as) == (State.ANSWERED, earlier)
    assert earlier.number in text(client.get(page_of(again)))


def test_merged_ones_are_listed_only_when_asked_for(street):
    case, other = report(street), report(street)
    actions.merge(case, into=other, words="同一部电梯", by=street.worker)
    client = seat(street.worker)
    assert case not in client.get("/desk/", {"view": "ended"}).context["rows"]
    assert list(client.get("/desk/", {"view": "ended", "state": "merged"}).context["rows"]) == [case]
    assert list(client.get("/desk/", {"view": "area", "q": case.number}).context["rows"]) == [other]


def test_one_answer_for_all_and_words_of_their_own_for_one(street):
    case, other = report(street), report(street)
    actions.merge(case, into=other, words="同一部电梯", by=street.worker)
    client = seat(street.worker)
    done = actions.solve(
        actions.take_up(Case.objects.get(pk=other.pk), by=street.worker), words="修好", by=street.worker
    )
    assert "对个别居民另外答复" in text(client.get(page_of(done)))
    first = done.voices.first()
    words = {"words": "电梯修好了", "reply_1": "修好了，明天上门看您"}
    preview = take(client, done, "answer", go="preview", **words)
    assert "单独答复" in text(preview)
    digest = next(offer.form.digest for offer in preview.context["offers"] if offer.preview)
    changed = take(client, done, "answer", go="send", shown=digest, **words | {"reply_1": "别的话"})
    assert changed.status_code == 200  # other words than were looked at are shown again first
    take(client, done, "answer", go="send", shown=digest, **words)
    assert Voice.objects.get(pk=first.pk).answer == "修好了，明天上门看您"
    assert {v.answer for v in Voice.objects.filter(case=done.pk).exclude(pk=first.pk)} == {"电梯修好了"}


def test_at_the_intake_one_more_voice_instead_of_one_more_case(street):
    case = report(street)
    client = seat(street.clerk)
    typed = {"place": "锦和苑3栋2单元", "text": "电梯坏了，下不了楼", "category": ""}
    shown = text(client.post(reverse("desk:alike"), typed))
    assert case.number in shown
    assert text(client.post(reverse("desk:alike"), typed | {"place": "没有这个地方"})).strip() == ""
    form = typed | {"source": "phone", "name": "", "phone": "", "key": "a-key"}
    looked = client.post("/desk/intake", form | {"look": "1"})
    assert looked.status_code == 200
    assert case.number in text(looked)
    assert client.post("/desk/intake", form | {"join": str(case.pk)}).status_code == 302
    assert case.voices.count() == 2
    bad = client.post("/desk/intake", form | {"join": "x", "key": "another"})
    assert bad.status_code == 422
    assert "电梯坏了，下不了楼" in text(bad)


def test_the_case_page_costs_the_same_however_many_are_alike(street):
    case = report(street)
    client = seat(street.head)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page_of(case)).status_code == 200
        return len(caught)

    report(street)
    statements()
    few = statements()
    for number in range(30):
        report(street, f"{LIFT} {number}")
    assert statements() == few


def answered(street, **more):
    earlier = actions.take_up(report(street), by=street.worker)
    return actions.answer(
        actions.solve(earlier, words="修好", by=street.worker), words="钢丝绳已更换", by=street.worker, **more
    )


def test_the_earlier_matter_is_linked_for_those_who_may_see_it(street):
    earlier = answered(street, public=True)
    voice = actions.report_case(place=street.unit, words="那部电梯", source="plate")
    actions.same_matter(voice.case, earlier=earlier, words="上月已经办结", by=street.head)
    assert page_of(earlier) in text(seat(street.worker).get(page_of(voice.case)))
    resident = seat(street.worker)
    assert f"/c/{voice.receipt}/earlier" in text(resident.get(f"/c/{voice.receipt}"))
    shown = text(resident.get(f"/c/{voice.receipt}/earlier"))
    assert "钢丝绳已更换" in shown
    assert LIFT not in shown  # that resident did not agree to publish the words
    actions.rate(voice, solved=False, words="又停了")
    assert resident.get(f"/c/{voice.receipt}/earlier").status_code == 404


def test_an_earlier_answer_that_is_not_public_has_no_link_on_the_receipt(street):
    earlier = answered(street)
    voice = actions.report_case(place=street.unit, words="那部电梯", source="plate")
    actions.same_matter(voice.case, earlier=earlier, words="上月已经办结", by=street.head)
    resident = seat(street.worker)
    assert "/earlier" not in text(resident.get(f"/c/{voice.receipt}"))
    assert resident.get(f"/c/{voice.receipt}/earlier").status_code == 404
