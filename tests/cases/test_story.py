"""The main job in one breath, without pages: from a report to a rated result."""

import pytest

from linli.cases import actions
from linli.cases.models import Case, Voice
from linli.journal.queries import story_of, verify
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_a_report_is_heard_by_the_block_at_once(street, case):
    assert set(Notice.objects.filter(about=case.ref).values_list("to", flat=True)) == {
        street.worker.ref,
        street.chief.ref,
    }
    assert case.category.code == "B05" or case.category.code.startswith(("B", "H"))


def test_the_same_key_gives_the_same_case(street, voice):
    again = actions.report_case(
        place=street.unit, words="又发了一次", source="plate", submission_key=voice.submission_key
    )
    assert again == voice
    assert Case.objects.count() == 1


def test_from_a_report_to_a_rated_result(street, voice):
    case = actions.take_up(voice.case, by=street.worker)
    case = actions.hand_on(case, to=street.head, words="要请城管和物业", by=street.worker)
    case = actions.blow_whistle(
        case, lead=street.city_management, support=[street.property], words="桶要换地方", by=street.head
    )
    officer, manager = case.assignments.all()
    officer = actions.sign(officer, by=street.officer)
    actions.unit_contact(officer, words="已电话联系", by=street.officer)
    actions.report_in(officer, how="meeting", words="三方碰头，桶移到后巷", by=street.officer)
    actions.report_done(officer, words="桶已移走", by=street.officer)
    manager = actions.sign(manager, by=street.manager)
    manager = actions.report_done(manager, words="新点位已硬化", by=street.manager)
    assert manager.case.state == "handled"
    case = actions.pass_check(case, words="现场看过", by=street.head)
    case = actions.answer(case, words="垃圾桶已移到后巷。", public=True, by=street.head)
    case = actions.rate(voice, solved=True, grade=5, words="谢谢")
    assert case.state == "closed"
    assert verify().whole
    assert [e.event for e in story_of(case.ref)][:3] == ["CaseReported", "TakenUp", "HandedOn"]


def test_not_solved_reopens_once_under_supervision(street, voice):
    for grade in (2, 1):
        case = (
            actions.take_up(voice.case, by=street.worker)
            if Case.objects.get().state == "reported"
            else Case.objects.get()
        )
        case = actions.solve(case, words="办了", by=street.worker)
        actions.answer(
            case, words="办了", by=street.worker if grade == 2 else street.head
        )  # then a second pair of eyes
        case = actions.rate(Voice.objects.get(), solved=False, grade=grade)
    assert (case.reopenings, case.supervised, case.state) == (1, True, "answered")


def test_the_second_of_two_is_told(street, case):
    actions.take_up(case, by=street.worker, seen=case.version)
    with pytest.raises(Overtaken):
        actions.take_up(case, by=street.chief, seen=case.version)


def test_a_worker_of_another_grid_may_not(street, case):
    with pytest.raises(Refused, match="负责这个地方"):
        actions.take_up(case, by=street.other_worker)


def test_rule_and_query_agree_for_everyone(street, case):
    from linli.cases.rules import may_see

    actions.dispatch(actions.take_up(case, by=street.head), unit=street.city_management, by=street.head)
    actions.report_case(place=street.other_building, words="网格员态度很差，推诿", source="web", category="L02")
    actions.report_case(place=street.grid, words="路灯不亮", source="plate")
    for post in street.everyone:
        seen = set(Case.objects.visible_to(post))
        assert seen == {c for c in Case.objects.all() if may_see.allows(post, c)}, post
