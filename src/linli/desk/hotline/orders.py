"""The hotline's orders: the list, and one order with its clocks, its return and its reply."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import actions, books
from linli.cases.lifecycle import WITH_ANSWER, State
from linli.cases.models import Case, Order, OrderSet
from linli.cases.queries import story
from linli.desk import more
from linli.desk.cases.lists import EPOCH, MOST, PAGE, counts_and_keys, due_and_key, uuid_said
from linli.desk.cases.names import HEAVY, PARENTS
from linli.desk.frame import page
from linli.desk.hotline.forms import GiveBack, Reply
from linli.desk.hotline.sheet import reply_row
from linli.desk.hotline.words import GIVE_BACK_WORDS, REPLY_WORDS
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind
from linli.ui.forms import refuse

SOON = timedelta(hours=24)


def sees_orders(post: Post) -> bool:
    return (
        post.place is not None
        and post.role in people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS
    )


more.ENTRIES.append(
    more.Entry(
        "hotline",
        "channels",
        _("Hotline orders"),
        _("12345 and the like: import the sheet, give back, reply, export the replies."),
        sees_orders,
    )
)


@dataclass(frozen=True)
class View:
    """One tab. `by` is the column it is ordered by, the earliest first; None: the newest first."""

    name: str
    words: object
    find: Callable[[OrderSet], OrderSet]
    by: str | None = "reply_due"
    nothing: object = _("Nothing here.")


VIEWS = [
    View("open", pgettext_lazy("orders", "Open"), lambda orders: orders.open(), nothing=_("No order is waiting.")),
    View(
        "ready",
        pgettext_lazy("orders", "Ready for the reply"),
        lambda orders: orders.open().filter(voice__case__state__in=WITH_ANSWER),
    ),
    View(
        "soon",
        pgettext_lazy("orders", "Due soon"),
        lambda orders: orders.open().filter(reply_due__lt=clock.now() + SOON),
        nothing=_("Nothing falls due within a day."),
    ),
    View(
        "give_back",
        pgettext_lazy("orders", "May be given back"),
        lambda orders: orders.open().filter(return_due__gt=clock.now(), voice__case__state=State.REPORTED),
        by="return_due",
        nothing=_("Nothing new that could still be given back."),
    ),
    View(
        "to_place",
        pgettext_lazy("orders", "To be placed"),
        lambda orders: orders.open().filter(voice__case__place__kind__in=[Kind.STREET, Kind.COUNTY]),
        nothing=_("Every order has its place."),
    ),
    View(
        "replied",
        pgettext_lazy("orders", "To be exported"),
        lambda orders: orders.to_export(),
        by=None,
        nothing=_("No reply is waiting to be exported."),
    ),
    View("exported", pgettext_lazy("orders", "Exported"), lambda orders: orders.exclude(exported_at=None), by=None),
    View("returned", pgettext_lazy("orders", "Given back"), lambda orders: orders.exclude(returned_at=None), by=None),
    View(
        "elsewhere",
        pgettext_lazy("orders", "From other channels"),
        lambda orders: orders.filter(reply_due=None),
        by=None,
    ),
]


def orders(request):
    """The orders of this post's places, in views with counts, thirty a page; the number finds one at once."""
    people_may_see(request)
    view = next((v for v in VIEWS if v.name == request.GET.get("view")), VIEWS[0])
    visible, rules = Order.objects.visible_to(request.post), books.hotlines.rules()
    q, system = request.GET.get("q", "").strip()[:60], request.GET.get("system", "")
    chosen = rules.by_key(system)
    narrowed = visible.filter(system=chosen.key) if chosen else visible
    found = narrowed.filter(number=q) if q else view.find(narrowed)
    asked = _page(view, found, request.GET.get("after", ""))
    totals, keys = counts_and_keys([v.find(narrowed).order_by() for v in VIEWS], asked)
    rows, following = _rows(view, keys)
    return page(
        request,
        "desk/hotline/orders.html",
        {
            "view": view,
            "views": [(v, n, n >= MOST) for v, n in zip(VIEWS, totals, strict=True)],
            "rows": rows,
            "next": following,
            "systems": rules.systems,
            "system": chosen,
            "names": {one.key: one.name for one in rules.systems},
            "q": q,
            "now": clock.now(),
            "first_page": "after" not in request.GET,
            "at_the_street": people_at_the_street(request.post),
        },
    )


def people_may_see(request) -> None:
    if not sees_orders(request.post):
        raise Refused(_("Hotline orders are worked by the community and the street."))


def people_at_the_street(post: Post) -> bool:
    return post.role in people.AT_THE_STREET


def _page(view: View, found: OrderSet, after: str) -> OrderSet:
    if view.by:
        found = found.annotate(clock_due=F(view.by))
        if cursor := due_and_key(after):
            due, key = cursor
            found = found.filter(clock_due__gte=due).exclude(clock_due=due, id__lte=key)
        return found.order_by("clock_due", "id")[: PAGE + 1]
    if key := uuid_said(after):
        found = found.filter(id__lt=key)
    return found.order_by("-id")[: PAGE + 1]


