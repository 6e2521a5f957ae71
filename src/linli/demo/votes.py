"""Three owners' votes of 锦和苑: one that notice was given of, one that is open, and one that failed by heads though
the area carried it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from linli.councils import actions
from linli.councils.actions import Asked
from linli.councils.actions.rolls import enter_roll
from linli.councils.models import CallBack, Motion, RollUnit, Topic, Vote
from linli.demo.staff import SURNAMES
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Kind, Place

PAPERS = 9
HOMES = 84  # enough to look at; the compound has more
SHOP = 68_000  # hundredths of a square metre: the shops on the ground floor
WORDS = "在北门西侧空地安装 10 个公共充电桩，由运营单位投资，电费按政府指导价，收益归全体业主并每季度公布。"


def hold_votes(compound: Place, charging: Topic) -> None:
    """With the real actions, each at its own time. The order of ballots is the same in every demo."""
    head = Post.objects.filter(role=Role.COMMUNITY_HEAD, place=compound.parent).first()
    clerk = Post.objects.filter(role=Role.COMMUNITY_CLERK, place=compound.parent).first()
    rng = Random(f"votes {compound.code}")
    rows = list(_roll(compound, rng))
    now = clock.now().replace(
        hour=9, minute=0, second=0, microsecond=0
    )  # of today, which may be still to come: all is days away
    failed = _held(
        compound,
        head,
        rows,
        "北门空地安装公共充电桩",
        [Asked(8, "同意在北门西侧空地安装公共充电桩并由运营单位经营", WORDS, "利用共有部分从事经营活动")],
        noticed=now - timedelta(days=62),
        opens=now - timedelta(days=45),
        closes=now - timedelta(days=35),
        topic=charging,
    )
    with clock.frozen(failed.opens + timedelta(hours=2)):
        actions.turn()
        units = list(failed.roll.order_by("order"))
        for n, unit in enumerate(units[:74]):
            # The shops and the large homes want it; more of the small homes do not than a quarter.
            choice = "yes" if unit.kind == "shop" or n % 10 < 7 else "no"
            _on_paper(unit, choice, head, clerk) if 8 <= n < 8 + PAPERS else _cast(unit, choice)
    with clock.frozen(failed.closes + timedelta(hours=1)):
        failed = actions.close(failed, by=head)
    with clock.frozen(failed.closes + timedelta(days=1)):
        actions.publish(failed, by=head)
        _call_back(failed, compound, head)
    going = _held(
        compound,
        head,
        rows,
        "屋面防水维修使用维修资金",
        [
            Asked(
                5,
                "同意使用维修资金对 1 至 3 栋屋面做防水，预算 38.6 万元",
                "三家单位报价，工程造价由第三方审核；完工后公布决算。",
                "使用维修资金",
            ),
            Asked(3, "同意补选张某某为业主委员会委员", "", "更换业主委员会成员"),
        ],
        noticed=now - timedelta(days=20),
        opens=now - timedelta(days=4),
        closes=now + timedelta(days=6),
    )
    with clock.frozen(going.opens + timedelta(hours=3)):
        actions.turn()
        for unit in list(going.roll.order_by("order"))[: HOMES // 2 + 4]:
            if rng.random() < 0.85:
                _cast(unit, rng.choice(("yes", "yes", "yes", "no", "abstain")))
    _held(
        compound,
        head,
        rows,
        "北门空地安装公共充电桩（附条件）",
        [
            Asked(
                8,
                "同意安装充电桩，条件：设防火隔离、夜间 23 点后断电、老人代步车优先",
                WORDS,
                "利用共有部分从事经营活动",
            )
        ],
        noticed=now - timedelta(days=1),
        opens=now + timedelta(days=16),
        closes=now + timedelta(days=26),
        follows=failed,
        topic=charging,
    )


def _held(
    compound: Place,
    head: Post,
    rows: list,
    title: str,
    matters: list[Asked],
    *,
    noticed: datetime,
    opens: datetime,
    closes: datetime,
    follows: Vote | None = None,
    topic: Topic | None = None,
) -> Vote:
    """A vote from the draft to the notice; one that hangs on a topic was prepared by a motion."""
    window = {"opens": opens, "closes": closes, "city": "hangzhou"}
    with clock.frozen(noticed):
        if topic:
            vote = _moved(compound, head, title, matters[0], window, topic, follows)
            vote = actions.set_matters(vote, matters, by=head)
        else:
            vote = actions.draft_vote(place=compound, title=title, by=head, matters=matters, **window)
        if follows is None:
            enter_roll(vote, [(RollUnit(**facts), names) for facts, names in rows])
        vote = actions.give_notice(vote, by=head)
        actions.serve(vote, list(vote.roll.all()), kind="notice", how="handed", by=head)
        return vote


def _moved(
    compound: Place, head: Post, title: str, asked: Asked, window: dict, topic: Topic, follows: Vote | None
) -> Vote:
    motion = actions.draft_motion(
        place=compound,
        engine="owners",
        title=title,
        body=f"{asked.title}。{asked.words}",
        item=asked.item,
        topic=topic,
        follows=Motion.objects.get(vote=follows) if follows else None,
        by=head,
    )
    return actions.ask_owners(motion, by=head, reason=asked.reason, **window).vote


def _cast(unit: RollUnit, choice: str) -> None:
    owner = next(iter(actions.owners_now(unit)))
    actions.cast(unit, {m.key: choice for m in actions.matters_of(unit)}, owner=owner, submission_key="demo")


def _on_paper(unit: RollUnit, choice: str, one: Post, other: Post) -> None:
    choices = {m.key: choice for m in actions.matters_of(unit)}
    owner = next(iter(actions.owners_now(unit)))
    entry = actions.enter_paper(
        unit, choices, owner=owner, received_at=clock.now(), signed=True, by=one, submission_key=f"demo paper {unit.pk}"
    )
    actions.confirm_paper(entry, choices, by=other)


def _call_back(vote: Vote, compound: Place, head: Post) -> None:
    """All but one of the drawn papers were asked about, by a grid worker with the head beside."""
    worker = Post.objects.current().filter(role=Role.GRID_WORKER, place__parent=compound.parent).first()
    for call in list(CallBack.objects.filter(ballot__unit__vote=vote).select_related("ballot__unit__vote"))[:-1]:
        actions.ask_back(call, call.ballot.choices if call.order != 2 else None, how=CallBack.How.BY_PHONE, by=worker)
        actions.confirm_back(call, by=head)


def _roll(compound: Place, rng: Random) -> Iterator[tuple[dict, list[str]]]:
    """Shops first, then homes by stairwell; owners are plainly nobody."""
    for n in range(1, 5):
        facts = {
            "unit": f"商铺{n:02}",
            "stairwell": "沿街商铺",
            "area": SHOP,
            "kind": "shop",
            "head": "G1" if n < 3 else f"商铺{n:02}",
        }
        yield facts, ["赵某某" if n < 3 else f"{rng.choice(SURNAMES)}某"]
    stairs = (
        Place.objects.within(compound)
        .of_kind(Kind.UNIT)
        .select_related("parent")
        .defer("shape", "parent__shape")
        .order_by("path")
    )
    for n in range(HOMES):
        stair = stairs[n // 12]
        name = f"{stair.parent.name}{stair.name}"
        unit = f"{stair.parent.name}-{stair.name.removesuffix('单元')}-{n % 12 // 2 + 1}0{n % 2 + 1}"
        facts = {"unit": unit, "stairwell": name, "area": rng.choice((8950, 8950, 10_432, 12_876)), "head": unit}
        if n >= HOMES - 3:
            yield facts | {"developer": True}, []
        else:
            yield (
                facts,
                [f"{rng.choice(SURNAMES)}{rng.choice(('某', '某某'))}"] * 1 + (["李某某"] if n % 9 == 0 else []),
            )
