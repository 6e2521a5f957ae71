"""Tags on a case, and following it: small marks that are no steps."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case, Tag
from linli.desk.cases import page
from linli.desk.cases.marked import TagForm
from linli.kernel.errors import Refused
from linli.places.models import lineage_of


@require_POST
def tag(request, key):
    """Put a tag on; refused, the page comes back with the sentence and what was typed."""
    case, form = page.find(request, key), TagForm(request.POST)
    if form.is_valid():
        try:
            actions.tag(case, form.cleaned_data["tag"], by=request.post)
        except Refused as refusal:
            form.add_error("tag" if refusal.field == "tag" else None, str(refusal))
        else:
            return redirect("desk:case", case.pk)
    return page.show(request, page.find(request, key), tag_form=form, status=422)


@require_POST
def untag(request, key):
    case = page.find(request, key)
    try:
        actions.untag(case, request.POST.get("tag", ""), by=request.post)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:case", case.pk)


def tags(request, key):
    """The street's words so far, for the box's own list."""
    path = get_object_or_404(Case.objects.visible_to(request.post).values_list("path", flat=True), pk=key)
    found = Tag.objects.filter(place__path__in=lineage_of(path)).values_list("name", flat=True)[:300]
    return JsonResponse({"tags": list(found)})


@require_POST
def follow(request, key):
    """Follow, or no longer."""
    case = page.find(request, key)
    if request.POST.get("follow") == "no":
        actions.unfollow(case, by=request.post)
        messages.success(request, _("You do not follow it any more."))
    else:
        actions.follow(case, by=request.post)
        messages.success(request, _("You follow it: you hear when it is answered, closed, opened again or late."))
    return redirect("desk:case", case.pk)
