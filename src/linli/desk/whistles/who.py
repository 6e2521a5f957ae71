"""Who goes to the weekly sessions, and to those of which street."""

from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind, Place


def attends(post: Post) -> bool:
    return post.role in people.SERVING | people.FOR_A_UNIT and street_of(post) is not None


def street_of(post: Post) -> Place | None:
    """The street whose sessions this post attends."""
    place = post.place or (post.organisation.place if post.organisation else None)
    if place is None:
        return None
    return (
        place if place.kind == Kind.STREET else Place.objects.filter(path__in=place.lineage(), kind=Kind.STREET).first()
    )
