"""The list of accounts, one account with its lines, and what is done to them."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.councils.actions import money
from linli.councils.assemblies import CARRIED
from linli.councils.models import Account, MoneyLine, Motion, Topic
from linli.councils.queries.money import book_of, figures_of, with_figures
from linli.councils.rules import area_of, ballots_area_of, convenes
from linli.desk import frame, more
from linli.desk.money.forms import Line, Opening, keepers_within
from linli.desk.votes.pages import places_for
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.ui.forms import refusals_in

PAGE = 60


def has_accounts(post: Post) -> bool:
    return ballots_area_of(post) is not None


more.ENTRIES.append(
    more.Entry(
        "accounts",
        "councils",
        _("Money of neighbours"),
        _("Donations, public revenue, maintenance fund: every line public."),
        has_accounts,
    )
)


def accounts(request):
    if not has_accounts(request.post):
        raise Http404
    rows = with_figures(Account.objects.visible_to(request.post).select_related("place").defer("place__shape")[:PAGE])
    facts = {"rows": [(a, f, f.share(a.goal)) for a, f in rows], "may_open": area_of(request.post) is not None}
    return frame.page(request, "desk/money/list.html", facts)


def new(request):
    """Open an account, from a topic (?topic=) or by itself."""
    places = places_for(request.post)
    topic = Topic.objects.visible_to(request.post).filter(number=request.GET.get("topic", "")).first()
    decided = Motion.objects.visible_to(request.post).filter(
        Q(state="decided") | Q(state="published"), outcome__outcome=CARRIED
    )[:PAGE]
    initial = {"place": topic.place.code, "title": topic.title} if topic else {}
    form = Opening(
        request.POST or None,
        initial=initial,
        places=places,
        keepers=keepers_within(area_of(request.post)),
        motions=decided,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = money.open_account(by=request.post, topic=topic, **form.said())
            return redirect("desk:account", made.pk)
    return frame.page(
        request, "desk/money/new.html", {"form": form, "topic": topic}, status=422 if form.errors else 200
    )


def account_of(request, key) -> Account:
    """An account of this post's place; others do not exist for it."""
    found = Account.objects.visible_to(request.post).select_related("place__parent", "keeper", "topic", "motion")
    return get_object_or_404(found.defer("place__shape", "place__parent__shape"), pk=key)


def account(request, key):
    """Its lines; a new one is entered here."""
    it = account_of(request, key)
    may = convenes.allows(request.post, it) and it.closed_at is None
    form = Line(request.POST or None, request.FILES or None) if may else None
    if form and request.method == "POST" and form.is_valid():
        with refusals_in(form):
            line = money.enter_line(it, by=request.post, **form.said())
            said = (
                __("Entered. A colleague has to look at the receipt before it counts as out.")
                if line.amount < 0
                else __("Entered.")
            )
            messages.success(request, said)
            return redirect("desk:account", it.pk)
    figures = figures_of(it)
    facts = {
        "account": it,
        "rows": book_of(it)[::-1],
        "figures": figures,
        "share": figures.share(it.goal),
        "form": form,
        "may": may,
        "cameras": list(it.cameras.all()),
    }
    return frame.page(request, "desk/money/account.html", facts, status=422 if form and form.errors else 200)


@require_POST
def step(request, key, name: str):
    """Approve or reverse a line, or close the account."""
    it = account_of(request, key)
    why = request.POST.get("why", "")
    try:
        if name == "close":
            seen = request.POST.get("seen", "")
            money.close_account(
                it, why=why, by=request.post, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None
            )
        elif name in ("approve", "reverse"):
            said = request.POST.get("line", "")
            line = get_object_or_404(
                MoneyLine.objects.filter(account=it), number=int(said) if said.isdecimal() and len(said) < 9 else 0
            )
            if name == "approve":
                money.approve_line(line, by=request.post)
            else:
                money.reverse_line(line, why=why, by=request.post)
        else:
            raise Http404
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, __("Done; everyone can see it."))
    return redirect("desk:account", it.pk)
