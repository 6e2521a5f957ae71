"""What the actions on a case share: locking, checking, writing, calling units, and who hears of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from types import MappingProxyType
from typing import Any
from unicodedata import east_asian_width
from uuid import UUID

from linli.calendar import queries as calendar
from linli.calendar.workdays import Calendar, Deadline, Limit, deadline
from linli.cases import books, clocks, events
from linli.cases.blots import names_in, without_numbers
from linli.cases.clocks import Reckoning
from linli.cases.lifecycle import AT_WORK, GONE, MOVES, UNIT_MOVES, Stage, State
from linli.cases.models import Approval, Assignment, Case, Category, Contact, Follow, Order, Photo, Voice, Whistle
from linli.cases.queries import ON_THE_CLOCK, clock_of, granted_time, time_of
from linli.cases.rules import hears, may_see, serves_the_place
from linli.cases.times import STOPS
from linli.cases.whistles import UnitLimits
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.notices.actions import addressees, take_back, tell
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.people.queries import in_charge_of, named, to_tell
from linli.pictures.photos import Picture
from linli.places.models import Kind, Place
from linli.postgres import rows

SEATS = people.SERVING | people.HEARING_COMPLAINTS | people.SUPERVISING  # the posts that may serve a place
OTHER = "L04"  # 其他/待研判: where a matter stands until the desk has named it
LONGEST_WORDS = 4000
NOTHING_OVERRULED: Mapping[UUID, str] = MappingProxyType({})


@dataclass(frozen=True)
class Reachable:
    """How a resident wants to be reached; both may be empty."""

    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


def said(words: str, *, field: str = "words") -> str:
    words = words.strip()
    if not words:
        raise Refused(N_("Please write a few words first."), field=field)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            N_("That is {long} characters; {most} are possible. Please shorten it or send the rest as an addition."),
            field=field, long=len(words), most=LONGEST_WORDS,
        )  # fmt: skip
    return words


def title_of(words: str, contact_: Reachable | None = None) -> str:
    """The beginning, about as wide in every script: sixty Chinese characters, each as wide as two letters, or eighty letters.

    Many read it, in lists and notices: numbers and the resident's own name stay out of it.
    """
    line = " ".join(without_numbers(words, *names_in(contact_)).split())
    widths = accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in line)
    fits = min(sum(width <= 120 for width in widths), 80)
    return line if fits == len(line) else line[: fits - 1] + "…"


def promises(category: Category, place: Place, start: datetime, *, edition: int | None = None) -> dict[str, Any]:
    """The two promises of a matter that begins at `start`, by the edition in force or by the one it was promised under."""
    days = calendar.current()
    book = books.limits.edition(edition) if edition else books.limits.current()
    rule = book.rules.rule_for(category.code, urgent=category.urgent, places=place.path.split("/")[:-1])
    warn_at = books.ladder.rules().remind_at
    contact_ = deadline(rule.contact, start, days, warn_at=warn_at)
    finish = clocks.reckon(rule.finish, start, days, warn_at=warn_at)
    return {
        "contact_limit": str(rule.contact), "contact_warn": contact_.warn, "contact_due": contact_.due,
        "finish_limit": str(rule.finish), "finish_warn": finish.warn, "finish_due": finish.due,
        "provisional": contact_.provisional or finish.provisional, "limits_edition": book.number,
    }  # fmt: skip


def deadline_of(limit: str, start: datetime, days: Calendar) -> Deadline:
    """When a limit runs out, and when to remind of it: by the ladder in force. A promise to the resident keeps the edition
    it was made under; when its keeper is reminded is no promise, so what is reckoned anew takes today's ladder.
    """
    return deadline(Limit.parse(limit), start, days, warn_at=books.ladder.rules().remind_at)


def locked(case: Case) -> Case:
    """Lock first, then read. A statement that waits for the lock and joins as well would come back with the category,
    place and keeper from before the wait or, because PostgreSQL then asks the join again, with no case at all.
    """
    Case.objects.select_for_update().values_list("pk").get(pk=case.pk)
    return (
        Case.objects.select_related("place__parent__parent", "category", "keeper__person", "keeper__place")
        .defer("place__shape", "place__parent__shape", "place__parent__parent__shape", "keeper__place__shape")
        .get(pk=case.pk)
    )


def step(step: str, case: Case, *, by: HasRef, seen: int | None) -> Case:
    """Lock the case, see that it is as the person saw it, check the move and set the new state. Nothing is written yet."""
    case = locked(case)
    if seen is not None and seen != case.version:
        raise overtaken()
    move = MOVES.check(step, case, by=by)
    case.state = move.to or case.state
    return case


def unit_step(step: str, assignment: Assignment, *, by: Post, seen: int | None) -> tuple[Case, Assignment]:
    """The same for one unit's part. What other units did meanwhile doesn't overtake it; what happened to its own part does."""
    case = locked(assignment.case)
    assignment = Assignment.objects.select_related("organisation").get(pk=assignment.pk)
    try:
        move = UNIT_MOVES.check(step, assignment, by=by)
    except Refused:
        if seen is not None and seen != case.version:
            raise overtaken() from None
        raise
    assignment.stage = move.to or assignment.stage
    return case, assignment


def overtaken() -> Overtaken:
    return Overtaken(
        N_(
            "Somebody was faster: this case has changed since you opened it. Please look again; what you typed is still here."
        )
    )


def note_lateness(case: Case) -> None:
    """What is late stays late: no later extension, answer or reopening takes it back."""
    if case.late_since is None and case.answered_at is None and case.finish_due < clock.now():
        case.late_since = case.finish_due


def write(case: Case, event: Any, *, by: HasRef) -> Case:
    case.version += 1
    case.last_at, case.last_event = clock.now(), type(event).__name__
    if case.rung and (isinstance(event, events.Answered | events.SameMatter) or case.state in (State.MERGED, *GONE)):
        step_down(case)
    case.save()
    record(event, on=case, by=by)
    if kind := HEARD.get(type(event).__name__):
        tell_followers(case, kind, occasion=f"{kind}/{case.version}", by=by)
    return case


HEARD = {
    "Answered": "followed_answered", "SameMatter": "followed_answered", "Closed": "followed_closed", "Reopened": "followed_reopened",
}  # fmt: skip


def tell_followers(case: Case, kind: str, *, occasion: str, by: HasRef) -> None:
    """Who follows and may still see it; never the one who did it."""
    following = Follow.objects.filter(case=case).select_related("post__place", "post__person")
    posts = [one.post for one in following if one.post.ref != by.ref and may_see.allows(one.post, case)]
    if posts:
        tell(posts, kind, about=case, once=f"{case.ref}/{occasion}", **about(case))


def step_down(case: Case) -> None:
    """Answered, or nothing to answer any more: whoever had it from above need not see to it now."""
    case.supervisions.filter(ended_at=None).update(ended_at=clock.now())
    case.rung = 0


def unit_write(case: Case, assignment: Assignment, event: Any, *, by: Post) -> Assignment:
    assignment.save()
    write(case, event, by=by)
    assignment.case = case
    return assignment


def call(
    case: Case, units: list[Organisation], *, lead: Organisation | None, by: Post, whistle: Whistle | None = None,
    overruled: Mapping[UUID, str] = NOTHING_OVERRULED,
) -> None:  # fmt: skip
    """Call units, each on its own clocks: those of a dispatch, or those of the whistle's kind and edition.

    `overruled` gives, for a unit that the duty list does not name or that had said "not ours", why it is called.
    """
    now, days = clock.now(), calendar.current()
    book = books.whistles.edition(whistle.edition) if whistle else books.whistles.current()
    limits = book.rules.limits_for(whistle.kind if whistle else "dispatch")

    stops, _more = time_of(
        granted_time(case), since=now
    )  # called while the clock stands still, a unit's begins after it

    def due(limit: str | None):
        return (
            clocks.reckon(Limit.parse(limit), now, days, stops=stops, warn_at=books.ladder.rules().remind_at)
            if limit
            else None
        )

    contact_, report, done, plan = due(limits.contact), due(limits.report), due(limits.done), due(limits.plan)
    sign_ = due(limits.sign)
    if (
        done is None
    ):  # the case's own finish clock binds; if it has run out, the unit gets the category's limit from now
        done = due(case.finish_limit) if case.finish_due <= now else None
    Assignment.objects.bulk_create(
        Assignment(
            case=case, organisation=unit, round=case.round, lead=unit == lead, called_at=now, called_by=by, sign_due=sign_.due,
            whistle=whistle, overruled=overruled.get(unit.pk, ""), plan_due=plan.due if plan and unit == lead else None,
            contact_due=contact_.due if contact_ else None, report_due=report.due if report else None,
            done_warn=done.warn if done else max(now, case.finish_warn), done_due=done.due if done else case.finish_due,
        )
        for unit in units
    )  # fmt: skip


def reckon(
    case: Case, *, also: Approval | None = None, days: Calendar | None = None, resumed: bool = False
) -> Reckoning:
    """Set the finish clock by its limit, its start and all that was granted; `also`: what is granted just now.

    Units' clocks stop and run again with it: `resumed` says that a stop has ended before its day. Nothing is written of the case itself; `note_lateness` comes before.
    """
    was, days = case.finish_due, days or calendar.current()
    granted = [one for one in granted_time(case) if not also or one.pk != also.pk] + ([also] if also else [])
    found = clock_of(case, granted=granted, days=days)
    first = deadline_of(case.contact_limit, case.reported_at, days)
    case.finish_warn, case.finish_due = found.warn, found.due
    case.provisional = found.provisional or (case.contacted_at is None and first.provisional)
    case.stopped_until = max((one.until for one in granted if one.until and one.holds), default=None)
    if case.finish_due > was:
        case.reminded = _still_told(case.reminded, case.finish_warn, case.finish_due)
    _move_units(case, was, granted, days, resumed=resumed)
    return found


def _still_told(reminded: int, warn: datetime, due: datetime) -> int:
    """What has been told of a clock that ends later now: what comes again is told again."""
    now = clock.now()
    return 0 if warn > now else min(reminded, 1) if due > now else reminded


def _move_units(case: Case, due_was: datetime, granted: list[Approval], days: Calendar, *, resumed: bool) -> None:
    """A unit that is at work has as much more time as the case; none of them gets less than the stop had given it."""
    for one in case.assignments.at_work().select_related("whistle"):
        limits, changed = limits_of(one), unit_dues(one, granted, days)
        if not resumed:
            changed = {name: due for name, due in changed.items() if due > getattr(one, name)}
        hangs = one.done_due == due_was
        if hangs:
            warn, due = max(one.called_at, case.finish_warn), case.finish_due
        else:
            stops, more = time_of(granted, since=one.called_at)
            own = clocks.reckon(
                Limit.parse(limits.done or case.finish_limit), one.called_at, days, stops=stops, more=more,
                warn_at=books.ladder.rules().remind_at,
            )  # fmt: skip
            warn, due = own.warn, own.due
        if due > one.done_due or (resumed and (hangs or limits.done)):
            changed |= {"done_warn": warn, "done_due": due, "reminded": _still_told(one.reminded, warn, due)}
        for name, value in changed.items():
            setattr(one, name, value)
        if changed:
            one.save(update_fields=[*changed])


def unit_dues(one: Assignment, granted: Sequence[Approval], days: Calendar) -> dict[str, datetime]:
    """When a unit has to sign, be in touch, report in and plan, of what it has still to do and is not late with.

    Its clocks run from the call and stand still whenever the case's does; an extension of the case moves none of them.
    """
    limits, now = limits_of(one), clock.now()
    stops, _more = time_of(granted, since=one.called_at)
    dues = {}
    for name, limit, done in (
        ("sign_due", limits.sign, one.signed_at), ("contact_due", limits.contact, one.contacted_at),
        ("report_due", limits.report, one.reported_in_at), ("plan_due", limits.plan, one.planned_at),
    ):  # fmt: skip
        was = getattr(one, name)
        if limit and was and not done and was > now:
            dues[name] = clocks.reckon(Limit.parse(limit), one.called_at, days, stops=stops).due
    return dues


def limits_of(one: Assignment) -> UnitLimits:
    """The clocks under which a unit was called."""
    book = books.whistles.edition(one.whistle.edition) if one.whistle else books.whistles.at(one.called_at)
    return book.rules.limits_for(one.whistle.kind if one.whistle else "dispatch")


def settle_clock(case: Case) -> None:
    """There is nothing left to wait for: running stops end, and what was still to be decided about the time lapses."""
    now = clock.now()
    case.approvals.pending().filter(kind__in=ON_THE_CLOCK).update(granted=False, decided_at=now)
    if case.stopped_until:
        case.approvals.granted().filter(kind__in=STOPS, ended_at=None).update(ended_at=now)
        case.stopped_until = None


def orders_follow(case: Case) -> None:
    """A hotline's orders stand in the lists of the place where their case is now."""
    Order.objects.filter(voice__case=case).update(path=case.path)


