"""Ballots: by the unit's own code, or on paper by two people; and sales in between. The log is only ever added to."""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.councils import events, recount
from linli.councils.actions.preparing import give_code
from linli.councils.actions.within import locked, step, write
from linli.councils.lifecycle import VoteState
from linli.councils.models import Ballot, Matter, PaperEntry, Proxy, RollUnit, Transfer, Vote
from linli.councils.queries import city_of, fingerprint
from linli.councils.queries.votes import ballot_facts
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import receipt_code
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.people.models import Post
from linli.rulebook.names import named

LATEST_ENTRY_HOURS = 24
"""Paper that came in time may be entered so long after the close; then the clock counts."""


class Voter:
    """Whoever holds a unit's voting code. The journal names the unit's key, which without the roll says nothing."""

    def __init__(self, unit: RollUnit) -> None:
        self.ref = f"councils/unit/{unit.pk}"


@dataclass(frozen=True)
class Deputy:
    """A proxy as named in the written authority."""

    name: str
    phone: str
    property_staff: bool = False


def owners_now(unit: RollUnit) -> dict[str, str]:
    """Who may vote for a unit: code to name; after a sale the buyer alone."""
    return owners_at(unit, clock.now())


def owners_at(unit: RollUnit, moment: datetime) -> dict[str, str]:
    """Who might then: a paper of the seller that came before the sale is the seller's, whenever it is entered."""
    before = [one for one in unit.transfers.all() if one.at <= moment]
    if sold := max(before, key=lambda one: one.at, default=None):
        return {sold.buyer: sold.name}
    return {owner.code: owner.name for owner in unit.owners.all()}


def owners_during(unit: RollUnit) -> dict[str, str]:
    """Everybody who may have signed a paper for it since the opening."""
    moments = [unit.vote.opens, *(one.at for one in unit.transfers.all())]
    return {code: name for moment in moments for code, name in owners_at(unit, moment).items()}


def matters_of(unit: RollUnit) -> list[Matter]:
    """What this unit votes on."""
    return [
        m
        for m in unit.vote.matters.all()
        if (not m.only or unit.stairwell in m.only) and unit.kind not in m.without_kinds
    ]


@transaction.atomic
def cast(unit: RollUnit, choices: Mapping[str, str], *, owner: str = "", submission_key: str) -> Ballot:
    """Vote with the unit's own code. Sent twice it is one ballot; a later one of the same owner takes its place.

    So does another choice in the same form: whoever goes back and changes it has changed their mind, not sent it twice.
    """
    vote = locked(unit.vote)
    unit = RollUnit.objects.get(pk=unit.pk)
    owners = owners_now(unit)
    owner = owner or (next(iter(owners)) if len(owners) == 1 else "")
    form = f"{submission_key}|{owner}|{json.dumps(dict(choices), sort_keys=True)}"
    before = list(unit.ballots.order_by("-id"))
    if before and before[0].submission_key == _key(unit, f"{form}|{len(before) - 1}"):
        return before[0]
    now = clock.now()
    if vote.state != VoteState.OPEN or not vote.opens <= now <= vote.closes:
        raise Refused(
            N_("Votes can be cast from {opens} to {closes}."), opens=_said(vote.opens), closes=_said(vote.closes)
        )
    if city_of(vote).own_system:
        raise Refused(N_("In this city electronic votes go through the city's own system; here paper is taken."))
    _may_vote(unit, owner, owners, now)
    _taken_before(unit)
    ballot = Ballot(
        unit=unit,
        channel=Ballot.Channel.ELECTRONIC,
        at=now,
        owner=owner,
        said=_checked(unit, choices),
        submission_key=_key(unit, f"{form}|{len(before)}"),
    )
    return _into_the_log(vote, ballot, by=Voter(unit))


def _key(unit: RollUnit, key: str) -> str:
    """One form of one unit: what somebody else sends under the same key is not taken for it."""
    return hashlib.sha256(f"{unit.pk}|{key}".encode()).hexdigest()


