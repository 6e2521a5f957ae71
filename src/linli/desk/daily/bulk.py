"""One step for many cases: look first, then do; and take it back within ten minutes."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases.actions import bulk as actions
from linli.cases.actions.bulk import MOST, STEPS, Given, hindrance
from linli.cases.lifecycle import MOVES
from linli.cases.models import BulkDeed, Case, Tag
from linli.desk import frame, more
from linli.desk.cases.kept import asked_by
from linli.desk.cases.known import CALLED_KINDS
from linli.desk.cases.names import HEAVY, PARENTS
from linli.desk.fields import Words
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Organisation, Post, lineage
from linli.people.queries import in_charge_of
from linli.places.models import lineage_of
from linli.ui.forms import refuse

SAID = {name: MOVES.moves[name].words for name in STEPS if name in MOVES.moves} | {"tag": _("add a tag")}
DONE = {
    "take_up": _("taken up"),
    "hand_on": _("handed on"),
    "dispatch": _("dispatched"),
    "urge": _("reminded of"),
    "tag": _("tagged"),
    "close": _("closed"),
}
MOST_CHOICES = 300


def works_lists(post: Post) -> bool:
    return post.place is not None and post.role in people.SERVING | people.HEARING_COMPLAINTS


more.ENTRIES.append(
    more.Entry(
        "bulk",
        "own",
        _("Done to many"),
        _("What you did to several cases at once; for ten minutes it can be taken back."),
        works_lists,
    )
)


class What(forms.Form):
    """Which step, and what goes with it."""

    step = forms.ChoiceField(label=_("What is to be done"), choices=[(name, SAID[name]) for name in STEPS])
    to = forms.ChoiceField(label=_("To whom"), required=False)
    unit = forms.ChoiceField(label=_("To which unit"), required=False)
    tag = forms.CharField(
        label=_("Tag"),
        required=False,
        max_length=40,
        help_text=_("A word for the matter, never for people: 飞线充电, not 张某某."),
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
    )
    words = Words(_("What they should know"), required=False, rows=2)

    NEEDS = {"hand_on": ["to", "words"], "dispatch": ["unit", "words"], "urge": ["words"], "tag": ["tag"]}

    def __init__(self, data, *, post: Post):
        super().__init__(data, auto_id="bulk-%s")
        self.step_said = data.get("step", "") if data.get("step", "") in STEPS else "take_up"
        for name in {"to", "unit", "tag", "words"} - set(self.NEEDS.get(self.step_said, ())):
            del self.fields[name]
        self.fields["step"].widget = forms.HiddenInput()
        self.posts = _colleagues(post) if "to" in self.fields else {}
        self.units = _units(post) if "unit" in self.fields else {}
        if "to" in self.fields:
            self.fields["to"].choices = [
                ("", _("please choose")),
                *((k, f"{p.person} · {p.named_role} · {p.place}") for k, p in self.posts.items()),
            ]
        if "unit" in self.fields:
            self.fields["unit"].choices = [
                ("", _("please choose")),
                *((k, unit.name) for k, unit in self.units.items()),
            ]

    @property
    def given(self) -> Given:
        said = getattr(self, "cleaned_data", {})
        return Given(
            self.posts.get(said.get("to")), self.units.get(said.get("unit")), said.get("tag", ""), said.get("words", "")
        )

    @property
    def needs(self) -> list[forms.BoundField]:
        """What goes with the step; asked for only once it is shown, so that the first look is no mistake yet."""
        for name in self.fields.keys() & {"to", "unit", "tag"}:
            self.fields[name].required = True
        return [self[name] for name in self.NEEDS.get(self.step_said, ())]


def _colleagues(post: Post) -> dict[str, Post]:
    """Who serves here: above this post's place and below it."""
    below = Post.objects.current().of_role(*people.SERVING).filter(place__path__startswith=post.place.path).with_names()
    found = {str(one.pk): one for one in in_charge_of(post.place.path, roles=people.SERVING)}
    found |= {str(one.pk): one for one in below.order_by("place__path", "role")[:MOST_CHOICES]}
    found.pop(str(post.pk), None)
    return found


def _units(post: Post) -> dict[str, Organisation]:
    found = Organisation.objects.filter(closed_on=None, kind__in=CALLED_KINDS).select_related("place")
    near = [
        one
        for one in found.order_by("kind", "name")
        if one.place is None or one.place.path in lineage(post.place.path) or post.place.contains(one.place.path)
    ]
    return {str(one.pk): one for one in near[:MOST_CHOICES]}


@dataclass(frozen=True)
class Row:
    case: Case
    why_not: str

    @property
    def token(self) -> str:
        return f"{self.case.pk}:{self.case.version}"


