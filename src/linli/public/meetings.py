"""Meetings as everybody may read them: coming and held, the agenda before, minutes and promises after; and as a
calendar to follow.
"""

from datetime import UTC, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from linli.councils.lifecycle import MeetingState
from linli.councils.models import AgendaItem, Meeting, Topic
from linli.councils.queries.meetings import items_of, kind_of, parties_of, with_counts
from linli.kernel import clock
from linli.places.models import Kind, Place
from linli.public.addresses import address_of
from linli.public.topics import PARTS

PAGE, IN_CALENDAR = 60, 300
KEPT = timedelta(days=120)  # how long past meetings stay in the calendar
PLACES = (Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING)
COMING = [MeetingState.CALLED, MeetingState.SITTING]


def meetings(request: HttpRequest) -> HttpResponse:
    place = place_said(request)
    found = Meeting.objects.within(place) if place else Meeting.objects.all()
    since = clock.now() - timedelta(days=1)
    coming = list(
        with_counts(
            found.filter(ends__gte=since).exclude(state__in=[MeetingState.HELD, MeetingState.PUBLISHED])
        ).order_by("starts")[:PAGE]
    )
    held = list(with_counts(found.filter(state__in=[MeetingState.HELD, MeetingState.PUBLISHED]))[:PAGE])
    rows = {"coming": [(m, kind_of(m)) for m in coming], "held": [(m, kind_of(m)) for m in held]}
    feed = address_of(request) + reverse("public:meetings_ics") + (f"?place={place.code}" if place else "")
    return render(request, "public/meetings/list.html", {"place": place, "feed": feed} | rows)


def place_said(request: HttpRequest) -> Place | None:
    code = request.GET.get("place", "")
    if not code:
        return None
    found = Place.objects.filter(code=code[:40], kind__in=PLACES).select_related("parent__parent")
    return get_object_or_404(found.defer("shape", "duties", "parent__shape", "parent__parent__shape"))


def meeting(request: HttpRequest, number: str) -> HttpResponse:
    found = Meeting.objects.select_related("place__parent__parent", "venue__place")
    it = get_object_or_404(
        found.defer("place__shape", "place__parent__shape", "venue__place__shape"), number=number[:16]
    )
    published = it.state == MeetingState.PUBLISHED
    came = set(it.attendances.values_list("party", flat=True)) if published else set()
    facts = {
        "meeting": it,
        "kind": kind_of(it),
        "items": items_of(it),
        "published": published,
        "parties": [(party, party.key in came, party.key in it.signed_by) for party in parties_of(it)],
        "shown": it.publications.first(),
        "neighbours": it.attendances.filter(party="").count() if published else 0,
    }
    return render(request, "public/meetings/meeting.html", facts)


# --- the calendar -----------------------------------------------------------------------------------------------


def calendar(request: HttpRequest) -> HttpResponse:
    """RFC 5545: a stable UID for each meeting, a higher SEQUENCE whenever it changes, CANCELLED when it is not held."""
    place = place_said(request)
    found = Meeting.objects.within(place) if place else Meeting.objects.all()
    since = clock.now() - KEPT
    rows = found.filter(starts__gte=since).select_related("venue__place", "place__parent").prefetch_related("items")
    made = Calendar()
    made.add("prodid", "-//Linli//Meetings//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Meetings of %(place)s") % {"place": place.name} if place else _("Meetings"))
    made.add("x-wr-timezone", "Asia/Shanghai")  # moments are UTC; who has none of their own reads them so
    made.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    site, now = address_of(request), clock.now().astimezone(UTC)
    for one in rows.order_by("starts")[:IN_CALENDAR]:
        made.add_component(_event(one, site, now))
    said = {"Content-Disposition": 'inline; filename="meetings.ics"', "Cache-Control": "public, max-age=300"}
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8", headers=said)


def _event(it: Meeting, site: str, now) -> Event:
    event = Event()
    event.add("uid", f"{it.pk}@linli")
    event.add("sequence", it.version - 1)
    event.add("dtstamp", now)
    event.add("created", it.called_at.astimezone(UTC))
    event.add("dtstart", it.starts.astimezone(UTC))
    event.add("dtend", it.ends.astimezone(UTC))
    event.add("summary", it.title)
    event.add("location", f"{it.venue.place.name} {it.venue.name}")
    event.add("status", "CANCELLED" if it.state == MeetingState.CANCELLED else "CONFIRMED")
    event.add("url", site + reverse("public:meeting", args=[it.number]))
    agenda = "\n".join(f"{n}. {item.title}" for n, item in enumerate(it.items.all(), start=1))
    event.add("description", it.cancelled_why or agenda)
    return event


# --- on a topic's page ------------------------------------------------------------------------------------------


def of_topic(topic: Topic, request: HttpRequest) -> dict | None:
    """Every meeting at which the topic was talked over, and what came of it there; one statement."""
    items = AgendaItem.objects.filter(topic=topic).exclude(meeting__state=MeetingState.CANCELLED)
    rows = list(items.select_related("meeting__venue").order_by("meeting__starts", "order"))
    return {"items": rows} if rows else None


PARTS.append(("public/topic/meetings.html", of_topic))
