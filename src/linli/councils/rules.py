"""Who may do what when neighbours decide. Property companies prepare no vote and enter no ballot: they are what is
often voted on.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.refs import CLOCK, VISITOR
from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import OrganisationKind, Post
from linli.people.roles import Role
from linli.places.models import lineage_of


def area_of(post: Post) -> str | None:
    """The path of the place whose votes a post prepares; None if it prepares none."""
    if post.role in people.IN_THE_COMMUNITY | people.AT_THE_STREET:
        return post.place.path if post.place else None
    if post.role == Role.OWNERS_REPRESENTATIVE:
        office = post.organisation
        return (
            office.place.path if office and office.kind == OrganisationKind.OWNERS_COMMITTEE and office.place else None
        )
    return None


def ballots_area_of(post: Post) -> str | None:
    """The same for entering ballots. A grid lies beside the compounds it serves, so its people enter for their
    community.
    """
    if post.role in people.AT_THE_BLOCK and post.place:
        above = lineage_of(post.place.path)
        return above[-2] if len(above) > 1 else None
    return area_of(post)


@rule(_("those who prepare the owners' votes of this place"))
def prepares(actor, thing) -> bool:
    """`thing` is a vote or the place it is to be about; both have a path."""
    return _within(actor, thing, area_of)


@rule(_("those who enter ballots for this place"))
def enters_ballots(actor, thing) -> bool:
    return _within(actor, thing, ballots_area_of)


@rule(_("those who convene the neighbours of this place"))
def convenes(actor, thing) -> bool:
    """Topics, meetings, motions, accounts: the same posts as prepare votes."""
    return _within(actor, thing, area_of)


@rule(_("those who take voices for this place"))
def takes_voices(actor, thing) -> bool:
    """Cards, doors, stalls, minutes: the community's and the block's posts."""
    return _within(actor, thing, ballots_area_of)


@rule(_("the community or the street"))
def screens(actor, thing) -> bool:
    return _within(actor, thing, area_of) and actor.role in people.IN_THE_COMMUNITY | people.AT_THE_STREET


@rule(_("the street"))
def hears_appeals(actor, thing) -> bool:
    return _within(actor, thing, area_of) and actor.role in people.AT_THE_STREET


@rule(_("a neighbour who takes part"))
def takes_part(actor, topic) -> bool:
    """Residents act as their participant, which belongs to one topic."""
    return getattr(actor, "topic_id", None) == topic.pk


@rule(_("whoever raised it"))
def raised_it(actor, topic) -> bool:
    if isinstance(actor, Post):
        return actor.pk == topic.raised_by_id
    return takes_part.allows(actor, topic) and actor.raised


@rule(_("whoever promised it"))
def promised_it(actor, promise) -> bool:
    if not isinstance(actor, Post) or not actor.is_current():
        return False
    return actor.pk == promise.owner_id or (
        promise.organisation_id is not None and actor.organisation_id == promise.organisation_id
    )


follows_promise = promised_it | takes_voices


@rule(pgettext_lazy("rule", "the clock"))
def is_the_clock(actor, _thing) -> bool:
    return actor is CLOCK


@rule(_("those who are called to it"))
def is_called(actor, meeting) -> bool:
    if not isinstance(actor, Post) or not actor.is_current():
        return False
    return meeting.invitations.filter(post=actor).exists()


sees_meeting = takes_voices | is_called


@rule(pgettext_lazy("rule", "whoever is in the room"))
def is_a_visitor(actor, _thing) -> bool:
    """Nobody is known: the code on the wall of the room is what lets them in."""
    return actor is VISITOR


def _within(actor, thing, area) -> bool:
    if not isinstance(actor, Post) or not actor.is_current():
        return False
    path = area(actor)
    return bool(path) and thing.path.startswith(path)
