"""Up to the notice: the draft, its matters, and everything frozen as it was announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.councils import books, events
from linli.councils.actions import rolls
from linli.councils.actions.within import step, write
from linli.councils.cities import ITEMS
from linli.councils.models import Matter, RollUnit, Service, Vote
from linli.councils.models.roll import UnitKind
from linli.councils.queries import announced, faults, fingerprint, roll_rows
from linli.councils.queries.hands import hands_at, moment_words
from linli.councils.recount import digest, roll_hash
from linli.councils.rules import prepares
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.places.models import Kind, Place

MOST_MATTERS = 20
CODE_LETTERS = 12
"""Letters of a voting code: 23 to the twelfth is about 54 bits."""


@dataclass(frozen=True)
class Asked:
    """One matter as it is written into the draft."""

    item: int
    title: str
    words: str = ""
    reason: str = ""
    only: tuple[str, ...] = ()
    without_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Silence:
    """A clause by which silence follows the majority: the owners' own words, and since when. Off unless
    there is one.
    """

    clause: str = ""
    since: str = ""


@transaction.atomic
def draft_vote(
    *,
    place: Place,
    title: str,
    opens: datetime,
    closes: datetime,
    city: str = "national",
    by: Post,
    emergency: bool = False,
    silence: Silence | None = None,
    follows: Vote | None = None,
    matters: Sequence[Asked] = (),
) -> Vote:
    """Begin to prepare a vote of the owners of a compound. One that follows another, put again with a condition, takes
    over its roll.
    """
    prepares.require(by, place)
    if place.kind not in (Kind.COMPOUND, Kind.BUILDING, Kind.UNIT):
        raise Refused(N_("Owners decide about a compound, a building or a stairwell."), field="place")
    book = books.cities.current()
    checked = _checked(title=title, opens=opens, closes=closes, city=city, known=book.rules.by_key)
    now = clock.now()
    vote = Vote.objects.create(
        number=f"V{now:%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        edition=book.number,
        emergency=emergency,
        silent=_silent(silence),
        follows=follows,
        drafted_by=by,
        drafted_at=now,
        **checked,
    )
    record(events.VoteDrafted(place=place.code, follows=follows.number if follows else ""), on=vote, by=by, new=True)
    if follows:
        rolls.copy_roll(follows, vote)
    return set_matters(vote, matters, by=by) if matters else vote


@transaction.atomic
def change_draft(
    vote: Vote,
    *,
    title: str,
    opens: datetime,
    closes: datetime,
    city: str,
    by: Post,
    emergency: bool = False,
    silence: Silence | None = None,
    matters: Sequence[Asked] = (),
    seen: int | None = None,
) -> Vote:
    """What is wrong is mended before the notice; with `matters` they are replaced too."""
    vote = step("prepare", vote, by=by, seen=seen)
    book = books.cities.current()
    for name, value in _checked(title=title, opens=opens, closes=closes, city=city, known=book.rules.by_key).items():
        setattr(vote, name, value)
    vote.edition, vote.emergency, vote.silent = book.number, emergency, _silent(silence)
    vote = write(vote, events.DraftChanged(), by=by)
    return set_matters(vote, matters, by=by) if matters else vote


def _checked(*, title: str, opens: datetime, closes: datetime, city: str, known) -> dict[str, object]:
    title = " ".join(title.split())
    if not title or len(title) > 80:
        raise Refused(N_("Say in at most 80 characters what is to be decided."), field="title")
    if closes <= opens:
        raise Refused(N_("The vote closes before it opens."), field="closes")
    if city not in known:
        raise Refused(N_("This city has no profile."), field="city")
    return {"title": title, "opens": opens, "closes": closes, "city": city}


def _silent(silence: Silence | None) -> dict[str, object]:
    return {"on": True, "clause": silence.clause.strip(), "since": silence.since} if silence else {}


@transaction.atomic
def set_matters(vote: Vote, matters: Sequence[Asked], *, by: Post, seen: int | None = None) -> Vote:
    """The questions, all at once. After the notice none can be added: what was not published can't be voted on."""
    vote = step("prepare", vote, by=by, seen=seen)
    if not 1 <= len(matters) <= MOST_MATTERS:
        raise Refused(N_("A vote has one to {most} matters."), most=MOST_MATTERS)
    for number, asked in enumerate(matters, 1):
        if asked.item not in ITEMS:
            raise Refused(
                N_("Matter {number}: choose which item of art. 278 it is, or art. 279."), number=number, field="item"
            )
        if not asked.title.strip():
            raise Refused(N_("Matter {number} has no words yet."), number=number, field="title")
        if not set(asked.without_kinds) <= set(UnitKind.values):
            raise Refused(N_("Matter {number}: no such kind of unit."), number=number)
    vote.matters.all().delete()
    Matter.objects.bulk_create(
        Matter(
            vote=vote,
            number=number,
            item=a.item,
            title=" ".join(a.title.split())[:80],
            words=a.words.strip(),
            reason=a.reason.strip()[:200],
            only=sorted(set(a.only)),
            without_kinds=sorted(set(a.without_kinds)),
        )
        for number, a in enumerate(matters, 1)
    )
    return write(vote, events.MattersSet(items=[a.item for a in matters]), by=by)


@transaction.atomic
def give_notice(vote: Vote, *, by: Post, seen: int | None = None) -> Vote:
    """Freeze the roll and the notice, publish both hashes, and give every unit its voting code. Refuses with what is
    to be mended.
    """
    vote = step("give_notice", vote, by=by, seen=seen)
    now = clock.now()
    if found := faults(vote, now=now):
        raise found[0]
    vote.noticed_at = now
    vote.roll_hash, vote.notice_hash = roll_hash(roll_rows(vote)), digest(announced(vote))
    units = list(vote.roll.all())
    for unit in units:
        give_code(unit)
    RollUnit.objects.bulk_update(units, ["code", "code_hash"], batch_size=500)
    hands = [post for post in hands_at(vote.path) if post != by.ref]
    tell(hands, "vote_noticed", about=vote, title=vote.title, opens=moment_words(vote.opens))
    return write(
        vote,
        events.NoticeGiven(
            roll=vote.roll_hash,
            notice=vote.notice_hash,
            units=len(units),
            opens=vote.opens.isoformat(),
            closes=vote.closes.isoformat(),
        ),
        by=by,
    )


def give_code(unit: RollUnit) -> None:
    unit.code = short_code(CODE_LETTERS)
    unit.code_hash = fingerprint(unit.code)


@transaction.atomic
def print_sheets(vote: Vote, units: Sequence[RollUnit], *, by: Post) -> Vote:
    """The notices with the units' codes leave the house: how many, and by whom, stands in the journal."""
    vote = step("print_sheets", vote, by=by)
    record(events.SheetsPrinted(units=len(units)), on=vote, by=by)
    return vote


@transaction.atomic
def serve(vote: Vote, units: Sequence[RollUnit], *, kind: str, how: str, by: Post) -> int:
    """A notice or a reminder has reached these units."""
    vote = step("serve", vote, by=by)
    if kind not in Service.Kind.values or how not in Service.How.values:
        raise Refused(N_("Say how it was served."), field="how")
    now = clock.now()
    rows = [Service(unit=unit, kind=kind, how=how, at=now, by=by) for unit in units if unit.vote_id == vote.pk]
    if not rows:
        raise Refused(N_("Choose the units that were served."), field="units")
    Service.objects.bulk_create(rows)
    record(events.NoticesServed(kind=kind, how=how, units=len(rows)), on=vote, by=by)
    return len(rows)
