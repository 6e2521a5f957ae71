"""What the forms of one case page know in common: units to call, colleagues, what the duty lists say."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case as Rank
from django.db.models import Q, Value, When
from django.db.models.functions import Length
from django.http import QueryDict
from django.utils.functional import cached_property

from linli.cases import books
from linli.cases.duties import KINDS, Duty
from linli.cases.models import Assignment, Case, Voice
from linli.cases.rules import may_see
from linli.desk.cases.texts import Texts
from linli.people import rules as people
from linli.people.models import Organisation, OrganisationKind, Post, lineage

MOST_UNITS = 30  # offered on a page; a county has hundreds
CALLED_KINDS = [
    OrganisationKind.DEPARTMENT,
    OrganisationKind.PROPERTY_COMPANY,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.GOVERNMENT,
]
KINDS_SAID = {OrganisationKind.PROPERTY_COMPANY: "物业"}  # companies' names need not say what they are


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
