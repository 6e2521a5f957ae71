"""Reads over persons, organisations and posts."""

from collections.abc import Iterable

from django.db import connection

from linli.kernel import clock
from linli.kernel.refs import key_of
from linli.people.models import Person, Post, lineage
from linli.people.rules import AT_THE_BLOCK, IN_THE_COMMUNITY
from linli.places.models import Place


def posts_of(person: Person):
    """The posts a person holds today, the one with the smallest place first."""
    return person.posts.current().with_names().order_by("starts", "id")


def named(refs: Iterable[str]) -> dict[str, Post]:
    """The posts behind refs such as journal entries' `by`, in one query."""
    keys = {key_of(ref) for ref in refs if ref.startswith("people/post/")}
    return {post.ref: post for post in Post.objects.filter(pk__in=keys).with_names()} if keys else {}


def in_charge_of(*paths: str, roles: Iterable[str]) -> list[Post]:
    """Who holds one of `roles` at these places or above, nearest place first."""
    posts = Post.objects.current().of_role(*roles).serving(*paths).with_names()
    return sorted(posts, key=lambda post: (-post.place.path.count("/"), post.role, post.starts))


def to_tell(*paths: str, roles: Iterable[str]) -> list[tuple[str, str]]:
    """(role, ref) of the same posts, nearest place first: for telling them, which needs no names.

    By hand, because every report waits for it: composing the same statement takes Django longer than PostgreSQL takes
    to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select post.role, post.id from people_post post join places_place place on place.id = post.place_id"
            " where place.path = any((select %(paths)s)::text[]) and post.role = any(%(roles)s)"
            " and post.starts <= %(day)s and (post.ends is null or post.ends >= %(day)s)"
            " order by length(place.path) desc, post.role, post.starts, post.id",
            {"paths": lineage(*paths), "roles": [str(role) for role in roles], "day": clock.today()},
        )
        return [(role, f"people/post/{key}") for role, key in cursor.fetchall()]


def contact_card(grid: Place) -> list[Post]:
    """Who serves a grid: its own workers and chief first, then the community's."""
    return in_charge_of(grid.path, roles=AT_THE_BLOCK | IN_THE_COMMUNITY)
