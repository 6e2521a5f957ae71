"""Who may do what, asked for everyone in the cast."""

import pytest

from linli.cases import actions
from linli.cases.lifecycle import MOVES
from linli.cases.models import Case
from linli.cases.rules import may_open_contact, may_see
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db


def who(street, test):
    return {name for name, post in vars(street).items() if post in street.everyone and test(post)}


def test_who_may_take_up(street, case):
    may = who(street, lambda p: MOVES.moves["take_up"].who.allows(p, case))
    assert may == {"worker", "chief", "clerk", "head", "street_clerk", "leader", "inspector"}


def test_who_may_whistle(street, case):
    may = who(street, lambda p: MOVES.moves["blow_whistle"].who.allows(p, case))
    assert may == {"worker", "chief", "head", "street_clerk", "leader"}  # the worker only in an emergency
    with pytest.raises(Refused):
        actions.blow_whistle(case, lead=street.city_management, words="来", kind="joint", by=street.worker)
    actions.blow_whistle(case, lead=street.city_management, words="有人受伤", kind="emergency", by=street.worker)


def test_a_post_that_has_ended_gives_no_right(street, case):
    assert not may_see.allows(street.former, case)
    assert not Case.objects.visible_to(street.former).exists()


def test_the_administrator_administers_and_sees_no_case(street, case):
    assert not Case.objects.visible_to(street.administrator).exists()


def test_a_unit_sees_only_what_it_was_called_to(street, case):
    assert not Case.objects.visible_to(street.officer).exists()
    actions.dispatch(case, unit=street.city_management, by=street.head)
    assert Case.objects.visible_to(street.officer).get() == case
    assert not Case.objects.visible_to(street.firefighter).exists()


def test_a_confidential_voice_stays_unnamed_to_the_unit(street):
    voice = actions.report_case(
        place=street.unit,
        words="物业经理骂人",
        source="plate",
        category="A01",
        contact=actions.Reachable("李某", "19900000009"),
        confidential=True,
    )
    actions.dispatch(voice.case, unit=street.property, by=street.head)
    voice.refresh_from_db()
    assert not may_open_contact.allows(street.manager, voice)
    with pytest.raises(Refused):
        actions.open_contact(voice, purpose="联系", by=street.manager)
    assert actions.open_contact(voice, purpose="联系核实", by=street.worker).phone == "19900000009"


def test_a_complaint_about_staff_goes_round_their_line(street):
    voice = actions.report_case(place=street.unit, words="网格员推诿不管", source="plate", category="L02")
    seen = who(street, lambda p: may_see.allows(p, voice.case))
    assert seen == {"inspector"}  # nobody has named yet whom it is about: it may be about the leader
    told = set(Notice.objects.filter(about=voice.case.ref).values_list("to", flat=True))
    assert told == {street.inspector.ref}


def test_the_steps_on_the_page_are_those_the_action_allows(street, case):
    """For everyone: what is offered is possible, what is not offered is refused."""
    for post in street.everyone:
        offered = {m.step for m in MOVES.open_to(post, case)}
        if "take_up" not in offered:
            with pytest.raises(Refused):
                actions.take_up(case, by=post)


def test_only_the_clock_or_the_desk_closes(street, case):
    assert MOVES.moves["close"].who.allows(CLOCK, case)
    assert not MOVES.moves["close"].who.allows(street.officer, case)


def test_second_return_goes_up(street, case):
    for unit, post in ((street.fire_service, street.firefighter), (street.city_management, street.officer)):
        case = actions.dispatch(Case.objects.get(), unit=unit, why="先去看看是谁的", by=street.head)
        one = case.assignments.at_work().get()
        with pytest.raises(Refused):
            actions.send_back(one, reason="not_ours", words="不归我们", by=post)
        actions.send_back(one, reason="not_ours", item="XF-02", words="清单没有", by=post)
    assert Notice.objects.filter(kind="returned_twice", to=street.street_clerk.ref).count() == 1


def test_one_unit_may_return_while_the_others_go_on(street, case):
    case = actions.blow_whistle(
        case, lead=street.city_management, support=[street.fire_service], words="一起来", why="怕着火", by=street.head
    )
    lead, support = case.assignments.all()
    with pytest.raises(Refused):  # in a whistle, "not ours" is an objection and the street's to decide
        actions.send_back(support, reason="not_ours", item="XF-09", words="不是我们的", by=street.firefighter)
    actions.send_back(support, reason="duplicate", words="昨天来过", by=street.firefighter)
    assert Case.objects.get().state == "with_units"
    actions.report_done(actions.sign(lead, by=street.officer), words="办好了", by=street.officer)
    assert Case.objects.get().state == "handled"
