"""Who may do what with a case. `Case.objects.visible_to` filters by the same answers; a test keeps the two together."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.kernel.refs import CLOCK
from linli.kernel.rules import Rule, rule
from linli.kernel.words import N_, say
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Kind


def hears(post: Post, case) -> bool:
    """Whether a complaint about staff comes before this post: it goes round the line of the one it is about.

    Until somebody has named whom it is about, only the inspector and the county hear it, as it may be about the street's
    leader; a street that has neither entrusts it to its leader. What is about a leader or an inspector is the county's.
    The person complained of never hears it, in whatever post. `visible_to` says the same to the database.
    """
    about = case.about_post if case.about_post_id else None
    if about is None:
        return post.role in people.NAMING or (post.role in people.HEARING_COMPLAINTS and case.keeper_id == post.pk)
    if post.person_id == about.person_id:
        return False
    return post.role in people.hearing_about(about.role)


def _at_the_place(post, case, roles: set) -> bool:
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
    return _at_the_place(post, case, people.SERVING | people.HEARING_COMPLAINTS) or _stands_in(post, case)


def _stands_in(post, case) -> bool:
    """The county does what nobody at the street may do, because it is about the street's own leader or inspector."""
    about_a_leader = case.restricted and case.about_post_id and case.about_post.role in people.HEARING_COMPLAINTS
    return bool(about_a_leader) and _at_the_place(post, case, people.SUPERVISING)


@rule(_("the county's supervisors"))
def supervises(post, case) -> bool:
    return _at_the_place(post, case, people.SUPERVISING)


@rule(_("the inspector or the county, for a complaint about staff"))
def may_name_staff(post, case) -> bool:
    return case.restricted and _at_the_place(post, case, people.NAMING)


@rule(_("the grid chief, the community or the street of this place"))
def may_dispatch(post, case) -> bool:
    """A complaint about staff is not handed to units."""
    return not case.restricted and _at_the_place(post, case, people.DISPATCHING | people.HEARING_COMPLAINTS)


@rule(_("those at this place whom the rules let blow a whistle"))
def may_whistle(post, case) -> bool:
    return not case.restricted and _at_the_place(post, case, books.whistles.rules().whistling)


@rule(_("whoever blew the whistle, where one was blown, or the level above"))
def blew_it_or_is_above(post, case) -> bool:
    if case.round != "whistle" or not isinstance(post, Post):
        return True
    whistle = case.whistles.open().select_related("blown_by").first()
    return whistle is None or answers_for(post, whistle.blown_by)


def answers_for(post: Post, blower: Post) -> bool:
    """Whether this is the person who blew, a post above, or the successor in a post that has ended."""
    if post.person_id == blower.person_id or people.rank(post.role) > people.rank(blower.role):
        return True
    return not blower.is_current() and (post.role, post.place_id) == (blower.role, blower.place_id)


@rule(_("the street of this place"))
def decides_for_the_street(post, case) -> bool:
    return _at_the_place(post, case, people.AT_THE_STREET)


@rule(_("the community or the street of this place"))
def oversees_the_place(post, case) -> bool:
    roles = people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS
    return _at_the_place(post, case, roles) or _stands_in(post, case)


@rule(_("a lead of this building or lane"))
def looks_on(post, case) -> bool:
    return _at_the_place(post, case, people.LOOKING_ON)


@rule(_("a unit that was called"))
def was_called(post, case) -> bool:
    return (
        _for_a_unit(post)
        and not case.restricted
        and any(a.organisation_id == post.organisation_id for a in case.assignments.all())
    )


@rule(_("a unit that is called now"))
def is_called(post, case) -> bool:
    return (
        _for_a_unit(post)
        and not case.restricted
        and any(a.organisation_id == post.organisation_id and a.open for a in case.assignments.all())
    )


def _for_a_unit(post) -> bool:
    return (
        isinstance(post, Post)
        and post.role in people.FOR_A_UNIT
        and post.organisation_id is not None
        and post.is_current()
    )


