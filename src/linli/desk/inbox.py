"""What was told to my posts; and, for administrators, what could not be delivered."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Value
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.models import Case
from linli.desk.frame import page, refs_of
from linli.kernel.refs import key_of
from linli.notices.actions import mark_read, try_again
from linli.notices.models import Notice
from linli.notices.sentences import sentence
from linli.people.models import Post
from linli.people.rules import administers
from linli.rulebook.names import named
from linli.ui.moments import said_fact

PAGE = 40
CASE = "cases/case/"
TALKS = "cases/mediation/"
PAGES = {
    "cases/lookobjection/": "desk:look",
    "cases/export/": "desk:export",
    "councils/vote/": "desk:vote",
    "councils/topic/": "desk:topic",
    "councils/meeting/": "desk:meeting",
    "councils/promise/": "desk:promise",
    "councils/motion/": "desk:motion",
    "councils/account/": "desk:account",
}


def inbox(request):
    notices = Notice.objects.inbox_of(*refs_of(request))
    try:
        notices = notices.filter(id__lt=UUID(hex=request.GET.get("after", "")))
    except ValueError:
        pass
    rows = list(notices[: PAGE + 1])
    visible = still_visible(rows, request.posts)
    facts = {
        "notices": [(notice, said(notice, visible)) for notice in rows[:PAGE]],
        "next": rows[PAGE - 1].pk.hex if len(rows) > PAGE else "",
        "given_up": given_up() if administers.allows(request.post, None) else None,
    }
    return page(request, "desk/inbox.html", facts)


def still_visible(notices: Iterable[Notice], posts: Iterable[Post]) -> set[tuple[str, str]]:
    """(addressee, case) of those whose case that post may still see; one statement for all of them."""
    told: dict[str, set[str]] = {}
    for notice in notices:
        if notice.about.startswith(CASE):
            told.setdefault(notice.to, set()).add(key_of(notice.about))
    seen = [
        Case.objects.visible_to(post).filter(pk__in=told[post.ref]).order_by().values_list(Value(post.ref), "pk")
        for post in posts
        if post.ref in told
    ]
    return {(to, f"{CASE}{key}") for to, key in seen[0].union(*seen[1:])} if seen else set()


def said(notice: Notice, visible: set[tuple[str, str]]) -> str:
    """The notice's sentence, which names the matter; without it when the case has gone out of the reader's sight."""
    if notice.about.startswith(CASE) and (notice.to, notice.about) not in visible:
        return _("About a matter that this post does not see any more.")
    return sentence(notice, named=_worded)


def _worded(fact: str) -> str:
    return said_fact(named(fact))


def given_up(most: int = 100) -> list[tuple[Notice, str]]:
    """For administrators, who see no case: of those only the number."""
    return [
        (
            notice,
            _("About case %(number)s") % notice.facts if "number" in notice.facts else sentence(notice, named=_worded),
        )
        for notice in Notice.objects.given_up()[:most]
    ]


@require_POST
def read(request):
    """One notice, which then opens what it is about; or all."""
    chosen = request.POST.get("notice")
    if not chosen:
        mark_read(by=request.posts)
        return redirect("desk:inbox")
    notice = get_object_or_404(Notice.objects.inbox_of(*refs_of(request)), pk=_uuid(chosen))
    mark_read(by=request.posts, notice=str(notice.pk))
    if notice.about.startswith(TALKS):  # the file itself asks who may see it
        sit_where_it_was_told(request, notice)
        return redirect("desk:mediation", key_of(notice.about))
    for refs, page_of_it in PAGES.items():  # each asks itself who may see it
        if notice.about.startswith(refs):
            sit_where_it_was_told(request, notice)
            return redirect(page_of_it, key_of(notice.about))
    if notice.kind == "orphans":  # the page asks who may choose successors
        sit_where_it_was_told(request, notice)
        return redirect("desk:handover", key_of(notice.about))
    if not still_visible([notice], request.posts):
        return redirect("desk:inbox")
    sit_where_it_was_told(request, notice)
    return redirect("desk:case", key_of(notice.about))


def sit_where_it_was_told(request, notice: Notice) -> None:
    """What was told to another of my posts is opened as that post."""
    told = next(post for post in request.posts if post.ref == notice.to)
    if told != request.post:
        request.session["post"] = str(told.pk)


@require_POST
def again(request, key):
    """Send a given-up notice round once more."""
    administers.require(request.post, None)
    try_again(get_object_or_404(Notice.objects.given_up(), pk=key))
    return redirect("desk:inbox")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
