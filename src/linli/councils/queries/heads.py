"""The log of ballots as it stood at the end of each day: one head a day, to be hung on the notice board.

Each ballot's commitment is chained to those before it, beginning with the hash of the notice. After the close the
commitments are published day by day, so that anybody can reckon every head again: no ballot can be slipped in, left out
or changed afterwards without a head on the board being wrong.
"""

from dataclasses import dataclass
from datetime import date

from linli.councils.models import CallBack, Vote
from linli.councils.recount import chained
from linli.journal.models import Entry, Seal
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI


@dataclass(frozen=True)
class Day:
    day: date
    ballots: int  # in the log by the end of the day
    head: str
    commitments: tuple[str, ...]  # those of this day
    seal: str  # of the journal, that day; empty while it is not sealed


def daily_heads(vote: Vote) -> list[Day]:
    """One for every day that is over, from the opening to the close; two statements."""
    taken: dict[date, list[str]] = {}
    entries = Entry.objects.filter(subject=vote.ref, event="BallotTaken").order_by("seq").values_list("at", "facts")
    for at, facts in entries:
        taken.setdefault(at.astimezone(SHANGHAI).date(), []).append(facts["commitment"])
    first = vote.opens.astimezone(SHANGHAI).date()
    last = (vote.closed_at or clock.now()).astimezone(SHANGHAI).date()
    if vote.closed_at is None:
        last = date.fromordinal(last.toordinal() - 1)
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    seals = dict(Seal.objects.filter(day__in=days).values_list("day", "hash"))
    found, head, count = [], vote.notice_hash, 0
    for day in days:
        some = taken.get(day, [])
        head, count = chained(head, some), count + len(some)
        found.append(Day(day, count, head, tuple(some), seals.get(day, "")))
    return found


def called_back(vote: Vote) -> dict[str, int]:
    """How the sample of papers came out, in figures; only what two have confirmed."""
    found = list(CallBack.objects.filter(ballot__unit__vote=vote).values_list("result", "confirmed_by"))
    sums = {result: sum(by is not None and said == result for said, by in found) for result in CallBack.Result.values}
    return {"drawn": len(found), "open": len(found) - sum(sums.values()), **sums} if found else {}
