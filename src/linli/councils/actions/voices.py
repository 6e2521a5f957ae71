"""What neighbours do in a hearing: they say which groups they belong to, take stances, and say it in their own words.

Nothing of this stands in the journal: there is no list of who thinks what. The topic's row is locked before a
participant's, and only where something is numbered.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from linli.councils.actions.within import locked
from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import Channel, Participant, Stance, Statement, Topic
from linli.councils.queries.boards import round_of
from linli.councils.queries.voices import is_open
from linli.councils.wording import leads_to_a_person
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of

LONGEST = 140
MOST_WAITING = 10
"""Own statements of one participant that wait to be looked at."""
PAPER_DAYS = 3
"""What came on paper in time may be entered so much later."""


@transaction.atomic
def declare(participant: Participant, groups: Mapping[str, str]) -> Participant:
    """Which of the declared groups one belongs to; empty for "don't want to say". May be corrected at any time."""
    participant = speaking(participant)
    participant.groups = groups_said(participant.topic, groups)
    participant.save(update_fields=["groups"])
    return participant


@transaction.atomic
def say(
    participant: Participant,
    statement: Statement,
    side: str,
    *,
    condition: str = "",
    join_condition: Statement | None = None,
) -> Stance:
    """Agree, disagree, pass, or agree if …: the last word counts. A condition becomes a statement that others may
    answer.
    """
    participant = speaking(participant, numbering=side == Stance.Side.IF)
    return take_stance(participant, statement, side, condition, join_condition, channel=Channel.ONLINE)


@transaction.atomic
def add_statement(participant: Participant, words: str, *, kind: str = Statement.Kind.STATEMENT) -> Statement:
    """One's own sentence; its author agrees with it. Sent twice it is one."""
    words = checked_words(words)
    if kind not in (Statement.Kind.STATEMENT, Statement.Kind.LIKE, Statement.Kind.NEED):
        raise Refused(N_("Choose what it is."), field="kind")
    participant = speaking(participant, numbering=True)
    return write_statement(participant, words, kind=kind, channel=Channel.ONLINE)


# --- what the desk's entries share with this -------------------------------------------------------------------


def speaking(participant: Participant, *, numbering: bool = False) -> Participant:
    """Lock, and see that stances are taken now; whoever was merged speaks with the household's voice."""
    if numbering:
        locked(participant.topic)
    rows = Participant.objects.select_for_update(of=("self",)).select_related("topic")
    participant = rows.get(pk=participant.pk)
    if participant.merged_into_id:
        participant = rows.get(pk=participant.merged_into_id)
    TOPIC_MOVES.check("say", participant.topic, by=participant)
    if not is_open(participant.topic):
        raise closed(participant.topic)
    if participant.joined_at is None:  # a card whose holder would rather fill it in here
        participant.joined_at = clock.now()
        participant.save(update_fields=["joined_at"])
    return participant


