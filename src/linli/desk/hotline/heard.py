"""Several things at once, heard in a residents' group or come by another channel."""

from django import forms
from django.contrib import messages
from django.forms import formset_factory
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from linli.cases import actions, books
from linli.cases.actions import LONGEST_WORDS, OrderSaid
from linli.cases.models import Source, Voice
from linli.desk.cases.intake import SlipRow, fresh_key, placed_rows, slip_of, with_more_rows
from linli.desk.fields import Choices
from linli.desk.frame import page
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people.rules import AT_THE_STREET, takes_in
from linli.ui.forms import refuse


class Channel(forms.Form):
    source = Choices(_("How it came in"), [], initial=Source.GROUP)
    channel = forms.CharField(
        label=_("Which group or channel"),
        max_length=40,
        required=False,
        help_text=_("such as 锦和苑业主群; not who is in it"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args, hotlines, **more):
        super().__init__(*args, **more)
        self.hotlines = {f"hotline:{one.key}": one for one in hotlines}
        ways = [
            (Source.GROUP, Source.GROUP.label),
            (Source.OTHER, Source.OTHER.label),
            *((key, one.name) for key, one in self.hotlines.items()),
        ]
        self.fields["source"].choices = ways

    def clean(self):
        given = super().clean()
        if given.get("source") in (Source.GROUP, Source.OTHER) and not given.get("channel", "").strip():
            self.add_error("channel", _("Say which group or channel it was."))
        return given


class HeardRow(SlipRow):
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    number = forms.CharField(label=_("Its number there"), max_length=60, required=False)


HeardRows = formset_factory(HeardRow, extra=5, max_num=40, absolute_max=40, validate_max=True)


def heard(request):
    """One line a matter; each becomes a case with its own receipt code. Nothing is entered before all of it can be."""
    takes_in.require(request.post, None)
    if request.post.place is None:
        raise Refused(_("This post has no place to take in for."))
    hotlines = books.hotlines.rules().systems if request.post.role in AT_THE_STREET else ()
    channel = Channel(request.POST or None, hotlines=hotlines, initial={"key": fresh_key(), "source": Source.GROUP})
    rows = HeardRows(with_more_rows(request, "row"), prefix="row")
    more = "more" in request.POST
    if request.method == "POST" and not more and channel.is_valid() & rows.is_valid():
        filled = [(n, row) for n, row in enumerate(rows) if row.cleaned_data.get("text")]
        if not filled:
            channel.add_error(None, __("There is nothing yet. Write the first line below."))
        elif placed := placed_rows(filled, request.post.place):
            voices = _enter(placed, channel, request.post)
            if all(voices):
                messages.success(
                    request, __("%(count)s taken in, each with its own receipt code.") % {"count": len(voices)}
                )
                return page(
                    request, "desk/cases/slips.html", {"slips": [slip_of(request, voice.pk) for voice in voices]}
                )
    bad = request.method == "POST" and not more
    return page(request, "desk/hotline/heard.html", {"channel": channel, "rows": rows}, status=422 if bad else 200)


def _enter(placed, channel: Channel, post) -> list[Voice | None]:
    """Those that could not be entered say why at their line; the others have been, and sent again they are the same."""
    voices: list[Voice | None] = []
    for number, row, place in placed:
        try:
            voices.append(_one(number, row.cleaned_data, place, channel, post))
        except Refused as refusal:
            refuse(row, refusal)
            voices.append(None)
    return voices


def _one(number: int, said: dict, place, channel: Channel, post) -> Voice:
    given = channel.cleaned_data
    if hotline := channel.hotlines.get(given["source"]):
        if not said["number"]:
            raise Refused(__("An order of a hotline has a number."), field="number")
        order = OrderSaid(
            number="".join(said["number"].split()), words=said["text"], place=place, received_at=clock.now()
        )
        return actions.take_in_order(order, hotline=hotline, by=post)[0].voice
    return actions.take_in_heard(
        place=place,
        words=said["text"],
        source=given["source"],
        channel=given["channel"],
        number=said["number"],
        by=post,
        submission_key=f"{given['key']}-{number}",
    )
