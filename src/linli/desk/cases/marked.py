"""What the case page shows of tags and following, fetched with the case itself."""

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from linli.cases.models import CaseSet, Follow, Tagging
from linli.cases.tags import LONGEST
from linli.people.models import Post

NAMES = Tagging.objects.filter(case=OuterRef("pk")).order_by("tag__name").values("tag__name")


class TagForm(forms.Form):
    tag = forms.CharField(
        label=_("Tag"),
        max_length=LONGEST,
        help_text=_("A word for the matter, never for people: 飞线充电, not 张某某."),
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
    )


def with_marks(cases: CaseSet, post: Post) -> CaseSet:
    """Each case with `tag_names` and whether this post `follows` it; no statement of its own."""
    mine = Follow.objects.filter(case=OuterRef("pk"), post=post)
    return cases.annotate(tag_names=ArraySubquery(NAMES), follows=Exists(mine))
