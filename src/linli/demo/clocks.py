"""More time in the demo: something to decide, something granted, a clock that stands still; and a second edition of
limits.
"""

from datetime import timedelta

from linli.cases import actions, books
from linli.cases.actions import approvals
from linli.cases.actions.editions import issue_rules
from linli.cases.lifecycle import State
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place


def ask_for_time(street: Place) -> None:
    """A few running cases whose keepers need more time. Whoever can't ask just now is left out."""
    now = clock.now()
    running = Case.objects.within(street).filter(
        state=State.TAKEN_UP, restricted=False, finish_due__gt=now + timedelta(hours=3), stopped_until=None
    )
    cases = list(running.exclude(keeper=None).select_related("keeper").order_by("finish_due", "id")[:7])
    head, leader = _post(street, Role.COMMUNITY_HEAD), _post(street, Role.STREET_LEADER)
    today = clock.today()
    asks = (
        lambda case: actions.ask_extension(
            case, limit="3wd", words="需要的材料后天到货，到货当天处理。", by=case.keeper
        ),
        lambda case: actions.ask_extension(
            case, limit="8wd", reason="engineering", words="需要动工处理，施工单位已排期。", by=case.keeper
        ),
        lambda case: actions.ask_slow_lane(
            case,
            until=today + timedelta(days=120),
            reason="season",
            words="已列入明年开春的统一整治，届时实施。",
            by=case.keeper,
        ),
        lambda case: _granted(
            actions.ask_extension(case, limit="2wd", words="涉事住户外出，约好后天入户。", by=case.keeper), leader
        ),
        lambda case: _granted(
            actions.ask_pause(
                case, until=today + timedelta(days=9), words="业主出差，下周回来后一起看现场。", by=case.keeper
            ),
            leader,
        ),
        lambda case: actions.wait_for_resident(
            case,
            until=today + timedelta(days=3),
            words="请补充具体位置（几楼、哪一侧），最好拍一张照片。",
            by=case.keeper,
        ),
        lambda case: actions.ask_extension(case, limit="2wd", words="等物业进场。", by=head) if head else None,
    )
    for case, ask in zip(cases, asks, strict=False):
        try:
            ask(case)
        except Refused:
            continue
    _second_edition()


def _granted(approval, by: Post | None) -> None:
    if by:
        approvals.decide(approval, granted=True, words="同意。", by=by)


def _post(street: Place, role: Role) -> Post | None:
    posts = Post.objects.current().of_role(role).filter(place__path__startswith=street.path)
    return posts.select_related("place", "person").order_by("place__path", "id").first()


def _second_edition() -> None:
    """In winter, cold flats can't wait a day."""
    administrator = Post.objects.current().of_role(Role.ADMINISTRATOR).first()
    if administrator:
        body = [
            row | {"contact": "2h", "finish": "12h"} if row["category"] == "D04" else row
            for row in books.limits.shipped()
        ]
        issue_rules(books.limits, body, why="供暖季：供暖不达标的办结时限由24小时缩短为12小时。", by=administrator)
