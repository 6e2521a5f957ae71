"""What may stand in the work list's address besides the view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.lifecycle import State
from linli.cases.models import CaseSet, Source, Tag, Tagging
from linli.cases.queries import categories, search
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind, Place, lineage_of


class Filters(forms.Form):
    """Filters that live in the address. What can't be understood is left out, never an error."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    group = forms.ChoiceField(label=_("Kind of matter"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any state")), *State.choices])
    place = forms.ChoiceField(label=_("Place"), required=False)
    source = forms.ChoiceField(label=_("Came in by"), required=False, choices=[("", _("any way")), *Source.choices])
    tag = forms.CharField(
        label=_("Tag"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
    )
    urgent = forms.BooleanField(label=_("urgent only"), required=False)

    def __init__(self, data, *, post: Post, like: "Filters | None" = None):
        """`like`: filters of the same post, whose places need not be fetched again."""
        super().__init__(data, auto_id="filter-%s")
        groups = {category.group: category.group_words for category in categories()}
        self.fields["group"].choices = [("", _("any kind")), *groups.items()]
        self.places = (
            like.places if like else {place.code: place for place in parts_of(post.place)} if post.place else {}
        )
        self.fields["place"].choices = [("", _("all my places")), *((p.code, p.address) for p in self.places.values())]
        if len(self.places) < 2:
            del self.fields["place"]
        self.for_unit = post.role in people.FOR_A_UNIT
        self.words_from = lineage_of(post.place.path) if post.place else []
        if post.role not in people.SERVING | people.HEARING_COMPLAINTS:
            del self.fields["tag"]
        self.is_valid()

    @property
    def chosen(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether more than the search box is in use."""
        return bool(self.chosen.keys() - {"q"})

    def apply(self, cases: CaseSet) -> CaseSet:
        chosen = self.chosen
        if group := chosen.get("group"):
            cases = cases.filter(category__group=group)
        if place := self.places.get(chosen.get("place", "")):
            cases = cases.within(place)
        for column in ("state", "source", "urgent"):
            if column in chosen:
                cases = cases.filter(**{column: chosen[column]})
        if tag := chosen.get("tag"):
            tags = Tag.objects.filter(name=" ".join(tag.split()), place__path__in=self.words_from)
            cases = cases.filter(pk__in=Tagging.objects.filter(tag__in=tags).values("case"))
        return search(cases, chosen["q"], confidential=not self.for_unit) if "q" in chosen else cases


def parts_of(place: Place):
    """The next smaller places: of a grid the buildings it serves, of anything else what lies directly in it."""
    served = place.kind == Kind.GRID
    found = Place.objects.filter(grid=place, kind=Kind.BUILDING) if served else place.children.all()
    above = ["parent", "parent__parent", "parent__parent__parent"]
    heavy = [f"{way}__{column}" for way in above for column in ("shape", "duties")]
    return (
        found.standing().select_related(*above).defer("shape", "duties", *heavy).order_by("kind", "order", "code")[:200]
    )
