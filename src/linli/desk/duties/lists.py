"""To read and search the duty lists, by unit and kind of matter; and how often units returned cases, by reason and
month.
"""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.cases.duties import KINDS, LEVELS
from linli.cases.queries import categories
from linli.desk import frame, more
from linli.insight.duties import KINDS_SAID, LEVELS_SAID, rows_of, units_named
from linli.insight.periods import read_period
from linli.insight.returns import REASONS_SAID, published_until, returned, whistled
from linli.kernel import clock
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind, Place

more.ENTRIES += [
    more.Entry(
        "duties",
        "rules",
        _("Duty lists"),
        _("Who has to do what, by level and unit; proofs that must not be issued."),
        lambda post: True,
    ),
    more.Entry(
        "refusals",
        "results",
        _("Returns and whistles, by unit"),
        _("How often units said “not ours”, and how both sides rated whistles."),
        lambda post: post.role in people.SERVING | people.FOR_A_UNIT | people.HEARING_COMPLAINTS | people.ADMINISTERING,
    ),
]


def duties(request):
    book = books.duties.current()
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("said", "unit", "category", "level", "kind")}
    if "\x00" in "".join(asked.values()):
        asked = dict.fromkeys(asked, "")
    found = book.rules.search(**asked)
    facts = {
        "book": book,
        "asked": asked,
        "found": rows_of(found),
        "count": len(found),
        "units": units_named(book.rules.rows),
        "levels": [(level, LEVELS_SAID[level]) for level in LEVELS],
        "kinds": [(kind, KINDS_SAID[kind]) for kind in KINDS],
        "categories": categories(),
        "administers": people.administers.allows(request.post, None),
    }
    return frame.page(request, "desk/duties/duties.html", facts)


def refusals(request):
    """Also of the running month, which the units see before it stands in public."""
    place = _place_of(request.post)
    if place is None:
        raise Http404
    period = read_period(request.GET.get("from", ""), request.GET.get("to", ""), clock.today())
    rows = returned(place, period)
    facts = {
        "place": place,
        "period": period,
        "months": list(period.months()),
        "rows": rows,
        "reasons": REASONS_SAID,
        "whistled": whistled(place, period),
        "published": published_until(clock.today()),
        "own": request.post.organisation,
    }
    return frame.page(request, "desk/duties/refusals.html", facts)


def _place_of(post: Post) -> Place | None:
    if post.role not in people.SERVING | people.FOR_A_UNIT | people.HEARING_COMPLAINTS | people.ADMINISTERING:
        return None
    place = post.place or (post.organisation.place if post.organisation else None)
    if place is None or place.kind in (Kind.STREET, Kind.COUNTY, Kind.COMMUNITY):
        return place
    above = Place.objects.filter(path__in=place.lineage(), kind=Kind.COMMUNITY).first()
    return above or place
