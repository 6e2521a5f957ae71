"""A holiday notice came: due times that cross one of its days are reckoned anew. None gets shorter; old and new are
journaled.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from time import monotonic
from uuid import UUID

from django.db import transaction

from linli.calendar import queries as calendar
from linli.calendar.actions import Loaded, import_notice
from linli.calendar.workdays import SHANGHAI, Calendar
from linli.cases import events
from linli.cases.actions import within
from linli.cases.lifecycle import UNANSWERED
from linli.cases.models import Approval, Case, Recomputation
from linli.cases.queries import clock_of, granted_time
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.refs import HasRef, Nobody
from linli.people.models import Post
from linli.people.rules import administers

BATCH = 100
KEPT = "kept"  # the reason of a due time that stood before the holidays were set right


def begin_recomputation(year: int, changed: Iterable[date], *, by: HasRef) -> Recomputation:
    """Note that the due times around a year have to be gone through; `recompute_dues` does it."""
    return Recomputation.objects.create(
        year=year, changed=[day.isoformat() for day in sorted(changed)], by=by.ref, at=clock.now()
    )


@transaction.atomic
def take_in_notice(file: bytes, *, by: Post, official: bool = True, doc_no: str = "", url: str = "") -> Loaded:
    """Import a holiday notice, and begin to go through the due times it may move. Refuses anybody but an
    administrator.
    """
    administers.require(by, None)
    loaded = import_notice(file, by=by, official=official, doc_no=doc_no, url=url)
    changed = [change.date for change in loaded.changes]
    run = begin_recomputation(loaded.year, changed, by=by)
    taken = events.NoticeTakenIn(
        year=loaded.year,
        status_was=loaded.old_status,
        status_is=loaded.new_status,
        changed=run.changed,
        doc_no=doc_no,
        url=loaded.url,
    )
    record(taken, on=run, by=by, new=True)
    return loaded


def crossing(run: Recomputation):
    """The running cases whose clocks may have a day of this notice on their way."""
    first = datetime.combine(date(run.year - 1, 12, 1), time(), SHANGHAI)
    last = datetime.combine(date(run.year + 1, 1, 1), time(), SHANGHAI)
    return Case.objects.filter(state__in=UNANSWERED, finish_due__gte=first, reported_at__lt=last)


def recompute_dues(*, seconds: float = 40.0) -> int:
    """Go on with what a notice has begun, a case at a time, for at most so long; returns how many were looked at.

    May be stopped at any moment and runs on from there. Two at once do no harm: a case reckoned twice stays as it is.
    """
    until, seen = monotonic() + seconds, 0
    for run in Recomputation.objects.filter(done_at=None).order_by("at"):
        while monotonic() < until:
            found = crossing(run).filter(pk__gt=run.after) if run.after else crossing(run)
            keys: list[UUID] = list(found.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not keys:
                run.done_at = clock.now()
                run.save(update_fields=["done_at"])
                break
            for key in keys:
                with transaction.atomic():
                    _count(run, recompute(Case(pk=key), run.year, by=Nobody(run.by)))
            run.after, run.seen, seen = keys[-1], run.seen + len(keys), seen + len(keys)
            run.save(update_fields=["after", "seen", "moved", "kept"])
    return seen


def _count(run: Recomputation, done: events.DuesRecomputed | None) -> None:
    if done:
        run.kept += done.kept
        run.moved += not done.kept


def recompute(case: Case, year: int, *, by: HasRef, days: Calendar | None = None) -> events.DuesRecomputed | None:
    """Reckon the clocks of one case anew. Of the old and the new due time the later one stands.

    Where the new one would be earlier, the old one is kept as if it had been granted, so that what is granted later
    still comes on top of it. Returns what is journaled; None if nothing is different.
    """
    case, days = within.locked(case), days or calendar.current()
    if not case.running:
        return None
    within.note_lateness(case)
    was, warned, flagged = case.finish_due, case.finish_warn, case.provisional
    first_was, units = case.contact_due, _units(case, days)
    if case.contacted_at is None and first_was > clock.now():
        first = within.deadline_of(case.contact_limit, case.reported_at, days)
        if first.due > first_was:
            case.contact_warn, case.contact_due, case.contact_reminded = first.warn, first.due, 0
    kept = False
    if was > clock.now():  # what is over was late, and no later notice changes that
        if kept := clock_of(case, days=days).due < was:
            _keep(case, was)
        within.reckon(case, days=days)
        case.finish_warn = max(case.finish_warn, warned)
    moved = case.finish_due != was or case.contact_due != first_was or units
    if not (moved or kept):
        if case.provisional != flagged:
            case.save(update_fields=["provisional"])
        return None
    done = events.DuesRecomputed(
        year=year,
        due_was=was.isoformat(),
        due_is=case.finish_due.isoformat(),
        kept=kept,
        units=units,
        contact_was=first_was.isoformat(),
        contact_is=case.contact_due.isoformat(),
    )
    within.write(case, done, by=by)
    return done


def _keep(case: Case, due: datetime) -> None:
    """Number 0: nobody asked for it, and it does not count as an extension."""
    now = clock.now()
    Approval.objects.create(
        case=case,
        kind=Approval.Kind.EXTENSION,
        number=0,
        reason=KEPT,
        words="",
        asked_at=now,
        until=due,
        decided_at=now,
        granted=True,
        due_was=due,
        due_is=due,
    )


def _units(case: Case, days: Calendar) -> int:
    """Move the clocks for signing, contact and reporting in of units at work; how many units have more time now."""
    moved, granted = 0, granted_time(case)
    for one in case.assignments.at_work().select_related("whistle"):
        found = within.unit_dues(one, granted, days)
        later = {name: due for name, due in found.items() if due > getattr(one, name)}
        if later:
            moved += 1
            for name, due in later.items():
                setattr(one, name, due)
            one.save(update_fields=[*later])
    return moved


def open_runs(most: int = 5) -> list[Recomputation]:
    """The latest notices gone through, or being gone through."""
    return list(Recomputation.objects.order_by("-id")[:most])


def crossing_count(year: int, most: int = 10_000) -> int:
    return crossing(Recomputation(year=year)).order_by()[:most].count()
