"""Who may do what with a case. `Case.objects.visible_to` filters by the same answers; a test keeps the two together."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.refs import CLOCK
from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind


def _at_the_place(post, case, roles: set) -> bool:
    return (
        isinstance(post, Post)
        and post.role in roles
        and post.place is not None
        and post.is_current()
        and post.place.contains(case.grid_path if post.place.kind == Kind.GRID else case.path)
        and (not case.restricted or post.role in people.HEARING_COMPLAINTS)
    )


@rule(_("those who serve this place"))
def serves_the_place(post, case) -> bool:
    return _at_the_place(post, case, people.SERVING | people.HEARING_COMPLAINTS)


@rule(_("the grid chief, the community or the street of this place"))
def may_dispatch(post, case) -> bool:
    return _at_the_place(post, case, people.DISPATCHING | people.HEARING_COMPLAINTS)


@rule(_("the grid chief, the head of the community or the street of this place"))
def may_whistle(post, case) -> bool:
    return _at_the_place(post, case, people.WHISTLING)


@rule(_("the community or the street of this place"))
def oversees_the_place(post, case) -> bool:
    return _at_the_place(post, case, people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS)


@rule(_("a lead of this building or lane"))
def looks_on(post, case) -> bool:
    return _at_the_place(post, case, people.LOOKING_ON)


@rule(_("a unit that was called"))
def was_called(post, case) -> bool:
    return _for_a_unit(post) and any(a.organisation_id == post.organisation_id for a in case.assignments.all())


@rule(_("a unit that is called now"))
def is_called(post, case) -> bool:
    return _for_a_unit(post) and any(
        a.organisation_id == post.organisation_id and a.open for a in case.assignments.all()
    )


def _for_a_unit(post) -> bool:
    return (
        isinstance(post, Post)
        and post.role in people.FOR_A_UNIT
        and post.organisation_id is not None
        and post.is_current()
    )


@rule(_("the unit itself"))
def is_the_unit(post, assignment) -> bool:
    return _for_a_unit(post) and assignment.organisation_id == post.organisation_id


@rule(_("the resident who raised it"))
def raised_it(actor, case) -> bool:
    return getattr(actor, "case_id", None) == case.pk


@rule(_("the clock"))
def is_the_clock(actor, _case) -> bool:
    return actor is CLOCK


may_see = serves_the_place | was_called | looks_on


@rule(_("those who have to reach the resident for this case"))
def may_open_contact(post, voice) -> bool:
    """Serving staff, and a unit that is called now, unless the resident asked to stay unnamed to it."""
    case = voice.case
    return case.open and (
        serves_the_place.allows(post, case) or (is_called.allows(post, case) and not voice.confidential)
    )