def bulk(request):
    """GET: what I did to many. POST: what would happen to the ticked cases; with `go`, do it."""
    if not works_lists(request.post):
        raise Refused(_("This is for those who serve places."))
    if request.method != "POST":
        deeds = BulkDeed.objects.filter(post=request.post)[:20]
        return frame.page(request, "desk/daily/deeds.html", {"deeds": [(one, SAID.get(one.step, "")) for one in deeds]})
    cases, query = _chosen(request), request.POST.get("query", "")[:500]
    form = What(request.POST, post=request.post)
    valid, refusal, complete = form.is_valid(), "", False
    if valid:
        try:
            actions.checked(form.step_said, form.given)
            complete = True
        except Refused as error:
            if "looked" in request.POST:  # asked for the first time, nothing is missing yet
                refuse(form, error)
    if "go" in request.POST and complete:
        try:
            deed = actions.begin(form.step_said, _tokens(request), form.given, by=request.post)
            actions.carry_on(deed, by=request.post)
            return redirect("desk:bulk_deed", deed.pk)
        except Refused as error:
            refusal = str(error)
    rows = [
        Row(case, hindrance(form.step_said, case, form.given, by=request.post) if complete else "") for case in cases
    ]
    ready = [row for row in rows if not row.why_not]
    facts = {
        "form": form,
        "said": SAID[form.step_said],
        "complete": complete,
        "ready": ready if complete else [],
        "barred": [row for row in rows if row.why_not],
        "rows": rows,
        "query": query,
        "refusal": refusal,
        "final": STEPS[form.step_said].undo is None,
        "tags": _tags(request.post) if form.step_said == "tag" else [],
        "most": MOST,
    }
    return frame.page(request, "desk/daily/bulk.html", facts, status=422 if refusal or form.errors else 200)


def _tags(post: Post) -> list[str]:
    return list(Tag.objects.filter(place__path__in=lineage_of(post.place.path)).values_list("name", flat=True)[:300])


def _chosen(request) -> list[Case]:
    """The ticked cases, or all of the list, as far as they may be seen."""
    seen = Case.objects.visible_to(request.post)
    if request.POST.get("all") and (now := asked_by(request.post, request.POST.get("query", ""))):
        seen = seen.filter(pk__in=list(now.cases.values_list("pk", flat=True)[:MOST]))
    else:
        seen = seen.filter(pk__in=_keys(said.partition(":")[0] for said in request.POST.getlist("case")[: 2 * MOST]))
    found = seen.select_related("category", "keeper__person", "keeper__place", "about_post", PARENTS).defer(*HEAVY)
    return list(found.order_by("finish_due", "id")[:MOST])


def _keys(said) -> list[UUID]:
    found = []
    for one in said:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _tokens(request) -> list[tuple[UUID, int]]:
    """The cases of the preview, each in the version that was shown; only those that may be seen."""
    said = [one.partition(":") for one in request.POST.getlist("case")[: 2 * MOST]]
    versions = {
        key: version for one, _sep, number in said if (version := _number(number)) is not None for key in _keys([one])
    }
    visible = Case.objects.visible_to(request.post).filter(pk__in=versions).values_list("pk", flat=True)
    allowed = set(visible)
    return [(key, version) for key, version in versions.items() if key in allowed]


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _mine(request, key) -> BulkDeed:
    return get_object_or_404(BulkDeed, pk=key, post=request.post)


def deed(request, key):
    """How far it has come, what did not work and why, and the way back."""
    one = _mine(request, key)
    said = one.said
    undoing = one.undone_at is not None
    left = len(said.get("back" if undoing else "left", ()))
    whole = said.get("back_all" if undoing else "all", 0)
    facts = {
        "deed": one,
        "said": SAID.get(one.step, ""),
        "done_word": DONE.get(one.step, ""),
        "left": left,
        "whole": whole,
        "so_far": whole - left,
        "undoing": undoing,
        "failed": said.get("kept" if undoing else "failed", []),
        "undone": said.get("undone", 0),
        "may_undo": not left and actions.may_undo(one),
        "until": one.at + actions.UNDO_WITHIN,
    }
    return frame.page(request, "desk/daily/deed.html", facts)


@require_POST
def go_on(request, key):
    one = _mine(request, key)
    (actions.carry_back if one.undone_at else actions.carry_on)(one, by=request.post)
    return redirect("desk:bulk_deed", one.pk)


@require_POST
def undo(request, key):
    one = _mine(request, key)
    try:
        actions.carry_back(actions.begin_undo(one, by=request.post), by=request.post)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:bulk_deed", one.pk)
