"""Reads over cases and what hangs on them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import cos, radians
from statistics import median
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, FloatField, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Extract, Left

from linli.calendar import queries as calendar
from linli.calendar.workdays import Calendar, Limit
from linli.cases import books
from linli.cases.clocks import More, Reckoning, Stop, reckon
from linli.cases.lifecycle import UNANSWERED, MediationState, State
from linli.cases.likeness import LONGEST, LikenessRules, metres_between
from linli.cases.models import (
    Approval,
    Assignment,
    Case,
    CaseSet,
    Category,
    Mediation,
    Mediator,
    Merge,
    Order,
    PastMediation,
    Phrase,
    Voice,
)  # fmt: skip
from linli.cases.suggest import Phrases
from linli.cases.times import STOPS
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.codes import read_receipt_code
from linli.people import rules as people
from linli.people.models import Post, lineage
from linli.places.models import Kind, Place


@cache
def categories() -> tuple[Category, ...]:
    """All categories in force; they change with a release or an administrator's import, which says `forget_categories`."""
    return tuple(Category.objects.filter(ended_on=None))


def forget_categories() -> None:
    categories.cache_clear()
    _phrases.cache_clear()


def category_by_code(code: str | None) -> Category | None:
    return next((c for c in categories() if c.code == code), None) if code else None


def category_meant(words: str) -> Category | None:
    """The category that a resident's words suggest."""
    return category_by_code(_phrases().suggest(words))


@cache
def _phrases() -> Phrases:
    return Phrases((c.code, c.words) for c in categories())


def is_known(submission_key: str) -> bool:
    """Whether a voice came with this key before. By hand, because every report asks it."""
    with connection.cursor() as cursor:
        cursor.execute("select from cases_voice where submission_key = %s", [submission_key])
        return cursor.fetchone() is not None


ON_THE_CLOCK = ("extension", *STOPS)


def granted_time(case: Case) -> list[Approval]:
    """The extensions and stops that hold for a case, in the order in which they were granted."""
    found = case.approvals.all()  # a page may have fetched them already
    return sorted(
        (one for one in found if one.granted and one.kind in ON_THE_CLOCK), key=lambda one: (one.decided_at, one.pk)
    )


def clock_of(case: Case, *, granted: Sequence[Approval] | None = None, days: Calendar | None = None) -> Reckoning:
    """The case's finish clock, reckoned from its limit, its start and all that was granted."""
    start = case.finish_start or case.reported_at
    ordered = order_due(case)
    stops, more = time_of(granted_time(case) if granted is None else granted, since=start)
    return reckon(
        Limit.parse(case.finish_limit), start, days or calendar.current(), stops=stops, more=more,
        not_after=ordered if ordered and ordered > start else None, warn_at=books.ladder.rules().remind_at,
    )  # fmt: skip


def order_due(case: Case) -> datetime | None:
    """By when a hotline wants its answer, if one does: its order states its own limit."""
    if "order_due" in case.__dict__:
        return case.__dict__["order_due"]
    open_ = Order.objects.filter(voice__case=case).exclude(reply_due=None).open()
    return open_.order_by("reply_due").values_list("reply_due", flat=True).first()


def note_order_dues(cases: Sequence[Case]) -> None:
    """Find the order's limits of many cases at once, for `order_due`."""
    open_ = Order.objects.filter(voice__case__in={case.pk for case in cases}).exclude(reply_due=None).open()
    found = dict(open_.values("voice__case").annotate(due=Min("reply_due")).values_list("voice__case", "due"))
    for case in cases:
        case.__dict__["order_due"] = found.get(case.pk)


def time_of(granted: Sequence[Approval], *, since: datetime) -> tuple[list[Stop], list[More]]:
    """What was granted as the arithmetic takes it. A clock that began anew doesn't know what was granted to the one before."""
    stops = [
        Stop(one.begins_at, one.ended_at or one.until)
        for one in granted
        if one.kind in STOPS and one.begins_at and one.until
    ]
    more = [
        More(Limit.parse(one.limit)) if one.limit else More(not_before=one.until)
        for one in granted
        if one.kind == "extension" and one.decided_at >= since
    ]
    return stops, more


