"""One topic's voices: what waits to be looked at, who has not been heard, how voices come in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as __
from django.views.decorators.http import require_POST

from linli.councils import actions
from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import Statement, Topic
from linli.councils.queries import topics as topic_queries
from linli.councils.queries import voices as queries
from linli.desk import frame
from linli.desk.topics.pages import PARTS
from linli.desk.voices.forms import Box, Cards, Household, Look, Second, Seeds, Until
from linli.kernel.errors import Refused
from linli.ui.forms import refusals_in

WAITING = 40
LISTED = 400


def topic_of(request, key) -> Topic:
    """A topic this post takes voices for; others do not exist for it."""
    return get_object_or_404(topic_queries.topics().visible_to(request.post), pk=key)


def voices(request, key, *, status: int = 200, **forms):
    """`forms`: those that were sent and could not be taken; each has its place on the page, and keeps
    what was typed.
    """
    topic = topic_of(request, key)
    statements = list(
        topic.statements.select_related("condition_of", "same_as", "author", "entered_by__person")[:LISTED]
    )
    waiting = [one for one in statements if one.state == Statement.State.WAITING]
    looked = forms.get("looked")  # (statement, form)
    again = _again(request, statements, looked)
    facts = {
        "topic": topic,
        "steps": {move.step for move in TOPIC_MOVES.open_to(request.post, topic)},
        "open": queries.is_open(topic),
        "waiting": [(one, _look(one, looked)) for one in waiting[:WAITING]],
        "waiting_count": len(waiting),
        "again": (again, _look(again, looked)) if again else None,
        "statements": statements,
        "meter": queries.meter(topic),
        "box": queries.box_cards(topic),
        "seeds": forms.get("seeds") or Seeds(),
        "cards": forms.get("cards") or Cards(),
        "until": forms.get("until") or Until(initial={"until": topic.hearing_until, "seen": topic.version}),
        "opening": forms.get("opening") or Box(),
        "second": forms.get("second") or Second(),
        "household": forms.get("household") or Household(),
    }
    return frame.page(request, "desk/voices/voices.html", facts, status=status)


def _again(request, statements: list[Statement], looked) -> Statement | None:
    """One that was looked at already and is looked at once more, or that somebody else was faster with."""
    number = request.GET.get("s", "")
    known = number.isascii() and number.isdecimal() and len(number) < 6
    for one in statements:
        if one.state != Statement.State.WAITING and (
            (looked and looked[0] == one.pk) or (known and one.number == int(number))
        ):
            return one
    return None


def _look(statement: Statement, looked) -> Look:
    if looked and looked[0] == statement.pk:
        return looked[1]
    initial = {"was": statement.state, "reason": statement.reason, "note": statement.note}
    return Look(initial=initial, prefix=f"n{statement.number}", auto_id=f"n{statement.number}_%s")


@require_POST
def moderate(request, key, statement):
    topic = topic_of(request, key)
    found = topic.statements.filter(pk=statement).first()
    if found is None:
        messages.error(request, __("Its author has taken it back."))
        return redirect("desk:voices", topic.pk)
    prefix = f"n{found.number}"
    form = Look(request.POST, prefix=prefix, auto_id=f"{prefix}_%s")
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            actions.moderate(
                found,
                show="show" in request.POST,
                reason=given["reason"],
                note=given["note"],
                same_as=given["same_as"],
                was=given["was"],
                by=request.post,
            )
            shown = "show" in request.POST
            messages.success(request, __("Shown.") if shown else __("Not shown; its author reads why."))
            return redirect("desk:voices", topic.pk)
    return voices(request, key, looked=(found.pk, form), status=422)


def _take(request, key, name: str, form, deed, done: str):
    """A form of the page: one action, then the page again."""
    if form.is_valid():
        with refusals_in(form):
            said = deed(form.cleaned_data)
            messages.success(request, done % {"n": said} if "%(n)s" in done else done)
            return redirect("desk:voices", key)
    return voices(request, key, status=422, **{name: form})


@require_POST
def seed(request, key):
    topic = topic_of(request, key)

    def deed(given) -> int:
        return len(actions.seed(topic, given["lines"].splitlines(), by=request.post))

    return _take(request, key, "seeds", Seeds(request.POST), deed, __("%(n)s statements are shown now."))


@require_POST
def until(request, key):
    topic = topic_of(request, key)
    form = Until(request.POST)
    return _take(
        request,
        key,
        "until",
        form,
        lambda given: actions.hear_until(topic, given["until"], by=request.post, seen=given["seen"]),
        __("Noted."),
    )


@require_POST
def box(request, key):
    topic = topic_of(request, key)
    return _take(
        request,
        key,
        "opening",
        Box(request.POST),
        lambda given: actions.open_box(topic, **given, by=request.post),
        __("Written down. Now a second person counts and confirms."),
    )


@require_POST
def second(request, key, opening):
    """The second of two confirms an opening; or a wrong count that nobody confirmed is taken back."""
    topic = topic_of(request, key)
    found = get_object_or_404(topic.openings.select_related("topic"), pk=opening)
    if "drop" in request.POST:
        try:
            actions.drop_opening(found, by=request.post)
        except Refused as no:
            messages.error(request, str(no))
        return redirect("desk:voices", topic.pk)
    return _take(
        request,
        key,
        "second",
        Second(request.POST),
        lambda given: actions.witness_box(found, **given, by=request.post),
        __("Both counts agree: the cards can be entered."),
    )


@require_POST
def household(request, key):
    topic = topic_of(request, key)

    def deed(given) -> None:
        person = queries.shown_by(topic, given["shown"])
        if person is None:
            raise Refused(__("Nobody in this topic has this word or code."), field="shown")
        actions.verify_household(person, door=given["door"], by=request.post)

    return _take(request, key, "household", Household(request.POST), deed, __("Noted: this household has one voice."))


def of_topic(topic: Topic, request) -> dict | None:
    """For the topic's own page at the desk."""
    if topic.state not in (Topic.State.GOING, Topic.State.CLOSED):
        return None
    return {"meter": queries.meter(topic), "log": queries.moderation_log(topic), "open": queries.is_open(topic)}


PARTS.append(("desk/topic/voices.html", of_topic))
