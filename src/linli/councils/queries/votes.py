"""Reads over a vote: its evidence pack, who took part, what is still missing, and what must be mended before notice."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from linli.councils import books, recount
from linli.councils.cities import SHARES, UNANIMOUS, City
from linli.councils.models import Ballot, Matter, RollUnit, Service, Transfer, Vote
from linli.councils.queries.heads import daily_heads
from linli.councils.secrecy import for_everybody
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.rulebook.names import named


def city_of(vote: Vote) -> City:
    """The city's procedure as it stood in the edition this vote is prepared under."""
    return books.cities.edition(vote.edition).rules.by_key[vote.city]


def fingerprint(text: str) -> str:
    """What is recognised again but not read back: voting codes, and who a proxy is."""
    return hmac.new(settings.SECRET_KEY.encode(), f"councils|{text}".encode(), hashlib.sha256).hexdigest()


def read_code(said: str) -> str:
    """A voting code as it is typed: case, blanks and full-width letters forgiven."""
    return "".join(c for c in unicodedata.normalize("NFKC", said).upper() if c.isalnum())


def unit_of(code: str) -> RollUnit | None:
    """The unit a voting code was printed for."""
    return (
        RollUnit.objects.select_related("vote__place__parent__parent")
        .defer("vote__place__shape", "vote__place__parent__shape")
        .filter(code_hash=fingerprint(read_code(code)))
        .first()
    )


# --- what must be mended before notice -------------------------------------------------------------------------


def faults(vote: Vote, *, now: datetime) -> list[Refused]:
    """Why notice can't be given yet, each a sentence. Empty when it can."""
    return [
        Refused(sentence, **{name: named(said) if isinstance(said, str) else said for name, said in facts.items()})
        for sentence, facts in _faults(vote, now)
    ]


def _faults(vote: Vote, now: datetime) -> Iterator[tuple[str, dict[str, object]]]:
    if vote.emergency:
        yield (
            N_(
                "There is danger: no vote is held. The owners' committee or the assembly applies for the fund "
                "at once (art. 281)."
            ),
            {},
        )
    yield from city_of(vote).faults(noticed=now, opens=vote.opens, closes=vote.closes)
    matters = list(vote.matters.all())
    if not matters:
        yield N_("There is no matter to decide yet."), {}
    units = list(vote.roll.values_list("stairwell", "kind"))
    if not units:
        yield N_("The roll is empty. Import it first."), {}
    stairwells = {stairwell for stairwell, _kind in units}
    for matter in matters:
        if units and not any((not matter.only or s in matter.only) and k not in matter.without_kinds for s, k in units):
            yield N_("Nobody on the roll votes on matter {number}: look at its scope."), {"number": matter.number}
        if unknown := sorted(set(matter.only) - stairwells):
            yield (
                N_("Matter {number} names stairwells that are not on the roll: {names}."),
                {"number": matter.number, "names": "、".join(unknown)},
            )
    if vote.silence_counts and not (vote.silent.get("clause") and vote.silent.get("since")):
        yield N_("Silence counts only by a clause the owners have agreed on: write its words and its date."), {}


# --- the evidence pack -----------------------------------------------------------------------------------------


def roll_rows(vote: Vote) -> list[dict[str, Any]]:
    """The roll as it is hashed and published: units, areas, heads and codes, no names."""
    return [
        {
            "unit": row.unit,
            "stairwell": row.stairwell,
            "area": row.area,
            "source": row.source,
            "kind": row.kind,
            "head": row.head,
            "developer": row.developer,
            "owners": [owner.code for owner in row.owners.all()],
        }
        for row in vote.roll.prefetch_related("owners").order_by("order")
    ]


def announced(vote: Vote) -> dict[str, Any]:
    """What the notice says: window, rules, and every matter in its words. Its hash is published with it."""
    matters = [
        {
            "id": m.key,
            "item": m.item,
            "title": m.title,
            "words": m.words,
            "only": m.only,
            "without_kinds": m.without_kinds,
        }
        for m in vote.matters.all()
    ]
    return {
        "vote": vote.number,
        "place": vote.path,
        "opens": said(vote.opens),
        "closes": said(vote.closes),
        "matters": matters,
        "rules": city_of(vote).rules(),
        "silent": vote.silent,
    }


