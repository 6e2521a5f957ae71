"""Asking some owners what their paper ballot said: drawn by the pack, asked by one who did not enter it, confirmed by
another.
"""

from collections.abc import Mapping

from django.db import transaction

from linli.councils import events, recount
from linli.councils.actions.within import step, write
from linli.councils.models import Ballot, CallBack, Vote
from linli.councils.queries.hands import hands_at
from linli.councils.sampling import drawn
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post


def draw(vote: Vote) -> list[CallBack]:
    """Inside the close: the sample follows from the pack that was just counted."""
    papers = {one.receipt: one for one in Ballot.objects.filter(unit__vote=vote, channel=Ballot.Channel.PAPER)}
    chosen = drawn(papers, vote.pack_hash)
    if not chosen:
        return []
    made = CallBack.objects.bulk_create(CallBack(ballot=papers[one], order=n) for n, one in enumerate(chosen, 1))
    record(events.CallBacksDrawn(papers=len(papers), drawn=len(chosen)), on=vote, by=CLOCK)
    tell(hands_at(vote.path), "papers_drawn", about=vote, title=vote.title, count=len(chosen))
    return made


@transaction.atomic
def ask_back(call: CallBack, choices: Mapping[str, str] | None, *, how: str, by: Post) -> CallBack:
    """What the owner says the paper said; None if nobody was reached. The asker does not see what was entered: it is
    compared here.
    """
    vote = step("call_back", call.ballot.unit.vote, by=by)
    call = CallBack.objects.select_related("ballot__entry__entered_by", "ballot__confirmed_by").get(pk=call.pk)
    if call.confirmed_by_id:
        raise Refused(N_("This one is confirmed already."))
    if how not in CallBack.How.values:
        raise Refused(N_("In person or by phone?"), field="how")
    ballot = call.ballot
    entered = {post.person_id for post in (ballot.entry and ballot.entry.entered_by, ballot.confirmed_by) if post}
    if by.person_id in entered:
        raise Refused(N_("You have read this paper yourself: somebody else asks the owner."))
    if choices is None:
        call.result = CallBack.Result.NOT_REACHED
    else:
        if any(choices.get(key) not in recount.CHOICES for key in ballot.choices):
            raise Refused(N_("Write down what the owner says on every matter."))
        same = all(choices[key] == said for key, said in ballot.choices.items())
        call.result = CallBack.Result.MATCHES if same else CallBack.Result.DIFFERS
    call.how, call.asked_by, call.asked_at = how, by, clock.now()
    call.save()
    write(vote, events.CallBackEntered(order=call.order, result=call.result), by=by)
    return call


@transaction.atomic
def confirm_back(call: CallBack, *, by: Post) -> CallBack:
    """The second person was there, or listened in."""
    vote = step("call_back", call.ballot.unit.vote, by=by)
    call = CallBack.objects.select_related("asked_by").get(pk=call.pk)
    if call.confirmed_by_id:
        return call
    if call.asked_by is None:
        raise Refused(N_("Nobody has asked yet."))
    if call.asked_by.person_id == by.person_id:
        raise Refused(N_("Two people ask: whoever was there with you confirms it."))
    call.confirmed_by, call.confirmed_at = by, clock.now()
    call.save()
    write(vote, events.CallBackConfirmed(order=call.order), by=by)
    return call
