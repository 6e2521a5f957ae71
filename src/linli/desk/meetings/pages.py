"""The list of meetings, calling one, one meeting with what is to be done next, and the rooms."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.councils import books
from linli.councils.actions import meetings as actions
from linli.councils.actions import minutes
from linli.councils.gatherings import EVERY
from linli.councils.lifecycle import MEETING_MOVES, MeetingState, TopicState
from linli.councils.models import AgendaItem, Evidence, Meeting, Promise, Topic, Venue
from linli.councils.queries.meetings import (
    Seat,
    gaps,
    items_of,
    kind_of,
    publish_by,
    seats,
    signed_sheets_of,
    venues_for,
    with_counts,
)
from linli.councils.rules import area_of, ballots_area_of, convenes, takes_voices
from linli.desk import frame, more
from linli.desk.cases.intake import public_address
from linli.desk.meetings.forms import Call, Item, Move, Room, Sheets, when_of
from linli.desk.promises.pages import has_promises
from linli.desk.topics.pages import PARTS
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.paper.marks import qr
from linli.people.models import Post
from linli.places.models import AFTER_SEPARATOR, Kind, Place, lineage_of
from linli.rulebook.names import named
from linli.ui.files import stored_answer
from linli.ui.forms import refusals_in

PAGE = 60
GATHERING = [Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND]


def has_meetings(post: Post) -> bool:
    """Those of the place, and those who are called."""
    called = {role for party in books.meetings.rules().parties.values() for role in party.roles}
    return ballots_area_of(post) is not None or post.role in called


more.ENTRIES.append(
    more.Entry(
        "meetings",
        "councils",
        _("Meetings"),
        _("Calls, agendas, minutes; five-party meetings, councils, hearings."),
        has_meetings,
    )
)


def meetings(request):
    if not has_meetings(request.post):
        raise Http404
    seen, now = Meeting.objects.visible_to(request.post), clock.now()
    rows = [(m, kind_of(m)) for m in with_counts(seen)[:PAGE]]
    coming = [pair for pair in rows if pair[0].state in (MeetingState.CALLED, MeetingState.SITTING)]
    facts = {
        "coming": coming[::-1],
        "past": [pair for pair in rows if pair not in coming],
        "may_call": area_of(request.post) is not None,
        "now": now,
        "gaps": gaps(seen, clock.today()) if area_of(request.post) else [],
        "ledger": has_promises(request.post),
    }
    return frame.page(request, "desk/meetings/list.html", facts)


def meeting_of(request, key) -> Meeting:
    """One that this post sees; others do not exist for it."""
    seen = Meeting.objects.visible_to(request.post).select_related(
        "place__parent__parent", "venue__place", "called_by__person"
    )
    return get_object_or_404(seen.defer("place__shape", "place__parent__shape", "venue__place__shape"), pk=key)


# --- calling ----------------------------------------------------------------------------------------------------


def places_for(post: Post) -> list[Place]:
    """The places this post calls meetings for."""
    path = area_of(post)
    if path is None:
        raise Http404
    inside = Place.objects.filter(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR, kind__in=GATHERING)
    return list(inside.standing().defer("shape").select_related("parent").order_by("path")[:400])


def rooms_for(post: Post) -> list[Venue]:
    path = area_of(post) or ""
    around = Venue.objects.filter(closed_on=None).select_related("place").defer("place__shape")
    return list(around.under(path) | around.filter(path__in=lineage_of(path))) if path else []


def new(request):
    """Call a meeting; ?topic= puts a topic on its agenda, ?kind= and ?place= choose."""
    places, rooms = places_for(request.post), rooms_for(request.post)
    topic = _topic(request)
    initial = {
        "kind": request.GET.get("kind"),
        "place": request.GET.get("place") or (topic.place.code if topic else None),
    }
    form = Call(request.POST or None, places=places, venues=rooms, initial={k: v for k, v in initial.items() if v})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.call_meeting(form.cleaned_data["kind"], by=request.post, topic=topic, **form.said())
            messages.success(request, __("Called. Everybody concerned has been told."))
            return redirect("desk:meeting", made.pk)
    kinds = [(kind, EVERY[kind.every]) for kind in books.meetings.rules().kinds.values()]
    facts = {"form": form, "rooms": rooms, "topic": topic, "kinds": kinds}
    return frame.page(request, "desk/meetings/new.html", facts, status=422 if form.errors else 200)


def _topic(request) -> Topic | None:
    number = request.GET.get("topic", "")[:16]
    return (
        Topic.objects.visible_to(request.post).select_related("place").filter(number=number).first() if number else None
    )


def rooms(request):
    places = places_for(request.post)
    form = Room(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            actions.add_venue(
                form.places[given["place"]],
                name=given["name"],
                seats=given["seats"],
                note=given["note"],
                by=request.post,
            )
            messages.success(request, __("The room is entered."))
            return redirect("desk:meeting_rooms")
    facts = {"form": form, "rooms": rooms_for(request.post), "area": area_of(request.post)}
    return frame.page(request, "desk/meetings/rooms.html", facts, status=422 if form.errors else 200)


@require_POST
def close_room(request, key):
    room = get_object_or_404(Venue, pk=key, pk__in=[room.pk for room in rooms_for(request.post)])
    try:
        actions.close_venue(room, by=request.post)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:meeting_rooms")


# --- one meeting ------------------------------------------------------------------------------------------------


def meeting(request, key, *, move: Move | None = None, item: Item | None = None, status: int = 200):
    it = meeting_of(request, key)
    may = {one.step for one in MEETING_MOVES.open_to(request.post, it)}
    at_the_table = seats(it)
    facts = {
        "meeting": it,
        "kind": kind_of(it),
        "may": may,
        "items": items_of(it),
        "seats": at_the_table,
        "now": clock.now(),
        "publish_by": publish_by(it),
        "today": clock.today(),
        "outcomes": AgendaItem.Outcome,
        "too_short": _too_short(it),
        "unsigned": [s for s in at_the_table if not s.signed],
        "absent": _all_absent(at_the_table),
        "unknown": [named(s.party.name) for s in at_the_table if s.unknown],
        "move": move or (Move(initial=when_of(it), venues=venues_for(it.place)) if "move_it" in may else None),
        "add": item
        or (Item(topics=_topics(request, it)) if "put_on_agenda" in may and not it.agenda_closed_at else None),
        "unfold_move": move is not None,
        "inside": takes_voices.allows(request.post, it),
        "unfold_add": item is not None,
        "convenes": convenes.allows(request.post, it),
        "sheets": Sheets(),
        "signed": signed_sheets_of(it) if convenes.allows(request.post, it) else [],
        "others": [a for a in it.attendances.all() if not a.party] if it.state != "called" else [],
    }
    return frame.page(request, "desk/meetings/meeting.html", facts, status=status)


def _too_short(it: Meeting) -> int | None:
    """So many days' notice were given, when the kind suggests more."""
    days = (it.starts.astimezone(clock.SHANGHAI).date() - it.called_at.astimezone(clock.SHANGHAI).date()).days
    return days if days < kind_of(it).notice_days else None


