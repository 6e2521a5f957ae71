"""What the weekly session, objections and second returns look like on the fictional street; by the real actions, dated now."""

from datetime import datetime, timedelta

from linli.calendar import queries as calendar
from linli.cases import actions, books, events
from linli.cases.actions import approvals
from linli.cases.lifecycle import Stage, State
from linli.cases.models import Assignment, Case, SessionItem, Whistle, WhistleSession
from linli.cases.whistles import week_of
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.refs import CLOCK
from linli.people.models import Organisation, Post
from linli.people.roles import Role
from linli.places.models import Place

WEEKS = 6


def hold_sessions(street: Place) -> None:
    """Sessions of the last weeks, the coming one's list, two objections and a second return that waits."""
    leader = Post.objects.current().of_role(Role.STREET_LEADER).filter(place=street).order_by("id").first()
    for week in range(WEEKS, 0, -1):
        _held(street, leader, clock.now() - timedelta(weeks=week))
    _objections(leader)
    _second_return(street)
    clerk = Post.objects.current().of_role(Role.STREET_CLERK).filter(place=street).order_by("id").first()
    actions.freeze(street, actions.coming().day, by=clerk)


def _held(street: Place, leader: Post, moment: datetime) -> None:
    """A session of the past: what was open then, and what became of it by now."""
    week = week_of(moment.date(), books.whistles.rules(), calendar.current())
    if week is None:
        return
    open_then = [
        one for one in Whistle.objects.within(street).filter(blown_at__lt=week.frozen_at).order_by("blown_at")
        if one.stood_down_at is None or one.stood_down_at > week.frozen_at
    ]  # fmt: skip
    held = datetime.combine(week.day, week.frozen_at.timetz()).replace(hour=10, minute=40)
    if held > clock.now():
        return
    session = WhistleSession.objects.create(
        place=street, day=week.day, frozen_at=week.frozen_at, frozen_by=CLOCK.ref, held_at=held, held_by=leader,
        words="各单位按商定时限推进，社区每日巡查。",
    )  # fmt: skip
    items = [_item(session, n, one, held) for n, one in enumerate(open_then, 1)]
    SessionItem.objects.bulk_create(items)
    carried = sum(item.outcome == SessionItem.Outcome.CARRIED for item in items)
    day = week.day.isoformat()
    with clock.frozen(week.frozen_at):
        record(events.SessionFrozen(day=day, whistles=len(items)), on=session, by=CLOCK, new=True)
    with clock.frozen(held):
        record(events.SessionHeld(day=day, words=session.words, carried=carried), on=session, by=leader)


def _item(session: WhistleSession, order: int, whistle: Whistle, held: datetime) -> SessionItem:
    soon = whistle.stood_down_at is not None and whistle.stood_down_at < held + timedelta(days=6)
    times = SessionItem.objects.filter(whistle=whistle).count() + 1
    outcome, words = SessionItem.Outcome.CARRIED, "方案未落实，下周继续调度。"
    if soon:
        settled = whistle.stood_down_at < held
        outcome, words = (
            (SessionItem.Outcome.SETTLED, "")
            if settled
            else (SessionItem.Outcome.ON_COURSE, "按方案办理，本周内销哨。")
        )
    elif times > 2:
        outcome, words = SessionItem.Outcome.RAISED, "三次上会未决，提请分管领导牵头。"
    return SessionItem(
        session=session, whistle=whistle, order=order, times=times, outcome=outcome, words=words, said_at=held
    )


def _objections(leader: Post) -> None:
    """One that waits for the street, one that was dismissed and binds."""
    stages = [Stage.CALLED, Stage.SIGNED, Stage.CONTACTED]
    found = (
        Assignment.objects.filter(stage__in=stages, whistle__stood_down_at=None, lead=False, round="whistle")
        .exclude(called_by__person=leader.person_id).select_related("organisation", "case__category").order_by("-called_at")
    )  # fmt: skip
    rules, seen, done = books.duties.rules(), set(), 0
    for one in found[:30]:
        unit, by = one.organisation, _clerk_of(one.organisation)
        others = rules.others_for(one.case.category.code, unit.code, unit.kind)
        if by is None or not others or one.case_id in seen or done == 2:
            continue
        seen.add(one.case_id)
        words = "经核对权责清单，该事项主责不在本单位，本单位仅在接到移送后配合。"
        actions.object_to(one, item=others[0].cited, words=words, by=by)
        if done:
            asked = one.case.approvals.pending().get(kind="objection", assignment=one)
            words = "现场涉及本单位职责，请按哨单到场，配合主办单位办理。"
            approvals.decide(asked, granted=False, words=words, by=leader)
        done += 1


def _second_return(street: Place) -> None:
    """A case that two units have returned; the street has a working day to decide."""
    found = Case.objects.within(street).filter(
        state=State.TAKEN_UP, category__code__in=["C01", "D05", "F02", "H03"], returns=0
    )
    case = found.exclude(keeper=None).order_by("-reported_at").first()
    if case is None:
        return
    by = _dispatcher(case)
    codes = ("shengtai", "zhujian") if case.category.code != "F02" else ("jiaojing", "shizheng")
    for code in codes:
        unit = Organisation.objects.get(code=code)
        why = "现场边界不清，请先到场查看。"
        case = actions.dispatch(case, unit=unit, words="请到场查看。", why=why, by=by)
        others = books.duties.rules().others_for(case.category.code, unit.code, unit.kind)
        words = "经查看，不属本单位职责范围。"
        one = case.assignments.at_work().get()
        actions.send_back(one, reason="not_ours", item=others[0].cited, words=words, by=_clerk_of(unit))
        case.refresh_from_db()


def _dispatcher(case: Case) -> Post:
    community = "/".join(case.path.split("/")[:3]) + "/"
    return Post.objects.current().of_role(Role.COMMUNITY_CLERK).filter(place__path=community).order_by("id").first()


def _clerk_of(unit: Organisation) -> Post | None:
    roles = (Role.DEPARTMENT_CLERK, Role.PROPERTY_MANAGER, Role.PROPERTY_CLERK)
    return Post.objects.current().of_role(*roles).filter(organisation=unit).order_by("id").first()
