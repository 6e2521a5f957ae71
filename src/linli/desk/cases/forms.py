"""What each step asks for: the fewest fields, filled with what is already known."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import or_
from uuid import UUID

from django import forms
from django.db.models import Case as Rank
from django.db.models import Q, Value, When
from django.db.models.functions import Length
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import books
from linli.cases.actions import LONGEST_WORDS
from linli.cases.duties import KINDS, Duty
from linli.cases.models import Assignment, Case, Grade, Voice
from linli.cases.queries import category_by_code, grouped_categories
from linli.cases.rules import may_see
from linli.cases.whistles import UnitLimits
from linli.desk.cases.pictures import Photos
from linli.desk.cases.story import CONTACT_WAYS, REPORT_WAYS, RETURN_WORDS
from linli.desk.cases.texts import Text, Texts
from linli.insight.duties import LEVELS_SAID
from linli.kernel.words import N_, say
from linli.people import rules as people
from linli.people.models import Organisation, OrganisationKind, Post, lineage
from linli.rulebook.names import cited
from linli.ui.moments import said_limit

MOST_OWN_REPLIES = 60
MOST_UNITS = 30  # offered on a page; a county has hundreds


class Words(forms.CharField):
    def __init__(self, label, *, required=True, rows=3, **more):
        box = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST_WORDS})
        super().__init__(label=label, required=required, widget=box, max_length=LONGEST_WORDS, **more)


class Choices(forms.ChoiceField):
    """A few answers side by side, each a radio button."""

    def __init__(self, label, choices, *, required=True, **more):
        super().__init__(label=label, choices=choices, required=required, widget=forms.RadioSelect, **more)


class StepForm(forms.Form):
    """`seen` is the version of the case the person was looking at when they wrote this."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, files=None, *, step: str, known: "Known"):
        super().__init__(data, files, auto_id=f"{step}-%s", initial={"seen": known.case.version})
        self.known = known
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    @property
    def folded(self) -> list[forms.BoundField]:
        """Fields that lie in a fold of their own."""
        return []

    texts_for = ""  # the step whose standard texts are offered

    @property
    def texts(self) -> list[Text]:
        return self.known.texts.of(self.texts_for) if self.texts_for else []

    def with_text(self, typed: QueryDict, key: str) -> None:
        """The page again, with what was typed and this standard text behind it: for those without script."""
        unit = (
            next((u.name for u in self.known.units if str(u.pk) == typed.get("unit")), "")
            if "unit" in self.fields
            else ""
        )
        text = self.known.texts.filled(self.texts_for, key, unit=unit)
        self.keep(typed)
        self.initial["words"] = "\n".join(filter(None, [typed.get("words", "").strip(), text]))[:LONGEST_WORDS]

    def keep(self, typed: QueryDict) -> None:
        """The page again, with what was typed."""
        for name, field in self.fields.items():
            if name in typed:
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)

    def show_as_of(self, case: Case) -> None:
        """The next try is made against what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = case.version


class Known:
    """What the forms of one case page share, so that each list is fetched once, and only if a form needs it."""

    def __init__(self, case: Case, post: Post, voices: Sequence[Voice], assignment: Assignment | None):
        self.case, self.post, self.voices, self.assignment = case, post, voices, assignment
        self.texts = Texts(case, post)
        self.sought, self.chosen = "", frozenset[UUID]()

    def look_for(self, typed: QueryDict) -> None:
        """Units to be offered as well: those whose name holds what was sought, and those that were chosen already."""
        self.sought = typed.get("sought", "").strip()[:40]
        picked = [*typed.getlist("unit"), *typed.getlist("lead"), *typed.getlist("support")]
        self.chosen = frozenset(filter(None, map(_key, picked[:MOST_UNITS])))

    @cached_property
    def units(self) -> list[Organisation]:
        """Whom this page offers to call, of those serving an area this place lies in. Whom the duty list names comes
        first.
        """
        words = owner_words(self.case.category.owner)

        def order(unit: Organisation) -> tuple[int, bool, int]:
            duty = self.duty_of(unit)
            return (
                KINDS.index(duty.kind) if duty else len(KINDS),
                not is_named(unit, words),
                CALLED_KINDS.index(unit.kind),
            )

        return sorted(self._nearest[:MOST_UNITS], key=order)

    @property
    def more_units(self) -> bool:
        """Whether there are others, to be sought by name."""
        return len(self._nearest) > MOST_UNITS

    @cached_property
    def _nearest(self) -> list[Organisation]:
        """So many and one more: the chosen, those sought, those the list names or the kind's owner sounds like, those
        nearest.
        """
        paths = lineage(self.case.path, self.case.grid_path)
        rules = books.duties.rules()
        named = {d.unit for d in rules.speaking_of(self.case.category.code) if d.level != "community"}
        sounds = [Q(name__contains=word) for word in owner_words(self.case.category.owner)]
        nearness = [
            Q(pk__in=self.chosen),
            Q(name__icontains=self.sought) if self.sought else Q(pk=None),
            Q(code__in=named) | Q(kind__in=[unit[1:] for unit in named if unit.startswith("@")]),
            reduce(or_, sounds, Q(pk=None)),
        ]
        rank = Rank(*(When(q, then=Value(n)) for n, q in enumerate(nearness)), default=Value(len(nearness)))
        nearest = Length("place__path").desc(nulls_last=True)
        found = Organisation.objects.filter(
            Q(place=None) | Q(place__path__in=paths), closed_on=None, kind__in=CALLED_KINDS
        )
        return list(found.only("code", "name", "kind").order_by(rank, nearest, "kind", "name")[: MOST_UNITS + 1])

    def duty_of(self, unit: Organisation) -> Duty | None:
        """The item of the duty list by which this kind of matter is the unit's."""
        return books.duties.rules().naming(self.case.category.code, unit.code, unit.kind)

    @cached_property
    def named(self) -> dict[UUID, Duty]:
        return {unit.pk: duty for unit in self.units if (duty := self.duty_of(unit))}

    @cached_property
    def found(self) -> list[Organisation]:
        """Those whose name holds what was sought."""
        said = self.sought.lower()
        return [unit for unit in self.units if said in unit.name.lower()] if said else []

    @cached_property
    def suggested(self) -> set[UUID]:
        """Whom the list names; where it is silent, whom the category's owner sounds like."""
        if self.named:
            return set(self.named)
        words = owner_words(self.case.category.owner)
        return {unit.pk for unit in self.units if is_named(unit, words)}

    @cached_property
    def said_not_ours(self) -> set[UUID]:
        """Units that have returned this case citing their list."""
        return {one.organisation_id for one in self.case.assignments.all() if one.returned_for == "not_ours"}

    @property
    def against_the_list(self) -> set[UUID]:
        """Units that can be called only with a reason: those the list leaves out while it names others, those that
        said "not ours".
        """
        left_out = {unit.pk for unit in self.units} - set(self.named) if self.named else set()
        return left_out | self.said_not_ours

    @cached_property
    def around(self) -> list[Post]:
        """Who serves the place or hears complaints there, the nearest first, and who acts for the units called."""
        called = [one.organisation_id for one in self.case.assignments.all() if one.open]
        serving = Q(
            place__path__in=lineage(self.case.path, self.case.grid_path),
            role__in=people.SERVING | people.HEARING_COMPLAINTS,
        )
        posts = Post.objects.current().filter(serving | Q(organisation__in=called, role__in=people.FOR_A_UNIT))
        near = {
            post: -post.place.path.count("/") if post.place else 0
            for post in posts.exclude(pk=self.post.pk).with_names()
        }
        return sorted(near, key=lambda post: (near[post], post.role, post.starts))

    @property
    def colleagues(self) -> list[Post]:
        """To whom it may be handed on."""
        roles = people.HEARING_COMPLAINTS if self.case.restricted else people.SERVING
        return [post for post in self.around if post.role in roles]

    @property
    def mentionable(self) -> list[Post]:
        return [post for post in self.around if may_see.allows(post, self.case)]