def in_the_role_of(roles: Iterable[str]) -> Rule:
    """One of these roles at the place or above it; which roles, a book of rules says."""
    named = set(roles)
    words = (str(label) for role, label in Role.choices if role in named)
    return Rule(
        lambda post, case: _at_the_place(post, case, named),
        lambda: say(N_("{roles} of this place"), roles=say(N_(" or ")).join(words)),
    )


@rule(_("those who serve this place, and a unit that is called now"))
def may_ask_for_time(post, thing) -> bool:
    """A case, or a unit's part in it."""
    case = getattr(thing, "case", thing)
    return serves_the_place.allows(post, case) or is_called.allows(post, case)


@rule(_("the unit itself"))
def is_the_unit(post, assignment) -> bool:
    return _for_a_unit(post) and assignment.organisation_id == post.organisation_id


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


@rule(_("the street whose session it is"))
def runs_the_sessions(post, street) -> bool:
    return (
        isinstance(post, Post)
        and post.role in people.AT_THE_STREET
        and post.place is not None
        and post.is_current()
        and post.place.contains(street.path)
    )


@rule(_("the resident who raised it"))
def raised_it(actor, case) -> bool:
    return getattr(actor, "case_id", None) == case.pk


@rule(_("the clock"))
def is_the_clock(actor, _case) -> bool:
    return actor is CLOCK


may_see = serves_the_place | was_called | looks_on | supervises
sees_to_it = serves_the_place | supervises


@rule(_("those who serve this place and do not stand on the highest rung yet"))
def may_raise(post, case) -> bool:
    return sees_to_it.allows(post, case) and bool(rungs_to_raise_to(post, case))


def rungs_to_raise_to(post, case) -> list[int]:
    """Up to the rung above one's own, and above where the case stands."""
    rules = books.ladder.rules()
    own = max(rules.heard_by(post.role), default=0)
    if post.role in people.IN_THE_COMMUNITY:
        own = max(own, max(rules.heard_by(Role.COMMUNITY_HEAD), default=0))
    if post.role in people.AT_THE_STREET | people.HEARING_COMPLAINTS:
        own = max(own, max(rules.heard_by(Role.STREET_LEADER), default=0))
    lowest = max(case.rung + 1, 4 if case.restricted else 2)
    return list(range(lowest, min(max(own, 1) + 1, len(rules.rungs)) + 1))


@rule(_("those on this rung of the ladder or above"))
def may_acknowledge(post, supervision) -> bool:
    case = supervision.case
    if not sees_to_it.allows(post, case):
        return False
    if supervision.rung == 1:
        return case.keeper_id == post.pk or (case.keeper_id is None and post.role in people.AT_THE_BLOCK)
    if case.restricted:
        return supervision.rung < 5 or post.role in people.SUPERVISING
    return max(books.ladder.rules().heard_by(post.role), default=0) >= supervision.rung


@rule(_("those who serve this place, and a unit that is called now"))
def may_ask_exclusion(post, case) -> bool:
    return not case.excluded and (serves_the_place | is_called).allows(post, case)


@rule(_("the street's clerks and leaders, or the inspector"))
def may_review_exclusion(post, case) -> bool:
    return _at_the_place(post, case, people.AT_THE_STREET | people.HEARING_COMPLAINTS) or _stands_in(post, case)


@rule(_("the street's leader or inspector, or the county"))
def may_decide_exclusion(post, case) -> bool:
    return _at_the_place(post, case, people.HEARING_COMPLAINTS | people.SUPERVISING)


@rule(_("the community or the street of this place, but not the one who handled it"))
def may_ring(post, case) -> bool:
    """Calling back about the result: whoever keeps the case does not ask about the own work."""
    keeps = case.keeper_id is not None and case.keeper.person_id == getattr(post, "person_id", None)
    return not keeps and _at_the_place(post, case, people.CALLING)


@rule(_("those who have to reach the resident for this case"))
def may_open_contact(post, voice) -> bool:
    """Serving staff, and a unit that is called now, unless the resident asked to stay unnamed to it."""
    case = voice.case
    return case.open and (
        serves_the_place.allows(post, case) or (is_called.allows(post, case) and not voice.confidential)
    )


