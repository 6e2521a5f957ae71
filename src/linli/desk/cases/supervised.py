"""The steps of supervision on the case page."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.cases import books
from linli.cases.models import Rung
from linli.cases.rules import rungs_to_raise_to
from linli.desk.cases.forms import StepForm
from linli.desk.fields import Choices, Words
from linli.people.models import Post
from linli.people.queries import in_charge_of
from linli.people.roles import Role
from linli.rulebook.names import named


class RaiseCase(StepForm):
    rung = Choices(pgettext_lazy("supervision", "To whom"), [])
    words = Words(_("What they should see to"), rows=2)

    def prepare(self):
        self.fields["rung"].choices = [
            (str(number), Rung(number).label) for number in rungs_to_raise_to(self.known.post, self.known.case)
        ]

    def clean_rung(self) -> int:
        return int(self.cleaned_data["rung"])


class NameStaff(StepForm):
    """Those who serve the place to choose from; anybody else of the county by name."""

    about = forms.ChoiceField(label=_("Whom it is about"), required=False)
    other = forms.CharField(
        label=_("or somebody else, by name"), required=False, max_length=40, help_text=_("as the post is entered here")
    )
    words = Words(_("How this was established"), rows=2)

    def prepare(self):
        case = self.known.case
        found = in_charge_of(
            *filter(None, [case.path, case.grid_path]), roles=[r for r in Role if r != Role.ADMINISTRATOR]
        )
        self.posts = {str(post.pk): post for post in found}
        self.fields["about"].choices = [
            ("", _("please choose")),
            *((key, f"{p.person} · {p.named_role} · {p.place}") for key, p in self.posts.items()),
        ]

    def clean(self):
        given = super().clean()
        name, chosen = given.pop("other", "").strip(), given.get("about")
        if name:
            given["about"] = self._by_name(name)
        elif chosen:
            given["about"] = self.posts[chosen]
        elif "about" not in self.errors:
            self.add_error("about", _("Say whom it is about."))
        return given

    def _by_name(self, name: str) -> Post | None:
        county = self.known.case.path.split("/")[0] + "/"
        here = Q(place__path__startswith=county) | Q(organisation__place__path__startswith=county)
        found = list(Post.objects.current().with_names().filter(here, person__name=name)[:20])
        if len({post.person_id for post in found}) == 1:
            return found[0]
        if found:
            self.add_error(
                "other",
                ngettext(
                    "%(n)d person has this name. Choose from the list above.",
                    "%(n)d persons have this name. Choose from the list above.",
                    len(found),
                )
                % {"n": len(found)},
            )
        else:
            self.add_error("other", _("Nobody of this name holds a post here."))
        return None


class AskExclusion(StepForm):
    ground = forms.ChoiceField(label=_("On which ground"))
    words = Words(_("What was found out, in words the resident can read"))

    def prepare(self):
        grounds = books.exclusions.rules().grounds.values()
        said = [(ground.code, named(ground.words)) for ground in grounds]
        self.fields["ground"].choices = [("", _("please choose")), *said]