CALLED_KINDS = [
    OrganisationKind.DEPARTMENT,
    OrganisationKind.PROPERTY_COMPANY,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.GOVERNMENT,
]
KINDS_SAID = {OrganisationKind.PROPERTY_COMPANY: "物业"}  # companies' names need not say what they are


def owner_words(owner: str) -> list[str]:
    """ "物业、市场监管(特设)" -> 物业, 市场监管, 特设: what to look for in the units' names."""
    return [word for word in re.split(r"[、,，+/()（）\s]+", owner) if len(word) > 1]


def is_named(unit: Organisation, words: Iterable[str]) -> bool:
    said = unit.name + KINDS_SAID.get(OrganisationKind(unit.kind), "")
    return any(word in said for word in words)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# --- at the block -----------------------------------------------------------------------------------------------


class HandOn(StepForm):
    to = forms.ChoiceField(label=_("To whom"))
    words = Words(_("What they should know"), required=False, rows=2)

    def prepare(self):
        self.fields["to"].choices = [
            ("", _("please choose")),
            *((str(p.pk), f"{p.person} · {p.named_role} · {p.place}") for p in self.known.colleagues),
        ]

    def clean_to(self) -> Post:
        return next(p for p in self.known.colleagues if str(p.pk) == self.cleaned_data["to"])


