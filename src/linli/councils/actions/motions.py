"""A motion: drafted for the body that may decide it, put, counted by two, published. Each body counts by
its own rules.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.councils import assemblies, books, events, gatherings, recount
from linli.councils.actions.meetings import add_item
from linli.councils.actions.preparing import Asked, draft_vote
from linli.councils.actions.within import step, write
from linli.councils.assemblies import ADVICE, DELEGATES, OWNERS, RESIDENTS
from linli.councils.cities import ITEMS
from linli.councils.lifecycle import MeetingState, MotionState, VoteState
from linli.councils.models import Advice, Engine, Meeting, Motion, Topic, Vote
from linli.councils.queries.hands import hands_at
from linli.councils.queries.motions import assembly_of
from linli.councils.rules import convenes
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.places.models import Place
from linli.rulebook.names import named

LONGEST = 4000
HELD_AT = {RESIDENTS: "assembly", DELEGATES: "representatives"}
KNOWN_KINDS = frozenset(row["key"] for row in gatherings.SHIPPED["kinds"])
"""The kinds we know ourselves: of one that a street has added nobody here knows who sits in it."""
FROM_THE_VOTE = {
    recount.PASSED: assemblies.CARRIED,
    recount.REJECTED: assemblies.FAILED,
    recount.NO_QUORUM: assemblies.NO_QUORUM,
}


@transaction.atomic
def draft_motion(
    *,
    place: Place,
    engine: str,
    title: str,
    body: str,
    by: Post,
    topic: Topic | None = None,
    item: int | None = None,
    follows: Motion | None = None,
    sure: bool = False,
) -> Motion:
    """Begin a motion. What the chosen body may not decide is refused with the body that may."""
    convenes.require(by, place)
    checked = _checked(engine=engine, title=title, body=body, item=item, sure=sure)
    if follows is not None and follows.state not in (MotionState.PUBLISHED, MotionState.ABANDONED):
        raise Refused(N_("The earlier motion is still under way."))
    now = clock.now()
    motion = Motion.objects.create(
        number=f"M{now:%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        topic=topic,
        follows=follows,
        edition=books.assemblies.current().number,
        drafted_by=by,
        drafted_at=now,
        **checked,
    )
    record(
        events.MotionDrafted(engine=engine, item=item, follows=follows.number if follows else ""),
        on=motion,
        by=by,
        new=True,
    )
    return motion


@transaction.atomic
def change_motion(
    motion: Motion,
    *,
    engine: str,
    title: str,
    body: str,
    by: Post,
    item: int | None = None,
    sure: bool = False,
    seen: int | None = None,
) -> Motion:
    motion = step("prepare", motion, by=by, seen=seen)
    for name, value in _checked(engine=engine, title=title, body=body, item=item, sure=sure).items():
        setattr(motion, name, value)
    motion.edition = books.assemblies.current().number
    return write(motion, events.MotionChanged(), by=by)


def _checked(*, engine: str, title: str, body: str, item: int | None, sure: bool) -> dict[str, object]:
    title, body = " ".join(title.split()), body.strip()
    if not title or len(title) > 80:
        raise Refused(N_("Say in at most 80 characters what is to be decided."), field="title")
    if not body or len(body) > LONGEST:
        raise Refused(N_("Write the motion in full, in at most {most} characters."), most=LONGEST, field="body")
    if engine not in Engine.values:
        raise Refused(N_("Choose who decides."), field="engine")
    if item == assemblies.ELECTION:
        raise Refused(
            N_(
                "The election or recall of the residents' committee stays off this platform: it is secret, "
                "with a booth, and counted in public (art. 19 of its law)."
            ),
            field="item",
        )
    if item is not None and item not in ITEMS:
        raise Refused(N_("Choose which matter it is."), field="item")
    if item and engine in (RESIDENTS, DELEGATES):
        raise Refused(
            N_(
                "This is for the owners, by art. 278 and 279 of the Civil Code: no assembly of residents can "
                "decide it. Choose the owners' joint decision, or ask for advice only."
            ),
            field="engine",
        )
    if engine == OWNERS and item is None:
        raise Refused(N_("Owners decide jointly on what art. 278 and 279 name. Say which matter it is."), field="item")
    if item is None and not sure and (seems := assemblies.hinted(title, body)):
        raise Refused(_SEEMS[seems == assemblies.ELECTION], item=seems, field="sure")
    return {"engine": engine, "title": title, "body": body, "item": item}


_SEEMS = {
    True: N_(
        "This reads like the election of the residents' committee, which stays off this platform. If it is "
        "something else, say so."
    ),
    False: N_(
        "This reads like a matter of the owners (Civil Code, no. {item}). If it is something else, say so; "
        "else choose the matter."
    ),
}


# --- before a meeting ------------------------------------------------------------------------------------------


@transaction.atomic
def put_motion(
    motion: Motion,
    *,
    by: Post,
    meeting: Meeting | None = None,
    entitled: int | None = None,
    counted_in: str = "",
    noticed_on: date | None = None,
    called_how: str = assemblies.COMMITTEE,
    askers: int | None = None,
    askers_of: int | None = None,
    studied_on: date | None = None,
    seen: int | None = None,
) -> Motion:
    """Put it to the council or the assembly. An assembly is called in time, by whoever may have it called, after the
    study of art. 30.
    """
    motion = step("put", motion, by=by, seen=seen)
    if motion.engine == OWNERS:
        raise Refused(N_("The owners decide by a vote: prepare it from here."))
    if meeting is not None and meeting.state == MeetingState.CANCELLED:
        raise Refused(N_("This meeting is cancelled."), field="meeting")
    if meeting is not None and meeting.is_over:
        raise Refused(N_("This meeting is over. Choose one that is still to come."), field="meeting")
    motion.meeting = meeting
    if motion.engine != ADVICE:
        _call(motion, entitled, counted_in, noticed_on, studied_on)
        _may_be_called(motion, called_how, askers, askers_of)
    if meeting is not None:
        _onto_the_agenda(motion, meeting, by)
    return write(
        motion,
        events.MotionPut(edition=motion.edition, meeting=meeting.number if meeting else "", entitled=motion.entitled),
        by=by,
    )


def _onto_the_agenda(motion: Motion, meeting: Meeting, by: Post) -> None:
    """What is put to a meeting stands on its agenda, while that is open and the topic is not on it yet."""
    still = meeting.state == MeetingState.CALLED and meeting.agenda_closed_at is None
    if still and not (motion.topic_id and meeting.items.filter(topic=motion.topic_id).exists()):
        add_item(meeting, title=motion.title, topic=motion.topic, by=by)


def _call(
    motion: Motion, entitled: int | None, counted_in: str, noticed_on: date | None, studied_on: date | None
) -> None:
    rules, meeting, today = assembly_of(motion), motion.meeting, clock.today()
    if meeting is None:
        raise Refused(N_("Choose the meeting it is put to."), field="meeting")
    if meeting.kind in KNOWN_KINDS and meeting.kind != HELD_AT[motion.engine]:
        raise Refused(
            N_("A meeting of that kind can't decide this. Choose the assembly that decides."), field="meeting"
        )
    if not entitled or entitled > 10**7:
        raise Refused(N_("Say how many have a voice."), field="entitled")
    if motion.engine == RESIDENTS and counted_in not in (assemblies.ADULTS, assemblies.HOUSEHOLDS):
        raise Refused(N_("Say whether adults or households are counted."), field="counted_in")
    held_on = meeting.starts.astimezone(clock.SHANGHAI).date()
    if noticed_on is None or noticed_on > today:
        raise Refused(N_("Say on which day notice was given."), field="noticed_on")
    if (days := (held_on - noticed_on).days) < rules.notice_days:
        raise Refused(
            N_("Notice too short: {days} days until the assembly, at least {least} are needed ({articles})."),
            days=max(0, days),
            least=rules.notice_days,
            articles=named(rules.articles),
            field="noticed_on",
        )
    if studied_on is None or not (studied_on <= held_on and studied_on <= today):
        raise Refused(
            N_("Say on which day the community's Party organisation has studied it; that comes first (art. 30)."),
            field="studied_on",
        )
    motion.entitled, motion.studied_at = entitled, studied_on
    motion.counted_in = counted_in if motion.engine == RESIDENTS else assemblies.REPRESENTATIVES
    motion.noticed_at = datetime.combine(noticed_on, datetime.min.time(), clock.SHANGHAI)


def _may_be_called(motion: Motion, how: str, askers: int | None, of: int | None) -> None:
    if how not in assemblies.CALLERS:
        raise Refused(N_("Say who had it called."), field="called_how")
    if how != assemblies.COMMITTEE:
        rules = assembly_of(motion)
        if not rules.may_ask(how, askers=askers or 0, of=of or 0):
            share = rules.asked_by.get(how)
            if share is None:
                raise Refused(N_("The committee calls this one."), field="called_how")
            raise Refused(
                N_("Not enough asked for it: at least {over}/{under}, of {of} these are {least}."),
                over=share.over,
                under=share.under,
                of=of or 0,
                least=share.least(of or 0),
                field="askers",
            )
        motion.askers, motion.askers_of = askers, of
    motion.called_how = how


# --- the count, by two -----------------------------------------------------------------------------------------


@transaction.atomic
def count_motion(
    motion: Motion, *, present: int, yes: int, no: int, abstain: int, by: Post, seen: int | None = None
) -> Motion:
    """The count as the first person has it. It decides nothing before a second has counted the same."""
    motion = step("count", motion, by=by, seen=seen)
    _of(motion, RESIDENTS, DELEGATES)
    if motion.meeting is None or clock.now() < motion.meeting.starts:
        raise Refused(N_("The assembly has not begun."))
    figures = {"present": present, "yes": yes, "no": no, "abstain": abstain}
    if problem := assemblies.impossible(entitled=motion.entitled or 0, **figures):
        raise Refused(problem, field="present")
    for name, value in figures.items():
        setattr(motion, name, value)
    motion.counted_by = by
    motion = write(motion, events.MotionCounted(entitled=motion.entitled or 0, **figures), by=by)
    tell(
        [post for post in hands_at(motion.path) if post != by.ref],
        "motion_to_check",
        about=motion,
        who=str(by),
        title=motion.title,
    )
    return motion


@transaction.atomic
def recount_motion(motion: Motion, *, why: str, by: Post, seen: int | None = None) -> Motion:
    """The two counts differ and the first was wrong: it is counted anew."""
    motion = step("recount", motion, by=by, seen=seen)
    if not why.strip():
        raise Refused(N_("Say why it is counted again."), field="why")
    motion.present = motion.yes = motion.no = motion.abstain = motion.counted_by = None
    return write(motion, events.CountRejected(why=why.strip()[:200]), by=by)


@transaction.atomic
def check_motion(
    motion: Motion, *, present: int, yes: int, no: int, abstain: int, by: Post, seen: int | None = None
) -> Motion:
    """A second person has counted the same: then it is decided, and the reasons stand beside it."""
    motion = step("check", motion, by=by, seen=seen)
    if motion.counted_by.person_id == by.person_id:
        raise Refused(N_("Two people count: somebody else has to confirm it."))
    if (present, yes, no, abstain) != (motion.present, motion.yes, motion.no, motion.abstain):
        raise Refused(
            N_("The two counts differ. Count once more together; if the first was wrong, have it counted again.")
        )
    motion.checked_by, motion.decided_at = by, clock.now()
    motion.outcome = assembly_of(motion).decided(
        entitled=motion.entitled, present=present, yes=yes, no=no, abstain=abstain
    )
    motion = write(motion, events.MotionDecided(outcome=motion.outcome["outcome"]), by=by)
    tell([motion.drafted_by], "motion_decided", about=motion, title=motion.title)
    return motion


# --- advice ----------------------------------------------------------------------------------------------------


@transaction.atomic
def advise(motion: Motion, *, member: str, side: str, reason: str = "", by: Post, post: Post | None = None) -> Advice:
    """What one seat of the council advises. Entered again it replaces what stood there."""
    motion = step("advise", motion, by=by)
    _of(motion, ADVICE)
    member, reason = " ".join(member.split()), reason.strip()
    if not member or len(member) > 60:
        raise Refused(N_("Name the seat, not the person: “owners' representative, building 3”."), field="member")
    if side not in assemblies.SIDES:
        raise Refused(N_("For, against, or abstaining?"), field="side")
    if len(reason) > 300:
        raise Refused(N_("A reason has at most 300 characters."), field="reason")
    if side == assemblies.AGAINST and not reason:
        raise Refused(N_("Who is against gives a reason; it is published with the advice."), field="reason")
    said, _new = Advice.objects.update_or_create(
        motion=motion,
        member=member,
        defaults={"side": side, "reason": reason, "post": post, "entered_by": by, "at": clock.now()},
    )
    write(motion, events.AdviceEntered(side=side), by=by)
    return said


@transaction.atomic
def conclude_advice(motion: Motion, *, by: Post, seen: int | None = None) -> Motion:
    """All seats have spoken. Nothing is decided: the advice goes to whoever decides, with the minority's reasons."""
    motion = step("conclude", motion, by=by, seen=seen)
    _of(motion, ADVICE)
    if motion.meeting is not None and motion.meeting.is_to_come:
        raise Refused(
            N_(
                "It is put to a meeting that has not begun. Conclude it when the council has spoken there, "
                "from {at} on."
            ),
            at=f"{motion.meeting.starts.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        )
    said = {one.member: one for one in motion.advice.all()}
    if not said:
        raise Refused(N_("No seat has advised yet."))
    outcome = assemblies.advised({member: one.side for member, one in said.items()})
    if mute := [member for member, one in said.items() if one.side == outcome["smaller"] and not one.reason]:
        raise Refused(N_("The minority's reasons are published too; missing from: {members}"), members="、".join(mute))
    motion.outcome, motion.decided_at = outcome, clock.now()
    return write(motion, events.MotionDecided(outcome=outcome["outcome"]), by=by)


# --- the owners ------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_owners(
    motion: Motion,
    *,
    opens: datetime,
    closes: datetime,
    city: str,
    by: Post,
    reason: str = "",
    place: Place | None = None,
    seen: int | None = None,
) -> Motion:
    """Prepare the owners' vote: place, title and matter are the motion's; how much it needs follows from the law.

    A motion that puts an earlier one again has the roll of the earlier vote.
    """
    motion = step("ask_owners", motion, by=by, seen=seen)
    _of(motion, OWNERS)
    asked = Asked(motion.item or 0, motion.title, motion.body, reason)
    motion.vote = draft_vote(
        place=place or motion.place,
        title=motion.title,
        opens=opens,
        closes=closes,
        city=city,
        by=by,
        matters=[asked],
        follows=motion.follows.vote if motion.follows else None,
    )
    return write(motion, events.OwnersAsked(vote=motion.vote.number), by=by)


