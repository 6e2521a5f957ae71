"""At the table: minutes that keep themselves, promises made on the spot, who came; afterwards the sheet."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases.actions.exports import WHAT, Sort, mark_of
from linli.cases.models import Export
from linli.councils.actions import minutes as actions
from linli.councils.actions.promises import promise
from linli.councils.lifecycle import MEETING_MOVES, MeetingState
from linli.councils.models import AgendaItem, Attendance, Meeting
from linli.councils.queries.meetings import items_of, kind_of, parties_of, seats
from linli.councils.rules import takes_voices
from linli.desk import frame
from linli.desk.meetings.forms import Minutes, OnPaper, Promised
from linli.desk.meetings.pages import meeting_of
from linli.desk.meetings.sheets import facts_of
from linli.desk.privacy.taken_out import WRITERS, Written, printed
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.paper.minutes import as_pdf, as_word
from linli.people import rules as people_rules
from linli.people.roles import Role
from linli.rulebook.names import named
from linli.ui.forms import refusals_in

REST = "rest"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def minutes(request, key, *, typed: dict | None = None, promised: tuple | None = None, status: int = 200):
    """Each item with a box of its own; what was typed and could not be kept is in `typed`."""
    it = meeting_of(request, key)
    if it.state not in (MeetingState.SITTING, MeetingState.HELD):
        return redirect("desk:meeting", it.pk)
    may = {move.step for move in MEETING_MOVES.open_to(request.post, it)}
    if "write_minutes" not in may:
        return redirect("desk:meeting", it.pk)
    posts = _posts(it)
    rows = [
        (
            item,
            promised[1] if promised and promised[0] == item.pk else Promised(posts=posts, prefix=str(item.pk)),
            (typed or {}).get(str(item.pk)),
        )
        for item in items_of(it)
    ]
    facts = {
        "meeting": it,
        "kind": kind_of(it),
        "may": may,
        "rows": rows,
        "outcomes": AgendaItem.Outcome.choices[1:],
        "rest": (typed or {}).get(REST),
        "mark": actions.mark_of(it.minutes),
        "unfolded": promised[0] if promised else None,
        "came": it.attendances.count(),
    }
    response = frame.page(request, "desk/meetings/minutes.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _posts(it: Meeting):
    return [(named(seat.party.name), post) for seat in seats(it) for post in seat.called]


@require_POST
def write(request, key, item):
    """Keep what was typed on one item: by the save button, or by itself (then the answer is JSON)."""
    it = meeting_of(request, key)
    found = get_object_or_404(it.items.select_related("meeting"), pk=item)
    form = Minutes(request.POST)
    if not form.is_valid():
        sentence = str(next(iter(form.errors.values()))[0])
        return _not_kept(request, key, str(found.pk), sentence, 422)
    given = form.cleaned_data
    try:
        kept = actions.write_item(
            found, minutes=given["minutes"], outcome=given["outcome"] or None, seen=given["seen"], by=request.post
        )
    except Refused as no:
        found.refresh_from_db()
        status = 409 if isinstance(no, Overtaken) else 422
        return _not_kept(request, key, str(found.pk), str(no), status, theirs=found.minutes, mark=found.version)
    return _kept(request, it, str(kept.pk), kept.version)


@require_POST
def write_rest(request, key):
    """The same for what belongs to no item."""
    it = meeting_of(request, key)
    try:
        it = actions.write_rest(
            it, minutes=request.POST.get("minutes", ""), was=request.POST.get("seen", ""), by=request.post
        )
    except Refused as no:
        it.refresh_from_db()
        status = 409 if isinstance(no, Overtaken) else 422
        return _not_kept(request, key, REST, str(no), status, theirs=it.minutes, mark=actions.mark_of(it.minutes))
    return _kept(request, it, REST, actions.mark_of(it.minutes))


def _by_itself(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _kept(request, it: Meeting, box: str, mark):
    if _by_itself(request):
        return JsonResponse({"seen": mark, "words": __("Kept at %(time)s") % {"time": f"{clock.now():%H:%M:%S}"}})
    messages.success(request, __("Kept at %(time)s") % {"time": f"{clock.now():%H:%M:%S}"})
    return redirect(f"{reverse('desk:meeting_minutes', args=[it.pk])}#item-{box}")


def _not_kept(request, key, box: str, sentence: str, status: int, *, theirs: str = "", mark=None):
    if _by_itself(request):
        return JsonResponse({"sentence": sentence, "theirs": theirs, "seen": mark}, status=status)
    typed = {"minutes": request.POST.get("minutes", ""), "sentence": sentence, "theirs": theirs, "seen": mark}
    return minutes(request, key, typed={box: typed}, status=status)


@require_POST
def make_promise(request, key, item):
    """Made right there, and written down before anybody forgets."""
    it = meeting_of(request, key)
    found = get_object_or_404(it.items.select_related("meeting__place", "topic"), pk=item)
    form = Promised(request.POST, posts=_posts(it), prefix=str(found.pk))
    if form.is_valid():
        with refusals_in(form):
            made = promise(place=it.place, item=found, by=request.post, **form.said())
            messages.success(request, __("Written down: %(words)s") % {"words": made.words})
            return redirect(f"{reverse('desk:meeting_minutes', args=[it.pk])}#item-{found.pk}")
    return minutes(request, key, promised=(found.pk, form), status=422)


# --- who came ---------------------------------------------------------------------------------------------------


def people(request, key):
    """The list of those who came: those called are ticked, others are entered from the paper list."""
    it = meeting_of(request, key)
    if "attend" not in {move.step for move in MEETING_MOVES.open_to(request.post, it)}:
        return redirect("desk:meeting", it.pk)
    at_the_table = seats(it)
    said = request.POST if request.method == "POST" else None
    form = OnPaper(said if said and "post" not in said else None, seats=at_the_table)
    if said and "post" in said:
        return _tick(request, it, at_the_table, said["post"])
    if said and form.is_valid():
        with refusals_in(form):
            actions.note_attendance(it, by=request.post, **form.cleaned_data)
            return redirect("desk:meeting_people", it.pk)
    parties = {party.key: named(party.name) for party in parties_of(it)}
    came = [(one, parties.get(one.party, "")) for one in it.attendances.select_related("post__person")]
    facts = {
        "meeting": it,
        "seats": at_the_table,
        "came": came,
        "here": {one.post_id for one, _p in came},
        "form": form,
    }
    response = frame.page(request, "desk/meetings/people.html", facts, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _tick(request, it: Meeting, at_the_table, key: str):
    for seat in at_the_table:
        for post in seat.called:
            if str(post.pk) == key:
                try:
                    actions.note_attendance(it, party=seat.party.key, post=post, by=request.post)
                except Refused as no:
                    messages.error(request, str(no))
                return redirect("desk:meeting_people", it.pk)
    raise Http404


@require_POST
def strike(request, key, attendance):
    it = meeting_of(request, key)
    found = get_object_or_404(Attendance.objects.select_related("meeting").filter(meeting=it), pk=attendance)
    try:
        actions.strike_attendance(found, by=request.post)
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:meeting_people", it.pk)


# --- the sheet --------------------------------------------------------------------------------------------------


WHAT["minutes"] = Sort(
    _("Minutes of a meeting"),
    people_rules.holds(people_rules.SERVING | {Role.OWNERS_REPRESENTATIVE}, _("those who take voices for this place")),
)


@require_POST
def sheet(request, key, form: str):
    """The minutes to be signed by the parties, as Word or as PDF. Names of those who came stand on it: the log notes
    it.
    """
    it = meeting_of(request, key)
    if it.state not in (MeetingState.HELD, MeetingState.PUBLISHED) or form not in ("docx", "pdf"):
        raise Http404
    takes_voices.require(request.post, it)
    return printed(
        "minutes", written, query=f"{it.pk}.{form}", purpose=__("Sheet to sign"), path=it.path, by=request.post
    )


def written(export: Export) -> Written:
    key, form = export.query.split(".")
    it = Meeting.objects.visible_to(export.by).select_related("place__parent__parent", "venue").get(pk=key)
    facts = facts_of(it, mark=mark_of(export))
    made, kind = (as_word(facts), WORD) if form == "docx" else (as_pdf(facts), "application/pdf")
    return Written(made, f"{it.number}.{form}", kind)


WRITERS["minutes"] = written
