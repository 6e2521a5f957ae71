"""What comes from a hotline under its own number, and what goes back there: a return, or a reply."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.calendar import queries as calendar
from linli.cases import books, events
from linli.cases.actions import exports, within
from linli.cases.actions.voices import join_case, report_case
from linli.cases.actions.within import Reachable
from linli.cases.hotlines import COLUMNS, Hotline, HotlineRules, callers_own, heading
from linli.cases.lifecycle import MOVES
from linli.cases.models import Case, Export, Order, OrderSet, Sheet, Source, Voice
from linli.cases.queries import category_meant
from linli.cases.rules import may_see_order, works_the_hotline
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.people.rules import administers
from linli.places.models import Place
from linli.rulebook.actions import issue
from linli.rulebook.events import EditionIssued
from linli.rulebook.models import Edition

GIVE_BACK_REASONS = ("not_ours", "out_of_scope")
MOST_ROWS = 5000  # of one export


@dataclass(frozen=True)
class OrderSaid:
    """One order as a sheet, or somebody at the telephone, gave it. `row` never holds a name or a phone."""

    number: str
    words: str
    place: Place
    received_at: datetime
    due_said: str = ""
    contact: Reachable = field(default_factory=Reachable)
    confidential: bool = False
    no_reply: bool = False
    category: str | None = None
    previous: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)


# --- in ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_sheet(key: UUID, *, hotline: Hotline, name: str, rows: int, by: Post) -> Sheet:
    """A file of orders begins to be taken in. Pressed twice, it begins once."""
    works_the_hotline.require(by, None)
    sheet, new = Sheet.objects.get_or_create(
        pk=key,
        defaults={
            "system": hotline.key,
            "name": name[:120],
            "path": by.place.path,
            "by": by,
            "at": clock.now(),
            "rows": rows,
        },
    )
    if new:
        record(events.SheetTakenIn(system=hotline.name, rows=rows), on=sheet, by=by, new=True)
    return sheet


def count_sheet(sheet: Sheet, numbers: Collection[str]) -> None:
    """How far the file with these orders has come: what it brought, and what came here otherwise."""
    here = Order.objects.filter(system=sheet.system, number__in=numbers)
    sheet.new, sheet.known = here.filter(sheet=sheet).count(), here.exclude(sheet=sheet).count()
    sheet.save(update_fields=["new", "known"])


@transaction.atomic
def take_in_order(said: OrderSaid, *, hotline: Hotline, by: Post, sheet: Sheet | None = None) -> tuple[Order, bool]:
    """One order is one voice: of a new case, or of the running case that its previous order began.

    Returns the order, and whether it is new: the same number of the same hotline is taken in once, also when two
    clerks bring it at the same moment. Whoever wants no reply is not rung up: name and phone are then not even kept.
    """
    if known := Order.objects.filter(system=hotline.key, number=said.number).first():
        return known, False
    try:
        due = hotline.reply_due(said.received_at, said.due_said, calendar.current())
    except ValueError as error:
        raise Refused(str(error), field="due") from None
    before = _case_of(hotline.key, said.previous)
    key = "order-" + sha256(f"{hotline.key}\n{said.number}".encode()).hexdigest()[:56]
    how: dict[str, Any] = {
        "words": said.words,
        "source": Source.HOTLINE,
        "by": by,
        "submission_key": key,
        "confidential": said.confidential,
        "contact": None if said.no_reply else said.contact,
    }
    if before and before.running and before.path.startswith(by.place.path):
        voice = join_case(before, **how)
    else:
        meant = category_meant(callers_own(said.words))
        voice = report_case(place=said.place, category=said.category or (meant and meant.code), **how)
    if known := Order.objects.filter(voice=voice).first():
        return known, False
    case = within.locked(voice.case)
    order = Order.objects.create(
        voice=voice,
        sheet=sheet,
        system=hotline.key,
        number=said.number,
        path=case.path,
        received_at=said.received_at,
        reply_due=due,
        return_due=hotline.return_due(said.received_at, calendar.current()),
        row={**said.row, **({"no_reply": True} if said.no_reply else {})},
    )
    ours = case.finish_due
    within.reckon(case)  # the order states its limit; where that is shorter than ours it binds
    received = events.OrderReceived(
        system=hotline.name,
        number=said.number,
        reply_due=due.isoformat(),
        return_due=order.return_due.isoformat(),
        bound=case.finish_due < ours,
        previous=said.previous if before else "",
    )
    within.write(case, received, by=by)
    return order, True


def _case_of(system: str, number: str) -> Case | None:
    found = Order.objects.filter(system=system, number=number).select_related("voice__case").first() if number else None
    return found.voice.case if found else None


@transaction.atomic
def take_in_heard(
    *,
    channel: str,
    number: str = "",
    by: Post,
    submission_key: str,
    joining: Case | None = None,
    place: Place | None = None,
    category: str | None = None,
    **said: Any,
) -> Voice:
    """What was heard in an owners' group, or came by a channel that has no sheet: with the channel's name, and its
    number.

    A case of its own at `place`, or one more voice of the case it is `joining`. Refuses a channel without a name, a
    number that has come before, and a hotline's own name with a number: its orders have limits.
    """
    channel, number = " ".join(channel.split())[:40], "".join(number.split())[:60]
    if not channel:
        raise Refused(N_("Say which group or channel it was."), field="channel")
    if number and any(channel in (one.key, one.name) for one in books.hotlines.rules().systems):
        raise Refused(N_("This is a hotline. Choose it above, so that its limits hold."), field="channel")
    known = (
        Order.objects.filter(system=channel, number=number).select_related("voice__case").first() if number else None
    )
    if known and known.voice.submission_key == submission_key:
        return known.voice
    if known:
        raise Refused(
            N_("This number has been taken in already: case {case}."), field="number", case=known.voice.case.number
        )
    how = {"by": by, "submission_key": submission_key, **said}
    voice = join_case(joining, **how) if joining else report_case(place=place, category=category, **how)
    event = events.OrderReceived(system=channel, number=number)
    if Entry.objects.filter(
        subject=voice.case.ref, event="OrderReceived", facts__system=channel, by=by.ref, at__gte=voice.said_at
    ).exists():
        return voice  # the same form once more
    case = within.locked(voice.case)
    if number:
        try:
            with transaction.atomic():
                Order.objects.create(
                    voice=voice, system=channel, number=number, path=case.path, received_at=clock.now()
                )
        except IntegrityError:
            raise Refused(N_("Somebody has just taken in this number."), field="number") from None
    within.write(case, event, by=by)
    return voice


# --- back -------------------------------------------------------------------------------------------------------


def _locked(order: Order, *, by: Post, seen: int | None) -> tuple[Case, Order]:
    case = within.locked(order.voice.case)
    order = Order.objects.select_related("voice").get(pk=order.pk)
    order.voice.case = case
    may_see_order.require(by, order)
    if seen is not None and seen != case.version:
        raise within.overtaken()
    if order.returned_at:
        raise Refused(N_("This order has been given back already."))
    return case, order


@transaction.atomic
def give_back(order: Order, *, reason: str, item: str = "", words: str, by: Post, seen: int | None = None) -> Order:
    """Give the order back as not ours, within the hotline's limit for that, with the reason.

    If nobody else has raised the matter, the case ends with it. Refuses after the limit, "not ours" without the item of
    the duty list that says so, and "out of scope" without the kind.
    """
    works_the_hotline.require(by, None)
    case, order = _locked(order, by=by, seen=seen)
    if order.replied_at:
        raise Refused(N_("A reply is written already. An order is either replied to or given back."))
    if order.return_due is None or order.return_due < clock.now():
        due = f"{order.return_due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if order.return_due else "—"
        raise Refused(
            N_("It could be given back until {due}. Now it needs a reply; say there what is not ours."), due=due
        )
    if reason not in GIVE_BACK_REASONS:
        raise Refused(N_("Choose why it is given back."), field="reason")
    if not (item := " ".join(item.split())[:200]):
        sentence = N_("“Not ours” needs the item of the duty list that says so. Please cite it.")
        other = N_("Say which kind of matter it is that the hotline does not take.")
        raise Refused(sentence if reason == "not_ours" else other, field="item")
    words = within.said(words)
    MOVES.check("give_back", case, by=by)
    order.returned_at, order.returned_for = clock.now(), f"{reason}\n{item}\n{words}"
    order.save(update_fields=["returned_at", "returned_for"])
    others = case.voices.exclude(order__returned_at__isnull=False)
    if not others.exists():
        case.state, case.ended_at = MOVES.moves["give_back"].to, clock.now()
        within.end_assignments(case)
        within.stand_down(case, words, by=by)
        within.forget_contacts_after(case)
    name = books.hotlines.rules().name_of(order.system)
    within.write(
        case, events.OrderReturned(system=name, number=order.number, reason=reason, item=item, words=words), by=by
    )
    within.tell_keeper(case, "order_given_back", number_there=order.number, hotline=name)
    return order


@transaction.atomic
def reply_to_order(order: Order, *, said: Mapping[str, Any], by: Post, seen: int | None = None) -> Order:
    """Write the reply for the hotline; it may be written anew until it has been exported.

    `said` has the fields of the reply sheet. Refuses "not solved" and "beyond our duties" without the reason, and a
    reply that has gone out. No phone is kept: how and when the caller was reached is enough.
    """
    case, order = _locked(order, by=by, seen=seen)
    if order.exported_at:
        raise Refused(N_("This reply has been exported already; the hotline may have it."))
    if not said.get("words", "").strip():
        raise Refused(N_("Say what was done."), field="words")
    if not said.get("public", "").strip():
        raise Refused(N_("Write what the hotline may tell the caller."), field="public")
    if not said.get("solved") and not said.get("unsolved_why", "").strip():
        raise Refused(N_("Say why it is not solved."), field="unsolved_why")
    if said.get("beyond") and not said.get("beyond_kind", "").strip():
        raise Refused(N_("Say in which way it goes beyond our duties."), field="beyond_kind")
    order.reply, order.replied_at, order.replied_by = dict(said), clock.now(), by
    order.save(update_fields=["reply", "replied_at", "replied_by"])
    name = books.hotlines.rules().name_of(order.system)
    replied = events.OrderReplied(
        system=name, number=order.number, solved=bool(said.get("solved")), words=said["public"].strip()
    )
    within.write(case, replied, by=by)
    return order


@transaction.atomic
def export_replies(
    hotline: Hotline,
    *,
    purpose: str,
    write: Callable[[list[Order], Export], bytes],
    by: Post,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Export, bytes]:
    """The reply sheet: without dates what has been replied since the last one, with dates all that was replied then.

    Two at once don't get the same replies twice. Refuses when there is nothing to export, and more than a sheet holds.
    """
    works_the_hotline.require(by, None)
    if not (purpose := " ".join(purpose.split())[:200]):
        raise Refused(N_("Say what it is exported for."), field="purpose")
    orders: OrderSet = Order.objects.visible_to(by).filter(system=hotline.key, returned_at=None)
    if first and last:
        if last < first:
            raise Refused(N_("The period ends before it begins."), field="last")
        begin, end = (datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1)))
        orders = orders.filter(replied_at__gte=begin, replied_at__lt=end)
    else:
        orders = orders.to_export()
    keys = list(orders.order_by("id").select_for_update(of=("self",)).values_list("pk", flat=True)[: MOST_ROWS + 1])
    found = list(
        Order.objects.filter(pk__in=keys)
        .select_related("voice__case__category", "voice__case__place", "replied_by__organisation", "replied_by__place")
        .order_by("replied_at", "id")
    )
    if not found:
        raise Refused(N_("There is no reply to export."))
    if len(found) > MOST_ROWS:
        raise Refused(N_("That is more than {most} replies. Choose a shorter period."), most=MOST_ROWS)
    query = f"{hotline.key} {first or ''} {last or ''}".strip()
    export = exports.ask("hotline_replies", rows=len(found), purpose=purpose, query=query, by=by)
    content = exports.take(export, write=lambda taken: write(found, taken), by=by)
    Order.objects.filter(pk__in=keys, exported_at=None).update(exported_at=clock.now())
    exported = events.RepliesExported(system=hotline.name, rows=len(found), purpose=purpose)
    record(exported, on=export, by=by)
    return export, content


exports.WHAT["hotline_replies"] = exports.Sort(N_("Replies to a hotline"), works_the_hotline, personal=False)


# --- the book ---------------------------------------------------------------------------------------------------


@transaction.atomic
def set_hotlines(rules: HotlineRules, *, why: str, by: Post, seen: int | None = None) -> Edition:
    """The next edition of the book of hotlines."""
    administers.require(by, None)
    return _issue(rules, why, by, seen)


@transaction.atomic
def learn_columns(
    hotline: Hotline, meant: Mapping[str, str], *, why: str, by: Post, seen: int | None = None
) -> Edition:
    """These headings of a sheet mean these columns (`COLUMNS`), from now on. Refuses what is no column."""
    works_the_hotline.require(by, None)
    columns = {key: list(words) for key, words in hotline.columns.items()}
    for said, key in meant.items():
        if key not in COLUMNS:
            raise Refused(N_("There is no such column."))
        for words in columns.values():
            words[:] = [word for word in words if heading(word) != heading(said)]
        columns.setdefault(key, []).append(said)
    if not meant:
        raise Refused(N_("Choose for at least one heading what it means."))
    rules = books.hotlines.rules()
    learnt = replace(hotline, columns={key: tuple(words) for key, words in columns.items() if words})
    return _issue(
        HotlineRules(tuple(learnt if one.key == hotline.key else one for one in rules.systems)), why, by, seen
    )


def _issue(rules: HotlineRules, why: str, by: Post, seen: int | None) -> Edition:
    edition = issue(books.hotlines, rules.body, why=why, by=by, seen=seen)
    issued = EditionIssued(book=edition.book, number=edition.number, since=edition.since.isoformat(), why=edition.why)
    record(issued, on=edition, by=by, new=True)
    return edition


__all__ = [
    "GIVE_BACK_REASONS",
    "OrderSaid",
    "begin_sheet",
    "count_sheet",
    "export_replies",
    "give_back",
    "learn_columns",
    "reply_to_order",
    "set_hotlines",
    "take_in_heard",
    "take_in_order",
]
