"""More time as the case page offers it: four ways to ask, and one to let the clock run again."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases import books
from linli.cases.actions import clocks
from linli.cases.models import Approval, Case
from linli.cases.queries import order_due
from linli.desk.cases.forms import StepForm
from linli.desk.cases.said_time import REASONS
from linli.desk.fields import Choices, Words
from linli.kernel import clock
from linli.people.roles import any_of
from linli.ui.moments import said_moment

Kind = Approval.Kind
UNITS = [("wd", _("working days")), ("h", _("hours"))]


class Day(forms.DateField):
    """A day to come, picked from a calendar."""

    def __init__(self, label, **more):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(label=label, widget=widget, input_formats=["%Y-%m-%d"], **more)


class AskExtension(StepForm):
    limit = forms.IntegerField(label=_("How much more time"), min_value=1, max_value=200)
    unit = Choices(_("counted in"), UNITS, initial="wd")
    reason = Choices(
        _("What kind of reason"), [(key, REASONS[key]) for key in ("ordinary", "engineering")], initial="ordinary"
    )
    words = Words(_("Why; the resident reads this"), rows=2)
    field_order = ["limit", "unit", "reason", "words"]

    def clean(self):
        given = super().clean()
        unit = given.pop("unit", "wd")
        if "limit" in given:
            given["limit"] = f"{given['limit']}{unit}"
        given["assignment"] = self.known.assignment
        return given


class _AskStop(StepForm):
    kind = Kind.PAUSE

    def prepare(self):
        today, rules = clock.today(), books.time.rules().stops[self.kind]
        latest = today + timedelta(days=rules.days)
        self.fields["until"].widget.attrs |= {"min": str(today), "max": str(latest)}
        self.fields["until"].help_text = gettext("until %(latest)s at the latest") % {"latest": latest.isoformat()}


class AskPause(_AskStop):
    until = Day(_("The clock runs again on"))
    words = Words(_("Why; the resident reads this"), rows=2)


class Wait(_AskStop):
    kind = Kind.WAITING
    words = Words(_("What is missing; the resident reads this"), rows=2)
    until = Day(_("Wait until the end of"))
    field_order = ["words", "until"]


class AskSlowLane(_AskStop):
    kind = Kind.SLOW_LANE
    reason = Choices(_("What it hangs on"), [(key, REASONS[key]) for key in ("season", "works")], initial="season")
    until = Day(_("The clock runs again on"))
    words = Words(_("Why; the resident reads this"), rows=2)


class Resume(StepForm):
    words = Words(_("The reason"), required=False, rows=1)


def wanted(name: str, case: Case) -> bool:
    """Whether a step about time makes sense in this case now; of any other step: yes."""
    if name == "resume":
        return bool(case.stopped_until)
    if name == "ask_extension":
        return case.finish_due > clock.now() and not _pending(case, Kind.EXTENSION) and _may_be_extended(case)
    if name in ("ask_pause", "wait", "ask_slow_lane"):
        kind = {"ask_pause": Kind.PAUSE, "wait": Kind.WAITING, "ask_slow_lane": Kind.SLOW_LANE}[name]
        return case.finish_due > clock.now() and not case.stopped_until and not _pending(case, kind)
    return True


def _pending(case: Case, kind: str) -> bool:
    return any(one.decided_at is None and one.kind == kind for one in case.approvals.all())


def _may_be_extended(case: Case) -> bool:
    rules = books.time.rules()
    return len(clocks.extensions(case)) < rules.most and clocks.days_left(case, rules) > 0


def consequence(name: str, case: Case) -> str:
    """What asking brings about, said before it is done."""
    rules = books.time.rules()
    if name == "ask_extension":
        number, left = len(clocks.extensions(case)) + 1, clocks.days_left(case, rules)
        return gettext(
            "Decided by: %(roles)s. At most %(left)s more days in this case. Until then the due time stays as it is."
        ) % {"roles": any_of(rules.decides_extension(number, "ordinary")), "left": f"{left:.3g}"}
    if name in ("ask_pause", "ask_slow_lane"):
        kind = Kind.PAUSE if name == "ask_pause" else Kind.SLOW_LANE
        words = gettext("Decided by: %(roles)s. The clock runs on until they say yes.")
        return words % {"roles": any_of(rules.stops[kind].roles)} + _order_goes_on(case)
    if name == "wait":
        words = gettext(
            "The clock stands still at once, until the resident adds something or the day is over. They see both."
        )
        return words + _order_goes_on(case)
    if name == "resume":
        return gettext("The days that passed do not count; the due time is reckoned anew.")
    return ""


def _order_goes_on(case: Case) -> str:
    """That a hotline waits for its answer all the same, if one does."""
    ordered = order_due(case)
    if ordered is None or ordered <= clock.now():
        return ""
    return " " + gettext(
        "But this came by a hotline's order, which wants its answer by %(due)s. A stop of our clock does not move that."
    ) % {"due": said_moment(ordered)}
