"""The states of what neighbours decide together, and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.rules import (
    convenes,
    enters_ballots,
    hears_appeals,
    is_a_visitor,
    is_the_clock,
    prepares,
    promised_it,
    raised_it,
    screens,
    sees_meeting,
    takes_part,
    takes_voices,
)
from linli.kernel.lifecycle import Lifecycle, move


class VoteState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("vote", "being prepared")
    NOTICED = "noticed", pgettext_lazy("vote", "notice given")
    OPEN = "open", pgettext_lazy("vote", "voting is open")
    CLOSED = "closed", pgettext_lazy("vote", "closed and counted")
    PUBLISHED = "published", pgettext_lazy("vote", "result published")
    ABANDONED = "abandoned", pgettext_lazy("vote", "abandoned")


ANNOUNCED = [VoteState.NOTICED, VoteState.OPEN, VoteState.CLOSED, VoteState.PUBLISHED, VoteState.ABANDONED]
COUNTED = [VoteState.CLOSED, VoteState.PUBLISHED]
RUNNING = [VoteState.NOTICED, VoteState.OPEN]

VOTE_MOVES = Lifecycle(
    dict(VoteState.choices),
    move("prepare", _("change the draft"), start=VoteState.DRAFT, to=None, who=prepares),
    move("give_notice", _("give notice"), start=VoteState.DRAFT, to=VoteState.NOTICED, who=prepares),
    move("print_sheets", _("print the notices"), start=RUNNING, to=None, who=prepares),
    move("serve", _("note who was served"), start=RUNNING, to=None, who=enters_ballots),
    move("open", _("open"), start=VoteState.NOTICED, to=VoteState.OPEN, who=is_the_clock),
    move("enter_paper", _("enter a paper ballot"), start=VoteState.OPEN, to=None, who=enters_ballots),
    move("transfer", _("note a sale"), start=RUNNING, to=None, who=prepares),
    move("close", _("close and count"), start=VoteState.OPEN, to=VoteState.CLOSED, who=prepares | is_the_clock),
    move("bring_outcome", _("enter the city system's outcome"), start=VoteState.CLOSED, to=None, who=prepares),
    move("publish", _("publish the result"), start=VoteState.CLOSED, to=VoteState.PUBLISHED, who=prepares),
    move("take_pack", _("take the evidence pack"), start=COUNTED, to=None, who=prepares),
    move("call_back", _("ask what the paper said"), start=COUNTED, to=None, who=enters_ballots),
    move("abandon", _("abandon"), start=[VoteState.DRAFT, *RUNNING], to=VoteState.ABANDONED, who=prepares),
)


class TopicState(models.TextChoices):
    RAISED = "raised", pgettext_lazy("topic", "looking for seconders")
    PROPOSED = "proposed", pgettext_lazy("topic", "to be screened")
    REFUSED = "refused", pgettext_lazy("topic", "not taken up")
    APPEALED = "appealed", pgettext_lazy("topic", "appeal before the street")
    GOING = "going", pgettext_lazy("topic", "being talked over")
    CLOSED = "closed", pgettext_lazy("topic", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("topic", "withdrawn")


HEARD = [TopicState.RAISED, TopicState.GOING, TopicState.CLOSED]
"""What stands on public lists. What was refused is shown, with its reason, to whoever has its address."""

TOPIC_MOVES = Lifecycle(
    dict(TopicState.choices),
    move("second", _("second it"), start=TopicState.RAISED, to=None, who=takes_part),
    move("second_on_paper", _("note who seconded it on paper"), start=TopicState.RAISED, to=None, who=takes_voices),
    move(
        "hand_in",
        _("hand in with enough seconders"),
        start=TopicState.RAISED,
        to=TopicState.PROPOSED,
        who=takes_part | takes_voices,
    ),
    move("accept", _("take it up"), start=TopicState.PROPOSED, to=TopicState.GOING, who=screens),
    move("refuse", _("do not take it up"), start=TopicState.PROPOSED, to=TopicState.REFUSED, who=screens),
    move("appeal", _("appeal"), start=TopicState.REFUSED, to=TopicState.APPEALED, who=raised_it),
    move(
        "enter_appeal",
        _("enter an appeal made on paper or at the counter"),
        start=TopicState.REFUSED,
        to=TopicState.APPEALED,
        who=takes_voices,
    ),
    move("admit", _("take it up after all"), start=TopicState.APPEALED, to=TopicState.GOING, who=hears_appeals),
    move("uphold", _("uphold the refusal"), start=TopicState.APPEALED, to=TopicState.REFUSED, who=hears_appeals),
    move(
        "declare_groups",
        _("say who is concerned"),
        start=[TopicState.PROPOSED, TopicState.GOING],
        to=None,
        who=convenes,
    ),
    move("hear_until", _("say until when voices are taken"), start=TopicState.GOING, to=None, who=convenes),
    move("seed", _("add statements"), start=TopicState.GOING, to=None, who=takes_voices),
    move("moderate", _("look at statements"), start=TopicState.GOING, to=None, who=takes_voices),
    move("say", _("say what one thinks"), start=TopicState.GOING, to=None, who=takes_part),
    move("take_voice", _("enter a voice"), start=TopicState.GOING, to=None, who=takes_voices),
    move("print_cards", _("print cards"), start=TopicState.GOING, to=None, who=takes_voices),
    move("open_box", _("open a letter box"), start=TopicState.GOING, to=None, who=takes_voices),
    move(
        "compute",
        _("compute the board"),
        start=[TopicState.GOING, TopicState.CLOSED],
        to=None,
        who=convenes | is_the_clock,
    ),
    move("publish_board", _("publish the board"), start=[TopicState.GOING, TopicState.CLOSED], to=None, who=convenes),
    move("begin_round", _("begin the next round"), start=TopicState.GOING, to=None, who=takes_voices),
    move("end_stage", _("end the stage"), start=TopicState.GOING, to=None, who=convenes),
    move("put_on_show", _("put on show"), start=TopicState.GOING, to=None, who=convenes),
    move("judge", _("say what became of it"), start=[TopicState.GOING, TopicState.CLOSED], to=None, who=takes_part),
    move("close", _("close it"), start=TopicState.GOING, to=TopicState.CLOSED, who=convenes),
    move("reopen", _("open it again"), start=TopicState.CLOSED, to=TopicState.GOING, who=screens),
    move(
        "withdraw",
        _("withdraw it"),
        start=[TopicState.RAISED, TopicState.PROPOSED, TopicState.GOING],
        to=TopicState.WITHDRAWN,
        who=raised_it | screens,
    ),
)


class MeetingState(models.TextChoices):
    CALLED = "called", pgettext_lazy("meeting", "called")
    SITTING = "sitting", pgettext_lazy("meeting", "sitting")
    HELD = "held", pgettext_lazy("meeting", "held; the sheet is to be signed")
    PUBLISHED = "published", pgettext_lazy("meeting", "minutes published")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")


MEETING_MOVES = Lifecycle(
    dict(MeetingState.choices),
    move("put_on_agenda", _("put on the agenda"), start=MeetingState.CALLED, to=None, who=sees_meeting),
    move("close_agenda", _("close the agenda"), start=MeetingState.CALLED, to=None, who=convenes | is_the_clock),
    move("move_it", _("change time or room"), start=MeetingState.CALLED, to=None, who=convenes),
    move("begin", _("begin"), start=MeetingState.CALLED, to=MeetingState.SITTING, who=takes_voices),
    move("attend", _("note who came"), start=[MeetingState.CALLED, MeetingState.SITTING], to=None, who=takes_voices),
    move(
        "sign_in",
        _("sign in by the room's code"),
        start=[MeetingState.CALLED, MeetingState.SITTING],
        to=None,
        who=is_a_visitor,
    ),
    move(
        "write_minutes",
        _("write the minutes"),
        start=[MeetingState.SITTING, MeetingState.HELD],
        to=None,
        who=takes_voices,
    ),
    move("end", _("end the meeting"), start=MeetingState.SITTING, to=MeetingState.HELD, who=takes_voices),
    move("sign", _("note who signed"), start=MeetingState.HELD, to=None, who=convenes),
    move("publish", _("publish the minutes"), start=MeetingState.HELD, to=MeetingState.PUBLISHED, who=convenes),
    move("cancel", _("cancel"), start=MeetingState.CALLED, to=MeetingState.CANCELLED, who=convenes),
)


class PromiseState(models.TextChoices):
    PROMISED = "promised", pgettext_lazy("promise", "promised")
    DONE = "done", pgettext_lazy("promise", "kept")
    DROPPED = "dropped", pgettext_lazy("promise", "dropped")


PROMISE_MOVES = Lifecycle(
    dict(PromiseState.choices),
    move("report", _("report on it"), start=PromiseState.PROMISED, to=None, who=promised_it | takes_voices),
    move("put_off", _("set a later date"), start=PromiseState.PROMISED, to=None, who=convenes),
    move("keep", _("it is done"), start=PromiseState.PROMISED, to=PromiseState.DONE, who=promised_it | takes_voices),
    move("doubt", _("it is not done"), start=PromiseState.DONE, to=PromiseState.PROMISED, who=convenes),
    move("drop", _("drop it"), start=PromiseState.PROMISED, to=PromiseState.DROPPED, who=convenes),
)


class CameraState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("camera", "planned")
    RUNNING = "running", pgettext_lazy("camera", "running")
    REMOVED = "removed", pgettext_lazy("camera", "taken down")


CAMERA_MOVES = Lifecycle(
    dict(CameraState.choices),
    move(
        "start", pgettext_lazy("camera", "let it run"), start=CameraState.PLANNED, to=CameraState.RUNNING, who=convenes
    ),
    move(
        "remove",
        pgettext_lazy("camera", "take it down"),
        start=[CameraState.PLANNED, CameraState.RUNNING],
        to=CameraState.REMOVED,
        who=convenes,
    ),
)


class MotionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("motion", "being prepared")
    OPEN = "open", pgettext_lazy("motion", "put")
    COUNTED = "counted", pgettext_lazy("motion", "counted, to be checked")
    DECIDED = "decided", pgettext_lazy("motion", "decided")
    PUBLISHED = "published", pgettext_lazy("motion", "published")
    ABANDONED = "abandoned", pgettext_lazy("motion", "abandoned")


MOTION_MOVES = Lifecycle(
    dict(MotionState.choices),
    move("prepare", _("change the draft"), start=MotionState.DRAFT, to=None, who=convenes),
    move("put", _("put it to the meeting"), start=MotionState.DRAFT, to=MotionState.OPEN, who=convenes),
    move("ask_owners", _("prepare the owners' vote"), start=MotionState.DRAFT, to=MotionState.OPEN, who=convenes),
    move("advise", _("enter advice"), start=MotionState.OPEN, to=None, who=takes_voices),
    move("count", _("enter the count"), start=MotionState.OPEN, to=MotionState.COUNTED, who=takes_voices),
    move("recount", _("count again"), start=MotionState.COUNTED, to=MotionState.OPEN, who=takes_voices),
    move("check", _("confirm the count"), start=MotionState.COUNTED, to=MotionState.DECIDED, who=takes_voices),
    move("conclude", _("conclude the advice"), start=MotionState.OPEN, to=MotionState.DECIDED, who=convenes),
    move(
        "follow_vote",
        _("take over the owners' result"),
        start=MotionState.OPEN,
        to=MotionState.PUBLISHED,
        who=convenes | is_the_clock,
    ),
    move("publish", _("publish it"), start=MotionState.DECIDED, to=MotionState.PUBLISHED, who=convenes),
    move(
        "carry_out", _("have it carried out"), start=[MotionState.DECIDED, MotionState.PUBLISHED], to=None, who=convenes
    ),
    move(
        "abandon",
        _("abandon"),
        start=[MotionState.DRAFT, MotionState.OPEN],
        to=MotionState.ABANDONED,
        who=convenes | is_the_clock,
    ),
)
