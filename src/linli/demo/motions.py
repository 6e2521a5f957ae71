"""What was put to those who may decide: a council's advice with a minority's reason, a decision of the residents'
representatives.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from linli.councils import actions
from linli.councils.actions import meetings
from linli.councils.models import Topic, Venue
from linli.demo.meetings import hold
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place

SEATS = (
    ("1栋居民代表", "for", ""),
    ("2栋居民代表", "for", "高层一天见不到太阳。"),
    ("3栋居民代表", "for", ""),
    ("6栋居民代表", "for", ""),
    ("4栋居民代表（底层）", "against", "夏天全靠这几棵树遮阴；修到三层以下，底层屋里要热两三度。"),
    ("园林养护单位", "abstain", ""),
)
PRUNING = (
    "建议公示期满后修剪 2、3、4 栋南侧香樟：三层窗台以上的遮光枝修去，三层以下不动；"
    "动剪前由居民代表一起查看鸟巢，有巢的枝条留到明年。"
)
COVENANT = "楼道和架空层不堆物、不晾晒；电动自行车停进车棚，不进楼道、不进电梯；晚十点到早七点不装修、不吵闹。"


def put_motions(compound: Place) -> None:
    """Sixty representatives decide on the residents' covenant."""
    community = compound.parent
    now = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    ask_representatives(
        community,
        now - timedelta(days=5),
        f"{community.name}居民公约（修订）",
        COVENANT,
        "逐条念过约定，代表们举手表决，当场计数、复核。",
        meeting_title="居民代表会议：修订居民公约",
        count={"present": 46, "yes": 38, "no": 5, "abstain": 3},
    )


def ask_council(
    topic: Topic, at: datetime, title: str, body: str, by: Post, seats: Sequence[tuple[str, str, str]] = ()
) -> None:
    """The council's advice on a topic: put on one day, concluded and published on the next."""
    with clock.frozen(at):
        advice = actions.draft_motion(place=topic.place, engine="advice", title=title, body=body, topic=topic, by=by)
        advice = actions.put_motion(advice, by=by)
    with clock.frozen(at + timedelta(days=1)):
        for member, side, reason in seats or [(f"{n}栋居民代表", "for", "") for n in (1, 2, 3, 4, 6)]:
            actions.advise(advice, member=member, side=side, reason=reason, by=by)
        actions.publish_motion(actions.conclude_advice(advice, by=by), by=by)


def ask_representatives(
    community: Place,
    day: datetime,
    title: str,
    body: str,
    said: str,
    *,
    meeting_title: str,
    count: Mapping[str, int],
    topic: Topic | None = None,
) -> None:
    """At seven in the evening; the clerk counts, the head counts once more."""
    held = day.replace(hour=19)
    room = Venue.objects.filter(place=community).first()
    head = Post.objects.filter(role=Role.COMMUNITY_HEAD, place=community).select_related("place").first()
    clerk = Post.objects.filter(role=Role.COMMUNITY_CLERK, place=community).select_related("place").first()
    with clock.frozen(held - timedelta(days=12)):
        meeting = meetings.call_meeting(
            "representatives",
            place=community,
            venue=room,
            title=meeting_title,
            starts=held,
            ends=held + timedelta(hours=2),
            by=head,
        )
        motion = actions.draft_motion(place=community, engine="delegates", title=title, body=body, topic=topic, by=head)
        motion = actions.put_motion(
            motion,
            meeting=meeting,
            entitled=60,
            noticed_on=clock.today(),
            studied_on=clock.today() - timedelta(days=2),
            by=head,
        )
    with clock.frozen(held + timedelta(hours=1)):
        motion = actions.count_motion(motion, by=clerk, **count)
    with clock.frozen(held + timedelta(hours=1, minutes=20)):
        motion = actions.check_motion(motion, by=head, **count)
    hold(meeting, head, said)
    with clock.frozen(held + timedelta(days=1)):
        actions.publish_motion(motion, by=head)
