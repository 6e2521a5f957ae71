"""One matter that came in as several cases: merging, taking a merge back, answering with an earlier result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format

from linli.cases import events
from linli.cases.actions import within
from linli.cases.blots import for_the_public, names_in
from linli.cases.lifecycle import MOVES, WITH_ANSWER, State
from linli.cases.models import Assignment, Case, Contact, Merge, Photo, Supervision, Voice
from linli.cases.queries import about_a_person, units_open
from linli.cases.rules import may_dispatch, serves_the_place
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say
from linli.notices.actions import tell
from linli.people.models import Post

CLOCKED = ("finish_start", "finish_warn", "finish_due", "finish_limit", "provisional", "reminded")
CONTACT = ("contact_warn", "contact_due", "contact_limit", "contact_reminded")
CARRIED = ("urgent", "supervised", "reachable", "rung", "late_since")
MOMENTS = {"finish_start", "finish_warn", "finish_due", "contact_warn", "contact_due", "late_since", "ended_at"}


@transaction.atomic
def merge(
    case: Case, *, into: Case, words: str, by: Post, seen: int | None = None, seen_into: int | None = None
) -> Merge:
    """Let `into` stand for both: the voices and photos of `case` go there, each voice keeping its receipt, reply and
    rating.

    Nobody loses a promise: of the two due times the earlier stands. Units at work for `case` stand down. What is needed
    to take it back is kept. Refuses matters about persons, a case that is answered, and one that waits for a decision.
    """
    words = within.said(words)
    if case.pk == into.pk:
        raise Refused(N_("A case can't be merged into itself. Choose the other one."), field="into")
    case, into = _both(case, into, seen, seen_into)
    move = MOVES.check("merge", case, by=by)
    serves_the_place.require(by, into)
    if not into.running:
        raise Refused(
            N_("{number} is answered already. Answer with its result instead."), field="into", number=into.number
        )
    if about_a_person(case.category) or about_a_person(into.category):
        raise Refused(
            N_(
                "A matter about persons is never merged: one resident's story would stand in another's. Set "
                "the kind right first, if it is wrong."
            )
        )
    if case.approvals.pending().exists():
        raise Refused(
            N_("Something in {number} still waits for a decision. It has to be decided first."), number=case.number
        )
    units = units_open(case)
    if units:
        may_dispatch.require(by, case)
    merged = Merge.objects.create(
        into=into,
        absorbed=case,
        words=words,
        by=by,
        at=clock.now(),
        was=_snapshot(case, into, [one.pk for one in units]),
    )
    within.end_assignments(case)
    within.stand_down(case, words, by=by)
    moved = Voice.objects.filter(case=case).update(case=into, came_from=case)
    Photo.objects.filter(case=case).update(case=into)
    within.orders_follow(into)
    due_was = into.finish_due
    _carry_over(case, into)
    merged.was["after"] = _kept(into, (*CLOCKED, *CONTACT, *CARRIED))
    merged.save(update_fields=["was"])
    case.state, case.merged_into, case.voices_count, case.ended_at = move.to or case.state, into, 0, clock.now()
    into.voices_count += moved
    within.write(case, events.Merged(into=into.number, voices=moved, words=words), by=by)
    absorbed = events.Absorbed(
        number=case.number, voices=moved, words=words, due_was=due_was.isoformat(), due_is=into.finish_due.isoformat()
    )
    within.write(into, absorbed, by=by)
    within.tell_units(case, [one.organisation for one in units], "unit_case_merged", into=into.number)
    _tell_keepers(case, "case_merged", by, into=into.number)
    _tell_keepers(into, "case_absorbed", by, voices=moved)
    return merged


@transaction.atomic
def unmerge(merged: Merge, *, words: str, by: Post, seen: int | None = None) -> Case:
    """Take a merge back: the case goes on as it was, with its voices, photos, units and clocks; returns it.

    What happened meanwhile to the other case stays with it; a due time that somebody has moved since is left alone.
    """
    words = within.said(words)
    case, into = _both(merged.absorbed, merged.into, seen, None)
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    MOVES.check("unmerge", case, by=by)
    serves_the_place.require(by, into)
    if merged.undone_at:
        raise Refused(N_("This merge has been taken back already."))
    if into.state == State.MERGED:
        raise Refused(N_("{number} was itself merged since. Take that merge back first."), number=into.number)
    moved = _voices_back(merged, case, into)
    within.orders_follow(case)
    for key, stage in merged.was["assignments"].items():
        Assignment.objects.filter(pk=key).update(stage=stage, ended_at=None)
    case.whistles.filter(pk__in=merged.was["whistles"]).update(stood_down_at=None, stood_down_by=None, outcome="")
    due_was = into.finish_due
    if into.rung == merged.was["after"]["rung"] > merged.was["into"]["rung"]:
        Supervision.objects.filter(pk__in=merged.was["raised"]["into"]).update(ended_at=None)
    Supervision.objects.filter(pk__in=merged.was["raised"]["case"]).update(case=case, ended_at=None)
    _give_back(merged.was, into)
    _restore(case, merged.was["case"])
    case.merged_into, case.voices_count = None, moved
    into.voices_count -= moved
    merged.undone_by, merged.undone_at = by, clock.now()
    merged.save(update_fields=["undone_by", "undone_at"])
    within.write(case, events.Unmerged(out_of=into.number, voices=moved, words=words), by=by)
    released = events.Released(
        number=case.number, voices=moved, words=words, due_was=due_was.isoformat(), due_is=into.finish_due.isoformat()
    )
    within.write(into, released, by=by)
    within.tell_units(case, [one.organisation for one in units_open(case)], "unit_case_unmerged", who=str(by))
    _tell_keepers(case, "case_unmerged", by)
    return case


def merge_of(case: Case) -> Merge | None:
    """The merge by which this case ended, if it can still be taken back."""
    found = Merge.objects.filter(absorbed=case, undone_at=None).select_related("into__category", "by__person")
    return found.order_by("-at").first()


@transaction.atomic
def same_matter(case: Case, *, earlier: Case, words: str, by: Post, seen: int | None = None) -> Case:
    """Answer with the result of an earlier case, as nothing new was said. "Not solved" reopens it like any other.

    The earlier answer is quoted where it may stand in public; else the words have to say what the result was.
    Refuses an earlier case that has no answer, one about persons, and the case itself.
    """
    words = within.said(words)
    case = within.step("same_matter", case, by=by, seen=seen)
    serves_the_place.require(by, earlier)
    if earlier.pk == case.pk or earlier.state not in WITH_ANSWER or not earlier.answer:
        raise Refused(N_("{number} has no answer to point to."), field="earlier", number=earlier.number)
    if about_a_person(earlier.category) or earlier.restricted:
        raise Refused(
            N_("{number} is about persons; its result is nobody else's to read."),
            field="earlier",
            number=earlier.number,
        )
    within.note_lateness(case)
    case.answer, case.answer_public, case.answered_at, case.same_as = words, False, clock.now(), earlier
    if earlier.answer_public:
        day = date_format((earlier.answered_at or earlier.last_at).astimezone(clock.SHANGHAI), "DATE_FORMAT")
        lead = say(N_("The result of {day}, number {number}:"), day=day, number=earlier.number)
        names = names_in(*Contact.objects.filter(voice__case=earlier))
        case.answer += f"\n\n{lead}\n{for_the_public(earlier.answer, *names)}"
    case.keeper, case.taken_up_at = case.keeper or by, case.taken_up_at or clock.now()
    case.contacted_at = case.contacted_at or clock.now()
    return within.write(case, events.SameMatter(earlier=earlier.number, words=words), by=by)


# --- what moves, and what is needed to move it back ---------------------------------------------------------------


def _both(case: Case, into: Case, seen: int | None, seen_into: int | None) -> tuple[Case, Case]:
    """Both locked, always in one order, so that two people who merge crosswise do not wait for each other."""
    list(Case.objects.select_for_update().filter(pk__in=[case.pk, into.pk]).order_by("pk").values_list("pk"))
    case, into = within.locked(case), within.locked(into)
    if (seen is not None and seen != case.version) or (seen_into is not None and seen_into != into.version):
        raise within.overtaken()
    return case, into


def _snapshot(case: Case, into: Case, units: list[UUID]) -> dict[str, Any]:
    return {
        "case": _kept(case, ("state", "ended_at", "rung")),
        "raised": {
            name: [str(key) for key in _raised(one).values_list("pk", flat=True)]
            for name, one in (("case", case), ("into", into))
        },
        "into": _kept(into, (*CLOCKED, *CONTACT, *CARRIED)),
        "assignments": {str(one.pk): one.stage for one in case.assignments.filter(pk__in=units)},
        "whistles": [str(key) for key in case.whistles.filter(stood_down_at=None).values_list("pk", flat=True)],
        "voices": {str(key): str(was or "") for key, was in case.voices.values_list("pk", "came_from")},
        "photos": [str(key) for key in case.photos.values_list("pk", flat=True)],
    }


def _raised(case: Case) -> QuerySet[Supervision]:
    return Supervision.objects.filter(case=case, ended_at=None)


def _kept(case: Case, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(case, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _restore(case: Case, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(case, name, datetime.fromisoformat(value) if value and name in MOMENTS else value)


def _carry_over(case: Case, into: Case) -> None:
    """What was promised to either side now binds for both."""
    if case.finish_due < into.finish_due:
        for name in CLOCKED:
            setattr(into, name, getattr(case, name))
        into.finish_start = case.finish_start or case.reported_at
    if case.contact_due < into.contact_due:
        for name in CONTACT:
            setattr(into, name, getattr(case, name))
    into.urgent, into.supervised = into.urgent or case.urgent, into.supervised or case.supervised
    into.reachable = into.reachable or case.reachable
    if case.rung > into.rung:  # whoever above has the one, has both
        _raised(into).update(ended_at=clock.now())
        _raised(case).update(case=into)
        into.rung = case.rung
    into.late_since = min(filter(None, [into.late_since, case.late_since]), default=None)


def _give_back(was: dict[str, Any], into: Case) -> None:
    """Each group of values as it was, unless somebody has changed one of it since."""
    for names in (CLOCKED, CONTACT, *((name,) for name in CARRIED)):
        now = _kept(into, names)
        if all(_same(now[name], was["after"][name]) for name in names if name not in ("reminded", "contact_reminded")):
            _restore(into, {name: was["into"][name] for name in names})


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str) and "T" in one and "T" in other:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    return one == other


def _voices_back(merged: Merge, case: Case, into: Case) -> int:
    """The voices go back, each with where it had come from before; with them the photos, also those added since."""
    here = Voice.objects.filter(case=into, pk__in=merged.was["voices"])
    keys = list(here.values_list("pk", flat=True))
    from_elsewhere = {key: was for key, was in merged.was["voices"].items() if was}
    here.update(case=case, came_from=None)
    for key, was in from_elsewhere.items():
        Voice.objects.filter(pk=key, case=case).update(came_from=was)
    photos = Photo.objects.filter(case=into)
    (photos.filter(pk__in=merged.was["photos"]) | photos.filter(voice__in=keys)).update(case=case)
    return len(keys)


def _tell_keepers(case: Case, kind: str, by: Post, **facts: object) -> None:
    if case.keeper_id and case.keeper_id != by.pk and serves_the_place.allows(case.keeper, case):
        tell([case.keeper], kind, about=case, **within.about(case), **facts)
