"""The call-back queue (回访): who is rung up and when, one call for one agent, and what came of it.

Not reached stays not reached: after the last try there is "no answer", which is never a rating.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import books, events
from linli.cases.actions import within
from linli.cases.models import Call, Case, Voice
from linli.cases.queries import calls_for
from linli.cases.rules import may_ring
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post

HELD_FOR = timedelta(minutes=15)


def line_up(case: Case) -> None:
    """The answer is out: those in the sample who left a phone are rung up, each a first time."""
    rules = books.calls.rules()
    at = rules.in_hours(_after(rules.after))
    left_a_phone = case.voices.filter(contact__isnull=False).select_related("contact")
    chosen = [voice.pk for voice in left_a_phone if rules.chosen(voice.pk.int) and voice.contact.phone]
    call_off(case)
    if chosen:
        Voice.objects.filter(pk__in=chosen).update(next_call_at=at, calls=0)


def call_off(case: Case) -> None:
    """Nobody need ring any more about this answer."""
    case.voices.exclude(next_call_at=None).update(next_call_at=None, call_held_by=None, call_held_until=None)


def _after(limit: str):
    return deadline(Limit.parse(limit), clock.now(), calendar.current()).due


@transaction.atomic
def take_call(*, by: Post) -> Voice | None:
    """The next resident to ring up, for this agent alone for a quarter of an hour; None when nobody waits.

    Who has one keeps it until it is done or given back. Refuses outside the hours at which one may ring.
    """
    now, rules = clock.now(), books.calls.rules()
    if not rules.may_ring(now):
        raise Refused(
            N_("Residents are rung up from {begins} to {ends} o'clock only."), begins=rules.begins, ends=rules.ends
        )
    waiting = calls_for(by).filter(next_call_at__lte=now).order_by("next_call_at", "id")
    if mine := waiting.filter(call_held_by=by, call_held_until__gte=now).first():
        return mine
    free = waiting.filter(Q(call_held_until=None) | Q(call_held_until__lt=now))
    voice = free.select_for_update(skip_locked=True, of=("self",)).first()
    if voice is None:
        return None
    voice.call_held_by, voice.call_held_until = by, now + HELD_FOR
    voice.save(update_fields=["call_held_by", "call_held_until"])
    return voice


@transaction.atomic
def give_back(voice: Voice, *, by: Post) -> None:
    """Somebody else may ring."""
    Voice.objects.filter(pk=voice.pk, call_held_by=by).update(call_held_by=None, call_held_until=None)


def require_held(voice: Voice, by: Post) -> None:
    if voice.call_held_by_id != by.pk or voice.call_held_until is None or voice.call_held_until < clock.now():
        raise Refused(
            N_("This call is not yours any more: the quarter of an hour is over, or it is done. Take the next one.")
        )
    may_ring.require(by, voice.case)


def log(voice: Voice, *, reached: bool, words: str, by: Post, how: str) -> None:
    Call.objects.create(voice=voice, at=clock.now(), by=by, how=how, reached=reached, words=words)


def missed(voice: Voice, *, words: str, by: Post, how: str, again: bool = True) -> None:
    """Another try, later; after the last one nobody rings any more."""
    rules = books.calls.rules()
    voice = Voice.objects.select_for_update().get(pk=voice.pk)
    log(voice, reached=False, words=words, by=by, how=how)
    voice.calls += 1
    more = again and voice.calls < rules.tries and voice.next_call_at is not None
    voice.next_call_at = rules.in_hours(_after(rules.spacing)) if more else None
    voice.call_held_by = voice.call_held_until = None
    voice.save(update_fields=["calls", "next_call_at", "call_held_by", "call_held_until"])


def done(voice: Voice, *, words: str = "", by: Post, how: str) -> None:
    """The resident was reached: nobody rings again."""
    log(voice, reached=True, words=words, by=by, how=how)
    Voice.objects.filter(pk=voice.pk).update(
        calls=voice.calls + 1, next_call_at=None, call_held_by=None, call_held_until=None
    )


@transaction.atomic
def no_rating(voice: Voice, *, words: str = "", wrong_number: bool = False, by: Post) -> Case:
    """Reached, but the resident does not want to say; or the number is wrong. Either counts as no answer."""
    words = words.strip()[:1000]
    case = within.step("call_back", voice.case, by=by, seen=None)
    if wrong_number:
        missed(voice, words=words, by=by, how="phone", again=False)
        return within.write(case, events.CallMissed(words=words), by=by)
    done(voice, words=words, by=by, how="phone")
    return within.write(case, events.CallMade(words=words), by=by)
