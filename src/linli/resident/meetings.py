"""The code on the wall of a meeting's room: who is here, for which party; the name is up to them."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.councils.actions.minutes import DOOR_OPENS, TOO_EARLY, sign_in
from linli.councils.models import Attendance, Meeting
from linli.councils.queries import fingerprint, read_code
from linli.councils.queries.meetings import parties_of
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.resident import limits
from linli.rulebook.names import named
from linli.ui.devices import fresh, remember, secret_of
from linli.ui.forms import refuse


class HereForm(forms.Form):
    party = forms.ChoiceField(label=_("You are here for"), widget=forms.RadioSelect, required=False, initial="")
    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        required=False,
        help_text=_("Only for the sheet that is signed; it goes a year after the meeting."),
    )

    def __init__(self, *args, meeting: Meeting, **more):
        super().__init__(*args, **more)
        self.fields["party"].choices = [
            ("", _("myself, a neighbour")),
            *((p.key, named(p.name)) for p in parties_of(meeting)),
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def attend(request: HttpRequest, code: str) -> HttpResponse:
    try:
        limits.count_look_up(request)
        found = Meeting.objects.select_related("venue__place", "place__parent__parent").defer("place__shape")
        it = found.filter(code=read_code(code)[:8]).first()
        if it is None:
            limits.count_wrong_code(request)
    except Refused as no:
        return render(request, "resident/attend.html", {"sentence": str(no)}, status=429)
    if it is None:
        sentence = _("No meeting has this code. Please scan the one on the wall of the room.")
        return render(request, "resident/attend.html", {"sentence": sentence}, status=404)
    device = secret_of(request)
    me = Attendance.objects.filter(meeting=it, device=_known(it, device)).first() if device else None
    initial = {"party": me.party, "name": me.name} if me else {}
    form = HereForm(request.POST or None, meeting=it, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        device = device or fresh()
        try:
            sign_in(it, device=_known(it, device), **form.cleaned_data)
        except Refused as no:
            refuse(form, no)
            status = 422
        else:
            return remember(HttpResponseRedirect(reverse("resident:attend", args=[it.code])), device)
    open_now = it.state in ("called", "sitting")
    early = open_now and clock.now() < it.starts - DOOR_OPENS
    facts = {"meeting": it, "form": form, "me": me, "open": open_now, "early": gettext(TOO_EARLY) if early else ""}
    response = render(request, "resident/attend.html", facts, status=422 if form.errors else status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _known(it: Meeting, device: str) -> str:
    """A device as one meeting knows it: nobody can join who came where."""
    return fingerprint(f"meeting|{it.pk}|{device}")
