"""The weekly rhythm: the open whistles of a street are frozen into a list, and a session goes through it
item by item.
"""

from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Count, Value, When

from linli.calendar import queries as calendar
from linli.cases import books, events
from linli.cases.actions import within
from linli.cases.models import SessionItem, Whistle, WhistleKind, WhistleSession
from linli.cases.rules import runs_the_sessions
from linli.cases.whistles import Week, next_week
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Kind, Place

MOST = 200  # whistles on one list


def coming(*, after: date | None = None) -> Week:
    """The session that is held today, or after that day, or is the next to come, by the rules in force."""
    first = after + timedelta(days=1) if after else clock.today()
    return next_week(first, books.whistles.rules(), calendar.current())


@transaction.atomic
def freeze(place: Place, day: date, *, by: HasRef) -> WhistleSession:
    """Freeze the list of one session: every open whistle of the street, emergencies first, then the longest open.

    Refuses those who don't run the street's sessions, a day that is over, and a list that stands already. What is
    blown afterwards comes onto the next list.
    """
    if isinstance(by, Post):
        runs_the_sessions.require(by, place)
    if day < clock.today():
        raise Refused(N_("That day is over; lists are frozen for a session that is still to come."))
    Place.objects.select_for_update().only("pk").get(pk=place.pk)  # of two who freeze at once, one comes second
    if WhistleSession.objects.filter(place=place, day=day).exists():
        raise Refused(N_("The list of this session is frozen already."))
    session = WhistleSession.objects.create(place=place, day=day, frozen_at=clock.now(), frozen_by=by.ref)
    first = [When(kind=kind, then=Value(n)) for n, kind in enumerate((WhistleKind.EMERGENCY, WhistleKind.KEY))]
    rank = models.Case(*first, default=Value(2))
    found = Whistle.objects.open().within(place).filter(case__restricted=False)
    listed = found.annotate(rank=rank, before=Count("items")).order_by("rank", "blown_at", "id")[:MOST]
    made = [SessionItem(session=session, whistle=one, order=n, times=one.before + 1) for n, one in enumerate(listed, 1)]
    SessionItem.objects.bulk_create(made)
    record(events.SessionFrozen(day=day.isoformat(), whistles=len(made)), on=session, by=by, new=True)
    posts = within.posts_at(place.path, people.AT_THE_STREET)
    tell(posts, "session_frozen", about=session, day=day.isoformat(), count=str(len(made)))
    return session


def freeze_due() -> int:
    """Freeze every street's list whose hour has come; may run as often as one likes. Returns how many."""
    week = coming()
    if clock.now() < week.frozen_at:
        return 0
    done = 0
    waiting = Place.objects.of_kind(Kind.STREET).standing().exclude(whistle_sessions__day=week.day)
    for street in waiting.only("pk", "path", "code", "name", "kind"):
        if not Whistle.objects.open().within(street).exists():
            continue
        try:
            freeze(street, week.day, by=CLOCK)
        except Refused:  # somebody has done it by hand in this very moment
            continue
        done += 1
    return done


@transaction.atomic
def say_of(item: SessionItem, *, outcome: str, words: str = "", by: Post) -> SessionItem:
    """What the session says of one whistle; until the session is closed it may be said anew.

    Refuses an outcome that is none, carrying over or raising without words, and anything after the session's end.
    """
    session = WhistleSession.objects.select_for_update().get(pk=item.session_id)
    runs_the_sessions.require(by, session.place)
    if session.held_at:
        raise Refused(N_("This session is closed; what was said stays as it is."))
    if outcome not in SessionItem.Outcome.values:
        raise Refused(N_("Choose what the session says of it."), field="outcome")
    words = words.strip()
    if not words and outcome in (SessionItem.Outcome.CARRIED, SessionItem.Outcome.RAISED):
        raise Refused(N_("Say in a few words why, and what is to happen until the next session."), field="words")
    item = SessionItem.objects.select_related("whistle__case").get(pk=item.pk)
    if (item.outcome, item.words) == (outcome, words):
        return item
    item.outcome, item.words, item.said_at = outcome, words, clock.now()
    item.save()
    case = within.locked(item.whistle.case)
    within.write(case, events.SessionSaid(day=session.day.isoformat(), outcome=outcome, words=words), by=by)
    if outcome == SessionItem.Outcome.RAISED:
        leaders = within.posts_at(case.path, [Role.STREET_LEADER])
        tell(leaders, "session_raised", about=case, once=f"{item.pk}/raised", **within.about(case))
    return item


@transaction.atomic
def close_session(session: WhistleSession, *, words: str = "", by: Post) -> WhistleSession:
    """The session is over. What nobody spoke of is carried over, and so is what was left open."""
    session = WhistleSession.objects.select_for_update().get(pk=session.pk)
    runs_the_sessions.require(by, session.place)
    if session.held_at:
        raise Refused(N_("This session is closed; what was said stays as it is."))
    session.items.filter(outcome="").update(outcome=SessionItem.Outcome.CARRIED, said_at=clock.now())
    session.held_at, session.held_by, session.words = clock.now(), by, words.strip()
    session.save()
    carried = session.items.filter(outcome=SessionItem.Outcome.CARRIED).count()
    record(events.SessionHeld(day=session.day.isoformat(), words=session.words, carried=carried), on=session, by=by)
    return session
