"""Reads over what neighbours say to a topic: who speaks, what they are asked next, and who has not been heard."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from linli.councils import books, routing
from linli.councils.alike import alike
from linli.councils.models import Channel, Opening, Participant, Stance, Statement, Topic
from linli.councils.queries.topics import DEFERRED
from linli.councils.queries.votes import fingerprint, read_code
from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS

MOST_OFFERED = 400
"""Statements read for one topic. More than that nobody could answer."""


# --- who speaks -------------------------------------------------------------------------------------------------


def holder_of(code: str) -> Participant | None:
    """Whoever holds this card."""
    cards = Participant.objects.select_related("merged_into", "topic__place__parent__parent").defer(
        *(f"topic__{name}" for name in DEFERRED)
    )
    found = cards.filter(code=read_code(code)[:16] or "-").first()
    if found and found.merged_into:
        found.merged_into.topic = found.topic
        return found.merged_into
    return found


def pass_of(participant: Participant) -> str:
    """What somebody shows so that their household can be noted. It opens nothing and tells nothing."""
    digest = bytes.fromhex(fingerprint(f"pass|{participant.pk}"))
    return "".join(PLATE_LETTERS[byte % len(PLATE_LETTERS)] for byte in digest[:8])


def shown_by(topic: Topic, said: str) -> Participant | None:
    """The participant of whom somebody showed a pass or a card."""
    said = read_code(said)
    if card := Participant.objects.filter(topic=topic, code=said).first() if said else None:
        return card
    for one in Participant.objects.filter(topic=topic, joined_at__isnull=False).only("pk").iterator():
        if hmac.compare_digest(pass_of(one), said):
            return Participant.objects.get(pk=one.pk)
    return None


# --- what they are asked ----------------------------------------------------------------------------------------


TALKING = ("solicit", "study", "consult", "meeting")
"""Kinds of stages in which neighbours are heard; what has been decided on is heard no more."""


def is_open(topic: Topic) -> bool:
    """Whether stances are taken now."""
    if topic.state != Topic.State.GOING or (topic.hearing_until and clock.now() > topic.hearing_until):
        return False
    kind = topic.stages.filter(order=topic.at).values_list("kind", flat=True).first()
    return kind is None or kind in TALKING


def shown(topic: Topic) -> list[Statement]:
    """What neighbours may take a stance on in this round, by number; a condition with what it is a condition of."""
    found = topic.statements.filter(state=Statement.State.SHOWN)
    asked = found.order_by("-round").values("round")[:1]
    return list(found.filter(round=asked).select_related("condition_of").order_by("number")[:MOST_OFFERED])


def said_so_far(topic: Topic) -> list[tuple[int, Mapping[str, str], int]]:
    """(statement, groups of the people, how many took a stance), counted in the database."""
    rows = Stance.objects.filter(statement__topic=topic, statement__state=Statement.State.SHOWN)
    return list(rows.order_by().values_list("statement__number", "participant__groups").annotate(n=Count("id")))


@dataclass(frozen=True)
class Talk:
    """A topic as one participant goes through it."""

    statements: list[Statement]
    said: Mapping[Any, Stance]  # by the statement's key
    left: list[int]  # numbers of what is still to be answered, in the order of asking

    @property
    def done(self) -> int:
        return len(self.statements) - len(self.left)

    @property
    def next(self) -> Statement | None:
        return self.numbered(self.left[0]) if self.left else None

    def numbered(self, number: int) -> Statement | None:
        return next((one for one in self.statements if one.number == number), None)

    @property
    def rows(self) -> list[tuple[Statement, Stance | None]]:
        return [(one, self.said.get(one.pk)) for one in self.statements]


def talk(topic: Topic, participant: Participant | None) -> Talk:
    """In three statements, or two for somebody who has said nothing yet."""
    statements = shown(topic)
    said = {}
    if participant:
        said = {s.statement_id: s for s in participant.stances.select_related("condition")}
    open_ones = [one.number for one in statements if one.pk not in said]
    counted = routing.offered(open_ones, said_so_far(topic)) if open_ones else []
    groups, person = (participant.groups, participant.number) if participant else ({}, 0)
    return Talk(statements, said, routing.in_order(counted, groups=groups, person=person))


def own_statements(participant: Participant) -> list[Statement]:
    """What somebody said in their own words, the newest first, with what became of it."""
    return list(participant.statements.select_related("condition_of", "same_as").order_by("-number")[:100])


def conditions_of(statement: Statement) -> list[Statement]:
    """Conditions of others that anybody may join."""
    return list(statement.conditions.filter(state=Statement.State.SHOWN).order_by("number")[:20])


def like_it(topic: Topic, words: str) -> list[Statement]:
    """What is shown already and says nearly the same."""
    return alike(words, shown(topic), text=lambda one: one.words)


# --- who has been heard -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One group's people. `None`: fewer than may be shown."""

    option: str
    people: int | None
    share: int = 0  # of the fullest cell, per cent, for drawing


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]
    unsaid: int | None  # who did not want to say, where that gives nobody away

    @property
    def missing(self) -> list[str]:
        """Those of whom hardly anybody has spoken."""
        return [cell.option for cell in self.cells if cell.people is None]


