"""Figures on their way to the public: frozen, shown to the units, annotated, published."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.desk import frame
from linli.insight import actions
from linli.insight.models import Publication
from linli.insight.periods import add_months
from linli.insight.published import told
from linli.insight.rules import may_annotate, may_publish_figures
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post, lineage


def publications(request):
    """What was published, and what waits for the units' words."""
    post: Post = request.post
    rows = list(_seen_by(post).select_related("place").order_by("-month")[:60])
    place = post.place
    may = place is not None and may_publish_figures.allows(post, place)
    last = add_months(clock.today().replace(day=1), -1)
    months = (
        [
            m
            for m in (add_months(last, -n) for n in range(12))
            if m not in {r.month for r in rows if r.place_id == place.pk}
        ]
        if may
        else []
    )
    return frame.page(request, "desk/rates/publications.html", {"rows": rows, "months": months})


def publication(request, key):
    shown = get_object_or_404(_seen_by(request.post).select_related("place", "shown_by__person"), pk=key)
    return _page(request, shown, Words(initial={"words": _own_words(request.post, shown)}))


@require_POST
def show(request):
    """Freeze a month and show it to the units."""
    form = Month(request.POST)
    if not form.is_valid() or request.post.place is None:
        messages.error(request, _("Choose a month."))
        return redirect("desk:publications")
    try:
        made = actions.show_to_units(request.post.place, form.cleaned_data["month"], by=request.post)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("desk:publications")
    messages.success(request, _("Frozen. The units have been told and may say something about their figures."))
    return redirect("desk:publication", made.pk)


@require_POST
def annotate(request, key):
    shown = get_object_or_404(_seen_by(request.post).select_related("place", "shown_by__person"), pk=key)
    form = Words(request.POST)
    if form.is_valid():
        try:
            actions.annotate(shown, words=form.cleaned_data["words"], by=request.post)
        except Refused as no:
            form.add_error("words", str(no))
        else:
            messages.success(request, _("Noted. It is published with the figures."))
            return redirect("desk:publication", shown.pk)
    return _page(request, shown, form, status=422)


@require_POST
def publish(request, key):
    shown = get_object_or_404(_seen_by(request.post), pk=key)
    try:
        actions.publish(shown, by=request.post)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Published. Everyone can read it now."))
    return redirect("desk:publication", shown.pk)


class Month(forms.Form):
    month = forms.DateField(input_formats=["%Y-%m", "%Y-%m-%d"])


class Words(forms.Form):
    words = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


def _seen_by(post: Post):
    """Published ones everybody at a desk may read; others the street's own people, and the units that are in them."""
    mine = Q(state=Publication.State.PUBLISHED)
    if post.role in people.FOR_A_UNIT and post.organisation_id:
        mine |= Q(body__units__has_key=str(post.organisation_id))
    elif post.place and post.role in people.SERVING | people.HEARING_COMPLAINTS | people.ADMINISTERING:
        mine |= Q(place__path__in=lineage(post.place.path)) | Q(
            place__path__gte=post.place.path, place__path__lt=post.place.path_end
        )
    return Publication.objects.filter(mine)


def _own_words(post: Post, shown: Publication) -> str:
    return next((n.words for n in shown.annotations.all() if n.organisation_id == post.organisation_id), "")


def _page(request, shown: Publication, form: Words, *, status: int = 200):
    facts = told(shown) | {
        "it": shown,
        "form": form,
        "may_annotate": shown.state == "shown" and may_annotate.allows(request.post, shown),
        "may_publish": shown.state == "shown" and may_publish_figures.allows(request.post, shown.place),
        "now": clock.now(),
    }
    facts["waits"] = facts["may_publish"] and actions.still_heard(shown)
    if request.post.role in people.FOR_A_UNIT and shown.state == "shown":  # before publication a unit sees its own
        facts["units"] = [row for row in facts["units"] if row["key"] == str(request.post.organisation_id)]
    return frame.page(request, "desk/rates/publication.html", facts, status=status)
