"""How requests for more time, and what became of them, are said."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Approval
from linli.journal.models import Entry
from linli.ui.moments import said_limit, said_moment

Kind = Approval.Kind
SHORT = {
    "engineering": pgettext_lazy("extension", "works"),
    "season": pgettext_lazy("slow lane", "the season"),
    "works": pgettext_lazy("slow lane", "works that are planned"),
}
REASONS = {
    "ordinary": pgettext_lazy("extension", "parts, helpers or weather"),
    "engineering": pgettext_lazy("extension", "works (the street leader decides)"),
    "season": pgettext_lazy("slow lane", "the season"),
    "works": pgettext_lazy("slow lane", "works that are planned"),
}


def what(kind: str, *, limit: str = "", until: object = None, reason: str = "", item: str = "") -> str:
    """What is asked for, in one line."""
    match kind:
        case Kind.EXTENSION if limit:
            words = gettext("%(length)s more time") % {"length": said_limit(limit)}
        case Kind.PAUSE if until:
            words = gettext("a pause until %(until)s") % {"until": said_moment(until)}
        case Kind.WAITING if until:
            words = gettext("waiting for the resident until %(until)s") % {"until": said_moment(until)}
        case Kind.SLOW_LANE if until:
            words = gettext("the slow lane until %(until)s") % {"until": said_moment(until)}
        case _:
            words = str(Kind(kind).label) if kind in Kind.values else kind
    details = [
        str(SHORT.get(reason, "")) if kind in (Kind.EXTENSION, Kind.SLOW_LANE) else "",
        item,
    ]
    inside = gettext(", ").join(filter(None, details))
    return gettext("%(words)s (%(inside)s)") % {"words": words, "inside": inside} if inside else words


def of(approval: Approval) -> str:
    return what(approval.kind, limit=approval.limit, until=approval.until, reason=approval.reason, item=approval.item)


WHY_AGAIN = {
    "date": _("its day has come"),
    "answer": _("the resident has added something"),
    "hand": _("somebody decided so"),
}


def facts_of(entry: Entry) -> dict[str, object]:
    """The facts of Asked, Decided, ClockRuns and DuesRecomputed in words."""
    facts = entry.facts
    moved = _moved(facts.get("due_was", ""), facts.get("due_is", ""))
    match entry.event:
        case "Asked":
            until = parse_datetime(facts["until"]) if facts.get("until") else None
            asked = what(facts["kind"], limit=facts["limit"], until=until, reason=facts["reason"], item=facts["item"])
            return {
                "what": f"{asked} · {facts['unit']}" if facts.get("unit") else asked,
                "until": said_moment(until) if until else "",
                "item": gettext(" (duty list: {item})").format(item=facts["item"]) if facts["item"] else "",
            }
        case "Decided":
            decision = gettext("granted") if facts["granted"] else gettext("refused")
            return {"decision": decision, "what": what(facts["kind"]), "due": moved + _bound(facts.get("ordered", ""))}
        case "ClockRuns":
            return {"why": WHY_AGAIN.get(facts["why"], facts["why"]), "due": moved}
    if facts.get("kept"):
        moved = gettext("; it would be due earlier now, but what was promised stands")
    return {"due": moved}


def _bound(ordered: str) -> str:
    """That a hotline's order goes on as if nothing had been granted."""
    due = parse_datetime(ordered) if ordered else None
    if not due:
        return ""
    return gettext("; the hotline's order goes on and wants its answer by %(due)s") % {"due": said_moment(due)}


def _moved(was: str, is_: str) -> str:
    old, new = (parse_datetime(text) if text else None for text in (was, is_))
    if not old or not new or old == new:
        return ""
    return gettext("; due %(new)s instead of %(old)s") % {"new": said_moment(new), "old": said_moment(old)}