class ContactResident(StepForm):
    how = Choices(_("How"), CONTACT_WAYS.items(), initial="phone")
    words = Words(_("What was said"), rows=2)


class SayWithPhotos(StepForm):
    words = Words(_("What was done"))
    photos = Photos()


class Check(SayWithPhotos):
    words = Words(_("What you saw"), rows=2)


class Note(SayWithPhotos):
    words = Words(
        _("For colleagues; the resident does not see it"),
        rows=2,
        help_text=_("@ and a colleague's name tells them, if they may see this case."),
    )
    tell = forms.ChoiceField(label=_("Tell a colleague"), required=False)
    texts_for = "note"
    field_order = ["words", "tell", "photos"]

    def prepare(self):
        names = {post.person.name: f"{post.person} · {post.named_role}" for post in self.known.mentionable}
        if not names:
            del self.fields["tell"]
            return
        self.fields["tell"].choices = [("", "—"), *names.items()]
        self.fields["tell"].widget.attrs["data-mention"] = ""

    def clean(self):
        """Whom the list names is named in the note: that is how they are told."""
        given = super().clean()
        name, words = given.pop("tell", ""), given.get("words", "")
        if name and words and f"@{name}" not in words:
            given["words"] = f"{words}\n@{name}"
        return given


class Urge(StepForm):
    words = Words(_("What you want to say, if anything"), required=False, rows=2)


class Say(StepForm):
    words = Words(_("The reason"), rows=2)


class NeedsWhy(StepForm):
    """Calls units. Why a unit is called against the duty list, or its own word, is asked only where it can be so.

    The box stands there from the start; a script shows it once such a unit is chosen.
    """

    def prepare(self):
        against = self.known.against_the_list
        if not self.is_bound and not against:
            del self.fields["why"]
        else:
            self.fields["why"].widget.attrs["data-why"] = " ".join(sorted(map(str, against)))


def why_field() -> Words:
    return Words(
        _("Why a unit is called that the duty list does not name, or that has said “not ours”"),
        required=False,
        rows=2,
        help_text=_("only needed in that case; the unit reads it"),
    )


class CallsUnits(NeedsWhy):
    """Where there are more units than anybody reads through, the others are sought by a word of their name."""

    def prepare(self):
        super().prepare()
        if not self.known.more_units and not self.known.sought:
            del self.fields["sought"]
        else:
            self.initial["sought"] = self.known.sought

    def clean(self):
        given = super().clean()
        given.pop("sought", None)
        return given

    @property
    def nobody_found(self) -> bool:
        return bool(self.known.sought) and not self.known.found


