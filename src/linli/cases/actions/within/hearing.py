"""Who hears of it."""

from collections.abc import Iterable, Sequence

from linli.cases.models import Case, Follow
from linli.cases.rules import hears, may_see, serves_the_place
from linli.kernel.refs import HasRef
from linli.notices.actions import addressees, take_back, tell
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.people.queries import in_charge_of, named, to_tell
from linli.places.models import Kind, Place

SEATS = people.SERVING | people.HEARING_COMPLAINTS | people.SUPERVISING  # the posts that may serve a place
HEARD = {
    "Answered": "followed_answered",
    "SameMatter": "followed_answered",
    "Closed": "followed_closed",
    "Reopened": "followed_reopened",
}


def tell_followers(case: Case, kind: str, *, occasion: str, by: HasRef) -> None:
    """Who follows and may still see it; never the one who did it."""
    following = Follow.objects.filter(case=case).select_related("post__place", "post__person")
    posts = [one.post for one in following if one.post.ref != by.ref and may_see.allows(one.post, case)]
    if posts:
        tell(posts, kind, about=case, once=f"{case.ref}/{occasion}", **about(case))


def about(case: Case) -> dict[str, str]:
    return {"place": case.place.address, "title": case.title, "number": case.number}


def block_posts(case: Case) -> list[str]:
    """Who is in charge of the block: the grid's own people; failing them, the community's; failing them,
    the street's.
    """
    if case.restricted:
        return hearers(case)
    posts = to_tell(*filter(None, [case.path, case.grid_path]), roles=people.SERVING)
    for roles in (people.AT_THE_BLOCK, people.IN_THE_COMMUNITY, people.AT_THE_STREET):
        if nearest := [ref for role, ref in posts if role in roles]:
            return nearest
    return []


def _refs(*paths: str, roles: Iterable[str]) -> list[str]:
    return [ref for _role, ref in to_tell(*paths, roles=roles)]


def posts_at(path: str, roles: Iterable[str]) -> list[str]:
    """Refs of those with one of these roles at the place with this path or above it."""
    return _refs(path, roles=roles)


def tell_street(case: Case, kind: str, **facts: object) -> None:
    tell(_refs(case.path, roles=people.AT_THE_STREET), kind, about=case, **about(case), **facts)


def tell_the_block(case: Case, kind: str) -> None:
    posts = block_posts(case)
    tell(posts, kind, about=case, **about(case))
    if case.restricted and not posts:
        tell_that_nobody_hears(case)


def tell_that_nobody_hears(case: Case) -> None:
    """Neither an inspector nor a leader, here or above: the administrators hear that there is a
    complaint, not which.
    """
    administrators = _refs(case.path, roles=people.ADMINISTERING) or [
        post.ref for post in Post.objects.current().of_role(*people.ADMINISTERING)
    ]
    above = Place.objects.above(case.place).of_kind(Kind.STREET).values_list("name", flat=True).first()
    tell(administrators, "complaint_unheard", once=f"{case.ref}/unheard", place=above or "", number=case.number)


def tell_keeper(case: Case, kind: str, *, once: str | None = None, **facts: object) -> None:
    """Who keeps it; when nobody does whose post still serves this case, those in charge of the block."""
    kept = serves_the_place.allows(case.keeper, case)
    tell([case.keeper] if kept else block_posts(case), kind, about=case, once=once, **about(case), **facts)


def hearers(case: Case, *, above: bool = False) -> list[str]:
    """Before whom a complaint about staff comes: the street's inspector and leader if they may hear it, else the
    county; with `above`, the county at any rate.
    """
    posts = in_charge_of(case.path, roles=people.HEARING_COMPLAINTS | people.SUPERVISING)
    heard = [post for post in posts if hears(post, case)]
    near = [post.ref for post in heard if post.role not in people.SUPERVISING]
    return [post.ref for post in heard if post.role in people.SUPERVISING] if above or not near else near


def entrusted(path: str) -> Post | None:
    """Who keeps a complaint about staff from the start: nobody, unless there is neither an inspector nor the county."""
    if in_charge_of(path, roles=people.NAMING):
        return None
    return next(iter(in_charge_of(path, roles=people.HEARING_COMPLAINTS)), None)


def rung_posts(case: Case, roles: Iterable[str]) -> list[str]:
    """Who holds one of these roles for this case."""
    return _refs(*filter(None, [case.path, case.grid_path]), roles=roles)


def take_back_notices(case: Case) -> None:
    """Who may not see it any more loses what was told of it too."""
    told = named(addressees(case))
    take_back(case, [ref for ref, post in told.items() if not may_see.allows(post, case)])


def tell_overseers(case: Case, kind: str) -> None:
    refs = hearers(case) if case.restricted else _refs(case.path, roles={"community_head", "street_clerk"})
    tell(refs, kind, about=case, **about(case))


def tell_the_freed(case: Case, units: Sequence[Organisation]) -> None:
    """That their call has ended, and nothing of why: it leads to no page, for they may not see it any more."""
    if units:
        posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=units)
        tell(posts, "call_ended", number=case.number)


def tell_units(case: Case, units: Iterable[Organisation], kind: str, **facts: object) -> None:
    posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=list(units))
    tell(posts, kind, about=case, **about(case), **facts)
