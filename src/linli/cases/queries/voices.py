"""Receipts and their story; who waits to be rung up."""

from django.db import connection
from django.db.models import Q, QuerySet

from linli.cases.lifecycle import State
from linli.cases.models import Assignment, Case, Merge, Voice
from linli.journal.models import Entry
from linli.kernel.codes import read_receipt_code
from linli.people import rules as people
from linli.people.models import Post


def is_known(submission_key: str) -> bool:
    """Whether a voice came with this key before. By hand, because every report asks it."""
    with connection.cursor() as cursor:
        cursor.execute("select from cases_voice where submission_key = %s", [submission_key])
        return cursor.fetchone() is not None


def units_open(case: Case) -> list[Assignment]:
    return list(case.assignments.at_work().select_related("organisation"))


def voice_of(receipt: str) -> Voice | None:
    """The voice behind a receipt code, however it was typed; None if there is none."""
    code = read_receipt_code(receipt)
    return (
        Voice.objects.select_related("case__category", "case__place__parent", "case__keeper__person")
        .filter(receipt=code)
        .first()
        if code
        else None
    )


def story(case: Case) -> list[Entry]:
    """The case's journal, oldest first."""
    return list(Entry.objects.filter(subject=case.ref).order_by("seq"))


def story_of(voice: Voice) -> list[Entry]:
    """What a resident reads: the case's journal and, after a merge, before it that of the case the voice came from."""
    if voice.came_from_id is None:
        return story(voice.case)
    subjects, source = [voice.case.ref], voice.came_from_id
    while source and len(subjects) < 5:
        subjects.append(f"cases/case/{source}")
        merges = Merge.objects.filter(into=source, undone_at=None, was__voices__has_key=str(voice.pk))
        source = merges.values_list("absorbed", flat=True).first()
    return list(Entry.objects.filter(subject__in=subjects).order_by("at", "subject", "seq"))


def calls_for(post: Post) -> QuerySet[Voice]:
    """The voices that wait to be rung up by this post: at its places, answered, and not of cases that it
    keeps itself.
    """
    if post.role not in people.CALLING:
        return Voice.objects.none()
    cases = Case.objects.visible_to(post).filter(state=State.ANSWERED)
    others = cases.filter(Q(keeper=None) | ~Q(keeper__in=post.person.posts.all()))
    return Voice.objects.filter(next_call_at__isnull=False, case__in=others)