@dataclass(frozen=True)
class Meter:
    """How many have spoken, how their voices came, and who is missing."""

    people: int
    stances: int
    channels: list[tuple[str, int]]  # words, people
    rows: list[Row]
    least: int

    @property
    def missing(self) -> list[tuple[str, list[str]]]:
        return [(row.name, row.missing) for row in self.rows if row.missing]


def meter(topic: Topic) -> Meter:
    """In one statement, however many there are. Only who took a stance on something that is shown is counted."""
    least = books.hearing.rules().people_per_group
    spoken = Stance.objects.filter(statement__topic=topic, statement__state=Statement.State.SHOWN).order_by()
    counted = list(
        spoken.values_list("participant__groups", "participant__channel").annotate(
            n=Count("participant", distinct=True), s=Count("id")
        )
    )
    channels = {channel: sum(n for _g, c, n, _s in counted if c == channel) for channel in Channel.values}
    rows = [_row(group, [(g.get(group["key"], ""), n) for g, _c, n, _s in counted], least) for group in topic.groups]
    return Meter(
        people=sum(n for *_more, n, _s in counted),
        stances=sum(s for *_more, s in counted),
        channels=[(str(Channel(c).label), n) for c, n in channels.items() if n],
        rows=rows,
        least=least,
    )


def _row(group: Mapping[str, Any], counted: list[tuple[str, int]], least: int) -> Row:
    sums = {option: sum(n for said, n in counted if said == option) for option in group["options"]}
    top = max(sums.values(), default=0)
    cells = [Cell(o, n if n >= least else None, 100 * n // top if n >= least else 0) for o, n in sums.items()]
    unsaid = sum(n for said, n in counted if said not in sums)
    # One hidden cell could be reckoned from the others, so with it goes the rest.
    return Row(str(group["name"]), cells, unsaid if all(cell.people is not None for cell in cells) else None)


# --- looking at statements --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Log:
    """What became of the statements, without anybody's name."""

    shown: int
    waiting: int
    refused: list[tuple[Any, int]]  # the reason, how many

    @property
    def not_shown(self) -> int:
        return sum(n for _reason, n in self.refused)


def moderation_log(topic: Topic) -> Log:
    counted = {}
    for state, reason, n in topic.statements.order_by().values_list("state", "reason").annotate(n=Count("id")):
        counted[state, reason if state == Statement.State.REFUSED else ""] = n + counted.get(
            (state, reason if state == Statement.State.REFUSED else ""), 0
        )
    reasons = books.hearing.rules().reasons
    return Log(
        counted.get((Statement.State.SHOWN, ""), 0),
        counted.get((Statement.State.WAITING, ""), 0),
        [(reasons.get(r), n) for (state, r), n in counted.items() if state == Statement.State.REFUSED],
    )


@dataclass(frozen=True)
class BoxCards:
    """Cards out of opened letter boxes: how many two people counted, how many of them are entered."""

    counted: int
    entered: int
    unconfirmed: list[Opening]

    @property
    def left(self) -> int:
        return max(0, self.counted - self.entered)


def box_cards(topic: Topic) -> BoxCards:
    openings = list(topic.openings.select_related("by__person", "witness__person"))
    entered = topic.participants.filter(channel=Channel.BOX, joined_at__isnull=False).count()
    counted = sum(o.cards for o in openings if o.witness_id)
    return BoxCards(counted, entered, [o for o in openings if not o.witness_id])
