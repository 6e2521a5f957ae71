"""What has reached its end goes: by the book, in batches, and with a dry run that says what would go and changes
nothing.

Each kind names what goes now, oldest first, found from an index, so that a night costs as much as there is to do and
not as much as there is. What is done already is found no more, so a run may be broken off and begun again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from linli.cases import books, events, hotline_files
from linli.cases.actions import mediation, within
from linli.cases.blots import for_the_public, names_in, without_names
from linli.cases.models import (
    Addition,
    Approval,
    Call,
    Case,
    Contact,
    Export,
    LookObjection,
    Mediation,
    Order,
    Photo,
    Voice,
)
from linli.cases.retention import KINDS, RetentionRules
from linli.gate.actions import forget_old_knocks
from linli.gate.models import Knock
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.refs import CLOCK, Nobody
from linli.notices.actions import forget_old_notices, old_notices
from linli.people.actions import forget_persons, persons_to_forget
from linli.pictures import store
from linli.places.queries import outdoors

RUNS = Nobody("cases/retention")  # the book in the journal in which every run stands
BATCH = 500
MOST_COUNTED = 10_000
MOST_NAMED = 10

Progress = Callable[[str, int], object]


@dataclass(frozen=True)
class Sort:
    """How one kind is let go.

    `going` gives what goes now, oldest first; `called` names one of them for a list, by nothing that is personal;
    `let_go` ends a batch of them, in transactions of its own, and returns how many are gone.
    """

    going: Callable[[RetentionRules], Any]
    called: Callable[[Any], str]
    let_go: Callable[[Sequence[Any], RetentionRules], int]


@dataclass(frozen=True)
class Going:
    """What a run would let go of one kind."""

    kind: str
    line: datetime  # what is older goes
    count: int
    more: bool  # there are more than were counted
    some: Sequence[str]


def survey(kinds: Iterable[str] = KINDS) -> list[Going]:
    """The dry run: how many of each kind would go now, and which; bounded questions, and nothing is changed."""
    rules, found = books.retention.rules(), []
    for kind in kinds:
        sort = SORTS[kind]
        first = _some(sort.going(rules), MOST_NAMED)
        count = _count(sort.going(rules))
        line = rules.keep(kind).before(clock.now())
        found.append(
            Going(kind, line, min(count, MOST_COUNTED), count > MOST_COUNTED, [sort.called(one) for one in first])
        )
    return found


def let_go(*, progress: Progress = lambda kind, done: None, most: int = 100_000) -> dict[str, int]:
    """The run: everything that has reached its end goes, kind by kind and batch by batch; then it stands in the
    journal.

    `most` of a kind in one run. Two runs at once do no harm: what one has let go the other finds no more.
    """
    edition = books.retention.current()
    gone = {}
    with translation.override(
        "zh-hans"
    ):  # what is written in the place of words, is written in the residents' language
        for kind in KINDS:
            gone[kind] = _all_of(kind, edition.rules, progress, most)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('cases.retention'))")
        record(
            events.RetentionRun(edition=edition.number, gone={k: n for k, n in gone.items() if n}), on=RUNS, by=CLOCK
        )
    return gone


def runs(most: int = 10) -> list[Entry]:
    """The last runs, the newest first."""
    return list(Entry.objects.filter(subject=RUNS.ref).order_by("-seq")[:most])


def _all_of(kind: str, rules: RetentionRules, progress: Progress, most: int) -> int:
    sort, done = SORTS[kind], 0
    while done < most:
        batch = _some(sort.going(rules), BATCH)
        gone = sort.let_go(batch, rules) if batch else 0
        done += gone
        if not gone:
            break
        progress(kind, done)
        if len(batch) < BATCH:
            break
    return done


def _some(found: Any, most: int) -> list[Any]:
    return (
        list(found[:most])
        if isinstance(found, QuerySet | list)
        else [one for one, _n in zip(found, range(most), strict=False)]
    )


def _count(found: Any) -> int:
    if isinstance(found, QuerySet):
        return found.order_by()[: MOST_COUNTED + 1].count()
    return len(_some(found, MOST_COUNTED + 1))


# --- cases: the tombstone ---------------------------------------------------------------------------------------


def _ended(kind: str, rules: RetentionRules) -> dict[str, Any]:
    """Of cases that ended so long ago and are not erased yet: what the index `case_to_erase` holds, in its order."""
    return {"erased_on": None, "ended_at__isnull": False, "ended_at__lt": rules.keep(kind).before(clock.now())}


def _of_cases(kind: str, rules: RetentionRules) -> dict[str, Any]:
    return {f"case__{key}": value for key, value in _ended(kind, rules).items()}


def _erase_cases(cases: Sequence[Case], rules: RetentionRules) -> int:
    return sum(_erase(case, rules) for case in cases)


@transaction.atomic
def _erase(case: Case, rules: RetentionRules) -> int:
    """The residents' words, the title, the address, the photos and what hangs on them go; figures, times and units
    stay.

    Of the answer stays what the public may read. The journal stays whole: no resident's word, name or phone stands in
    it.
    """
    case = within.locked(case)
    if case.erased_on or case.open or case.ended_at is None or case.ended_at >= rules.keep("case").before(clock.now()):
        return 0
    voices = Voice.objects.filter(case=case)
    names = [name for contact in Contact.objects.filter(voice__in=voices) for name in names_in(contact)]
    place = outdoors(case.place)
    photos = _drop_photos(Photo.objects.filter(case=case))
    Contact.objects.filter(voice__in=voices).delete()
    Addition.objects.filter(voice__in=voices).delete()
    Call.objects.filter(voice__in=voices).update(words="")
    Order.objects.filter(voice__in=voices).update(row={}, reply={}, path=place.path)
    LookObjection.objects.filter(voice__in=voices).update(words="", path=place.path)
    Approval.objects.filter(case=case, voice__isnull=False).update(words="")
    voices.update(words="", rating_words="", reply="")
    for rows, columns in _staffs_words(case):
        _put(rows, columns, partial(_unread, names=names))
    case.whistles.update(path=place.path)
    case.supervisions.update(path=place.path)
    Case.objects.filter(pk=case.pk).update(
        title=str(case.category)[:80],
        answer=_unread(case.answer, names=names),
        place=place,
        path=place.path,
        erased_on=clock.today(),
        version=case.version + 1,
    )
    ended = case.ended_at.astimezone(clock.SHANGHAI).date().isoformat()
    record(events.Erased(ended=ended, photos=photos, edition=books.retention.current().number), on=case, by=CLOCK)
    return 1


def _staffs_words(case: Case) -> list[tuple[QuerySet, tuple[str, ...]]]:
    """Where colleagues have written about this case, besides the journal."""
    return [
        (case.assignments.all(), ("result", "plan", "caller_words", "unit_words")),
        (case.approvals.filter(voice=None), ("words", "decision", "review")),
        (case.whistles.all(), ("words", "outcome")),
        (case.supervisions.all(), ("words", "acknowledgement")),
    ]


def _unread(words: str, *, names: list[str]) -> str:
    return for_the_public(words, *names)


def _drop_photos(photos: QuerySet) -> int:
    """The rows now, their files once that is certain."""
    files = [name for pair in photos.values_list("file", "public_file") for name in pair]
    count = photos.delete()[0]
    if files:
        transaction.on_commit(partial(store.remove, files, older_than_seconds=store.TWO_DAYS))
    return count


@transaction.atomic
def _drop_batch_of_photos(photos: Sequence[Photo], _rules: RetentionRules) -> int:
    return _drop_photos(Photo.objects.filter(pk__in=[one.pk for one in photos]))


# --- names and phones -------------------------------------------------------------------------------------------


def _contacts(_rules: RetentionRules) -> QuerySet:
    return Contact.objects.filter(until__lt=clock.today()).order_by("until").select_related("voice__case")


def _forget_contacts(contacts: Sequence[Contact], _rules: RetentionRules) -> int:
    """Also where they were written into words, by the resident or by colleagues."""
    gone = 0
    for contact in contacts:
        with transaction.atomic():
            case = within.locked(contact.voice.case)
            clean = partial(_unnamed, names=[*names_in(contact)])
            _put(Voice.objects.filter(pk=contact.voice_id), ("words", "rating_words", "reply"), clean)
            _put(Addition.objects.filter(voice=contact.voice_id), ("words",), clean)
            _put(Call.objects.filter(voice=contact.voice_id), ("words",), clean)
            _put(Case.objects.filter(pk=case.pk), ("title", "answer"), clean)
            for rows, columns in _staffs_words(case):
                _put(rows, columns, clean)
            gone += contact.delete()[0]
    return gone


def _unnamed(words: str, names: list[str]) -> str:
    return without_names(words, *names)


def _put(rows: QuerySet, columns: Iterable[str], clean: Callable[[str], str]) -> None:
    for row in rows.values("pk", *columns):
        fresh = {column: clean(row[column]) for column in columns}
        if any(fresh[column] != row[column] for column in columns):
            rows.model.objects.filter(pk=row["pk"]).update(**fresh)


# --- the others -------------------------------------------------------------------------------------------------


def _calls(rules: RetentionRules) -> QuerySet:
    ended = {f"voice__case__{key}": value for key, value in _ended("call", rules).items()}
    return (
        Call.objects.filter(**ended).exclude(words="").order_by("voice__case__ended_at").select_related("voice__case")
    )


def _quiet_calls(calls: Sequence[Call], _rules: RetentionRules) -> int:
    return Call.objects.filter(pk__in=[one.pk for one in calls]).update(words="")


def _orders(rules: RetentionRules) -> QuerySet:
    ended = {f"voice__case__{key}": value for key, value in _ended("order", rules).items()}
    return Order.objects.filter(**ended).exclude(row={}).order_by("voice__case__ended_at")


def _empty_orders(orders: Sequence[Order], _rules: RetentionRules) -> int:
    return Order.objects.filter(pk__in=[one.pk for one in orders]).update(row={})


def _exports(rules: RetentionRules) -> QuerySet:
    return Export.objects.filter(pk__lt=first_key(rules.keep("export").before(clock.now()))).order_by("pk")


def first_key(moment: datetime) -> UUID:
    """The smallest key of this millisecond: keys are made from the time, so the primary key finds what is older."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _delete(rows: Sequence[Any], _rules: RetentionRules) -> int:
    type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _knocks(rules: RetentionRules) -> QuerySet:
    return Knock.objects.filter(window__lt=rules.keep("knock").before(clock.now())).order_by("window")


