"""Reads over meetings: who is called and who came, what comes back, which periods of a regular meeting were missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from linli.councils import books, gatherings
from linli.councils.gatherings import Gathering, Party
from linli.councils.lifecycle import MeetingState, PromiseState
from linli.councils.models import AgendaItem, Attendance, Evidence, Invitation, Meeting, Promise, Venue
from linli.councils.rules import area_of
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.people.models import Post
from linli.places.models import Kind, Place, lineage_of

HELD = [MeetingState.SITTING, MeetingState.HELD, MeetingState.PUBLISHED]


def kind_of(meeting: Meeting) -> Gathering:
    """The kind as it stood in the edition this meeting was called under."""
    return books.meetings.edition(meeting.edition).rules.kinds[meeting.kind]


def parties_of(meeting: Meeting) -> list[Party]:
    """Those that must be called, in the order of the book."""
    rules = books.meetings.edition(meeting.edition).rules
    return [rules.parties[key] for key in rules.kinds[meeting.kind].parties]


def unsigned_by(meeting: Meeting) -> list[Party]:
    """The parties of its kind that have not signed the sheet."""
    return [party for party in parties_of(meeting) if party.key not in meeting.signed_by]


def party_name(meeting: Meeting, key: str) -> str:
    known = books.meetings.edition(meeting.edition).rules.parties
    return known[key].name if key in known else key


# --- who is called ----------------------------------------------------------------------------------------------


def posts_for(place: Place, parties: Sequence[Party]) -> dict[str, list[Post]]:
    """The posts that stand for each party: at the place, above it or in it, by their own place or their
    organisation's.
    """
    roles = {role for party in parties for role in party.roles}
    near = _near("place", place) | _near("organisation__place", place)
    found = list(
        Post.objects.current()
        .filter(near, role__in=roles)
        .select_related("person", "organisation", "place")
        .order_by("id")
    )
    return {party.key: [post for post in found if _stands_for(post, party)] for party in parties}


def _near(field: str, place: Place) -> Q:
    below = Q(**{f"{field}__path__gte": place.path, f"{field}__path__lt": place.path_end})
    return Q(**{f"{field}__path__in": lineage_of(place.path)}) | below


def _stands_for(post: Post, party: Party) -> bool:
    kind = post.organisation.kind if post.organisation else "none"
    return post.role in party.roles and (not party.organisations or kind in party.organisations)


def convening(place: Place) -> list[Post]:
    """The community's or the street's posts that look after meetings of a place."""
    return [
        post
        for post in Post.objects.current().serving(place.path).select_related("place", "organisation")
        if (path := area_of(post)) and place.path.startswith(path) and post.place.kind in (place.kind, Kind.COMMUNITY)
    ]


@dataclass(frozen=True)
class Seat:
    """One party of a meeting: who was called, who came."""

    party: Party
    called: Sequence[Post]
    came: Sequence[Attendance]
    signed: bool

    @property
    def unknown(self) -> bool:
        return not self.called


def seats(meeting: Meeting) -> list[Seat]:
    """The parties that must be called, each with its posts and who came for it; two statements."""
    called = list(meeting.invitations.select_related("post__person", "post__organisation"))
    came = list(meeting.attendances.select_related("post__person"))
    return [
        Seat(
            party,
            [i.post for i in called if i.party == party.key and i.post],
            [a for a in came if a.party == party.key],
            party.key in meeting.signed_by,
        )
        for party in parties_of(meeting)
    ]


def invited(meeting: Meeting) -> list[Post]:
    """Everybody who was told of it, and whoever called it."""
    posts = {
        i.post_id: i.post for i in Invitation.objects.filter(meeting=meeting, post__isnull=False).select_related("post")
    }
    posts[meeting.called_by_id] = meeting.called_by
    return [post for post in posts.values() if post.is_current()]


# --- rooms ------------------------------------------------------------------------------------------------------


def venues_for(place: Place) -> QuerySet[Venue]:
    """Rooms of the place, of what it lies in, and of what lies in it."""
    on_the_way = lineage_of(place.path)
    within = Q(path__gte=place.path, path__lt=place.path_end)
    return Venue.objects.filter(Q(path__in=on_the_way) | within, closed_on=None).select_related("place")


def clash(venue: Venue, starts: datetime, ends: datetime, *, but: Meeting | None = None) -> Meeting | None:
    """The meeting that has the room at that time."""
    taken = _taking(venue, but).filter(starts__lt=ends, ends__gt=starts)
    return taken.first()


def next_free(venue: Venue, starts: datetime, ends: datetime, *, but: Meeting | None = None) -> datetime:
    taken = _taking(venue, but).filter(ends__gt=starts, starts__lt=starts + timedelta(days=60))
    spans = [(b.astimezone(SHANGHAI), e.astimezone(SHANGHAI)) for b, e in taken.values_list("starts", "ends")]
    return gatherings.free_from(spans, starts.astimezone(SHANGHAI), ends - starts)


def _taking(venue: Venue, but: Meeting | None) -> QuerySet[Meeting]:
    taken = Meeting.objects.filter(venue=venue).exclude(state=MeetingState.CANCELLED).order_by("starts")
    return taken.exclude(pk=but.pk) if but else taken


# --- what comes back --------------------------------------------------------------------------------------------


def carried_to(meeting: Meeting) -> QuerySet[AgendaItem]:
    """What earlier meetings of this kind at this place carried over and no later one has taken up; no promise kept
    meanwhile.
    """
    earlier = AgendaItem.objects.filter(
        meeting__kind=meeting.kind,
        meeting__place=meeting.place_id,
        meeting__starts__lt=meeting.starts,
        outcome=AgendaItem.Outcome.CARRIED,
    )
    taken = AgendaItem.objects.exclude(meeting__state=MeetingState.CANCELLED).filter(came_from__isnull=False)
    open_still = Q(promise=None) | Q(promise__state=PromiseState.PROMISED)
    return earlier.filter(open_still).exclude(pk__in=taken.values("came_from")).order_by("added_at", "id")


def late_for(meeting: Meeting, today: date) -> QuerySet[Promise]:
    """Late promises of the place that stand on no agenda still to come."""
    waiting = AgendaItem.objects.filter(
        promise__isnull=False, meeting__state__in=[MeetingState.CALLED, MeetingState.SITTING]
    )
    late = Promise.objects.late(today).within(meeting.place)
    return late.exclude(pk__in=waiting.values("promise")).order_by("due", "id")


# --- regular meetings -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """A period in which a regular meeting was not held."""

    kind: Gathering
    place: Place
    first: date
    last: date


def gaps(meetings: QuerySet[Meeting], today: date) -> list[Gap]:
    """Missed periods of the regular meetings among these: since the first of its kind at its place. One statement."""
    rules = books.meetings.rules()
    wanted = meetings.filter(kind__in=rules.regular(), starts__gte=clock.now() - timedelta(days=800), state__in=HELD)
    days: dict[tuple[str, Place], list[date]] = {}
    for meeting in wanted.select_related("place").defer("place__shape").order_by("starts"):
        days.setdefault((meeting.kind, meeting.place), []).append(meeting.starts.astimezone(SHANGHAI).date())
    return list(_gaps(days, rules.kinds, today))


def _gaps(days, kinds, today: date) -> Iterator[Gap]:
    for (key, place), held in days.items():
        for first in gatherings.missed(held, kinds[key].every, today):
            _begin, end = gatherings.period_of(first, kinds[key].every)
            yield Gap(kinds[key], place, first, end - timedelta(days=1))


def publish_by(meeting: Meeting) -> date | None:
    """The last day on which its minutes are published in time."""
    if meeting.held_at is None:
        return None
    return meeting.held_at.astimezone(SHANGHAI).date() + timedelta(days=kind_of(meeting).publish_days)


def with_counts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Counting makes the database forget the order, so it is said again."""
    return (
        meetings.annotate(item_count=Count("items"))
        .order_by(*(meetings.query.order_by or ("-starts", "-id")))
        .select_related("place", "venue")
        .defer("place__shape")
    )


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda with what was promised on it; two statements."""
    items = meeting.items.select_related("topic", "promise", "came_from__meeting")
    return list(items.prefetch_related("promises__owner__person", "promises__organisation"))


def signed_sheets_of(meeting: Meeting) -> list[Evidence]:
    """Pictures of the sheet with its signatures. They bear names: whoever convened sees them, nobody else."""
    return list(Evidence.objects.filter(of=meeting.ref).exclude(file=""))