def pack_of(vote: Vote, *, names: bool = False) -> dict[str, Any]:
    """Everything from which the vote can be counted again, and by which it is seen that nothing was changed; see
    docs/evidence-pack.md.

    With `names` also who stands behind the owners' codes and who served and entered, for a court. The count needs none.
    """
    pack = counted_from(vote)
    papers = Ballot.objects.filter(unit__vote=vote, entry__isnull=False)
    readers = {
        paper.receipt: [paper.entry.entered_by, paper.confirmed_by]
        for paper in papers.select_related("entry__entered_by__person", "confirmed_by__person")
    }
    for ballot in pack["ballots"]:
        if ballot["receipt"] in readers:
            ballot["read_by"] = [post.ref for post in readers[ballot["receipt"]]]
    if vote.noticed_at:
        pack |= {"notice": announced(vote), "service": services_of(vote), "log": log_of(vote)}
    if names:
        known = {o.code: o.name for row in vote.roll.prefetch_related("owners") for o in row.owners.all()}
        known |= {t.buyer: t.name for t in Transfer.objects.filter(unit__vote=vote)}
        known |= {proxy.code: proxy.name for proxy in vote.proxies.all()}
        servers = Post.objects.filter(pk__in=Service.objects.filter(unit__vote=vote).values("by"))
        posts = [*servers.select_related("person"), *(post for some in readers.values() for post in some)]
        pack["names"] = known | {post.ref: str(post.person) for post in posts}
    return pack


def log_of(vote: Vote) -> list[dict[str, Any]]:
    """What came in each day, and the head that hung out."""
    return [
        {"day": f"{one.day}", "ballots": one.ballots, "head": one.head, "commitments": list(one.commitments)}
        for one in daily_heads(vote)
    ]


def counted_from(vote: Vote) -> dict[str, Any]:
    """What the count itself needs: roll, rules, matters, ballots."""
    roll = roll_rows(vote)
    rules = city_of(vote).rules()
    rules["barred_proxies"] = _barred(vote)
    rules["silent"] = {"on": vote.silence_counts, "served_units": sorted(recount.served(services_of(vote)))} | {
        key: vote.silent[key] for key in ("clause", "since") if vote.silent.get(key)
    }
    return {
        "format": recount.FORMAT,
        "vote": {
            "id": vote.number,
            "title": vote.title,
            "place": vote.place.address,
            "opens": said(vote.opens),
            "closes": said(vote.closes),
            "noticed": said(vote.noticed_at) if vote.noticed_at else None,
            "notice_hash": vote.notice_hash,
        },
        "rules": rules,
        "roll": {"hash": vote.roll_hash or recount.roll_hash(roll), "units": roll},
        "transfers": [
            {"unit": t.unit.unit, "at": said(t.at), "from": t.seller, "to": t.buyer}
            for t in Transfer.objects.filter(unit__vote=vote).select_related("unit")
        ],
        "matters": recount.matters_asked(announced(vote), roll),
        "ballots": [ballot_facts(b) for b in Ballot.objects.filter(unit__vote=vote).select_related("unit", "proxy")],
    }


def said(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).isoformat(timespec="microseconds")


def ballot_facts(ballot: Ballot) -> dict[str, Any]:
    """A ballot as it stands in the pack; its commitment is over these."""
    facts: dict[str, Any] = {
        "receipt": ballot.receipt,
        "unit": ballot.unit.unit,
        "choices": ballot.choices,
        "channel": ballot.channel,
        "at": said(ballot.at),
        "by": ballot.owner,
        "salt": ballot.salt,
        "commitment": ballot.commitment,
    }
    if ballot.channel == Ballot.Channel.PAPER:
        facts["signed"] = ballot.signed
    if ballot.proxy:
        facts |= {
            "by": ballot.proxy.code,
            "proxy": {"for": ballot.owner, "written": True, "instructions": ballot.choices},
        }
    return facts


def _barred(vote: Vote) -> list[str]:
    if not city_of(vote).bars_property_staff:
        return []
    return list(vote.proxies.filter(property_staff=True).values_list("code", flat=True))


def services_of(vote: Vote) -> list[dict[str, Any]]:
    """Notices and reminders that reached a unit: when, how, and by whom."""
    rows = Service.objects.filter(unit__vote=vote).select_related("unit", "by").order_by("at", "unit__order", "kind")
    return [{"unit": s.unit.unit, "kind": s.kind, "how": s.how, "at": said(s.at), "by": s.by.ref} for s in rows]