def units_open(case: Case) -> list[Assignment]:
    return list(case.assignments.at_work().select_related("organisation"))


def voice_of(receipt: str) -> Voice | None:
    """The voice behind a receipt code, however it was typed; None if there is none."""
    code = read_receipt_code(receipt)
    return (
        Voice.objects.select_related("case__category", "case__place__parent", "case__keeper__person")
        .filter(receipt=code)
        .first()
        if code
        else None
    )


def story(case: Case) -> list[Entry]:
    """The case's journal, oldest first."""
    return list(Entry.objects.filter(subject=case.ref).order_by("seq"))


def story_of(voice: Voice) -> list[Entry]:
    """What a resident reads: the case's journal and, after a merge, before it that of the case the voice came from."""
    if voice.came_from_id is None:
        return story(voice.case)
    subjects, source = [voice.case.ref], voice.came_from_id
    while source and len(subjects) < 5:
        subjects.append(f"cases/case/{source}")
        merges = Merge.objects.filter(into=source, undone_at=None, was__voices__has_key=str(voice.pk))
        source = merges.values_list("absorbed", flat=True).first()
    return list(Entry.objects.filter(subject__in=subjects).order_by("at", "subject", "seq"))


MANY = 5000  # cases whose words are still compared one by one; hits of the index that are looked at


