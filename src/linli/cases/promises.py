"""Which limits bind whom: the category's two promises to the resident, and the units' own clocks when they are called.

Free of Django, like all arithmetic. Sources: signing within an hour, contact within a day and reporting in within
three working days are the practice of Nanjing Gulou for 吹哨报到; returns within two working days that of Shandong's
12345 rules. They are defaults.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitLimits:
    """Limits as `calendar.workdays.Limit` reads them; None: no clock of its own, the case's finish clock binds."""

    sign: str
    contact: str | None
    report: str | None
    done: str | None


DISPATCH = UnitLimits(sign="4wh", contact=None, report=None, done=None)
WHISTLE = UnitLimits(sign="1h", contact="24h", report="3wd", done="5wd")
EMERGENCY = UnitLimits(sign="0.5h", contact="1h", report="2h", done=None)


def limits_for(round_: str, *, urgent: bool) -> UnitLimits:
    """The clocks of a unit called by "dispatch" or "whistle" for an urgent or an ordinary case."""
    if round_ == "dispatch":
        return DISPATCH
    return EMERGENCY if urgent else WHISTLE
