"""What waits for my decision, and what I have asked for."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.cases.actions.approvals import SORTS, decide, kinds_for, may_decide
from linli.cases.models import Approval, Assignment, Case
from linli.cases.queries import note_order_dues
from linli.desk import frame, more
from linli.desk.cases import page as case_page
from linli.desk.cases.asked import REVIEWED, Decision, asked
from linli.desk.cases.names import HEAVY, PARENTS
from linli.kernel.errors import Overtaken, Refused
from linli.people import rules as people
from linli.people.models import Post
from linli.ui.forms import refuse

LOOKED_AT = 300  # requests of the area that are looked through
PAGE = 30
LIGHT = [f"case__{column}" for column in HEAVY]
PEOPLE = (
    "asked_by__person",
    "decided_by__person",
    "assignment__organisation",
    "assignment__called_by",
    "case__category",
)


def _with_case(approvals):
    """With all that `asked` needs, for as many as there are."""
    granted = Prefetch("case__approvals", Approval.objects.all())
    units = Prefetch("case__assignments", Assignment.objects.select_related("organisation"))
    return approvals.select_related(*PEOPLE, f"case__{PARENTS}").defer(*LIGHT).prefetch_related(granted, units)


def waiting_for(post: Post) -> list[Approval]:
    """What this post may decide, the oldest first."""
    kinds = kinds_for(post) - REVIEWED
    if not kinds:
        return []
    pending = Approval.objects.pending().filter(case__in=Case.objects.visible_to(post), kind__in=kinds)
    found = _with_case(Approval.objects.filter(pk__in=frame.first_keys(pending, LOOKED_AT, order="id"))).order_by("id")
    return [one for one in found if may_decide(post, one)]


def asked_by(post: Post) -> list[Approval]:
    """What this person has asked for in this post, the newest first."""
    return list(_with_case(Approval.objects.filter(asked_by=post).order_by("-id"))[:PAGE])


def approvals(request):
    return show(request)


def show(request, *, tried: tuple[Approval, Decision] | None = None, status: int = 200):
    mine = request.GET.get("view") == "asked"
    waiting, sent = waiting_for(request.post), asked_by(request.post)
    if tried and tried[0].pk not in {one.pk for one in waiting}:
        mine = False
    rows = sent if mine else waiting[:PAGE]
    note_order_dues([one.case for one in rows])
    shown = [asked(one, request.post, form=tried[1] if tried and tried[0].pk == one.pk else None) for one in rows]
    gone = tried[1] if tried and not any(one.form is tried[1] for one in shown) else None
    facts = {
        "rows": shown,
        "mine": mine,
        "waiting": len(waiting),
        "sent": len(sent),
        "more": len(waiting) > PAGE,
        "gone": gone,
        "title": _("Approvals"),
    }
    return frame.page(request, "desk/approvals.html", facts, status=status)


@require_POST
def approval(request, key):
    """Say yes or no."""
    one = get_object_or_404(Approval.objects.select_related("case"), pk=key)
    found = get_object_or_404(Case.objects.visible_to(request.post), pk=one.case_id)
    if one.kind not in SORTS or request.POST.get("granted") not in ("yes", "no"):
        raise Http404
    granted, back = request.POST["granted"] == "yes", request.POST.get("back")
    form = Decision(request.POST, auto_id=f"d{one.pk.hex[-8:]}-%s")
    status = 422
    if form.is_valid():
        try:
            decide(
                one, granted=granted, words=form.cleaned_data["words"], seen=form.cleaned_data["seen"], by=request.post
            )
            messages.success(request, _("Granted.") if granted else _("Refused; whoever asked reads why."))
            return redirect("desk:case", found.pk) if back == "case" else redirect("desk:approvals")
        except Refused as refusal:
            status = 409 if isinstance(refusal, Overtaken) else 422
            refuse(form, refusal)
    found.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = found.version
    if back == "case":
        return case_page.show(request, case_page.find(request, found.pk), decided=(one, form), status=status)
    return show(request, tried=(one, form), status=status)


more.ENTRIES.append(
    more.Entry(
        "approvals",
        "decide",
        gettext_lazy("Approvals"),
        gettext_lazy("more time, pauses and other requests that wait for you, and your own"),
        lambda post: post.role in people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT,
    )
)