# --- who took part, and what is missing ------------------------------------------------------------------------


@dataclass(frozen=True)
class Gauge:
    """One measure of participation or approval: so much of so much, and the lawful mark. Nothing is
    rounded on the way.
    """

    part: int
    whole: int
    over: int
    under: int
    strict: bool = False

    @property
    def reached(self) -> bool:
        left, right = self.part * self.under, self.whole * self.over
        return left > right if self.strict else left >= right

    @property
    def missing(self) -> int:
        """How much more is needed, in the smallest units there are."""
        if self.reached:
            return 0
        short = self.whole * self.over - self.part * self.under
        return short // self.under + 1 if self.strict else -(-short // self.under)

    @property
    def fill(self) -> str:
        """Per mille of the bar, for drawing only."""
        return f"{min(1000, self.part * 1000 // self.whole) / 10 if self.whole else 0:g}"

    @property
    def mark(self) -> str:
        return f"{self.over * 1000 // self.under / 10:g}"


@dataclass(frozen=True)
class Standing:
    """How far a scope is from its quorum; `matters` are those with this scope."""

    matters: list[int]
    heads: Gauge
    area: Gauge

    @property
    def reached(self) -> bool:
        return self.heads.reached and self.area.reached


@dataclass(frozen=True)
class Stairwell:
    name: str
    units: int
    took_part: int
    area: int
    area_took_part: int
    came: list[tuple[str, list[str]]]  # the units that took part, and by which channels
    waiting: list[str]

    @property
    def units_missing(self) -> int:
        return self.units - self.took_part

    @property
    def area_missing(self) -> int:
        return self.area - self.area_took_part


@dataclass(frozen=True)
class Participation:
    standings: list[Standing]
    stairwells: list[Stairwell]

    @property
    def units(self) -> int:
        return sum(one.units for one in self.stairwells)

    @property
    def owners_are_fewer(self) -> bool:
        """Somebody owns several: then the heads are fewer than the units, and it is said why."""
        return any(one.heads.whole < self.units for one in self.standings)

    @property
    def took_part(self) -> int:
        return sum(one.took_part for one in self.stairwells)


def participation(vote: Vote) -> Participation:
    """Who took part so far, by the very count that will decide; never what anybody said."""
    pack = counted_from(vote)
    counted = recount.recount(pack)
    numbers = {m.key: m.number for m in vote.matters.all()}
    scopes: dict[tuple, list[int]] = {}
    for key, found in counted["matters"].items():
        sums = tuple((found[name]["heads"], found[name]["area"]) for name in ("took_part", "all"))
        scopes.setdefault(sums, []).append(numbers[key])
    over, under = SHARES["quorum"]["heads"]
    standings = [
        Standing(matters, Gauge(part[0], whole[0], over, under), Gauge(part[1], whole[1], over, under))
        for (part, whole), matters in scopes.items()
    ]
    channels: dict[str, list[str]] = {}
    for ballot in counted["ballots"]:
        if ballot["fate"] in ("counted", "superseded"):
            channels.setdefault(ballot["unit"], []).append(ballot["channel"])
    return Participation(standings, _stairwells(pack["roll"]["units"], channels))


def _stairwells(roll: list[dict[str, Any]], took_part: dict[str, list[str]]) -> list[Stairwell]:
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in roll:
        by_name.setdefault(row["stairwell"], []).append(row)
    return [
        Stairwell(
            name,
            len(rows),
            sum(r["unit"] in took_part for r in rows),
            sum(r["area"] for r in rows),
            sum(r["area"] for r in rows if r["unit"] in took_part),
            [(r["unit"], sorted(set(took_part[r["unit"]]))) for r in rows if r["unit"] in took_part],
            [r["unit"] for r in rows if r["unit"] not in took_part],
        )
        for name, rows in by_name.items()
    ]


@dataclass(frozen=True)
class Result:
    """What became of one matter, in numbers one can check. The gauges are missing where another system counted and did
    not say.
    """

    matter: Matter
    outcome: str
    turn_out: tuple[Gauge, Gauge] | None  # heads, area
    approval: tuple[Gauge, Gauge | None] | None  # the area is not shown where it would show who said it
    said: list[tuple[str, dict[str, int]]]
    with_silence: str = ""

    @property
    def gauges(self) -> list[Gauge]:
        return [one for one in (*(self.turn_out or ()), *(self.approval or ())) if one]

    @property
    def few(self) -> bool:
        """Whether areas are left out, since only a few said one thing."""
        return any("area" not in sums for _choice, sums in self.said)


