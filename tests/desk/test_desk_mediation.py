"""Files of talks at the desk: opened from a case, worked by the helpers, printed, and shown to nobody else."""

from datetime import timedelta

import pytest
from desk_cast import page_of, seat, text
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions
from linli.cases.actions import mediation as talks
from linli.cases.models import Mediation
from linli.kernel import clock
from linli.notices.actions import deliver_due

pytestmark = pytest.mark.django_db
LIST = "/desk/mediations"


def at(file, tail="") -> str:
    return f"{LIST}/{file.pk}{tail}"


def post(client, file, step, **fields):
    fields.setdefault("seen", Mediation.objects.get(pk=file.pk).version)
    return client.post(at(file, f"/{step}"), fields)


@pytest.fixture
def case(street):
    return actions.report_case(place=street.unit, words="楼上漏水到我家", source="plate", category="I01").case


def test_from_a_case_to_a_signed_agreement(street, case):
    client = seat(street.clerk)
    assert f"/desk/mediations/new?case={case.pk}" in text(client.get(page_of(case)))
    new = f"{LIST}/new?case={case.pk}"
    assert "锦和苑 3栋 2单元" in text(client.get(new))
    assert client.post(new, {"place": "锦和苑 3栋 2单元", "category": "I01", "title": ""}).status_code == 422
    client.post(new, {"place": "锦和苑 3栋 2单元", "category": "I01", "title": "楼上漏水，两户"})
    file = Mediation.objects.get()
    for side, name in (("A", "赵某某"), ("B", "钱某某")):
        assert post(client, file, "party", side=side, name=name, phone="19900005551").status_code == 302
    assert post(client, file, "invite", post=street.lead.pk, capacity="volunteer").status_code == 302
    now = clock.now().strftime("%Y-%m-%dT%H:%M")
    assert post(client, file, "talk", at=now, where="调解室", present=["A", "B"], words="各退一步").status_code == 302
    day = (clock.today() + timedelta(days=7)).isoformat()
    assert post(client, file, "agree", words="钱某某一周内修好", follow_up_on=day).status_code == 302
    sheet = text(client.get(at(file, "/agreement")))
    for words in ("调解协议", "赵某某", "钱某某一周内修好", "签名"):
        assert words in sheet, words
    assert post(client, file, "follow-up", kept="yes", words="修好了").status_code == 302
    assert Mediation.objects.get().state == "ended"
    assert "楼上漏水，两户" in text(client.get(LIST, {"view": "ended"}))


def test_nobody_else_sees_that_there_is_one(street, case):
    file = talks.open_mediation(
        place=street.unit, category=case.category, title="楼上漏水，两户", case=case, by=street.clerk
    )
    talks.name_party(file, side="A", name="赵某某", by=street.clerk)
    file = Mediation.objects.get()
    for one in (street.head, street.leader, street.worker, street.chief, street.administrator):
        client = seat(one)
        assert file.title not in text(client.get(LIST))
        for tail in ("", "/agreement", "/talk"):
            assert client.get(at(file, tail)).status_code == 404
        assert post(client, file, "talk", at="2026-01-01T10:00", words="x").status_code == 404
        assert file.number not in text(client.get("/desk/"))
    assert file.number not in text(seat(street.head).get(page_of(case)))
    assert file.number in text(seat(street.clerk).get(page_of(case)))


def test_who_is_asked_to_help_is_told_and_comes_in_from_the_inbox(street, case):
    file = talks.open_mediation(
        place=street.unit, category=case.category, title="楼上漏水，两户", case=case, by=street.clerk
    )
    talks.invite(file, post=street.lead, capacity="volunteer", by=street.clerk)
    deliver_due()
    client = seat(street.lead)
    inbox = client.get("/desk/inbox")
    assert file.number in text(inbox)
    [(notice, _said)] = inbox.context["notices"]
    assert client.post("/desk/inbox/read", {"notice": str(notice.pk)}).url == at(file)
    assert client.get(at(file)).status_code == 200
    mediator = file.mediators.get()
    assert client.post(at(file, f"/mediators/{mediator.pk}/end")).url == LIST
    assert client.get(at(file)).status_code == 404


def test_bad_input_and_being_overtaken_lose_nothing_typed(street, case):
    file = talks.open_mediation(place=street.unit, category=case.category, title="x", by=street.clerk)
    client = seat(street.clerk)
    bad = post(client, file, "talk", at="soon", words="谈了两个小时")
    assert bad.status_code == 422
    assert "谈了两个小时" in text(bad)
    late = post(client, file, "talk", at=clock.now().strftime("%Y-%m-%dT%H:%M"), words="谈了两个小时", seen=0)
    assert late.status_code == 409
    assert "谈了两个小时" in text(late)
    assert client.get(at(file, "/nothing")).status_code == 404
    assert client.get(f"{LIST}/new?case=x").status_code == 404


def test_a_party_named_by_mistake_is_gone(street, case):
    file = talks.open_mediation(place=street.unit, category=case.category, title="x", by=street.clerk)
    talks.name_party(file, side="A", name="赵某某", by=street.clerk)
    party = Mediation.objects.get().parties.get()
    client = seat(street.clerk)
    assert client.post(at(file, f"/parties/{party.pk}/out")).status_code == 302
    assert not Mediation.objects.get().parties.exists()


def test_figures_are_for_the_community_and_above(street, case):
    talks.open_mediation(place=street.unit, category=case.category, title="楼上漏水", by=street.clerk)
    page = text(seat(street.head).get(f"{LIST}/figures"))
    assert "楼上漏水" not in page
    assert "0 / 0 件" in page
    assert seat(street.worker).get(f"{LIST}/figures").status_code == 403


def test_the_list_costs_the_same_for_three_and_for_many(street, case):
    client = seat(street.clerk)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    for number in range(3):
        talks.open_mediation(place=street.unit, category=case.category, title=f"第{number}件", by=street.clerk)
    few = statements()
    for number in range(30):
        talks.open_mediation(place=street.unit, category=case.category, title=f"又一{number}件", by=street.clerk)
    assert statements() == few
