"""Who serves the place, and in which role."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.kernel.refs import CLOCK
from linli.kernel.rules import Rule, rule
from linli.kernel.words import N_, say
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import any_of
from linli.places.models import Kind


def hears(post: Post, case) -> bool:
    """Whether a complaint about staff comes before this post: it goes round the line of the one it is about.

    Until somebody has named whom it is about, only the inspector and the county hear it, as it may be about the
    street's leader; a street that has neither entrusts it to its leader. What is about a leader or an inspector is the
    county's. The person complained of never hears it, in whatever post. `visible_to` says the same to the database.
    """
    about = case.about_post if case.about_post_id else None
    if about is None:
        return post.role in people.NAMING or (post.role in people.HEARING_COMPLAINTS and case.keeper_id == post.pk)
    if post.person_id == about.person_id:
        return False
    return post.role in people.hearing_about(about.role)


def at_the_place(post, case, roles: set) -> bool:
    return (
        isinstance(post, Post)
        and post.role in roles
        and post.place is not None
        and post.is_current()
        and post.place.contains(case.grid_path if post.place.kind == Kind.GRID else case.path)
        and (not case.restricted or hears(post, case))
    )


@rule(_("those who serve this place"))
def serves_the_place(post, case) -> bool:
    return at_the_place(post, case, people.SERVING | people.HEARING_COMPLAINTS) or stands_in(post, case)


def stands_in(post, case) -> bool:
    """The county does what nobody at the street may do, because it is about the street's own leader or inspector."""
    about_a_leader = case.restricted and case.about_post_id and case.about_post.role in people.HEARING_COMPLAINTS
    return bool(about_a_leader) and at_the_place(post, case, people.SUPERVISING)


@rule(_("the county's supervisors"))
def supervises(post, case) -> bool:
    return at_the_place(post, case, people.SUPERVISING)


@rule(_("the inspector or the county, for a complaint about staff"))
def may_name_staff(post, case) -> bool:
    return case.restricted and at_the_place(post, case, people.NAMING)


@rule(_("the grid chief, the community or the street of this place"))
def may_dispatch(post, case) -> bool:
    """A complaint about staff is not handed to units."""
    return not case.restricted and at_the_place(post, case, people.DISPATCHING | people.HEARING_COMPLAINTS)


@rule(_("the street of this place"))
def decides_for_the_street(post, case) -> bool:
    return at_the_place(post, case, people.AT_THE_STREET)


@rule(_("the community or the street of this place"))
def oversees_the_place(post, case) -> bool:
    roles = people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS
    return at_the_place(post, case, roles) or stands_in(post, case)


@rule(_("a lead of this building or lane"))
def looks_on(post, case) -> bool:
    return at_the_place(post, case, people.LOOKING_ON)


def in_the_role_of(roles: Iterable[str]) -> Rule:
    """One of these roles at the place or above it; which roles, a book of rules says."""
    named = set(roles)
    return Rule(
        lambda post, case: at_the_place(post, case, named),
        lambda: say(N_("{roles} of this place"), roles=any_of(named)),
    )


@rule(_("the resident who raised it"))
def raised_it(actor, case) -> bool:
    return getattr(actor, "case_id", None) == case.pk


@rule(_("the clock"))
def is_the_clock(actor, _case) -> bool:
    return actor is CLOCK


@rule(_("who keeps it"))
def keeps_it(post, case) -> bool:
    """Whoever hears a complaint about staff hands it on, but never leaves it lying."""
    return (
        isinstance(post, Post)
        and case.keeper_id == post.pk
        and not case.restricted
        and serves_the_place.allows(post, case)
    )
