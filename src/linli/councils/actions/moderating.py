"""Statements before they are shown: the desk's own to begin with, and those of neighbours, looked at one by one, with
a reason for every no.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.councils import books, events
from linli.councils.actions.voices import checked_words, next_statement
from linli.councils.actions.within import step, write
from linli.councils.hearing import ANOTHER
from linli.councils.models import Stance, Statement, Topic
from linli.councils.queries.boards import round_of
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.words import N_
from linli.people.models import Post

MOST_SEEDS = 30


@transaction.atomic
def hear_until(topic: Topic, until: datetime | None, *, by: Post, seen: int | None = None) -> Topic:
    """Say until when stances are taken; it may be put off, and empty means as long as the topic goes on."""
    topic = step("hear_until", topic, by=by, seen=seen)
    if until and until <= clock.now():
        raise Refused(N_("That moment is over already."), field="until")
    topic.hearing_until = until
    return write(topic, events.HearingUntil(until=until.isoformat() if until else ""), by=by)


@transaction.atomic
def seed(topic: Topic, lines: Sequence[str], *, by: Post) -> list[Statement]:
    """Statements to begin with, so that nobody meets an empty page. What is there already is not added again."""
    topic = step("seed", topic, by=by)
    wanted = [checked_words(line, field="lines") for line in lines if line.strip()]
    if not wanted:
        raise Refused(N_("Write one statement a line."), field="lines")
    if len(wanted) > MOST_SEEDS:
        raise Refused(N_("At most {most} at a time."), most=MOST_SEEDS, field="lines")
    known = set(topic.statements.values_list("words", flat=True))
    fresh = [words for words in dict.fromkeys(wanted) if words not in known]
    now, first, asked = clock.now(), next_statement(topic), round_of(topic)
    made = Statement.objects.bulk_create(
        Statement(
            topic=topic,
            number=first + n,
            words=words,
            entered_by=by,
            said_at=now,
            state=Statement.State.SHOWN,
            moderated_by=by,
            moderated_at=now,
            round=asked,
        )
        for n, words in enumerate(fresh)
    )
    if made:
        record(events.StatementsAdded(numbers=[one.number for one in made]), on=topic, by=by)
    return made


@transaction.atomic
def moderate(
    statement: Statement,
    *,
    show: bool,
    by: Post,
    reason: str = "",
    note: str = "",
    same_as: int | None = None,
    was: str = "",
) -> Statement:
    """Show it, or not, with a reason its author reads. `was` is the state the page showed."""
    topic = step("moderate", statement.topic, by=by)
    found = Statement.objects.filter(pk=statement.pk).first()
    if found is None:
        raise Refused(N_("Its author has taken it back."))
    if was and found.state != was:
        raise Overtaken(N_("Somebody was faster: this statement has been looked at already."))
    other = None
    if not show:
        if reason not in books.hearing.rules().reasons:
            raise Refused(N_("Say why it is not shown; its author reads it."), field="reason")
        other = _other(found, same_as) if reason == ANOTHER else None
    found.state = Statement.State.SHOWN if show else Statement.State.REFUSED
    found.reason, found.same_as = ("", None) if show else (reason, other)
    found.note = " ".join(note.split())[:200]
    found.moderated_by, found.moderated_at = by, clock.now()
    found.save()
    if other:
        _move_stances(found, other)
    event = events.StatementModerated(number=found.number, shown=show, reason=found.reason, note=found.note)
    record(event, on=topic, by=by)
    return found


def _other(statement: Statement, number: int | None) -> Statement:
    same = statement.topic.statements.filter(state=Statement.State.SHOWN, number=number or 0).exclude(pk=statement.pk)
    if found := same.first():
        return found
    raise Refused(N_("Write the number of the shown statement that says the same."), field="same_as")


def _move_stances(old: Statement, new: Statement) -> None:
    """Whoever agreed with the one agrees with the other, unless they have said something to it themselves."""
    spoken = Stance.objects.filter(statement=new).values("participant")
    Stance.objects.filter(Q(statement=old) & ~Q(participant__in=spoken)).update(statement=new)
    Stance.objects.filter(condition=old).update(condition=new)
