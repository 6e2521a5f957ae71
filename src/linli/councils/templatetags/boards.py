"""How a board of common ground is said in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.councils.boardview import LETTERS, SHAPES
from linli.councils.models import Channel, Stance

register = template.Library()

TURNABLE = 3
"""Of so many sentences it is said by name that more voices could turn them."""

SIDES = {side.value: side.label for side in (Stance.Side.AGREE, Stance.Side.IF, Stance.Side.PASS, Stance.Side.DISAGREE)}
PASSES = {
    "yes": gettext_lazy("all groups can live with it"),
    "if": gettext_lazy("all groups can, under its condition"),
    "no": gettext_lazy("not every group can live with it"),
    "unheard": gettext_lazy("not every group has been heard on it"),
}


@register.filter
def side_words(side: str) -> str:
    return str(SIDES.get(side, side))


@register.filter
def passes_words(passes: str) -> str:
    return str(PASSES.get(passes, passes))


@register.filter
def came_by(channels: Mapping[str, int]) -> str:
    """{"online": 30, "card": 12} in words."""
    known = dict(Channel.choices)
    return " · ".join(f"{known.get(channel, channel)} {people}" for channel, people in channels.items())


@register.filter
def at(words: Mapping[int, str], number: int) -> str:
    """The words of a statement by its number."""
    return words.get(number, str(number))


@register.simple_tag
def careful(warnings: Sequence[Mapping[str, Any]], words: Mapping[int, str]) -> list[str]:
    """What to be careful about, a sentence each. That more voices could still turn it is said once, of all it is true
    of.
    """
    unsure = [words.get(one["number"], "") for one in warnings if one["code"] == "wide"]
    said = [_warned(one, words) for one in warnings if one["code"] != "wide"]
    if not unsure:
        return said
    named = " ".join(_("“%(words)s”") % {"words": one} for one in unsure[:TURNABLE])
    if (rest := len(unsure) - TURNABLE) > 0:
        named = ngettext("%(named)s and %(n)s more", "%(named)s and %(n)s more", rest) % {"named": named, "n": rest}
    return [*said, _("More voices could still turn this: %(named)s.") % {"named": named}]


def _warned(warning: Mapping[str, Any], words: Mapping[int, str]) -> str:
    facts = dict(warning)
    if "number" in facts:
        facts["words"] = words.get(facts["number"], "")
    match warning["code"]:
        case "no_groups":
            return _("Nobody has said which group they belong to, so that no group's share stands here.")
        case "silent":
            return _("Hardly heard so far (%(dimension)s): %(options)s.") % (
                facts | {"options": "、".join(facts["options"])}
            )
        case "one_sided":
            return _("Most voices come from one side: %(people)s of %(of)s are “%(option)s” (%(dimension)s).") % facts
        case "unsaid":
            return (
                ngettext(
                    "%(people)s person has not said their group (%(dimension)s).",
                    "%(people)s people have not said their group (%(dimension)s).",
                    facts["people"],
                )
                % facts
            )
        case _:
            return _("Only %(said)s of %(of)s have said something about “%(words)s”.") % facts


@register.simple_tag
def sides() -> list[tuple[str, str]]:
    return [(side, str(words)) for side, words in SIDES.items()]


@register.simple_tag
def map_mark(letter: str) -> str:
    """One mark of a group, for the legend."""
    return f"M100 100{SHAPES[LETTERS.index(letter)]}"
