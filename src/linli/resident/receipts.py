"""The receipt: what became of it, and what the resident can do next. Whoever has the code may see it."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import actions, books
from linli.cases.duties import PROOFS
from linli.cases.lifecycle import UNANSWERED, WITH_ANSWER, State
from linli.cases.models import Approval, Case, Contact, Grade, Voice
from linli.cases.queries import category_by_code, granted_time, story_of, voice_of
from linli.insight.answers import public_answer
from linli.kernel.codes import read_receipt_code, spaced
from linli.kernel.errors import Refused
from linli.paper.marks import qr
from linli.paper.queries import reaches
from linli.people.rules import HEARING_COMPLAINTS
from linli.pictures.photos import MOST_AT_ONCE
from linli.resident import limits, photos
from linli.resident.excluded import excluded_of
from linli.resident.forms import More, Rating
from linli.resident.handed_back import handed_back
from linli.resident.looks import looks_of
from linli.resident.proofs import where_instead
from linli.resident.story import Reader, begun, headline
from linli.ui.files import photo_answer
from linli.ui.moments import face
from linli.ui.photos import reference


@require_safe
def find(request):
    """Enter a code by hand."""
    said = request.GET.get("code", "").strip()
    if not said:
        return render(request, "resident/find.html")
    if code := read_receipt_code(said):
        return HttpResponseRedirect(reverse("resident:receipt", args=[code]))
    return _unknown(request, said)


def _unknown(request, said: str):
    try:
        limits.count_wrong_code(request)
    except Refused as no:
        return render(request, "resident/find.html", {"said": said, "sentence": str(no)}, status=429)
    digits = sum(c.isdigit() for c in said)
    if digits != 16:
        sentence = _("A receipt code has sixteen digits; these are {count}.").format(count=digits)
    else:
        sentence = _("There is no receipt with this code. Please compare it digit by digit.")
    return render(request, "resident/find.html", {"said": said, "sentence": sentence}, status=404)


def _voice(request, code: str) -> Voice | HttpResponse:
    """The voice, or the page that says why not."""
    try:
        limits.count_look_up(request)
    except Refused as no:
        return render(request, "resident/find.html", {"said": spaced(code[:16]), "sentence": str(no)}, status=429)
    return voice_of(code) or _unknown(request, code[:40])


# --- the page ---------------------------------------------------------------------------------------------------


@require_safe
def receipt(request, code: str):
    voice = _voice(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    if code != voice.receipt:
        return HttpResponseRedirect(reverse("resident:receipt", args=[voice.receipt]))
    return _page(request, voice)


def _page(
    request,
    voice: Voice,
    *,
    rating: Rating | None = None,
    more: More | None = None,
    objection: str = "",
    doubt: str = "",
    doubted: UUID | None = None,
    kept=(),
    refusals=(),
    status: int = 200,
):
    case = voice.case
    contact = Contact.objects.filter(voice=voice).only("until").first()
    facts = _now(voice) | {
        "excluded": excluded_of(voice),
        "objection": objection,
        "doubt": doubt,
        "doubted": doubted,
        "additions": list(voice.additions.all()),
        "photos": list(voice.photos.all()),
        "contact": contact,
        "alarm": case.category.alarm_words if case.state == State.REPORTED else "",
        "proof": _proof(voice),
        "reach": None
        if case.restricted
        else reaches([case.place])[case.place.path],  # no call to the one complained about
        "qr": mark_safe(qr(_public_address(request) + reverse("resident:receipt", args=[voice.receipt]))),
        "may_rate": may_rate(voice),
        "may_add": case.open,
        "may_withdraw": may_withdraw(voice),
        "rating": rating or Rating(),
        "more": more or More(),
        "grades": list(Grade),
        "kept": [reference(p) for p in kept],
        "most_photos": MOST_AT_ONCE,
        "refusals": [str(no) for no in refusals],
        "now_url": f"{reverse('resident:now', args=[voice.receipt])}?seal={_seal(voice)}",
    }
    response = render(request, "resident/receipt.html", facts, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _proof(voice: Voice) -> str:
    """Where a proof is to be had that a community must not issue."""
    if voice.case.category.code != PROOFS or not voice.case.open:
        return ""
    found = books.duties.rules().proof_named(voice.words)
    return where_instead(found) if found else ""


def _public_address(request) -> str:
    return settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"


def may_rate(voice: Voice) -> bool:
    case = voice.case
    if case.state not in WITH_ANSWER:
        return False
    return voice.rated_at is None or (case.answered_at is not None and voice.rated_at <= case.answered_at)


def may_withdraw(voice: Voice) -> bool:
    return voice.case.state in UNANSWERED and voice.case.voices_count == 1


# --- what changes while one looks -------------------------------------------------------------------------------


def _now(voice: Voice) -> dict:
    """The state, its clocks and the story."""
    case = voice.case
    reader = Reader(voice, case, story_of(voice))
    units = [
        a.organisation.name for a in case.assignments.at_work().select_related("organisation").order_by("-lead", "id")
    ]
    return {
        "voice": voice,
        "case": case,
        "address": case.place.address,
        "headline": begun(headline(case, voice, units, _block(case), reader.handed_back)),
        "handed_back": handed_back(reader.handed_back),
        "clocks": _clocks(case, voice, reader),
        "stop": _stop(case),
        "story": reader.story(),
        "looks": looks_of(voice, reader.entries, reader.posts),
        "answered": _answered(case),
        "earlier": _earlier(case, reader),
        "after": [p for p in case.photos.filter(voice=None) if _shows_the_result(p, case)],
    }


def _block(case: Case) -> str:
    """Whom a new case has been told to."""
    if case.restricted:
        about_a_leader = case.about_post_id and case.about_post.role in HEARING_COMPLAINTS
        return _("The county's supervisor") if about_a_leader else _("The street's discipline inspector")
    if case.grid:
        return _("The grid worker of {grid}").format(grid=case.grid.name)
    return _("The community")


def _clocks(case: Case, voice: Voice, reader: Reader) -> list[tuple[str, tuple]]:
    """The promises that run now: (what is promised, its clock)."""
    if case.state not in UNANSWERED:
        return []
    clocks = []
    if case.reachable and case.contacted_at is None:
        clocks.append((_("First contact"), (case.reported_at, case.contact_warn, case.contact_due)))
    clocks.append((_("To be done and answered"), (reader.running_since(), case.finish_warn, case.finish_due)))
    return clocks


def _stop(case: Case) -> Approval | None:
    """What holds the clock now: something the resident is asked for, or a reason they may read."""
    if not case.stopped_until or case.state not in UNANSWERED:
        return None
    return next((one for one in granted_time(case) if one.holds), None)


def _answered(case: Case) -> bool:
    return bool(case.answer) and case.state in WITH_ANSWER


def _earlier(case: Case, reader: Reader) -> bool:
    """Whether the answer is an earlier matter's that everyone may see; it has a page of its own."""
    last = next((e.event for e in reversed(reader.entries) if e.event in ("Answered", "SameMatter")), "")
    return (
        last == "SameMatter"
        and _answered(case)
        and case.same_as is not None
        and public_answer(case.same_as) is not None
    )


