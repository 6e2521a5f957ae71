"""The states of an owners' vote and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.rules import enters_ballots, is_the_clock, prepares
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
    move("abandon", _("abandon"), start=[VoteState.DRAFT, *RUNNING], to=VoteState.ABANDONED, who=prepares),
)  # fmt: skip
