"""Rooms, calling people together, and what comes onto the agenda: by hand, carried over, or because a
promise is late.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from linli.councils import books, events
from linli.councils.actions.promises import hearers
from linli.councils.actions.within import step, write
from linli.councils.gatherings import Gathering
from linli.councils.lifecycle import MeetingState
from linli.councils.models import AgendaItem, Invitation, Meeting, Promise, Topic, Venue
from linli.councils.queries.meetings import (
    carried_to,
    clash,
    convening,
    gaps,
    invited,
    kind_of,
    late_for,
    next_free,
    parties_of,
    posts_for,
    publish_by,
    venues_for,
)
from linli.councils.rules import convenes
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.places.models import Place
from linli.rulebook.names import named

MOST_ITEMS = 40
LONGEST = timedelta(hours=12)


# --- rooms ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_venue(place: Place, *, name: str, seats: int = 0, note: str = "", by: Post) -> Venue:
    """A room or a spot where people meet."""
    convenes.require(by, place)
    name = " ".join(name.split())
    if not name or len(name) > 40:
        raise Refused(N_("A room has a name of at most 40 characters."), field="name")
    if Venue.objects.filter(place=place, name=name).exists():
        raise Refused(N_("There is a room of this name here already."), field="name")
    return Venue.objects.create(place=place, path=place.path, name=name, seats=seats, note=note.strip()[:120])


@transaction.atomic
def close_venue(venue: Venue, *, by: Post) -> Venue:
    """It is used no more. What is called into it already must be moved first."""
    convenes.require(by, venue)
    coming = Meeting.objects.upcoming(clock.now()).filter(venue=venue).order_by("starts").first()
    if coming:
        raise Refused(N_("“{title}” is called into this room. Move it first."), title=coming.title)
    venue.closed_on = clock.today()
    venue.save()
    return venue


# --- calling ----------------------------------------------------------------------------------------------------


@transaction.atomic
def call_meeting(
    kind: str,
    *,
    place: Place,
    venue: Venue,
    title: str,
    starts: datetime,
    ends: datetime,
    by: Post,
    open_to_all: bool = True,
    topic: Topic | None = None,
) -> Meeting:
    """Call the parties of this kind together. What was carried over and which promises are late comes onto the agenda
    by itself.
    """
    convenes.require(by, place)
    book = books.meetings.current()
    found = book.rules.kinds.get(kind)
    if found is None:
        raise Refused(N_("There is no such kind of meeting."), field="kind")
    _times_stand(found, starts, ends)
    if not venues_for(place).filter(pk=venue.pk).exists():
        raise Refused(N_("This room is not one of this place."), field="venue")
    now = clock.now()
    meeting = Meeting(
        number=f"M{now:%y%m%d}-{short_code()}",
        kind=kind,
        edition=book.number,
        place=place,
        path=place.path,
        title=_title(title, found, place),
        venue=venue,
        starts=starts,
        ends=ends,
        code=short_code(),
        open_to_all=open_to_all,
        called_by=by,
        called_at=now,
    )
    _book_room(meeting)
    record(events.MeetingCalled(kind=kind, starts=starts.isoformat(), venue=venue.name), on=meeting, by=by, new=True)
    called = posts_for(place, parties_of(meeting))
    for party in parties_of(meeting):
        posts = called[party.key] or [None]
        Invitation.objects.bulk_create(Invitation(meeting=meeting, party=party.key, post=post) for post in posts)
    if topic is not None:
        _enter(meeting, title=topic.title, topic=topic)
    bring_back(meeting)
    tell_all(meeting, "meeting_called", but=by)
    return meeting


def _title(said: str, kind: Gathering, place: Place) -> str:
    title = " ".join(said.split()) or f"{place.name}{kind.name}"
    if len(title) > 80:
        raise Refused(N_("Say in at most 80 characters what the meeting is about."), field="title")
    return title


def _times_stand(kind: Gathering, starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise Refused(N_("The meeting ends before it begins."), field="ends")
    if ends - starts > LONGEST:
        raise Refused(N_("No meeting lasts longer than twelve hours."), field="ends")
    if starts <= clock.now():
        raise Refused(N_("This time is past already."), field="starts")
    days = (starts.astimezone(SHANGHAI).date() - clock.today()).days
    if kind.binding and days < kind.notice_days:
        raise Refused(
            N_("{kind} is called at least {least} days before ({source}); until then it is only {days}."),
            kind=named(kind.name),
            least=kind.notice_days,
            source=named(kind.source),
            days=days,
            field="starts",
        )


def _book_room(meeting: Meeting) -> None:
    """Write it. The database lets no two meetings into one room at one time, whoever was faster."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if "venue_not_twice" not in str(error):
            raise
        raise _taken(meeting) from None