def last_call(case: Case) -> datetime:
    return case.assignments.order_by("-called_at").values_list("called_at", flat=True).first()


def settle_objections(case: Case, assignment: Assignment | None = None) -> None:
    """What a unit has objected is nobody's to decide any more: its part has ended in another way."""
    pending = case.approvals.pending().filter(kind="objection").exclude(assignment=None)
    (pending.filter(assignment=assignment) if assignment else pending).update(decided_at=clock.now())


def end_assignments(case: Case) -> None:
    settle_objections(case)
    case.assignments.filter(stage__in=AT_WORK).update(stage=Stage.CALLED_OFF, ended_at=clock.now())


def stand_down(case: Case, words: str, *, by: Post) -> None:
    """The whistle still open in this case, if there is one, has done its work (销哨)."""
    case.whistles.filter(stood_down_at=None).update(stood_down_at=clock.now(), stood_down_by=by, outcome=words)


def kept_until(kind: str, day: date | None = None) -> date:
    """By when a name and a phone go: "contact" after the end, "contact_open" while nothing has ended."""
    return books.retention.rules().keep(kind).after(day or clock.today())


def forget_contacts_after(case: Case) -> None:
    Contact.objects.filter(voice__case=case).update(until=kept_until("contact"))


def keep_contact(voice: Voice, contact_: Reachable | None) -> None:
    if contact_:
        until = kept_until("contact_open")
        rows.insert(
            Contact(voice=voice, name=contact_.name.strip()[:40], phone=contact_.phone.strip()[:30], until=until)
        )


