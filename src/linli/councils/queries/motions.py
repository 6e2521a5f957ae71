"""Reads over motions: the rules of the body, the outcome with its reasons, what changed since the one it follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from linli.councils import assemblies, books
from linli.councils.differences import changes
from linli.councils.lifecycle import MotionState
from linli.councils.models import Advice, Meeting, Motion
from linli.councils.secrecy import for_everybody
from linli.kernel import clock
from linli.kernel.words import N_, say
from linli.places.models import Place, lineage_of

DEFERRED = ["place__shape", "place__parent__shape", "place__parent__parent__shape"]
HELD_BACK = [MotionState.DRAFT]
"""What stands on no public page: everything else was put before people, who may read it."""


def motions():
    return Motion.objects.select_related(
        "place__parent__parent", "topic", "meeting__venue", "vote", "follows", "drafted_by__person"
    ).defer(*DEFERRED)


def public_motions():
    return motions().exclude(state__in=HELD_BACK).exclude(state=MotionState.ABANDONED, meeting=None, vote=None)


def motions_of(topic) -> list[Motion]:
    """Those that hang on a topic, oldest first, with what a line about each needs."""
    return list(Motion.objects.filter(topic=topic).select_related("vote", "follows").order_by("id"))


def assembly_of(motion: Motion) -> assemblies.Assembly:
    """The rules of its body, as in the edition the motion was drafted under."""
    return books.assemblies.edition(motion.edition).rules.by_key[motion.engine]


def reworded(motion: Motion) -> list[tuple[str, str]]:
    """What changed since the motion that it puts again."""
    return list(changes(motion.follows.body, motion.body)) if motion.follows else []


def shown_until(motion: Motion) -> date | None:
    """Outcome and what becomes of it are on show at least so long (art. 34)."""
    if motion.published_at is None:
        return None
    return motion.published_at.astimezone(clock.SHANGHAI).date() + timedelta(days=assemblies.LEAST_SHOWN)


@dataclass(frozen=True)
class Advised:
    """The advice of a council: who said what, side by side, the smaller side's reasons in full."""

    sides: list[tuple[str, list[Advice]]]
    smaller: str


def advice_on(motion: Motion) -> Advised:
    given = list(motion.advice.all())
    sides = [(side, [one for one in given if one.side == side]) for side in assemblies.SIDES]
    return Advised([(side, some) for side, some in sides if some], (motion.outcome or {}).get("smaller", ""))


def reasons(motion: Motion) -> list[str]:
    """Why it came out so, in numbers that anybody can check."""
    found: dict[str, Any] = motion.outcome or {}
    if "matter" in found:
        return _of_the_owners(found["matter"])
    if "attend" not in found:
        return []
    came, agreed = found["attend"], found["agree"]
    said = [
        say(
            N_("{present} of {entitled} came; {share} is {least}: {whether}."),
            present=found["present"],
            entitled=found["entitled"],
            share=share_words(came, found["entitled"]),
            least=came["least"],
            whether=_whether(came),
        )
    ]
    if came["reached"]:
        said.append(
            say(
                N_("{yes} agreed; {share} is {least}: {whether}."),
                yes=found["yes"],
                share=share_words(agreed, found["present"]),
                least=agreed["least"],
                whether=_whether(agreed),
            )
        )
    if found["silent"]:
        said.append(say(N_("{n} of those who came gave no voice; they count among those who came."), n=found["silent"]))
    return said


def _of_the_owners(found: dict[str, Any]) -> list[str]:
    """The four comparisons in words; the vote's own page draws them. Everybody reads this: an area that would lead to
    the doors of a few is left out, as it is there.
    """
    if not {"all", "took_part", "yes"} <= found.keys():
        return []
    told = for_everybody(found)
    whole, came, yes = told["all"], told["took_part"], told["yes"]
    agreed = (
        say(N_("{part} of these owners agreed, with {area} m²."), part=yes["heads"], area=_metres(yes["area"]))
        if "area" in yes
        else say(N_("{part} of these owners agreed."), part=yes["heads"])
    )
    return [
        say(
            N_("{part} of {whole} owners took part, with {area} of {all} m²."),
            part=came["heads"],
            whole=whole["heads"],
            area=_metres(came["area"]),
            all=_metres(whole["area"]),
        ),
        agreed,
    ]


def _metres(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02}"


def share_words(share: dict[str, Any], whole: int) -> str:
    """ "more than half of 200", "at least 2/3 of 60"."""
    over, under = share["over"], share["under"]
    if (over, under, share["strict"]) == (1, 2, True):
        return say(N_("more than half of {whole}"), whole=whole)
    if share["strict"]:
        return say(N_("more than {over}/{under} of {whole}"), over=over, under=under, whole=whole)
    return say(N_("at least {over}/{under} of {whole}"), over=over, under=under, whole=whole)


def _whether(share: dict[str, Any]) -> str:
    return say(N_("enough")) if share["reached"] else say(N_("not enough"))


def suitable_meetings(place: Place):
    """Meetings to come that a motion about this place may be put to: at the place, within it, or of the community
    around it.
    """
    near = Meeting.objects.filter(path__in=lineage_of(place.path)) | Meeting.objects.within(place)
    now = clock.now()
    sitting = Q(state=Meeting.State.SITTING, starts__gt=now - timedelta(days=1))  # not one that nobody ended
    called = Q(state=Meeting.State.CALLED, ends__gt=now)
    return near.filter(sitting | called).select_related("venue").order_by("starts")
