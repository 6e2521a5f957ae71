"""What keeps coming back becomes something to talk over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from linli.cases.models import Case, Category
from linli.cases.queries import categories
from linli.councils import actions, books
from linli.councils.lifecycle import TopicState
from linli.councils.models import Topic
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.words import N_
from linli.people.models import Post
from linli.places.models import Kind, Place, lineage_of

MOST = 60
GONE = [TopicState.REFUSED, TopicState.WITHDRAWN]


@dataclass(frozen=True)
class Recurring:
    """Cases of one kind that came from one compound again and again."""

    place: Place
    category: Category
    cases: tuple[str, ...]  # refs, the newest first

    @property
    def count(self) -> int:
        return len(self.cases)

    @property
    def key(self) -> tuple[str, str]:
        return self.place.code, self.category.code


def recurring(place: Place) -> list[Recurring]:
    """Compounds and kinds of matter with at least `recurring_cases` in `recurring_days`, the most frequent first.

    A matter that many told counts once, as it is one case; what was left out of the rates or is restricted counts not
    at all. Costs as much as the place had cases in that time, and three statements.
    """
    rules = books.hearing.rules()
    since = clock.now() - timedelta(days=rules.recurring_days)
    found = (
        Case.objects.within(place)
        .counted()
        .filter(id__gte=uuid7(since), reported_at__gte=since, restricted=False, excluded=False)
    )
    compounds = {p.path: p for p in Place.objects.within(place).of_kind(Kind.COMPOUND).defer("shape", "duties")}
    at: dict[str, str | None] = {}  # a path's compound
    groups: dict[tuple[str, UUID], list[UUID]] = defaultdict(list)
    for key, path, category in found.order_by("-id").values_list("id", "path", "category_id"):
        if path not in at:
            at[path] = next((above for above in reversed(lineage_of(path)) if above in compounds), None)
        if compound := at[path]:
            groups[compound, category].append(key)
    known = {category.pk: category for category in categories()}
    rows = [
        Recurring(compounds[path], known[category], tuple(f"cases/case/{key}" for key in keys))
        for (path, category), keys in groups.items()
        if len(keys) >= rules.recurring_cases and category in known
    ]
    return sorted(rows, key=lambda row: (-row.count, row.place.path))[:MOST]


@transaction.atomic
def raise_from_cases(place: Place, category: Category, *, title: str, words: str = "", by: Post) -> Topic:
    """Make it a topic, which remembers the cases. Refuses what no longer keeps coming back, and what is a topic
    already.
    """
    row = next((r for r in recurring(place) if r.place.pk == place.pk and r.category.pk == category.pk), None)
    if row is None:
        raise Refused(N_("These cases do not come often enough any more to make a topic of them."))
    if running := topics_of([row], place).get(row.key):
        raise Refused(N_("It is a topic already: {number}."), number=running.number)
    return actions.raise_topic(place=place, title=title, words=words, by=by, origin=Topic.Origin.CASES, cases=row.cases)


def topics_of(rows: Sequence[Recurring], place: Place) -> dict[tuple[str, str], Topic]:
    """Which of them are a topic already that still goes on, by `Recurring.key`; one statement."""
    here = Topic.objects.within(place).filter(origin=Topic.Origin.CASES, closed_at=None).exclude(state__in=GONE)
    running = [(topic, set(topic.cases)) for topic in here.order_by("id")]
    return {row.key: topic for row in rows for topic, cases in running if cases & set(row.cases)}
