"""While a resident types: cases like it near here, and joining one with the words typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions
from linli.cases.models import Case, Voice

pytestmark = pytest.mark.django_db
LIFT = "2单元的电梯坏了，老人下不了楼"
URL = "/report/alike"


def report(street, words=LIFT, **more):
    return actions.report_case(place=street.unit, words=words, source="plate", **more)


def ask(client, street, text="电梯坏了，出不了门"):
    return client.post(URL, {"here": street.unit.code, "text": text, "category": ""}).content.decode()


def test_cases_like_it_are_shown_with_what_is_happening_to_them(client, street):
    case = actions.take_up(report(street).case, by=street.worker)
    shown = ask(client, street)
    assert "是不是下面这件事" in shown
    assert "望潮社区第3网格的专职网格员" in shown or "网格员" in shown
    assert case.number in shown
    assert "网格员03" not in shown  # a role, never a name
    assert "老人" not in shown  # never another resident's words


def test_what_is_about_persons_or_unlike_is_not_shown(client, street):
    report(street, category="I01")
    report(street, category="L02")
    report(street, "垃圾没人收", category="B01")
    assert ask(client, street).strip() == ""
    assert ask(client, street, "电").strip() == ""
    assert client.post(URL, {"here": "nowhere", "text": LIFT}).content == b""
    assert client.get(URL).status_code == 405


def test_an_answered_one_is_shown_and_cannot_be_joined(client, street):
    case = actions.solve(actions.take_up(report(street).case, by=street.worker), words="修好", by=street.worker)
    actions.answer(case, words="修好了", by=street.worker)
    shown = ask(client, street)
    assert "最近已经答复过" in shown
    assert "data-join" not in shown


def test_without_script_the_words_go_along_to_the_matter_that_is_joined(client, street):
    case = report(street).case
    page = client.post(
        f"/r/{street.plate.code}?join={case.number}", {"carry": "1", "text": "我家也下不了楼", "submission_key": "k1"}
    )
    assert page.status_code == 200
    assert "我家也下不了楼" in page.content.decode()
    assert Voice.objects.count() == 1
    client.post(f"/r/{street.plate.code}?join={case.number}", {"text": "我家也下不了楼", "submission_key": "k1"})
    assert {voice.words for voice in Case.objects.get().voices.all()} == {LIFT, "我家也下不了楼"}


def test_one_over_the_road_can_be_joined_too(client, street):
    for place, lon in ((street.unit, 118.7), (street.other_building, 118.701)):
        type(place).objects.filter(pk=place.pk).update(lon=lon, lat=32.05)
    other = actions.report_case(place=street.other_building, words=LIFT, source="plate").case
    assert other.number in ask(client, street)
    client.post(f"/r/{street.plate.code}?join={other.number}", {"text": "我家也是", "submission_key": "k2"})
    assert other.voices.count() == 2


def test_looking_costs_the_same_for_few_and_for_many(client, street):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            ask(client, street)
        return len(caught)

    report(street)
    statements()
    few = statements()
    for number in range(30):
        report(street, f"{LIFT} {number}")
    assert statements() == few


def test_the_receipt_of_a_merged_voice_tells_that_it_was_joined_and_what_happened(client, street):
    mine, theirs = report(street), report(street, "电梯停了")
    actions.take_up(theirs.case, by=street.worker)
    actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.head)
    page = client.get(f"/c/{mine.receipt}").content.decode()
    for words in ("您和邻居反映的是同一件事", "您反映了这件事", "与邻居反映的同一件事合并办理"):
        assert words in page, words
    assert "同一部电梯" not in page  # among colleagues
    assert "又有 1 位居民反映了同一件事" in client.get(f"/c/{theirs.receipt}").content.decode()
    case = actions.solve(Case.objects.get(pk=theirs.case_id), words="修好", by=street.worker)
    actions.answer(case, words="电梯修好了", replies={mine.pk: "电梯修好了，明天上门看您"}, by=street.worker)
    assert "明天上门看您" in client.get(f"/c/{mine.receipt}").content.decode()
    other = client.get(f"/c/{theirs.receipt}").content.decode()
    assert "电梯修好了" in other
    assert "明天上门" not in other


def test_the_same_matter_again_reads_the_earlier_result(client, street):
    earlier = actions.solve(actions.take_up(report(street).case, by=street.worker), words="修好", by=street.worker)
    earlier = actions.answer(earlier, words="钢丝绳已更换", public=True, by=street.worker)
    again = report(street)
    actions.same_matter(again.case, earlier=earlier, words="这件事已经办结", by=street.head)
    page = client.get(f"/c/{again.receipt}").content.decode()
    assert "钢丝绳已更换" in page
    assert "此事之前已办理过" in page
