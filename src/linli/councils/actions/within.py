"""What the actions of this room share: the lock, the check, the written end of a deed."""

from typing import Any, Protocol

from django.db import models

from linli.councils.lifecycle import CAMERA_MOVES, MEETING_MOVES, MOTION_MOVES, PROMISE_MOVES, TOPIC_MOVES, VOTE_MOVES
from linli.councils.models import Camera, Meeting, Motion, Promise, Topic, Vote
from linli.journal.actions import record
from linli.kernel.errors import Overtaken
from linli.kernel.lifecycle import Lifecycle
from linli.kernel.refs import HasRef
from linli.kernel.words import N_

MOVES: dict[type[models.Model], Lifecycle] = {
    Vote: VOTE_MOVES,
    Topic: TOPIC_MOVES,
    Meeting: MEETING_MOVES,
    Promise: PROMISE_MOVES,
    Motion: MOTION_MOVES,
    Camera: CAMERA_MOVES,
}


class Moving(Protocol):
    """Anything here that has a lifecycle."""

    pk: Any
    version: int
    state: str

    @property
    def ref(self) -> str: ...

    def save(self) -> None: ...


def step[T: Moving](step: str, thing: T, *, by: HasRef, seen: int | None = None) -> T:
    """Lock it, see that it is as the person saw it, check the move and set the new state. Nothing is written yet."""
    thing = locked(thing)
    if seen is not None and seen != thing.version:
        raise Overtaken(
            N_(
                "Somebody was faster: this has changed since you opened it. Please look again; what you typed "
                "is still here."
            )
        )
    move = MOVES[type(thing)].check(step, thing, by=by)
    thing.state = move.to or thing.state
    return thing


def locked[T: Moving](thing: T) -> T:
    """Lock first, then read: two deeds on one thing come one after another."""
    every: Any = type(thing)._default_manager  # type: ignore[attr-defined]
    every.select_for_update().values_list("pk").get(pk=thing.pk)
    return (
        every.select_related("place__parent__parent")
        .defer("place__shape", "place__parent__shape", "place__parent__parent__shape")
        .get(pk=thing.pk)
    )


def write[T: Moving](thing: T, event: Any, *, by: HasRef) -> T:
    thing.version += 1
    thing.save()
    record(event, on=thing, by=by)
    return thing
