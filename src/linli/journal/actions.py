"""The only writers of the journal."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from linli.journal.models import GENESIS, Entry, Seal, entry_hash
from linli.journal.queries import day_hash
from linli.kernel import clock
from linli.kernel.refs import HasRef
from linli.postgres import rows


def record(event: Any, *, on: HasRef, by: HasRef, new: bool = False) -> Entry:
    """Write `event`, a frozen dataclass, into the book of `on`. Call inside the action's transaction.

    The action holds the subject's row lock, so the chain cannot fork; the unique (subject, seq) would refuse a fork.
    `new` says that the subject was created in this transaction and has no earlier entry to look for.
    """
    last = None if new else Entry.objects.filter(subject=on.ref).order_by("-seq").only("seq", "hash").first()
    entry = chained(
        event,
        subject=on.ref,
        by=by.ref,
        at=clock.now(),
        seq=last.seq if last else 0,
        previous=last.hash if last else GENESIS,
    )
    rows.insert(entry)
    return entry


def chained(event: Any, *, subject: str, by: str, at: datetime, seq: int, previous: str) -> Entry:
    """The entry that follows number `seq` with hash `previous`; not yet written."""
    facts = asdict(event)
    name, seq = type(event).__name__, seq + 1
    return Entry(
        subject=subject,
        seq=seq,
        event=name,
        facts=facts,
        by=by,
        at=at,
        previous=previous,
        hash=entry_hash(subject, seq, name, facts, by, at, previous),
    )


def seal_until(day: date) -> list[Seal]:
    """Seal every day before `day` that is not sealed yet. Safe to run twice, and by two clocks at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('journal.seal'))")
        last = Seal.objects.order_by("-day").first()
        first = Entry.objects.order_by("at").values_list("at", flat=True).first()
        if last:
            next_day, previous = last.day + timedelta(days=1), last.hash
        elif first:
            next_day, previous = first.astimezone(clock.SHANGHAI).date(), GENESIS
        else:
            return []
        made = []
        while next_day < day:
            count, digest = day_hash(next_day, previous)
            made.append(Seal(day=next_day, entries=count, previous=previous, hash=digest))
            next_day, previous = next_day + timedelta(days=1), digest
        return Seal.objects.bulk_create(made)
