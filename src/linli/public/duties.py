"""The duty lists for everyone, and how often units returned cases: counted, by unit and month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.cases import books
from linli.cases.duties import KINDS, LEVELS
from linli.cases.queries import categories
from linli.insight.duties import KINDS_SAID, LEVELS_SAID, rows_of, units_named
from linli.insight.periods import Period, add_months, read_period
from linli.insight.returns import REASONS_SAID, published_until, returned, whistled
from linli.kernel import clock
from linli.places.models import Kind, Place


def duties(request: HttpRequest) -> HttpResponse:
    """Who has to do what. A list without anything asked shows the proofs first: that is what most people come for."""
    book = books.duties.current()
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("said", "unit", "category", "level", "kind")}
    found = book.rules.search(**asked) if any(asked.values()) else book.rules.proofs
    return render(
        request,
        "public/duties.html",
        {
            "book": book,
            "asked": asked,
            "rows": rows_of(found),
            "units": units_named(book.rules.rows),
            "categories": categories(),
            "levels": [(level, LEVELS_SAID[level]) for level in LEVELS],
            "kinds": [(kind, KINDS_SAID[kind]) for kind in KINDS],
            "proofs_only": not any(asked.values()),
        },
    )


def returns(request: HttpRequest, code: str) -> HttpResponse:
    """Only months that units have had the time to look at."""
    place = get_object_or_404(
        Place.objects.select_related("parent").defer("shape", "parent__shape"),
        code=code,
        kind__in=[Kind.STREET, Kind.COMMUNITY],
    )
    last = published_until(clock.today())
    asked = read_period(request.GET.get("from", ""), request.GET.get("to", ""), clock.today())
    until = min(asked.last, last)
    period = Period(min(asked.first, until), until)
    facts = {
        "place": place,
        "period": period,
        "months": list(period.months()),
        "rows": returned(place, period),
        "reasons": REASONS_SAID,
        "whistled": whistled(place, period),
        "next": add_months(last, 2).replace(day=10),
    }
    return render(request, "public/returns.html", facts)