SORTS: dict[str, Sort] = {
    "case": Sort(
        lambda rules: Case.objects.filter(**_ended("case", rules)).order_by("ended_at"),
        lambda case: case.number,
        _erase_cases,
    ),
    "photo": Sort(
        lambda rules: (
            Photo.objects.filter(**_of_cases("photo", rules)).order_by("case__ended_at").select_related("case")
        ),
        lambda photo: photo.case.number,
        _drop_batch_of_photos,
    ),
    "contact": Sort(_contacts, lambda contact: contact.voice.case.number, _forget_contacts),
    "contact_open": Sort(lambda rules: [], str, lambda rows, rules: 0),  # they end by the same date as the others
    "call": Sort(_calls, lambda call: call.voice.case.number, _quiet_calls),
    "order": Sort(_orders, lambda order: order.number, _empty_orders),
    "mediation": Sort(
        lambda rules: Mediation.objects.filter(until__lt=clock.today()).order_by("until"),
        lambda one: one.number,
        lambda rows, rules: mediation.forget_mediations(),
    ),
    "sheet": Sort(
        lambda rules: hotline_files.waiting_too_long(rules.keep("sheet").before(clock.now())),
        lambda path: path.stem[:8],
        lambda rows, rules: hotline_files.forget_waiting(rules.keep("sheet").before(clock.now())),
    ),
    "unsent_photo": Sort(
        lambda rules: store.unused(rules.keep("unsent_photo").about * 86400),
        lambda name: name[3:11],
        lambda rows, rules: store.remove(rows),
    ),
    "notice": Sort(
        lambda rules: old_notices(rules.keep("notice").before(clock.now())).order_by("pk"),
        lambda notice: f"{notice.written_at:%Y-%m-%d}",
        lambda rows, rules: forget_old_notices(rules.keep("notice").before(clock.now())),
    ),
    "export": Sort(_exports, lambda export: export.number, _delete),
    "account": Sort(
        lambda rules: persons_to_forget(rules.keep("account").before(clock.now()).date()).order_by("forget_on"),
        lambda person: person.name,
        lambda rows, rules: forget_persons(rules.keep("account").before(clock.now()).date()),
    ),
    "knock": Sort(
        _knocks,
        lambda knock: f"{knock.window:%Y-%m-%d %H:%M}",
        lambda rows, rules: forget_old_knocks(rules.keep("knock").before(clock.now())),
    ),
}
