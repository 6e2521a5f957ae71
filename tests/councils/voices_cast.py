"""A topic that is being talked over, its statements, and neighbours who say something to it."""

from linli.councils import actions
from linli.councils.actions import Said
from linli.councils.models import Participant, Statement, Topic
from linli.kernel import clock

FLOORS = {"key": "floor", "name": "楼层", "options": ["1–2层", "3层及以上"]}
LINES = ["每年春天修剪一次", "只修挡窗户的枝条", "一棵也不要动", "修剪前先查鸟窝"]


def topic(
    street, *, title="院里的树要不要修剪", lines=LINES, groups=(FLOORS,), place=None, number="T261122-AAAAAA"
) -> Topic:
    place = place or street.jinhe
    it = Topic.objects.create(
        number=number,
        place=place,
        path=place.path,
        title=title,
        origin="committee",
        state="going",
        groups=list(groups),
        raised_by=street.head,
        raised_at=clock.now(),
        at=1,
    )
    if lines:
        actions.seed(it, lines, by=street.clerk)
    return it


def neighbour(it: Topic, name: str, floor: str = "") -> Participant:
    one = actions.join(it, device=f"device of {name}")
    return actions.declare(one, {"floor": floor}) if it.groups else one


def statement(it: Topic, number: int) -> Statement:
    return it.statements.get(number=number)


def say(one: Participant, number: int, side: str = "agree", **more):
    return actions.say(one, statement(one.topic, number), side, **more)


def card(it: Topic, *lines: Said, by, channel="card", code="", key="k", **more):
    return actions.take_voice(it, list(lines), channel=channel, code=code, by=by, submission_key=key, **more)
