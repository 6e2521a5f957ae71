"""What keeps coming back, made a topic; what was carried, made a case, a promise or an account."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.cases.queries import category_by_code, grouped_categories
from linli.cases.rules import may_see
from linli.councils.assemblies import CARRIED
from linli.councils.lifecycle import MOTION_MOVES
from linli.councils.models import Account, Motion, Promise
from linli.councils.rules import area_of, convenes
from linli.desk import frame, more
from linli.desk.fields import Words
from linli.desk.money.forms import Amount, keepers_within
from linli.flows import deeds, recurring
from linli.kernel.ids import uuid7
from linli.people.models import Organisation, Post
from linli.places.models import Place
from linli.ui.forms import refusals_in


def may_raise(post: Post) -> bool:
    return area_of(post) is not None and post.place is not None


more.ENTRIES.append(
    more.Entry(
        "recurring",
        "councils",
        _("What keeps coming back"),
        _("Cases of one kind from one compound, again and again: talk it over instead."),
        may_raise,
    )
)


class Raising(forms.Form):
    title = forms.CharField(label=_("What is to be talked over"), max_length=80)
    words = Words(_("What it is about, for everybody to read"), required=False)


def coming_back(request):
    """The list, each row with the topic it has become already."""
    if not may_raise(request.post):
        raise Http404
    rows = recurring.recurring(request.post.place)
    running = recurring.topics_of(rows, request.post.place)
    facts = {"rows": [(row, running.get(row.key)) for row in rows], "rules": recurring.books.hearing.rules()}
    return frame.page(request, "desk/deeds/recurring.html", facts)


def raise_one(request, place: str, category: str):
    """Make one of them a topic, in words that everybody may read."""
    if not may_raise(request.post):
        raise Http404
    where = get_object_or_404(Place.objects.within(request.post.place).defer("shape"), code=place)
    kind = category_by_code(category)
    if kind is None:
        raise Http404
    row = next((r for r in recurring.recurring(where) if r.place.pk == where.pk and r.category.pk == kind.pk), None)
    form = Raising(request.POST or None, initial={"title": f"{where.name}：{kind}"})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            topic = recurring.raise_from_cases(where, kind, by=request.post, **form.cleaned_data)
            messages.success(request, __("It is a topic, to be screened."))
            return redirect("desk:topic", topic.pk)
    facts = {"form": form, "row": row, "where": where, "kind": kind}
    return frame.page(request, "desk/deeds/raise.html", facts, status=422 if form.errors else 200)


class Work(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = Words(_("What is to be done"))
    category = forms.ChoiceField(label=_("Kind of matter"))

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["category"].choices = grouped_categories()
        self.fields["key"].initial = uuid7().hex


class Undertaking(forms.Form):
    words = forms.CharField(label=_("What is promised"), max_length=200)
    owner_words = forms.CharField(label=_("Who promises it"), max_length=60)
    due = forms.DateField(label=_("Until when"), widget=forms.DateInput(attrs={"type": "date"}))
    cost = Amount(_("Cost in yuan, if it has one"), required=False)


class Paying(forms.Form):
    kind = forms.ChoiceField(
        label=_("Where the money comes from"), choices=Account.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("What the money is for"), max_length=80)
    purpose = forms.CharField(
        label=_("Who gives, for what, and what happens to the rest"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    goal = Amount(_("How much is needed, in yuan"), required=False)
    keeper = forms.ChoiceField(label=_("Who keeps the money"))

    def __init__(self, *args, area: str, **more):
        super().__init__(*args, **more)
        self.keepers: dict[str, Organisation] = {one.code: one for one in keepers_within(area)}
        self.fields["keeper"].choices = [(code, one.name) for code, one in self.keepers.items()]


def carry_out(request, key):
    """A carried motion, and three ways to have it done; each is open to everybody to follow."""
    motion = get_object_or_404(
        Motion.objects.visible_to(request.post).select_related("place", "topic").defer("place__shape"), pk=key
    )
    convenes.require(request.post, motion)
    way = request.POST.get("way", "")
    data = {name: request.POST if name == way else None for name in ("case", "promise", "account")}
    forms_ = {
        "case": Work(data["case"], prefix="case", initial={"words": motion.title}),
        "promise": Undertaking(data["promise"], prefix="promise", initial={"words": motion.title}),
        "account": Paying(
            data["account"], prefix="account", area=area_of(request.post), initial={"title": motion.title[:80]}
        ),
    }
    form = forms_.get(way)
    if request.method == "POST" and form and form.is_valid():
        with refusals_in(form):
            _done(motion, way, form, by=request.post)
            messages.success(request, _on_its_way(motion))
            return redirect("desk:carry_out", motion.pk)
    facts = {
        "motion": motion,
        "forms": forms_,
        "led_to": [(thing, _page_of(thing, request.post)) for thing in deeds.led_to_of(motion)],
        "carried": (motion.outcome or {}).get("outcome") == CARRIED,
        "may": "carry_out" in {move.step for move in MOTION_MOVES.open_to(request.post, motion)},
    }
    return frame.page(request, "desk/deeds/carry_out.html", facts, status=422 if form and form.errors else 200)


def _on_its_way(motion: Motion) -> str:
    if motion.topic:
        return __("It is on its way; everyone can follow it on the topic's page.")
    return __("It is on its way.")


def _page_of(thing: Case | Promise | Account, post: Post) -> str:
    """Where the desk goes on with it; a case only for whoever may see it."""
    if isinstance(thing, Case):
        return reverse("desk:case", args=[thing.pk]) if may_see.allows(post, thing) else ""
    return reverse("desk:promise" if isinstance(thing, Promise) else "desk:account", args=[thing.pk])


def _done(motion: Motion, way: str, form, *, by: Post) -> None:
    given = dict(form.cleaned_data)
    if way == "case":
        deeds.open_case(motion, words=given["words"], category=given["category"], by=by, submission_key=given["key"])
    elif way == "promise":
        deeds.promise_it(motion, by=by, **given)
    else:
        deeds.pay_for_it(motion, by=by, **given | {"keeper": form.keepers[given["keeper"]]})
