"""Counting knocks."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from linli.gate.models import Knock
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.words import N_


@dataclass(frozen=True)
class Allowance:
    """So many `times` within `per`, for one thing (`what`)."""

    what: str
    times: int
    per: timedelta


def knock(*knocks: tuple[Allowance, str]) -> None:
    """Count each (allowance, who) once and refuse if one is used up. One statement, in a transaction of its own.

    Fixed windows: at the turn of a window up to twice the allowance may pass, which is fine for keeping floods out.
    """
    now = clock.now()
    rows = [(hashed(a, who), start_of(now, a.per), a) for a, who in knocks]
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    # A count lost in a crash harms nobody, so nobody waits for the disk; within a larger transaction that one decides.
    unhurried = "" if connection.in_atomic_block else ", set_config('synchronous_commit', 'off', true)"
    sql = (
        f'insert into gate_knock (id, key, "window", times) values {values} '
        f'on conflict (key, "window") do update set times = gate_knock.times + 1 returning key, times{unhurried}'
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [v for key, window, _ in sorted(rows, key=lambda r: r[0]) for v in (uuid7(), key, window)])
        seen = {key: times for key, times, *_ in cursor.fetchall()}
    for key, window, allowance in rows:
        if seen[key] > allowance.times:
            minutes = max(1, int(((window + allowance.per) - now).total_seconds() // 60) + 1)
            raise Refused(
                N_(
                    "That was very often in a short time. Please try again in {minutes} minutes; what you "
                    "typed is kept."
                ),
                minutes=minutes,
            )


def forget_old_knocks(line: datetime | None = None) -> int:
    """Those that began before this moment, a day ago if it is not said."""
    return Knock.objects.filter(window__lt=line or clock.now() - timedelta(days=1)).delete()[0]


def hashed(allowance: Allowance, who: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{allowance.what}|{who}".encode(), hashlib.sha256).hexdigest()


def start_of(now: datetime, per: timedelta) -> datetime:
    seconds = per.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, clock.SHANGHAI)