def follow_vote(vote: Vote) -> Motion | None:
    """The motion behind a vote takes over what became of it. Called inside the vote's own deed."""
    motion = Motion.objects.filter(vote=vote, state=MotionState.OPEN).first()
    if motion is None:
        return None
    if vote.state == VoteState.ABANDONED:
        return abandon_motion(motion, why=vote.abandoned_why, by=CLOCK)
    motion = step("follow_vote", motion, by=CLOCK)
    found: dict[str, Any] = vote.outcome["matters"]["m1"]
    motion.outcome = {"outcome": FROM_THE_VOTE[found["outcome"]], "vote": vote.number, "matter": found}
    motion.decided_at, motion.published_at = vote.closed_at, vote.published_at
    motion = write(motion, events.MotionDecided(outcome=motion.outcome["outcome"]), by=CLOCK)
    tell([motion.drafted_by], "motion_from_owners", about=motion, title=motion.title)
    return motion


# --- the end ---------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_motion(motion: Motion, *, by: Post, seen: int | None = None) -> Motion:
    motion = step("publish", motion, by=by, seen=seen)
    motion.published_at = clock.now()
    return write(motion, events.MotionPublished(), by=by)


@transaction.atomic
def abandon_motion(motion: Motion, *, why: str, by: Any, seen: int | None = None) -> Motion:
    """Give it up, for a reason that everyone can read. A vote that is announced is abandoned on its own page, and the
    motion with it.
    """
    motion = step("abandon", motion, by=by, seen=seen)
    if by is not CLOCK and motion.vote_id and motion.vote.state != VoteState.ABANDONED:
        raise Refused(N_("The owners' vote is being prepared: abandon it on its own page."))
    if not why.strip():
        raise Refused(N_("Say why it is abandoned; everyone can read it."), field="why")
    motion.abandoned_why = why.strip()[:200]
    return write(motion, events.MotionAbandoned(why=motion.abandoned_why), by=by)


def _of(motion: Motion, *engines: str) -> None:
    if motion.engine not in engines:
        raise Refused(N_("Another body decides this motion."))
