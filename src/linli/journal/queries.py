"""Reading the journal: the story of a subject, and whether the book is whole."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clocktime

from linli.journal.models import GENESIS, Entry, Seal
from linli.kernel import clock
from linli.kernel.words import N_, say


def story_of(*subjects: str):
    """All entries of these subjects, oldest first."""
    return Entry.objects.filter(subject__in=subjects).order_by("at", "id")


@dataclass(frozen=True)
class Verdict:
    entries: int
    days: int
    broken: str  # a sentence naming the first broken entry or seal; empty if all is whole

    @property
    def whole(self) -> bool:
        return not self.broken


def verify(progress: Callable[[int], object] = lambda _: None) -> Verdict:
    """Recompute every entry's hash, every subject's chain and every day's seal.

    Reads the whole book once in order of subject, in constant memory, and then once in order of time.
    """
    count, subject, seq, previous = 0, None, 0, GENESIS
    for entry in Entry.objects.order_by("subject", "seq").iterator(5000):
        if entry.subject != subject:
            subject, seq, previous = entry.subject, 0, GENESIS
        if entry.seq != seq + 1:
            gap = say(N_("{subject}: entry {seq} is missing."), subject=entry.subject, seq=seq + 1)
            return Verdict(count, 0, gap)
        if entry.previous != previous or entry.sealed() != entry.hash:
            changed = say(
                N_("{subject}: entry {seq} ({event}, {at:%Y-%m-%d %H:%M:%S}) was changed after it was written."),
                subject=entry.subject,
                seq=entry.seq,
                event=entry.event,
                at=entry.at,
            )
            return Verdict(count, 0, changed)
        seq, previous = entry.seq, entry.hash
        count += 1
        if count % 5000 == 0:
            progress(count)
    days, previous = 0, GENESIS
    for seal in Seal.objects.order_by("day").iterator():
        found, digest = day_hash(seal.day, previous)
        if seal.previous != previous or digest != seal.hash:
            sentence = say(
                N_("The seal of {day} does not fit: {sealed} entries were sealed, {found} are there now."),
                day=seal.day,
                sealed=seal.entries,
                found=found,
            )
            return Verdict(count, days, sentence)
        days, previous = days + 1, seal.hash
    return Verdict(count, days, "")


def day_hash(day: date, previous: str) -> tuple[int, str]:
    """How many entries `day` (in Shanghai) has, and SHA-256 over the day before and their hashes, in
    order of (at, id).
    """
    start = datetime.combine(day, clocktime.min, clock.SHANGHAI)
    digest, count = hashlib.sha256(f"{previous}|{day.isoformat()}".encode()), 0
    hashes: Iterable[str] = (
        Entry.objects.filter(at__gte=start, at__lt=start + timedelta(days=1))
        .order_by("at", "id")
        .values_list("hash", flat=True)
        .iterator(5000)
    )
    for one in hashes:
        digest.update(one.encode())
        count += 1
    return count, digest.hexdigest()
