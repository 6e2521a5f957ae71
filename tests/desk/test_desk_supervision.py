"""Supervision, exclusions and calling back as the desk shows them."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases import actions
from linli.cases.models import Approval, Case, Supervision, Voice
from linli.journal.models import Entry
from linli.kernel import clock

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)


def seat(post) -> Client:
    client = Client()
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def raised(street, number: int) -> None:
    for n in range(number):
        case = actions.report_case(place=street.unit, words=f"楼道里堆了很多东西{n}", source="web").case
        actions.raise_case(case, rung=3, words="请社区看看", by=street.chief)


def statements(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_page_of_supervision_asks_as_much_for_few_as_for_many(street):
    client, url = seat(street.head), reverse("desk:supervision")
    raised(street, 3)
    few = statements(client, url)
    raised(street, 40)
    assert statements(client, url) == few
    assert "确认，我来督办".encode() in client.get(url).content
    assert client.get(url, {"rung": "9", "after": "x"}).status_code == 200


def test_seen_is_said_on_the_page_and_the_second_is_told(street):
    raised(street, 1)
    one = Supervision.objects.get()
    url = reverse("desk:supervision_seen", args=[one.pk])
    assert seat(street.other_worker).post(url).status_code == 404
    assert seat(street.worker).post(url).status_code == 422
    assert seat(street.head).post(url, {"words": "今天去看", "back": "case"}).url == reverse(
        "desk:case", args=[one.case_id]
    )
    again = seat(street.leader).post(url, {"words": "我也看"})
    assert again.status_code == 422
    assert "已经确认过了".encode() in again.content
    page = seat(street.worker).get(reverse("desk:case", args=[one.case_id])).content.decode()
    assert "今天去看" in page
    assert "督办进程" in page


def answered(street, voice) -> Case:
    case = actions.take_up(voice.case, by=street.worker)
    return actions.answer(actions.solve(case, words="看过", by=street.worker), words="情况不属实", by=street.worker)


def test_an_exclusion_goes_from_hand_to_hand_on_its_page(street, voice):
    case = answered(street, voice)
    ask = reverse("desk:step", args=[case.pk, "ask_exclusion"])
    assert seat(street.worker).post(ask, {"seen": case.version, "words": "未发现"}).status_code == 422
    assert seat(street.worker).post(ask, {"seen": case.version, "ground": "5", "words": "未发现"}).status_code == 302
    one = Approval.objects.get()
    page = reverse("desk:exclusion", args=[one.pk])
    seen = Case.objects.get().version
    assert seat(street.worker).post(page, {"seen": seen, "words": "我自己审"}).status_code == 422
    assert seat(street.street_clerk).post(page, {"seen": seen, "words": ""}).status_code == 422
    assert seat(street.street_clerk).post(page, {"seen": seen, "words": "属实"}).status_code == 302
    stale = seat(street.leader).post(page, {"seen": seen, "granted": "yes", "words": "未发现所反映的情况"})
    assert stale.status_code == 422
    assert "未发现所反映的情况".encode() in stale.content
    seen = Case.objects.get().version
    assert (
        seat(street.leader).post(page, {"seen": seen, "granted": "yes", "words": "未发现所反映的情况"}).status_code
        == 302
    )
    assert Case.objects.get().excluded
    receipt = reverse("resident:receipt", args=[voice.receipt])
    told = Client().get(receipt).content.decode()
    assert "未发现所反映的情况" in told
    assert "我有异议" in told
    public = Client().get(f"/s/{street.street.code}").content.decode()
    assert "剔除情况" in public
    assert "经调查核实，所反映的情况不属实" in public


def test_the_next_call_with_its_number_and_its_result(street, voice):
    with clock.frozen(MORNING):
        answered(street, voice)
    agent = seat(street.clerk)
    with clock.frozen(MORNING + timedelta(days=1)):
        assert seat(street.officer).get(reverse("desk:calls")).status_code == 200
        taken = agent.post(reverse("desk:take_call"))
        assert taken.url == reverse("desk:call", args=[voice.pk])
        page = agent.get(taken.url).content.decode()
        assert "19900001234" not in page
        assert "请问这件事解决了吗" in page
        assert seat(street.head).post(reverse("desk:call_number", args=[voice.pk])).status_code == 422
        number = agent.post(reverse("desk:call_number", args=[voice.pk]))
        assert "19900001234" in number.content.decode()
        assert number["Cache-Control"] == "no-store"
        assert Entry.objects.filter(event="ContactOpened").count() == 1
        half = agent.post(taken.url, {"outcome": "reached", "words": "挺好的"})
        assert half.status_code == 422
        assert "挺好的" in half.content.decode()
        done = agent.post(taken.url, {"outcome": "reached", "solved": "yes", "grade": "5", "words": "挺好的"})
        assert done.status_code == 302
        again = agent.post(taken.url, {"outcome": "missed", "words": "没人接"})
        assert again.status_code == 422
        assert "没人接" in again.content.decode()
    assert (Voice.objects.get().rated_how, Voice.objects.get().grade) == ("phone", 5)


def test_a_slip_on_paper_is_entered_by_its_code(street, voice):
    answered(street, voice)
    clerk, url = seat(street.clerk), reverse("desk:paper_ratings")
    assert clerk.post(url, {"code": "1234567890123456", "solved": "yes"}).status_code == 422
    assert clerk.post(url, {"code": voice.receipt}).status_code == 422
    assert clerk.post(url, {"code": voice.receipt, "solved": "yes", "grade": "4"}).status_code == 302
    assert (Voice.objects.get().rated_how, Voice.objects.get().grade) == ("paper", 4)
    assert seat(street.officer).get(url).status_code == 403


def test_naming_staff_on_the_case_page(street):
    case = actions.report_case(place=street.unit, words="网格员推诿", source="web", category="L02").case
    url = reverse("desk:step", args=[case.pk, "name_staff"])
    inspector = seat(street.inspector)
    nobody = inspector.post(url, {"seen": 1, "other": "无此人", "words": "核实过"})
    assert nobody.status_code == 422
    assert "核实过" in nobody.content.decode()
    assert inspector.post(url, {"seen": 1, "words": "核实过"}).status_code == 422
    assert inspector.post(url, {"seen": 1, "about": str(street.worker.pk), "words": "核实过"}).status_code == 302
    assert Case.objects.get().about_post == street.worker
    assert inspector.post(url, {"seen": 2, "other": street.leader.person.name, "words": "是领导"}).status_code == 302
    assert inspector.get(reverse("desk:case", args=[case.pk])).status_code == 404
