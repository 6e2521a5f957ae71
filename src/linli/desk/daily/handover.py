"""Hand-over: what somebody who leaves keeps, who takes it on, and handing it over; nothing is left behind."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from linli.cases.actions.handover import BEFOREHAND, ends, hand_over, leave, may_succeed
from linli.cases.models import Assignment, Case, Follow, Mediation, Whistle
from linli.cases.queries import kept_by_ended, kept_open, talks_of
from linli.cases.rules import may_end_post, may_hand_over, may_see
from linli.desk import frame, more
from linli.desk.cases.names import HEAVY, PARENTS
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of
from linli.people.roles import Role
from linli.ui.moments import said_day

MOST = 300
FOUND = 30


class LastDay(forms.Form):
    last_day = forms.DateField(
        label=_("Last day in this post"),
        help_text=_("From the day after, this post gives no right to anything."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def hands_over(post: Post) -> bool:
    return post.role in people.ADMINISTERING | people.AT_THE_STREET | {Role.COMMUNITY_HEAD}


more.ENTRIES.append(
    more.Entry(
        "handovers",
        "decide",
        _("Hand-over"),
        _("End a post; who leaves or has left, and what they keep: choose successors."),
        hands_over,
    )
)


def handovers(request):
    """Whose post ends soon or has ended, with what they still keep."""
    if not hands_over(request.post):
        raise Refused(_("Administrators, community heads and the street choose successors."))
    today = clock.today()
    left = [(post, cases, talks) for post, cases, talks in kept_by_ended() if may_hand_over.allows(request.post, post)]
    soon = Post.objects.filter(ends__gte=today, ends__lte=today + BEFOREHAND).with_names().order_by("ends", "id")
    leaving = [
        (post, kept_open(post).order_by()[: MOST + 1].count(), talks_of(post).order_by()[: MOST + 1].count())
        for post in _at_home(request.post, soon)[:60]
        if may_hand_over.allows(request.post, post)
    ]
    q = request.GET.get("q", "").strip()[:40]
    facts = {
        "left": left,
        "leaving": leaving,
        "q": q,
        "found": _found(request.post, q) if q else [],
        "ends_posts": _ends_posts(request.post),
    }
    return frame.page(request, "desk/daily/handovers.html", facts)


def _ends_posts(post: Post) -> bool:
    return post.role in people.ADMINISTERING | {Role.COMMUNITY_HEAD, Role.STREET_LEADER}


def _found(post: Post, q: str) -> list[Post]:
    """Current posts that this post may end, by a person's, a place's or an organisation's name."""
    named = Q(person__name__icontains=q) | Q(place__name__icontains=q) | Q(organisation__name__icontains=q)
    posts = _at_home(post, Post.objects.current().filter(named)).with_names().order_by("person__name", "id")
    return [one for one in posts[: FOUND * 4] if may_end_post.allows(post, one)][:FOUND]


def _at_home(post: Post, posts):
    if post.place is None:
        return posts
    return posts.filter(Q(place=None) | Q(place__path__gte=post.place.path, place__path__lt=post.place.path_end))


@dataclass(frozen=True)
class Kept:
    """A case or a file of talks, who could have it, and who is chosen."""

    name: str
    number: str
    words: str  # empty where whoever hands over may not see it
    place: str
    options: list[Post]
    chosen: Post | None


