"""Whoever has the code sees what became of it, and can add, take back and rate."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.cases import actions
from linli.cases.actions import approvals
from linli.cases.models import Approval, Case, Photo, Voice
from linli.kernel import clock
from linli.kernel.codes import check_digit, receipt_code, spaced
from linli.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    return Client()


@pytest.fixture
def receipt(voice):
    return f"/c/{voice.receipt}"


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def answered(street, voice, words="垃圾桶已移到后巷。"):
    case = actions.take_up(voice.case, by=street.worker)
    actions.solve(case, words="内部：找老板谈过", by=street.worker)
    return actions.answer(case, words=words, by=street.worker)


# --- finding it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        lambda c: c,
        spaced,
        lambda c: "-".join(spaced(c).split()),
        lambda c: c.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
    ],
)
def test_the_code_is_understood_however_it_is_typed(voice, phone, typed):
    answer = phone.get("/c/", {"code": typed(voice.receipt)})
    assert answer["Location"] == f"/c/{voice.receipt}"
    answer = phone.get(f"/c/{typed(voice.receipt)}", follow=True)
    assert spaced(voice.receipt) in page(answer)


def test_the_resident_hears_that_a_unit_was_not_the_right_one_and_who_leads_instead(street, voice, phone, receipt):
    case = actions.take_up(voice.case, by=street.head)
    actions.blow_whistle(
        case,
        lead=street.city_management,
        support=[street.fire_service],
        words="两家一起到场",
        kind="key",
        why="堆物有火险",
        by=street.head,
    )
    called = case.assignments.at_work().get(organisation=street.city_management)
    actions.object_to(called, item="HW-04", words="是环卫的", by=street.officer)
    approvals.decide(Approval.objects.get(), granted=True, words="是", by=street.leader)
    told = page(phone.get(receipt))
    assert f"经裁定，这不是{street.city_management.name}的职责。" in told
    assert f"改由{street.fire_service.name}主办。" in told


@pytest.mark.parametrize("typed", ["", "123", "abc", "1234 5678 9012 3456", "９" * 40, "x" * 3000])
def test_a_wrong_code_is_met_kindly(street, phone, typed):
    answer = phone.get("/c/", {"code": typed})
    assert answer.status_code in (200, 404)
    assert 'name="code"' in page(answer)


def test_a_code_that_could_be_one_but_is_none(street, phone):
    assert phone.get(f"/c/{receipt_code()}").status_code == 404
    assert check_digit("1" * 15) in "0123456789"


def test_guessing_ends_soon(street, phone):
    answers = [phone.get(f"/c/{receipt_code()}").status_code for _ in range(22)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_looking_too_often_is_slowed_down(receipt, phone):
    with clock.frozen(clock.now()):  # however long it takes, it is one minute
        assert [phone.get(receipt).status_code for _ in range(61)][-2:] == [200, 429]


# --- what it shows -----------------------------------------------------------------------------------------------


def test_a_fresh_receipt_says_who_was_told_and_until_when(receipt, voice, phone):
    html = page(phone.get(receipt))
    assert "望潮社区第3网格的网格员已接到通知" in html
    assert "首次联系" in html
    assert "办结答复" in html
    assert "您反映了这件事" in html
    assert "臭得窗户都不敢开" in html
    assert "<svg" in html.split('class="keep__qr"')[1][:200]


def test_the_story_tells_deeds_and_keeps_staff_s_words_inside(street, voice, receipt, phone):
    case = actions.take_up(voice.case, by=street.worker)
    actions.note(case, words="这家店是老熟人", by=street.worker)
    actions.contact(case, how="phone", words="居民情绪激动", by=street.worker)
    case = actions.hand_on(case, to=street.head, words="要请城管", by=street.worker)
    case = actions.blow_whistle(
        case, lead=street.city_management, support=[street.property], words="桶要换地方", by=street.head
    )
    html = page(phone.get(receipt))
    assert "已吹哨，区城管局云渡中队、锦和物业服务有限公司正在办理" in html
    for unit in list(case.assignments.all()):
        unit = actions.sign(unit, by=street.officer if unit.lead else street.manager)
        unit = actions.report_in(
            unit, how="on_site", words="老板不在", by=street.officer if unit.lead else street.manager
        )
        actions.report_done(unit, words="说好了", by=street.officer if unit.lead else street.manager)
    actions.pass_check(case, words="看过了", by=street.head)
    html = page(phone.get(receipt))
    for said in (
        "网格员已受理",
        "已电话联系居民",
        "已转交",
        "请区城管局云渡中队主办",
        "已签收",
        "已到现场报到",
        "到现场核查，确认办好了",
    ):
        assert said in html, said
    for inside in (
        "老熟人",
        "情绪激动",
        "要请城管",
        "桶要换地方",
        "老板不在",
        "说好了",
        "看过了",
        "网格员03",
        "周某某",
    ):
        assert inside not in html, inside


def test_the_answer_stands_out(street, voice, receipt, phone):
    answered(street, voice)
    html = page(phone.get(receipt))
    assert "已答复。您看解决了吗" in html
    assert "垃圾桶已移到后巷。" in html
    assert "内部：找老板谈过" not in html


def test_an_overdue_promise_says_so(voice, receipt, phone):
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert "超时" in page(phone.get(receipt))


def test_the_resident_sees_who_looked(street, voice, receipt, phone):
    assert "目前没有人看过" in page(phone.get(receipt))
    actions.open_contact(voice, purpose="电话核实地点", by=street.worker)
    html = page(phone.get(receipt))
    assert "望潮社区第3网格网格员" in html
    assert "电话核实地点" in html
    assert "网格员03" not in html


def test_two_neighbours_see_their_own_words_only(street, voice, phone):
    other = actions.join_case(voice.case, words="我家也臭，孩子咳嗽", source="plate")
    mine, theirs = page(phone.get(f"/c/{voice.receipt}")), page(phone.get(f"/c/{other.receipt}"))
    assert "孩子咳嗽" not in mine
    assert "窗户都不敢开" not in theirs
    assert "又有一位居民" in mine
    assert "另一位居民反映了这件事" in theirs
    assert "我也遇到了" in theirs
    assert spaced(other.receipt) not in mine


# --- live --------------------------------------------------------------------------------------------------------


def test_the_open_page_asks_only_for_what_changed(street, voice, receipt, phone):
    poll = re.search(r'data-poll="([^"]+)"', page(phone.get(receipt))).group(1)
    first = phone.get(poll)
    assert b"<html" not in first.content
    assert phone.get(poll, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    actions.take_up(voice.case, by=street.worker)
    second = phone.get(poll, HTTP_IF_NONE_MATCH=first["ETag"])
    assert second.status_code == 200
    assert "正在办理" in page(second)
    assert phone.get(poll.split("?")[0]).status_code == 404


# --- adding ------------------------------------------------------------------------------------------------------


def test_words_and_photos_can_be_added(voice, receipt, phone):
    from tests.resident.test_report import photo

    assert phone.post(f"{receipt}/add", {"text": "今天更臭了", "photos": [photo()]}).status_code == 303
    html = page(phone.get(receipt))
    assert "今天更臭了" in html
    shown = Photo.objects.get()
    assert phone.get(f"{receipt}/photo/{shown.pk}")["Content-Type"] == "image/jpeg"


def test_an_empty_addition_is_refused_in_a_sentence(voice, receipt, phone):
    answer = phone.post(f"{receipt}/add", {"text": " "})
    assert answer.status_code == 422
    assert "请写几句话或加一张照片" in page(answer)


def test_an_addition_too_long_comes_back_whole(voice, receipt, phone):
    answer = phone.post(f"{receipt}/add", {"text": "长" * 4001})
    assert answer.status_code == 422
    assert "长" * 4001 in page(answer)


def test_nothing_can_be_added_to_what_has_ended(street, voice, receipt, phone):
    actions.withdraw(voice)
    assert "在这里反映新的情况" in page(phone.get(receipt))
    assert phone.post(f"{receipt}/add", {"text": "还有"}).status_code == 422


@pytest.mark.parametrize("deed", ["add", "rate"])
def test_looking_at_a_deed_does_nothing(receipt, phone, deed):
    assert phone.get(f"{receipt}/{deed}").status_code == 405


# --- photos ------------------------------------------------------------------------------------------------------


def test_photos_are_for_their_own_receipt(street, voice, receipt, phone):
    from linli.pictures.photos import take_in
    from tests.resident.test_report import photo

    mine = actions.report_case(place=street.unit, words="灯坏了", source="web", photos=[take_in(photo())])
    own = Photo.objects.get()
    answer = phone.get(f"/c/{mine.receipt}/photo/{own.pk}?small=1")
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert "private" in answer["Cache-Control"]
    assert phone.get(f"/c/{mine.receipt}/photo/{own.pk}", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code in (200, 304)
    assert phone.get(f"{receipt}/photo/{own.pk}").status_code == 404
    assert phone.get(f"/c/{receipt_code()}/photo/{own.pk}").status_code == 404


def test_photos_of_the_result_come_with_the_answer(street, voice, receipt, phone):
    from linli.pictures.photos import take_in
    from tests.resident.test_report import photo

    case = actions.take_up(voice.case, by=street.worker)
    actions.solve(case, words="办了", photos=[take_in(photo())], by=street.worker)
    after = f"{receipt}/photo/{Photo.objects.get().pk}"
    assert phone.get(after).status_code == 404
    actions.answer(case, words="已移走", by=street.worker)
    assert phone.get(after).status_code == 200
    assert after in page(phone.get(receipt))


# --- taking back -------------------------------------------------------------------------------------------------


def test_taking_back_asks_first(voice, receipt, phone):
    assert "要撤回吗" in page(phone.get(f"{receipt}/withdraw"))
    assert Case.objects.get().state == "reported"
    assert phone.post(f"{receipt}/withdraw").status_code == 303
    assert Case.objects.get().state == "withdrawn"
    assert "您已撤回这件事" in page(phone.get(receipt))
    assert phone.post(f"{receipt}/withdraw").status_code == 422


def test_what_others_joined_goes_on(street, voice, receipt, phone):
    actions.join_case(voice.case, words="我家也臭", source="plate")
    assert "withdraw" not in page(phone.get(receipt))
    assert phone.post(f"{receipt}/withdraw").status_code == 422
    assert "现在不能撤回了" in page(phone.get(f"{receipt}/withdraw"))


# --- rating ------------------------------------------------------------------------------------------------------


def test_rating_is_asked_for_only_when_it_is_time(street, voice, receipt, phone):
    assert "解决了吗" not in page(phone.get(receipt))
    assert phone.post(f"{receipt}/rate", {"solved": "yes"}).status_code == 422
    answered(street, voice)
    assert "还没解决" in page(phone.get(receipt))
    assert phone.post(f"{receipt}/rate", {"solved": "yes", "grade": "5", "words": "谢谢"}).status_code == 303
    rated = Voice.objects.get()
    assert (rated.solved, rated.grade, rated.rating_words, rated.case.state) == (True, 5, "谢谢", "closed")
    html = page(phone.get(receipt))
    assert "非常满意" in html
    assert 'name="solved"' not in html
    assert phone.post(f"{receipt}/rate", {"solved": "no"}).status_code == 422


def test_not_solved_takes_it_up_again(street, voice, receipt, phone):
    answered(street, voice)
    phone.post(f"{receipt}/rate", {"solved": "no", "words": "第二天又摆回来了"})
    assert (Case.objects.get().state, Case.objects.get().supervised) == ("taken_up", True)
    html = page(phone.get(receipt))
    assert "正在重办，已列入督办" in html
    assert "第二天又摆回来了" in html
    assert 'name="solved"' not in html


@pytest.mark.parametrize(
    "fields", [{}, {"solved": "perhaps"}, {"solved": "yes", "grade": "9"}, {"solved": "yes", "grade": "x"}]
)
def test_a_rating_that_says_nothing_comes_back(street, voice, receipt, phone, fields):
    answered(street, voice)
    answer = phone.post(f"{receipt}/rate", fields | {"words": "还没想好"})
    assert answer.status_code == 422
    assert "还没想好" in page(answer)
    assert Voice.objects.get().rated_at is None


def test_a_closed_matter_may_still_be_rated(street, voice, receipt, phone):
    case = answered(street, voice)
    actions.close(case, by=street.worker)
    assert phone.post(f"{receipt}/rate", {"solved": "yes"}).status_code == 303
    with pytest.raises(Refused):
        actions.rate(Voice.objects.get(), solved=True)


# --- weight ------------------------------------------------------------------------------------------------------


def test_the_receipt_is_cheap_and_english_when_asked(street, voice, receipt, phone, django_assert_max_num_queries):
    phone.get(receipt)
    with django_assert_max_num_queries(14):
        phone.get(receipt)
    phone.cookies["django_language"] = "en"
    assert "We have heard you" in page(phone.get(receipt))


def test_a_complaint_about_the_worker_does_not_send_one_to_the_worker(street, voice, receipt, phone):
    assert street.worker.duty_phone in page(phone.get(receipt))
    complaint = actions.report_case(place=street.unit, words="网格员态度很差，推诿", source="web", category="L02")
    html = page(phone.get(f"/c/{complaint.receipt}"))
    assert street.worker.duty_phone not in html
    assert "街道纪检监察员已接到通知" in html
