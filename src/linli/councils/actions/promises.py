"""Undertakings: made at a meeting or beside one, reported on, put off in the open, kept with evidence, doubted,
dropped.
"""

from datetime import date, timedelta

from django.db import transaction

from linli.councils import events
from linli.councils.actions.within import step, write
from linli.councils.amounts import MOST
from linli.councils.lifecycle import PromiseState
from linli.councils.models import AgendaItem, Evidence, Promise, Topic
from linli.councils.queries.meetings import invited
from linli.councils.rules import takes_voices
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Organisation, Post
from linli.places.models import Place

FURTHEST = timedelta(days=3660)
WARN_DAYS = 3


@transaction.atomic
def promise(
    *,
    place: Place,
    words: str,
    due: date,
    owner: Post | None = None,
    organisation: Organisation | None = None,
    owner_words: str = "",
    money: int | None = None,
    item: AgendaItem | None = None,
    topic: Topic | None = None,
    by: Post,
) -> Promise:
    """Somebody says that they will do something until a day. It is written down by whoever takes the minutes."""
    takes_voices.require(by, item.meeting if item else place)
    words, owner_words = " ".join(words.split()), " ".join(owner_words.split())
    if not words or len(words) > 200:
        raise Refused(N_("Say in at most 200 characters what was promised."), field="words")
    if owner is None and organisation is None and not owner_words:
        raise Refused(N_("Say who promised it."), field="owner")
    _day_stands(due)
    if money is not None and not 0 <= money <= MOST:
        raise Refused(N_("This is no amount of money."), field="money")
    now = clock.now()
    made = Promise.objects.create(
        number=f"C{now:%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        words=words,
        topic=topic or (item.topic if item else None),
        item=item,
        owner=owner,
        organisation=organisation,
        owner_words=owner_words[:60],
        due=due,
        first_due=due,
        money=money,
        made_at=now,
        made_by=by,
    )
    record(events.PromiseMade(due=due.isoformat(), money=money), on=made, by=by, new=True)
    _tell(made, "promise_made", by=by)
    return made


def _day_stands(due: date, field: str = "due") -> None:
    if due < clock.today():
        raise Refused(N_("This day is past already."), field=field)
    if due > clock.today() + FURTHEST:
        raise Refused(N_("Nobody can promise that far ahead; ten years at most."), field=field)


@transaction.atomic
def report_on(
    it: Promise,
    *,
    words: str,
    files: list[str] | None = None,
    kind: str = Evidence.Kind.AFTER,
    by: Post,
    seen: int | None = None,
) -> Promise:
    """How far it is, in words and pictures."""
    it = step("report", it, by=by, seen=seen)
    _show(it, words, files or [], kind, by)
    it = write(it, events.PromiseReported(), by=by)
    _tell(it, "promise_reported", by=by)
    return it


@transaction.atomic
def put_off(it: Promise, *, due: date, why: str, by: Post, seen: int | None = None) -> Promise:
    """A later day. The first one stays visible."""
    if not why.strip():
        raise Refused(N_("Say why it is put off; everyone can read it."), field="why")
    it = step("put_off", it, by=by, seen=seen)
    _day_stands(due)
    if due <= it.due:
        raise Refused(N_("That is no later day than {due}."), due=it.due.isoformat(), field="due")
    was, it.due = it.due, due
    it = write(it, events.PromisePutOff(was=was.isoformat(), due=due.isoformat(), why=why.strip()[:200]), by=by)
    _tell(it, "promise_put_off", by=by, was=was.isoformat(), due=due.isoformat(), why=why.strip()[:200])
    return it


@transaction.atomic
def keep(it: Promise, *, words: str = "", files: list[str] | None = None, by: Post, seen: int | None = None) -> Promise:
    """It is done, and something shows it: words, a picture, or what was reported before."""
    it = step("keep", it, by=by, seen=seen)
    if words.strip() or files:
        _show(it, words, files or [], Evidence.Kind.AFTER, by)
    elif not evidence_of(it).exists():
        raise Refused(N_("Show that it is done: write what was done, or add a photo."), field="words")
    it.done_at = clock.now()
    it = write(it, events.PromiseKept(), by=by)
    _tell(it, "promise_kept", by=by)
    return it


