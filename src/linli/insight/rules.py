"""Who sees which figures, and who publishes them."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.rules import rule
from linli.people import rules as people
from linli.people.models import Post


@rule(_("those who work for this place, or above it"))
def may_see_figures(post, place) -> bool:
    """Serving staff and inspectors for their places; a unit for its own part, anywhere it serves."""
    if not isinstance(post, Post) or not post.is_current():
        return False
    if post.role in people.FOR_A_UNIT:
        serves = post.organisation and post.organisation.place
        return bool(post.organisation_id) and (
            serves is None or serves.contains(place.path) or place.contains(serves.path)
        )
    roles = people.SERVING | people.HEARING_COMPLAINTS | people.ADMINISTERING
    return post.role in roles and post.place is not None and post.place.contains(place.path)


@rule(_("the street of this place"))
def may_publish_figures(post, place) -> bool:
    return (
        isinstance(post, Post)
        and post.is_current()
        and post.role in people.AT_THE_STREET
        and post.place is not None
        and post.place.contains(place.path)
    )


@rule(_("the head of a unit that was called, or who works for it"))
def may_annotate(post, publication) -> bool:
    return (
        isinstance(post, Post)
        and post.is_current()
        and post.role in people.FOR_A_UNIT
        and str(post.organisation_id) in publication.body["units"]
    )
