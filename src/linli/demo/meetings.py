"""Seven meetings about parking that end in 343 car and 2,015 bicycle spaces, this month's five-party meetings, and
what was promised there.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from linli.councils.actions import meetings, minutes, promises
from linli.councils.models import Meeting, Promise, Topic, Venue
from linli.councils.queries.meetings import Seat, kind_of, seats
from linli.kernel import clock
from linli.kernel.refs import CLOCK
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Kind, Place

ROOM = "党群服务站一楼议事厅"
LINES = 128_600_00  # fen

type Made = Sequence[tuple[str, str, int, int | None]]
"""What was promised: words, by whom, within how many days, kept after how many."""

# What was said at each of the seven, and whether something was promised: words, who, days, kept after so many days.
PARKING: list[tuple[str, list[tuple[str, str, int, int | None]]]] = [
    (
        "到会 31 人。有车的说回家没处停，没车的说自行车被挪到草坪上。大家同意先数清楚，再谈怎么分。",
        [("清点现有汽车位、自行车和无主车，画出现状图", "property", 7, 6)],
    ),
    (
        "物业出示现状图：汽车位 277 个，另有 61 辆占消防通道；自行车、电动车 2,214 辆，其中无主 199 辆。",
        [("清走 199 辆无主自行车，先公示 4 天", "property", 6, 13)],
    ),
    (
        "无主车还没有清走，物业说明原因：公示期没到。消防队员讲解通道宽度，三处必须退出停车。",
        [("用锥桶隔出三处消防通道", "property", 5, 4)],
    ),
    (
        "无主车已清走，照片贴在公告栏。业委会提出把北侧旧煤棚改成自行车棚。",
        [("问清旧煤棚产权并答复", "committee", 9, 8)],
    ),
    (
        "旧煤棚属全体业主，可以用。老人提出坡道旁不能停车，全场同意写进方案。",
        [("量出北侧可增加的自行车位数", "property", 7, 6)],
    ),
    (
        "两个方案对比：多给汽车 20 个，或多给自行车 180 个。表决不在会上做，请各家看一周再定。",
        [("把两个方案图张贴到每个单元", "committee", 4, 3)],
    ),
    (
        "形成一致意见：汽车位 343 个，自行车和电动车位 2,015 个；消防通道和坡道一个不占；半年后回头看。",
        [
            ("按方案划线：汽车位 343 个、自行车位 2,015 个", "property", 72, None),
            ("公布划线费用和公共收益支出明细", "committee", 60, None),
        ],
    ),
]


def add_rooms(compound: Place, head: Post, now: datetime) -> None:
    with clock.frozen(now - timedelta(days=400)):
        meetings.add_venue(compound.parent, name=ROOM, seats=40, note="无台阶，有轮椅坡道", by=head)
        meetings.add_venue(compound, name="3栋前香樟树下", seats=20, note="下雨改到议事厅", by=head)


def meet(compound: Place, dogs: Topic) -> None:
    """What is met about beside the topics: the five parties every month, other compounds, and a meeting that sits just
    now.
    """
    head = Post.objects.filter(role=Role.COMMUNITY_HEAD, place=compound.parent).select_related("place").first()
    now = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    _five_parties(compound, Venue.objects.get(name=ROOM), head, now)
    _elsewhere(compound, now)
    _today(compound, dogs, head)


def talk_over(
    topic: Topic, at: datetime, title: str, said: str, by: Post, made: Made = (), kind: str = "coordination"
) -> None:
    """One meeting on a topic, at seven in the evening; its minutes are out two days later."""
    room = Venue.objects.get(name=ROOM)
    hold(_call(kind, topic.place, room, by, at.replace(hour=19), title, topic), by, said, made)


def talk_over_parking(parking: Topic, start: datetime, head: Post, now: datetime) -> None:
    """A council every ten days; what is open is carried over by itself, and what is late comes back."""
    compound, room = parking.place, Venue.objects.get(name=ROOM)
    waiting: list[tuple[datetime, Promise]] = []
    for n, (said, made) in enumerate(PARKING):
        at = (start + timedelta(days=24 + 10 * n)).replace(hour=19)
        meeting = _call(
            "council",
            compound,
            room,
            head,
            at,
            f"停车议事会（第{'一二三四五六七'[n]}次）",
            topic=None if n else parking,
        )
        waiting = _keep(waiting, at)
        given = hold(meeting, head, said, made, settled=n == len(PARKING) - 1)
        waiting += [(at + timedelta(days=days), promise) for promise, days in given if days is not None]
    _keep(waiting, now)


def _keep(waiting: list[tuple[datetime, Promise]], before: datetime) -> list[tuple[datetime, Promise]]:
    """What was done before this moment is reported and kept; the rest waits on."""
    for at, promise in waiting:
        if at < before:
            with clock.frozen(at):
                promises.report_on(promise, words="办前拍照，已开始", kind="before", by=promise.owner)
                promises.keep(promise, words=f"已做到：{promise.words}，现场照片贴在公告栏。", by=promise.owner)
    return [one for one in waiting if one[0] >= before]


def _call(
    kind: str, place: Place, room: Venue, by: Post, at: datetime, title: str = "", topic: Topic | None = None
) -> Meeting:
    with clock.frozen(at - timedelta(days=6)):
        return meetings.call_meeting(
            kind, place=place, venue=room, title=title, starts=at, ends=at + timedelta(hours=2), topic=topic, by=by
        )


def hold(
    meeting: Meeting, by: Post, said: str, made: Made = (), *, settled: bool = True, publish: bool = True
) -> list[tuple[Promise, int | None]]:
    """Begun, minuted, ended, signed and, two days later, published."""
    given: list[tuple[Promise, int | None]] = []
    with clock.frozen(meeting.starts - timedelta(days=kind_of(meeting).agenda_days)):
        meeting = meetings.close_agenda(meeting, by=CLOCK)
    with clock.frozen(meeting.starts):
        meeting = minutes.begin(meeting, by=by)
        came = _who_comes(seats(meeting))
        posts = {"property": _manager(meeting.place) or by} | came
        for party, post in came.items():
            minutes.note_attendance(meeting, party=party, post=post, by=by)
        for n in range(4):
            minutes.sign_in(meeting, device=f"demo {meeting.number} {n}")
    with clock.frozen(meeting.starts + timedelta(minutes=90)):
        for n, item in enumerate(meeting.items.select_related("meeting__place", "topic", "promise")):
            if item.promise:
                minutes.write_item(item, minutes="承诺方说明了逾期原因，答应尽快办完。", outcome="settled", by=by)
                continue
            minutes.write_item(
                item, minutes=said if n == 0 else "已通报。", outcome="settled" if settled or n else "carried", by=by
            )
            for words, party, days, kept in made if n == 0 else ():
                owner = posts[party]
                unit = owner.organisation if owner.role == Role.PROPERTY_MANAGER else None
                promise = promises.promise(
                    place=meeting.place,
                    words=words,
                    due=clock.today() + timedelta(days=days),
                    owner=owner,
                    organisation=unit,
                    item=item,
                    money=LINES if words.startswith("按方案划线") else None,
                    by=by,
                )
                given.append((promise, kept))
        meeting = minutes.end(meeting, by=by)
    if publish:
        with clock.frozen(meeting.starts + timedelta(days=2)):
            meeting = minutes.sign(meeting, parties=list(came), by=by)
            minutes.publish_minutes(meeting, unsigned_why="未签字的一方本次没有派人到会，已书面告知。", by=by)
    return given


def _who_comes(table: Sequence[Seat]) -> dict[str, Post]:
    """Nobody sits for two parties."""
    found: dict[str, Post] = {}
    for seat in table:
        if post := next((post for post in seat.called if post not in found.values()), None):
            found[seat.party.key] = post
    return found


def _manager(place: Place) -> Post | None:
    return Post.objects.current().filter(role=Role.PROPERTY_MANAGER, place=place).select_related("organisation").first()


def _five_parties(compound: Place, room: Venue, head: Post, now: datetime) -> None:
    """Every month but one; the next is called, and what is late stands on its agenda already."""
    for days, said, made in (
        (105, "通报电梯年检和垃圾分类；物业收费公示栏更新。", [("更新物业收费公示栏", "property", 10, None)]),
        (72, "夏季防汛：地库沙袋和水泵到位。", [("地库两台水泵检修", "property", 7, None)]),
        (
            12,
            "冬季防火：楼道杂物、飞线充电逐栋查。",
            [("逐栋清理楼道杂物", "property", 9, None), ("张贴充电安全提示到每个单元", "owners_committee", 20, None)],
        ),
    ):
        meeting = _call("five_party", compound, room, head, now.replace(hour=15) - timedelta(days=days))
        with clock.frozen(meeting.called_at + timedelta(days=1)):
            meetings.add_item(meeting, title=said.partition("：")[0].partition("；")[0][:40], by=head)
        for promise, _kept in hold(meeting, head, said, made):
            if days > 12:
                with clock.frozen(meeting.starts + timedelta(days=6)):
                    promises.keep(promise, words="已完成，照片贴在公告栏。", by=promise.owner)
    coming = now.replace(hour=15) + timedelta(days=6)
    with clock.frozen(now - timedelta(days=1)):
        called = meetings.call_meeting(
            "five_party", place=compound, venue=room, title="", starts=coming, ends=coming + timedelta(hours=2), by=head
        )
        meetings.add_item(called, title="停车划线进度", words="划到第几区，剩下的什么时候划完。", by=head)


def _elsewhere(compound: Place, now: datetime) -> None:
    """This month's five-party meetings of three other compounds; one has not published its minutes in time."""
    others = (
        Place.objects.of_kind(Kind.COMPOUND)
        .exclude(parent=compound.parent)
        .select_related("parent")
        .defer("shape", "parent__shape")
    )
    for n, place in enumerate(others.order_by("path")[2:23:8]):
        head = Post.objects.filter(role=Role.COMMUNITY_HEAD, place=place.parent).select_related("place").first()
        with clock.frozen(now - timedelta(days=60)):
            room = meetings.add_venue(place, name="物业会议室", seats=16, by=head)
        meeting = _call("five_party", place, room, head, now.replace(hour=10) - timedelta(days=5 + n))
        with clock.frozen(meeting.called_at + timedelta(days=1)):
            meetings.add_item(meeting, title="楼道灯和门禁", by=head)
        hold(
            meeting,
            head,
            "门禁坏了两处，楼道灯坏了五盏。",
            [("修好两处门禁和五盏楼道灯", "property", 12, None)],
            publish=n > 0,
        )


def _today(compound: Place, dogs: Topic, head: Post) -> None:
    """One that sits just now."""
    here = clock.now().replace(minute=0, second=0, microsecond=0)
    tree = Venue.objects.get(place=compound)
    meeting = _call("coordination", compound, tree, head, here, "早晚遛狗时间协调会", dogs)
    with clock.frozen(here):
        minutes.begin(meeting, by=head)
