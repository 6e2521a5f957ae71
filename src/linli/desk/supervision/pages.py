"""What I have to see to (督办), and what in my area stands on which rung."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.cases.models import Case, Rung, Supervision
from linli.desk import frame, more
from linli.desk.cases.ladder import rungs_of
from linli.desk.cases.names import PARENTS
from linli.desk.cases.story import WHY_RAISED
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Kind

PAGE = 20
MOST = 500  # open ones that are counted


def has_a_ladder(post: Post) -> bool:
    return post.place is not None and post.role in people.SERVING | people.HEARING_COMPLAINTS | people.SUPERVISING


more.ENTRIES.append(
    more.Entry(
        "supervision",
        "decide",
        _("Supervision"),
        _("What was raised to you, and what in your area stands on which rung."),
        has_a_ladder,
    )
)


def open_ones(post: Post) -> QuerySet[Supervision]:
    """The open rows of cases that this post sees; found by the place first, of which few are open."""
    if not has_a_ladder(post):
        return Supervision.objects.none()
    place = post.place.parent if post.place.kind == Kind.GRID and post.place.parent else post.place
    inside = Supervision.objects.filter(ended_at=None, path__gte=place.path, path__lt=place.path_end)
    return inside.filter(case__in=Case.objects.visible_to(post))


def mine(post: Post) -> QuerySet[Supervision]:
    """Those that wait for this post to say "seen"."""
    waits = Q(rung=Rung.REMINDER, case__keeper=post) | Q(rung__in=rungs_of(post), case__restricted=False)
    if post.role in people.HEARING_COMPLAINTS | people.SUPERVISING:
        waits |= Q(case__restricted=True, rung=Rung.COUNTY if post.role == Role.COUNTY_SUPERVISOR else Rung.STREET)
    return open_ones(post).filter(waits, acknowledged_at=None)


def with_cases(rows: QuerySet[Supervision]) -> QuerySet[Supervision]:
    heavy = [
        f"case__{way}__{column}"
        for way in ("place", "place__parent", "place__parent__parent", PARENTS)
        for column in ("shape", "duties")
    ]
    return rows.select_related(
        "case__category", "case__keeper__person", f"case__{PARENTS}", "acknowledged_by__person"
    ).defer(*heavy)


def supervision(request, *, failed: tuple[UUID, str, str] | None = None):
    post = request.post
    rows = open_ones(post)
    counts = Counter(rows.order_by().values_list("rung", flat=True)[:MOST])
    asked = request.GET.get("rung", "")
    rung = (
        int(asked) if asked.isdecimal() and asked.isascii() and len(asked) == 1 and int(asked) in Rung.values else None
    )
    chosen = rows.filter(rung=rung) if rung else rows.filter(rung__gt=Rung.REMINDER)
    try:
        chosen = chosen.filter(id__lt=UUID(hex=request.GET.get("after", "")))
    except ValueError:
        pass
    waits = frame.first_keys(mine(post), PAGE + 1, order=("due", "id"))
    waiting = with_cases(Supervision.objects.filter(pk__in=waits[:PAGE])).order_by("due", "id")
    area = list(with_cases(Supervision.objects.filter(pk__in=frame.first_keys(chosen, PAGE + 1))).order_by("-id"))
    facts = {
        "mine": [(one, WHY_RAISED.get(one.why, "")) for one in waiting],
        "more_wait": len(waits) > PAGE,
        "area": [(one, WHY_RAISED.get(one.why, "")) for one in area[:PAGE]],
        "next": area[PAGE - 1].pk.hex if len(area) > PAGE else "",
        "rungs": [(one, counts[one.value]) for one in reversed(Rung)],
        "rung": rung,
        "most": sum(counts.values()) >= MOST,
        "failed": failed,
    }
    return frame.page(request, "desk/supervision/supervision.html", facts, status=422 if failed else 200)


@require_POST
def seen(request, key):
    """Seen, I see to it."""
    one = get_object_or_404(Supervision.objects.filter(case__in=Case.objects.visible_to(request.post)), pk=key)
    words = request.POST.get("words", "")
    try:
        actions.acknowledge(one, words=words, by=request.post)
    except Refused as refusal:
        return supervision(request, failed=(one.pk, str(refusal), words))
    messages.success(request, _("Noted: you have seen it and see to it."))
    if request.POST.get("back") == "case":
        return redirect("desk:case", one.case_id)
    return redirect("desk:supervision")