def sought_field() -> forms.CharField:
    return forms.CharField(label=_("Another unit, by a word of its name"), required=False, max_length=40)


class Dispatch(CallsUnits):
    texts_for = "dispatch"
    sought = sought_field()
    unit = forms.ChoiceField(label=_("To which unit"))
    words = Words(_("What they should know"), required=False, rows=2)
    why = why_field()

    def prepare(self):
        super().prepare()
        units, first, named, found = self.known.units, self.known.suggested, self.known.named, self.known.found
        sought = [(str(u.pk), u.name) for u in found]
        likely = [
            (str(u.pk), f"{u.name} · {cited(named[u.pk].cited)}" if u.pk in named else u.name)
            for u in units
            if u.pk in first and u not in found
        ]
        others = [(str(u.pk), u.name) for u in units if u.pk not in first and u not in found]
        heading = _("On the duty list for this kind of matter") if named else _("Likely, by the kind of matter")
        rest = _("Others, which need a reason") if named else _("Others")
        groups = [(_("Found by name"), sought), (heading, likely), (rest if sought or likely else "", others)]
        self.fields["unit"].choices = [("", _("please choose")), *((name, of) for name, of in groups if of)]
        if len(sought) == 1:
            self.initial["unit"] = sought[0][0]

    def clean_unit(self) -> Organisation:
        return next(u for u in self.known.units if str(u.pk) == self.cleaned_data["unit"])


@dataclass(frozen=True)
class UnitRow:
    """A line of the table that picks the units of a whistle."""

    unit: Organisation
    leads: bool
    supports: bool
    duty: Duty | None = None
    returned: bool = False


class BlowWhistle(CallsUnits):
    sought = sought_field()
    kind = Choices(_("Which whistle"), [])
    lead = forms.ChoiceField(label=_("In the lead"), widget=forms.RadioSelect)
    support = forms.MultipleChoiceField(label=_("In support"), required=False, widget=forms.CheckboxSelectMultiple)
    words = Words(_("What they have to come for"))
    why = why_field()

    def prepare(self):
        super().prepare()
        for name in ("lead", "support"):
            self.fields[name].choices = [(str(unit.pk), unit.name) for unit in self.known.units]
        rules = books.whistles.rules()
        kinds = rules.kinds_for(self.known.post.role)
        self.fields["kind"].choices = [
            (kind, f"{WHISTLES_SAID[kind]}{said_clocks(rules.kinds[kind])}") for kind in kinds
        ]
        likely = "emergency" if self.known.case.urgent else "joint"
        self.fields["kind"].initial = likely if likely in kinds else next(iter(kinds), "")

    @cached_property
    def rows(self) -> list[UnitRow]:
        lead, support = str(self["lead"].value() or ""), [str(v) for v in self["support"].value() or []]
        known = self.known
        return [
            UnitRow(u, str(u.pk) == lead, str(u.pk) in support, known.named.get(u.pk), u.pk in known.said_not_ours)
            for u in known.units
        ]

    @property
    def likely(self) -> list[UnitRow]:
        """Those in sight: the suggested, those found by name, those chosen already."""
        return [row for row in self.rows if self._in_sight(row)]

    @property
    def others(self) -> list[UnitRow]:
        return [row for row in self.rows if not self._in_sight(row)]

    def _in_sight(self, row: UnitRow) -> bool:
        known = self.known
        return (
            row.unit.pk in known.suggested
            or row.unit in known.found
            or (bool(known.sought) and (row.leads or row.supports))
        )

    @property
    def chosen_among_others(self) -> bool:
        return any(row.leads or row.supports for row in self.others)

    def clean_lead(self) -> Organisation:
        return next(u for u in self.known.units if str(u.pk) == self.cleaned_data["lead"])

    def clean_support(self) -> list[Organisation]:
        return [u for u in self.known.units if str(u.pk) in self.cleaned_data["support"]]


