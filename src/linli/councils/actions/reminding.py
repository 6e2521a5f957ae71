"""What the clock tells those who prepare votes: closing soon and what is missing, publish in time, shown
long enough.
"""

from datetime import timedelta

from linli.councils import books
from linli.councils.lifecycle import VoteState
from linli.councils.models import Vote
from linli.councils.queries.hands import hands_at, moment_words
from linli.councils.queries.votes import participation, publicity
from linli.councils.recount import Unsound
from linli.kernel import clock
from linli.notices.actions import tell

SOON = timedelta(days=1)


def remind_of_votes() -> int:
    """Once for each occasion, however often it runs; returns how many votes somebody was told about."""
    now = clock.now()
    closing = Vote.objects.filter(state=VoteState.OPEN, closes__gt=now, closes__lte=now + SOON)
    longest = max((city.show_for or 0 for city in books.cities.rules().by_key.values()), default=0)
    shown = Vote.objects.filter(state=VoteState.PUBLISHED, published_at__gte=now - timedelta(days=longest + 7))
    done = [_closing(vote) for vote in closing]
    done += [_to_publish(vote) for vote in Vote.objects.filter(state=VoteState.CLOSED)]
    done += [_shown(vote) for vote in shown]
    return sum(done)


def _closing(vote: Vote) -> bool:
    try:
        standings = participation(vote).standings
    except Unsound:
        return False
    heads = max((one.heads.missing for one in standings), default=0)
    area = max((one.area.missing for one in standings), default=0)
    kind, facts = (
        ("vote_closing", {"heads": heads, "area": f"{area / 100:.2f}"})
        if heads or area
        else ("vote_closing_enough", {})
    )
    told = tell(
        hands_at(vote.path),
        kind,
        about=vote,
        once=f"closing/{vote.pk}",
        title=vote.title,
        closes=moment_words(vote.closes),
        **facts,
    )
    return bool(told)


def _to_publish(vote: Vote) -> bool:
    until = publicity(vote).publish_by
    today = clock.today()
    if until is None or until > today + SOON:
        return False
    kind = "vote_publish_late" if until < today else "vote_to_publish"
    return bool(
        tell(
            hands_at(vote.path, block=False),
            kind,
            about=vote,
            once=f"{kind}/{vote.pk}",
            title=vote.title,
            day=f"{until}",
        )
    )


def _shown(vote: Vote) -> bool:
    until = publicity(vote).shown_until
    if until is None or until >= clock.today():
        return False
    return bool(
        tell(hands_at(vote.path, block=False), "vote_off_show", about=vote, once=f"off/{vote.pk}", title=vote.title)
    )