def keep_photos(
    case: Case, voice: Voice | None, photos: Sequence[Picture], *, by: HasRef, stage: str = "before"
) -> None:
    if photos:
        now = clock.now()
        Photo.objects.bulk_create(
            Photo(
                case=case, voice=voice, stage=stage, file=p.file, width=p.width, height=p.height, size=p.size, by=by.ref, added_at=now
            )
            for p in photos
        )  # fmt: skip


# Who hears of it


def about(case: Case) -> dict[str, str]:
    return {"place": case.place.address, "title": case.title, "number": case.number}


def block_posts(case: Case) -> list[str]:
    """Who is in charge of the block: the grid's own people; failing them, the community's; failing them, the street's."""
    if case.restricted:
        return hearers(case)
    posts = to_tell(*filter(None, [case.path, case.grid_path]), roles=people.SERVING)
    for roles in (people.AT_THE_BLOCK, people.IN_THE_COMMUNITY, people.AT_THE_STREET):
        if nearest := [ref for role, ref in posts if role in roles]:
            return nearest
    return []


def _refs(*paths: str, roles: Iterable[str]) -> list[str]:
    return [ref for _role, ref in to_tell(*paths, roles=roles)]


def posts_at(path: str, roles: Iterable[str]) -> list[str]:
    """Refs of those with one of these roles at the place with this path or above it."""
    return _refs(path, roles=roles)