@rule(_("the inspector, the street's leader or the county, but not the one who looked"))
def may_answer_look(post, objection) -> bool:
    if objection.looked_by.person_id == getattr(post, "person_id", None):
        return False
    return _at_the_place(post, objection.voice.case, people.HEARING_COMPLAINTS | people.SUPERVISING)


@rule(_("those who serve this place; what a resident sent, only if the resident agreed"))
def may_cover_photo(post, photo) -> bool:
    """Make a copy that may stand in public."""
    return not photo.case.restricted and may_be_public(photo) and serves_the_place.allows(post, photo.case)


def may_be_public(photo) -> bool:
    """Staff's photo after the work, or one of a resident who agreed that the report may be published and is not confidential."""
    if photo.voice_id is None:
        return photo.stage == "after"
    return photo.voice.may_publish and not photo.voice.confidential


works_the_hotline = people.holds(people.AT_THE_STREET, _("the street"))


@rule(_("the community, the street, or who hears complaints about staff"))
def may_see_order(post, order) -> bool:
    """`Order.objects.visible_to` filters by the same answer."""
    return _at_the_place(
        post, order.voice.case, people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS
    )


@rule(_("who keeps the file"))
def keeps_the_file(post, mediation) -> bool:
    return isinstance(post, Post) and post.is_current() and mediation.keeper_id == post.pk


@rule(_("a mediator in these talks"))
def mediates(post, mediation) -> bool:
    return (
        isinstance(post, Post)
        and post.is_current()
        and any(one.post_id == post.pk and one.ended_at is None for one in mediation.mediators.all())
    )


helps_the_parties = keeps_the_file | mediates  # and nobody else, whatever they serve


@rule(_("those who serve this place"))
def may_open_mediation(post, place) -> bool:
    """Whoever serves a place may open a file of talks there."""
    return (
        isinstance(post, Post)
        and post.role in people.SERVING
        and post.place is not None
        and post.is_current()
        and post.place.contains((place.grid.path if place.grid else "") if post.place.kind == Kind.GRID else place.path)
    )


@rule(_("who keeps it"))
def keeps_it(post, case) -> bool:
    """Whoever hears a complaint about staff hands it on, but never leaves it lying."""
    return (
        isinstance(post, Post)
        and case.keeper_id == post.pk
        and not case.restricted
        and serves_the_place.allows(post, case)
    )


@rule(_("those who see to this place, but not whoever keeps it"))
def may_urge(post, case) -> bool:
    return sees_to_it.allows(post, case) and case.keeper_id != getattr(post, "pk", None)


writes_phrases = people.holds({Role.COMMUNITY_HEAD} | people.AT_THE_STREET, _("community heads and the street"))


@rule(_("the administrator, the community's head or the street of that post's place"))
def may_hand_over(post, ended) -> bool:
    """Whose things may be handed on to successors: posts at one's own places; the administrator's are all."""
    if not (isinstance(post, Post) and post.is_current()):
        return False
    if post.role in people.ADMINISTERING:
        return post.place is None or ended.place is None or post.place.contains(ended.place.path)
    at_home = post.place is not None and ended.place is not None and post.place.contains(ended.place.path)
    return at_home and post.role in {Role.COMMUNITY_HEAD} | people.AT_THE_STREET


@rule(
    _(
        "the administrator; for posts at the block and in the community also the street's leader and the community's head"
    )
)
def may_end_post(post, ended) -> bool:
    """Who enters a post's last day. Nobody their own, and nobody below ends what hears complaints or leads."""
    if not may_hand_over.allows(post, ended) or post.pk == ended.pk:
        return False
    if post.role in people.ADMINISTERING:
        return True
    leads = post.role in {Role.COMMUNITY_HEAD, Role.STREET_LEADER}
    return (
        leads
        and ended.role != post.role
        and ended.role in people.AT_THE_BLOCK | people.IN_THE_COMMUNITY | people.LOOKING_ON
    )
