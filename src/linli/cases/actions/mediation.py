"""Talks between neighbours: a file that only the parties' helpers see. Kept after its end as long as the book says."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count

from linli.cases import events
from linli.cases.actions import within
from linli.cases.lifecycle import MEDIATION_MOVES, MediationState
from linli.cases.models import Case, Category, Mediation, Mediator, Party, PastMediation, Talk
from linli.cases.rules import may_open_mediation, serves_the_place
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.places.models import Place
from linli.places.queries import outdoors

LATEST_FOLLOW_UP = timedelta(days=365)
SIDES = "ABCDEF"
CAPACITIES = ("mediator", "volunteer", "adviser", "lawyer")


@transaction.atomic
def open_mediation(*, place: Place, category: Category, title: str, case: Case | None = None, by: Post) -> Mediation:
    """Begin a file of talks, from a case or by itself; whoever opens it keeps it. The title says what,
    without names.
    """
    may_open_mediation.require(by, place)
    if case:
        serves_the_place.require(by, case)
    title = " ".join(title.split())
    if not title:
        raise Refused(N_("Say in a few words what it is about, without names."), field="title")
    if len(title) > 80:
        raise Refused(N_("The title has at most 80 characters."), field="title")
    now = clock.now()
    mediation = Mediation.objects.create(
        number=f"M{now:%y%m%d}-{short_code()}",
        case=case,
        category=category,
        place=place,
        path=place.path,
        title=title,
        keeper=by,
        opened_at=now,
    )
    record(events.MediationOpened(place=place.code, category=category.code), on=mediation, by=by, new=True)
    return mediation


@transaction.atomic
def name_party(
    mediation: Mediation,
    *,
    side: str,
    name: str,
    phone: str = "",
    agreed_to_talk: bool = False,
    by: Post,
    seen: int | None = None,
) -> Mediation:
    """Somebody the dispute is between; both name and phone are sealed."""
    mediation = _step("name_party", mediation, by=by, seen=seen)
    if side not in SIDES:
        raise Refused(N_("A side is a letter from A to F."), field="side")
    if not name.strip():
        raise Refused(N_("Write the name as the party wants to be called."), field="name")
    Party.objects.create(
        mediation=mediation, side=side, name=name.strip()[:40], phone=phone.strip()[:30], agreed_to_talk=agreed_to_talk
    )
    return _write(mediation, events.PartyNamed(side=side, agreed_to_talk=agreed_to_talk), by=by)


@transaction.atomic
def take_party_out(party: Party, *, by: Post, seen: int | None = None) -> Mediation:
    """Named by mistake: name and phone go at once."""
    mediation = _step("name_party", party.mediation, by=by, seen=seen)
    if not Party.objects.filter(pk=party.pk).delete()[0]:
        raise Refused(N_("This party has been taken out already."))
    return _write(mediation, events.PartyTakenOut(side=party.side), by=by)


@transaction.atomic
def invite(
    mediation: Mediation, *, capacity: str, post: Post | None = None, name: str = "", by: Post, seen: int | None = None
) -> Mediation:
    """Ask a colleague to help, who sees the file from now on; or note somebody from outside by name, who does not."""
    mediation = _step("invite", mediation, by=by, seen=seen)
    if capacity not in CAPACITIES:
        raise Refused(N_("Choose in which capacity."), field="capacity")
    if post is None and not name.strip():
        raise Refused(N_("Choose a colleague, or write the name of somebody from outside."), field="name")
    if post and not post.is_current():
        raise Refused(N_("This post has ended."), field="post")
    if post and mediation.mediators.filter(post=post, ended_at=None).exists():
        raise Refused(N_("This colleague helps already."), field="post")
    Mediator.objects.create(
        mediation=mediation, post=post, name="" if post else name.strip()[:40], capacity=capacity, since=clock.now()
    )
    _write(mediation, events.MediatorInvited(capacity=capacity), by=by)
    if post and post.pk != by.pk:
        tell([post], "mediation_invited", about=mediation, number=mediation.number, who=str(by))
    return mediation


@transaction.atomic
def let_go(mediator: Mediator, *, by: Post, seen: int | None = None) -> Mediation:
    """Somebody helps no longer, and from now on does not see the file."""
    mediation = _step("let_go", mediator.mediation, by=by, seen=seen)
    if not Mediator.objects.filter(pk=mediator.pk, ended_at=None).update(ended_at=clock.now()):
        raise Refused(N_("This help has ended already."))
    return _write(mediation, events.MediatorLetGo(capacity=mediator.capacity), by=by)


@transaction.atomic
def pass_file_on(mediation: Mediation, *, to: Post, by: Post, seen: int | None = None) -> Mediation:
    """Let one of the mediators keep the file; whoever kept it goes on helping."""
    mediation = _step("pass_file_on", mediation, by=by, seen=seen)
    if not mediation.mediators.filter(post=to, ended_at=None).exists() or not to.is_current():
        raise Refused(N_("Ask this colleague to help first."), field="to")
    if not mediation.mediators.filter(post=by, ended_at=None).exists():
        Mediator.objects.create(mediation=mediation, post=by, capacity="mediator", since=clock.now())
    mediation.keeper = to
    _write(mediation, events.FilePassedOn(to=to.ref), by=by)
    tell([to], "mediation_passed_on", about=mediation, number=mediation.number, who=str(by))
    return mediation


@transaction.atomic
def note_talk(
    mediation: Mediation,
    *,
    at: datetime,
    where: str = "",
    present: str = "",
    words: str,
    by: Post,
    seen: int | None = None,
) -> Mediation:
    """One session: when, where, which sides came, what was said."""
    words = within.said(words)
    mediation = _step("talk", mediation, by=by, seen=seen)
    if at > clock.now() + timedelta(minutes=5):
        raise Refused(N_("This talk is still to come. Note it when it has been held."), field="at")
    sides = {party.side for party in mediation.parties.all()}
    came = " ".join(side for side in SIDES if side in present.split() and side in sides)
    Talk.objects.create(mediation=mediation, at=at, where=where.strip()[:80], present=came, words=words, by=by)
    return _write(mediation, events.TalkHeld(number=mediation.talks.count(), present=came), by=by)


@transaction.atomic
def agree(
    mediation: Mediation, *, words: str, follow_up_on: date | None = None, by: Post, seen: int | None = None
) -> Mediation:
    """What the sides have agreed, to be printed and signed; and when somebody asks whether it is kept to."""
    words = within.said(words)
    mediation = _step("agree", mediation, by=by, seen=seen)
    if len({party.side for party in mediation.parties.all()}) < 2:
        raise Refused(N_("An agreement has at least two sides. Name the parties first."))
    _check_day(follow_up_on)
    mediation.agreement, mediation.agreed_at, mediation.follow_up_on = words, clock.now(), follow_up_on
    mediation.followed_up_at = None
    return _write(mediation, events.AgreementReached(follow_up_on=_iso(follow_up_on)), by=by)


@transaction.atomic
def follow_up(
    mediation: Mediation, *, words: str, kept: bool, next_on: date | None = None, by: Post, seen: int | None = None
) -> Mediation:
    """Asked whether it is kept to. Yes: it ends, or somebody asks again on another day. No: the talks go on."""
    words = within.said(words)
    mediation = _step(
        "follow_up" if next_on and kept else "keep_to" if kept else "talk_again", mediation, by=by, seen=seen
    )
    if kept:
        _check_day(next_on)
    line = f"{clock.today().isoformat()} {words}"
    mediation.follow_up = f"{mediation.follow_up}\n{line}".strip()
    mediation.followed_up_at, mediation.follow_up_on = clock.now(), None
    if kept and next_on:
        mediation.followed_up_at, mediation.follow_up_on = None, next_on
    _write(mediation, events.FollowedUp(kept=kept, next_on=_iso(next_on if kept else None)), by=by)
    return _end(mediation, by=by) if mediation.state == MediationState.ENDED else mediation


@transaction.atomic
def end_mediation(mediation: Mediation, *, how: str, words: str = "", by: Post, seen: int | None = None) -> Mediation:
    """End without an agreement ("failed"), or because a party withdraws ("withdrawn"), which any party
    may at any time.
    """
    steps = {MediationState.FAILED: "fail", MediationState.WITHDRAWN: "withdraw_from"}
    if how not in steps:
        raise Refused(N_("Choose how it ends."), field="how")
    mediation = _step(steps[MediationState(how)], mediation, by=by, seen=seen)
    if words.strip():
        Talk.objects.create(mediation=mediation, at=clock.now(), words=within.said(words), by=by)
    return _end(mediation, by=by)


def remind_of_follow_ups(limit: int = 500) -> int:
    """Tell the helpers of agreements whose day has come; each day once."""
    due = Mediation.objects.filter(follow_up_on__lte=clock.today(), followed_up_at=None, state=MediationState.AGREED)
    told = 0
    for mediation in due.order_by("follow_up_on")[:limit]:
        once = f"{mediation.ref}/follow-up/{mediation.follow_up_on}"
        with transaction.atomic():
            told += bool(
                tell(helpers_of(mediation), "mediation_follow_up", about=mediation, once=once, number=mediation.number)
            )
    return told


def forget_mediations() -> int:
    """Files whose time is over go, with all names and words; the figures and the journal keep that there was one."""
    over = Mediation.objects.filter(until__lt=clock.today()).select_related("place__grid").annotate(n=Count("talks"))
    gone = 0
    for mediation in over.order_by("until")[:500]:
        with transaction.atomic():
            if _forgotten_by_another(mediation):
                continue
            _keep_count(mediation, talks=mediation.n)
            record(events.MediationForgotten(state=mediation.state), on=mediation, by=CLOCK)
            mediation.delete()
            gone += 1
    return gone


def _forgotten_by_another(mediation: Mediation) -> bool:
    return not Mediation.objects.select_for_update().filter(pk=mediation.pk).exists()


def _keep_count(mediation: Mediation, *, talks: int) -> None:
    grid, agreed = mediation.place.grid, mediation.agreed_at
    PastMediation.objects.create(
        path=outdoors(mediation.place).path,
        grid_path=grid.path if grid else "",
        category_id=mediation.category_id,
        month=mediation.opened_at.astimezone(clock.SHANGHAI).date().replace(day=1),
        outcome=mediation.state,
        talks=talks,
        days=round((agreed - mediation.opened_at) / timedelta(days=1)) if agreed else None,
    )


def helpers_of(mediation: Mediation) -> list[HasRef]:
    """Posts that see the file today."""
    posts = {mediation.keeper_id: mediation.keeper}
    posts |= {
        one.post_id: one.post
        for one in mediation.mediators.filter(ended_at=None, post__isnull=False).select_related("post")
    }
    return [post for post in posts.values() if post.is_current()]


# --- shared -------------------------------------------------------------------------------------------------------


def _step(step: str, mediation: Mediation, *, by: Post, seen: int | None) -> Mediation:
    Mediation.objects.select_for_update().values_list("pk").get(pk=mediation.pk)
    mediation = Mediation.objects.select_related("keeper", "category", "place").get(pk=mediation.pk)
    if seen is not None and seen != mediation.version:
        raise within.overtaken()
    move = MEDIATION_MOVES.check(step, mediation, by=by)
    mediation.state = move.to or mediation.state
    return mediation


def _write(mediation: Mediation, event: object, *, by: HasRef) -> Mediation:
    mediation.version += 1
    mediation.save()
    record(event, on=mediation, by=by)
    return mediation


def _end(mediation: Mediation, *, by: HasRef) -> Mediation:
    mediation.ended_at, mediation.until = clock.now(), within.kept_until("mediation")
    mediation.follow_up_on = None
    return _write(mediation, events.MediationEnded(how=mediation.state, until=mediation.until.isoformat()), by=by)


def _check_day(day: date | None) -> None:
    if day and not clock.today() < day <= clock.today() + LATEST_FOLLOW_UP:
        raise Refused(N_("Choose a day from tomorrow on, within a year."), field="follow_up_on")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
