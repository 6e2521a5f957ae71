"""A matter that was left out of the rates: the resident reads why, and may object once."""

from dataclasses import dataclass

from linli.cases import books
from linli.cases.models import Approval, Voice
from linli.rulebook.names import named


@dataclass(frozen=True)
class Excluded:
    """The decision that took the matter out, and what became of the objection."""

    decision: Approval
    ground: str
    objection: Approval | None  # this resident's own
    pending: bool  # somebody's objection waits for its decision
    now: bool  # still out

    @property
    def may_object(self) -> bool:
        return self.now and not self.pending and self.objection is None


def excluded_of(voice: Voice) -> Excluded | None:
    """None for a matter that was never left out; one statement."""
    kinds = [Approval.Kind.EXCLUSION, Approval.Kind.READMISSION]
    rows = list(Approval.objects.filter(case=voice.case_id, kind__in=kinds).order_by("asked_at", "id"))
    out = [one for one in rows if one.kind == Approval.Kind.EXCLUSION and one.granted]
    if not out:
        return None
    objections = [one for one in rows if one.kind == Approval.Kind.READMISSION]
    mine = [one for one in objections if one.voice_id == voice.pk]
    ground = books.exclusions.edition(out[-1].edition).rules.grounds.get(out[-1].reason)
    return Excluded(
        out[-1],
        named(ground.words) if ground else "",
        mine[-1] if mine else None,
        any(one.decided_at is None for one in objections),
        voice.case.excluded,
    )
