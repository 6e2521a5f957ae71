"""Orders of a hotline come in as sheets, are worked like anybody's matter, and go back as a return or a reply."""

from datetime import date, datetime, timedelta

import pytest
from hotline_sheets import HEADINGS, gbk_csv, order_row, saved, xlsx
from openpyxl import Workbook

from linli.cases import actions, books
from linli.cases.actions import OrderSaid, approvals
from linli.cases.hotline_files import keep_waiting, open_waiting
from linli.cases.imports import read_sheet, take_in_file
from linli.cases.models import Case, Contact, Order, Supervision
from linli.cases.queries import story
from linli.cases.rules import may_see_order
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.notices.models import Notice

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _monday():
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def hotline(street):
    return books.hotlines.rules().by_key("12345")


def take_in(raw: bytes, hotline, by):
    key = keep_waiting(raw, name="工单.xlsx", system=hotline.key, by=by)
    return take_in_file(open_waiting(key, by=by), hotline, by=by)


def test_a_sheet_with_title_note_and_footer_becomes_cases_at_their_places(street, hotline):
    rows = [order_row(n) for n in range(1, 6)] + [order_row(6, 诉求地址="地址不详")]
    sheet, bad, done = take_in(xlsx(rows), hotline, street.street_clerk)
    assert (sheet.rows, sheet.new, sheet.known, bad.count, done) == (6, 6, 0, 0, True)
    order = Order.objects.get(number="AL202611200000000001")
    case = order.voice.case
    assert case.place == street.unit
    assert case.source == order.voice.source == "hotline"
    assert order.row["others"] == {"处置意见栏": "请属地处理", "序号": "1"}
    assert Contact.objects.get(voice=order.voice).phone == "19900000001"
    assert "1990000" not in str(order.row)
    assert Order.objects.get(number="AL202611200000000006").voice.case.place == street.street


def test_the_same_sheet_again_brings_nothing_new(street, hotline):
    raw = xlsx([order_row(n) for n in range(1, 4)])
    take_in(raw, hotline, street.street_clerk)
    sheet, _bad, _done = take_in(raw, hotline, street.leader)
    assert (sheet.new, sheet.known) == (0, 3)
    assert Case.objects.count() == 3


def test_a_csv_in_gbk_with_a_merged_header_is_read_once_its_headings_are_known(street, hotline):
    raw = gbk_csv(
        [["20261123-001", "2026年11月23日 8时05分", "=1+1 暖气不热", "锦和苑3-2-501", "李某某", "19900000001"]]
    )
    reading = read_sheet(raw, hotline, by=street.street_clerk)
    [line] = reading.lines
    assert line.said.words.startswith("=1+1 暖气不热")
    assert line.said.received_at == datetime(2026, 11, 23, 8, 5, tzinfo=SHANGHAI)
    assert "诉求人称呼" in reading.unknown or "称呼" in reading.unknown
    called = next(word for word in reading.unknown if "称呼" in word)
    actions.learn_columns(hotline, {called: "caller"}, why="本市表头", by=street.street_clerk)
    learnt = books.hotlines.rules().by_key("12345")
    assert read_sheet(raw, learnt, by=street.street_clerk).lines[0].said.contact.name == "李某某"


