"""Reporting: by a plate on the wall, or by the web page with a place chosen by hand."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from linli.cases import actions, books
from linli.cases.duties import PROOFS, names_of
from linli.cases.models import Case, Voice
from linli.cases.queries import (
    ABOUT_PERSONS,
    alike,
    around,
    categories,
    category_by_code,
    category_meant,
    grouped_categories,
    is_known,
    lies_near,
)
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.pictures.photos import MOST_AT_ONCE
from linli.places.models import Kind, Place
from linli.resident import limits, photos
from linli.resident.forms import Report
from linli.resident.places import place_by, plate_by, step
from linli.resident.proofs import where_instead
from linli.resident.story import title_of
from linli.ui.photos import picture_of, reference

NEARBY = 3
SHORTEST = 4  # characters typed before it is worth looking for the same


@dataclass(frozen=True)
class Opening:
    """Where a report page stands: its address, the plate it belongs to, and the place it is about."""

    path: str
    plate: str
    place: Place
    moved: bool = False  # the resident chose another place than the plate's
    joined: Case | None = None
    too_late: bool = False  # what the resident wanted to join has been answered meanwhile

    @property
    def url(self) -> str:
        chosen = {"place": self.place.code} if self.moved else {}
        if self.joined:
            chosen["join"] = self.joined.number
        return f"{self.path}?{urlencode(chosen)}" if chosen else self.path

    @property
    def elsewhere(self) -> str:
        """Where another place can be chosen, beginning with the neighbours of this one."""
        start = self.place
        while start.kind not in (Kind.COMMUNITY, Kind.STREET) and start.parent:
            start = start.parent
        return f"{self.path}?{urlencode({'in': start.code})}"


@require_safe
def front(request):
    return render(request, "resident/front.html")


def by_plate(request, code: str):
    """What a plate on a wall opens."""
    plate = plate_by(code)
    if plate is None:
        return render(request, "resident/no_plate.html", {"words": request.POST.get("text", "")}, status=404)
    if plate.retired_at and request.method != "POST":  # a page that was open before still gets its report in
        return render(
            request, "resident/old_plate.html", {"place": plate.place, "address": plate.place.address}, status=410
        )
    return _report(request, reverse("resident:plate", args=[plate.code]), plate.code, plate.place)


def by_web(request):
    """Without a plate: choose the place first."""
    return _report(request, reverse("resident:report"), "", None)


def _report(request, path: str, plate: str, home: Place | None):
    wanted = request.GET.get("place")
    place = place_by(wanted) if wanted else home
    if place is None or ("in" in request.GET and request.method != "POST"):
        return _choose(request, path, home, unknown=bool(wanted) and place is None)
    joined = _joined(request.GET.get("join"), place)
    opening = Opening(
        path, plate, place, moved=place != home, joined=joined, too_late="join" in request.GET and not joined
    )
    if request.method == "POST" and "carry" in request.POST:  # "the same here", with the words typed so far
        return _page(request, opening, Report(request.POST))
    if request.method == "POST":
        return _send(request, opening)
    return _page(request, opening, Report(initial={"submission_key": _fresh_key()}))


def _choose(request, path: str, home: Place | None, *, unknown: bool):
    facts = {
        "path": path,
        "home": home,
        "home_address": home.address if home else "",
        "step": step(request.GET.get("in")),
        "unknown": unknown,
    }
    return render(request, "resident/choose.html", facts, status=404 if unknown else 200)


def _fresh_key() -> str:
    return f"web-{uuid7().hex}"


# --- the page ---------------------------------------------------------------------------------------------------


def _page(request, opening: Opening, form: Report, *, pictures=(), refusals=(), status: int = 200):
    facts = {
        "opening": opening,
        "form": form,
        "address": opening.place.address,
        "groups": grouped_categories(),
        "kept": [reference(p) for p in pictures],
        "refusals": [str(no) for no in refusals],
        "alarm": _alarm(form),
        "proof": _proof(form),
        "nearby": _nearby(opening.place) if not opening.joined else [],
        "most_photos": MOST_AT_ONCE,
        "longest": actions.LONGEST_WORDS,
    }
    response = render(request, "resident/report.html", facts, status=status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _alarm(form: Report) -> str:
    """For those without script: what to do at once, as soon as we know what it is about."""
    if not form.is_bound:
        return ""
    kind = category_by_code(form["category"].value()) or category_meant(form["text"].value() or "")
    return kind.alarm_words if kind else ""


def _proof(form: Report) -> str:
    """For those without script: where a proof is to be had that a community must not issue."""
    if not form.is_bound or form["category"].value() not in (None, "", PROOFS):
        return ""
    found = books.duties.rules().proof_named(form["text"].value() or "")
    return where_instead(found) if found else ""


def _open_nearby(place: Place):
    """What neighbours may know of: that it is in work, never a resident's words."""
    here = around(place)
    if here.kind not in (Kind.COMPOUND, Kind.GRID, Kind.ROAD, Kind.SITE, Kind.BUILDING):
        return Case.objects.none()
    return _open_cases().within(here)


