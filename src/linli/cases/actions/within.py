"""What the actions on a case share: locking, checking, writing, calling units, and who hears of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from linli import rows
from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import books
from linli.cases.lifecycle import AT_WORK, MOVES, UNIT_MOVES, Stage
from linli.cases.models import Assignment, Case, Category, Contact, Photo, Voice, Whistle
from linli.cases.rules import serves_the_place
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.people.queries import to_tell
from linli.places.models import Place

OTHER = "L04"  # 其他/待研判: where a matter stands until the desk has named it
LONGEST_WORDS = 4000
KEPT_AFTER_END = timedelta(days=90)
CONTACT_KEPT_OPEN = timedelta(days=365)


@dataclass(frozen=True)
class Reachable:
    """How a resident wants to be reached; both may be empty."""

    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True)
class Picture:
    """A photo that lies in the store already, cleaned: see `cases.photos.take_in`."""

    file: str
    width: int
    height: int
    size: int


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


def title_of(words: str) -> str:
    """The beginning, about as wide in every script: sixty Chinese characters, each as wide as two letters, or eighty letters."""
    line = " ".join(words.split())
    widths = accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in line)
    fits = min(sum(width <= 120 for width in widths), 80)
    return line if fits == len(line) else line[: fits - 1] + "…"


def promises(category: Category, place: Place, start: datetime, *, edition: int | None = None) -> dict[str, Any]:
    """The two promises of a matter that begins at `start`, by the edition in force or by the one it was promised under."""
    days = calendar.current()
    book = books.limits.edition(edition) if edition else books.limits.current()
    rule = book.rules.rule_for(category.code, urgent=category.urgent, places=place.path.split("/")[:-1])
    contact_, finish = deadline(rule.contact, start, days), deadline(rule.finish, start, days)
    return {
        "contact_limit": str(rule.contact), "contact_warn": contact_.warn, "contact_due": contact_.due,
        "finish_limit": str(rule.finish), "finish_warn": finish.warn, "finish_due": finish.due,
        "provisional": contact_.provisional or finish.provisional, "limits_edition": book.number,
    }  # fmt: skip


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
    case.save()
    record(event, on=case, by=by)
    return case


def unit_write(case: Case, assignment: Assignment, event: Any, *, by: Post) -> Assignment:
    assignment.save()
    write(case, event, by=by)
    assignment.case = case
    return assignment


def call(
    case: Case, units: list[Organisation], *, lead: Organisation, by: Post, whistle: Whistle | None = None, overruled: str = ""
) -> None:  # fmt: skip
    """Call units, each on its own clocks: those of a dispatch, or those of the whistle's kind and edition."""
    now, days = clock.now(), calendar.current()
    book = books.whistles.edition(whistle.edition) if whistle else books.whistles.current()
    limits = book.rules.limits_for(whistle.kind if whistle else "dispatch")

    def due(limit: str | None):
        return deadline(Limit.parse(limit), now, days) if limit else None

    contact_, report, done = due(limits.contact), due(limits.report), due(limits.done)
    sign_ = deadline(Limit.parse(limits.sign), now, days)
    if (
        done is None
    ):  # the case's own finish clock binds; if it has run out, the unit gets the category's limit from now
        done = deadline(Limit.parse(case.finish_limit), now, days) if case.finish_due <= now else None
    Assignment.objects.bulk_create(
        Assignment(
            case=case, organisation=unit, round=case.round, lead=unit == lead, called_at=now, called_by=by, sign_due=sign_.due,
            whistle=whistle, overruled=overruled,
            contact_due=contact_.due if contact_ else None, report_due=report.due if report else None,
            done_warn=done.warn if done else max(now, case.finish_warn), done_due=done.due if done else case.finish_due,
        )
        for unit in units
    )  # fmt: skip


def last_call(case: Case) -> datetime:
    return case.assignments.order_by("-called_at").values_list("called_at", flat=True).first()


def end_assignments(case: Case) -> None:
    case.assignments.filter(stage__in=AT_WORK).update(stage=Stage.CALLED_OFF, ended_at=clock.now())


def stand_down(case: Case, words: str, *, by: Post) -> None:
    """The whistle still open in this case, if there is one, has done its work (销哨)."""
    case.whistles.filter(stood_down_at=None).update(stood_down_at=clock.now(), stood_down_by=by, outcome=words)


def forget_contacts_after(case: Case) -> None:
    Contact.objects.filter(voice__case=case).update(until=(clock.now() + KEPT_AFTER_END).date())


def keep_contact(voice: Voice, contact_: Reachable | None) -> None:
    if contact_:
        until = (clock.now() + CONTACT_KEPT_OPEN).date()
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
        return _refs(case.path, roles=people.HEARING_COMPLAINTS)
    posts = to_tell(*filter(None, [case.path, case.grid_path]), roles=people.SERVING)
    for roles in (people.AT_THE_BLOCK, people.IN_THE_COMMUNITY, people.AT_THE_STREET):
        if nearest := [ref for role, ref in posts if role in roles]:
            return nearest
    return []


def _refs(*paths: str, roles: Iterable[str]) -> list[str]:
    return [ref for _role, ref in to_tell(*paths, roles=roles)]


def tell_the_block(case: Case, kind: str) -> None:
    tell(block_posts(case), kind, about=case, **about(case))


def tell_keeper(case: Case, kind: str, *, once: str | None = None, **facts: object) -> None:
    """Who keeps it; when nobody does whose post still serves this case, those in charge of the block."""
    kept = serves_the_place.allows(case.keeper, case)
    tell([case.keeper] if kept else block_posts(case), kind, about=case, once=once, **about(case), **facts)


def chiefs(case: Case) -> list[str]:
    if case.restricted:
        return _refs(case.path, roles=people.HEARING_COMPLAINTS)
    return _refs(*filter(None, [case.path, case.grid_path]), roles={"grid_chief", "community_head"})


def tell_overseers(case: Case, kind: str) -> None:
    roles = people.HEARING_COMPLAINTS if case.restricted else {"community_head", "street_clerk"}
    tell(_refs(case.path, roles=roles), kind, about=case, **about(case))


def tell_units(case: Case, units: Iterable[Organisation], kind: str, **facts: object) -> None:
    posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=list(units))
    tell(posts, kind, about=case, **about(case), **facts)
