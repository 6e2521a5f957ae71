"""The steps as the page offers them: which form, which action, what is said before and after.

Which of them a person may take now is not decided here but by the lifecycle: `MOVES.open_to`, `UNIT_MOVES.open_to`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import actions, books
from linli.cases.lifecycle import MOVES, UNIT_MOVES
from linli.cases.models import Assignment, Case
from linli.desk.cases import forms, more_time, supervised
from linli.kernel import clock
from linli.kernel.lifecycle import Move
from linli.people.models import Post
from linli.ui.moments import said_moment


@dataclass(frozen=True)
class Step:
    """`rank` orders the panel: 0 the next right thing, 1 beside it, 2 folded away because it undoes or
    moves something.
    """

    name: str
    act: Callable[..., Any]
    done: object
    form: type[forms.StepForm] = forms.StepForm
    rank: int = 1
    previewed: bool = False
    event: str = ""
    called: object = ""  # what it is called in this case, if not as in the lifecycle

    @property
    def of_unit(self) -> bool:
        return self.name in UNIT_MOVES.moves

    @property
    def move(self) -> Move:
        return (UNIT_MOVES if self.of_unit else MOVES).moves[self.name]

    @property
    def words(self) -> object:
        return self.called or self.move.words


STEPS = {
    step.name: step
    for step in (
        Step(
            "take_up", actions.take_up, _("Taken up. The resident sees that it is yours now."), rank=0, event="TakenUp"
        ),
        Step("contact", actions.contact, _("Noted: the resident was contacted."), forms.ContactResident),
        Step("solve", actions.solve, _("Solved. Now answer the resident."), forms.SayWithPhotos),
        Step("dispatch", actions.dispatch, _("Dispatched. The unit has been told."), forms.Dispatch),
        Step(
            "blow_whistle",
            actions.blow_whistle,
            _("The whistle is blown. The units have been told."),
            forms.BlowWhistle,
        ),
        Step("pass_check", actions.pass_check, _("Check passed. Now answer the resident."), forms.Check, rank=0),
        Step(
            "answer",
            actions.answer,
            _("Answered. Everyone who raised it can read it now."),
            forms.Answer,
            rank=0,
            previewed=True,
        ),
        Step("call_back", actions.call_back, _("Call noted."), forms.CallBack, rank=0),
        Step("close", actions.close, _("Closed.")),
        Step("hand_on", actions.hand_on, _("Handed on."), forms.HandOn),
        Step("note", actions.note, _("Noted."), forms.Note),
        Step("urge", actions.urge, _("Reminded. Whoever has it has been told."), forms.Urge, rank=2),
        Step("put_back", actions.put_back, _("Put back. It waits to be taken up again."), rank=2),
        Step("resume", actions.resume, _("The clock runs again."), more_time.Resume),
        Step("fail_check", actions.fail_check, _("Called again: the units have been told."), forms.Check),
        Step(
            "ask_extension",
            actions.ask_extension,
            _("Asked. Who decides has been told."),
            more_time.AskExtension,
            rank=2,
        ),
        Step(
            "wait",
            actions.wait_for_resident,
            _("The clock stands still; the resident sees what is missing."),
            more_time.Wait,
            rank=2,
        ),
        Step("ask_pause", actions.ask_pause, _("Asked. Who decides has been told."), more_time.AskPause, rank=2),
        Step(
            "ask_slow_lane",
            actions.ask_slow_lane,
            _("Asked. Who decides has been told."),
            more_time.AskSlowLane,
            rank=2,
        ),
        Step("raise_case", actions.raise_case, _("Raised. Those above have been told."), supervised.RaiseCase, rank=2),
        Step(
            "name_staff",
            actions.name_staff,
            _("Named. From now on it goes round that post's own line."),
            supervised.NameStaff,
            rank=0,
        ),
        Step(
            "ask_exclusion",
            actions.ask_exclusion,
            _("Asked. The street reviews it, and another person decides."),
            supervised.AskExclusion,
            rank=2,
        ),
        Step("correct", actions.correct, _("Set right."), forms.Correct, rank=2),
        Step("call_off", actions.call_off, _("Called off. The units have been told."), forms.Say, rank=2),
        Step("reopen", actions.reopen, _("Open again, under supervision."), forms.Say, rank=2),
        Step("sign", actions.sign, _("Signed for."), rank=0),
        Step("unit_contact", actions.unit_contact, _("Noted: the resident was contacted."), forms.UnitContact, rank=0),
        Step("report_in", actions.report_in, _("Reported in."), forms.ReportIn),
        Step("plan", actions.plan, _("The plan is written; all who were called can read it."), forms.WritePlan),
        Step(
            "report_done",
            actions.report_done,
            _("Reported done. The community checks on the spot."),
            forms.SayWithPhotos,
        ),
        Step(
            "object",
            actions.object_to,
            _("Your objection is with the street. Until it is decided, your clocks run on."),
            forms.ObjectTo,
            rank=2,
        ),
        Step("send_back", actions.send_back, _("Returned."), forms.SendBack, rank=2),
    )
}
ORDER = list(STEPS)


def open_steps(post: Post, case: Case, assignment: Assignment | None) -> list[Step]:
    """Exactly what this person may do now, the next right thing first."""
    names = {move.step for move in MOVES.open_to(post, case)} - {
        "send_back",
        "finish",
    }  # units take these on their part
    if assignment:
        names |= {move.step for move in UNIT_MOVES.open_to(post, assignment)}
    steps = (in_this_case(STEPS[name], case) for name in names if name in STEPS and more_time.wanted(name, case))
    return sorted(steps, key=lambda s: (s.rank, ORDER.index(s.name)))


def in_this_case(step: Step, case: Case) -> Step:
    """Nobody is asked to call a resident who left no number; what is taken up wants to be solved; a whistle is stood
    down.
    """
    if step.name in {"contact", "unit_contact", "call_back"} and not case.reachable:
        return replace(step, rank=2)
    if step.name == "name_staff" and case.about_post_id:
        return replace(step, rank=2)
    if step.name == "solve" and case.keeper_id:
        return replace(step, rank=0)
    if step.name == "pass_check" and case.round == "whistle":
        return replace(
            step, called=_("stand down the whistle"), done=_("Stood down. Now answer the resident, and rate the units.")
        )
    return step


def consequence(step: Step, case: Case) -> str:
    """What the step brings about, said before it is taken."""
    match step.name:
        case "take_up":
            return _("The resident sees your role as the one in charge, and that an answer comes by %(due)s.") % {
                "due": said_moment(case.finish_due)
            }
        case "dispatch":
            signed = _("The unit has to sign for it by %(due)s.") % {
                "due": said_moment(due_of("sign", "dispatch", case))
            }
            return f"{signed} {_promised(case)}"
        case "blow_whistle":
            called = _(
                "The clocks beside the kind of whistle start now for every unit. Each may object once, citing "
                "its duty list."
            )
            return f"{called} {_promised(case)}"
        case "pass_check" if case.round == "whistle":
            return _("All units may go. Both sides are then asked to rate each other.")
        case "object":
            return _(
                "Once in a case. The street decides: upheld, you are released; dismissed, it is yours and that binds."
            )
        case "urge":
            return _("Whoever has it is told, once a day. It stays in the story.")
        case "put_back":
            return _("Nobody has it any more until somebody takes it up.")
        case "answer":
            return _("You see the message as the resident will read it before it is sent.")
        case "close":
            return _(
                "Only when there is nothing left to do. Without a rating it counts as neither satisfied nor "
                "dissatisfied."
            )
        case "raise_case":
            return _("Those on that rung are told, and the rungs below are relieved.")
        case "name_staff":
            return _(
                "Whom it is about never sees it, in whatever post; about the street's leader or inspector, it "
                "goes to the county."
            )
        case "ask_exclusion":
            return _(
                "The street reviews it, another person decides. The resident is told with the reason and may "
                "object once."
            )
        case "reopen":
            return _("It is taken up again under supervision, with a new due time.")
        case "fail_check":
            return _("The units that reported done are called once more; it counts as rework.")
        case "call_off":
            return _("All units called now stand down; the case returns to its keeper.")
        case "send_back":
            return _(
                "The community gets the case back. On a second return the street decides within a working day, "
                "which binds."
            )
        case "correct":
            return _(
                "Due times follow the new kind, counted from the day of the report; old and new stay in the story."
            )
        case "call_back":
            return _(
                "Not reached stays not reached; it never counts as satisfied. “Not solved” opens the case again once."
            )
        case "report_done":
            return _("When all units are done, the community checks on the spot.")
    return more_time.consequence(step.name, case)


def _promised(case: Case) -> str:
    """Units' clocks may run longer than the one the resident was told; that one stays."""
    promise = _("The resident was promised an answer by %(due)s. A longer time of a unit does not move that.")
    return promise % {"due": said_moment(case.finish_due)}


def due_of(clock_name: str, round_: str, case: Case) -> datetime | None:
    """When a unit called now would have to have done it; None if it has no clock of its own for that."""
    kind = "dispatch" if round_ == "dispatch" else "emergency" if case.urgent else "joint"
    limit = getattr(books.whistles.rules().limits_for(kind), clock_name)
    return deadline(Limit.parse(limit), clock.now(), calendar.current()).due if limit else None
