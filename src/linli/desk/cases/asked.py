"""What somebody has asked for in a case, as the case page and the page of approvals show it: with what a yes would
bring.
"""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions import clocks
from linli.cases.actions.approvals import SORTS, may_decide
from linli.cases.models import Approval, Case
from linli.cases.queries import binding_order
from linli.cases.times import STOPS
from linli.desk.cases import said_time
from linli.people.models import Post

REVIEWED = {Approval.Kind.EXCLUSION, Approval.Kind.READMISSION}  # have pages of their own, with the street's review


OWN_PAGES = {
    Approval.Kind.OBJECTION: "desk:objection",
    Approval.Kind.EXCLUSION: "desk:exclusion",
    Approval.Kind.READMISSION: "desk:exclusion",
}  # where more has to be looked at than the words of the request


class Decision(forms.Form):
    """`seen` is the version of the case the person was looking at."""

    words = forms.CharField(
        label=gettext_lazy("Your reason"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("needed for a no"),
        widget=forms.Textarea(attrs={"rows": 1, "maxlength": 1000}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@dataclass(frozen=True)
class Asked:
    approval: Approval
    what: str
    who: str
    decided_by: str  # whose decision it is, or was
    due_was: datetime | None
    due_is: datetime | None
    form: Decision | None  # None: it is not this post's to decide, or it is decided on a page of its own
    page: str = ""  # where it is decided, if on a page of its own
    ordered: datetime | None = None  # the limit of a hotline's order, which no stop moves

    @property
    def moves(self) -> bool:
        return bool(self.due_was and self.due_is and self.due_was != self.due_is)

    @property
    def state(self) -> str:
        if self.approval.decided_at is None:
            return "waiting"
        return "granted" if self.approval.granted else "refused" if self.approval.decided_by_id else "lapsed"


def asked(approval: Approval, post: Post, *, form: Decision | None = None) -> Asked:
    """One request. A form that did not go through is shown again with what was typed."""
    pending = approval.decided_at is None
    mine = pending and approval.kind in SORTS and may_decide(post, approval)
    own = OWN_PAGES.get(approval.kind, "") if mine else ""
    if mine and form is None:
        form = Decision(auto_id=f"d{approval.pk.hex[-8:]}-%s", initial={"seen": approval.case.version})
    due_was, due_is, ordered = approval.due_was, approval.due_is, None
    if pending and (new := clocks.if_granted(approval)):
        due_was, due_is = approval.case.finish_due, new.due
        ordered = binding_order(approval.case, new) if approval.kind in STOPS else None
    return Asked(
        approval,
        said_time.of(approval),
        _who(approval),
        _decider(approval),
        due_was,
        due_is,
        form if mine and not own else None,
        reverse(own, args=[approval.pk]) if own else "",
        ordered,
    )


def _who(approval: Approval) -> str:
    if approval.asked_by:
        words = f"{approval.asked_by.person} · {approval.asked_by.named_role}"
        return f"{words} · {approval.assignment.organisation}" if approval.assignment else words
    return _("the resident") if approval.voice_id else _("the clock")


def _decider(approval: Approval) -> str:
    if approval.decided_by:
        return f"{approval.decided_by.person} · {approval.decided_by.named_role}"
    return SORTS[approval.kind].decider(approval).who() if approval.kind in SORTS and not approval.decided_at else ""


def panel(case: Case, post: Post, *, tried: tuple[Approval, Decision] | None = None) -> list[Asked]:
    """What is waiting for a decision in this case."""
    rows = []
    for one in case.approvals.all():
        one.case = case
        if one.decided_at is None and one.kind not in REVIEWED:
            rows.append(asked(one, post, form=tried[1] if tried and tried[0].pk == one.pk else None))
    return rows


def running_stop(case: Case) -> Approval | None:
    """What holds the clock now."""
    return next((one for one in case.approvals.all() if one.holds), None) if case.stopped_until else None