@require_safe
def earlier(request, code: str):
    """The earlier matter whose result this voice was answered with: what of it may stand in public, nothing more."""
    voice = _voice(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    found = public_answer(voice.case.same_as) if _answered(voice.case) and voice.case.same_as else None
    if found is None:
        raise Http404
    facts = {"voice": voice, "it": found, "category": category_by_code(found.category)}
    response = render(request, "resident/earlier.html", facts)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _shows_the_result(photo, case: Case) -> bool:
    """Staff's photos after the work are part of the answer."""
    return photo.voice_id is None and photo.stage == "after" and _answered(case)


def now(request, code: str):
    """The changing part alone, for the page that is open. Its seal shows that the page was shown before, so no gate is
    needed.
    """
    voice = voice_of(code)
    if voice is None or not constant_time_compare(request.GET.get("seal", ""), _seal(voice)):
        raise Http404
    case = voice.case
    words = [
        face(case.reported_at, *pair).words
        for pair in ((case.contact_warn, case.contact_due), (case.finish_warn, case.finish_due))
    ]
    known = f"{case.version}|{case.state}|{voice.rated_at}|{words}|{get_language()}"
    tag = f'"{hashlib.sha256(known.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, "resident/now.html", _now(voice))
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _seal(voice: Voice) -> str:
    return salted_hmac("resident.now", voice.receipt, algorithm="sha256").hexdigest()[:20]


# --- what the resident does -------------------------------------------------------------------------------------


def add(request, code: str):
    """More words or photos."""
    voice = _posted(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    form = More(request.POST)
    pictures, refusals = photos.gathered(request)
    if form.is_valid() and not refusals:
        try:
            actions.add_to_voice(voice, words=form.cleaned_data["text"], photos=pictures)
            return _back(voice, "story")
        except Refused as no:
            refusals = [no]
    return _page(request, _again(voice), more=form, kept=pictures, refusals=refusals, status=422)


def rate(request, code: str):
    """Solved or not, a grade, a few words."""
    voice = _posted(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    form = Rating(request.POST)
    refusals = []
    if form.is_valid():
        try:
            actions.rate(voice, **form.cleaned_data)
            return _back(voice, "now")
        except Refused as no:
            refusals = [no]
    return _page(request, _again(voice), rating=form, refusals=refusals, status=422)


def object_to(request, code: str):
    """Against being left out of the rates: once, and somebody else decides."""
    voice = _posted(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    form = More(request.POST)
    refusals = []
    if form.is_valid():
        try:
            actions.ask_readmission(voice.case, words=form.cleaned_data["text"], by=voice)
            return _back(voice, "excluded")
        except Refused as no:
            refusals = [no]
    return _page(request, _again(voice), objection=request.POST.get("text", ""), refusals=refusals, status=422)


def object_to_look(request, code: str, key: UUID):
    """The resident doubts one look at name and phone; the inspector answers on this page."""
    voice = _posted(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    form = More(request.POST)
    refusals = []
    if form.is_valid():
        try:
            actions.object_to_look(voice, key, words=form.cleaned_data["text"])
            return _back(voice, "looks")
        except Refused as no:
            refusals = [no]
    return _page(request, _again(voice), doubt=request.POST.get("text", ""), doubted=key, refusals=refusals, status=422)


def withdraw(request, code: str):
    """Ask first, then take it back."""
    if request.method in ("GET", "HEAD"):
        voice = _voice(request, code)
        if isinstance(voice, HttpResponse):
            return voice
        return render(request, "resident/withdraw.html", {"voice": voice, "possible": may_withdraw(voice)})
    voice = _posted(request, code)
    if isinstance(voice, HttpResponse):
        return voice
    try:
        actions.withdraw(voice)
    except Refused as no:
        return _page(request, _again(voice), refusals=[no], status=422)
    return _back(voice, "now")


def _posted(request, code: str) -> Voice | HttpResponse:
    return _voice(request, code) if request.method == "POST" else HttpResponseNotAllowed(["POST"])


def _again(voice: Voice) -> Voice:
    """As it is now, after a refusal: somebody else may have moved it."""
    return voice_of(voice.receipt) or voice


def _back(voice: Voice, to: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('resident:receipt', args=[voice.receipt])}#{to}", status=303)


@require_safe
def photo(request, code: str, key):
    """A photo of this voice, or one that staff took after the work."""
    voice = voice_of(code)
    shown = voice.case.photos.filter(pk=key).first() if voice else None
    if not (voice and shown) or not (shown.voice_id == voice.pk or _shows_the_result(shown, voice.case)):
        raise Http404
    return photo_answer(request, shown, small="small" in request.GET)
