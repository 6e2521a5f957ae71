"""What each step of a topic asks for. `seen` is the version the person had before them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import books
from linli.councils.models import Stage, Topic
from linli.councils.procedures import LEAST_SHOWN, Procedure
from linli.councils.queries.topics import GROUNDS, suggested_groups
from linli.desk.cases.pictures import Photos
from linli.places.models import Place
from linli.rulebook.names import named

OWN = 2  # groups that stand in no book


class Said(forms.CharField):
    """Words in a box."""

    def __init__(self, label: object, *, most: int = 400, rows: int = 3, **more: Any) -> None:
        super().__init__(
            label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "maxlength": most}), **more
        )


class Raising(forms.Form):
    place = forms.ChoiceField(label=_("Place"))
    title = forms.CharField(label=_("What is to be talked over?"), max_length=80)
    words = Said(
        _("How is it now, and whom does it concern?"),
        most=2000,
        rows=5,
        required=False,
        help_text=_("Everybody can read this. Please name nobody."),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = [(place.code, place.address) for place in places]


class TopicForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, step: str, topic: Topic, stages: Sequence[Stage] = ()
    ) -> None:
        super().__init__(data, files, auto_id=f"{step}-%s", initial={"seen": topic.version})
        self.topic, self.stages = topic, stages
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices."""

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class Groups(TopicForm):
    """Who is concerned: what the book suggests, each with its choices to change, and groups of one's own."""

    def prepare(self) -> None:
        declared = {group["key"]: group for group in self.topic.groups}
        known = {group["key"]: group for group in suggested_groups(self.topic.place)}
        self.keys = list(known | declared) + [key for n in range(1, OWN + 1) if (key := f"own{n}") not in declared]
        for key in self.keys:
            group = declared.get(key) or known.get(key)
            options = "、".join(group["options"]) if group else ""
            if key not in known:
                self.fields[f"n_{key}"] = forms.CharField(
                    label=_("Another group"), max_length=20, required=False, initial=group["name"] if group else ""
                )
            else:
                self.fields[f"g_{key}"] = forms.BooleanField(
                    label=named(group["name"]), required=False, initial=key in declared
                )
            self.fields[f"o_{key}"] = forms.CharField(max_length=1200, required=False, initial=options)
            box = self.fields[f"o_{key}"].widget.attrs
            box["aria-label"] = __("Choices of “%(name)s”") % {
                "name": named(group["name"]) if group else __("Another group")
            }
            if key not in known:
                self.fields[f"n_{key}"].widget.attrs["aria-label"] = _("Another group")
                box["placeholder"] = _("its choices, separated by 、")
                self.fields[f"n_{key}"].widget.attrs["placeholder"] = _("Another group")
        self.names = {key: group["name"] for key, group in known.items()}

    @property
    def group_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"g_{key}"] if key in self.names else self[f"n_{key}"], self[f"o_{key}"]) for key in self.keys]

    def chosen(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        found = []
        for key in self.keys:
            name = self.names[key] if key in self.names else given[f"n_{key}"]
            if name and (key not in self.names or given[f"g_{key}"]):
                words = given[f"o_{key}"].replace("，", "、").replace(",", "、").replace("\n", "、")
                found.append(
                    {"key": key, "name": name, "options": [one.strip() for one in words.split("、") if one.strip()]}
                )
        return found

    def said(self) -> dict[str, Any]:
        return {"groups": self.chosen(), "seen": self.cleaned_data["seen"]}


class TakeUp(Groups):
    procedure = forms.ChoiceField(label=_("By which procedure"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        super().prepare()
        self.procedures: list[Procedure] = list(books.procedures.rules().by_key.values())
        self.fields["procedure"].choices = [
            (one.key, f"{named(one.name)}：{' → '.join(named(step.name) for step in one.steps)}")
            for one in self.procedures
        ]

    def said(self) -> dict[str, Any]:
        return super().said() | {"procedure": self.cleaned_data["procedure"]}


class Refuse(TopicForm):
    reasons = forms.MultipleChoiceField(label=_("Reasons"), widget=forms.CheckboxSelectMultiple)
    words = Said(
        _("In words, to whoever raised it"),
        help_text=_("What they can do instead. They read it, and may appeal once before the street."),
    )

    def prepare(self) -> None:
        self.fields["reasons"].choices = [
            (one.key, named(one.words)) for one in books.procedures.rules().reasons.values()
        ]


class Admit(TakeUp):
    finding = Said(_("What the street finds"))
    field_order = ("seen", "finding", "procedure")

    def said(self) -> dict[str, Any]:
        return super().said() | {"finding": self.cleaned_data["finding"]}


class Uphold(TopicForm):
    finding = Said(_("What the street finds"))


class Appeal(TopicForm):
    words = Said(_("Why should it be taken up after all?"))


class SecondOnPaper(TopicForm):
    """The number on the sheet as it is now, so that nobody adds one signature twice."""

    count = forms.IntegerField(
        label=_("Signatures on the sheet, in all"),
        min_value=0,
        max_value=2000,
        help_text=_("Count them all again each time; whoever seconded it by phone does not sign."),
    )
    sheet = forms.CharField(
        label=_("Where the sheet lies"),
        max_length=80,
        help_text=_("Everybody reads it, for example: with the community, window 2."),
    )

    def prepare(self) -> None:
        self.initial |= {"count": self.topic.seconded_on_paper or None, "sheet": self.topic.paper_sheet}


class EnterAppeal(TopicForm):
    words = Said(
        _("What they say, in their own words"),
        help_text=_(
            "From their letter, or as they say it at the counter. Everybody can read this. Please name nobody."
        ),
    )


class EndStage(TopicForm):
    result = Said(_("What is recorded"), most=8000, rows=5)
    outside = Said(
        _("When and where it was held, who came, how it was decided"),
        required=False,
        help_text=_("Everybody can read this. Please name nobody."),
    )
    photos = Photos()

    def prepare(self) -> None:
        stage = next((one for one in self.stages if one.order == self.topic.at), None)
        if stage:
            self.fields["result"].help_text = named(stage.records)
            self.fields["result"].required = not stage.publishes
        if stage is None or stage.kind not in GROUNDS:
            del self.fields["outside"], self.fields["photos"]
        else:
            self.fields["photos"].help_text = _("A photo of the signed sheet. It bears names: only the desk sees it.")

    def said(self) -> dict[str, Any]:
        given = super().said()
        return given | {"sheets": [picture.file for picture in given.pop("photos", ())]}


class Show(TopicForm):
    title = forms.CharField(label=_("Title of the notice"), max_length=80)
    body = Said(
        _("What is put on show"),
        most=8000,
        rows=8,
        help_text=_("With what was decided, why, who carries it out until when. No names, no doors."),
    )
    days = forms.IntegerField(label=_("On show for, days"), min_value=1, max_value=365, initial=LEAST_SHOWN)

    def prepare(self) -> None:
        stage = next((one for one in self.stages if one.order == self.topic.at), None)
        if stage and stage.publishes:
            self.initial["days"] = max(LEAST_SHOWN, stage.least_days)


class Close(TopicForm):
    result = Said(_("What became of it, in one or two sentences"), most=400)


class Reopen(TopicForm):
    start = forms.TypedChoiceField(label=_("It begins again with"), coerce=int)
    why = Said(pgettext_lazy("topic", "Why"), most=200)

    def prepare(self) -> None:
        self.fields["start"].choices = [(one.order, f"{one.order}. {named(one.name)}") for one in self.stages]
        carried_out = [one.order for one in self.stages if one.kind == "carry_out"]
        self.initial["start"] = carried_out[-1] if carried_out else 1


class Withdraw(TopicForm):
    why = Said(_("Why; everybody can read it"), most=200)
