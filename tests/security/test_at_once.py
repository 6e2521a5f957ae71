"""Two at the same moment, in transactions of their own: one of them, both or a clear no; never a knot, never a lost
word.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from linli.cases import actions, books
from linli.cases.models import Addition, Assignment, Case, Order, Voice
from linli.cases.queries import category_by_code
from linli.journal.actions import seal_until
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.models import Notice
from tests.conftest import build_street, fill


@pytest.fixture
def street(transactional_db):
    fill()
    return build_street()


@pytest.fixture
def voice(street):
    return actions.report_case(
        place=street.unit,
        words="桶太臭",
        source="plate",
        contact=actions.Reachable("张某某", "19900001234"),
        submission_key="first-key-of-all",
    )


def at_once(*deeds) -> list:
    """Run the deeds side by side from one starting shot; what each gave back, or its refusal. Anything
    else is raised.
    """
    shot, given = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            shot.wait(10)
            given[number] = deed()
        except BaseException as error:
            given[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "a knot"
    for one in given:
        if isinstance(one, BaseException) and not isinstance(one, Refused):
            raise one
    return given


def refused(given) -> int:
    return sum(isinstance(one, Refused) for one in given)


def the_book_is_whole(case) -> None:
    entries = list(Entry.objects.filter(subject=case.ref).order_by("seq"))
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    assert verify().whole
    now = Case.objects.get(pk=case.pk)
    assert now.version == len([e for e in entries if e.event not in ("ContactOpened", "Raised", "Acknowledged")]), (
        "a deed without its entry, or the other way round"
    )


def ready(street, voice, state: str) -> Case:
    case = voice.case
    if state == "reported":
        return case
    case = actions.take_up(case, by=street.worker)
    if state == "taken_up":
        return case
    if state in ("with_units", "handled"):
        case = actions.blow_whistle(case, lead=street.city_management, words="到场", by=street.head)
        if state == "handled":
            part = actions.report_done(
                actions.sign(case.assignments.get(), by=street.officer), words="好了", by=street.officer
            )
            case = part.case
        return case
    case = actions.solve(case, words="好了", by=street.worker)
    return case if state == "checked" else actions.answer(case, words="好了", by=street.worker)


STEPS = {
    "take_up": ("reported", lambda c, s, by: actions.take_up(c, by=by, seen=c.version)),
    "contact": ("taken_up", lambda c, s, by: actions.contact(c, how="phone", words="x", by=by, seen=c.version)),
    "hand_on": ("taken_up", lambda c, s, by: actions.hand_on(c, to=s.clerk, by=by, seen=c.version)),
    "solve": ("taken_up", lambda c, s, by: actions.solve(c, words="x", by=by, seen=c.version)),
    "dispatch": ("taken_up", lambda c, s, by: actions.dispatch(c, unit=s.property, by=by, seen=c.version)),
    "blow_whistle": (
        "taken_up",
        lambda c, s, by: actions.blow_whistle(c, lead=s.property, words="x", by=by, seen=c.version),
    ),
    "correct": (
        "taken_up",
        lambda c, s, by: actions.correct(c, category=category_by_code("C01"), by=by, seen=c.version),
    ),
    "call_off": ("with_units", lambda c, s, by: actions.call_off(c, words="x", by=by, seen=c.version)),
    "pass_check": ("handled", lambda c, s, by: actions.pass_check(c, words="x", by=by, seen=c.version)),
    "fail_check": ("handled", lambda c, s, by: actions.fail_check(c, words="x", by=by, seen=c.version)),
    "answer": ("checked", lambda c, s, by: actions.answer(c, words="x", by=by, seen=c.version)),
    "close": ("answered", lambda c, s, by: actions.close(c, by=by, seen=c.version)),
    "reopen": ("answered", lambda c, s, by: actions.reopen(c, words="x", by=by, seen=c.version)),
    "note": ("taken_up", lambda c, s, by: actions.note(c, words="x", by=by, seen=c.version)),
}


@pytest.mark.parametrize("name", STEPS)
def test_of_two_who_take_one_step_at_once_one_is_first_and_the_other_hears_of_it(street, voice, name):
    state, deed = STEPS[name]
    case = ready(street, voice, state)
    seen = [Case.objects.get(pk=case.pk) for _ in range(2)]
    given = at_once(
        *(
            lambda c=c, by=by: deed(c, street, by)
            for c, by in zip(seen, (street.head, street.street_clerk), strict=True)
        )
    )
    assert refused(given) == 1
    the_book_is_whole(case)


def test_two_units_that_are_done_at_once_are_both_done(street, voice):
    case = actions.blow_whistle(
        voice.case, lead=street.city_management, support=[street.property], words="到场", by=street.head
    )
    one, other = (
        actions.sign(a, by=street.officer if a.organisation == street.city_management else street.manager)
        for a in case.assignments.all()
    )
    at_once(
        lambda: actions.report_done(one, words="一", by=street.officer),
        lambda: actions.report_done(other, words="二", by=street.manager),
    )
    assert Case.objects.get().state == "handled"
    assert set(Assignment.objects.values_list("stage", "result")) == {("done", "一"), ("done", "二")}
    assert Notice.objects.filter(kind="ready_for_check").count() == 1
    the_book_is_whole(case)


def test_a_unit_that_is_done_while_it_is_called_off(street, voice):
    case = ready(street, voice, "with_units")
    part = actions.sign(case.assignments.get(), by=street.officer)
    given = at_once(
        lambda: actions.report_done(part, words="好了", by=street.officer),
        lambda: actions.call_off(case, words="算了", by=street.head),
    )
    assert refused(given) == 1
    now = Case.objects.get()
    assert (now.state, now.assignments.get().stage) in {("handled", "done"), ("taken_up", "called_off")}
    the_book_is_whole(case)


def test_eight_copies_of_a_report_are_one(street):
    def report():
        return actions.report_case(place=street.unit, words="灯不亮", source="web", submission_key="same-key")

    assert len({v.receipt for v in at_once(*[report] * 8)}) == 1
    assert Voice.objects.count() == Case.objects.count() == 1
    the_book_is_whole(Case.objects.get())


def test_rated_twice_at_once_counts_once(street, voice):
    case = ready(street, voice, "answered")
    given = at_once(
        lambda: actions.rate(voice, solved=False, grade=1, words="没好"),
        lambda: actions.rate(voice, solved=True, grade=5, words="好"),
    )
    assert refused(given) == 1
    assert Entry.objects.filter(event="Rated").count() == 1
    the_book_is_whole(case)


def test_not_solved_while_the_clock_closes(street, voice):
    """Whichever comes first, the resident's word stands and the matter is open again."""
    case = ready(street, voice, "answered")
    Case.objects.update(last_at="2020-01-01T00:00:00+08:00")
    at_once(lambda: actions.rate(voice, solved=False, words="没好"), actions.close_the_silent, actions.close_the_silent)
    now = Case.objects.get()
    assert (now.state, now.solved, now.reopenings) == ("taken_up", False, 1)
    the_book_is_whole(case)


