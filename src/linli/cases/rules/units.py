"""What a called unit may do."""

from django.utils.translation import gettext_lazy as _

from linli.cases.rules.place import serves_the_place
from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post


@rule(_("a unit that was called"))
def was_called(post, case) -> bool:
    return (
        for_a_unit(post)
        and not case.restricted
        and any(a.organisation_id == post.organisation_id for a in case.assignments.all())
    )


@rule(_("a unit that is called now"))
def is_called(post, case) -> bool:
    return (
        for_a_unit(post)
        and not case.restricted
        and any(a.organisation_id == post.organisation_id and a.open for a in case.assignments.all())
    )


def for_a_unit(post) -> bool:
    return (
        isinstance(post, Post)
        and post.role in people.FOR_A_UNIT
        and post.organisation_id is not None
        and post.is_current()
    )


@rule(_("those who serve this place, and a unit that is called now"))
def may_ask_for_time(post, thing) -> bool:
    """A case, or a unit's part in it."""
    case = getattr(thing, "case", thing)
    return serves_the_place.allows(post, case) or is_called.allows(post, case)


@rule(_("the unit itself"))
def is_the_unit(post, assignment) -> bool:
    return for_a_unit(post) and assignment.organisation_id == post.organisation_id


@rule(_("the unit in the lead of a whistle"))
def leads_the_units(post, assignment) -> bool:
    return assignment.round == "whistle" and assignment.lead and is_the_unit.allows(post, assignment)


@rule(_("a unit called by a whistle that has not objected yet"))
def may_object(post, assignment) -> bool:
    return (
        assignment.round == "whistle"
        and is_the_unit.allows(post, assignment)
        and not objections_of(assignment.case, assignment.organisation_id).exists()
    )


def objections_of(case, organisation_id):
    """What this unit has objected in this case, and what was decided of its returns."""
    return case.approvals.filter(kind="objection", assignment__organisation=organisation_id)
