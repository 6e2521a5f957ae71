"""The work list."""

from django.shortcuts import redirect

from linli.cases.actions.bulk import MOST as MOST_AT_ONCE
from linli.desk.cases.kept import asked, beside_the_list
from linli.desk.cases.lists import MOST, counts_and_keys, page_of, rows_of, views_for
from linli.desk.frame import page
from linli.kernel import clock
from linli.people import rules as people


def work(request):
    """What this post has to do, in views with counts, filtered by the address, thirty rows a page."""
    post, now = request.post, asked(request.post, request.GET)
    if now is None:
        return redirect("desk:inbox")
    view, filters, cases, views = now.view, now.filters, now.cases, views_for(post)
    kept, tags = beside_the_list(post, filters)
    counted = [one for one in kept if one.counted]
    on_page = page_of(view, cases, request.GET.get("after", ""))
    lists = [*(v.find(post) for v in views), *(one.asked.cases for one in counted), cases]
    (*totals, found), keys = counts_and_keys(lists, on_page)
    rows, following = rows_of(view, cases, keys)
    of_views, of_kept = totals[: len(views)], dict(zip((one.id for one in counted), totals[len(views) :], strict=True))
    query = now.query
    return page(
        request,
        "desk/cases/work.html",
        {
            "view": view,
            "views": [(v, n, n >= MOST) for v, n in zip(views, of_views, strict=True)],
            "filters": filters,
            "kept": [(one, found if one.query == query else of_kept.get(one.id), one.query == query) for one in kept],
            "query": query,
            "tags": tags,
            "kept_now": next((one for one in kept if one.query == query), None),
            "called": request.GET.get("called", "")[:60],
            "rows": rows,
            "found": found,
            "many": found >= MOST,
            "next": following,
            "first_page": "after" not in request.GET,
            "now": clock.now(),
            "late_elsewhere": of_views[[v.name for v in views].index("overdue")] if view.name == "today" else 0,
            "bulk": post.role in people.SERVING | people.HEARING_COMPLAINTS,
            "at_once": min(found, MOST_AT_ONCE),
        },
    )