def _all_absent(at_the_table: list[Seat]) -> str:
    """Why the sheet lacks signatures, ready to be said, where all that are missing are of those who did not come."""
    missing = [seat for seat in at_the_table if not seat.signed]
    if not missing or any(seat.came for seat in missing):
        return ""
    return __("Did not come: %(parties)s") % {"parties": "、".join(named(seat.party.name) for seat in missing)}


def _topics(request, it: Meeting) -> list[Topic]:
    """Topics of the place that are being talked over and not on this agenda yet."""
    going = Topic.objects.filter(state=TopicState.GOING).exclude(items__meeting=it)
    return list((going.within(it.place) | going.filter(path__in=lineage_of(it.path))).distinct()[:100])


@require_POST
def step(request, key, name: str):
    """The steps that need nothing but a word."""
    it = meeting_of(request, key)
    seen = int(said) if (said := request.POST.get("seen", "")).isdecimal() and len(said) < 9 else None
    deeds = {
        "close_agenda": lambda: actions.close_agenda(it, by=request.post, seen=seen),
        "begin": lambda: minutes.begin(it, by=request.post, seen=seen),
        "end": lambda: minutes.end(it, by=request.post, seen=seen),
        "sign": lambda: minutes.sign(
            it, parties=request.POST.getlist("party"), sheets=_pictures(request), by=request.post, seen=seen
        ),
        "publish": lambda: minutes.publish_minutes(
            it, unsigned_why=request.POST.get("why", ""), by=request.post, seen=seen
        ),
        "cancel": lambda: actions.cancel(it, why=request.POST.get("why", ""), by=request.post, seen=seen),
    }
    if name not in deeds:
        raise Http404
    try:
        deeds[name]()
    except Refused as no:
        messages.error(request, str(no))
        return redirect("desk:meeting", it.pk)
    return redirect("desk:meeting_minutes" if name == "begin" else "desk:meeting", it.pk)


def _pictures(request) -> list[str]:
    form = Sheets(request.POST, request.FILES)
    if not form.is_valid():
        raise Refused("{said}", said=" ".join(form.errors["photos"]), field="photos")
    return [picture.file for picture in form.cleaned_data["photos"]]


@require_safe
def signed(request, key, sheet):
    """A picture of the signed sheet, for those who convene here."""
    it = meeting_of(request, key)
    convenes.require(request.post, it)
    return stored_answer(request, get_object_or_404(Evidence.objects.exclude(file=""), of=it.ref, pk=sheet).file)


@require_POST
def move(request, key):
    it = meeting_of(request, key)
    form = Move(request.POST, venues=venues_for(it.place))
    if form.is_valid():
        with refusals_in(form):
            actions.move_meeting(it, by=request.post, seen=form.cleaned_data["seen"], **form.when())
            messages.success(request, __("Moved. Everybody who was called has been told."))
            return redirect("desk:meeting", it.pk)
    return meeting(request, key, move=form, status=422)


@require_POST
def add_item(request, key):
    it = meeting_of(request, key)
    form = Item(request.POST, topics=_topics(request, it))
    if form.is_valid():
        with refusals_in(form):
            actions.add_item(it, by=request.post, **form.said())
            return redirect("desk:meeting", it.pk)
    return meeting(request, key, item=form, status=422)


@require_POST
def take_off(request, key, item):
    it = meeting_of(request, key)
    try:
        actions.take_off(get_object_or_404(it.items.select_related("meeting"), pk=item), by=request.post)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:meeting", it.pk)


def poster(request, key):
    """The room's code, to hang on its wall."""
    it = meeting_of(request, key)
    address = f"{public_address(request)}/m/{it.code}"
    facts = {"meeting": it, "address": address, "qr": mark_safe(qr(address))}
    return frame.page(request, "desk/meetings/poster.html", facts)


# --- on a topic's page ------------------------------------------------------------------------------------------


def of_topic(topic: Topic, request) -> dict:
    """At which meetings it was talked over, and what was promised; two statements."""
    items = AgendaItem.objects.filter(topic=topic).exclude(meeting__state=MeetingState.CANCELLED)
    return {
        "items": list(items.select_related("meeting").order_by("meeting__starts", "order")),
        "may_call": convenes.allows(request.post, topic),
        "promises": list(Promise.objects.filter(topic=topic).select_related("owner__person", "organisation")),
    }


PARTS.append(("desk/topic/meetings.html", of_topic))