def handover(request, key):
    """GET: all of it, each with a likely successor. POST: the same with another choice; with `go`, hand it over."""
    ended = get_object_or_404(Post.objects.with_names(), pk=key)
    if not may_hand_over.allows(request.post, ended):
        raise Http404
    said = request.POST if request.method == "POST" else {}
    options = successors(ended)
    for_all = next((one for one in options if str(one.pk) == said.get("to")), None) or likely(ended, options)
    every = "for_all" in said
    cases, talks = (
        _cases(request.post, ended, options, for_all, {} if every else said),
        _talks(ended, options, for_all, {} if every else said),
    )
    refusal, over = "", bool(ended.ends and ended.ends < clock.today())
    leaving = not over and may_end_post.allows(request.post, ended)
    last_day = LastDay(said or None, initial={"last_day": ended.ends or clock.today()}) if leaving else None
    if "go" in said and (last_day is None or last_day.is_valid()):
        kept = {
            "cases": {UUID(one.name[5:]): one.chosen for one in cases if one.chosen},
            "talks": {UUID(one.name[5:]): one.chosen for one in talks if one.chosen},
        }
        try:
            if last_day:
                done = leave(ended, on=last_day.cleaned_data["last_day"], rest=for_all, by=request.post, **kept)
            else:
                done = hand_over(ended, rest=for_all, by=request.post, **kept)
        except Refused as error:
            refusal = str(error)
        else:
            if last_day:
                day = said_day(last_day.cleaned_data["last_day"])
                messages.success(request, _("The last day of %(post)s is %(day)s.") % {"post": ended, "day": day})
            if done.cases or done.talks or not last_day:
                told = _("Handed over: %(cases)s cases and %(talks)s files of talks.")
                messages.success(request, told % {"cases": done.cases, "talks": done.talks})
            return redirect("desk:handovers")
    units = (
        Assignment.objects.at_work().filter(organisation=ended.organisation_id)
        if _alone_at_the_unit(ended)
        else Assignment.objects.none()
    )
    facts = {
        "ended": ended,
        "over": over,
        "ends": ends(ended),
        "last_day": last_day,
        "cases": cases,
        "talks": talks,
        "options": options,
        "for_all": for_all,
        "refusal": refusal,
        "open_cases": kept_open(ended).order_by()[:1000].count(),
        "most": MOST,
        "whistles": Whistle.objects.open().filter(blown_by=ended).select_related("case")[:50],
        "follows": Follow.objects.filter(post=ended).count(),
        "unit_left": units[:1000].count() if ended.organisation_id else 0,
        "missing": [one for one in cases + talks if one.chosen is None],
    }
    return frame.page(
        request, "desk/daily/handover.html", facts, status=422 if refusal or (last_day and last_day.errors) else 200
    )


def successors(ended: Post) -> list[Post]:
    """Who serves where the post served, the nearest first."""
    if ended.place is None:
        return []
    found = in_charge_of(ended.place.path, roles=people.SERVING | people.HEARING_COMPLAINTS)
    return [one for one in found if one.pk != ended.pk and not (one.ends and ended.ends and one.ends <= ended.ends)]


def likely(ended: Post, options: list[Post]) -> Post | None:
    """In the same role at the same place; else the nearest."""
    same = [one for one in options if one.role == ended.role and one.place_id == ended.place_id]
    near = [one for one in options if one.place_id == ended.place_id]
    return next(iter(same or near or options), None)


def _cases(post: Post, ended: Post, options: list[Post], for_all: Post | None, said) -> list[Kept]:
    found = (
        kept_open(ended)
        .select_related("category", "about_post", "keeper", PARENTS)
        .defer(*HEAVY)
        .prefetch_related("assignments")
    )
    return [_case(post, case, options, for_all, said) for case in found.order_by("finish_due", "id")[:MOST]]


def _case(post: Post, case: Case, options: list[Post], for_all: Post | None, said) -> Kept:
    name = f"case-{case.pk}"
    fitting = [one for one in options if may_succeed(one, case)]
    sees = may_see.allows(post, case)
    return Kept(
        name,
        case.number,
        case.title if sees else "",
        case.place.address if sees else "",
        fitting,
        _chosen(name, fitting, for_all, said),
    )


def _talks(ended: Post, options: list[Post], for_all: Post | None, said) -> list[Kept]:
    files = talks_of(ended).order_by("id")[:MOST]
    fitting = [one for one in options if one.role in people.SERVING]
    return [_file(one, fitting, for_all, said) for one in files]


def _file(one: Mediation, fitting: list[Post], for_all: Post | None, said) -> Kept:
    """Only its number: whoever hands it over does not see into it."""
    name = f"talk-{one.pk}"
    return Kept(name, one.number, "", "", fitting, _chosen(name, fitting, for_all, said))


def _chosen(name: str, fitting: list[Post], for_all: Post | None, said) -> Post | None:
    wanted = next((one for one in fitting if str(one.pk) == said.get(name)), None)
    return wanted or (for_all if for_all in fitting else next(iter(fitting), None))


def _alone_at_the_unit(ended: Post) -> bool:
    if ended.role not in people.FOR_A_UNIT or ended.organisation_id is None:
        return False
    others = (
        Post.objects.current()
        .of_role(*people.FOR_A_UNIT)
        .filter(organisation=ended.organisation_id)
        .exclude(pk=ended.pk)
    )
    return not others.exists()