def _taken(meeting: Meeting) -> Refused:
    mine = meeting if Meeting.objects.filter(pk=meeting.pk).exists() else None
    other = clash(meeting.venue, meeting.starts, meeting.ends, but=mine)
    free = next_free(meeting.venue, meeting.starts, meeting.ends, but=mine)
    return Refused(
        N_("{venue} is taken by “{title}” from {starts} to {ends}. The next free time is {free}."),
        venue=meeting.venue.name,
        title=other.title if other else "",
        field="starts",
        free=_said(free),
        starts=_said(other.starts) if other else "",
        ends=f"{other.ends.astimezone(SHANGHAI):%H:%M}" if other else "",
    )


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, venue: Venue, starts: datetime, ends: datetime, by: Post, seen: int | None = None
) -> Meeting:
    """Another time or room. Everybody who was called hears of it; calendars that follow are told by a new sequence."""
    meeting = step("move_it", meeting, by=by, seen=seen)
    _times_stand(kind_of(meeting), starts, ends)
    if not venues_for(meeting.place).filter(pk=venue.pk).exists():
        raise Refused(N_("This room is not one of this place."), field="venue")
    was, meeting.venue, meeting.starts, meeting.ends = meeting.starts, venue, starts, ends
    _book_room(meeting)
    meeting = write(
        meeting,
        events.MeetingMoved(was=was.isoformat(), starts=starts.isoformat(), venue=venue.name),
        by=by,
    )
    tell_all(meeting, "meeting_moved", but=by)
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, why: str, by: Post, seen: int | None = None) -> Meeting:
    """It does not take place, for a reason everybody can read. What was carried into it waits for the next one."""
    if not why.strip():
        raise Refused(N_("Say why it is cancelled; everyone can read it."), field="why")
    meeting = step("cancel", meeting, by=by, seen=seen)
    meeting.cancelled_why = why.strip()[:200]
    meeting = write(meeting, events.MeetingCancelled(why=meeting.cancelled_why), by=by)
    tell_all(meeting, "meeting_cancelled", but=by, why=meeting.cancelled_why)
    return meeting


def tell_all(meeting: Meeting, kind: str, *, but: HasRef, once: str | None = None, **facts: object) -> None:
    posts = [post for post in invited(meeting) if post.ref != but.ref]
    tell(
        posts,
        kind,
        about=meeting,
        once=once,
        title=meeting.title,
        number=meeting.number,
        starts=_said(meeting.starts),
        venue=meeting.venue.name,
        **facts,
    )


# --- the agenda -------------------------------------------------------------------------------------------------


@transaction.atomic
def add_item(
    meeting: Meeting, *, title: str, words: str = "", topic: Topic | None = None, by: Post, seen: int | None = None
) -> AgendaItem:
    """One more point. After the agenda is closed it waits for the next meeting."""
    meeting = step("put_on_agenda", meeting, by=by, seen=seen)
    _still_open(meeting)
    title = " ".join(title.split()) or (topic.title if topic else "")
    if not title or len(title) > 80:
        raise Refused(N_("Say in at most 80 characters what is to be talked about."), field="title")
    if len(words) > 4000:
        raise Refused(N_("That is too long; 4,000 characters are enough."), field="words")
    if meeting.items.count() >= MOST_ITEMS:
        raise Refused(N_("A meeting has at most {most} items."), most=MOST_ITEMS)
    if topic and meeting.items.filter(topic=topic).exists():
        raise Refused(N_("This topic is on the agenda already."), field="topic")
    return _enter(meeting, title=title, words=words.strip(), topic=topic)


