"""Asking and deciding on pages; why a case is due when it is."""

from datetime import date, datetime, timedelta

import pytest
from desk_cast import buttons, page_of, seat, take, text
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from linli.cases import actions, books
from linli.cases.actions import approvals
from linli.cases.models import Approval, Case
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
LIST = "/desk/approvals"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with clock.frozen(MONDAY):
        yield


def report(street, words="夜里很吵", category="H05"):
    case = actions.report_case(place=street.unit, words=words, source="plate", category=category).case
    return actions.take_up(case, by=street.worker)


@pytest.fixture
def kept(street):
    return report(street)


def decide(client, approval, **said):
    approval.case.refresh_from_db()
    said.setdefault("seen", approval.case.version)
    return client.post(reverse("desk:approval", args=[approval.pk]), said)


def test_more_time_is_asked_on_the_case_page_and_decided_there(street, kept):
    worker, head = seat(street.worker), seat(street.head)
    assert {"ask_extension", "ask_pause", "wait", "ask_slow_lane"} <= buttons(worker.get(page_of(kept)))
    done = take(worker, kept, "ask_extension", limit="3", unit="wd", reason="ordinary", words="等配件")
    assert done.status_code == 302
    asked = Approval.objects.get()
    page = head.get(page_of(kept))
    assert "3月9日 周一 17:30" in text(page)
    assert "3月12日 周四 17:30" in text(page)
    assert "ask_extension" not in buttons(page)
    assert decide(head, asked, granted="yes", back="case").status_code == 302
    said = text(head.get(page_of(kept)))
    assert "申请延期3 个工作日" in said
    assert "办结时间由 3月9日 周一 17:30 变为 3月12日 周四 17:30" in said
    assert Case.objects.get().finish_due == datetime(2026, 3, 12, 17, 30, tzinfo=SHANGHAI)


def test_who_decides_is_said_and_what_is_used_up_is_not_offered(street, kept):
    worker = seat(street.worker)
    assert "由社区书记、街道受理员或街道领导审批" in text(worker.get(page_of(kept)))
    take(worker, kept, "ask_extension", limit="10", unit="wd", reason="ordinary", words="等配件")
    for _ in range(2):  # said twice, said the same
        assert "等待审批：本辖区的社区书记、街道受理员或街道领导。" in text(worker.get(page_of(kept)))
    decide(seat(street.head), Approval.objects.get(), granted="yes")
    assert "ask_extension" not in buttons(worker.get(page_of(kept)))


def test_waiting_for_the_resident_is_told_as_no_request(street, kept):
    worker = seat(street.worker)
    take(worker, kept, "wait", words="几楼的灯？", until="2026-03-05")
    told = text(worker.get(page_of(kept)))
    assert "请居民补充，最晚等到 3月5日 周四 23:59" in told
    assert "暂停计时；办结时间由" in told
    assert "同意：" not in told


def test_what_is_wrong_is_said_and_what_was_typed_stays(street, kept):
    worker = seat(street.worker)
    answer = take(worker, kept, "ask_extension", limit="30", unit="wd", reason="ordinary", words="等配件，很久")
    assert answer.status_code == 422
    assert "最多还能延 10 天" in text(answer)
    assert "等配件，很久" in text(answer)
    answer = take(worker, kept, "wait", until="2026-04-30", words="几楼")
    assert answer.status_code == 422
    assert "每次最多 5 天" in text(answer)


def test_the_list_shows_what_waits_for_me_and_what_i_asked(street, kept):
    approvals_of = lambda post, **query: seat(post).get(LIST, query).context["rows"]  # noqa: E731
    asked = actions.ask_extension(kept, limit="3wd", words="等配件", by=street.worker)
    assert [row.approval for row in approvals_of(street.head)] == [asked]
    assert approvals_of(street.worker) == []
    assert [row.approval for row in approvals_of(street.worker, view="asked")] == [asked]
    for nobody in (street.officer, street.lead, street.other_worker, street.inspector):
        assert approvals_of(nobody) == []


def test_everybody_finds_on_the_list_what_the_rule_lets_them_decide_and_nothing_else(street):
    for kind in ("ordinary", "engineering"):
        actions.ask_extension(report(street), limit="2wd", words="等配件", reason=kind, by=street.worker)
    called = report(street)
    actions.dispatch(called, unit=street.city_management, why="先看看", by=street.chief)
    actions.ask_pause(report(street), until=MONDAY + timedelta(days=5), words="等天晴", by=street.worker)
    waiting = list(Approval.objects.pending().select_related("case", "asked_by"))
    assert waiting
    for post in street.everyone:
        page = seat(post).get(LIST)
        if page.status_code != 200:
            continue
        listed = {row.approval.pk for row in page.context["rows"]}
        assert listed == {one.pk for one in waiting if approvals.may_decide(post, one)}, post