WHISTLES_SAID = {
    "key": pgettext_lazy("whistle", "key problem"),
    "joint": pgettext_lazy("whistle", "joint enforcement"),
    "emergency": pgettext_lazy("whistle", "emergency"),
}
CLOCKS_SAID = {
    "sign": N_("sign {limit}"),
    "contact": N_("contact {limit}"),
    "report": N_("report in {limit}"),
    "plan": N_("plan {limit}"),
    "done": N_("done {limit}"),
}


def said_clocks(limits: UnitLimits) -> str:
    """A kind's clocks in one line: sign 1 hour, contact 24 hours, …"""
    given = ((name, getattr(limits, name)) for name in CLOCKS_SAID)
    said = say(N_(", ")).join(say(CLOCKS_SAID[name], limit=said_limit(limit)) for name, limit in given if limit)
    return say(N_(" ({clocks})"), clocks=said)


class Answer(StepForm):
    texts_for = "answer"
    words = Words(_("Your answer, as the resident will read it"), rows=5)
    public = forms.BooleanField(label=_("may also stand on the public page"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)  # a digest of the words that were previewed

    def prepare(self):
        if self.known.case.restricted:
            del self.fields["public"]
        if len(self.known.voices) > 1:
            for number, voice in enumerate(self.known.voices[:MOST_OWN_REPLIES], 1):
                self.fields[f"reply_{number}"] = Words(f"{number}. {voice}", required=False, rows=2)

    @property
    def folded(self) -> list[forms.BoundField]:
        """A reply to one resident alone: rarely wanted, so it lies in a fold."""
        return [bound for bound in self if bound.name.startswith("reply_")]

    @property
    def own_replies(self) -> list[tuple[Voice, str]]:
        """Who gets words of their own, for the preview."""
        return [(voice, said) for voice in self.known.voices if (said := self.cleaned_data["replies"].get(voice.pk))]

    def clean(self):
        given = super().clean()
        numbered = enumerate(self.known.voices[:MOST_OWN_REPLIES], 1)
        replies = {voice.pk: given.pop(f"reply_{number}", "").strip() for number, voice in numbered}
        given["replies"] = {key: said for key, said in replies.items() if said}
        return given

    @property
    def digest(self) -> str:
        said = [self.cleaned_data["words"], *(f"{key} {own}" for key, own in self.cleaned_data["replies"].items())]
        return sha256("\n".join("\n".join(said).splitlines()).encode()).hexdigest()[:16]

    @property
    def was_shown(self) -> bool:
        return self.cleaned_data.pop("shown", "") == self.digest


class CallBack(StepForm):
    texts_for = "call_back"
    voice = forms.ChoiceField(label=_("Which resident"))
    reached = Choices(
        _("Did you reach the resident?"), [("yes", _("reached")), ("no", _("not reached"))], initial="yes"
    )
    solved = Choices(
        _("Is it solved, says the resident?"), [("yes", _("solved")), ("no", _("not solved"))], required=False
    )
    grade = Choices(_("How satisfied, from 5 to 1"), Grade.choices, required=False)
    words = Words(_("In the resident's words"), required=False, rows=2)

    def prepare(self):
        self.fields["voice"].choices = [(str(v.pk), f"{n}. {v}") for n, v in enumerate(self.known.voices, 1)]
        if len(self.known.voices) == 1:
            self.fields["voice"].widget = forms.HiddenInput()
            self.fields["voice"].initial = str(self.known.voices[0].pk)

    def clean_voice(self) -> Voice:
        return next(v for v in self.known.voices if str(v.pk) == self.cleaned_data["voice"])

    def clean_reached(self) -> bool:
        return self.cleaned_data["reached"] == "yes"

    def clean_solved(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["solved"])

    def clean_grade(self) -> int | None:
        return int(self.cleaned_data["grade"]) if self.cleaned_data["grade"] else None


class Correct(StepForm):
    category = forms.ChoiceField(label=_("Kind of matter"))
    place = forms.CharField(
        label=_("Place, if another"), required=False, max_length=120, help_text=_("such as 锦和苑 3栋 2单元")
    )
    words = Words(_("The reason"), required=False, rows=1)

    def prepare(self):
        self.fields["category"].choices = grouped_categories()
        self.fields["category"].initial = self.known.case.category.code
        self.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean_category(self):
        return category_by_code(self.cleaned_data["category"])


# --- units ------------------------------------------------------------------------------------------------------


class UnitContact(StepForm):
    words = Words(_("What was said"), rows=2)


class ReportIn(SayWithPhotos):
    how = Choices(_("Where"), REPORT_WAYS.items(), initial="on_site")
    words = Words(_("What was found and agreed"))
    field_order = ["how", "words", "photos"]


class WritePlan(StepForm):
    words = Words(_("How it is to be done, by whom, until when"), rows=6)

    def prepare(self):
        self.fields["words"].initial = self.known.assignment.plan if self.known.assignment else ""


class CitesItem(StepForm):
    """Names the item of a duty list: one of the unit's own, or the one by which it is somebody else's."""

    def prepare(self):
        unit = self.known.assignment and self.known.assignment.organisation
        groups = cited_items(self.known.case.category.code, unit.code, unit.kind) if unit else []
        if groups:
            self.fields["listed"].choices = [("", "—"), *groups]
        else:
            del self.fields["listed"]
            self.fields["item"].label = _("The item of your duty list")

    def clean(self):
        given = super().clean()
        given["item"] = given.get("item") or given.pop("listed", "")
        given.pop("listed", None)
        return given


def cited_items(category: str, code: str, kind: str) -> list[tuple[object, list[tuple[str, str]]]]:
    """What an organisation can cite: first by which items it is somebody else's, then what its own list says."""
    rules = books.duties.rules()
    others = rules.others_for(category, code, kind)
    names = dict(Organisation.objects.filter(code__in={d.unit for d in others}).values_list("code", "name"))
    theirs = [(d.cited, f"{names.get(d.unit, LEVELS_SAID[d.level])}: {cited(d.cited)}") for d in others]
    own = [(d.cited, cited(d.cited)) for d in rules.of_unit(code, kind)]
    return [
        (words, some)
        for words, some in ((_("By which it is somebody else's"), theirs), (_("Your own list"), own))
        if some
    ]


def listed_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("The item of the duty list"),
        required=False,
        help_text=_("needed when it is not on your duty list: which item shows it"),
    )