def tell_street(case: Case, kind: str, **facts: object) -> None:
    tell(_refs(case.path, roles=people.AT_THE_STREET), kind, about=case, **about(case), **facts)


def tell_the_block(case: Case, kind: str) -> None:
    posts = block_posts(case)
    tell(posts, kind, about=case, **about(case))
    if case.restricted and not posts:
        tell_that_nobody_hears(case)


def tell_that_nobody_hears(case: Case) -> None:
    """Neither an inspector nor a leader, here or above: the administrators hear that there is a complaint, not which."""
    administrators = _refs(case.path, roles=people.ADMINISTERING) or [
        post.ref for post in Post.objects.current().of_role(*people.ADMINISTERING)
    ]
    above = Place.objects.above(case.place).of_kind(Kind.STREET).values_list("name", flat=True).first()
    tell(administrators, "complaint_unheard", once=f"{case.ref}/unheard", place=above or "", number=case.number)


def tell_keeper(case: Case, kind: str, *, once: str | None = None, **facts: object) -> None:
    """Who keeps it; when nobody does whose post still serves this case, those in charge of the block."""
    kept = serves_the_place.allows(case.keeper, case)
    tell([case.keeper] if kept else block_posts(case), kind, about=case, once=once, **about(case), **facts)


def hearers(case: Case, *, above: bool = False) -> list[str]:
    """Before whom a complaint about staff comes: the street's inspector and leader if they may hear it, else the county;
    with `above`, the county at any rate.
    """
    posts = in_charge_of(case.path, roles=people.HEARING_COMPLAINTS | people.SUPERVISING)
    heard = [post for post in posts if hears(post, case)]
    near = [post.ref for post in heard if post.role not in people.SUPERVISING]
    return [post.ref for post in heard if post.role in people.SUPERVISING] if above or not near else near


def entrusted(path: str) -> Post | None:
    """Who keeps a complaint about staff from the start: nobody, unless there is neither an inspector nor the county."""
    if in_charge_of(path, roles=people.NAMING):
        return None
    return next(iter(in_charge_of(path, roles=people.HEARING_COMPLAINTS)), None)


def rung_posts(case: Case, roles: Iterable[str]) -> list[str]:
    """Who holds one of these roles for this case."""
    return _refs(*filter(None, [case.path, case.grid_path]), roles=roles)


def take_back_notices(case: Case) -> None:
    """Who may not see it any more loses what was told of it too."""
    told = named(addressees(case))
    take_back(case, [ref for ref, post in told.items() if not may_see.allows(post, case)])


def tell_overseers(case: Case, kind: str) -> None:
    refs = hearers(case) if case.restricted else _refs(case.path, roles={"community_head", "street_clerk"})
    tell(refs, kind, about=case, **about(case))


def tell_the_freed(case: Case, units: Sequence[Organisation]) -> None:
    """That their call has ended, and nothing of why: it leads to no page, for they may not see it any more."""
    if units:
        posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=units)
        tell(posts, "call_ended", number=case.number)


def tell_units(case: Case, units: Iterable[Organisation], kind: str, **facts: object) -> None:
    posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=list(units))
    tell(posts, kind, about=case, **about(case), **facts)