def test_set_right_while_it_is_taken_up(street, voice):
    given = at_once(
        lambda: actions.take_up(voice.case, by=street.worker),
        lambda: actions.correct(voice.case, category=category_by_code("L02"), by=street.leader),
    )
    now = Case.objects.get()
    assert now.restricted
    assert now.keeper is None, given
    the_book_is_whole(now)


def test_many_add_join_note_and_look_at_once_and_nothing_is_lost(street, voice):
    case = voice.case
    given = at_once(
        *[lambda n=n: actions.add_to_voice(voice, words=f"补充{n}") for n in range(3)],
        *[
            lambda n=n: actions.join_case(case, words=f"同样{n}", source="web", submission_key=f"join-{n}")
            for n in range(3)
        ],
        lambda: actions.note(case, words="看过", by=street.worker),
        lambda: actions.open_contact(voice, purpose="核实", by=street.head),
        actions.remind,
        lambda: seal_until(clock.today()),
    )
    assert refused(given) == 0
    now = Case.objects.get()
    assert now.voices_count == Voice.objects.count() == 4
    assert Addition.objects.count() == 3
    the_book_is_whole(case)


def test_joining_while_it_is_taken_back(street, voice):
    at_once(lambda: actions.withdraw(voice), lambda: actions.join_case(voice.case, words="我家也是", source="web"))
    now = Case.objects.get()
    assert (now.state, now.voices_count) in {("withdrawn", 1), ("reported", 2)}
    the_book_is_whole(now)


def test_sealed_by_two_while_others_write(street, voice):
    """What was written before today is sealed once; today's entries, still being written, stay out of it."""
    with clock.frozen(clock.now() + timedelta(days=1)):
        at_once(*[lambda: seal_until(clock.today())] * 2, lambda: actions.take_up(voice.case, by=street.worker))
    verdict = verify()
    assert verdict.whole
    assert verdict.days == 1


def test_two_clerks_who_bring_the_same_orders_at_once_take_each_in_once(street):
    hotline = books.hotlines.rules().systems[0]

    def bring(by):
        said = (
            actions.OrderSaid(number=f"N{n % 6}", words="路灯不亮", place=street.unit, received_at=clock.now())
            for n in range(12)
        )
        return lambda: [actions.take_in_order(one, hotline=hotline, by=by) for one in said]

    given = at_once(bring(street.street_clerk), bring(street.leader), bring(street.street_clerk))
    assert sum(new for some in given for _order, new in some) == 6
    assert Order.objects.count() == Case.objects.count() == Voice.objects.count() == 6
    for case in Case.objects.all():
        the_book_is_whole(case)


def test_two_exports_at_once_do_not_take_the_same_replies(street):
    hotline = books.hotlines.rules().systems[0]
    for n in range(4):
        said = actions.OrderSaid(number=f"N{n}", words="路灯不亮", place=street.unit, received_at=clock.now())
        order, _new = actions.take_in_order(said, hotline=hotline, by=street.street_clerk)
        actions.reply_to_order(order, said={"solved": True, "words": "已修", "public": "已修"}, by=street.clerk)

    def export():
        return actions.export_replies(
            hotline, purpose="回单", write=lambda orders, _export: b"x" * len(orders), by=street.street_clerk
        )

    given = at_once(export, export)
    assert refused(given) == 1
    [(taken, content)] = [one for one in given if not isinstance(one, Refused)]
    assert (taken.rows, content) == (4, b"xxxx")
