"""The steps of those in charge: handing on, asking, noting, answering, calling back, correcting."""

from hashlib import sha256

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Grade, Voice
from linli.cases.queries import category_by_code, grouped_categories
from linli.desk.cases.forms.step import SayWithPhotos, StepForm
from linli.desk.cases.story import CONTACT_WAYS
from linli.desk.fields import Choices, Words
from linli.people.models import Post

MOST_OWN_REPLIES = 60


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
