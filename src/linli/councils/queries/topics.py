"""Reads over a topic: who stands behind it, where it is in its procedure, what is missing, what
residents made of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Subquery

from linli.councils import books
from linli.councils.assemblies import NO_QUORUM
from linli.councils.lifecycle import MeetingState, MotionState, TopicState
from linli.councils.models import (
    Engine,
    Evidence,
    Meeting,
    Motion,
    Participant,
    Promise,
    Publication,
    Stage,
    Stance,
    Topic,
    Verdict,
)
from linli.councils.procedures import Reason
from linli.councils.queries.votes import fingerprint
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say
from linli.people.models import Post
from linli.places.models import Kind, Place
from linli.rulebook.names import named

FEW = 5
"""Below so many people only counts are shown: no share, no average."""
DEFERRED = ["place__shape", "place__duties", "place__parent__shape", "place__parent__parent__shape"]


def topics():
    """Topics with the place they are about, and the name of the stage they are in."""
    here = Stage.objects.filter(topic=OuterRef("pk"), order=OuterRef("at"), ended_at=None).values("name")[:1]
    return Topic.objects.select_related("place__parent__parent").defer(*DEFERRED).annotate(stage_name=Subquery(here))


# --- who takes part --------------------------------------------------------------------------------------------


def device_of(topic: Topic, secret: str) -> str:
    """A device as one topic knows it: nobody can join what one device said in two topics."""
    return fingerprint(f"device|{topic.pk}|{secret}")


def participant_of(topic: Topic, secret: str) -> Participant | None:
    """Whoever speaks from this device in this topic; after two were joined, the one that goes on."""
    if not secret:
        return None
    found = (
        Participant.objects.select_related("merged_into").filter(topic=topic, device=device_of(topic, secret)).first()
    )
    return found.merged_into or found if found else None


def seconders(topic: Topic) -> int:
    """From devices, and on paper."""
    return topic.participants.exclude(seconded_at=None).count() + topic.seconded_on_paper


def voices_came_in(topic: Topic) -> bool:
    """Whether anybody has said anything: from then on the groups stand."""
    return Stance.objects.filter(statement__topic=topic).exists()


# --- who is concerned ------------------------------------------------------------------------------------------


def suggested_groups(place: Place) -> list[dict[str, Any]]:
    """Ways to tell apart who is concerned here, from the book; buildings and stairwells from the tree of places."""
    return [
        one.declared(_inside(place) if not one.options else ())
        for one in books.procedures.rules().groups
        if one.options or _inside(place)
    ]


def _inside(place: Place) -> tuple[str, ...]:
    kind = {Kind.COMPOUND: Kind.BUILDING, Kind.BUILDING: Kind.UNIT}.get(Kind(place.kind))
    if kind is None:
        return ()
    below = Place.objects.filter(parent=place, kind=kind).standing().order_by("order", "code")
    return tuple(below.values_list("name", flat=True)[:60])


# --- its procedure ---------------------------------------------------------------------------------------------


def stage_of(topic: Topic, stages: list[Stage] | None = None) -> Stage | None:
    """The stage it is in."""
    known = list(topic.stages.all()) if stages is None else stages
    return next((stage for stage in known if stage.order == topic.at), None)


def may_end_on(stage: Stage) -> date:
    """The first day on which its least days are over."""
    began = stage.began_at or clock.now()
    return began.astimezone(SHANGHAI).date() + timedelta(days=stage.least_days)


def stages_of(topic: Topic) -> list[Stage]:
    """Its stages in their order, each with what it rests on and what it put on show; two statements."""
    return list(topic.stages.select_related("meeting", "motion").prefetch_related("publications"))


def met(stage: Stage) -> Meeting | None:
    """The last meeting on this topic since the stage began whose minutes are out."""
    held = Meeting.objects.filter(
        items__topic=stage.topic_id, state=MeetingState.PUBLISHED, held_at__gte=stage.began_at
    )
    return held.order_by("-held_at").first()


def decided(stage: Stage) -> Motion | None:
    """The last motion of this topic that was decided since it was last decided on: opened again, the topic asks for a
    new one.

    Yes or no, but not that too few came; and while one is still before those who decide, nothing is decided yet.
    """
    motions = Motion.objects.filter(topic=stage.topic_id)
    if motions.filter(state__in=[MotionState.OPEN, MotionState.COUNTED]).exists():
        return None
    found = motions.filter(state__in=[MotionState.DECIDED, MotionState.PUBLISHED]).exclude(outcome__outcome=NO_QUORUM)
    if stage.kind == "resolve":
        found = found.exclude(engine=Engine.ADVICE)
    earlier = Stage.objects.filter(topic=stage.topic_id, kind__in=("decide", "resolve"), order__lt=stage.order)
    if since := earlier.aggregate(last=Max("ended_at"))["last"]:
        found = found.filter(decided_at__gt=since)
    return found.order_by("-decided_at").first()


@dataclass(frozen=True)
class Ground:
    """What a stage of one kind rests on, beside its words: how it is found, and what is said while it is not there."""

    find: Callable[[Stage], Meeting | Motion | None]
    none_yet: str


GROUNDS = {
    "meeting": Ground(
        met, N_("“{stage}” ends when a meeting on this topic was held since {day} and its minutes are published.")
    ),
    "decide": Ground(decided, N_("“{stage}” ends when a motion of this topic is decided and none is still under way.")),
    "resolve": Ground(
        decided,
        N_(
            "“{stage}” ends when the residents' assembly, their representatives or the owners have decided on "
            "a motion of this topic and none is still under way. Advice is not enough."
        ),
    ),
}
"""By the kind of the stage. The other kinds rest on what is written down, on their days and on what they
put on show.
"""


def rests_on(stage: Stage) -> Meeting | Motion | None:
    """What a stage can end on as things stand."""
    ground = GROUNDS.get(stage.kind)
    return ground.find(stage) if ground and stage.began_at else None


def sheets_of(stages: list[Stage]) -> list[Evidence]:
    """The signed sheets of what was held outside this platform. They bear names: the desk sees them, nobody else."""
    refs = [stage.ref for stage in stages if stage.outside]
    return list(Evidence.objects.filter(of__in=refs).exclude(file="")) if refs else []


def missing(stage: Stage, *, outside: bool = False) -> list[Refused]:
    """Why a stage can't end yet, each a sentence. What is to be written down is asked for in the form.

    `outside`: it was held elsewhere and its sheet is at hand, so nothing on this platform is asked for.
    """
    found = _missing(stage) if outside else [*_no_ground(stage), *_missing(stage)]
    return [Refused(sentence, **facts) for sentence, facts in found]


def _no_ground(stage: Stage) -> Iterator[tuple[str, dict[str, object]]]:
    if stage.kind in GROUNDS and rests_on(stage) is None:
        began = (stage.began_at or clock.now()).astimezone(SHANGHAI)
        yield GROUNDS[stage.kind].none_yet, {"stage": named(stage.name), "day": f"{began:%Y-%m-%d}"}


def _missing(stage: Stage) -> Iterator[tuple[str, dict[str, object]]]:
    shown = list(stage.publications.all()) if stage.publishes else []
    if stage.publishes and not shown:
        yield N_("“{stage}” ends with a publication: put it on show first."), {"stage": named(stage.name)}
    elif stage.kind == "publish" and (until := max(one.shown_until for one in shown)) >= clock.today():
        yield N_("It is on show until {day}; the stage ends after that."), {"day": f"{until:%Y-%m-%d}"}
    if stage.kind == "carry_out" and (still := Promise.objects.filter(topic=stage.topic_id, state="promised").count()):
        yield N_("Promises on this topic are still open ({n}): they are kept or dropped first."), {"n": still}
    if clock.today() < (first := may_end_on(stage)):
        yield (
            N_("“{stage}” lasts at least {days} days: until {day}."),
            {"stage": named(stage.name), "days": stage.least_days, "day": f"{first:%Y-%m-%d}"},
        )


def judged(topic: Topic, stages: list[Stage] | None = None) -> Stage | None:
    """The stage in which residents judge, once it has begun."""
    known = list(topic.stages.all()) if stages is None else stages
    begun = [stage for stage in known if stage.kind == "evaluate" and stage.began_at]
    return begun[-1] if begun else None


# --- what residents made of it ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """Verdicts as counts. Below five people there is no share and no average: it would say who said what."""

    people: int = 0
    solved: int = 0
    grades: dict[int, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @property
    def few(self) -> bool:
        return self.people < FEW

    @property
    def not_solved(self) -> int:
        return self.people - self.solved

    @property
    def mostly_not_solved(self) -> bool:
        return self.people > 0 and 2 * self.solved < self.people

    @property
    def average(self) -> str:
        """One decimal, rounded half up, of integers."""
        tenths = (20 * sum(grade * count for grade, count in self.grades.items()) + self.people) // (2 * self.people)
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def share(self) -> int:
        return (200 * self.solved + self.people) // (2 * self.people)

    @property
    def bars(self) -> list[tuple[int, int, str]]:
        """(grade, people, per cent of the bar) from the best."""
        most = max(self.grades.values(), default=0) or 1
        return [(grade, n := self.grades.get(grade, 0), f"{n * 1000 // most / 10:g}") for grade in range(5, 0, -1)]


def judgement(topic: Topic, stage: Stage | None) -> Judgement:
    """What was said since residents were last asked; what they said before it was opened again does not count."""
    if stage is None or stage.began_at is None:
        return Judgement()
    said = Verdict.objects.filter(topic=topic, said_at__gte=stage.began_at)
    rows = list(said.order_by().values_list("solved", "grade").annotate(n=Count("pk")))
    grades: dict[int, int] = {}
    for _solved, grade, n in rows:
        grades[grade] = grades.get(grade, 0) + n
    people = sum(grades.values())
    words = list(said.exclude(words="").values_list("words", flat=True)[:20]) if people >= FEW else []
    return Judgement(people, sum(n for solved, _grade, n in rows if solved), grades, words)


# --- its chain -------------------------------------------------------------------------------------------------


def reasons_of(topic: Topic) -> list[Reason]:
    known = books.procedures.edition(topic.edition or 1).rules.reasons
    return [known[key] for key in topic.reasons if key in known]


SAID = {
    "published": N_("Put on show: {words}"),
    "stage": N_("Done: “{words}”"),
    "meeting": N_("A meeting is called: {words}"),
    "minutes": N_("Minutes are published: {words}"),
    "promised": N_("Promised: {words}"),
    "reported": N_("News of the promise: {words}"),
    "put_off": N_("The promise is put off: {words}"),
    "late": N_("The promise is late: {words}"),
    "kept": N_("The promise is kept: {words}"),
    "doubted": N_("The promise is not kept after all: {words}"),
    "dropped": N_("The promise is dropped: {words}"),
    "decided": N_("Decided and published: {words}"),
    "board": N_("The board of common ground is published"),
    "closed": N_("It is closed: {words}"),
}
OF_A_PROMISE = {
    "PromiseMade": "promised",
    "PromiseReported": "reported",
    "PromisePutOff": "put_off",
    "PromiseKept": "kept",
    "PromiseDoubted": "doubted",
    "PromiseDropped": "dropped",
}


@dataclass(frozen=True)
class News:
    """Something that happened since somebody last looked: when, what kind (of SAID), and in which words."""

    at: datetime
    kind: str
    words: str = ""

    @property
    def said(self) -> str:
        return say(SAID[self.kind], words=self.words)


def news_for(person: Participant) -> list[News]:
    """What changed since this voice last looked; who never looked hears of everything since they spoke."""
    since = person.news_seen_at or person.joined_at
    return news_of(person.topic, since) if since else []


def news_of(topic: Topic, since: datetime) -> list[News]:
    """What changed in a topic since then, newest first."""
    found = [
        *(News(one.published_at, "published", one.title) for one in topic.publications.filter(published_at__gt=since)),
        *(News(one.ended_at, "stage", named(one.name)) for one in topic.stages.filter(ended_at__gt=since)),
        *(News(one.published_at, "decided", one.title) for one in topic.motions.filter(published_at__gt=since)),
        *_of_promises(topic, since),
    ]
    for meeting in Meeting.objects.filter(items__topic=topic).distinct():
        if meeting.called_at > since:
            found.append(News(meeting.called_at, "meeting", meeting.title))
        if meeting.published_at and meeting.published_at > since:
            found.append(News(meeting.published_at, "minutes", meeting.title))
    board = topic.boards.filter(published_at__gt=since).order_by("-published_at").only("published_at").first()
    if board and board.published_at:
        found.append(News(board.published_at, "board"))
    if topic.closed_at and topic.closed_at > since:
        found.append(News(topic.closed_at, "closed", topic.ended_why))
    return sorted(found, key=lambda news: news.at, reverse=True)


def _of_promises(topic: Topic, since: datetime) -> Iterator[News]:
    """Each change of a promise, as the journal has it; and that its day went by."""
    promises = {one.ref: one for one in Promise.objects.filter(topic=topic)}
    deeds = Entry.objects.filter(subject__in=promises, event__in=OF_A_PROMISE, at__gt=since)
    for subject, event, at in deeds.order_by("at", "id").values_list("subject", "event", "at"):
        yield News(at, OF_A_PROMISE[event], promises[subject].words)
    for one in promises.values():
        went_by = datetime.combine(one.due + timedelta(days=1), time(), SHANGHAI)
        if one.late and went_by > since:
            yield News(went_by, "late", one.words)


def on_show(topic: Topic) -> list[Publication]:
    """Everything that was ever put on show; nothing is taken away."""
    return list(topic.publications.select_related("by__person", "by__organisation", "by__place", "stage"))


# --- lists -----------------------------------------------------------------------------------------------------

ORDER = [
    TopicState.PROPOSED,
    TopicState.APPEALED,
    TopicState.GOING,
    TopicState.RAISED,
    TopicState.CLOSED,
    TopicState.REFUSED,
    TopicState.WITHDRAWN,
]


def counts_for(post: Post) -> dict[str, int]:
    """How many topics a post sees, by state, in the order in which somebody has to do something."""
    counted = dict(Topic.objects.visible_to(post).order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counted[state] for state in ORDER if state in counted}


def stage_names(rows: list[Topic]) -> dict[Any, str]:
    """The name of the stage each of these is in; one statement for all."""
    now = Stage.objects.filter(topic__in=rows, began_at__isnull=False, ended_at=None)
    return dict(now.order_by().values_list("topic", "name"))
