"""What the weekly session, objections and second returns look like on the fictional street; by the real actions, dated
now.
"""

from datetime import datetime, timedelta

from linli.calendar import queries as calendar
from linli.cases import actions, books, events
from linli.cases.actions import approvals
from linli.cases.lifecycle import State
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
    """Sessions of the last weeks, whistles of today, a second return that waits, and the coming session's list."""
    leader = Post.objects.current().of_role(Role.STREET_LEADER).filter(place=street).order_by("id").first()
    for week in range(WEEKS, 0, -1):
        _held(street, leader, clock.now() - timedelta(weeks=week))
    _blow(street, leader)
    _second_return(street)
    clerk = Post.objects.current().of_role(Role.STREET_CLERK).filter(place=street).order_by("id").first()
    actions.freeze(street, actions.coming().day, by=clerk)


def _held(street: Place, leader: Post, moment: datetime) -> None:
    """A session of the past: what was open then, and what became of it by now."""
    week = week_of(moment.date(), books.whistles.rules(), calendar.current())
    if week is None:
        return
    open_then = [
        one
        for one in Whistle.objects.within(street).filter(blown_at__lt=week.frozen_at).order_by("blown_at")
        if one.stood_down_at is None or one.stood_down_at > week.frozen_at
    ]
    held = datetime.combine(week.day, week.frozen_at.timetz()).replace(hour=10, minute=40)
    if held > clock.now():
        return
    session = WhistleSession.objects.create(
        place=street,
        day=week.day,
        frozen_at=week.frozen_at,
        frozen_by=CLOCK.ref,
        held_at=held,
        held_by=leader,
        words="各单位按商定时限推进，社区每日巡查。",
    )
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


def _blow(street: Place, leader: Post) -> None:
    """Whistles of today, one of each kind, each somewhere else on its way; of one a unit objects, of one it had to
    stay.
    """
    head = Post.objects.current().of_role(Role.COMMUNITY_HEAD).get(person__username="shequ")
    for kind, codes, go in (
        ("key", ["A10", "A01", "B05", "F02", "A03", "A09", "H02"], _planned),
        ("joint", ["B05", "F01", "H03", "A02", "G01", "B07"], _stays),
        ("emergency", ["G03", "G01", "A04", "C01", "C04", "E03"], _on_the_spot),
    ):
        case = _one_of(codes, head.place) or _one_of(codes, street)
        if case is None:
            continue
        by = head if head.place.contains(case.path) else _head_of(case)
        lead, *support = _units_for(case, 3 if kind == "key" else 2)
        words, why = "现场多次劝导未果，请主办单位牵头，协办单位到场联合处理。", "现场情况交叉，需到场配合。"
        actions.blow_whistle(case, lead=lead, support=support, words=words, kind=kind, why=why, by=by)
        go(case, leader)


def _one_of(codes: list[str], place: Place) -> Case | None:
    found = Case.objects.within(place).filter(
        state__in=[State.TAKEN_UP, State.REPORTED],
        category__code__in=codes,
        restricted=False,
        returns=0,
        merged_into=None,
    )
    return found.order_by("-reported_at").first()


def _units_for(case: Case, count: int) -> list[Organisation]:
    """Those that the list names; then whom such a case needs besides."""
    rules = books.duties.rules()
    codes = [duty.unit for duty in rules.speaking_of(case.category.code) if duty.level == "department"]
    places = Place(path=case.path).lineage()
    property_ = Organisation.objects.filter(kind="property_company", place__path__in=places, closed_on=None)
    besides = ["chengguan", "xiaofang", "huanwei"]
    named = {unit.code: unit for unit in Organisation.objects.filter(code__in=[*codes, *besides])}
    units = [named[code] for code in codes if code in named]
    units += [*property_, *(named[code] for code in besides)]
    return list({unit.pk: unit for unit in units}.values())[:count]


def _planned(case: Case, leader: Post) -> None:
    """The lead has come and written its plan; of the others one signs, one objects."""
    lead, second, third = case.assignments.filter(whistle__stood_down_at=None).order_by("-lead", "id")
    by = _clerk_of(lead.organisation)
    actions.sign(lead, by=by)
    actions.unit_contact(lead, words="已与反映人和网格员联系，约定到场时间。", by=by)
    actions.report_in(lead, how="meeting", words="已到社区会商，明确分工。", by=by)
    plan = "第一步：三日内现场勘查并下达整改通知；第二步：物业一周内整改；第三步：社区复查后申请销哨。"
    actions.plan(lead, words=plan, by=by)
    actions.sign(second, by=_clerk_of(second.organisation))
    _object(third)


def _stays(case: Case, leader: Post) -> None:
    """An objection that the street dismissed: it binds."""
    second = case.assignments.filter(whistle__stood_down_at=None, lead=False).order_by("id").first()
    _object(second)
    asked = case.approvals.pending().get(kind="objection", assignment=second)
    words = "现场涉及贵单位职责，请按哨单到场，配合主办单位办理。"
    approvals.decide(asked, granted=False, words=words, by=leader)


def _on_the_spot(case: Case, leader: Post) -> None:
    lead = case.assignments.filter(whistle__stood_down_at=None, lead=True).get()
    by = _clerk_of(lead.organisation)
    actions.sign(lead, by=by)
    actions.report_in(lead, how="on_site", words="已到现场处置。", by=by)


def _object(one: Assignment) -> None:
    unit = one.organisation
    item = books.duties.rules().others_for(one.case.category.code, unit.code, unit.kind)[0].cited
    words = "经核对权责清单，该事项主责不在本单位，本单位仅在接到移送后配合。"
    actions.object_to(one, item=item, words=words, by=_clerk_of(unit))


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
    return _of_the_community(case, Role.COMMUNITY_CLERK)


def _head_of(case: Case) -> Post:
    return _of_the_community(case, Role.COMMUNITY_HEAD)


def _of_the_community(case: Case, role: str) -> Post:
    community = "/".join(case.path.split("/")[:3]) + "/"
    return Post.objects.current().of_role(role).filter(place__path=community).order_by("id").first()


def _clerk_of(unit: Organisation) -> Post | None:
    roles = (Role.DEPARTMENT_CLERK, Role.PROPERTY_MANAGER, Role.PROPERTY_CLERK)
    return Post.objects.current().of_role(*roles).filter(organisation=unit).order_by("id").first()
