"""Who may blow a whistle, stand it down, and hold the session."""

from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.cases.rules.place import at_the_place
from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post


@rule(_("those at this place whom the rules let blow a whistle"))
def may_whistle(post, case) -> bool:
    return not case.restricted and at_the_place(post, case, books.whistles.rules().whistling)


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


@rule(_("the street whose session it is"))
def runs_the_sessions(post, street) -> bool:
    return (
        isinstance(post, Post)
        and post.role in people.AT_THE_STREET
        and post.place is not None
        and post.is_current()
        and post.place.contains(street.path)
    )
