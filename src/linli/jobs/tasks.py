"""What the clock does, and when. Every task may run twice without harm."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app

from linli.cases import actions as cases
from linli.cases.actions import handover, mediation
from linli.cases.retention import RUNS_AT
from linli.councils import actions as councils
from linli.councils.actions import meetings, promises, retention
from linli.insight.actions import keep_tallies
from linli.journal.actions import seal_until
from linli.kernel import clock

STALLED_AFTER = 300  # seconds without a heartbeat


def daily(hour: int, minute: int) -> str:
    """A time of the day in Shanghai as the worker's crontab, which reckons in UTC; China has no summer time."""
    return f"{minute} {(hour - 8) % 24} * * *"


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Clocks whose stop has ended run again. Nearly due: the person hears; overdue: those above."""
    return cases.run_clocks() + cases.remind()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="recompute_dues", pass_context=False)
def recompute_dues(timestamp: int) -> int:
    """After a holiday notice, due times are reckoned anew, a part every minute."""
    return cases.recompute_dues()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="turn_votes")
def turn_votes(timestamp: int) -> int:
    """Owners' votes open at their announced hour, and are counted when the last papers had their day."""
    return councils.turn()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="turn_meetings")
def turn_meetings(timestamp: int) -> int:
    """Agendas close in time; what is late or was carried over comes onto those still open."""
    return meetings.turn_meetings()


@app.periodic(cron=daily(7, 30))
@app.task(queueing_lock="remind_of_meetings")
def remind_of_meetings(timestamp: int) -> int:
    """Each morning: promises that are due or late, minutes that are not out, regular meetings that were not held."""
    return promises.remind_of_promises() + meetings.remind_of_meetings()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="compute_boards")
def compute_boards(timestamp: int) -> int:
    """Where a hearing has ended, its board of common ground is computed and kept."""
    return councils.compute_ended()


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="remind_of_votes")
def remind_of_votes(timestamp: int) -> int:
    """Votes that close soon and what they lack; results to be published in time, and shown long enough."""
    return councils.remind_of_votes()


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="close_the_silent")
def close_the_silent(timestamp: int) -> int:
    return cases.close_the_silent()


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="tally")
def tally(timestamp: int) -> int:
    """What the three rates are read from follows what happened."""
    return keep_tallies()


@app.periodic(cron="3 * * * *")
@app.task(queueing_lock="freeze_lists")
def freeze_lists(timestamp: int) -> int:
    """The list of the weekly session at its hour; the street's leaders hear of second returns nobody has decided."""
    return cases.freeze_due() + cases.remind_of_decisions()


@app.periodic(cron=daily(0, 20))
@app.task(queueing_lock="seal")
def seal(timestamp: int) -> int:
    """Seal yesterday. Twenty minutes past midnight, no transaction of yesterday is still open."""
    return len(seal_until(clock.today()))


@app.periodic(cron=daily(8, 5))
@app.task(queueing_lock="follow_up_mediations")
def follow_up_mediations(timestamp: int) -> int:
    """On the agreed day, in the morning: is the agreement kept to?"""
    return mediation.remind_of_follow_ups()


@app.periodic(cron=daily(RUNS_AT.hour, RUNS_AT.minute))
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> int:
    """What has reached its end date goes."""
    SessionStore.clear_expired()
    return sum(cases.let_go().values()) + sum(retention.let_go().values())


@app.periodic(cron=daily(7, 10))
@app.task(queueing_lock="tell_of_orphans")
def tell_of_orphans(timestamp: int) -> int:
    """Whoever has left and still keeps something: the chief hears, and chooses successors."""
    return handover.tell_of_orphans()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="rescue", pass_context=True)
async def rescue(context, timestamp: int) -> None:
    """Jobs whose worker was killed run again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await app.job_manager.retry_job(job, retry_at=clock.now() + timedelta(seconds=1))
