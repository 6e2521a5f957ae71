"""What stands around every page of the desk: where one can go, and how much is unread."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils.translation import pgettext_lazy

from linli.people import rules as people

LINKS = [
    ("work", pgettext_lazy("bar", "Work")),
    ("whistles", pgettext_lazy("bar", "Whistles")),
    ("intake", pgettext_lazy("bar", "Take in")),
    ("letter_box", pgettext_lazy("bar", "Letter box")),
    ("receipt", pgettext_lazy("bar", "Look up a receipt")),
    ("places", pgettext_lazy("bar", "My places")),
    ("more", pgettext_lazy("bar", "More")),
]
FOR_CASES = {"work", "whistles"}
FOR_INTAKE = {"intake", "letter_box", "receipt"}


def page(request, template: str, facts: dict | None = None, *, status: int = 200):
    """Render a page of the desk."""
    around = {"links": links_for(request.post), "unread": unread(request)}
    return render(request, template, around | (facts or {}), status=status)


def first_keys(found: QuerySet, most: int, *, order: Any = "-id") -> list:
    """The keys of a list's page. What stands beside its rows is then looked up for these alone.

    A statement of its own: with more than eight tables in one, PostgreSQL joins them all before it looks who may see
    what.
    """
    orders = order if isinstance(order, tuple) else (order,)
    return list(found.order_by(*orders).values_list("pk", flat=True)[:most])


def links_for(post) -> list[tuple[str, object]]:
    hidden = set()
    if not people.takes_in.allows(post, None):
        hidden |= FOR_INTAKE
    if (
        post.role
        not in people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT | people.LOOKING_ON | people.SUPERVISING
    ):
        hidden |= FOR_CASES
    if post.place is None:
        hidden.add("places")
    return [(name, words) for name, words in LINKS if name not in hidden]


def refs_of(request) -> list[str]:
    return [post.ref for post in request.posts]


def unread(request) -> str:
    """How many, for the badge: at most 99+. They were counted with the posts."""
    found = sum(post.unread for post in request.posts)
    return "99+" if found > 99 else str(found or "")
