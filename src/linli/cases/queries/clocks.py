"""The finish clock of a case, with all that was granted."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Min

from linli.calendar import queries as calendar
from linli.calendar.workdays import Calendar, Limit
from linli.cases import books
from linli.cases.clocks import More, Reckoning, Stop, reckon
from linli.cases.models import Approval, Case, Order
from linli.cases.times import STOPS

ON_THE_CLOCK = ("extension", *STOPS)


def granted_time(case: Case) -> list[Approval]:
    """The extensions and stops that hold for a case, in the order in which they were granted."""
    found = case.approvals.all()  # a page may have fetched them already
    return sorted(
        (one for one in found if one.granted and one.kind in ON_THE_CLOCK), key=lambda one: (one.decided_at, one.pk)
    )


def clock_of(case: Case, *, granted: Sequence[Approval] | None = None, days: Calendar | None = None) -> Reckoning:
    """The case's finish clock, reckoned from its limit, its start and all that was granted."""
    start = case.finish_start or case.reported_at
    ordered = order_due(case)
    stops, more = time_of(granted_time(case) if granted is None else granted, since=start)
    return reckon(
        Limit.parse(case.finish_limit),
        start,
        days or calendar.current(),
        stops=stops,
        more=more,
        not_after=ordered if ordered and ordered > start else None,
        warn_at=books.ladder.rules().remind_at,
    )


def order_due(case: Case) -> datetime | None:
    """By when a hotline wants its answer, if one does: its order states its own limit."""
    if "order_due" in case.__dict__:
        return case.__dict__["order_due"]
    open_ = Order.objects.filter(voice__case=case).exclude(reply_due=None).open()
    return open_.order_by("reply_due").values_list("reply_due", flat=True).first()


def binding_order(case: Case, reckoned: Reckoning) -> datetime | None:
    """The limit of a hotline's order, where it ends the promise before our own would end: no stop of our clock moves
    it.
    """
    ordered = order_due(case)
    return ordered if ordered and reckoned.legs[0].due == ordered else None


def note_order_dues(cases: Sequence[Case]) -> None:
    """Find the order's limits of many cases at once, for `order_due`."""
    open_ = Order.objects.filter(voice__case__in={case.pk for case in cases}).exclude(reply_due=None).open()
    found = dict(open_.values("voice__case").annotate(due=Min("reply_due")).values_list("voice__case", "due"))
    for case in cases:
        case.__dict__["order_due"] = found.get(case.pk)


def time_of(granted: Sequence[Approval], *, since: datetime) -> tuple[list[Stop], list[More]]:
    """What was granted as the arithmetic takes it. A clock that began anew doesn't know what was granted to the one
    before.
    """
    stops = [
        Stop(one.begins_at, one.ended_at or one.until)
        for one in granted
        if one.kind in STOPS and one.begins_at and one.until
    ]
    more = [
        More(Limit.parse(one.limit)) if one.limit else More(not_before=one.until)
        for one in granted
        if one.kind == "extension" and one.decided_at >= since
    ]
    return stops, more
