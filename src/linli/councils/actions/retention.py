"""What this room lets go of when it has reached its end; the nightly run and the dry run call both functions."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q, QuerySet

from linli.councils.models import Attendance
from linli.kernel import clock

MOST = 10_000  # of a kind in one night
ATTENDANCE_KEPT = timedelta(days=365)
"""Who came is kept for a year after the meeting; then only how many came for which party."""


def attendance_names() -> QuerySet[Attendance]:
    """Names and devices on attendance lists older than a year."""
    old = Attendance.objects.filter(meeting__starts__lt=clock.now() - ATTENDANCE_KEPT)
    return old.filter(~Q(name="") | Q(device__isnull=False)).order_by("id")


def forget_attendance_names() -> int:
    keys = list(attendance_names().values_list("pk", flat=True)[:MOST])
    return Attendance.objects.filter(pk__in=keys).update(name="", device=None)


SORTS: dict[str, tuple[Callable[[], QuerySet], Callable[[], int]]] = {
    "attendance": (attendance_names, forget_attendance_names),
}
"""Of each kind: what would go now, and the deed."""


def survey() -> dict[str, int]:
    """The dry run: how many of each kind would go now, counted up to MOST."""
    return {kind: going()[:MOST].count() for kind, (going, _forget) in SORTS.items()}


def let_go() -> dict[str, int]:
    return {kind: forget() for kind, (_going, forget) in SORTS.items()}
