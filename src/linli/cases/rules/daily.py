"""Standard texts, hand-over, a post's last day."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post
from linli.people.roles import Role

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
        "the administrator; for posts at the block and in the community also the street's leader and the "
        "community's head"
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