def _rows(view: View, keys: list) -> tuple[list[Order], str]:
    light = ["voice__words", *(f"voice__case__{column}" for column in ("answer", *HEAVY))]
    rows = list(
        Order.objects.filter(pk__in=keys)
        .select_related("voice__case__category", "voice__case__keeper__person", f"voice__case__{PARENTS}")
        .defer(*light)
        .order_by(view.by or "-id", "id")
    )
    if len(rows) <= PAGE:
        return rows, ""
    rows, last = rows[:PAGE], rows[PAGE - 1]
    if not view.by:
        return rows, last.pk.hex
    return rows, f"{(getattr(last, view.by) - EPOCH) // timedelta(microseconds=1)}-{last.pk.hex}"


# --- one order --------------------------------------------------------------------------------------------------


def find(request, key) -> Order:
    light = [f"voice__case__{column}" for column in HEAVY]
    seen = Order.objects.visible_to(request.post).select_related(
        "voice__case__category", "voice__case__keeper__person", f"voice__case__{PARENTS}", "sheet", "replied_by__person"
    )
    return get_object_or_404(seen.defer(*light), pk=key)


def order(
    request,
    key,
    *,
    give_back: GiveBack | None = None,
    reply: Reply | None = None,
    preview: bool = False,
    status: int = 200,
):
    found = find(request, key)
    case, rules, now = found.voice.case, books.hotlines.rules(), clock.now()
    hotline = rules.by_key(found.system)
    for form in filter(None, (give_back, reply)):
        form.show_as_of(case)
    may_reply = hotline is not None and not found.returned_at and not found.exported_at
    may_give_back = (
        people_at_the_street(request.post)
        and may_reply
        and not found.replied_at
        and found.return_due
        and found.return_due > now
        and case.running
    )
    facts = {
        "order": found,
        "case": case,
        "hotline": hotline,
        "name": rules.name_of(found.system),
        "now": now,
        "preview": preview,
        "returned": _returned(found),
        "given": give_back or (GiveBack(hotline=hotline, case=case, by=request.post) if may_give_back else None),
        "reply": reply or (Reply(hotline=hotline, order=found, entries=story(case)) if may_reply else None),
        "sheet": _sheet(found, hotline, reply if preview else None, request.post) if hotline else [],
        "visible": Case.objects.visible_to(request.post).filter(pk=case.pk).exists(),
        "others": (found.row.get("others") or {}).items(),
    }
    return page(request, "desk/hotline/order.html", facts, status=status)


def _returned(found: Order) -> list[str]:
    if not found.returned_at:
        return []
    reason, _sep, rest = found.returned_for.partition("\n")
    return [str(GIVE_BACK_WORDS.get(reason, reason)), *rest.split("\n", 1)]


def _sheet(found: Order, hotline, reply: Reply | None, post: Post) -> list[tuple[object, str]]:
    """The row as the reply sheet will have it: of the reply that is written, or of the one that is being looked at."""
    shown = copy(found)
    if reply:
        shown.reply, shown.replied_at, shown.replied_by = reply.said(), clock.now(), post
    elif not found.replied_at:
        return []
    row = reply_row(shown, hotline, serial=1)
    return [(REPLY_WORDS[what], str(row[what])) for _heading, what in hotline.reply if what != "serial"]


def give_back(request, key):
    """Give it back to the hotline: within the limit, with the reason."""
    found = find(request, key)
    hotline = books.hotlines.rules().by_key(found.system)
    if request.method != "POST" or hotline is None:
        return redirect("desk:order", key)
    form = GiveBack(request.POST, hotline=hotline, case=found.voice.case, by=request.post)
    if form.is_valid():
        try:
            actions.give_back(found, by=request.post, **form.cleaned_data)
        except Refused as refusal:
            return _once_more(request, key, form, refusal, "give_back")
        messages.success(request, _("Given back to the hotline, with the reason."))
        return redirect("desk:order", key)
    return order(request, key, give_back=form, status=422)


def reply(request, key):
    """Write the reply: first seen as the sheet will have it, then kept for the next export."""
    found = find(request, key)
    hotline = books.hotlines.rules().by_key(found.system)
    if request.method != "POST" or hotline is None:
        return redirect("desk:order", key)
    form = Reply(request.POST, hotline=hotline, order=found, entries=())
    if not form.is_valid():
        return order(request, key, reply=form, status=422)
    if not (form.was_shown and request.POST.get("go") == "send"):
        return order(request, key, reply=form, preview=True)
    try:
        actions.reply_to_order(found, said=form.said(), by=request.post, seen=form.cleaned_data["seen"])
    except Refused as refusal:
        return _once_more(request, key, form, refusal, "reply")
    messages.success(request, _("The reply is written. It goes out with the next export."))
    return redirect("desk:order", key)


def _once_more(request, key, form, refusal: Refused, name: str):
    refuse(form, refusal)
    return order(request, key, **{name: form}, status=409 if isinstance(refusal, Overtaken) else 422)
