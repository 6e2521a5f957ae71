"""What this room lets go of when it has reached its end; the nightly run and the dry run call both functions."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from linli.councils import books
from linli.councils.lifecycle import TopicState, VoteState
from linli.councils.models import Attendance, Evidence, Meeting, Owner, Participant, Proxy, RollUnit, Stage, Transfer
from linli.kernel import clock

MOST = 10_000  # of a kind in one night
ATTENDANCE_KEPT = timedelta(days=365)
"""Who came is kept for a year after the meeting; then only how many came for which party."""
OBJECTION = timedelta(days=400)
"""An owner may have a decision revoked within a year of knowing of it (Civil Code art. 280); a month for the post."""


def attendance_names() -> QuerySet[Attendance]:
    """Names and devices on attendance lists older than a year."""
    old = Attendance.objects.filter(meeting__starts__lt=clock.now() - ATTENDANCE_KEPT)
    return old.filter(~Q(name="") | Q(device__isnull=False)).order_by("id")


def forget_attendance_names() -> int:
    keys = list(attendance_names().values_list("pk", flat=True)[:MOST])
    return Attendance.objects.filter(pk__in=keys).update(name="", device=None)


def neighbours_known() -> QuerySet[Participant]:
    """Devices, doors and households of topics that ended so many days ago as the book of hearings says.

    What was said stays, and so does the code on a card: whoever holds it may still read what became of it.
    """
    line = clock.now() - timedelta(days=books.hearing.rules().keep_days)
    over = [TopicState.CLOSED, TopicState.WITHDRAWN, TopicState.REFUSED]
    ended = Participant.objects.filter(topic__state__in=over).alias(
        ended=Coalesce("topic__closed_at", "topic__appeal_heard_at", "topic__screened_at")
    )
    known = ~Q(door="") | Q(device__isnull=False) | Q(household__isnull=False)
    return ended.filter(known, ended__lt=line).order_by("id")


def forget_neighbours() -> int:
    keys = list(neighbours_known().values_list("pk", flat=True)[:MOST])
    return Participant.objects.filter(pk__in=keys).update(device=None, door="", household=None)


def signed_sheets() -> QuerySet[Evidence]:
    """Pictures of signed sheets: of meetings a year old, and of what was held outside this platform a year after the
    topic's end; the paper stays with the community.
    """
    line = clock.now() - ATTENDANCE_KEPT
    stages = _refs(Stage.objects.filter(topic__closed_at__lt=line).exclude(outside=""))
    old = Q(of__in=stages) | Q(of__in=_refs(Meeting.objects.filter(starts__lt=line)))
    return Evidence.objects.filter(old).exclude(file="").order_by("id")


def _refs(rows: QuerySet) -> QuerySet:
    """What `Evidence.of` says of each of them."""
    named = f"{rows.model._meta.label_lower.replace('.', '/')}/"
    return rows.order_by().annotate(own=Concat(Value(named), Cast("pk", CharField()))).values("own")


def forget_signed_sheets() -> int:
    """The pictures themselves are thrown away with whatever nothing refers to any more."""
    keys = list(signed_sheets().values_list("pk", flat=True)[:MOST])
    return Evidence.objects.filter(pk__in=keys).update(file="")


def owners_known() -> QuerySet[RollUnit]:
    """Units whose owners' names, or whose voting code, are still known after the year in which a court may revoke the
    decision.

    Ballots stay, with the owners' codes: the count can be done again without names.
    """
    over = [VoteState.CLOSED, VoteState.PUBLISHED, VoteState.ABANDONED]
    ended = RollUnit.objects.filter(vote__state__in=over).alias(
        ended=Coalesce("vote__published_at", "vote__closed_at", "vote__closes")
    )
    named = Exists(Owner.objects.filter(unit=OuterRef("pk")).exclude(name=""))
    return ended.filter(Q(code_hash__isnull=False) | named, ended__lt=clock.now() - OBJECTION).order_by("id")


def forget_owners() -> int:
    units = dict(owners_known().values_list("pk", "vote")[:MOST])
    Owner.objects.filter(unit__in=units).update(name="")
    Transfer.objects.filter(unit__in=units).update(name="")
    Proxy.objects.filter(vote__in=set(units.values())).update(name="", fingerprint=F("code"))
    return RollUnit.objects.filter(pk__in=units).update(code="", code_hash=None)


SORTS: dict[str, tuple[Callable[[], QuerySet], Callable[[], int]]] = {
    "attendance": (attendance_names, forget_attendance_names),
    "neighbours": (neighbours_known, forget_neighbours),
    "sheets": (signed_sheets, forget_signed_sheets),
    "owners": (owners_known, forget_owners),
}
"""Of each kind: what would go now, and the deed."""


def survey() -> dict[str, int]:
    """The dry run: how many of each kind would go now, counted up to MOST."""
    return {kind: going()[:MOST].count() for kind, (going, _forget) in SORTS.items()}


def let_go() -> dict[str, int]:
    return {kind: forget() for kind, (_going, forget) in SORTS.items()}