class SendBack(CitesItem):
    reason = Choices(_("Reason"), RETURN_WORDS.items())
    listed = listed_field()
    item = forms.CharField(label=_("or in your own words"), required=False, max_length=200)
    words = Words(_("What the community should know"), rows=2)

    def prepare(self):
        super().prepare()
        if self.known.assignment and self.known.assignment.round == "whistle":  # there a unit objects
            self.fields["reason"].choices = [
                (code, words) for code, words in RETURN_WORDS.items() if code != "not_ours"
            ]
            self.fields.pop("listed", None)
            del self.fields["item"]


class ObjectTo(CitesItem):
    listed = listed_field()
    item = forms.CharField(label=_("or in your own words"), required=False, max_length=200)
    words = Words(_("Why it is not yours"), rows=3)

    def prepare(self):
        super().prepare()
        if "listed" in self.fields:
            self.fields["listed"].help_text = _("choose the item that shows whose it is, or write it below")


# --- contact data -----------------------------------------------------------------------------------------------

PURPOSES = {
    "verify": pgettext_lazy("purpose", "to ask about the matter"),
    "visit": pgettext_lazy("purpose", "to arrange a visit"),
    "call_back": pgettext_lazy("purpose", "to call back about the result"),
}


class OpenContact(forms.Form):
    purpose = Choices(_("What for"), PURPOSES.items(), initial="verify")
    words = forms.CharField(label=_("More exactly"), required=False, max_length=100)

    def purpose_in_words(self) -> str:
        purpose, words = PURPOSES[self.cleaned_data["purpose"]], self.cleaned_data["words"].strip()
        return say(N_("{purpose}: {words}"), purpose=purpose, words=words) if words else str(purpose)
