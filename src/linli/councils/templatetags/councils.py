"""How an owners' vote is written out: exact areas, outcomes, and the law's own numbers."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils import amounts

register = template.Library()

OUTCOMES = {
    "passed": pgettext_lazy("vote", "passed"),
    "rejected": pgettext_lazy("vote", "not passed"),
    "no_quorum": pgettext_lazy("vote", "not enough took part"),
}
CHOICES = {
    "yes": pgettext_lazy("choice", "yes"),
    "no": pgettext_lazy("choice", "no"),
    "abstain": pgettext_lazy("choice", "abstain"),
}
CHANNELS = {"paper": pgettext_lazy("ballot", "on paper"), "electronic": pgettext_lazy("ballot", "electronically")}
FATES = {
    "counted": _("counted"),
    "superseded": _("not counted: a later ballot, or the other channel, prevails"),
    "unsigned": _("not counted: the paper is not signed"),
    "not_an_owner": _("not counted: not from an owner"),
    "outside_the_window": _("not counted: outside the window"),
    "seller_has_voted": _("not counted: the seller had voted"),
    "proxy_not_written": _("not counted: no written authority"),
    "proxy_barred": _("not counted: this proxy is barred"),
    "proxy_over_cap": _("not counted: the proxy stands for too many"),
    "against_instructions": _("not counted: against the owner's instructions"),
    "unreadable": _("not counted: can't be read"),
    "held_co_owners_disagree": _("held: the co-owners said different things"),
}
ITEMS = {
    1: _("the assembly's rules of procedure"),
    2: _("the management covenant"),
    3: _("electing or replacing members of the owners' committee"),
    4: _("hiring or dismissing the property company"),
    5: _("using the maintenance fund"),
    6: _("raising money for the maintenance fund"),
    7: _("rebuilding or converting a building and its facilities"),
    8: _("changing the use of common parts, or running a business with them"),
    9: _("another major matter of co-ownership"),
    279: _("turning a home into a business"),
}

MOTION_OUTCOMES = {
    "carried": pgettext_lazy("motion", "carried"),
    "failed": pgettext_lazy("motion", "not carried"),
    "no_quorum": pgettext_lazy("motion", "not enough came"),
    "advised": pgettext_lazy("motion", "advice given"),
}
SIDES = {
    "for": pgettext_lazy("advice", "for it"),
    "against": pgettext_lazy("advice", "against it"),
    "abstain": pgettext_lazy("advice", "abstains"),
}
CALLERS = {
    "committee": _("the residents' committee"),
    "residents": _("a tenth of the adults or of the households"),
    "delegates": _("a third of the representatives"),
}
COUNTED_IN = {
    "households": pgettext_lazy("counted", "households"),
    "adults": pgettext_lazy("counted", "adults"),
    "delegates": pgettext_lazy("counted", "representatives"),
}


def _said(name: str, table: Mapping[Any, object]) -> Callable[[Any], str]:
    """A filter that says a table's words; what it does not know it leaves as it is."""
    return register.filter(name, lambda key: str(table.get(key, key)))


outcome_words = _said("outcome_words", OUTCOMES)
choice_words = _said("choice_words", CHOICES)
channel_words = _said("channel_words", CHANNELS)
fate_words = _said("fate_words", FATES)
item_words = _said("item_words", ITEMS)
motion_outcome_words = _said("motion_outcome_words", MOTION_OUTCOMES)
side_words = _said("side_words", SIDES)
caller_words = _said("caller_words", CALLERS)
counted_words = _said("counted_words", COUNTED_IN)


@register.filter
def square_metres(hundredths: int) -> str:
    """8950 is 89.50 m², exactly. The unit stays in the line of its figure."""
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole:,}.{rest:02}\N{NO-BREAK SPACE}m²"


@register.filter
def masked(name: str) -> str:
    """Enough of a name to know one's own by: 张**."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else "—"


@register.filter
def yuan(amount: int) -> str:
    """{{ line.amount|yuan }}: 1,280.50"""
    return amounts.yuan(amount)
