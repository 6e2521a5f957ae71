"""A hearing about trees between houses: upper floors want them trimmed, ground floors don't, and a
condition wins both.
"""

from django.db.models import Max

from linli.councils.models import Participant, Stance, Statement, Topic
from linli.kernel import clock

FLOOR = {"key": "floor", "name": "楼层", "options": ["一至二楼", "三至四楼", "五楼及以上"]}
LOW, MIDDLE, HIGH = FLOOR["options"]
TRIM, LEAVE, NESTS = 1, 2, 3
WORDS = ["今年冬天把楼前香樟修剪到三楼窗台以下", "树一棵也不要动", "只剪挡窗的枝，先查鸟窝，留住夏天的树荫"]


def hearing(street, *, words=WORDS, groups=(FLOOR,), conditions={NESTS: TRIM}, number="T-board", **more) -> Topic:  # noqa: B006
    """A topic in its hearing, with statements that are shown; `conditions`: number to what it is a condition of."""
    topic = Topic.objects.create(
        number=number,
        place=street.jinhe,
        path=street.jinhe.path,
        title="楼前的树怎么修",
        origin=Topic.Origin.RESIDENTS,
        state=Topic.State.GOING,
        groups=list(groups),
        raised_at=clock.now(),
        **more,
    )
    state(topic, words)
    for number, of in conditions.items():
        parent = topic.statements.get(number=of)
        topic.statements.filter(number=number).update(condition_of=parent, kind=Statement.Kind.CONDITION)
    return topic


def state(topic: Topic, words, **more) -> None:
    last = topic.statements.aggregate(n=Max("number"))["n"] or 0
    Statement.objects.bulk_create(
        Statement(topic=topic, number=last + n, words=one, state=Statement.State.SHOWN, said_at=clock.now(), **more)
        for n, one in enumerate(words, 1)
    )


def heard(topic: Topic, voices) -> None:
    """Voices in bulk: (groups, {statement's number: side, or the number of the condition for "agree if"})."""
    last = topic.participants.aggregate(n=Max("number"))["n"] or 0
    by_number = {s.number: s for s in topic.statements.all()}
    people = Participant.objects.bulk_create(
        Participant(topic=topic, number=last + n, channel="online", groups=groups, joined_at=clock.now())
        for n, (groups, _said) in enumerate(voices, 1)
    )
    Stance.objects.bulk_create(
        Stance(
            participant=person,
            statement=by_number[number],
            side="if" if isinstance(side, int) else side,
            channel="online",
            condition=by_number[side] if isinstance(side, int) else None,
            said_at=clock.now(),
        )
        for person, (_groups, said) in zip(people, voices, strict=True)
        for number, side in said.items()
    )


def camp(count: int, floor: str, **said) -> list:
    """So many people of one floor who say the same; keywords s1=…, s2=…"""
    return [({"floor": floor}, {int(name[1:]): side for name, side in said.items()})] * count


PEOPLE = [
    *camp(24, HIGH, s1="agree", s2="disagree", s3="agree"),
    *camp(2, HIGH, s1="pass", s2="agree", s3="agree"),
    *camp(10, LOW, s1=NESTS, s2="disagree", s3="agree"),
    *camp(6, LOW, s1="disagree", s2="agree", s3="agree"),
    *camp(2, LOW, s1="disagree", s2="agree", s3="disagree"),
    *camp(8, MIDDLE, s1="agree", s2="pass", s3="agree"),
]
"""52 people: 26 high up, 18 low down, 8 between."""
