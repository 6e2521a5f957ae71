"""An account in figures: what came in, what went out, what waits for a second person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from linli.councils.models import Account, Evidence, MoneyLine


@dataclass(frozen=True)
class Figures:
    """Fen. Only what is approved has gone out."""

    came: int
    went: int
    waiting: int
    givers: int

    @property
    def left(self) -> int:
        return self.came - self.went

    @property
    def nothing(self) -> bool:
        return not (self.came or self.went or self.waiting)

    def share(self, goal: int | None) -> int | None:
        """Per cent of the goal, rounded down so that 100 means all of it."""
        return self.came * 100 // goal if goal else None


# A line that reverses another belongs to that one's side; what reverses a line that never moved money moves none.
CAME = Q(reverses=None, amount__gt=0) | Q(reverses__amount__gt=0, approved_at__isnull=False)
WENT = Q(reverses=None, amount__lt=0, approved_at__isnull=False) | Q(
    reverses__amount__lt=0, reverses__approved_at__isnull=False
)
WAITS = Q(amount__lt=0, approved_at=None, reversed_by=None)
_SUMS: dict[str, Any] = {
    "came": Sum("amount", filter=CAME, default=0),
    "went": Sum("amount", filter=WENT, default=0),
    "waiting": Count("pk", filter=WAITS),
    "givers": Count("pk", filter=Q(reverses=None, amount__gt=0, reversed_by=None)),
}


def _figures(found: Mapping[str, int]) -> Figures:
    return Figures(came=found["came"], went=-found["went"], waiting=found["waiting"], givers=found["givers"])


def figures_of(account: Account) -> Figures:
    """One statement over the account's own lines."""
    return _figures(account.lines.aggregate(**_SUMS))


def with_figures(accounts: Iterable[Account]) -> list[tuple[Account, Figures]]:
    """Each with its figures; one statement for all."""
    accounts = list(accounts)
    lines = MoneyLine.objects.filter(account__in=accounts).order_by().values("account").annotate(**_SUMS)
    found = {one["account"]: _figures(one) for one in lines}
    return [(account, found.get(account.pk, Figures(0, 0, 0, 0))) for account in accounts]


def balance_of(account: Account) -> int:
    return figures_of(account).left


@dataclass(frozen=True)
class Row:
    line: MoneyLine
    left: int | None  # after this line; None where no money has moved
    receipts: list[Evidence]


def book_of(account: Account) -> list[Row]:
    """Every line in order, with what was left after it and its receipts; two statements."""
    lines = list(account.lines.select_related("reverses", "reversed_by"))
    receipts: dict[str, list[Evidence]] = {}
    for one in Evidence.objects.filter(of__in=[line.ref for line in lines]):
        receipts.setdefault(one.of, []).append(one)
    left, rows = 0, []
    for line in lines:
        if line.moved:
            left += line.amount
        rows.append(Row(line, left if line.moved else None, receipts.get(line.ref, [])))
    return rows
