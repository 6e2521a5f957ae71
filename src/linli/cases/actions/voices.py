"""A voice comes in, adds something, or is taken back."""

from collections.abc import Callable, Sequence

from django.db import IntegrityError, transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.actions.clocks import heard_from
from linli.cases.actions.within import Reachable
from linli.cases.lifecycle import MOVES, State
from linli.cases.models import Addition, Case, Voice
from linli.cases.queries import category_by_code, category_meant
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import receipt_code, short_code
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.refs import VISITOR, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.pictures.photos import Picture
from linli.places.models import Place
from linli.postgres import rows


def report_case(
    *,
    place: Place,
    words: str,
    source: str,
    by: HasRef = VISITOR,
    submission_key: str | None = None,
    category: str | None = None,
    contact: Reachable | None = None,
    confidential: bool = False,
    may_publish: bool = False,
    photos: Sequence[Picture] = (),
) -> Voice:
    """Take in what somebody says about a place; the people in charge of the block are told at once.

    The same `submission_key` always gives the same voice, also when two copies arrive at once or a day apart:
    the unique key lets one of them in, the other waits for its commit and then finds it.
    Refuses empty or endless words.
    """
    words = within.said(words, field="text")
    return _once(
        submission_key,
        lambda: _report(place, words, source, by, submission_key, category, contact, confidential, may_publish, photos),
    )


def _once(submission_key: str | None, take_in: Callable[[], Voice]) -> Voice:
    """Take the voice in, unless one with this key is there: then that one. Codes drawn by chance are drawn again if
    taken.

    Nobody looks first: the unique key knows, and almost every key is new.
    """
    for _ in range(3):
        try:
            return take_in()
        except IntegrityError as error:
            if "submission_key" in str(error):
                return Voice.objects.select_related("case").get(submission_key=submission_key)
            if not any(name in str(error) for name in ("number", "receipt")):
                raise
    raise Refused(N_("This could not be stored just now. What you typed is kept; please send it once more."))


def _report(place, words, source, by, submission_key, category, contact, confidential, may_publish, photos) -> Voice:
    now = clock.now()
    kind = category_by_code(category) or category_meant(words) or category_by_code(within.OTHER)
    grid = place if place.kind == "grid" else place.grid
    post = by if isinstance(by, Post) else None
    promises = within.promises(kind, place, now)
    case = Case(
        id=uuid7(now),
        number=f"{now:%y%m%d}-{short_code()}",
        title=within.title_of(words, contact),
        category=kind,
        place=place,
        path=place.path,
        grid=grid,
        grid_path=grid.path if grid else "",
        source=source,
        urgent=kind.urgent,
        restricted=kind.restricted,
        reachable=bool(contact and contact.phone),
        reported_at=now,
        last_at=now,
        last_event="CaseReported",
        **promises,
    )
    voice = Voice(
        case=case,
        receipt=receipt_code(),
        submission_key=submission_key,
        source=source,
        said_at=now,
        words=words,
        confidential=confidential,
        may_publish=may_publish,
        entered_by=post,
    )
    reported = events.CaseReported(
        source=source, place=place.code, category=kind.code, finish_due=promises["finish_due"].isoformat()
    )
    if case.restricted:
        case.keeper = within.entrusted(case.path)
    with rows.together():
        in_charge = within.block_posts(case)
        # Foreign keys are checked at commit, so the voice may go first and a second copy is turned away before any
        # work.
        rows.insert(voice)
        rows.insert(case)
        within.keep_contact(voice, contact)
        within.keep_photos(case, voice, photos, by=post or voice)
        record(reported, on=case, by=post or voice, new=True)
        tell(in_charge, "case_reported", about=case, **within.about(case))
    if case.restricted and not in_charge:
        within.tell_that_nobody_hears(case)
    return voice


def join_case(
    case: Case,
    *,
    words: str,
    source: str,
    by: HasRef = VISITOR,
    submission_key: str | None = None,
    contact: Reachable | None = None,
    confidential: bool = False,
    may_publish: bool = False,
    photos: Sequence[Picture] = (),
) -> Voice:
    """ "The same here": another resident joins a running case with own words and an own receipt. Refuses an answered
    one.
    """
    words = within.said(words, field="text")
    # A key that came before gets its voice also when the case has been answered since.
    if submission_key and (
        before := Voice.objects.filter(submission_key=submission_key).select_related("case").first()
    ):
        return before
    return _once(
        submission_key,
        lambda: _join(case, words, source, by, submission_key, contact, confidential, may_publish, photos),
    )


@transaction.atomic
def _join(case, words, source, by, submission_key, contact, confidential, may_publish, photos) -> Voice:
    case = within.locked(case)
    if not case.running:
        raise Refused(N_("This matter has been answered in the meantime. Please report it anew if it is still there."))
    post = by if isinstance(by, Post) else None
    voice = Voice.objects.create(
        case=case,
        receipt=receipt_code(),
        submission_key=submission_key,
        source=source,
        said_at=clock.now(),
        words=words,
        confidential=confidential,
        may_publish=may_publish,
        entered_by=post,
    )
    within.keep_contact(voice, contact)
    within.keep_photos(case, voice, photos, by=post or voice)
    case.voices_count += 1
    case.reachable = case.reachable or bool(contact and contact.phone)
    within.write(case, events.VoiceJoined(source=source), by=post or voice)
    return voice


@transaction.atomic
def add_to_voice(voice: Voice, *, words: str = "", photos: Sequence[Picture] = ()) -> Voice:
    """The resident adds words or photos. Refuses when there is nothing new or the case has ended."""
    case = within.locked(voice.case)
    words = words.strip()
    if not words and not photos:
        raise Refused(N_("Please write something or add a photo."), field="text")
    if not case.open:
        raise Refused(N_("This matter has ended. Please report it anew if there is something new."))
    if words:
        Addition.objects.create(voice=voice, words=within.said(words, field="text"), said_at=clock.now())
    within.keep_photos(case, voice, photos, by=voice)
    within.write(case, events.VoiceAdded(photos=len(photos)), by=voice)
    if case.stopped_until:
        heard_from(case, by=voice)
    within.tell_keeper(case, "voice_added")
    return voice


@transaction.atomic
def withdraw(voice: Voice) -> Case:
    """The resident takes the matter back. With other voices in it, only this one falls silent."""
    case = within.locked(voice.case)
    MOVES.check("withdraw", case, by=voice)
    if case.voices_count > 1:
        raise Refused(N_("Other residents have joined this matter, so it goes on. You need not do anything."))
    case.state, case.ended_at = State.WITHDRAWN, clock.now()
    within.settle_clock(case)
    within.end_assignments(case)
    within.write(case, events.Withdrawn(), by=voice)
    within.tell_keeper(case, "case_withdrawn")
    within.forget_contacts_after(case)
    return case
