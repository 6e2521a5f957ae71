"""Who is who. An actor is a post; residents act through their voice and have no post."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.rules import Rule, rule
from linli.people.roles import Role

# What kinds of work the roles do. These sets are the one place where a role gets its rights.
AT_THE_BLOCK = {Role.GRID_WORKER, Role.GRID_CHIEF, Role.STATIONED_CADRE}
IN_THE_COMMUNITY = {Role.COMMUNITY_CLERK, Role.COMMUNITY_HEAD}
AT_THE_STREET = {Role.STREET_CLERK, Role.STREET_LEADER}
SERVING = AT_THE_BLOCK | IN_THE_COMMUNITY | AT_THE_STREET
DISPATCHING = IN_THE_COMMUNITY | AT_THE_STREET | {Role.GRID_CHIEF}
WHISTLING = {Role.GRID_CHIEF, Role.COMMUNITY_HEAD} | AT_THE_STREET
LOOKING_ON = {Role.BUILDING_LEAD, Role.LANE_LEAD}
FOR_A_UNIT = {Role.DEPARTMENT_CLERK, Role.DEPARTMENT_HEAD, Role.PROPERTY_CLERK, Role.PROPERTY_MANAGER}
HEARING_COMPLAINTS = {Role.DISCIPLINE, Role.STREET_LEADER}
SUPERVISING = {
    Role.COUNTY_SUPERVISOR
}  # look at the streets' cases from above, and hear what is about a street's own leaders
NAMING = {Role.DISCIPLINE} | SUPERVISING  # hear a complaint about staff before anybody has named whom it is about
CALLING = IN_THE_COMMUNITY | AT_THE_STREET  # ring up residents and ask about the result
ADMINISTERING = {Role.ADMINISTRATOR}

_LADDER = [
    AT_THE_BLOCK - {Role.GRID_CHIEF},
    {Role.GRID_CHIEF},
    {Role.COMMUNITY_CLERK},
    {Role.COMMUNITY_HEAD},
    {Role.STREET_CLERK},
    {Role.STREET_LEADER},
]


def rank(role: str) -> int:
    """How far up the line that serves a place a role stands; 0 for all who are not in that line."""
    return next((n for n, roles in enumerate(_LADDER, 1) if role in roles), 0)


def hearing_about(role: str) -> set:
    """Who hears a complaint about somebody in this role: never that somebody's own line."""
    if role in HEARING_COMPLAINTS:
        return SUPERVISING
    return HEARING_COMPLAINTS if role in SUPERVISING else HEARING_COMPLAINTS | SUPERVISING


def holds(roles: set, words: object) -> Rule:
    """A current post with one of these roles."""

    @rule(words)
    def holding(post, _thing) -> bool:
        return getattr(post, "role", None) in roles and post.is_current()

    return holding


administers = holds(ADMINISTERING, _("the administrator"))
takes_in = holds(SERVING, _("the counter, the community or the street"))
