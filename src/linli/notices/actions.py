"""Writing notices inside a deed's transaction, and carrying them out afterwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.refs import HasRef
from linli.notices.channels import CHANNELS
from linli.notices.models import Notice, State
from linli.postgres import rows

LEASE = timedelta(minutes=2)
KEPT = timedelta(days=180)
# Tried at once, then after 1, 5, 30 minutes, 2, 6, 24 hours; after that it is given up, and shown as given up.
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 1440)]


def tell(
    to: Iterable[HasRef | str],
    kind: str,
    *,
    about: HasRef | None = None,
    channel: str = "inbox",
    once: str | None = None,
    **facts: object,
) -> list[Notice]:
    """Put one notice for each addressee into the outbox. Call inside the deed's transaction.

    `once` names the occasion: a second notice to the same addressee for the same occasion is dropped in silence,
    so that the clock may run twice.
    """
    now = clock.now()
    notices = [
        Notice(
            to=(ref := one if isinstance(one, str) else one.ref),
            kind=kind,
            facts=facts,
            about=about.ref if about else "",
            channel=channel,
            once=f"{once}/{ref}" if once else None,
            written_at=now,
            next_try_at=now,
        )
        for one in to
    ]
    if once:
        return Notice.objects.bulk_create(notices, ignore_conflicts=True)
    rows.insert(*notices)
    return notices


def deliver_due(limit: int = 200) -> int:
    """Send what is due; returns how many were taken on. Several workers may run this at once.

    A notice is leased in one short transaction and sent outside it, so that a slow channel holds no lock
    and a killed worker's notices come back when the lease runs out.
    """
    now = clock.now()
    with transaction.atomic():
        leased = list(Notice.objects.due(now).order_by("next_try_at").select_for_update(skip_locked=True)[:limit])
        for notice in leased:
            notice.state, notice.leased_until, notice.attempts = State.LEASED, now + LEASE, notice.attempts + 1
        Notice.objects.bulk_update(leased, ["state", "leased_until", "attempts"])
    sent: list[Notice] = []
    for notice in leased:
        try:
            CHANNELS[notice.channel](notice)
        except Exception as error:
            _failed(notice, error)
        else:
            sent.append(notice)
    Notice.objects.filter(pk__in=[n.pk for n in sent], state=State.LEASED).update(
        state=State.SENT, sent_at=clock.now(), leased_until=None, last_error=""
    )
    return len(leased)


def _failed(notice: Notice, error: Exception) -> None:
    given_up = notice.attempts > len(BACKOFF)
    notice.state = State.GIVEN_UP if given_up else State.WAITING
    notice.next_try_at = clock.now() + (timedelta() if given_up else BACKOFF[notice.attempts - 1])
    notice.leased_until, notice.last_error = None, f"{type(error).__name__}: {error}"[:500]
    notice.save(update_fields=["state", "next_try_at", "leased_until", "last_error"])


def mark_read(*, by: Iterable[HasRef], notice: str | None = None) -> int:
    """The addressees have seen one notice, or all of them."""
    unread = Notice.objects.inbox_of(*[one.ref for one in by]).unread()
    if notice:
        unread = unread.filter(pk=notice)
    return unread.update(read_at=clock.now())


def old_notices(line: datetime | None = None):
    """Those written before this moment, half a year ago if it is not said. Their keys are made from the time, so the
    primary key finds them.
    """
    line = line or clock.now() - KEPT
    first = UUID(int=int(line.timestamp() * 1000) << 80)
    return Notice.objects.filter(pk__lt=first, state__in=[State.SENT, State.GIVEN_UP], written_at__lt=line)


def forget_old_notices(line: datetime | None = None) -> int:
    """After a while nobody needs a notice any more, and what it named is gone with it."""
    return old_notices(line).delete()[0]


def try_again(notice: Notice) -> None:
    """Send a given-up notice round once more, from the first try."""
    Notice.objects.filter(pk=notice.pk, state=State.GIVEN_UP).update(
        state=State.WAITING, attempts=0, next_try_at=clock.now()
    )


def addressees(about: HasRef) -> set[str]:
    """To whom anything was told about this."""
    return set(Notice.objects.filter(about=about.ref).values_list("to", flat=True))


def take_back(about: HasRef, to: Iterable[str]) -> int:
    """What these were told about this is theirs no longer, read or not."""
    return Notice.objects.filter(about=about.ref, to__in=list(to)).delete()[0]