@transaction.atomic
def doubt(it: Promise, *, why: str, by: Post, seen: int | None = None) -> Promise:
    """It was looked at, and it is not done."""
    if not why.strip():
        raise Refused(N_("Say what is missing; everyone can read it."), field="why")
    it = step("doubt", it, by=by, seen=seen)
    it.done_at = None
    it = write(it, events.PromiseDoubted(why=why.strip()[:200]), by=by)
    _tell(it, "promise_doubted", by=by, why=why.strip()[:200])
    return it


@transaction.atomic
def drop(it: Promise, *, why: str, by: Post, seen: int | None = None) -> Promise:
    """Nobody will do it any more, and everyone can read why."""
    if not why.strip():
        raise Refused(N_("Say why it is dropped; everyone can read it."), field="why")
    it = step("drop", it, by=by, seen=seen)
    it.ended_why = why.strip()[:200]
    it = write(it, events.PromiseDropped(why=it.ended_why), by=by)
    _tell(it, "promise_dropped", by=by, why=it.ended_why)
    return it


def evidence_of(it: Promise):
    return Evidence.objects.filter(of=it.ref)


def _show(it: Promise, words: str, files: list[str], kind: str, by: Post) -> None:
    words, now = " ".join(words.split()), clock.now()
    if not words and not files:
        raise Refused(N_("Write what was done, or add a photo."), field="words")
    if len(words) > 200:
        raise Refused(N_("At most 200 characters, please."), field="words")
    if kind not in Evidence.Kind.values:
        raise Refused(N_("Before, after, or a document?"), field="kind")
    rows = [
        Evidence(of=it.ref, kind=kind, words=words if n == 0 else "", file=file, by=by, at=now)
        for n, file in enumerate(files or [""])
    ]
    Evidence.objects.bulk_create(rows)


def promisers(it: Promise) -> list[Post]:
    """Whoever promised, as far as they have a post here."""
    if it.owner:
        return [it.owner] if it.owner.is_current() else []
    return list(it.organisation.posts.current()) if it.organisation else []


def hearers(it: Promise) -> list[Post]:
    """Whoever promised, who wrote it down, who was at the table, and who raised the topic."""
    posts = {it.made_by_id: it.made_by} | {post.pk: post for post in promisers(it)}
    if it.item:
        posts |= {post.pk: post for post in invited(it.item.meeting)}
    if it.topic and it.topic.raised_by:
        posts[it.topic.raised_by_id] = it.topic.raised_by
    return [post for post in posts.values() if post.is_current()]


def _tell(
    it: Promise, kind: str, *, by: HasRef, to: list[Post] | None = None, once: str | None = None, **facts: object
) -> int:
    posts = [post for post in (hearers(it) if to is None else to) if post.ref != by.ref]
    said = {"words": it.words, "who": it.who, "due": it.due.isoformat(), "number": it.number} | facts
    return len(tell(posts, kind, about=it, once=once, **said))


def remind_of_promises() -> int:
    """Once a day: three days before, whoever promised; when it is late, everybody who was at the table."""
    today, told = clock.today(), 0
    open_ones = Promise.objects.filter(state=PromiseState.PROMISED, due__lte=today + timedelta(days=WARN_DAYS))
    for it in open_ones.select_related(
        "owner__person", "organisation", "made_by", "topic__raised_by", "item__meeting__called_by"
    ):
        late = it.due < today
        once = f"promise/{it.pk}/{'late' if late else 'soon'}/{it.due.isoformat()}"
        told += _tell(
            it, "promise_late" if late else "promise_soon", to=None if late else promisers(it), by=CLOCK, once=once
        )
    return told
