"""What the desk does with voices: prints cards, enters what came on paper, at doors and stalls, opens boxes by two,
ties a voice to a household.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from linli.councils import events
from linli.councils.actions.topics import next_number
from linli.councils.actions.voices import (
    checked_words,
    groups_said,
    still_entered,
    take_stance,
    write_statement,
)
from linli.councils.actions.within import locked, step
from linli.councils.doors import door_of
from linli.councils.models import Channel, Opening, Participant, Statement, Topic
from linli.councils.queries.voices import box_cards
from linli.councils.queries.votes import fingerprint, read_code
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post

MOST_CARDS = 100
CODE_LETTERS = 8
ON_CARDS = (Channel.CARD, Channel.BOX)


@dataclass(frozen=True)
class Said:
    """One line of a card: which statement, what was ticked, and what was written beside it."""

    number: int
    side: str
    condition: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of an entry. `kept`: lines that the holder had corrected themselves, which the paper does not
    overrule.
    """

    participant: Participant
    entered: int
    kept: int


@transaction.atomic
def print_cards(topic: Topic, count: int, *, by: Post) -> list[Participant]:
    """So many cards, each with a code of its own; who takes one stays unknown."""
    topic = step("print_cards", topic, by=by)
    if not 1 <= count <= MOST_CARDS:
        raise Refused(N_("Between 1 and {most} cards at a time."), most=MOST_CARDS, field="cards")
    first = next_number(topic)
    cards = Participant.objects.bulk_create(
        Participant(topic=topic, number=first + n, channel=Channel.CARD, code=_letters(secrets.token_bytes(32)))
        for n in range(count)
    )
    record(events.CardsPrinted(cards=count), on=topic, by=by)
    return cards


@transaction.atomic
def take_voice(
    topic: Topic,
    said: Sequence[Said],
    *,
    channel: str,
    by: Post,
    submission_key: str,
    code: str = "",
    groups: Mapping[str, str] | None = None,
    own: str = "",
) -> Taken:
    """Enter what somebody said on paper or by word of mouth. Entered again under the same code, the new reading stands.

    What the holder corrected themselves stays: a card is entered on their behalf, not over their head.
    """
    topic = step("take_voice", topic, by=by)
    if channel not in Channel.values or channel == Channel.ONLINE:
        raise Refused(N_("Say how this voice came in."), field="channel")
    if not still_entered(topic):
        raise Refused(N_("The time for voices is over, and the days for entering paper too."))
    if not said and not own.strip():
        raise Refused(N_("Nothing is ticked yet."))
    person = _card(topic, code) if code.strip() else _anybody(topic, channel, submission_key)
    if channel == Channel.BOX and not (person.joined_at and person.channel == Channel.BOX):
        _from_a_box(topic)
    if person.joined_at is None:
        person.channel, person.entered_by, person.joined_at = channel, by, clock.now()
    if groups is not None:
        person.groups = groups_said(topic, groups)
    person.save(force_insert=person._state.adding)
    themselves = set(person.stances.filter(entered_by=None).values_list("statement_id", flat=True))
    by_number = {s.number: s for s in topic.statements.filter(number__in=[line.number for line in said])}
    kept = 0
    for line in said:
        statement = by_number.get(line.number)
        if statement is None:
            raise Refused(N_("Statement {number} does not belong to this topic."), number=line.number)
        if statement.pk in themselves:
            kept += 1
        else:
            take_stance(person, statement, line.side, line.condition, channel=channel, by=by)
    if own.strip():
        kind = Statement.Kind.STATEMENT
        write_statement(person, checked_words(own, field="own"), kind=kind, channel=channel, by=by)
    record(events.VoiceEntered(channel=channel, stances=len(said) - kept), on=topic, by=by)
    return Taken(person, len(said) - kept, kept)


def _card(topic: Topic, code: str) -> Participant:
    found = Participant.objects.filter(topic=topic, code=read_code(code)).select_related("merged_into").first()
    if found is None:
        raise Refused(N_("No card of this topic has this code. Please compare it letter by letter."), field="code")
    return found.merged_into or found


def _anybody(topic: Topic, channel: str, key: str) -> Participant:
    """Somebody without a card. Their code comes from the form's key, so that a form sent twice is one voice."""
    if channel in ON_CARDS:
        raise Refused(N_("Type the code that stands on the card."), field="code")
    code = _letters(bytes.fromhex(fingerprint(f"entry|{topic.pk}|{key}")))
    known = Participant.objects.filter(topic=topic, code=code).first()
    return known or Participant(topic=topic, number=next_number(topic), channel=channel, code=code)


