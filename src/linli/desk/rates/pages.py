"""Figures of a place: three rates, tables, and the cases behind each number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from linli.cases.queries import categories
from linli.desk import frame, more
from linli.desk.cases.names import HEAVY, PARENTS
from linli.insight import books
from linli.insight.behind import MEASURES, cases_behind
from linli.insight.periods import Period, read_period
from linli.insight.rates import Counts, ThreeRates
from linli.insight.rules import may_see_figures
from linli.insight.tallied import by_category, by_month, by_place, by_unit, known_until, tallied
from linli.kernel import clock
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.places.models import Kind, Place

PAGE = 30
CHILDREN = {Kind.COUNTY: [Kind.STREET], Kind.STREET: [Kind.COMMUNITY], Kind.COMMUNITY: [Kind.GRID, Kind.COMPOUND]}


def has_figures(post: Post) -> bool:
    return post.role in people.FOR_A_UNIT | people.SERVING | people.HEARING_COMPLAINTS | people.ADMINISTERING


more.ENTRIES.append(
    more.Entry(
        "rates",
        "results",
        _("Three rates"),
        _("Response, solution and satisfaction of any place, period, kind and unit."),
        has_figures,
    )
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for, made sensible: only what this post may see."""

    place: Place
    period: Period
    category: str
    unit: Organisation | None

    @property
    def query(self) -> dict[str, str]:
        said = {"place": self.place.code, "from": f"{self.period.first:%Y-%m}", "to": f"{self.period.last:%Y-%m}"}
        return (
            said
            | ({"category": self.category} if self.category else {})
            | ({"unit": str(self.unit.pk)} if self.unit else {})
        )

    def with_(self, **changes: str) -> str:
        return "?" + urlencode({key: value for key, value in (self.query | changes).items() if value})


def asked(request) -> Asked:
    post: Post = request.post
    home = (
        post.place
        or (post.organisation.place if post.organisation else None)
        or Place.objects.filter(parent=None).first()
    )
    code = request.GET.get("place", "")
    found = Place.objects.select_related("parent").defer("shape").filter(code=code).first() if code else None
    place = found if found and may_see_figures.allows(post, found) else home
    if place is None or not may_see_figures.allows(post, place):
        raise Http404
    known = {c.code for c in categories()} | {c.group for c in categories()}
    category = said if (said := request.GET.get("category", "")) in known else ""
    unit = post.organisation if post.role in people.FOR_A_UNIT else _unit(request.GET.get("unit", ""))
    period = read_period(request.GET.get("from", ""), request.GET.get("to", ""), clock.today())
    return Asked(place, period, category, unit)


def _unit(key: str) -> Organisation | None:
    try:
        return Organisation.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


@dataclass(frozen=True)
class Row:
    words: object
    rates: ThreeRates
    more: str = ""  # where its own figures stand


def rates(request):
    it = asked(request)
    rules = books.rates.rules()
    key = it.unit.pk if it.unit else None
    named = {c.code: c for c in categories()}

    def three(counts: Counts) -> ThreeRates:
        return ThreeRates(counts, rules)

    def rows(found: Iterable[tuple[object, Counts, str]]) -> list[Row]:
        return [Row(words, three(counts), where) for words, counts, where in found]

    months = by_month(it.place, it.period, category=it.category, unit=key)
    facts = {
        "it": it,
        "rates": three(tallied(it.place, it.period, category=it.category, unit=key)),
        "until": known_until(),
        "measures": MEASURES,
        "months": rows((month, counts, "") for month, counts in reversed(months.items())),
        "kinds": rows(_kinds(it, by_category(it.place, it.period, unit=key), named)),
        "parts": rows(_parts(it, key)),
        "units": rows(_units(it)) if it.unit is None else [],
        "groups": {c.group: c.group_words for c in categories()},
        "category": named.get(it.category),
        "own": request.post.role in people.FOR_A_UNIT,
        "cases_query": it.with_(),
        "above": it.place.parent if it.place.parent and may_see_figures.allows(request.post, it.place.parent) else None,
    }
    return frame.page(request, "desk/rates/rates.html", facts)


def _kinds(it: Asked, found: dict[str, Counts], named: dict) -> Iterator[tuple[object, Counts, str]]:
    """The groups; with one of them chosen, its kinds. In the order of the table of categories, never by how good they
    are.
    """
    group = it.category[:1]
    for code in sorted(found):
        if group and len(code) > 1 and code.startswith(group):
            yield named.get(code, code), found[code], it.with_(category=code)
        elif not group and len(code) == 1:
            words = next((c.group_words for c in named.values() if c.group == code), code)
            yield words, found[code], it.with_(category=code)


def _parts(it: Asked, key: UUID | None) -> Iterator[tuple[object, Counts, str]]:
    """What lies next below, in the order of the tree."""
    kinds = CHILDREN.get(it.place.kind)
    if not kinds:
        return
    below = list(
        Place.objects.filter(parent=it.place, kind__in=kinds)
        .standing()
        .only("code", "name", "path", "kind")
        .order_by("kind", "order", "code")[:400]
    )
    counts = by_place([p.path for p in below], it.period, category=it.category, unit=key)
    for place in below:
        yield place.name, counts.get(place.path, Counts()), it.with_(place=place.code)


def _units(it: Asked) -> Iterator[tuple[object, Counts, str]]:
    """Every unit that was called, by name. A matter for which several were called counts for each."""
    found = by_unit(it.place, it.period, category=it.category)
    for unit in Organisation.objects.filter(pk__in=found).only("name").order_by("kind", "name"):
        yield unit.name, found[unit.pk], it.with_(unit=str(unit.pk))


def cases(request):
    """The cases behind one figure that this post may see, newest first."""
    it = asked(request)
    measure = said if (said := request.GET.get("of", "")) in MEASURES else "raised"
    key = it.unit.pk if it.unit else None
    found = cases_behind(measure, it.place, it.period, category=it.category, unit=key, now=clock.now())
    seen = found.filter(pk__in=found.model.objects.visible_to(request.post).values("pk"))
    try:
        seen = seen.filter(id__lt=UUID(hex=request.GET.get("after", "")))
    except ValueError:
        pass
    rows = found.model.objects.filter(pk__in=frame.first_keys(seen, PAGE + 1)).order_by("-id")
    rows = rows.annotate(clock_start=F("reported_at"), clock_warn=F("finish_warn"), clock_due=F("finish_due"))
    page = list(rows.select_related("category", "keeper__person", PARENTS).defer(*HEAVY))
    facts = {
        "it": it,
        "measure": MEASURES[measure],
        "rows": page[:PAGE],
        "back": it.with_(),
        "next": page[PAGE - 1].pk.hex if len(page) > PAGE else "",
        "first_page": "after" not in request.GET,
    }
    return frame.page(request, "desk/rates/cases.html", facts)
