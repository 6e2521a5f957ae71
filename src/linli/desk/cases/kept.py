"""What an address of the work list asks for, and the addresses that somebody keeps under a name."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import CharField, Value
from django.http import JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases import actions
from linli.cases.models import CaseSet, Tag
from linli.cases.models import View as KeptView
from linli.desk.cases.filters import Filters
from linli.desk.cases.lists import MOST, View, views_for
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.places.models import lineage_of


@dataclass(frozen=True)
class Asked:
    """A view with its filters: which cases stand in it, and its address in the one way it is written."""

    view: View
    filters: Filters
    post: Post

    @property
    def cases(self) -> CaseSet:
        return self.filters.apply(self.view.asked(self.post, self.filters.chosen.get("state", "")))

    @property
    def query(self) -> str:
        """Only what the list understands; whatever else stood in the address is gone."""
        return urlencode(
            {"view": self.view.name, **{k: "on" if v is True else v for k, v in self.filters.chosen.items()}}
        )


def asked(post: Post, data, *, like: Filters | None = None) -> Asked | None:
    """None for a post without cases."""
    views = views_for(post)
    view = next((v for v in views if v.name == data.get("view")), views[0] if views else None)
    return Asked(view, Filters(data, post=post, like=like), post) if view else None


def asked_by(post: Post, query: str, *, like: Filters | None = None) -> Asked | None:
    return asked(post, QueryDict(query[:2000].encode("utf-8", "ignore").decode()), like=like)


@dataclass(frozen=True)
class Kept:
    """A kept view as a tab."""

    id: UUID
    name: str
    query: str
    asked: Asked

    @property
    def counted(self) -> bool:
        """A search is counted after the list stands (`counts`): each is a search of its own."""
        return "q" not in self.asked.filters.chosen


def beside_the_list(post: Post, filters: Filters) -> tuple[list[Kept], list[str]]:
    """The views this post keeps, oldest first, and the street's tags; one statement for both."""
    text = CharField()
    views = KeptView.objects.filter(post=post).order_by().values_list("id", "name", "query")
    paths = lineage_of(post.place.path) if post.place and "tag" in filters.fields else []
    tags = Tag.objects.filter(place__path__in=paths).order_by().values_list("id", "name", Value("", output_field=text))
    rows = sorted(views.union(tags[:300], all=True).order_by()) if paths else sorted(views)
    kept = [Kept(*row, one) for row in rows if row[2] and (one := asked_by(post, row[2], like=filters))]
    return kept, sorted(name for _id, name, query in rows if not query)


@require_safe
def counts(request):
    """How many each kept search finds, for the tabs; the list does not wait for it."""
    kept = KeptView.objects.filter(post=request.post)
    found = {one.pk: asked_by(request.post, one.query) for one in kept}
    said = {
        str(key): len(one.cases.order_by().values("pk")[:MOST])
        for key, one in found.items()
        if one and "q" in one.filters.chosen
    }
    answer = JsonResponse({"counts": {key: f"{n}+" if n >= MOST else str(n) for key, n in said.items()}})
    answer["Cache-Control"] = "no-store"
    return answer


class Name(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=40)


@require_POST
def keep(request):
    """Keep the list's address under a name; what it doesn't understand of it is left out."""
    now = asked_by(request.post, request.POST.get("query", ""))
    if now is None:
        return redirect("desk:inbox")
    return _answer(
        request,
        now.query,
        lambda: actions.keep_view(request.POST.get("name", ""), now.query, by=request.post),
        _("Kept. It stands beside the other views."),
    )


@require_POST
def rename(request, key):
    view = _own(request, key)
    return _answer(
        request,
        view.query,
        lambda: actions.rename_view(view, request.POST.get("name", ""), by=request.post),
        _("Renamed."),
    )


@require_POST
def remove(request, key):
    view = _own(request, key)
    return _answer(
        request,
        view.query,
        lambda: actions.remove_view(view, by=request.post),
        _("Removed. The cases stay where they are."),
    )


def _own(request, key) -> KeptView:
    return get_object_or_404(KeptView, pk=key, post=request.post)


def _answer(request, query: str, act, done):
    """Back to the list; when it was refused, with the sentence and the name that was typed."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        query += "&" + urlencode({"called": request.POST.get("name", "")[:60]})
    else:
        messages.success(request, done)
    return redirect(f"{reverse('desk:work')}?{query}")