def closed(topic: Topic) -> Refused:
    """Why no stances are taken any more."""
    if topic.hearing_until and clock.now() > topic.hearing_until:
        return Refused(
            N_("Voices were taken until {until}. Thank you for wanting to take part."),
            until=f"{topic.hearing_until.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        )
    return Refused(N_("Voices have been heard, and it has gone on from there. Thank you for wanting to take part."))


def still_entered(topic: Topic) -> bool:
    """Whether paper that came in time may still be entered."""
    until = topic.hearing_until
    return not until or clock.now() <= until + timedelta(days=PAPER_DAYS)


def groups_said(topic: Topic, groups: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for group in topic.groups:
        said = groups.get(group["key"]) or ""
        if said and said not in group["options"]:
            raise Refused(N_("Choose one of the groups, or “don't want to say”."), field=group["key"])
        found[group["key"]] = said
    return found


def checked_words(words: str, *, field: str = "words") -> str:
    words = " ".join(words.split())
    if not words:
        raise Refused(N_("Write what you want to say."), field=field)
    if len(words) > LONGEST:
        raise Refused(
            N_("One thing in at most {most} characters; this has {count}. Please write it shorter, or as two."),
            most=LONGEST,
            count=len(words),
            field=field,
        )
    if leads_to_a_person(words):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field=field)
    return words


def take_stance(
    participant: Participant,
    statement: Statement,
    side: str,
    condition: str = "",
    joined: Statement | None = None,
    *,
    channel: str,
    by: Post | None = None,
) -> Stance:
    """One stance in place of an earlier one. For a new condition the topic must be locked."""
    if statement.topic_id != participant.topic_id or statement.state != Statement.State.SHOWN:
        raise Refused(N_("This statement is not shown any more. What you said to it is kept."))
    if side not in Stance.Side.values:
        raise Refused(N_("Choose agree, disagree, pass, or agree if …"), field="side")
    wished = _wished(participant, statement, condition, joined, channel, by) if side == Stance.Side.IF else None
    before = Stance.objects.filter(participant=participant, statement=statement).select_related("condition").first()
    stance, _new = Stance.objects.update_or_create(
        participant=participant,
        statement=statement,
        defaults={"side": side, "condition": wished, "channel": channel, "entered_by": by, "said_at": clock.now()},
    )
    if before and before.condition and before.condition != wished:
        _drop_unseen(before.condition, participant)
    return stance


def _wished(
    participant: Participant, statement: Statement, words: str, joined: Statement | None, channel: str, by: Post | None
) -> Statement:
    """The condition as a statement: one of others that is joined, or one's own."""
    if joined and not words.strip():
        if joined.condition_of_id != statement.pk or joined.state != Statement.State.SHOWN:
            raise Refused(N_("This condition is not shown any more; please write it yourself."), field="condition")
        if not Stance.objects.filter(participant=participant, statement=joined).exists():
            take_stance(participant, joined, Stance.Side.AGREE, channel=channel, by=by)
        return joined
    if not words.strip():
        raise Refused(N_("Write under which condition you would agree."), field="condition")
    words = checked_words(words, field="condition")
    kind = Statement.Kind.CONDITION
    return write_statement(participant, words, kind=kind, condition_of=statement, channel=channel, by=by)


def _drop_unseen(condition: Statement, author: Participant) -> None:
    """A condition that its author took back before anybody had looked at it."""
    if condition.state == Statement.State.WAITING and condition.author_id == author.pk:
        condition.delete()


def write_statement(
    author: Participant,
    words: str,
    *,
    kind: str,
    channel: str,
    condition_of: Statement | None = None,
    by: Post | None = None,
) -> Statement:
    """A sentence in somebody's own words, to be looked at; under the topic's lock. The same sentence again is the same
    one.
    """
    topic = author.topic
    asked = round_of(topic)
    same = topic.statements.filter(words=words, kind=kind, condition_of=condition_of, round=asked)
    if found := same.filter(author=author).exclude(state=Statement.State.REFUSED).first():
        return found
    if found := same.filter(state=Statement.State.SHOWN).first():  # somebody else said just this
        _agree(author, found, channel, by)
        return found
    waiting = topic.statements.filter(state=Statement.State.WAITING)
    if not by and waiting.filter(author=author).count() >= MOST_WAITING:
        raise Refused(N_("{count} of yours wait to be looked at. Please add more after that."), count=MOST_WAITING)
    first = not waiting.exists()
    statement = Statement.objects.create(
        topic=topic,
        number=next_statement(topic),
        kind=kind,
        words=words,
        condition_of=condition_of,
        author=author,
        entered_by=by,
        round=asked,
        said_at=clock.now(),
    )
    _agree(author, statement, channel, by)
    if first:
        tell_moderators(topic, statement)
    return statement


def _agree(author: Participant, statement: Statement, channel: str, by: Post | None) -> None:
    Stance.objects.get_or_create(
        participant=author,
        statement=statement,
        defaults={"side": Stance.Side.AGREE, "channel": channel, "entered_by": by, "said_at": clock.now()},
    )


def next_statement(topic: Topic) -> int:
    return (topic.statements.aggregate(Max("number"))["number__max"] or 0) + 1


def tell_moderators(topic: Topic, statement: Statement) -> None:
    """The community hears when something begins to wait; not of every further one."""
    posts = in_charge_of(topic.path, roles=people.IN_THE_COMMUNITY)
    tell(posts, "statement_waits", about=topic, once=f"{topic.ref}/statement/{statement.number}", title=topic.title)
