"""What is filled in about an owners' vote."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.forms import formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import actions, books
from linli.councils.actions import Asked, Deputy, Silence
from linli.councils.models import Matter, RollUnit, Service, Vote
from linli.councils.templatetags.councils import CHOICES, ITEMS, OUTCOMES
from linli.kernel.ids import uuid7
from linli.rulebook.names import named

CARS = ("garage", "parking")


def fresh_key() -> str:
    return uuid7().hex


class Moment(forms.DateTimeField):
    """A day and an hour, as browsers ask for them."""

    def __init__(self, **more):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **more)


class Draft(forms.Form):
    place = forms.ChoiceField(label=_("Compound"))
    title = forms.CharField(label=_("What is it about"), max_length=80)
    city = forms.ChoiceField(label=_("By which city's rules"))
    opens = Moment(label=_("Voting opens"))
    closes = Moment(label=_("Voting closes"))
    emergency = forms.BooleanField(
        label=_("There is danger, it can't wait"),
        required=False,
        help_text=_("Then no vote is held: the emergency route of art. 281 is open at once."),
    )
    silent = forms.BooleanField(
        label=_("Silence counts by the owners' own clause"),
        required=False,
        help_text=_(
            "Only where the owners' rules say so in words. It needs notice and two reminders for every unit, "
            "and is shown beside the result."
        ),
    )
    clause = forms.CharField(
        label=_("The clause, word for word"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    since = forms.DateField(label=_("In force since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, places: Iterable, **more):
        super().__init__(*args, **more)
        self.fields["place"].choices = [(place.code, place.address) for place in places]
        self.fields["city"].choices = [
            (c.key, f"{named(c.name)} · {named(c.articles)}") for c in books.cities.rules().by_key.values()
        ]

    def said(self) -> dict:
        given = self.cleaned_data
        since = given["since"].isoformat() if given["since"] else ""
        return {
            "title": given["title"],
            "city": given["city"],
            "opens": given["opens"],
            "closes": given["closes"],
            "emergency": given["emergency"],
            "silence": Silence(given["clause"], since) if given["silent"] else None,
        }


def initial_of(vote: Vote) -> dict:
    return {
        "place": vote.place.code,
        "title": vote.title,
        "city": vote.city,
        "opens": vote.opens,
        "closes": vote.closes,
        "emergency": vote.emergency,
        "silent": vote.silence_counts,
        "clause": vote.silent.get("clause", ""),
        "since": vote.silent.get("since") or None,
        "seen": vote.version,
    }


class Question(forms.Form):
    """One matter. How much it needs follows from the item and is not asked."""

    item = forms.TypedChoiceField(
        label=_("Which matter of the Civil Code"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", "—"),
            *((n, format_lazy("{}. {}", n, words)) if n < 279 else (n, words) for n, words in ITEMS.items()),
        ],
    )
    title = forms.CharField(label=_("The question, as it is put"), max_length=80, required=False)
    words = forms.CharField(
        label=_("What goes with it"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(label=_("Why it is this item"), max_length=200, required=False)
    only = forms.CharField(
        label=_("Only these stairwells, if not all"), max_length=400, required=False, help_text="3栋1单元、3栋2单元"
    )
    no_cars = forms.BooleanField(label=_("garages and parking spaces do not vote on it"), required=False)

    def clean(self):
        given = super().clean()
        if given.get("title") and not given.get("item") and "item" not in self.errors:
            self.add_error("item", _("Choose which matter it is."))
        if given.get("item") and not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("Write the question."))
        return given

    def asked(self) -> Asked:
        given = self.cleaned_data
        only = tuple(name for name in given["only"].replace("，", "、").replace(",", "、").split("、") if name.strip())
        return Asked(
            given["item"],
            given["title"],
            given["words"],
            given["reason"],
            tuple(n.strip() for n in only),
            CARS if given["no_cars"] else (),
        )


Questions = formset_factory(Question, extra=2, max_num=20, absolute_max=20)


def questions_of(vote: Vote) -> list[dict]:
    return [
        {
            "item": m.item,
            "title": m.title,
            "words": m.words,
            "reason": m.reason,
            "only": "、".join(m.only),
            "no_cars": bool(m.without_kinds),
        }
        for m in vote.matters.all()
    ]


class RollFile(forms.Form):
    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("columns: 房号, 单元, 面积, 业主, 业主编号, 面积依据, 用途, 未售或未交付"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_file(self):
        if self.cleaned_data["file"].size > 20_000_000:
            raise forms.ValidationError(_("This file is too large for a roll."))
        return self.cleaned_data["file"]


class Choosing(forms.Form):
    """Yes, no or abstain for every matter of one unit."""

    def __init__(self, *args, unit: RollUnit, **more):
        super().__init__(*args, **more)
        self.matters = actions.matters_of(unit)
        for matter in self.matters:
            self.fields[matter.key] = forms.ChoiceField(
                label=f"{matter.number}. {matter.title}", choices=list(CHOICES.items()), widget=forms.RadioSelect
            )

    def choices(self) -> dict[str, str]:
        return {matter.key: self.cleaned_data[matter.key] for matter in self.matters}

    @property
    def asked(self) -> list:
        return [self[matter.key] for matter in self.matters]


class Paper(Choosing):
    owner = forms.ChoiceField(label=_("Signed by, or for, which owner"))
    received_at = Moment(label=_("Received"))
    signed = forms.BooleanField(label=_("it is signed"), required=False)
    proxy_name = forms.CharField(label=_("Proxy's name"), max_length=40, required=False)
    proxy_phone = forms.CharField(label=_("Proxy's phone"), max_length=30, required=False)
    property_staff = forms.BooleanField(label=_("the proxy works for the property company"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, unit: RollUnit, **more):
        super().__init__(*args, unit=unit, **more)
        self.fields["owner"].choices = [(code, name or code) for code, name in actions.owners_during(unit).items()]
        self.fields["key"].initial = fresh_key()

    def deputy(self) -> Deputy | None:
        given = self.cleaned_data
        named = given["proxy_name"] or given["proxy_phone"]
        return Deputy(given["proxy_name"], given["proxy_phone"], given["property_staff"]) if named else None


class Sale(forms.Form):
    unit = forms.CharField(label=_("Unit"), max_length=40)
    buyer = forms.CharField(label=_("Buyer"), max_length=40)
    at = Moment(label=_("Registered or handed over"))


class Served(forms.Form):
    stairwell = forms.ChoiceField(label=_("Stairwell"))
    units = forms.CharField(label=_("Only these units, if not all"), max_length=2000, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("service", "What"), choices=Service.Kind)
    how = forms.ChoiceField(label=pgettext_lazy("service", "How"), choices=Service.How)

    def __init__(self, *args, stairwells: Iterable[str], **more):
        super().__init__(*args, **more)
        self.fields["stairwell"].choices = [(name, name) for name in stairwells]


class Brought(forms.Form):
    """What the city's own system says of every matter."""

    document = forms.CharField(label=_("Document of the city's system, with its number"), max_length=120)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    SUMS = (
        ("all", _("all owners")),
        ("took_part", _("owners who took part")),
        ("yes", _("said yes")),
    )
    MORE = (("no", _("said no")), ("abstain", _("abstained")))

    def __init__(self, *args, matters: Iterable[Matter], **more):
        super().__init__(*args, **more)
        self.matters = list(matters)
        for m in self.matters:
            self.fields[m.key] = forms.ChoiceField(label=f"{m.number}. {m.title}", choices=list(OUTCOMES.items()))
            for name, words in self.SUMS + self.MORE:
                needed = name not in dict(self.MORE)
                self.fields[f"{m.key}-{name}-heads"] = forms.IntegerField(
                    label=words, min_value=0, max_value=10**6, required=needed
                )
                self.fields[f"{m.key}-{name}-area"] = forms.DecimalField(
                    label="m²", min_value=0, max_digits=12, decimal_places=2, required=needed
                )

    def rows(self) -> list[tuple]:
        return [
            (
                self[m.key],
                [(self[f"{m.key}-{n}-heads"], self[f"{m.key}-{n}-area"]) for n, _words in self.SUMS + self.MORE],
            )
            for m in self.matters
        ]

    def found(self) -> dict[str, dict]:
        given = self.cleaned_data
        return {
            m.key: {"outcome": given[m.key]}
            | {
                n: {"heads": given[f"{m.key}-{n}-heads"], "area": int(given[f"{m.key}-{n}-area"] * 100)}
                for n, _words in self.SUMS + self.MORE
                if given[f"{m.key}-{n}-heads"] is not None and given[f"{m.key}-{n}-area"] is not None
            }
            for m in self.matters
        }


def as_entered(found: dict[str, dict]) -> dict:
    """An outcome read from a file, as the same form would have it typed."""
    typed = {}
    for key, said in found.items():
        typed[key] = said["outcome"]
        for name, sums in said.items():
            if name != "outcome":
                typed |= {f"{key}-{name}-heads": sums["heads"], f"{key}-{name}-area": Decimal(sums["area"]) / 100}
    return typed


class OutcomeFile(forms.Form):
    file = forms.FileField(
        label=_("Excel or CSV file of the city's system"),
        help_text=_(
            "columns: 事项, 结果, 业主总人数, 专有部分总面积, 参与表决人数, 参与表决面积, 同意人数, 同意面积; "
            "perhaps 反对人数, 反对面积, 弃权人数, 弃权面积"
        ),
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > 5_000_000:
            raise forms.ValidationError(_("This file is too large for an outcome."))
        return self.cleaned_data["file"]