def results(vote: Vote, *, whole: bool = False) -> list[Result]:
    """Every matter with its outcome and the four comparisons it rests on; `whole` for those who hold the
    evidence pack.
    """
    found = (vote.outcome or {}).get("matters", {})
    if not whole:
        found = {key: for_everybody(one) for key, one in found.items()}
    return [_result(matter, found[matter.key]) for matter in vote.matters.all() if matter.key in found]


def _result(matter: Matter, found: dict[str, Any]) -> Result:
    said = [(choice, found[choice]) for choice in recount.CHOICES if choice in found]
    silent = found.get("with_silent_clause", {}).get("outcome", "")
    if not {"all", "took_part", "yes"} <= found.keys():
        return Result(matter, found["outcome"], None, None, said, silent)
    if matter.kind == UNANIMOUS:
        every = tuple(_gauge(found["yes"], found["all"], name, 1, 1) for name in ("heads", "area"))
        return Result(matter, found["outcome"], None, every, said, silent)  # type: ignore[arg-type]
    needed = SHARES[matter.kind]
    turn_out = tuple(
        Gauge(found["took_part"][name], found["all"][name], *SHARES["quorum"][name]) for name in ("heads", "area")
    )
    approval = tuple(
        _gauge(found["yes"], found["took_part"], name, *needed[name], strict=needed["strict"])
        for name in ("heads", "area")
    )
    return Result(matter, found["outcome"], turn_out, approval, said, silent)  # type: ignore[arg-type]


def _gauge(
    part: dict[str, int], whole: dict[str, int], name: str, over: int, under: int, *, strict: bool = False
) -> Gauge | None:
    return Gauge(part[name], whole[name], over, under, strict) if name in part else None


@dataclass(frozen=True)
class Publicity:
    """Until when the city's rules want the result out, and how long on show. None where they say nothing."""

    publish_by: date | None
    shown_until: date | None

    @property
    def late(self) -> bool:
        return self.publish_by is not None and self.publish_by < clock.today()


def publicity(vote: Vote) -> Publicity:
    city, closed, published = city_of(vote), vote.closed_at, vote.published_at

    def after(moment: datetime | None, days: int | None) -> date | None:
        return moment.astimezone(SHANGHAI).date() + timedelta(days=days) if moment and days else None

    return Publicity(None if published else after(closed, city.publish_within), after(published, city.show_for))


def public_pack(vote: Vote) -> dict[str, Any]:
    """What everybody may have after the close: roll, rules, outcome, and of every ballot that it came, how, and its
    commitment.

    Without names and without choices: a unit's number is its owner's door.
    """
    pack = counted_from(vote)
    fates = {one["receipt"]: one["fate"] for one in (vote.outcome or {}).get("ballots", ())}
    pack["format"] = f"{recount.FORMAT}+public"
    pack["ballots"] = [
        {key: one[key] for key in ("unit", "channel", "at", "commitment")} | {"fate": _told(fates.get(one["receipt"]))}
        for one in pack["ballots"]
    ]
    pack["notice"], pack["log"] = announced(vote), log_of(vote)
    matters = {key: for_everybody(found) for key, found in (vote.outcome or {}).get("matters", {}).items()}
    pack["outcome"] = {"matters": matters, "pack_sha256": vote.pack_hash}
    return pack


def _told(fate: str | None) -> str | None:
    """That co-owners disagree, or a proxy did not follow its instructions, says something about what they chose."""
    return fate if fate in (None, "counted", "superseded") else "not_counted"


def opening_of(ballot: Ballot) -> str:
    """What its commitment is the SHA-256 of; shown to whoever holds the unit's code, after the close."""
    return recount.opening(ballot_facts(ballot))


def how_counted(unit: RollUnit) -> list[tuple[Ballot, str]]:
    """This unit's ballots and what became of each, after the close."""
    fates = {one["receipt"]: one["fate"] for one in (unit.vote.outcome or {}).get("ballots", ())}
    return [(ballot, fates.get(ballot.receipt, "")) for ballot in unit.ballots.all()]
