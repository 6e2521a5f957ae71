"""The ledger's rows. Ten thousand are a few seconds for models with everything beside them; so each thing is fetched
once, as columns.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.blots import for_the_public
from linli.cases.lifecycle import Stage
from linli.cases.models import Assignment, Case, Category, Contact, Grade, Source, Voice
from linli.cases.queries import about_a_person
from linli.kernel.clock import SHANGHAI
from linli.paper.ledgers import Column
from linli.people.models import Post
from linli.places.models import Kind, Place
from linli.places.queries import outdoors

MOST, AT_ONE_TIME = 10_000, 1000
ADDRESS = 4  # a dwelling, its unit, building and compound
LONGEST_WORDS = 600  # of a resident's words; a ledger is no file of letters
COLUMNS = (
    "id",
    "number",
    "reported_at",
    "source",
    "place_id",
    "category_id",
    "keeper_id",
    "contacted_at",
    "answered_at",
    "answer",
    "late_since",
    "grade",
    "state",
    "round",
    "voices_count",
    "supervised",
    "reopenings",
    "excluded",
    "merged_into_id",
)


def columns(*, words: bool) -> list[Column]:
    """Without `words` nothing in it lets a resident be recognised: no words, and no building."""
    asked = [Column(pgettext("ledger", "What was asked"), 42, centred=False)] if words else []
    result = [Column(pgettext("ledger", "Result"), 36, centred=False)] if words else []
    return [
        Column(pgettext("ledger", "No."), 6),
        Column(pgettext("ledger", "Reported on"), 12),
        Column(pgettext("ledger", "Number"), 15),
        Column(pgettext("ledger", "Source"), 10),
        Column(pgettext("ledger", "Place"), 18, centred=False),
        Column(pgettext("ledger", "Kind of matter"), 14),
        *asked,
        Column(pgettext("ledger", "Unit in charge"), 18),
        Column(pgettext("ledger", "First contact"), 12),
        Column(pgettext("ledger", "Answered at"), 12),
        *result,
        Column(pgettext("ledger", "Late"), 7),
        Column(pgettext("ledger", "Satisfaction"), 9),
        Column(pgettext("ledger", "State"), 10),
        Column(pgettext("ledger", "Remarks"), 16, centred=False),
    ]


def rows(cases: QuerySet[Case], *, words: bool) -> Iterator[list[str | int]]:
    """In the order of reporting, a thousand fetched at a time."""
    keys, said = list(cases.order_by("id").values_list("pk", flat=True)[:MOST]), _Words(words)
    number = 0
    for some in batched(keys, AT_ONE_TIME):
        those = _those(some)
        said.read(those)
        for case in Case.objects.filter(pk__in=those).order_by("id").values_list(*COLUMNS, named=True):
            number += 1
            yield [number, *said.row(case)]


def _those(keys: Sequence[UUID]) -> RawSQL:
    """A thousand keys as one value."""
    return RawSQL("select unnest(%s::uuid[])", [list(keys)])


class _Words:
    """What stands in the cells: what many cases share is put into words once, what is a case's own by the thousand."""

    def __init__(self, words: bool) -> None:
        self.words = words
        self.sources = {value: str(words) for value, words in Source.choices}
        self.grades = {value: str(words) for value, words in Grade.choices}
        self.yes, self.no, self.persons = _("yes"), _("no"), _("(about persons; see the case)")
        self.states: dict[tuple[str, str], str] = {}
        self.places: dict[UUID, str] = {}
        self.known: dict[UUID, Place] = {}
        self.keepers: dict[UUID, str] = {}

    @cached_property
    def categories(self) -> dict[UUID, tuple[str, bool]]:
        return {one.pk: (str(one), about_a_person(one)) for one in Category.objects.all()}

    def read(self, those: RawSQL) -> None:
        cases = Case.objects.filter(pk__in=those)
        self.read_places(cases)
        self.units: dict[UUID, dict[str, None]] = defaultdict(dict)
        at_work = Assignment.objects.filter(case__in=those).exclude(stage__in=[Stage.RETURNED, Stage.CALLED_OFF])
        for case, name in at_work.values_list("case", "organisation__name"):
            self.units[case][name] = None
        new = set(cases.order_by().values_list("keeper", flat=True).distinct()) - self.keepers.keys() - {None}
        self.keepers |= {post.pk: post.named_role for post in Post.objects.filter(pk__in=new)}
        self.first: dict[UUID, str] = {}
        self.names: dict[UUID, list[str]] = defaultdict(list)
        if self.words:
            voices = Voice.objects.filter(case__in=those).order_by("case", "said_at", "id").distinct("case")
            self.first = dict(voices.values_list("case", "words"))
            contacts = Contact.objects.filter(voice__case__in=those).values_list("voice__case", "name", "phone")
            for case, *given in contacts:
                self.names[case] += filter(None, given)

    def read_places(self, cases: QuerySet[Case]) -> None:
        """Each place once, and each that others stand in once: thirty buildings share a compound."""
        new = wanted = set(cases.order_by().values_list("place", flat=True).distinct()) - self.places.keys()
        for _level in range(ADDRESS):
            found = Place.objects.filter(pk__in=wanted).only("name", "kind", "parent").in_bulk() if wanted else {}
            self.known |= found
            wanted = {place.parent_id for place in found.values()} - self.known.keys() - {None}
        for key in new:
            here = place = self.known[key]
            while here.parent_id in self.known and not Place.parent.is_cached(here):
                here.parent = self.known[here.parent_id]
                here = here.parent
            self.places[key] = _building(place).address if self.words else outdoors(place).name

    def row(self, case: Any) -> list[str | int]:
        """`case` has the COLUMNS of a case; a model of each would take as long as all the rest."""
        kind, persons = self.categories[case.category_id]
        names = self.names.get(case.id, ())
        asked, result = [], []
        if self.words:
            first = self.first.get(case.id)
            asked = [self.persons if persons or first is None else for_the_public(first, *names)[:LONGEST_WORDS]]
            answered = self.persons if persons else for_the_public(case.answer, *names)[:LONGEST_WORDS]
            result = [answered if case.answer else ""]
        state = (case.state, case.round)
        return [
            f"{case.reported_at.astimezone(SHANGHAI):%Y-%m-%d}",
            case.number,
            self.sources.get(case.source, case.source),
            self.places[case.place_id],
            kind,
            *asked,
            "、".join(self.units.get(case.id, ())) or self.keepers.get(case.keeper_id, ""),
            _moment(case.contacted_at),
            _moment(case.answered_at),
            *result,
            self.yes if case.late_since else self.no,
            self.grades.get(case.grade, ""),
            self.states.get(state)
            or self.states.setdefault(state, Case(state=case.state, round=case.round).state_words),
            _remarks(case),
        ]


def _building(place: Place) -> Place:
    """No door, and no way in."""
    while place.kind in (Kind.DWELLING, Kind.UNIT) and place.parent:
        place = place.parent
    return place


def _remarks(case: Any) -> str:
    said: list[Any] = [
        case.voices_count > 1 and _("%(n)s voices") % {"n": case.voices_count},
        case.supervised and _("supervised"),
        case.reopenings and _("reopened %(n)s times") % {"n": case.reopenings},
        case.excluded and _("left out of the rates"),
        case.merged_into_id and _("merged"),
    ]
    return "；".join(filter(None, said))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""
