"""The public page of a street or a community: what was raised and what has become of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from linli.cases.queries import MediationFigures, categories, mediation_figures
from linli.insight import books
from linli.insight.answers import public_answers
from linli.insight.charts import LineChart, line_chart, widths
from linli.insight.exclusions import exclusions_of
from linli.insight.figures import CHILDREN, Figures, Sum, figures_of
from linli.insight.periods import Period, add_months, last_months, read_period
from linli.insight.rates import ThreeRates
from linli.journal.models import Seal
from linli.kernel import clock
from linli.places.models import Kind, Place

WITH_PAGE = {Kind.STREET, Kind.COMMUNITY}
MOST_CHILDREN = 400
FEW_TALKS = 5


def streets(request: HttpRequest) -> HttpResponse:
    """All streets; with a single one, its page."""
    after = request.GET.get("after", "")
    found = list(
        Place.objects.of_kind(Kind.STREET)
        .standing()
        .only("code", "name", "path")
        .filter(path__gt=after)
        .order_by("path")[: MOST_CHILDREN + 1]
    )
    if len(found) == 1 and not after:
        return redirect("public:street", code=found[0].code)
    page = found[:MOST_CHILDREN]
    return render(
        request, "public/streets.html", {"streets": page, "more": page[-1].path if len(found) > len(page) else ""}
    )


def street(request: HttpRequest, code: str) -> HttpResponse:
    """A street's or community's page; a grid has its own, and smaller places stand in the tree."""
    place = get_object_or_404(Place.objects.select_related("parent").defer("shape", "parent__shape"), code=code)
    if place.kind == Kind.GRID:
        return HttpResponsePermanentRedirect(f"/g/{place.code}")
    if place.kind not in WITH_PAGE:
        return redirect("public:place", code=place.code)
    period = read_period(request.GET.get("from", ""), request.GET.get("to", ""), clock.today())
    figures = figures_of(place, period)
    return render(
        request,
        "public/street.html",
        {
            "place": place,
            "figures": figures,
            "period": period,
            "periods": list(_periods(period)),
            "chart": month_chart(figures),
            "months": list(figures.months.items()),
            "groups": list(_groups(figures)),
            "children": list(_children(place, figures)),
            "children_are": CHILDREN[place.kind],
            "rates": ThreeRates(figures.whole.counts, books.rates.rules()),
            "left_out": exclusions_of(place, period),
            "answers": named(public_answers(place, limit=10)),
            "mediation": mediation_of(place, period),
            "seal": Seal.objects.order_by("-day").first(),
        },
    )


def mediation_of(place: Place, period: Period) -> MediationFigures | None:
    """Talks between neighbours as counts; nothing where there were so few that somebody might be guessed."""
    found = mediation_figures(place, period.start, period.end)
    return found if found.opened >= FEW_TALKS else None


@dataclass(frozen=True)
class Choice:
    words: str
    first: str
    last: str
    chosen: bool


def _periods(shown: Period) -> Iterator[Choice]:
    today = clock.today()
    this, january = today.replace(day=1), today.replace(month=1, day=1)
    for words, period in (
        (_("Last 12 months"), last_months(12, today)),
        (_("This month"), Period(this, this)),
        (_("This year"), Period(january, this)),
        (_("Last year"), Period(add_months(january, -12), add_months(january, -1))),
    ):
        yield Choice(words, f"{period.first:%Y-%m}", f"{period.last:%Y-%m}", period == shown)


def month_chart(figures: Figures) -> LineChart | None:
    """Raised, and of those closed, month by month; nothing to draw for one month."""
    if len(figures.months) < 2:
        return None
    labels = [f"{month.month}" for month in figures.months]
    sums = list(figures.months.values())
    years = [f"{month.year}" for month in figures.months]
    return line_chart(labels, [one.raised for one in sums], [one.closed for one in sums], eras=years)


@dataclass(frozen=True)
class Row:
    """One line of a table, with the length of its bar."""

    name: str
    sum: Sum
    width: float
    place: Place | None = None


def _groups(figures: Figures) -> Iterator[Row]:
    names = {category.group: category.group_words for category in categories()}
    lengths = widths([one.raised for one in figures.groups.values()])
    for (group, one), width in zip(figures.groups.items(), lengths, strict=True):
        yield Row(names.get(group, group), one, width)


def _children(place: Place, figures: Figures) -> Iterator[Row]:
    """Every place of the next level, also those without a case, and at the end what lies in none of them."""
    below = list(
        Place.objects.filter(parent=place, kind=CHILDREN[place.kind])
        .standing()
        .only("code", "name", "path", "kind")
        .order_by("order", "code")[:MOST_CHILDREN]
    )
    sums = dict(figures.children)
    found = [(child.name, sums.pop(child.path, Sum()), child) for child in below]
    lengths = widths([one.raised for _name, one, _child in found])
    for (name, one, child), width in zip(found, lengths, strict=True):
        yield Row(name, one, width, child)


def named(answers) -> list[dict]:
    """Public answers with their category in the reader's language."""
    names = {category.code: str(category) for category in categories()}
    return [
        {
            "category": names.get(answer.category, ""),
            "it": answer,
            "same_month": (answer.reported.year, answer.reported.month)
            == (answer.answered.year, answer.answered.month),
        }
        for answer in answers
    ]
