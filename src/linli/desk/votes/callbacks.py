"""Papers drawn after the close: what their owners say they said, asked by two, without a look at what was entered."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.councils import actions
from linli.councils.lifecycle import COUNTED
from linli.councils.models import CallBack
from linli.councils.queries.heads import called_back
from linli.desk import frame
from linli.desk.votes.forms import Choosing
from linli.desk.votes.pages import vote_of
from linli.kernel.errors import Refused
from linli.ui.forms import refuse


class Asked(Choosing):
    """What the owner says, on every matter of that paper."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["how"] = forms.ChoiceField(
            label=_("How the owner was asked"), choices=CallBack.How, widget=forms.RadioSelect
        )


def callbacks(request, key):
    vote = vote_of(request, key)
    if vote.state not in COUNTED:
        raise Http404
    rows = CallBack.objects.filter(ballot__unit__vote=vote).select_related(
        "ballot__unit", "asked_by__person", "confirmed_by__person"
    )
    facts = {"vote": vote, "rows": list(rows), "figures": called_back(vote)}
    return frame.page(request, "desk/votes/callbacks.html", facts)


def callback(request, key, call):
    """Ask one, or confirm that one was there."""
    vote = vote_of(request, key)
    found = CallBack.objects.select_related(
        "ballot__unit__vote", "ballot__entry__entered_by", "ballot__confirmed_by", "ballot__proxy", "asked_by__person"
    )
    it = get_object_or_404(found, pk=call, ballot__unit__vote=vote)
    asked = request.method == "POST" and not {"missed", "confirm"} & set(request.POST)
    form = Asked(request.POST if asked else None, unit=it.ballot.unit)
    try:
        if request.method == "POST" and "confirm" in request.POST:
            actions.confirm_back(it, by=request.post)
            return _noted(request, vote, __("Confirmed by two."))
        if request.method == "POST" and "missed" in request.POST:
            actions.ask_back(it, None, how=request.POST.get("how") or CallBack.How.BY_PHONE, by=request.post)
            return _noted(request, vote, __("Noted as not reached. A second person confirms it."))
        if asked and form.is_valid():
            actions.ask_back(it, form.choices(), how=form.cleaned_data["how"], by=request.post)
            return _noted(request, vote, __("Noted. Whoever was there with you confirms it."))
    except Refused as no:
        if form.is_bound:
            refuse(form, no)
        else:
            messages.error(request, str(no))
    facts = {
        "vote": vote,
        "call": it,
        "form": form,
        "owner": actions.owners_now(it.ballot.unit).get(it.ballot.owner, ""),
        "read_it": request.post.person_id in _readers(it),
        "own": it.asked_by is not None and it.asked_by.person_id == request.post.person_id,
    }
    return frame.page(request, "desk/votes/callback.html", facts, status=422 if form.errors else 200)


def _readers(it: CallBack) -> set:
    """Who has read the paper: they do not ask."""
    return {post.person_id for post in (it.ballot.entry.entered_by, it.ballot.confirmed_by) if post}


def _noted(request, vote, words: str):
    messages.success(request, words)
    return redirect("desk:vote_callbacks", vote.pk)
