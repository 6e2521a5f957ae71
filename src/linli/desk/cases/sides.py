"""Who rates whom after a whistle has been stood down."""

from linli.cases.actions import RATED_UNTIL, may_rate_unit
from linli.cases.models import Assignment
from linli.cases.rules import is_the_unit
from linli.kernel import clock
from linli.people.models import Post


def side_of(post: Post, one: Assignment) -> str:
    """ "unit" or "caller" if this post may still rate that side's view; else empty."""
    whistle = one.whistle
    if whistle is None or whistle.stood_down_at is None or not (one.reported_in_at or one.done_at):
        return ""
    if clock.now() - whistle.stood_down_at > RATED_UNTIL:
        return ""
    if is_the_unit.allows(post, one):
        return "unit" if one.unit_grade is None else ""
    return "caller" if one.caller_grade is None and may_rate_unit.allows(post, one) else ""
