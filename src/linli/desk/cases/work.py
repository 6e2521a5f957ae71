"""The work list."""

from django.shortcuts import redirect

from linli.desk.cases.filters import Filters
from linli.desk.cases.lists import MOST, counts_and_keys, page_of, rows_of, views_for
from linli.desk.frame import page
from linli.kernel import clock


def work(request):
    """What this post has to do, in views with counts, filtered by the address, thirty rows a page."""
    views = views_for(request.post)
    if not views:
        return redirect("desk:inbox")
    view = next((v for v in views if v.name == request.GET.get("view")), views[0])
    filters = Filters(request.GET, post=request.post)
    cases = filters.apply(view.asked(request.post, filters.chosen.get("state", "")))
    asked = page_of(view, cases, request.GET.get("after", ""))
    (*totals, found), keys = counts_and_keys([*(v.find(request.post) for v in views), cases], asked)
    rows, following = rows_of(view, cases, keys)
    counted = {v.name: n for v, n in zip(views, totals, strict=True)}
    return page(
        request,
        "desk/cases/work.html",
        {
            "view": view, "views": [(v, n, n >= MOST) for v, n in zip(views, totals, strict=True)], "filters": filters,
            "rows": rows, "found": found, "many": found >= MOST, "next": following, "first_page": "after" not in request.GET,
            "now": clock.now(), "late_elsewhere": counted["overdue"] if view.name == "today" else 0,
        },
    )  # fmt: skip
