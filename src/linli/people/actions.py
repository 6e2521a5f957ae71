"""Entering people, organisations and posts, and ending posts. Nobody else writes them."""

from datetime import date

from django.db import transaction

from linli.journal.actions import record
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.people.events import PostEnded, PostGiven
from linli.people.models import Organisation, Person, Post
from linli.places.models import Place


@transaction.atomic
def give_post(
    person: Person, role: str, *, by: HasRef, starts: date, place: Place | None = None, organisation: Organisation | None = None,
    title: str = "", duty_phone: str = "", full_time: bool = True, ends: date | None = None,
) -> Post:  # fmt: skip
    """Appoint somebody. Refuses an end before the start."""
    if ends and ends < starts:
        raise Refused(N_("A post can't end before it starts."), field="ends")
    post = Post.objects.create(
        person=person, role=role, place=place, organisation=organisation, title=title, duty_phone=duty_phone,
        full_time=full_time, starts=starts, ends=ends,
    )  # fmt: skip
    given = PostGiven(
        role=role,
        place=place.code if place else "",
        organisation=organisation.code if organisation else "",
        starts=starts.isoformat(),
    )
    record(given, on=post, by=by, new=True)
    return post


@transaction.atomic
def end_post(post: Post, *, by: HasRef, on: date) -> Post:
    """The post is held until `on`, the last day. Refuses a day before it began."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if on < post.starts:
        raise Refused(N_("A post can't end before it starts."), field="ends")
    post.ends = on
    post.save(update_fields=["ends"])
    record(PostEnded(on=on.isoformat()), on=post, by=by)
    return post