def _from_a_box(topic: Topic) -> None:
    cards = box_cards(topic)
    if not cards.counted:
        raise Refused(N_("No opened box has been confirmed by a second person yet."), field="channel")
    if cards.left <= 0:
        raise Refused(
            N_("All {count} cards counted out of the boxes are entered; this one is not among them."),
            count=cards.counted,
            field="channel",
        )


def _letters(random: bytes) -> str:
    return "".join(PLATE_LETTERS[byte % len(PLATE_LETTERS)] for byte in random[:CODE_LETTERS])


# --- a letter box, opened by two --------------------------------------------------------------------------------


@transaction.atomic
def open_box(topic: Topic, *, where: str, cards: int, by: Post) -> Opening:
    """The first of two writes down where it hung and how many cards lay in it. Nothing can be entered from it yet."""
    topic = step("open_box", topic, by=by)
    where = " ".join(where.split())
    if not where or len(where) > 80:
        raise Refused(N_("Say which box it is."), field="where")
    if not 1 <= cards <= 2000:
        raise Refused(N_("Count the cards: between 1 and 2,000."), field="cards")
    waiting = topic.openings.filter(witness=None, by=by, where=where, cards=cards)
    if sent_twice := waiting.first():
        return sent_twice
    opening = Opening.objects.create(topic=topic, where=where, cards=cards, by=by, at=clock.now())
    record(events.BoxOpened(where=where, cards=cards), on=topic, by=by)
    return opening


@transaction.atomic
def witness_box(opening: Opening, *, cards: int, by: Post) -> Opening:
    """The second person has counted too, and to the same number; now its cards can be entered."""
    topic = step("open_box", opening.topic, by=by)
    opening = Opening.objects.select_related("by").get(pk=opening.pk)
    if opening.witness_id:
        return opening
    if opening.by.person_id == by.person_id:
        raise Refused(N_("A box is opened by two: somebody else has to confirm it."))
    if cards != opening.cards:
        raise Refused(
            N_("The two counts differ. Count together; if the first was wrong, enter the opening anew."), field="cards"
        )
    opening.witness, opening.confirmed_at = by, clock.now()
    opening.save(update_fields=["witness", "confirmed_at"])
    record(events.BoxWitnessed(where=opening.where), on=topic, by=by)
    return opening


@transaction.atomic
def drop_opening(opening: Opening, *, by: Post) -> None:
    """A wrong count that nobody confirmed is taken back."""
    topic = step("open_box", opening.topic, by=by)
    opening = Opening.objects.get(pk=opening.pk)
    if opening.witness_id:
        raise Refused(N_("It has been confirmed by two and stays."))
    record(events.BoxDropped(where=opening.where, cards=opening.cards), on=topic, by=by)
    opening.delete()


# --- one household, one voice -----------------------------------------------------------------------------------


@transaction.atomic
def verify_household(person: Participant, *, door: str, by: Post) -> Participant:
    """Somebody's door was seen. If the household spoke already the two become one voice, in which the later word
    counts.
    """
    topic = step("take_voice", person.topic, by=by)
    key = door_of(door)
    if not key or len(door) > 80:
        raise Refused(N_("Write the door as on its plate, for example 3栋2单元501."), field="door")
    person = Participant.objects.select_related("merged_into").get(pk=person.pk)
    person = person.merged_into or person
    mark = fingerprint(f"household|{topic.pk}|{key}")
    if person.household == mark:
        return person
    if person.household:
        raise Refused(N_("This voice belongs to another household already."), field="door")
    first = Participant.objects.filter(topic=topic, household=mark, merged_into=None).first()
    if first:
        _merge(person, into=first)
    else:
        person.door = " ".join(door.split())
    person.household = mark
    person.save()
    record(events.HouseholdVerified(merged=first is not None), on=topic, by=by)
    return first or person


def _merge(second: Participant, *, into: Participant) -> None:
    """Of two stances on one statement the later one stays; the door stays with the first."""
    locked(into.topic)
    had = {stance.statement_id: stance for stance in into.stances.all()}
    for stance in second.stances.all():
        before = had.get(stance.statement_id)
        if before and before.said_at > stance.said_at:
            stance.delete()
            continue
        if before:
            before.delete()
        stance.participant = into
        stance.save(update_fields=["participant"])
    Statement.objects.filter(author=second).update(author=into)
    into.groups = {key: into.groups.get(key) or second.groups.get(key, "") for key in {*into.groups, *second.groups}}
    into.raised |= second.raised
    into.save(update_fields=["groups", "raised"])
    second.merged_into = into
    Participant.objects.filter(merged_into=second).update(merged_into=into)
