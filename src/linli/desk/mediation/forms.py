"""What each step of a mediation asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.actions.mediation import SIDES
from linli.cases.models import Category, Mediation
from linli.cases.queries import categories, category_by_code
from linli.desk.fields import Choices, Words
from linli.kernel import clock
from linli.people.models import Post

CAPACITY_WORDS = {
    "mediator": pgettext_lazy("capacity", "mediator"),
    "volunteer": pgettext_lazy("capacity", "volunteer"),
    "adviser": pgettext_lazy("capacity", "adviser"),
    "lawyer": pgettext_lazy("capacity", "lawyer"),
}


class Day(forms.DateField):
    def __init__(self, label, **more):
        super().__init__(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class Opening(forms.Form):
    place = forms.CharField(label=_("Place"), max_length=120, help_text=_("such as 锦和苑 3栋 2单元"))
    category = forms.ChoiceField(label=_("Kind of matter"))
    title = forms.CharField(
        label=_("What it is about, without names"),
        max_length=80,
        help_text=_("such as: water from above, two households"),
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["category"].choices = [(c.code, str(c)) for c in categories() if c.group == "I"]
        self.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean_category(self) -> Category:
        return category_by_code(self.cleaned_data["category"])


class FileForm(forms.Form):
    """`seen` is the version of the file the person had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, step: str, mediation: Mediation, colleagues: list[Post]):
        super().__init__(data, auto_id=f"{step}-%s", initial={"seen": mediation.version})
        self.mediation, self.colleagues = mediation, colleagues
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    def show_as_of(self, mediation: Mediation) -> None:
        self.data = self.data.copy()
        self.data["seen"] = mediation.version


class NameParty(FileForm):
    side = Choices(_("Side"), [(side, side) for side in SIDES[:4]], initial="A")
    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    agreed_to_talk = forms.BooleanField(label=_("has agreed to the talks"), required=False)


class Invite(FileForm):
    post = forms.ChoiceField(label=_("A colleague, who then sees this file"), required=False)
    name = forms.CharField(label=_("or somebody from outside, who does not"), max_length=40, required=False)
    capacity = Choices(_("In which capacity"), CAPACITY_WORDS.items(), initial="mediator")

    def prepare(self):
        self.fields["post"].choices = [
            ("", "—"),
            *((str(p.pk), f"{p.person} · {p.named_role}") for p in self.colleagues),
        ]

    def clean_post(self) -> Post | None:
        return next((p for p in self.colleagues if str(p.pk) == self.cleaned_data["post"]), None)


class PassOn(FileForm):
    to = forms.ChoiceField(label=_("To whom"))

    def prepare(self):
        self.helping = [one.post for one in self.mediation.mediators.all() if one.post and one.ended_at is None]
        self.helping = [post for post in self.helping if post.pk != self.mediation.keeper_id]
        self.fields["to"].choices = [
            ("", _("please choose")),
            *((str(p.pk), f"{p.person} · {p.named_role}") for p in self.helping),
        ]

    def clean_to(self) -> Post:
        return next(p for p in self.helping if str(p.pk) == self.cleaned_data["to"])


class NoteTalk(FileForm):
    at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    where = forms.CharField(label=_("Where"), max_length=80, required=False)
    present = forms.MultipleChoiceField(
        label=_("Which sides came"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = Words(_("What was said"), rows=4)

    def prepare(self):
        sides = sorted({party.side for party in self.mediation.parties.all()})
        self.fields["present"].choices = [(side, side) for side in sides]
        if not sides:
            del self.fields["present"]
        self.fields["at"].initial = clock.now().replace(second=0, microsecond=0)

    def clean(self):
        given = super().clean()
        given["present"] = " ".join(given.get("present") or ())
        return given


class Agree(FileForm):
    words = Words(_("What the sides have agreed"), rows=8)
    follow_up_on = Day(_("When somebody asks whether it is kept to"), required=False)


class FollowUp(FileForm):
    kept = Choices(_("Is it kept to?"), [("yes", _("kept to")), ("no", _("not kept to: talk again"))], initial="yes")
    words = Words(_("What was found"), rows=2)
    next_on = Day(_("Ask again on, if not to end now"), required=False)

    def clean_kept(self) -> bool:
        return self.cleaned_data["kept"] == "yes"


class EndTalks(FileForm):
    how = Choices(
        _("How it ends"), [("failed", _("no agreement")), ("withdrawn", _("a party withdraws"))], initial="failed"
    )
    words = Words(_("What the parties were told, such as where else to turn"), rows=2, required=False)

    def prepare(self):
        if self.mediation.state != Mediation.State.OPEN:
            self.fields["how"].choices = [("withdrawn", _("a party withdraws"))]
            self.fields["how"].initial = "withdrawn"
