"""The ledger (台账) in Excel, as offices keep it: the work list's filters and a period, in fifteen columns."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import batched
from urllib.parse import urlencode

from django import forms
from django.db.models import Prefetch, QuerySet
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from linli.cases import books
from linli.cases.actions import exports
from linli.cases.actions.exports import WHAT, Sort, mark_of
from linli.cases.blots import for_the_public, names_in
from linli.cases.models import Assignment, Case, Export, Grade, Voice
from linli.cases.queries import about_a_person
from linli.desk import frame
from linli.desk.cases.kept import Asked, asked_by
from linli.desk.cases.names import HEAVY, PARENTS
from linli.desk.privacy.taken_out import WRITERS, Written, taken
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.paper.ledgers import Column, ledger
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Kind

AT_ONE_TIME = 500
MOST = 10_000
LONGEST_WORDS = 600  # of a resident's words; a ledger is no file of letters
ROWS_A_SECOND = 700  # about, for the sentence that says how long it takes

WHAT["ledger"] = Sort(
    _("Ledger"), people.holds(people.SERVING | people.HEARING_COMPLAINTS | people.FOR_A_UNIT | people.SUPERVISING, _("those who work on cases")),
    personal=False,  # no door, no name, no number; and matters about persons without words
)  # fmt: skip


class Choose(forms.Form):
    first = forms.DateField(label=_("reported from"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("until"), widget=forms.DateInput(attrs={"type": "date"}))
    purpose = forms.CharField(label=_("What for"), max_length=200)

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
    form = Choose(request.POST or None, initial={"first": today.replace(day=1), "last": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = f"{now.query}&{urlencode({'first': given['first'], 'last': given['last']})}"
        try:
            one = exports.ask(
                "ledger",
                rows=_count(now, given["first"], given["last"]),
                purpose=given["purpose"],
                query=asked,
                by=request.post,
                path=_path(request.post),
            )
            return taken(one, WRITERS["ledger"], by=request.post) if not one.second else redirect("desk:export", one.pk)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    found = _of_period(now, form["first"].value(), form["last"].value())
    rows = found.order_by()[: MOST + 1].count()
    chosen = [(now.filters.fields[name].label, _said(now, name, value)) for name, value in now.filters.chosen.items()]
    facts = {
        "form": form, "rows": rows, "most": MOST, "seconds": max(rows // ROWS_A_SECOND, 1), "query": now.query, "view": now.view, "chosen": chosen,
    }  # fmt: skip
    return frame.page(request, "desk/daily/ledger.html", facts, status=422 if form.errors else 200)


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
    place = export.by.place or export.by.organisation
    title = __("%(place)s: ledger of residents' matters") % {"place": place}
    period = __("Reported from %(first)s until %(last)s") % {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
    foot = __("Filled in by:            Checked by:            Date:")
    content = ledger(
        title,
        period,
        columns(),
        rows(_of_period(now, first, last)),
        mark=mark_of(export),
        foot=foot,
        pages=__("page &P of &N"),
    )
    return Written(content, f"{title}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx")


WRITERS["ledger"] = write


def columns() -> list[Column]:
    return [
        Column(pgettext("ledger", "No."), 6), Column(pgettext("ledger", "Reported on"), 12), Column(pgettext("ledger", "Number"), 15),
        Column(pgettext("ledger", "Source"), 10), Column(pgettext("ledger", "Place"), 18, centred=False), Column(pgettext("ledger", "Kind of matter"), 14),
        Column(pgettext("ledger", "What was asked"), 42, centred=False), Column(pgettext("ledger", "Unit in charge"), 18), Column(pgettext("ledger", "First contact"), 12),
        Column(pgettext("ledger", "Answered at"), 12), Column(pgettext("ledger", "Result"), 36, centred=False), Column(pgettext("ledger", "Late"), 7),
        Column(pgettext("ledger", "Satisfaction"), 9), Column(pgettext("ledger", "State"), 10), Column(pgettext("ledger", "Remarks"), 16, centred=False),
    ]  # fmt: skip


def rows(cases: QuerySet[Case]) -> Iterator[list[str | int]]:
    """In the order of reporting, a few hundred fetched at a time."""
    keys = list(cases.order_by("id").values_list("pk", flat=True)[:MOST])
    units = Prefetch("assignments", Assignment.objects.select_related("organisation"))
    voices = Prefetch("voices", Voice.objects.select_related("contact"))
    light = (
        Case.objects.select_related("category", "keeper__person", PARENTS).defer(*HEAVY).prefetch_related(units, voices)
    )
    number = 0
    for some in batched(keys, AT_ONE_TIME):
        for case in light.filter(pk__in=some).order_by("id"):
            number += 1
            yield _row(number, case)


def _row(number: int, case: Case) -> list[str | int]:
    voices, names = list(case.voices.all()), []
    for voice in voices:
        names += names_in(getattr(voice, "contact", None))
    place = case.place
    while place.kind in (Kind.DWELLING, Kind.UNIT) and place.parent:
        place = place.parent
    units = "、".join(
        dict.fromkeys(
            one.organisation.name for one in case.assignments.all() if one.stage not in ("returned", "called_off")
        )
    )
    return [
        number, f"{case.reported_at.astimezone(SHANGHAI):%Y-%m-%d}", case.number, str(case.get_source_display()), place.address, str(case.category),
        _asked(case, voices, names), units or (case.keeper.named_role if case.keeper else ""), _moment(case.contacted_at), _moment(case.answered_at),
        for_the_public(case.answer, *names)[:LONGEST_WORDS], __("yes") if case.late_since else __("no"),
        str(Grade(case.grade).label) if case.grade in Grade.values else "", case.state_words, _remarks(case),
    ]  # fmt: skip


def _asked(case: Case, voices: list[Voice], names: list[str]) -> str:
    """The first voice's words, blotted; of a matter about persons not even those."""
    if about_a_person(case.category) or not voices:
        return __("(about persons; see the case)")
    return for_the_public(voices[0].words, *names)[:LONGEST_WORDS]


def _remarks(case: Case) -> str:
    said = [
        __("%(n)s voices") % {"n": case.voices_count} if case.voices_count > 1 else "",
        __("supervised") if case.supervised else "",
        __("reopened %(n)s times") % {"n": case.reopenings} if case.reopenings else "",
        __("left out of the rates") if case.excluded else "",
        __("merged") if case.merged_into_id else "",
    ]
    return "；".join(filter(None, said))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""
