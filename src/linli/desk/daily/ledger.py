"""The ledger (台账) in Excel, as offices keep it: the work list's filters and a period, in fifteen columns; without
words in thirteen.
"""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.cases.actions import exports
from linli.cases.actions.exports import WHAT, Sort, mark_of
from linli.cases.models import Case, Export
from linli.desk import frame
from linli.desk.cases.kept import Asked, asked_by
from linli.desk.daily.ledger_rows import MOST, columns, rows
from linli.desk.privacy.taken_out import CHOSEN, WRITERS, Written, taken
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.paper.ledgers import ledger
from linli.people import rules as people
from linli.people.models import Post
from linli.ui.forms import refusals_in

WHAT["ledger"] = Sort(
    _("Ledger"),
    people.holds(
        people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT | people.SUPERVISING,
        _("those who work on cases"),
    ),
)

COUNTED = 1000  # before anybody asks for the file; exactly, once they do


class Choose(forms.Form):
    first = forms.DateField(label=_("reported from"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))
    purpose = forms.CharField(label=_("What for"), max_length=200)
    words = forms.BooleanField(label=_("with what was asked and answered, and the building"), required=False)

    def clean(self):
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The period ends before it begins."))
        if (first and first.year < 1990) or (last and last.year > 2200):
            self.add_error("first", _("Choose days of this age."))
        return given


def page(request):
    """GET: which period, what for, how many rows. POST: the file."""
    query = (request.POST.get("query") if request.method == "POST" else request.GET.urlencode()) or ""
    now = asked_by(request.post, query[:2000])
    if now is None:
        raise Refused(_("This post has no list of cases."))
    today = clock.today()
    form = Choose(request.POST or None, initial={"first": today.replace(day=1), "last": today, "words": True})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = {"first": given["first"], "last": given["last"]} | ({"words": "on"} if given["words"] else {})
        asked = f"{now.query}&{urlencode(chosen)}"
        with refusals_in(form):
            one = exports.ask(
                "ledger",
                rows=_count(now, given["first"], given["last"]),
                purpose=given["purpose"],
                query=asked,
                by=request.post,
                path=_path(request.post),
                personal=given["words"],
            )
            return taken(one, WRITERS["ledger"], by=request.post) if not one.second else redirect("desk:export", one.pk)
    found = _of_period(now, form["first"].value(), form["last"].value())
    rows = found.order_by()[: COUNTED + 1].count()
    facts = {
        "form": form,
        "rows": rows,
        "most": COUNTED,
        "alone": books.exports.rules().alone,
        "query": now.query,
        "view": now.view,
        "chosen": _filters(now),
    }
    return frame.page(request, "desk/daily/ledger.html", facts, status=422 if form.errors else 200)


def _filters(now: Asked) -> list[tuple[str, str]]:
    return [(now.filters.fields[name].label, _said(now, name, value)) for name, value in now.filters.chosen.items()]


def chosen(export: Export, reader: Post) -> str:
    """The list, its filters and the period of an export, as whoever asked for it saw them.

    The words that were sought may be somebody's name: they are for whoever asked, and for those who may agree to it.
    """
    now = asked_by(export.by, export.query)
    if now is None:
        return ""
    query = dict(part.split("=", 1) for part in export.query.split("&") if "=" in part)
    period = "–".join(query[name] for name in ("first", "last") if name in query)
    in_full = reader.person_id == export.by.person_id or exports.may_decide(reader, export)
    told = [(label, said if in_full or label != now.filters["q"].label else "…") for label, said in _filters(now)]
    return " · ".join([str(now.view.words), *(f"{label}: {said}" for label, said in told), period])


def _said(now: Asked, name: str, value) -> str:
    field = now.filters.fields[name]
    return str(dict(getattr(field, "choices", ())).get(value, value)) if value is not True else "✓"


def _path(post: Post) -> str:
    """Where the export belongs; a unit's belongs to the place it serves."""
    if post.place:
        return post.place.path
    return post.organisation.place.path if post.organisation and post.organisation.place else ""


def _of_period(now: Asked, first: date | str | None, last: date | str | None) -> QuerySet[Case]:
    """Matters of their own, and never complaints about staff, whoever asks."""
    begin, end = (_day(one) or clock.today() for one in (first, last))
    cases = now.cases.filter(restricted=False)
    return cases.filter(
        reported_at__gte=datetime.combine(begin, time(), SHANGHAI),
        reported_at__lt=datetime.combine(end + timedelta(days=1), time(), SHANGHAI),
    )


def _day(said: date | str | None) -> date | None:
    if isinstance(said, date) or not said:
        return said or None
    try:
        day = parse_date(said)
    except ValueError:
        return None
    return day if day and 1990 <= day.year <= 2200 else None


def _count(now: Asked, first: date, last: date) -> int:
    rows = _of_period(now, first, last).order_by()[: MOST + 1].count()
    most = min(MOST, books.exports.rules().most)
    if rows > most:
        raise Refused(
            _("That is more than %(most)s rows. Choose a shorter period, or filter the list.") % {"most": most},
            field="last",
        )
    return rows


def write(export: Export) -> Written:
    """The file of an export, from its query and for whoever asked for it."""
    now = asked_by(export.by, export.query)
    if now is None:
        raise Refused(_("This post has no list of cases."))
    query = dict(part.split("=", 1) for part in export.query.split("&") if "=" in part)
    first, last = _day(query.get("first")) or clock.today(), _day(query.get("last")) or clock.today()
    place, words = export.by.place or export.by.organisation, query.get("words") == "on"
    title = __("%(place)s: ledger of residents' matters") % {"place": place}
    period = __("Reported from %(first)s until %(last)s") % {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
    foot = __("Filled in by:            Checked by:            Date:")
    content = ledger(
        title,
        period,
        columns(words=words),
        rows(_of_period(now, first, last), words=words),
        mark=mark_of(export),
        foot=foot,
        pages=__("page &P of &N"),
    )
    return Written(content, f"{title}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")


WRITERS["ledger"], CHOSEN["ledger"] = write, chosen
