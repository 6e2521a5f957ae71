"""Everything that can be done to the calendar. No other module writes a CalendarYear or a CalendarDay.

The journal stands on this same floor, so nothing here writes it: every action returns what changed, for the caller to
journal in the same transaction and to recompute the deadlines that cross a changed day.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO, NamedTuple

from django.db import transaction

from linli.calendar import notice_files, queries
from linli.calendar.festivals import statutory_days
from linli.calendar.models import CalendarDay, CalendarYear
from linli.calendar.notice_files import NoticedDay
from linli.calendar.workdays import Calendar, DayKind
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say

FIRST_YEAR, LAST_YEAR = 2000, 2100
Status = CalendarYear.Status


class Change(NamedTuple):
    date: date
    old: DayKind
    new: DayKind


@dataclass(frozen=True)
class Loaded:
    """What loading a year changed. `old_status` is empty for a year of which nothing was known."""

    year: int
    old_status: str
    new_status: str
    changes: tuple[Change, ...]
    calendar: Calendar
    """The calendar as it is now, to be used in the rest of the transaction."""
    by: object
    days: tuple[NoticedDay, ...] = ()
    url: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.changes) or self.old_status != self.new_status


@transaction.atomic
def load_year(
    year: int,
    days: Iterable[tuple[date, DayKind, str]],
    *,
    official: bool,
    doc_no: str = "",
    url: str = "",
    by: object,
) -> Loaded:
    """Set the arrangement of a year; a second time changes nothing.

    Refuses days outside the year and the December before it, an official year without a source or in which a
    statutory holiday is worked, and a provisional year over an official one.
    """
    noticed = [NoticedDay(*day) for day in days]
    _check(year, noticed, official=official, doc_no=doc_no, url=url)
    # The lock comes first: of two imports of one year, the second sees what the first has done.
    created = CalendarYear.objects.get_or_create(year=year, defaults={"status": Status.PROVISIONAL})[1]
    row = CalendarYear.objects.select_for_update().get(year=year)
    before = queries.fresh()
    old_status = "" if created else row.status
    if old_status == Status.OFFICIAL and not official:
        raise Refused(
            N_("The calendar of {year} is official. A provisional one cannot take its place."),
            year=year,
        )
    row.status = Status.OFFICIAL if official else Status.PROVISIONAL
    row.doc_no, row.url = doc_no, url
    row.save()
    _write_days(row, noticed)
    after = queries.fresh()
    # At once for the rest of this transaction, and again when others can see it: another thread may have read the
    # old days in between.
    queries.forget()
    transaction.on_commit(queries.forget)
    return Loaded(year, old_status, row.status, tuple(_changes(year, before, after)), after, by, tuple(noticed), url)


def import_notice(
    file: bytes | IO[bytes], *, by: object, official: bool = True, doc_no: str = "", url: str = ""
) -> Loaded:
    """Load the year of a JSON, Excel or CSV file; all of it or nothing.

    Refuses an unreadable file, one that names no days, and bad rows, each by its number and with the reason.
    """
    notice = notice_files.read(file if isinstance(file, bytes) else file.read(notice_files.LARGEST_FILE + 1))
    return load_year(notice.year, notice.days, official=official, doc_no=doc_no, url=url or notice.url, by=by)


def look_at_notice(
    file: bytes | IO[bytes], *, by: object, official: bool = True, doc_no: str = "", url: str = ""
) -> Loaded:
    """What `import_notice` would change; refuses what it would refuse, and changes nothing."""
    try:
        with transaction.atomic():
            loaded = import_notice(file, by=by, official=official, doc_no=doc_no, url=url)
            raise _OnlyLooking
    except _OnlyLooking:
        return loaded
    finally:
        queries.forget()


class _OnlyLooking(Exception):
    """Takes the import back."""


@transaction.atomic
def seed(*, by: object = None) -> list[Loaded]:
    """Load the official years that come with Linli. A year already official is left as its office has it."""
    known = set(CalendarYear.objects.filter(status=Status.OFFICIAL).values_list("year", flat=True))
    return [
        load_year(notice.year, notice.days, official=True, doc_no=notice.doc_no, url=notice.url, by=by)
        for notice in notice_files.shipped()
        if notice.year not in known
    ]


def _check(year: int, days: list[NoticedDay], *, official: bool, doc_no: str, url: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(N_("{year} is not a year this calendar keeps."), year=year)
    if not days:
        raise Refused(N_("No days were given for {year}. A notice names at least its holidays."), year=year)
    first, last = date(year - 1, 12, 1), date(year, 12, 31)
    if outside := [day.date for day in days if not first <= day.date <= last]:
        raise Refused(
            N_("The notice for {year} can speak of that year and of the December before it, but not of: {dates}."),
            year=year,
            dates=_listed(outside),
        )
    if twice := [day for day, times in Counter(day.date for day in days).items() if times > 1]:
        raise Refused(N_("These days are named twice: {dates}."), dates=_listed(twice))
    if len(doc_no) > 100 or not doc_no.isprintable():
        raise Refused(
            N_("A document number has at most 100 characters, such as 国办发明电〔2025〕7号."), field="doc_no"
        )
    if url and not (url.startswith(("https://", "http://")) and len(url) <= 500 and url.isprintable()):
        raise Refused(N_("The address of the notice begins with https:// and has at most 500 characters."), field="url")
    if not official:
        return
    if not (doc_no or url):
        raise Refused(
            N_("An official calendar names its notice: give the document number or the address."), field="doc_no"
        )
    kinds = {day.date: day.kind for day in days}
    if worked := [day for day in statutory_days(year) if kinds.get(day, DayKind.WORKDAY).worked]:
        raise Refused(
            N_(
                "The notice for {year} is not complete: the law makes these days holidays, and it does not: {dates}. "
                "Import the whole notice, or load it as provisional."
            ),
            year=year,
            dates=_listed(worked),
        )


def _write_days(row: CalendarYear, days: list[NoticedDay]) -> None:
    """Replace the days of a notice. Where two notices speak of one December day, the later year's has the last word."""
    dates = [day.date for day in days]
    row.days.exclude(date__in=dates).delete()
    later = set(CalendarDay.objects.filter(date__in=dates, notice__year__gt=row.year).values_list("date", flat=True))
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(date=day.date, kind=DayKind(day.kind), name=day.name, notice=row)
            for day in days
            if day.date not in later
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["kind", "name", "notice"],
    )


def _changes(year: int, before: Calendar, after: Calendar) -> Iterable[Change]:
    first = date(year - 1, 12, 1)
    for day in (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)):
        if (old := before.kind(day)) != (new := after.kind(day)):
            yield Change(day, old, new)


def _listed(days: list[date]) -> str:
    shown = say(N_(", ")).join(day.isoformat() for day in days[:10])
    return shown if len(days) <= 10 else say(N_("{dates} and {more} more"), dates=shown, more=len(days) - 10)
