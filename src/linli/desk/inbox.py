"""What was told to my posts; and, for administrators, what could not be delivered."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from linli.desk.frame import page, refs_of
from linli.kernel.refs import key_of
from linli.notices.actions import mark_read, try_again
from linli.notices.models import Notice
from linli.notices.sentences import sentence
from linli.people.rules import administers

PAGE = 40


def inbox(request):
    notices = Notice.objects.inbox_of(*refs_of(request))
    try:
        notices = notices.filter(id__lt=UUID(hex=request.GET.get("after", "")))
    except ValueError:
        pass
    rows = list(notices[: PAGE + 1])
    facts = {
        "notices": [(notice, sentence(notice)) for notice in rows[:PAGE]],
        "next": rows[PAGE - 1].pk.hex if len(rows) > PAGE else "",
        "given_up": given_up() if administers.allows(request.post, None) else None,
    }
    return page(request, "desk/inbox.html", facts)


def given_up(most: int = 100) -> list[tuple[Notice, str]]:
    return [(notice, sentence(notice)) for notice in Notice.objects.given_up()[:most]]


@require_POST
def read(request):
    """One notice, which then opens what it is about; or all."""
    chosen = request.POST.get("notice")
    if not chosen:
        mark_read(by=request.posts)
        return redirect("desk:inbox")
    notice = get_object_or_404(Notice.objects.inbox_of(*refs_of(request)), pk=_uuid(chosen))
    mark_read(by=request.posts, notice=str(notice.pk))
    sit_where_it_was_told(request, notice)
    return (
        redirect("desk:case", key_of(notice.about))
        if notice.about.startswith("cases/case/")
        else redirect("desk:inbox")
    )


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
