"""Standard texts: community heads and the street write them for their places; a changed one ends and follows itself.

Whoever works there reads what the steps offer.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Phrase
from linli.cases.phrases import FIELDS, LONGEST, STEPS, fill
from linli.cases.rules import writes_phrases
from linli.desk import frame, more
from linli.desk.fields import Words
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind, Place, lineage_of
from linli.ui.forms import refusals_in

STEPS_SAID = {
    "answer": _("answer the resident"),
    "dispatch": _("dispatch to a unit"),
    "note": _("note"),
    "call_back": _("call back: what to say"),
}
EXAMPLE = {
    "place": "锦和苑3栋",
    "number": "260101-EXAMPLE",
    "category": "垃圾清运",
    "due": "1月9日 18:00",
    "unit": "区城管局",
    "today": "1月5日",
    "post": "社区受理员01",
}


def writes(post: Post) -> bool:
    return post.place is not None and writes_phrases.allows(post, None)


def reads(post: Post) -> bool:
    """Whoever is offered them in a step of a case."""
    works = people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT
    return post.role in works and _home(post) is not None


more.ENTRIES.append(
    more.Entry(
        "phrases",
        "own",
        _("Standard texts"),
        _("Texts with fields for answers, dispatches, notes and calls, for everybody who works here."),
        reads,
    )
)


class PhraseForm(forms.Form):
    step = forms.ChoiceField(label=_("For which step"), choices=[(name, STEPS_SAID[name]) for name in STEPS])
    place = forms.ChoiceField(label=_("For whom"))
    name = forms.CharField(label=_("Name of the text"), max_length=40)
    words = Words(_("Text"), rows=5)

    def __init__(self, *args, places: dict[str, Place], **more_):
        super().__init__(*args, **more_)
        self.fields["words"].widget.attrs["maxlength"] = LONGEST
        self.places = places
        self.fields["place"].choices = [(code, place.name) for code, place in places.items()]
        if len(places) < 2:
            del self.fields["place"]

    @property
    def place_said(self) -> Place:
        return self.places.get(self.cleaned_data.get("place", "")) or next(iter(self.places.values()))


def phrases(request, key=None):
    """The texts in force here, and for those who write them a form for a new one or a change."""
    post = request.post
    if not writes(post):
        if key or request.method == "POST" or not reads(post):
            writes_phrases.require(post, None)
            raise Refused(_("This post has no place to write texts for."))
        return frame.page(request, "desk/daily/phrases_read.html", {"offered": _by_step(_offered(post))})
    places = _places(post)
    changed = get_object_or_404(_mine(post), pk=key) if key else None
    start = (
        {"step": changed.step, "name": changed.name, "words": changed.words, "place": changed.place.code}
        if changed
        else {}
    )
    form = PhraseForm(request.POST or None, places=places, initial=start)
    preview = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "preview" in request.POST:
            preview = fill(given["words"], EXAMPLE)
        else:
            with refusals_in(form):
                actions.write_phrase(
                    place=form.place_said,
                    step=given["step"],
                    name=given["name"],
                    words=given["words"],
                    by=post,
                    instead_of=changed,
                )
                messages.success(request, _("The text can be used from now on."))
                return redirect("desk:phrases")
    facts = {
        "mine": _by_step(_mine(post)[:400]),
        "above": _by_step(_above(post.place).exclude(place=post.place)[:200]),
        "form": form,
        "changed": changed,
        "ended": list(
            Phrase.objects.filter(place=post.place)
            .exclude(ended_at=None)
            .select_related("by__person")
            .order_by("-ended_at")[:20]
        ),
        "fields": FIELDS.items(),
        "preview": preview,
    }
    return frame.page(request, "desk/daily/phrases.html", facts, status=422 if form.errors else 200)


@require_POST
def end(request, key):
    try:
        actions.end_phrase(get_object_or_404(_mine(request.post), pk=key), by=request.post)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Ended. It is not offered any more."))
    return redirect("desk:phrases")


def _places(post: Post) -> dict[str, Place]:
    below = (
        Place.objects.within(post.place).filter(kind__in=[Kind.COMMUNITY, Kind.GRID]).exclude(pk=post.place_id)
        if post.place.kind != Kind.GRID
        else ()
    )
    found = [post.place, *(below.defer("shape", "duties").order_by("path")[:300] if below != () else ())]
    return {place.code: place for place in found}


def _home(post: Post) -> Place | None:
    """The post's own place, or that of the unit it stands for."""
    return post.place or (post.organisation.place if post.organisation else None)


def _above(home: Place):
    above = Phrase.objects.filter(ended_at=None, place__path__in=lineage_of(home.path))
    return above.select_related("place", "by__person").defer("place__shape", "place__duties")


def _offered(post: Post) -> list[Phrase]:
    """What the steps of cases at this post's place offer: texts from above, its own, and those of places below."""
    home = _home(post)
    found = {one.pk: one for one in [*_above(home)[:200], *_within(home)[:400]]}
    return sorted(found.values(), key=lambda one: (one.place.path, one.name))


def _mine(post: Post):
    return Phrase.objects.none() if post.place is None else _within(post.place)


def _within(home: Place):
    mine = Phrase.objects.filter(ended_at=None, place__path__gte=home.path, place__path__lt=home.path_end)
    return mine.select_related("place", "by__person").defer("place__shape", "place__duties")


def _by_step(found) -> list[tuple[object, list[Phrase]]]:
    found = list(found)
    return [(STEPS_SAID[step], some) for step in STEPS if (some := [one for one in found if one.step == step])]
