"""What the actions on a vote share: the lock, the check, the written end of a deed."""

from typing import Any

from linli.councils.lifecycle import VOTE_MOVES
from linli.councils.models import Vote
from linli.journal.actions import record
from linli.kernel.errors import Overtaken
from linli.kernel.refs import HasRef
from linli.kernel.words import N_


def step(step: str, vote: Vote, *, by: HasRef, seen: int | None = None) -> Vote:
    """Lock the vote, see that it is as the person saw it, check the move and set the new state. Nothing is written yet."""
    vote = locked(vote)
    if seen is not None and seen != vote.version:
        raise Overtaken(
            N_(
                "Somebody was faster: this vote has changed since you opened it. Please look again; what you typed is still here."
            )
        )
    move = VOTE_MOVES.check(step, vote, by=by)
    vote.state = move.to or vote.state
    return vote


def locked(vote: Vote) -> Vote:
    """Lock first, then read: ballots, the close and the desk's deeds come one after another."""
    Vote.objects.select_for_update().values_list("pk").get(pk=vote.pk)
    return (
        Vote.objects.select_related("place__parent__parent")
        .defer("place__shape", "place__parent__shape")
        .get(pk=vote.pk)
    )


def write(vote: Vote, event: Any, *, by: HasRef) -> Vote:
    vote.version += 1
    vote.save()
    record(event, on=vote, by=by)
    return vote