@transaction.atomic
def enter_paper(
    unit: RollUnit,
    choices: Mapping[str, str],
    *,
    owner: str,
    received_at: datetime,
    signed: bool,
    by: Post,
    submission_key: str,
    deputy: Deputy | None = None,
) -> PaperEntry:
    """A paper ballot as the first person reads it. It does not count before a second person has read the same."""
    vote = step("enter_paper", unit.vote, by=by)
    key = _key(unit, submission_key)
    if known := PaperEntry.objects.filter(submission_key=key).first():
        if known.choices != dict(choices):
            raise Refused(
                N_("This form was sent already, with other choices. Set that entry aside, or begin with a new form.")
            )
        return known
    now = clock.now()
    if received_at > now:
        raise Refused(N_("That moment is still to come."), field="received_at")
    if not vote.opens <= received_at <= vote.closes:
        raise Refused(N_("It came outside the window; it can't count."), field="received_at")
    if unit.paper_entries.filter(ballot=None, set_aside_at=None).exists():
        raise Refused(N_("A paper of this unit waits for the second person already."), field="unit")
    if unit.ballots.filter(channel=Ballot.Channel.PAPER, owner=owner, at=received_at).exists():
        raise Refused(N_("A paper of this owner, received at this minute, is in the log already."), field="received_at")
    _may_vote(unit, owner, owners_at(unit, received_at), received_at)
    proxy = _proxy(vote, owner, deputy) if deputy else None
    entry = PaperEntry.objects.create(
        unit=unit,
        owner=owner,
        proxy=proxy,
        signed=signed,
        said=_checked(unit, choices),
        received_at=received_at,
        entered_by=by,
        entered_at=now,
        submission_key=key,
    )
    record(events.PaperEntered(unit=str(unit.pk)), on=vote, by=by)
    return entry


@transaction.atomic
def confirm_paper(entry: PaperEntry, choices: Mapping[str, str], *, by: Post) -> Ballot:
    """The second person, paper in hand, reads the same; then it is a ballot. The first can't be the second."""
    vote = step("enter_paper", entry.unit.vote, by=by)
    entry = PaperEntry.objects.select_related("unit", "proxy", "entered_by").get(pk=entry.pk)
    if known := Ballot.objects.filter(entry=entry).first():
        return known
    if entry.set_aside_at:
        raise Refused(N_("This entry has been set aside. Enter the paper anew."))
    if entry.entered_by.person_id == by.person_id:
        raise Refused(N_("Two people enter a paper ballot: somebody else has to read it once more."))
    if _checked(entry.unit, choices) != entry.said:
        raise Refused(N_("The two readings differ. Look at the paper together; if the first was wrong, set it aside."))
    ballot = Ballot(
        unit=entry.unit,
        channel=Ballot.Channel.PAPER,
        at=entry.received_at,
        owner=entry.owner,
        proxy=entry.proxy,
        signed=entry.signed,
        said=entry.said,
        entry=entry,
        confirmed_by=by,
        submission_key=entry.submission_key,
    )
    return _into_the_log(vote, ballot, by=by)


@transaction.atomic
def set_aside(entry: PaperEntry, *, by: Post) -> PaperEntry:
    """The first reading was wrong: the paper is entered anew. What is in the log already stays."""
    vote = step("enter_paper", entry.unit.vote, by=by)
    entry = PaperEntry.objects.select_related("unit").get(pk=entry.pk)
    if Ballot.objects.filter(entry=entry).exists():
        raise Refused(N_("This paper is in the log already."))
    if entry.set_aside_at is None:
        entry.set_aside_at = clock.now()
        entry.save(update_fields=["set_aside_at"])
        record(events.PaperSetAside(unit=str(entry.unit_id)), on=vote, by=by)
    return entry


@transaction.atomic
def transfer(unit: RollUnit, *, buyer: str, at: datetime, by: Post, seen: int | None = None) -> Transfer:
    """The unit was sold. If the seller has voted, that stands; else the buyer votes, with a new code;
    the old one ends.
    """
    vote = step("transfer", unit.vote, by=by, seen=seen)
    if not buyer.strip():
        raise Refused(N_("Write the buyer's name."), field="buyer")
    if vote.noticed_at is None or not vote.noticed_at <= at <= clock.now():
        raise Refused(N_("The sale lies between the notice and now; earlier ones belong on the roll."), field="at")
    unit = RollUnit.objects.get(pk=unit.pk)
    owners = owners_now(unit)
    if unit.transfers.filter(at__gt=at).exists():
        raise Refused(N_("A later sale of this unit is noted already."), field="at")
    number = unit.transfers.count() + 1
    sold = Transfer.objects.create(
        unit=unit,
        seller=next(iter(owners)),
        buyer=f"T{number}-{unit.pk.hex[-8:]}",
        name=buyer.strip()[:40],
        at=at,
        by=by,
    )
    give_code(unit)
    unit.save(update_fields=["code", "code_hash"])
    write(vote, events.UnitTransferred(unit=str(unit.pk), at=at.isoformat()), by=by)
    return sold