@transaction.atomic
def take_off(item: AgendaItem, *, by: Post) -> None:
    """A point entered by mistake. What was carried over or is late can't be taken off: it is dropped at the meeting,
    in the open.
    """
    meeting = step("put_on_agenda", item.meeting, by=by)
    _still_open(meeting)
    if item.came_from_id or item.promise_id:
        raise Refused(N_("This came back by itself; only the meeting can settle or drop it."))
    item.delete()


def _still_open(meeting: Meeting) -> None:
    if meeting.agenda_closed_at:
        raise Refused(
            N_("The agenda was closed on {moment}; this waits for the next meeting."),
            moment=_said(meeting.agenda_closed_at),
        )


def _enter(meeting: Meeting, *, title: str, words: str = "", topic=None, promise=None, came_from=None) -> AgendaItem:
    last = meeting.items.order_by("-order").values_list("order", flat=True).first() or 0
    return AgendaItem.objects.create(
        meeting=meeting,
        order=last + 1,
        title=title[:80],
        words=words,
        topic=topic,
        promise=promise,
        came_from=came_from,
        added_at=clock.now(),
    )


def bring_back(meeting: Meeting) -> int:
    """What comes by itself: items carried over by earlier meetings of the kind here, and late promises.

    Those come to the regular meetings of the place, and to any other at which their topic is talked over.
    """
    brought = 0
    for item in carried_to(meeting):
        _enter(meeting, title=item.title, words=item.words, topic=item.topic, promise=item.promise, came_from=item)
        brought += 1
    late = late_for(meeting, clock.today()).select_related("topic")
    if not kind_of(meeting).every:
        late = late.filter(topic__in=meeting.items.filter(topic__isnull=False).values("topic"))
    for promise in late:
        _enter(meeting, title=promise.words, topic=promise.topic, promise=promise)
        _tell_of_return(promise, meeting)
        brought += 1
    return brought


def _tell_of_return(promise: Promise, meeting: Meeting) -> None:
    tell(
        hearers(promise),
        "promise_returned",
        about=promise,
        once=f"promise/{promise.pk}/returned/{meeting.pk}",
        words=promise.words,
        title=meeting.title,
        starts=_said(meeting.starts),
    )


@transaction.atomic
def close_agenda(meeting: Meeting, *, by: HasRef, seen: int | None = None) -> Meeting:
    """From now on the agenda stands as it was sent round."""
    meeting = step("close_agenda", meeting, by=by, seen=seen)
    if meeting.agenda_closed_at:
        raise Refused(N_("The agenda is closed already."))
    bring_back(meeting)
    meeting.agenda_closed_at = clock.now()
    items = meeting.items.count()
    meeting = write(meeting, events.AgendaClosed(items=items), by=by)
    tell_all(meeting, "agenda_closed", but=by, items=items)
    return meeting


# --- the clock --------------------------------------------------------------------------------------------------


def turn_meetings() -> int:
    """What the clock does: late promises and carried items come onto open agendas, and agendas close in time."""
    done, now = 0, clock.now()
    for meeting in Meeting.objects.upcoming(now).filter(agenda_closed_at=None).select_related("place", "called_by"):
        days = kind_of(meeting).agenda_days
        if days and meeting.starts - timedelta(days=days) <= now:
            close_agenda(meeting, by=CLOCK)
            done += 1
        else:
            with transaction.atomic():
                Meeting.objects.select_for_update().get(pk=meeting.pk)
                done += bring_back(meeting)
    return done


def remind_of_meetings() -> int:
    """Once a day: minutes that are not out in time, and periods in which a regular meeting was not held."""
    told, today = 0, clock.today()
    for meeting in Meeting.objects.filter(state=MeetingState.HELD).select_related("place", "called_by", "venue"):
        until = publish_by(meeting)
        if until and until < today:
            facts = {"title": meeting.title, "until": until.isoformat()}
            once = f"meeting/{meeting.pk}/unpublished"
            told += len(tell([meeting.called_by], "minutes_late", about=meeting, once=once, **facts))
    for gap in gaps(Meeting.objects.all(), today):
        once = f"gap/{gap.kind.key}/{gap.place.code}/{gap.first.isoformat()}"
        facts = {
            "meeting": gap.kind.name,
            "place": gap.place.name,
            "first": gap.first.isoformat(),
            "last": gap.last.isoformat(),
        }
        told += len(tell(convening(gap.place), "meeting_missed", once=once, **facts))
    return told
