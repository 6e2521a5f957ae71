"""The ladder of one case: who has been told when, and who has said "seen"."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from linli.cases import books
from linli.cases.models import Approval, Case, Rung, Supervision
from linli.cases.rules import may_acknowledge
from linli.desk.cases.story import WHY_RAISED
from linli.people.models import Post
from linli.rulebook.names import named


@dataclass(frozen=True)
class Step:
    """One rung, from the top down; `told` are the times it was raised to it, the last one first."""

    rung: Rung
    told: list["Told"] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return any(one.row.ended_at is None for one in self.told)


@dataclass(frozen=True)
class Told:
    row: Supervision
    may_acknowledge: bool = False

    @property
    def why(self) -> object:
        return WHY_RAISED.get(self.row.why, "")


def ladder_of(case: Case, rows: Iterable[Supervision], post: Post) -> list[Step]:
    """Empty for a case of which nobody was told."""
    told: dict[int, list[Told]] = {}
    for row in rows:
        row.case = case
        waits = row.ended_at is None and row.acknowledged_at is None
        told.setdefault(row.rung, []).insert(0, Told(row, waits and may_acknowledge.allows(post, row)))
    return [Step(rung, told.get(rung, [])) for rung in reversed(Rung)] if told else []


def rungs_of(post: Post) -> set[int]:
    """The rungs on which this post has to say "seen"."""
    return books.ladder.rules().heard_by(post.role)


# --- left out of the rates --------------------------------------------------------------------------------------

KINDS = [Approval.Kind.EXCLUSION, Approval.Kind.READMISSION]


def ground_of(approval: Approval) -> str:
    """In the edition under which it was asked."""
    if not approval.reason:
        return ""
    ground = books.exclusions.edition(approval.edition).rules.grounds.get(approval.reason)
    return named(ground.words) if ground else approval.reason


def exclusions_of(case: Case) -> list[tuple[Approval, str]]:
    """For the case page, which has fetched what was asked for."""
    return [(one, ground_of(one)) for one in case.approvals.all() if one.kind in KINDS]