# --- what they share -------------------------------------------------------------------------------------------


def _checked(unit: RollUnit, choices: Mapping[str, str]) -> str:
    """The choices as they are kept: one for every matter of this unit, and nothing else."""
    wanted = {m.key: m.number for m in matters_of(unit)}
    if not wanted:
        raise Refused(N_("This unit votes on none of the matters."))
    for key, number in wanted.items():
        if choices.get(key) not in recount.CHOICES:
            raise Refused(N_("Matter {number}: choose yes, no or abstain."), number=number, field=key)
    return json.dumps({key: choices[key] for key in wanted}, sort_keys=True)


def _may_vote(unit: RollUnit, owner: str, owners: Mapping[str, str], at: datetime) -> None:
    if owner not in owners:
        raise Refused(
            N_("Choose which of the owners it is; after a sale the seller's papers are those that came before it."),
            field="owner",
        )
    sold = unit.transfers.filter(at__lte=at).order_by("at").last()
    if sold and unit.ballots.filter(at__lt=sold.at, signed=True).exists():
        raise Refused(N_("The seller has voted already, and that stands."))


def _taken_before(unit: RollUnit) -> None:
    """Where paper prevails an electronic ballot after it would change nothing: say so instead of taking it."""
    if city_of(unit.vote).prevails == "paper" and unit.ballots.filter(channel=Ballot.Channel.PAPER).exists():
        raise Refused(N_("Your paper ballot is in already, and by the announced rule it prevails."))


def _proxy(vote: Vote, owner: str, deputy: Deputy) -> Proxy:
    """The proxy by name and phone, within what the city allows."""
    name, phone = "".join(deputy.name.split()), _digits(deputy.phone)
    if not name or not phone:
        raise Refused(N_("A proxy has a name and a phone, as in the written authority."), field="proxy_name")
    city = city_of(vote)
    if deputy.property_staff and city.bars_property_staff:
        raise Refused(
            N_("Staff of the property company can't be proxies here ({articles})."),
            articles=named(city.articles),
            field="property_staff",
        )
    mark = fingerprint(f"{name}|{phone}")
    proxy = vote.proxies.filter(fingerprint=mark).first()
    if proxy and city.proxy_cap:
        held = set(proxy.ballots.values_list("owner", flat=True))
        held |= set(PaperEntry.objects.filter(proxy=proxy, set_aside_at=None).values_list("owner", flat=True))
        if len(held | {owner}) > city.proxy_cap:
            raise Refused(
                N_("This proxy stands for {cap} owners already; more are not possible here ({articles})."),
                cap=city.proxy_cap,
                articles=named(city.articles),
                field="proxy_name",
            )
    if proxy is None:
        proxy = Proxy.objects.create(
            vote=vote,
            code=f"P{vote.proxies.count() + 1}",
            name=name[:40],
            fingerprint=mark,
            property_staff=deputy.property_staff,
        )
    return proxy


def _digits(phone: str) -> str:
    """The last eleven digits, however it is written: a dash more makes nobody another."""
    return "".join(c for c in unicodedata.normalize("NFKC", phone) if c.isdecimal())[-11:]


def _into_the_log(vote: Vote, ballot: Ballot, *, by: HasRef) -> Ballot:
    ballot.receipt = receipt_code()
    ballot.salt = secrets.token_hex(16)
    ballot.commitment = recount.commitment(ballot_facts(ballot))
    ballot.save(force_insert=True)
    taken = events.BallotTaken(receipt=ballot.receipt, channel=ballot.channel, commitment=ballot.commitment)
    record(taken, on=vote, by=by)
    return ballot


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