def test_a_no_needs_its_reason_and_a_second_decision_is_told(street, kept):
    asked = actions.ask_extension(kept, limit="3wd", words="等配件", by=street.worker)
    head, clerk = seat(street.head), seat(street.street_clerk)
    assert "请写明" in text(decide(head, asked, granted="no")) or decide(head, asked, granted="no").status_code == 422
    assert decide(head, asked, granted="no", words="先答复").status_code == 302
    late = decide(clerk, asked, granted="yes", words="同意这个")
    assert late.status_code in (409, 422)
    assert "同意这个" in text(late)


def test_nobody_decides_what_they_may_not_see(street, kept):
    asked = actions.ask_extension(kept, limit="3wd", words="等配件", by=street.worker)
    assert decide(seat(street.other_worker), asked, granted="yes").status_code == 404
    assert decide(seat(street.chief), asked, granted="yes").status_code == 422


def test_the_resident_reads_what_is_missing_and_why_it_takes_longer(street, kept, client):
    voice = kept.voices.get()
    asked = actions.ask_extension(kept, limit="3wd", words="等配件到货", by=street.worker)
    approvals.decide(asked, granted=True, words="内部意见", by=street.head)
    actions.wait_for_resident(
        Case.objects.get(), until=MONDAY.date() + timedelta(days=2), words="请补充是几楼", by=street.worker
    )
    page = text(client.get(f"/c/{voice.receipt}"))
    assert "等配件到货" in page
    assert "请补充是几楼" in page
    assert "3月4日 周三 23:59" in page
    assert "内部意见" not in page
    actions.add_to_voice(voice, words="六楼")
    assert "恢复计时" in text(client.get(f"/c/{voice.receipt}"))


def test_the_page_says_day_by_day_why_it_is_due_then(street):
    with clock.frozen(datetime(2026, 2, 13, 10, tzinfo=SHANGHAI)):
        case = report(street)
        asked = actions.ask_extension(case, limit="1wd", words="等人回来", by=street.worker)
        approvals.decide(asked, granted=True, words="", by=street.head)
        page = seat(street.head).get(reverse("desk:why", args=[case.pk]))
    said = text(page)
    assert "第 1 版" in said
    assert "调休上班" in said  # Saturday the 14th
    assert "春节" in said
    assert "等人回来" in said
    assert "2月28日 周六 17:30" in said
    counted = [row.date.day for part in page.context["parts"] for row in part.rows if row.counted != "—"]
    assert counted == [14, 24, 25, 26, 27, 28]


def test_after_a_long_stop_every_day_that_counts_is_listed(street, kept):
    asked = actions.ask_slow_lane(kept, until=date(2026, 6, 17), reason="season", words="等汛期前", by=street.worker)
    approvals.decide(asked, granted=True, words="", by=street.leader)
    page = seat(street.head).get(reverse("desk:why", args=[kept.pk]))
    counted = [row.date for part in page.context["parts"] for row in part.rows if row.counted != "—"]
    assert counted[0] == date(2026, 6, 17)
    assert len(counted) == 5
    assert "按同样规则计算" in text(page)


def test_a_date_in_an_unannounced_year_says_that_it_may_move(street):
    with clock.frozen(datetime(2026, 12, 29, 10, tzinfo=SHANGHAI)):
        case = report(street)
        assert "待放假通知调整" in text(seat(street.head).get(reverse("desk:why", args=[case.pk])))


def read(response) -> str:
    """The page without its marks."""
    return strip_tags(text(response))


def test_who_asks_and_who_decides_read_that_the_hotlines_order_goes_on(street, client):
    order, _new = actions.take_in_order(
        actions.OrderSaid(
            number="N1",
            words="树枝伸到窗口",
            place=street.unit,
            category="E01",
            received_at=MONDAY,
            due_said="2026-03-09 17:30",
        ),
        hotline=books.hotlines.rules().by_key("12345"),
        by=street.street_clerk,
    )
    case = actions.take_up(order.voice.case, by=street.worker)
    worker, leader, due = seat(street.worker), seat(street.leader), "3月9日 周一 17:30"
    assert f"此事有热线工单，须于 {due} 前答复" in text(worker.get(page_of(case)))
    take(worker, case, "ask_slow_lane", until="2026-06-01", reason="season", words="等休眠期")
    warned = f"即使同意，本件仍须于 {due} 前办结"
    assert warned in read(leader.get(page_of(case)))
    assert warned in read(leader.get(LIST))
    assert decide(leader, Approval.objects.get(), granted="yes", back="case").status_code == 302
    told = read(leader.get(page_of(case)))
    assert f"热线工单的时限不停，仍须于 {due} 前答复" in told
    receipt = read(client.get(reverse("resident:receipt", args=[order.voice.receipt])))
    assert "热线仍会在工单时限内收到答复" in receipt
    assert f"热线仍会在 {due} 前收到答复" in receipt


def test_the_list_costs_the_same_for_few_and_many(street):
    def ask(count):
        for _ in range(count):
            actions.ask_extension(report(street), limit="2wd", words="等", by=street.worker)

    def statements():
        client = seat(street.head)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    ask(3)
    few = statements()
    ask(27)
    assert statements() == few
