"""Why a case is due when it is: the rule and its edition, the start, every day and what it counted, stops and
extensions.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.calendar import queries as calendar
from linli.calendar.workdays import DayKind, Limit, Unit
from linli.cases import books
from linli.cases.clocks import Day, Leg, Why
from linli.cases.limits import ANY, LimitRule
from linli.cases.models import Approval, Case
from linli.cases.queries import binding_order, clock_of, granted_time
from linli.desk import frame
from linli.desk.cases import page, said_time
from linli.desk.cases.where import whereabouts
from linli.ui.moments import said_limit, said_span

SHOWN = 70  # days of one leg that are listed one by one; of a longer one, the first, the last and those that count
KINDS = {
    DayKind.WORKDAY: gettext_lazy("working day"),
    DayKind.REST: gettext_lazy("weekend"),
    DayKind.STATUTORY: gettext_lazy("statutory holiday"),
    DayKind.ADJUSTED_REST: gettext_lazy("day off by the holiday notice"),
    DayKind.MAKEUP_WORKDAY: gettext_lazy("worked to make up, by the holiday notice"),
}
REASONS = {
    Why.EVENT_DAY: gettext_lazy("the day of the event does not count"),
    Why.COUNTED: gettext_lazy("counts"),
    Why.AFTER_HOURS: gettext_lazy("after office hours, does not count"),
    Why.NOT_WORKED: gettext_lazy("does not count"),
    Why.RUNS: gettext_lazy("runs day and night"),
    Why.STOPPED: gettext_lazy("the clock stood still, does not count"),
}
SHAPES = {Why.COUNTED: "check", Why.RUNS: "check", Why.STOPPED: "stop"}


@dataclass(frozen=True)
class Row:
    """One day of the table."""

    date: date
    kind: object
    name: str
    why: object
    icon: str
    counted: str
    sum: str
    provisional: bool
    gap: int = 0  # so many days are left out before this one


@dataclass(frozen=True)
class Part:
    """One limit on the way: the one promised, an extension, or a due time that was kept."""

    title: str
    words: str
    leg: Leg
    rows: list[Row]


def why(request, key):
    case = page.find(request, key)
    days = calendar.current()
    reckoned = clock_of(case, days=days)
    granted = granted_time(case)
    start = case.finish_start or case.reported_at
    further = [one for one in granted if one.kind == Approval.Kind.EXTENSION and one.decided_at >= start]
    parts = [_part(leg, one, case, days) for leg, one in zip(reckoned.legs, [None, *further], strict=True)]
    edition = books.limits.edition(case.limits_edition)
    rule = edition.rules.rule_for(case.category.code, urgent=case.urgent, places=case.path.split("/")[:-1])
    unknown = (
        sorted({day.date.year for day in reckoned.days if days.is_provisional(day.date)}) if case.provisional else []
    )
    facts = {
        "case": case,
        "where": whereabouts(case),
        "edition": edition,
        "limit": said_limit(case.finish_limit),
        "holds": rule_words(rule),
        "start": start,
        "parts": parts,
        "stops": [_stop(one) for one in granted if one.kind != Approval.Kind.EXTENSION],
        "unknown": unknown,
        "differs": reckoned.due != case.finish_due and case.running,
        "reckoned": reckoned,
        "edited": rule.finish != Limit.parse(case.finish_limit),
        "ordered": binding_order(case, reckoned),
    }
    return frame.page(request, "desk/cases/why.html", facts)


def rule_words(rule: LimitRule) -> str:
    """For which matters a row holds."""
    kinds = _("all matters") if rule.category == ANY else rule.category
    urgency = {"urgent": _("urgent"), "ordinary": _("not urgent")}.get(rule.urgency, "")
    return " · ".join(filter(None, (kinds, urgency, rule.place)))


def _part(leg: Leg, one: Approval | None, case: Case, days) -> Part:
    if leg.limit is None:
        title = _("Kept: the holidays were set right, and what was promised stands")
        return Part(title, "", leg, [])
    if one is None:
        title = _("The promise: %(limit)s") % {"limit": said_limit(str(leg.limit))}
        words = _("taken up again") if case.finish_start else ""
    else:
        title = _("Extension: %(limit)s") % {"limit": said_limit(str(leg.limit))}
        words = one.words
    return Part(title, words, leg, list(_rows(leg, days)))


def _rows(leg: Leg, days):
    total = timedelta()
    gap = 0
    last = len(leg.days) - 1
    all_that_count = sum(bool(day.counted) for day in leg.days) <= SHOWN
    for n, day in enumerate(leg.days):
        total += day.counted
        if last > SHOWN and 10 < n < last - 10 and not (day.counted and all_that_count):
            gap += 1
            continue
        yield Row(
            day.date,
            KINDS[day.kind],
            days.name(day.date),
            REASONS[day.why],
            SHAPES.get(day.why, "minus") if day.counted or day.why is Why.STOPPED else "minus",
            _counted(day, leg.limit),
            _amount(total, leg.limit),
            days.is_provisional(day.date),
            gap,
        )
        gap = 0


def _counted(day: Day, limit: Limit) -> str:
    return f"+{_amount(day.counted, limit)}" if day.counted else "—"


def _amount(span: timedelta, limit: Limit) -> str:
    """Days for a limit in working days, else hours and minutes."""
    if limit.unit is Unit.WORKING_DAY:
        whole = span / timedelta(hours=7)
        return f"{whole:.3g} {DAYS}"
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02d}"


DAYS = pgettext_lazy("counted", "d")


def _stop(one: Approval) -> tuple[str, datetime, datetime, str, str]:
    end = one.ended_at or one.until
    return (said_time.of(one), one.begins_at, end, one.words, said_span(end - one.begins_at))