def test_a_third_city_calls_everything_differently_and_says_so_by_name(street, hotline):
    book = Workbook()
    book.active.append(["工单ID", "市民说的话", "在哪里"])
    book.active.append(["X-1", "路灯不亮", "桂语里1栋"])
    raw = saved(book)
    reading = read_sheet(raw, hotline, by=street.street_clerk)
    assert reading.missing
    assert reading.unknown == ["工单ID", "市民说的话", "在哪里"]
    meant = {"工单ID": "number", "市民说的话": "text", "在哪里": "address"}
    actions.learn_columns(hotline, meant, why="他市表头", by=street.street_clerk)
    reading = read_sheet(raw, books.hotlines.rules().by_key("12345"), by=street.street_clerk)
    assert reading.lines[0].said.place == street.other_building


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("工单编号", 2.0261123000000011e17),
        ("工单编号", "2.02611E+17"),
        ("工单编号", ""),
        ("诉求内容", "/"),
        ("受理时间", "昨天"),
        ("办理时限", "尽快"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_come_in(street, hotline, cell, value):
    sheet, bad, _done = take_in(
        xlsx([order_row(1), order_row(2, **{cell: value}), order_row(3)]), hotline, street.street_clerk
    )
    assert (sheet.new, bad.count) == (2, 1)
    assert bad.rows[0][0] == 5


def test_a_number_kept_from_rounding_by_a_formula_is_read(street, hotline):
    raw = (
        ",".join(HEADINGS)
        + "\n"
        + ",".join(str(v) for v in order_row(1, 工单编号='="20261123000000001"')).replace('"', '""')
    )
    raw = raw.replace('=""20261123000000001""', '"=""20261123000000001"""')
    [line] = read_sheet(raw.encode(), hotline, by=street.street_clerk).lines
    assert line.said.number == "20261123000000001"


def said(street, number="N1", **more):
    return OrderSaid(**{"number": number, "words": "路灯不亮", "place": street.unit, "received_at": MONDAY} | more)


def test_the_orders_limit_binds_where_it_is_shorter_also_after_the_kind_is_corrected(street, hotline):
    order, _new = actions.take_in_order(said(street, due_said="24小时"), hotline=hotline, by=street.street_clerk)
    case = Case.objects.get(pk=order.voice.case_id)
    assert case.finish_due == MONDAY + timedelta(hours=24)
    from linli.cases.queries import category_by_code

    case = actions.correct(case, category=category_by_code("A07"), by=street.street_clerk)
    assert case.finish_due == MONDAY + timedelta(hours=24)


def test_an_order_that_names_an_earlier_one_joins_its_case(street, hotline):
    first, _new = actions.take_in_order(said(street), hotline=hotline, by=street.street_clerk)
    second, _new = actions.take_in_order(said(street, "N2", previous="N1"), hotline=hotline, by=street.street_clerk)
    assert second.voice.case_id == first.voice.case_id
    assert Case.objects.get().voices_count == 2


def test_who_wants_no_reply_leaves_no_phone(street, hotline):
    more = {"no_reply": True, "contact": actions.Reachable("王某某", "19900000009")}
    order, _new = actions.take_in_order(said(street, **more), hotline=hotline, by=street.street_clerk)
    assert not Contact.objects.filter(voice=order.voice).exists()
    assert not Case.objects.get(pk=order.voice.case_id).reachable


def test_it_is_given_back_within_two_working_days_and_not_after(street, hotline):
    order, _new = actions.take_in_order(said(street), hotline=hotline, by=street.street_clerk)
    other, _new = actions.take_in_order(said(street, "N2"), hotline=hotline, by=street.street_clerk)
    with pytest.raises(Refused) as refusal:
        actions.give_back(order, reason="not_ours", words="属区管", by=street.street_clerk)
    assert refusal.value.field == "item"
    actions.give_back(order, reason="not_ours", item="履职清单 3-12", words="属区管", by=street.street_clerk)
    assert Case.objects.get(pk=order.voice.case_id).state == "given_back"
    with clock.frozen(MONDAY + timedelta(days=3)), pytest.raises(Refused, match="2026-11-25"):
        actions.give_back(other, reason="not_ours", item="x", words="晚了", by=street.street_clerk)


def test_the_rule_and_the_query_agree_on_who_sees_an_order(street, hotline):
    for number, category in (("N1", None), ("N2", "L02")):
        actions.take_in_order(said(street, number, category=category), hotline=hotline, by=street.street_clerk)
    for order in Order.objects.select_related("voice__case"):
        for post in street.everyone:
            listed = Order.objects.visible_to(post).filter(pk=order.pk).exists()
            assert listed == may_see_order.allows(post, order), (post, order)


REPLY = {"true": "yes", "solved": True, "words": "已换灯", "public": "路灯已经修好"}


def test_replies_go_out_once_and_all_of_a_period_again(street, hotline):
    order, _new = actions.take_in_order(said(street), hotline=hotline, by=street.street_clerk)
    with pytest.raises(Refused) as refusal:
        actions.reply_to_order(order, said=REPLY | {"solved": False}, by=street.clerk)
    assert refusal.value.field == "unsolved_why"
    actions.reply_to_order(order, said=REPLY, by=street.clerk)

    def write(orders, _export):
        return b"x" * len(orders)

    export, content = actions.export_replies(hotline, purpose="回单", write=write, by=street.street_clerk)
    assert (export.rows, content) == (1, b"x")
    with pytest.raises(Refused):
        actions.export_replies(hotline, purpose="回单", write=write, by=street.street_clerk)
    today = clock.today()
    again, _content = actions.export_replies(
        hotline, purpose="月报", write=write, first=today, last=today, by=street.street_clerk
    )
    assert again.rows == 1
    with pytest.raises(Refused):
        actions.reply_to_order(order, said=REPLY, by=street.clerk)


def test_what_was_heard_elsewhere_keeps_its_channel_and_number(street):
    how: dict = {"place": street.unit, "words": "群里说门禁坏了", "by": street.clerk}
    actions.take_in_heard(**how, source="group", channel="锦和苑业主群", submission_key="k1")
    voice = actions.take_in_heard(**how, source="other", channel="数字城管", number="SZ-7", submission_key="k2")
    assert actions.take_in_heard(**how, source="other", channel="数字城管", number="SZ-7", submission_key="k2") == voice
    assert (voice.order.system, voice.order.number) == ("数字城管", "SZ-7")
    with pytest.raises(Refused):
        actions.take_in_heard(**how, source="other", channel="数字城管", number="SZ-7", submission_key="k3")


def test_orders_follow_their_case_to_its_right_place(street, hotline):
    order, _new = actions.take_in_order(said(street, place=street.street), hotline=hotline, by=street.street_clerk)
    actions.correct(order.voice.case, place=street.other_building, by=street.street_clerk)
    order.refresh_from_db()
    assert order.path == street.other_building.path
    assert not Order.objects.visible_to(street.clerk).exists()


def test_that_somebody_rang_up_is_no_matter_of_electricity(street, hotline):
    more = {"words": "来电人反映垃圾桶满了没人清运，来电人希望尽快处理"}
    order, _new = actions.take_in_order(said(street, **more), hotline=hotline, by=street.street_clerk)
    assert order.voice.case.category.name != "停电"


def test_a_stop_of_our_clock_does_not_stop_the_hotlines(street, hotline):
    """Whoever asked is told so, the story says it, and the keeper is reminded although the clock stands still."""
    order, _new = actions.take_in_order(said(street, category="E01"), hotline=hotline, by=street.street_clerk)
    case = actions.take_up(Case.objects.get(pk=order.voice.case_id), by=street.worker)
    asked = actions.ask_slow_lane(case, until=date(2027, 3, 1), reason="season", words="等开春", by=street.worker)
    approvals.decide(asked, granted=True, words="", by=street.leader)
    case = Case.objects.get(pk=case.pk)
    assert case.finish_due == order.reply_due < case.stopped_until
    assert Notice.objects.get(to=street.worker.ref, kind="time_granted_bound")
    assert datetime.fromisoformat(story(case)[-1].facts["ordered"]) == order.reply_due
    with clock.frozen(order.reply_due + timedelta(minutes=1)):
        actions.remind()
    case = Case.objects.get(pk=case.pk)
    assert case.late_since == order.reply_due
    assert case.rung == books.ladder.rules().overdue
    assert Notice.objects.filter(to=street.worker.ref, kind="overdue").exists()
    first, days = Supervision.objects.get(case=case, ended_at=None), timedelta(days=10)
    with clock.frozen(order.reply_due + days):
        actions.remind()
    assert Case.objects.get(pk=case.pk).rung > first.rung
