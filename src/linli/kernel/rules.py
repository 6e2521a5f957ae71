"""Who may do what. A rule answers yes or no, and knows in words whom it lets through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linli.kernel.errors import Refused
from linli.kernel.words import N_, say


@dataclass(frozen=True)
class Rule:
    """Asked as `rule.allows(actor, thing)`, demanded as `rule.require(actor, thing)`."""

    allows: Callable[[Any, Any], bool]
    who: Callable[[], str]

    def require(self, actor: Any, thing: Any) -> None:
        if not self.allows(actor, thing):
            raise Refused(N_("Only {who} may do this."), who=self.who())

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, thing: self.allows(actor, thing) or other.allows(actor, thing),
            lambda: say(N_("{one} or {other}"), one=self.who(), other=other.who()),
        )

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, thing: self.allows(actor, thing) and other.allows(actor, thing),
            lambda: say(N_("{one}, being {other}"), one=self.who(), other=other.who()),
        )


def rule(who: object) -> Callable[[Callable[[Any, Any], bool]], Rule]:
    """Turn a predicate into a rule: `@rule(_("the worker of this grid"))`."""
    return lambda predicate: Rule(predicate, lambda: str(who))
