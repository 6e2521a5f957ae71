"""Taking in on somebody's behalf: by phone, at the counter, at the stall, on a visit or a patrol, from
the letter box.
"""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.cases import actions, books
from linli.cases.actions import LONGEST_WORDS, Reachable
from linli.cases.duties import PROOFS
from linli.cases.models import Case, Source, Voice
from linli.cases.queries import grouped_categories
from linli.desk.cases.alike import joinable, typed
from linli.desk.cases.names import PARENTS
from linli.desk.cases.pictures import Photos
from linli.desk.cases.places import place_said
from linli.desk.fields import Choices, Words
from linli.desk.frame import page
from linli.gate.actions import Allowance, knock
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.words import N_
from linli.paper.marks import qr
from linli.paper.queries import reaches, wheres
from linli.paper.slips import SlipFacts, receipt_slip
from linli.people.rules import takes_in
from linli.ui.forms import refusals_in

SLIPS = Allowance("slips of a post", 120, timedelta(minutes=10))
ELSEWHERE = [Source.GROUP, Source.OTHER]  # these come with the name of the group or channel, and maybe with its number
FOR_SOMEBODY = [Source.PHONE, Source.COUNTER, Source.STALL, Source.VISIT, Source.PATROL, *ELSEWHERE]


class Intake(forms.Form):
    source = Choices(_("How it came in"), [(s.value, s.label) for s in FOR_SOMEBODY], initial=Source.PHONE)
    channel = forms.CharField(
        label=_("Which group or channel"),
        max_length=40,
        required=False,
        help_text=_("only for a residents' group or another channel"),
    )
    number = forms.CharField(label=_("Its number there"), max_length=60, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, help_text=_("such as 锦和苑 3栋 2单元"))
    text = Words(_("What happened, in the resident's words"), rows=4)
    category = forms.ChoiceField(label=_("Kind of matter"), required=False)
    photos = Photos()
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    confidential = forms.BooleanField(label=_("keep name and phone from the units called"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["category"].choices = [("", _("by what was said")), *grouped_categories()]
        self.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["key"].initial = fresh_key()


def fresh_key() -> str:
    """One form, one case: sent twice, it is taken in once."""
    return f"desk-{uuid7().hex}"


def intake(request):
    takes_in.require(request.post, None)
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
    form = Intake(request.POST or None, request.FILES or None)
    looking = request.method == "POST" and "look" in request.POST
    if request.method == "POST" and not looking and form.is_valid():
        with refusals_in(form):
            voice = _take_in(form.cleaned_data, request)
            return redirect("desk:slip", voice.pk)
    facts = {"form": form, "found": typed(request) if request.method == "POST" else [], "looked": looking}
    return page(request, "desk/cases/intake.html", facts, status=422 if form.errors and not looking else 200)


def _take_in(given: dict, request) -> Voice:
    """As a case of its own, or as one more voice of the case that was chosen from those alike."""
    said = {
        "words": given["text"],
        "source": given["source"],
        "by": request.post,
        "submission_key": given["key"],
        "contact": Reachable(given["name"], given["phone"]),
        "confidential": given["confidential"],
        "photos": given["photos"],
    }
    if wanted := request.POST.get("join", ""):
        joined = joinable(request.post, wanted)
        if joined is None:
            raise Refused(N_("That case can't be joined any more. Take it in as a case of its own."))
        if given["source"] in ELSEWHERE:
            return actions.take_in_heard(channel=given["channel"], number=given["number"], joining=joined, **said)
        return actions.join_case(joined, **said)
    new = {"place": place_said(given["place"], request.post.place), "category": given["category"] or None}
    if given["source"] in ELSEWHERE:
        return actions.take_in_heard(channel=given["channel"], number=given["number"], **said, **new)
    return actions.report_case(**said, **new)


# --- the letter box ---------------------------------------------------------------------------------------------


class Opening(forms.Form):
    """A letter box is opened by two; who they were is noted with every slip."""

    opened_on = forms.DateField(label=_("Opened on"), widget=forms.DateInput(attrs={"type": "date"}))
    openers = forms.CharField(label=_("Opened by, two names"), max_length=80)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean_openers(self) -> str:
        names = [
            name
            for name in self.cleaned_data["openers"].replace("，", "、").replace(",", "、").split("、")
            if name.strip()
        ]
        if len(names) < 2:
            raise forms.ValidationError(_("Two people open the letter box. Write both names, with a comma between."))
        return "、".join(name.strip() for name in names)

    def clean_opened_on(self):
        if self.cleaned_data["opened_on"] > clock.today():
            raise forms.ValidationError(_("That day is still to come."))
        return self.cleaned_data["opened_on"]


class SlipRow(forms.Form):
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What is written"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["place"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean(self):
        given = super().clean()
        for name, sentence in (("place", _("Where?")), ("text", _("What is written?"))):
            if not given.get(name) and any(given.values()) and name not in self.errors:
                self.add_error(name, sentence)
        return given


SlipRows = formset_factory(SlipRow, extra=5, max_num=40, absolute_max=40, validate_max=True)


def letter_box(request):
    """Slips from the box, one after another; each gets its own receipt. What can't be read yet stays on the page."""
    takes_in.require(request.post, None)
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
    opening = Opening(request.POST or None, initial={"opened_on": clock.today(), "key": fresh_key()})
    rows = SlipRows(with_more_rows(request, "slip"), prefix="slip")
    if request.method == "POST" and "more" not in request.POST and opening.is_valid() & rows.is_valid():
        filled = [(number, row) for number, row in enumerate(rows) if row.cleaned_data.get("text")]
        if not filled:
            opening.add_error(None, __("There is no slip yet. Write the first one below."))
        elif placed := placed_rows(filled, request.post.place):
            voices = [_enter(number, row, place, opening.cleaned_data, request.post) for number, row, place in placed]
            messages.success(
                request, __("%(count)s slips taken in, each with its own receipt code.") % {"count": len(voices)}
            )
            return page(request, "desk/cases/slips.html", {"slips": [slip_of(request, v.pk) for v in voices]})
    bad = request.method == "POST" and "more" not in request.POST
    return page(request, "desk/cases/letter_box.html", {"opening": opening, "rows": rows}, status=422 if bad else 200)


def with_more_rows(request, prefix: str):
    """What was typed, and five empty rows below it if more were asked for."""
    if request.method != "POST":
        return None
    data, total = request.POST.copy(), f"{prefix}-TOTAL_FORMS"
    if "more" in data and data.get(total, "").isdecimal():
        data[total] = str(min(int(data[total][:4]) + 5, 40))
    return data


def placed_rows(filled, scope) -> list:
    """Every row with its place, or nothing: the batch is entered when all of it can be."""
    placed = []
    for number, row in filled:
        try:
            placed.append((number, row, place_said(row.cleaned_data["place"], scope)))
        except Refused as refusal:
            row.add_error("place", str(refusal))
    return placed if len(placed) == len(filled) else []


def _enter(number: int, row, place, opening: dict, post) -> Voice:
    voice = actions.report_case(
        place=place,
        words=row.cleaned_data["text"],
        source=Source.LETTER_BOX,
        by=post,
        submission_key=f"{opening['key']}-{number}",
    )
    if voice.case.version == 1 and not voice.case.restricted:
        words = __("From the letter box, opened on %(day)s by %(openers)s.")
        actions.note(voice.case, words=words % {"day": opening["opened_on"], "openers": opening["openers"]}, by=post)
    return voice


# --- receipt slips ----------------------------------------------------------------------------------------------


def slip(request, key):
    """The receipt to print and hand over."""
    return page(request, "desk/cases/slips.html", {"slips": [slip_of(request, key)]})


def slip_sheet(request, key):
    """The same as PDF, A6."""
    voice = voice_for_slip(request, key)
    knock((SLIPS, request.post.ref))
    place = voice.case.place
    facts = SlipFacts(
        receipt=voice.receipt,
        where=wheres([place])[place.path],
        reach=reaches([place])[place.path],
        said_at=voice.said_at,
        contact_due=voice.case.contact_due,
        finish_due=voice.case.finish_due,
    )
    response = HttpResponse(receipt_slip(facts, address=public_address(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{voice.receipt}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def slip_of(request, key) -> dict:
    voice = voice_for_slip(request, key)
    return {
        "voice": voice,
        "case": voice.case,
        "address": voice.case.place.address,
        "proof": books.duties.rules().proof_named(voice.words) if voice.case.category.code == PROOFS else None,
        "qr": mark_safe(qr(f"{public_address(request)}/c/{voice.receipt}")),
        "visible": Case.objects.visible_to(request.post).filter(pk=voice.case_id).exists(),
    }


def voice_for_slip(request, key) -> Voice:
    """For those who take in, of a voice that was entered on somebody's behalf: of a case they see, or entered
    themselves, which may go round their own line. A code that a resident got on the own phone is nobody's here to see
    or to rate with.
    """
    if not takes_in.allows(request.post, None):
        raise Http404
    voice = get_object_or_404(
        Voice.objects.exclude(entered_by=None).select_related(
            "case__category", f"case__{PARENTS}", "case__place__grid"
        ),
        pk=key,
    )
    if (
        voice.entered_by_id != request.post.pk
        and not Case.objects.visible_to(request.post).filter(pk=voice.case_id).exists()
    ):
        raise Http404
    return voice


def public_address(request) -> str:
    return settings.PUBLIC_ADDRESS or f"{request.scheme}://{request.get_host()}"
