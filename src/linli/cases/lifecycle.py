"""The life of a case, and the life of one unit's assignment within it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.rules import (
    blew_it_or_is_above,
    helps_the_parties,
    is_called,
    is_the_clock,
    is_the_unit,
    keeps_it,
    keeps_the_file,
    leads_the_units,
    looks_on,
    may_ask_exclusion,
    may_ask_for_time,
    may_dispatch,
    may_name_staff,
    may_object,
    may_raise,
    may_urge,
    may_whistle,
    oversees_the_place,
    raised_it,
    serves_the_place,
)
from linli.kernel.lifecycle import Lifecycle, move


class State(models.TextChoices):
    REPORTED = "reported", pgettext_lazy("case", "waiting to be taken up")
    TAKEN_UP = "taken_up", pgettext_lazy("case", "in work")
    WITH_UNITS = "with_units", pgettext_lazy("case", "with the units called")
    HANDLED = "handled", pgettext_lazy("case", "waiting for the check")
    CHECKED = "checked", pgettext_lazy("case", "waiting for the answer")
    ANSWERED = "answered", pgettext_lazy("case", "answered")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("case", "withdrawn")
    GIVEN_BACK = "given_back", pgettext_lazy("case", "given back to the hotline")
    MERGED = "merged", pgettext_lazy("case", "merged into another")


GONE = [State.WITHDRAWN, State.GIVEN_BACK]  # ended without an answer of ours
LISTED_ENDED = [State.CLOSED, *GONE]  # a merged one goes on under another number
ENDED = {*LISTED_ENDED, State.MERGED}
UNANSWERED = [State.REPORTED, State.TAKEN_UP, State.WITH_UNITS, State.HANDLED, State.CHECKED]
OPEN = [*UNANSWERED, State.ANSWERED]
AT_THE_BLOCK = [State.REPORTED, State.TAKEN_UP]
WITH_ANSWER = [State.ANSWERED, State.CLOSED]

MOVES = Lifecycle(
    dict(State.choices),
    move("take_up", _("take up"), start=State.REPORTED, to=State.TAKEN_UP, who=serves_the_place),
    move("hand_on", _("hand on"), start=AT_THE_BLOCK, to=State.TAKEN_UP, who=serves_the_place),
    move("contact", _("contact the resident"), start=UNANSWERED, to=None, who=serves_the_place),
    move("solve", _("solve at the block"), start=State.TAKEN_UP, to=State.CHECKED, who=serves_the_place),
    move("dispatch", _("dispatch to a unit"), start=AT_THE_BLOCK, to=State.WITH_UNITS, who=may_dispatch),
    move("blow_whistle", _("blow the whistle"), start=AT_THE_BLOCK, to=State.WITH_UNITS, who=may_whistle),
    move("send_back", _("return"), start=State.WITH_UNITS, to=State.TAKEN_UP, who=is_called),
    move("finish", _("report done"), start=State.WITH_UNITS, to=State.HANDLED, who=is_called),
    move("call_off", _("call off"), start=State.WITH_UNITS, to=State.TAKEN_UP, who=may_dispatch),
    move(
        "pass_check",
        _("check passed"),
        start=State.HANDLED,
        to=State.CHECKED,
        who=serves_the_place & blew_it_or_is_above,
    ),
    move("fail_check", _("check failed, do it again"), start=State.HANDLED, to=State.WITH_UNITS, who=serves_the_place),
    move("answer", _("answer the resident"), start=State.CHECKED, to=State.ANSWERED, who=serves_the_place),
    move("call_back", _("call back"), start=WITH_ANSWER, to=None, who=serves_the_place),
    move("close", _("close"), start=State.ANSWERED, to=State.CLOSED, who=serves_the_place | is_the_clock),
    move("reopen", _("reopen"), start=WITH_ANSWER, to=State.TAKEN_UP, who=oversees_the_place | raised_it),
    move("same_matter", _("same matter, no new facts"), start=AT_THE_BLOCK, to=State.ANSWERED, who=serves_the_place),
    move("merge", _("merge into another"), start=UNANSWERED, to=State.MERGED, who=serves_the_place),
    move("unmerge", _("take the merge back"), start=State.MERGED, to=None, who=serves_the_place),
    move("withdraw", _("withdraw"), start=UNANSWERED, to=State.WITHDRAWN, who=raised_it),
    move("give_back", _("give back to the hotline"), start=UNANSWERED, to=State.GIVEN_BACK, who=oversees_the_place),
    move("correct", _("correct"), start=UNANSWERED, to=None, who=serves_the_place),
    move("ask_extension", _("ask for more time"), start=UNANSWERED, to=None, who=may_ask_for_time),
    move("ask_pause", _("ask to pause the clock"), start=UNANSWERED, to=None, who=serves_the_place),
    move("wait", _("wait for the resident"), start=UNANSWERED, to=None, who=serves_the_place),
    move("ask_slow_lane", _("ask for the slow lane"), start=UNANSWERED, to=None, who=serves_the_place),
    move("resume", _("let the clock run again"), start=UNANSWERED, to=None, who=serves_the_place),
    move("raise_case", _("supervise"), start=UNANSWERED, to=None, who=may_raise),
    move("name_staff", _("name whom it is about"), start=OPEN, to=None, who=may_name_staff),
    move(
        "ask_exclusion",
        _("ask to leave it out of the rates"),
        start=[*OPEN, State.CLOSED],
        to=None,
        who=may_ask_exclusion,
    ),
    move("put_back", _("put back"), start=State.TAKEN_UP, to=State.REPORTED, who=keeps_it),
    move("urge", _("remind"), start=UNANSWERED, to=None, who=may_urge),
    move("note", _("note"), start=OPEN, to=None, who=serves_the_place | is_called | looks_on),
)


class Stage(models.TextChoices):
    CALLED = "called", pgettext_lazy("unit", "called")
    SIGNED = "signed", pgettext_lazy("unit", "signed for")
    CONTACTED = "contacted", pgettext_lazy("unit", "resident contacted")
    REPORTED_IN = "reported_in", pgettext_lazy("unit", "reported in")
    DONE = "done", pgettext_lazy("unit", "done")
    RETURNED = "returned", pgettext_lazy("unit", "returned")
    CALLED_OFF = "called_off", pgettext_lazy("unit", "called off")


AT_WORK = [Stage.CALLED, Stage.SIGNED, Stage.CONTACTED, Stage.REPORTED_IN]

UNIT_MOVES = Lifecycle(
    dict(Stage.choices),
    move("sign", _("sign for"), start=Stage.CALLED, to=Stage.SIGNED, who=is_the_unit),
    move("unit_contact", _("contact the resident"), start=Stage.SIGNED, to=Stage.CONTACTED, who=is_the_unit),
    move("report_in", _("report in"), start=[Stage.SIGNED, Stage.CONTACTED], to=Stage.REPORTED_IN, who=is_the_unit),
    move(
        "plan",
        _("write the plan"),
        start=[Stage.SIGNED, Stage.CONTACTED, Stage.REPORTED_IN],
        to=None,
        who=leads_the_units,
    ),
    move(
        "report_done",
        _("report done"),
        start=[Stage.SIGNED, Stage.CONTACTED, Stage.REPORTED_IN],
        to=Stage.DONE,
        who=is_the_unit,
    ),
    move("send_back", _("return"), start=[Stage.CALLED, Stage.SIGNED], to=Stage.RETURNED, who=is_the_unit),
    move("object", _("object"), start=[Stage.CALLED, Stage.SIGNED, Stage.CONTACTED], to=None, who=may_object),
)


class MediationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("mediation", "talks are going on")
    AGREED = "agreed", pgettext_lazy("mediation", "agreed")
    FAILED = "failed", pgettext_lazy("mediation", "no agreement")
    WITHDRAWN = "withdrawn", pgettext_lazy("mediation", "withdrawn by a party")
    ENDED = "ended", pgettext_lazy("mediation", "kept to, ended")


GOING_ON = [MediationState.OPEN, MediationState.AGREED]

MEDIATION_MOVES = Lifecycle(
    dict(MediationState.choices),
    move("name_party", _("name a party"), start=MediationState.OPEN, to=None, who=helps_the_parties),
    move("invite", _("ask somebody to help"), start=GOING_ON, to=None, who=helps_the_parties),
    move("let_go", _("end somebody's help"), start=GOING_ON, to=None, who=helps_the_parties),
    move("pass_file_on", _("pass the file on"), start=GOING_ON, to=None, who=keeps_the_file),
    move("talk", _("note a talk"), start=MediationState.OPEN, to=None, who=helps_the_parties),
    move(
        "agree",
        _("write down the agreement"),
        start=MediationState.OPEN,
        to=MediationState.AGREED,
        who=helps_the_parties,
    ),
    move("follow_up", _("follow up"), start=MediationState.AGREED, to=None, who=helps_the_parties),
    move("keep_to", _("kept to: end"), start=MediationState.AGREED, to=MediationState.ENDED, who=helps_the_parties),
    move(
        "talk_again",
        _("not kept to: talk again"),
        start=MediationState.AGREED,
        to=MediationState.OPEN,
        who=helps_the_parties,
    ),
    move(
        "fail", _("end without agreement"), start=MediationState.OPEN, to=MediationState.FAILED, who=helps_the_parties
    ),
    move("withdraw_from", _("a party withdraws"), start=GOING_ON, to=MediationState.WITHDRAWN, who=helps_the_parties),
)
