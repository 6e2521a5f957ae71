"""What the clock lets go of: names and phones, and later which door it was."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.cases.actions import within
from linli.cases.blots import for_the_public, names_in, without_names
from linli.cases.lifecycle import ENDED
from linli.cases.models import Addition, Case, Contact, Photo, Voice
from linli.kernel import clock
from linli.places.queries import INDOORS, outdoors

KEPT_WHOLE = timedelta(days=3 * 365)  # then a case no longer says which door it was
LOOKED_AT_AGAIN = timedelta(days=30)  # so that a night without its task leaves nothing behind


def forget_contacts(limit: int = 5000) -> int:
    """Delete names and phones whose time is over, also where they were written into words; returns how many."""
    gone = 0
    over = Contact.objects.filter(until__lt=clock.today()).order_by("until")
    for contact in over.select_related("voice__case")[:limit]:
        with transaction.atomic():
            case = within.locked(contact.voice.case)
            _rewrite(case, partial(_unnamed, names=[*names_in(contact)]), voice=contact.voice_id)
            gone += contact.delete()[0]
    return gone


def forget_doors(limit: int = 2000) -> int:
    """Three years after its end a case moves from the door to its compound, its words lose every number and door, and its
    photos go. Returns how many cases were looked at; what is done already stays as it is.
    """
    line = clock.now() - KEPT_WHOLE
    left = Q(place__kind__in=INDOORS) | Q(ended_at__gte=line - LOOKED_AT_AGAIN)
    left |= Q(Exists(Photo.objects.filter(case=OuterRef("pk"))))
    old = list(Case.objects.filter(left, state__in=ENDED, ended_at__lt=line).order_by("ended_at")[:limit])
    for one in old:
        with transaction.atomic():
            case = within.locked(one)
            if case.open:
                continue
            place = outdoors(case.place)
            Case.objects.filter(pk=case.pk).update(place=place, path=place.path)
            Photo.objects.filter(case=case).delete()  # the files follow with `forget_unused`
            _rewrite(case, for_the_public)
    return len(old)


def _unnamed(words: str, names: list[str]) -> str:
    return without_names(words, *names)


def _rewrite(case: Case, clean: Callable[[str], str], *, voice=None) -> None:
    """Put all words of a case through `clean`, or those of one of its voices and what all of it share."""
    voices = Voice.objects.filter(case=case, **({"pk": voice} if voice else {}))
    _put(voices, ("words", "rating_words"), clean)
    _put(Addition.objects.filter(voice__in=voices), ("words",), clean)
    _put(Case.objects.filter(pk=case.pk), ("title", "answer"), clean)


def _put(rows: QuerySet, columns: Iterable[str], clean: Callable[[str], str]) -> None:
    for row in rows.values("pk", *columns):
        fresh = {column: clean(row[column]) for column in columns}
        if any(fresh[column] != row[column] for column in columns):
            rows.model.objects.filter(pk=row["pk"]).update(**fresh)