def search(cases: CaseSet, said: str, *, confidential: bool = True) -> CaseSet:
    """Those of `cases` whose number or voices contain these words; two-character Chinese words too.

    Without `confidential` voices for whoever reads those only blotted: else a search would tell what was blotted. Up to `MANY` cases are compared word by word, which no other street's cases make slower. Among more, the bigram
    index (`cjk_bigrams`) finds the newest `MANY` voices. Both are materialised: left to itself the planner would
    call the index's function for every row.
    """
    words = " ".join(said.split()).lower()
    if not words:
        return cases
    if len(compact := words.replace("-", "").replace(" ", "")) == 12 and compact[:6].isdigit():
        return cases.filter(pk__in=with_survivor(f"{compact[:6]}-{compact[6:]}".upper()))
    terms, likes = [], []
    for token in words.split(" "):
        pairs = [token[i : i + 2] for i in range(len(token) - 1)] or [token]
        terms += [_quoted(p) + (":*" if len(p) == 1 else "") for p in pairs if p[0].isalnum()]
        likes.append("%" + token.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%")
    try:
        asked, params = cases.order_by().values("pk")[: MANY + 1].query.sql_with_params()
    except EmptyResultSet:
        return cases.none()
    if not terms:
        return cases.none()
    contain = " and ".join(["lower(words) like %s"] * len(likes))
    kept = "" if confidential else " and not confidential"
    sql = f"""
        with asked as materialized ({asked}), few as (select count(*) <= %s as so from asked),
        hits as materialized (
            select case_id, id, words from cases_voice where (select not so from few) and cjk_bigrams(words) @@ %s::tsquery{kept}
        )
        select case_id from cases_voice join asked on case_id = pk where (select so from few) and {contain}{kept}
        union all (select case_id from hits where {contain} order by id desc limit %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, MANY, " & ".join(terms), *likes, *likes, MANY])
        found = [row[0] for row in cursor.fetchall()]
    return cases.filter(pk__in=RawSQL("select unnest(%s::uuid[])", [found]))


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"


def with_survivor(number: str) -> list[UUID]:
    """The case of this number and, if it was merged, the one that goes on for it."""
    found: list[UUID] = []
    case = Case.objects.filter(number=number).only("pk", "merged_into").first()
    while case and case.pk not in found:
        found.append(case.pk)
        case = Case.objects.filter(pk=case.merged_into_id).only("pk", "merged_into").first()
    return found


# --- perhaps the same matter --------------------------------------------------------------------------------------

ABOUT_PERSONS = {"I", "J", "L"}
"""Groups of categories about persons: disputes, welfare, complaints. Neighbours see none of them, not even their kind."""
LOOKED_AT = 200  # cases compared word by word
NEAR_PLACES = 40
UNSORTED = "L04"  # not named yet; the desk may find it to be the same as another
OUTDOORS = [Kind.BUILDING, Kind.SITE, Kind.ROAD]


@dataclass(frozen=True)
class Likely:
    """A case that may be the same matter, and why."""

    case: Case
    words: float  # how alike the words are, from 0 to 1
    same_kind: bool
    same_building: bool
    metres: int | None  # None: in the same compound, road or grid

    @property
    def rank(self) -> float:
        return self.words + 0.3 * self.same_kind + 0.2 * self.same_building

    @property
    def percent(self) -> int:
        return round(self.words * 100)


def about_a_person(category: Category) -> bool:
    """Whether a matter of this kind is about somebody: it is shown to no neighbour and never merged."""
    return category.group in ABOUT_PERSONS and category.code != UNSORTED


def around(place: Place) -> Place:
    """How far "nearby" reaches: the compound, else the grid, else the place itself."""
    here = place
    while here.kind in (Kind.UNIT, Kind.BUILDING, Kind.DWELLING) and here.parent:
        here = here.parent
    return here if here.kind == Kind.COMPOUND else place.grid or place


def alike(
    place: Place, words: str, category: Category | None = None, *, among: CaseSet | None = None, but: Case | None = None,
    earlier: bool = False, limit: int = 5,
) -> list[Likely]:  # fmt: skip
    """Near, recent cases that may be the matter these words are about, likeliest first: unanswered, or answered lately.

    Near is the same compound, or the book's distance over the ground; recent is the book's days, more for what many
    have joined. `earlier` asks for answered ones only, as far back as an earlier result counts. Never complaints about
    staff, disputes or welfare. `among` bounds what the asker may see; without it, it is what neighbours may know of,
    where also a matter not named yet is left out. A handful of statements, whatever the size of the tables.
    """
    rules, now = books.likeness.rules(), clock.now()
    above = list(Place.objects.above(place).only("kind", "path", "lon", "lat"))
    cases = _recent(Case.objects.all() if among is None else among, rules, now, earlier=earlier).filter(
        restricted=False
    )
    unsorted = Q() if among is None else Q(category__code=UNSORTED)
    cases = cases.filter(~Q(category__group__in=ABOUT_PERSONS) | unsorted)
    if but:
        cases = cases.exclude(pk=but.pk)
    near = {at.pk: at for at in _near_places(place, above, rules.metres)}
    keys = _newest(cases.within(around(place)), cases, list(near))
    said = _said(keys)
    spot = _spot(above)
    home = next((p.path for p in reversed(above) if p.kind == Kind.BUILDING), place.path)
    found = []
    for case in Case.objects.filter(pk__in=keys).select_related(
        "category", "place__parent__parent__parent", "keeper__place", "keeper__person"
    ):
        same_kind = category is not None and case.category_id == category.pk and category.code != UNSORTED
        same_building = case.path.startswith(home)
        alikeness = rules.alike(words, said.get(case.pk, case.title))
        if rules.perhaps_the_same(alikeness, same_kind=same_kind, same_building=same_building):
            at = near.get(case.place_id) or near.get(case.place.parent_id)
            apart = round(metres_between(spot, (at.lon, at.lat))) if at and spot and not same_building else None
            found.append(Likely(case, alikeness, same_kind, same_building, apart))
    return sorted(found, key=lambda one: (-one.rank, one.case.reported_at, one.case.pk))[:limit]


def lies_near(case: Case, place: Place) -> bool:
    """Whether a case lies within the book's distance of a place, over the ground."""
    above = list(Place.objects.above(place).only("kind", "path", "lon", "lat"))
    near = {one.pk for one in _near_places(place, above, books.likeness.rules().metres)}
    return not near.isdisjoint({case.place_id, case.place.parent_id})


def _recent(cases: CaseSet, rules: LikenessRules, now: datetime, *, earlier: bool) -> CaseSet:
    days, group_days = now - timedelta(days=rules.days), now - timedelta(days=rules.group_days)
    answered = now - timedelta(days=rules.answered_days) if earlier else days
    lately = Q(state__in=[State.ANSWERED, State.CLOSED], answered_at__gte=answered)
    if earlier:
        return cases.filter(lately, pk__gte=_first_key(answered)).exclude(answer="")
    open_ = Q(reported_at__gte=days) | Q(voices_count__gte=rules.group_voices)
    return cases.filter(lately | Q(open_, state__in=UNANSWERED), pk__gte=_first_key(group_days))


def _first_key(moment: datetime) -> UUID:
    """The smallest key of this millisecond: keys are made from the time, so that an index can skip what is older."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _newest(inside: CaseSet, anywhere: CaseSet, near: list[UUID]) -> list[UUID]:
    """The newest in the compound and the newest at these places: two walks over an index, each bounded."""
    asked = inside.order_by("-id").values("pk")[:LOOKED_AT]
    if near:
        parts = Place.objects.filter(Q(pk__in=near) | Q(parent__in=near))
        asked = asked.union(anywhere.filter(place__in=parts).order_by("-id").values("pk")[:LOOKED_AT])
    return sorted((row["pk"] for row in asked), reverse=True)[:LOOKED_AT]


def _near_places(place: Place, above: Sequence[Place], metres: int) -> list[Place]:
    """Buildings, sites and roads of the street within this distance of where the place is."""
    spot, street = _spot(above), next((p for p in above if p.kind == Kind.STREET), None)
    if spot is None or street is None or not metres:
        return []
    lon, lat = spot
    high, wide = metres / 111_000, metres / (111_000 * max(cos(radians(lat)), 0.01))
    box = (
        Place.objects.within(street).of_kind(*OUTDOORS)
        .filter(lon__gte=lon - wide, lon__lte=lon + wide, lat__gte=lat - high, lat__lte=lat + high)
        .only("kind", "path", "lon", "lat")[: 5 * NEAR_PLACES]
    )  # fmt: skip
    reached = sorted((metres_between(spot, (p.lon, p.lat)), p.path, p) for p in box)  # type: ignore[arg-type]
    return [p for apart, _path, p in reached if apart <= metres][:NEAR_PLACES]


def _spot(above: Sequence[Place]) -> tuple[float, float] | None:
    """Where a place is, or else the nearest place it stands in, up to its compound."""
    small = [p for p in reversed(above) if p.kind in {Kind.DWELLING, Kind.UNIT, Kind.COMPOUND, *OUTDOORS}]
    return next(((p.lon, p.lat) for p in small if p.lon is not None and p.lat is not None), None)


def _said(keys: Sequence[UUID]) -> dict[UUID, str]:
    """The words of each case's first voice, as far as they are compared."""
    first = Voice.objects.filter(case__in=keys).order_by("case_id", "said_at", "id").distinct("case_id")
    return dict(first.values_list("case_id", Left("words", LONGEST)))


def calls_for(post: Post) -> QuerySet[Voice]:
    """The voices that wait to be rung up by this post: at its places, answered, and not of cases that it keeps itself."""
    if post.role not in people.CALLING:
        return Voice.objects.none()
    cases = Case.objects.visible_to(post).filter(state=State.ANSWERED)
    others = cases.filter(Q(keeper=None) | ~Q(keeper__in=post.person.posts.all()))
    return Voice.objects.filter(next_call_at__isnull=False, case__in=others)


# --- talks between neighbours, in figures ---------------------------------------------------------------------------


@dataclass(frozen=True)
class MediationFigures:
    """Counts without names. Few files are shown as counts, never as a share."""

    opened: int
    going_on: int
    agreed: int  # of these some have ended since, kept to
    failed: int
    withdrawn: int
    talks: int
    median_days: float | None  # from opening to the agreement

    @property
    def decided(self) -> int:
        return self.agreed + self.failed + self.withdrawn


def mediation_figures(place: Place, start: datetime, end: datetime) -> MediationFigures:
    """Files opened at a place and below in a period, and what has become of them; of those deleted since, the counts."""
    files = Mediation.objects.filter(opened_at__gte=start, opened_at__lt=end)
    first, last = (moment.astimezone(clock.SHANGHAI).date() for moment in (start, end))
    past = PastMediation.objects.filter(month__gte=first, month__lt=last)
    if place.kind == Kind.GRID:
        files, past = files.filter(place__grid__path=place.path), past.filter(grid_path=place.path)
    else:
        inside = {"path__gte": place.path, "path__lt": place.path_end}
        files, past = files.filter(**inside), past.filter(**inside)
    took_so_long = Extract(ExpressionWrapper(F("agreed_at") - F("opened_at"), DurationField()), "epoch") / 86_400.0
    kept = files.order_by().annotate(n=Count("talks"), days=took_so_long).values_list("state", "n", "days")
    rows = list(kept.union(past.values_list("outcome", "talks", Cast("days", FloatField())), all=True).order_by())
    took = [days for _state, _n, days in rows if days is not None]
    by_state = Counter(state for state, *_more in rows)
    agreed = by_state[MediationState.AGREED] + by_state[MediationState.ENDED]
    return MediationFigures(
        len(rows), by_state[MediationState.OPEN], agreed, by_state[MediationState.FAILED], by_state[MediationState.WITHDRAWN],
        sum(n for _state, n, _days in rows), median(took) if took else None,
    )  # fmt: skip


# --- daily work -----------------------------------------------------------------------------------------------------


def tag_home(path: str) -> Place:
    """Whose words tag what lies here: the street's; without one, the highest place above."""
    above = list(Place.objects.filter(path__in=lineage(path)).only("kind", "path").order_by("path"))
    return next((one for one in above if one.kind == Kind.STREET), above[0])


def phrases_for(case: Case) -> list[Phrase]:
    """The standard texts offered for a case: those of its street, its community and its grid."""
    paths = lineage(*filter(None, [case.path, case.grid_path]))
    return list(Phrase.objects.filter(ended_at=None, place__path__in=paths).order_by("step", "name", "id")[:400])


def kept_open(post: Post) -> QuerySet[Case]:
    """The open cases this post keeps, whether or not it has ended."""
    return Case.objects.open().kept_by(post)


def talks_of(post: Post) -> QuerySet[Mediation]:
    """The files of talks that are going on and that this post keeps or helps with."""
    helping = Mediator.objects.filter(mediation=OuterRef("pk"), post=post, ended_at=None)
    return Mediation.objects.open().filter(Q(keeper=post) | Exists(helping))


def kept_by_ended(*, by_day: date | None = None) -> list[tuple[Post, int, int]]:
    """Posts that have ended and still keep something: (post, open cases, files of talks). Read from what is open."""
    day = by_day or clock.today()
    ended = Q(ends__lt=day)
    kept = Case.objects.open().filter(keeper__in=Post.objects.filter(ended)).order_by().values("keeper")
    cases = dict(kept.annotate(n=Count("pk")).values_list("keeper", "n"))
    files = Mediation.objects.open()
    talks: Counter = Counter(files.filter(keeper__in=Post.objects.filter(ended)).values_list("keeper", flat=True))
    helped = Mediator.objects.filter(ended_at=None, mediation__in=files, post__in=Post.objects.filter(ended))
    talks.update(helped.exclude(mediation__keeper=F("post")).values_list("post", flat=True))
    posts = Post.objects.filter(pk__in=cases.keys() | talks.keys()).with_names().order_by("ends", "id")
    return [(post, cases.get(post.pk, 0), talks[post.pk]) for post in posts]
