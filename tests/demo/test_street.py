"""The fictional street: alive, lawful, and nobody's."""

import re
from datetime import timedelta

import pytest

from linli.cases.lifecycle import MOVES, State
from linli.cases.models import Assignment, Case, Voice
from linli.demo.load import load_street, where_to_look
from linli.demo.year import load_words
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel import clock
from linli.people.models import Person, Post
from linli.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Which step of the lifecycle an event of the journal stands for.
STEPS = {
    "TakenUp": "take_up",
    "Contacted": "contact",
    "Solved": "solve",
    "Dispatched": "dispatch",
    "WhistleBlown": "blow_whistle",
    "CheckPassed": "pass_check",
    "CheckFailed": "fail_check",
    "Answered": "answer",
    "Closed": "close",
    "Reopened": "reopen",
    "OrderReturned": "give_back",
    "Merged": "merge",
    "PutBack": "put_back",
    "CalledOff": "call_off",
    "HandedOn": "hand_on",
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load_street(progress=False)
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def test_the_street_is_alive_and_lawful(demo):
    """One test, because the street is built once: sizes, stories, journal, persons."""
    sizes = {
        kind: Place.objects.of_kind(kind).count() for kind in ("community", "compound", "grid", "building", "road")
    }
    assert sizes == {"community": 14, "compound": 46, "grid": 97, "building": 347, "road": 79}
    assert Post.objects.of_role("grid_worker").count() == 198
    assert Post.objects.of_role("building_lead").count() == 347

    cases = Case.objects.count()
    assert 4900 < cases < 5100
    last_day = Case.objects.filter(reported_at__gt=clock.now() - timedelta(days=2)).count()
    assert last_day > 5
    assert Case.objects.filter(reported_at__gt=clock.now()).count() == 0
    assert Entry.objects.filter(at__gt=clock.now()).count() == 0
    assert set(Case.objects.values_list("state", flat=True)) >= {
        "reported",
        "taken_up",
        "with_units",
        "answered",
        "closed",
    }

    words = Voice.objects.values_list("words", flat=True)
    assert len(set(words)) > 0.85 * len(words)
    assert len({w[:6] for w in words}) > 2000

    rated = Voice.objects.exclude(rated_at=None)
    assert 0.45 < rated.count() / cases < 0.65
    assert 0.8 < rated.filter(grade__gte=3).count() / rated.count() < 0.92
    assert 0.03 < Case.objects.filter(returns__gt=0).count() / cases < 0.09
    assert 90 < Case.objects.filter(assignments__round="whistle").distinct().count() < 220

    assert verify().whole
    _every_story_follows_the_lifecycle()
    _nobody_is_anybody()
    assert "/r/" in where_to_look("http://127.0.0.1:8000")
    assert load_street(progress=False) is False


def _every_story_follows_the_lifecycle():
    """Replay each journal: the states a case may be in after each event, and at the end the one it is in."""
    may_be, before_merge = {}, {}
    done = dict(Assignment.objects.values_list("case_id", "stage"))
    for entry in Entry.objects.filter(subject__startswith="cases/case/").order_by("subject", "seq"):
        states = may_be.setdefault(entry.subject, {State.REPORTED})
        if entry.event == "SentBack":
            states = {State.TAKEN_UP, State.WITH_UNITS}  # other units may go on
        elif entry.event == "UnitDone":
            states = {State.HANDLED, State.WITH_UNITS}
        elif entry.event in {"StaffNamed", "Corrected"} and State.TAKEN_UP in states:
            states = states | {State.REPORTED}  # whoever kept it may have had to let go
        elif entry.event == "Unmerged":
            states = before_merge[entry.subject]
        elif entry.event in STEPS:
            move = MOVES.moves[STEPS[entry.event]]
            assert states & move.start, f"{entry.subject} #{entry.seq}: {entry.event} while {states}"
            if entry.event == "Merged":
                before_merge[entry.subject] = states
            states = {move.to} if move.to else states
        may_be[entry.subject] = states
    for case in Case.objects.all():
        assert case.state in may_be[case.ref], case
    assert done


def _nobody_is_anybody():
    names = Person.objects.values_list("name", flat=True)
    assert all(re.search(r"某|\d\d|管理员", name) for name in names)
    phones = [p for p in Post.objects.values_list("duty_phone", flat=True) if p]
    assert all(p.startswith("1990000") for p in phones)


def test_every_category_has_dozens_of_ways_to_put_it():
    words = load_words()
    assert len(words) == 67
    for code, kinds in words.items():
        assert len(set(kinds["says"])) >= 45, code
    assert sum(len(kinds["says"]) for kinds in words.values()) > 3000