def _open_cases():
    cases = Case.objects.unanswered().filter(restricted=False).exclude(category__group__in=ABOUT_PERSONS)
    return cases.select_related("category", "place__parent__parent")


def _nearby(place: Place) -> list[Case]:
    return list(_open_nearby(place).order_by("-id")[:NEARBY])


def _joined(number: str | None, place: Place) -> Case | None:
    """The case to join: one nearby, or one over the road that was shown because it is alike."""
    if not number:
        return None
    if near := _open_nearby(place).filter(number=number[:16]).first():
        return near
    other = _open_cases().filter(number=number[:16]).first()
    return other if other and lies_near(other, place) else None


@require_POST
def alike_here(request):
    """While one types: cases like it near here, on top of those nearby. The words travel in the body and
    are not kept.
    """
    place, words = place_by(request.POST.get("here")), request.POST.get("text", "").strip()
    if place is None or len(words) < SHORTEST:
        return HttpResponse("")
    try:
        limits.count_typing(request)
    except Refused:
        return HttpResponse("")  # a comfort; the list below stays
    kind = category_by_code(request.POST.get("category")) or category_meant(words)
    found = alike(place, words[: actions.LONGEST_WORDS], kind, limit=NEARBY)
    return render(
        request, "resident/parts/alike.html", {"alike": [(one.case, title_of(one.case.keeper)) for one in found]}
    )


# --- sending ----------------------------------------------------------------------------------------------------


def _send(request, opening: Opening):
    form = Report(request.POST)
    form.is_valid()
    given = form.cleaned_data
    if given.get("subject_line"):
        return _to(request, reverse("resident:thanks"))
    if before := _sent_before(given.get("submission_key")):
        return _sent_again(request, before, given.get("text", ""))
    try:
        limits.count_report(request, opening.plate)
    except Refused as no:
        kept = [p for p in map(picture_of, request.POST.getlist("kept")) if p]
        return _not_yet(request, opening, form, pictures=kept, refusals=[no], status=429)
    pictures, refusals = photos.gathered(request)
    if form.is_valid() and not refusals:
        try:
            voice = _take_in(opening, form, pictures)
        except Refused as no:
            refusals = [no]
        else:
            return _to(request, reverse("resident:receipt", args=[voice.receipt]))
    return _not_yet(request, opening, form, pictures=pictures, refusals=refusals, status=422)


def _take_in(opening: Opening, form: Report, pictures) -> Voice:
    given = form.cleaned_data
    said = {
        "words": given["text"],
        "source": "plate" if opening.plate else "web",
        "submission_key": given["submission_key"],
        "contact": form.contact,
        "confidential": given["confidential"],
        "may_publish": given["may_publish"],
        "photos": pictures,
    }
    if opening.joined:
        return actions.join_case(opening.joined, **said)
    return actions.report_case(place=opening.place, category=given["category"], **said)


def _sent_before(key: str | None) -> Voice | None:
    """Almost every key is new, so the short question comes first."""
    return Voice.objects.select_related("case").get(submission_key=key) if key and is_known(key) else None


def _sent_again(request, voice: Voice, words: str):
    """The same form a second time: the same receipt. Words that were changed in between are added, so that none are
    lost.
    """
    words = words.strip()
    if words and words != voice.words and not voice.additions.filter(words=words).exists():
        try:
            actions.add_to_voice(voice, words=words)
        except Refused:
            pass  # ended in the meantime; its receipt page says so and leads to a new report
    return _to(request, reverse("resident:receipt", args=[voice.receipt]))


def _to(request, url: str):
    if _wants_data(request):
        return JsonResponse({"to": url})
    return HttpResponseRedirect(url, status=303)


def _not_yet(request, opening: Opening, form: Report, *, pictures, refusals, status: int):
    if _wants_data(request):
        sentences = [str(no) for no in refusals] + [error for errors in form.errors.values() for error in errors]
        fields = {no.field: str(no) for no in refusals if no.field} | {
            name: errors[0] for name, errors in form.errors.items()
        }
        return JsonResponse({"sentences": sentences, "fields": fields}, status=status)
    return _page(request, opening, form, pictures=pictures, refusals=refusals, status=status)


def _wants_data(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@require_safe
def thanks(request):
    return render(request, "resident/thanks.html")


@require_safe
def vocabulary(request):
    """What words suggest which category, so that the page can say at once what it understood, also without signal."""
    language = request.GET.get("language")
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        kinds = [{"code": c.code, "name": str(c), "alarm": c.alarm_words, "words": c.words} for c in categories()]
        proofs = [{"names": names_of(one), "say": where_instead(one)} for one in books.duties.rules().proofs]
    answer = JsonResponse(
        {"kinds": kinds, "proofs": proofs, "proofs_kind": PROOFS},
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
