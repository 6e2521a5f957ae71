"""Reading, comparing and issuing rules."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions.editions import issue_rules
from linli.desk import frame, more
from linli.desk.rules.bodies import SPARE, Sheet, compare
from linli.desk.rules.guides import GUIDES, guide_of
from linli.desk.rules.pasted import Pasted, paste, summary
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import rules as people
from linli.people.queries import named
from linli.rulebook.actions import SHIPPED
from linli.rulebook.books import BOOKS, Book
from linli.rulebook.models import Edition

MOST = 200  # editions of one book that are listed


def _book(name: str) -> Book:
    if name not in BOOKS:
        raise Http404
    return BOOKS[name]


def _editions(name: str | None = None) -> list[Edition]:
    """Without their bodies, the newest first."""
    found = Edition.objects.filter(book=name) if name else Edition.objects.filter(book__in=BOOKS)
    return list(found.defer("body").order_by("book", "-number")[: MOST * (1 if name else len(BOOKS))])


def _signed(editions: list[Edition]) -> list[tuple[Edition, str]]:
    posts = named(edition.by for edition in editions)
    for edition in editions:
        if edition.why == SHIPPED:
            edition.why = _("the defaults that come with the platform")
    return [(e, f"{p.person} · {p.named_role}" if (p := posts.get(e.by)) else _("the platform")) for e in editions]


def _in_force(editions: list[Edition]) -> Edition | None:
    now = clock.now()
    return next((edition for edition in editions if edition.since <= now), None)


def rules(request):
    order = list(GUIDES)
    rows = []
    for name, some in groupby(_signed(_editions()), key=lambda pair: pair[0].book):
        pairs = list(some)
        current = _in_force([edition for edition, _who in pairs])
        to_come = [edition for edition, _who in pairs if current and edition.number > current.number]
        who = next((who for edition, who in pairs if edition is current), "")
        rows.append((BOOKS[name], guide_of(name).about, current, who, len(pairs), to_come))
    rows.sort(key=lambda row: order.index(row[0].name) if row[0].name in order else len(order))
    return frame.page(request, "desk/rules/rules.html", {"rows": rows, "title": _("Rules")})


def edition(request, name: str, number: int | None = None):
    book = _book(name)
    editions = _editions(name)
    current = _in_force(editions)
    wanted = number if number is not None else current and current.number
    shown = Edition.objects.filter(book=name, number=wanted).first() if wanted else None
    if shown is None:
        raise Http404
    facts = {
        "book": book,
        "guide": guide_of(name),
        "editions": _signed(editions),
        "shown": shown,
        "current": current,
        "title": book.title,
        "node": Sheet(shown.body, guide_of(name)).layout(),
        "may_edit": people.administers.allows(request.post, None),
        "before": next((e.number for e in editions if e.number < shown.number), None),
    }
    return frame.page(request, "desk/rules/edition.html", facts)


def compared(request, name: str):
    book = _book(name)
    editions = _editions(name)
    numbers = [edition.number for edition in editions]
    old, new = _number(request.GET.get("old"), numbers), _number(request.GET.get("new"), numbers)
    new = new or numbers[0]
    old = old or max((n for n in numbers if n < new), default=new)
    bodies = dict(Edition.objects.filter(book=name, number__in=[old, new]).values_list("number", "body"))
    facts = {
        "book": book,
        "editions": editions,
        "old": old,
        "new": new,
        "changes": compare(bodies[old], bodies[new], guide_of(name)),
        "title": book.title,
    }
    return frame.page(request, "desk/rules/compare.html", facts)


def _number(text: str | None, numbers: list[int]) -> int | None:
    return (
        int(text) if text and text.isdecimal() and text.isascii() and len(text) < 9 and int(text) in numbers else None
    )


class Issue(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why the rules change"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    since = forms.DateTimeField(
        label=gettext_lazy("In force from"),
        required=False,
        help_text=gettext_lazy("empty: at once"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)


def following(request, name: str):
    """The editor of the next edition. What was typed stays, whatever the book says of it."""
    book = _book(name)
    people.administers.require(request.post, None)
    last = Edition.objects.filter(book=name).order_by("-number").first()
    if last is None:
        raise Http404
    if request.method != "POST":
        form = Issue(initial={"seen": last.number})
        return _editor(request, book, last, form, last.body)
    form = Issue(request.POST)
    seen = form.data.get("seen", "")
    base = Edition.objects.filter(book=name, number=_number(seen, list(range(last.number + 1))) or last.number).first()
    body = Sheet((base or last).body, guide_of(name)).read(request.POST)
    go = request.POST.get("go")
    if go in ("rows", "paste") or "add" in request.POST:
        form = Issue(
            initial={
                "seen": (base or last).number,
                "why": form.data.get("why", "")[:500],
                "since": form.data.get("since", "")[:30],
            }
        )
        if go == "paste" and guide_of(name).check:
            return _pasted(request, book, last, form, body)
        return _editor(request, book, last, form, body, spare=10 if go == "rows" else SPARE)
    error = ""
    if form.is_valid():
        try:
            made = issue_rules(
                book,
                body,
                why=form.cleaned_data["why"],
                since=form.cleaned_data["since"],
                seen=form.cleaned_data["seen"],
                by=request.post,
            )
            messages.success(request, _("Edition %(number)s is issued.") % {"number": made.number})
            return redirect("desk:edition", name, made.number)
        except Refused as refusal:
            if refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
            else:
                error = str(refusal)
        if form.cleaned_data["seen"] != last.number:  # the next try is made against the newest
            form.data = form.data.copy()
            form.data["seen"] = last.number
    return _editor(request, book, last, form, body, error=error, status=422, changed=_since(base, last, name))


def _pasted(request, book: Book, last: Edition, form: Issue, body: Any):
    """The table with what was pasted; what could not be read stays in the box, with the reasons."""
    found = paste(request.POST.get("pasted", ""), body, Sheet(last.body, guide_of(book.name)))
    status = 422 if found.bad else 200
    return _editor(request, book, last, form, found.body, pasted=found, status=status)


def _since(base: Edition | None, last: Edition, name: str) -> list:
    return compare(base.body, last.body, guide_of(name)) if base and base.number != last.number else []


def _editor(
    request,
    book: Book,
    last: Edition,
    form: Issue,
    body: Any,
    *,
    error: str = "",
    status: int = 200,
    spare: int = SPARE,
    changed=(),
    pasted: Pasted | None = None,
):
    sheet = Sheet(body, guide_of(book.name))
    node = sheet.layout(spare=spare)
    facts = {
        "book": book,
        "guide": guide_of(book.name),
        "last": last,
        "form": form,
        "node": node,
        "error": error,
        "title": book.title,
        "changed": changed,
        "can_paste": guide_of(book.name).check is not None,
        "pasted": pasted,
        "pasted_says": summary(pasted) if pasted else "",
        "to_come": compare(last.body, body, guide_of(book.name)) if pasted else (),
        "lists": {f"list-{key}": sheet.choices(key) for key in guide_of(book.name).choices},
    }
    return frame.page(request, "desk/rules/editor.html", facts, status=status)


more.ENTRIES.append(
    more.Entry(
        "rules",
        "rules",
        gettext_lazy("Rules"),
        gettext_lazy("limits, whistles, duty lists and the other books, with their editions"),
        lambda post: post.role in people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT | people.ADMINISTERING,
    )
)
