"""The register of cameras, and the steps of one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.councils import books
from linli.councils.actions import cameras as actions
from linli.councils.models import Account, Camera
from linli.councils.rules import area_of, ballots_area_of
from linli.desk import frame, more
from linli.desk.money.forms import keepers_within
from linli.desk.votes.pages import places_for
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.ui.forms import refusals_in

PAGE = 200


def has_cameras(post: Post) -> bool:
    return ballots_area_of(post) is not None


more.ENTRIES.append(
    more.Entry(
        "cameras",
        "councils",
        _("Cameras of neighbours"),
        _("Where one hangs, what for, who keeps it, how long pictures stay."),
        has_cameras,
    )
)


class Registering(forms.Form):
    place = forms.ChoiceField(label=_("Place"))
    spot = forms.CharField(label=_("Where it hangs"), max_length=80)
    angle = forms.CharField(
        label=_("What it sees, and what it must not see"),
        max_length=160,
        help_text=_("No window, no door, no balcony."),
    )
    purpose = forms.CharField(label=_("What for"), max_length=160)
    keeper = forms.ChoiceField(label=_("Who keeps it"))
    keeper_phone = forms.CharField(label=_("Phone of the keeper, on the sign"), max_length=30, required=False)
    retention_days = forms.IntegerField(label=_("Days pictures stay"), min_value=1, max_value=365)
    account = forms.ChoiceField(label=_("Paid from"), required=False)

    def __init__(self, *args, places, keepers, accounts, **more):
        super().__init__(*args, **more)
        self.places = {place.code: place for place in places}
        self.keepers = {one.code: one for one in keepers}
        self.accounts = {one.number: one for one in accounts}
        self.fields["place"].choices = [(code, place.address) for code, place in self.places.items()]
        self.fields["keeper"].choices = [(code, one.name) for code, one in self.keepers.items()]
        self.fields["account"].choices = [("", _("none")), *((n, str(one)) for n, one in self.accounts.items())]

    def said(self) -> dict:
        given = self.cleaned_data
        return given | {
            "place": self.places[given["place"]],
            "keeper": self.keepers[given["keeper"]],
            "account": self.accounts.get(given["account"]),
        }


def cameras(request):
    if not has_cameras(request.post):
        raise Http404
    rows = Camera.objects.visible_to(request.post).select_related("place__parent", "keeper", "account")
    facts = {
        "rows": list(rows.defer("place__shape", "place__parent__shape")[:PAGE]),
        "may": area_of(request.post) is not None,
        "today": clock.today(),
    }
    return frame.page(request, "desk/cameras/list.html", facts)


def new(request):
    places = places_for(request.post)
    rules = books.cameras.rules()
    accounts = Account.objects.visible_to(request.post).filter(closed_at=None)[:PAGE]
    form = Registering(
        request.POST or None,
        places=places,
        keepers=keepers_within(area_of(request.post)),
        accounts=accounts,
        initial={"retention_days": rules.least_days},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.register_camera(by=request.post, **form.said())
            messages.success(request, __("Registered. It may run when the sign hangs."))
            return redirect("desk:cameras")
    return frame.page(
        request, "desk/cameras/new.html", {"form": form, "rules": rules}, status=422 if form.errors else 200
    )


class Days(forms.Form):
    seen = forms.IntegerField(min_value=0)
    sign = forms.DateField(required=False)
    on = forms.DateField(error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")})


@require_POST
def step(request, key, name: str):
    """It runs, or it was taken down."""
    camera = get_object_or_404(Camera.objects.visible_to(request.post), pk=key)
    form = Days(request.POST)
    if name not in ("start", "remove"):
        raise Http404
    if not form.is_valid():
        messages.error(request, __("Choose a day."))
        return redirect("desk:cameras")
    given = form.cleaned_data
    try:
        if name == "start":
            actions.start_camera(
                camera, sign_up_on=given["sign"] or given["on"], since=given["on"], by=request.post, seen=given["seen"]
            )
        else:
            actions.remove_camera(camera, on=given["on"], by=request.post, seen=given["seen"])
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, __("Noted; everyone can see it."))
    return redirect("desk:cameras")
