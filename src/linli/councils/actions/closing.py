"""Opening and closing by the clock; the count; the result; the pack."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.councils import events, recount
from linli.councils.actions.callbacks import draw
from linli.councils.actions.casting import LATEST_ENTRY_HOURS
from linli.councils.actions.motions import follow_vote
from linli.councils.actions.within import step, write
from linli.councils.lifecycle import VoteState
from linli.councils.models import PaperEntry, Vote
from linli.councils.queries import announced, city_of, pack_of, roll_rows
from linli.councils.queries.hands import hands_at, moment_words
from linli.councils.queries.outcomes import differences
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post

CHANGED = N_("Something changed after the notice; what was not published can't be voted on.")
NOT_AS_IT_WAS = N_(
    "Nothing is counted: {part} in the database is not what was published or came in. Leave everything as it "
    "is, and call the supervision committee."
)
PARTS = {
    "pack": _("something"),
    "roll": _("the roll"),
    "notice": _("the notice"),
    "ballots": _("a ballot"),
    "log": _("the log of ballots"),
}
OUTCOMES = (recount.PASSED, recount.REJECTED, recount.NO_QUORUM)


def turn() -> int:
    """What the clock does each minute: open what is due, count what has waited long enough for its last papers."""
    now = clock.now()
    done = 0
    for vote in Vote.objects.filter(state=VoteState.NOTICED, opens__lte=now):
        open_vote(vote)
        done += 1
    late = now - timedelta(hours=LATEST_ENTRY_HOURS)
    for vote in Vote.objects.filter(state=VoteState.OPEN, closes__lt=late):
        try:
            close(vote, by=CLOCK)
            done += 1
        except Refused as no:
            _warn(vote, no)
    return done


def _warn(vote: Vote, no: Refused) -> None:
    """It can't be counted, and the others have to be all the same: those who prepare it hear it once."""
    with transaction.atomic():
        tell(
            hands_at(vote.path, block=False),
            "vote_unsound",
            about=vote,
            once=f"{vote.ref}/unsound",
            title=vote.title,
            why=str(no),
        )


@transaction.atomic
def open_vote(vote: Vote) -> Vote:
    """Open at the announced hour. What was not published, or is not as it was published, can't be voted on: then it is
    abandoned.
    """
    vote = step("open", vote, by=CLOCK)
    if recount.digest(announced(vote)) != vote.notice_hash or recount.roll_hash(roll_rows(vote)) != vote.roll_hash:
        vote.state = VoteState.ABANDONED
        vote.abandoned_why = CHANGED
        vote = write(vote, events.VoteAbandoned(why=vote.abandoned_why), by=CLOCK)
        follow_vote(vote)
        tell(hands_at(vote.path), "vote_abandoned", about=vote, title=vote.title)
        return vote
    tell(hands_at(vote.path), "vote_opened", about=vote, title=vote.title, closes=moment_words(vote.closes))
    return write(vote, events.VoteOpened(), by=CLOCK)


@transaction.atomic
def close(vote: Vote, *, by: HasRef, seen: int | None = None) -> Vote:
    """Count. Before the announced hour nobody can; papers that wait for their second person come first, for a day."""
    vote = step("close", vote, by=by, seen=seen)
    if clock.now() <= vote.closes:
        raise Refused(N_("The window is still open; nobody closes it early."))
    waiting = PaperEntry.objects.filter(unit__vote=vote, ballot=None, set_aside_at=None).count()
    if waiting and by is not CLOCK:
        raise Refused(
            N_("{waiting} papers still wait for the second person. Confirm them or set them aside."), waiting=waiting
        )
    vote.closed_at = clock.now()
    pack = pack_of(vote)
    try:
        vote.outcome = recount.recount(pack) | {"unconfirmed_papers": waiting}
    except recount.Unsound as no:
        raise Refused(NOT_AS_IT_WAS, part=PARTS[no.part]) from no
    vote.pack_hash = recount.digest(pack)
    vote = write(
        vote,
        events.VoteClosed(
            roll=vote.roll_hash, ballots=len(pack["ballots"]), pack=vote.pack_hash, outcomes=_outcomes(vote.outcome)
        ),
        by=by,
    )
    tell(hands_at(vote.path, block=False), "vote_closed", about=vote, title=vote.title)
    draw(vote)
    return vote


@transaction.atomic
def bring_outcome(
    vote: Vote, matters: Mapping[str, Mapping[str, Any]], *, document: str, by: Post, seen: int | None = None
) -> Vote:
    """What the city's own system says, with its document. `matters`: id to outcome and the sums of heads and area."""
    vote = step("bring_outcome", vote, by=by, seen=seen)
    if not city_of(vote).own_system:
        raise Refused(N_("Here this platform counts; there is nothing to be brought from elsewhere."))
    if not document.strip():
        raise Refused(N_("Name the document of the city's system."), field="document")
    wanted = {m.key: m for m in vote.matters.all()}
    if set(matters) != set(wanted):
        raise Refused(N_("Every matter needs its outcome."))
    for key, found in matters.items():
        if found.get("outcome") not in OUTCOMES:
            raise Refused(N_("Matter {number}: passed, rejected, or no quorum?"), number=wanted[key].number, field=key)
    vote.outcome = {
        "matters": {key: dict(found) | {"class": wanted[key].kind} for key, found in matters.items()},
        "ballots": (vote.outcome or {}).get("ballots", []),
        "differences": differences(vote, matters),
    }
    vote.outcome_from = document.strip()[:120]
    return write(vote, events.OutcomeBrought(document=vote.outcome_from, outcomes=_outcomes(vote.outcome)), by=by)


@transaction.atomic
def publish(vote: Vote, *, by: Post, seen: int | None = None) -> Vote:
    """Everybody may read the result, its reasons, and who took part."""
    vote = step("publish", vote, by=by, seen=seen)
    if city_of(vote).own_system and not vote.outcome_from:
        raise Refused(N_("First enter what the city's own system says: it decides here."))
    vote.published_at = clock.now()
    vote = write(vote, events.VotePublished(), by=by)
    follow_vote(vote)
    return vote


@transaction.atomic
def abandon(vote: Vote, *, why: str, by: Post, seen: int | None = None) -> Vote:
    """Stop it before it is counted, for a reason that everyone can read."""
    if not why.strip():
        raise Refused(N_("Say why it is abandoned; everyone can read it."), field="why")
    was = vote.state
    vote = step("abandon", vote, by=by, seen=seen)
    if was == VoteState.OPEN and vote.closes <= clock.now():
        raise Refused(N_("The window is over: now it is counted, whatever comes out."))
    vote.abandoned_why = why.strip()[:200]
    vote = write(vote, events.VoteAbandoned(why=vote.abandoned_why), by=by)
    follow_vote(vote)
    tell([post for post in hands_at(vote.path) if post != by.ref], "vote_abandoned", about=vote, title=vote.title)
    return vote


@transaction.atomic
def take_pack(vote: Vote, *, by: Post, names: bool = False) -> dict[str, Any]:
    """The evidence pack leaves the house: who took it stands in the journal."""
    vote = step("take_pack", vote, by=by)
    pack = pack_of(vote, names=names)
    record(events.PackTaken(sha256=recount.digest(pack)), on=vote, by=by)
    return pack


def _outcomes(outcome: Mapping[str, Any]) -> dict[str, str]:
    return {key: found["outcome"] for key, found in outcome["matters"].items()}
