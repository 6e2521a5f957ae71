"""A topic from the first voice to the residents' verdict: raised, seconded, screened, led through its stages, judged,
closed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.councils import books, events
from linli.councils.actions.within import step, write
from linli.councils.lifecycle import TopicState
from linli.councils.models import (
    Channel,
    Evidence,
    Meeting,
    Motion,
    Participant,
    Publication,
    Stage,
    Topic,
    Verdict,
)
from linli.councils.procedures import LEAST_SHOWN
from linli.councils.procedures import Step as Template
from linli.councils.queries import topics as queries
from linli.councils.rules import convenes
from linli.councils.wording import leads_to_a_person
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people.models import Post
from linli.people.queries import to_tell
from linli.people.roles import Role
from linli.people.rules import AT_THE_STREET, IN_THE_COMMUNITY
from linli.places.models import Kind, Place

ABOUT = {Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING, Kind.UNIT}
MOST_TITLE, MOST_WORDS, MOST_SAID, MOST_BODY = 80, 2000, 400, 8000
MOST_GROUPS, MOST_OPTIONS = 6, 60
LONGEST_SHOW = 365
MOST_ON_PAPER = 2000


# --- raising ---------------------------------------------------------------------------------------------------


@transaction.atomic
def raise_topic(
    *,
    place: Place,
    title: str,
    words: str = "",
    by: Post | None = None,
    device: str = "",
    origin: str = "",
    cases: Sequence[str] = (),
) -> Topic:
    """Say what is to be talked over. A resident (`device`: the secret of their device) then looks for seconders; a post
    hands it in at once, for screening. `cases`: the refs of the cases it came from."""
    title, words = _checked(title, words, place)
    if by is None and not device:
        raise Refused(N_("Without cookies nobody can see that it was you who raised it. Please allow them."))
    if by is not None:
        convenes.require(by, place)
    needed = 0 if by else books.hearing.rules().seconders
    topic = Topic.objects.create(
        number=f"T{clock.now():%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        title=title,
        words=words,
        cases=list(cases),
        origin=origin or _origin(by),
        seconders_needed=needed,
        raised_by=by,
        raised_at=clock.now(),
        state=TopicState.RAISED if needed else TopicState.PROPOSED,
    )
    raiser: HasRef = by or join(topic, device=device, raised=True)
    record(events.TopicRaised(place=place.code, origin=topic.origin, cases=list(cases)), on=topic, by=raiser, new=True)
    if topic.state == TopicState.PROPOSED:
        _tell_screeners(topic)
    return topic


def _origin(by: Post | None) -> str:
    """Who raised it, said truly: an owners' committee is not the residents' committee."""
    if by is None:
        return Topic.Origin.RESIDENTS
    if by.role == Role.OWNERS_REPRESENTATIVE:
        return Topic.Origin.OWNERS
    return Topic.Origin.STREET if by.role in AT_THE_STREET else Topic.Origin.COMMITTEE


def _checked(title: str, words: str, place: Place) -> tuple[str, str]:
    title, words = " ".join(title.split()), words.strip()
    if not title or len(title) > MOST_TITLE:
        raise Refused(N_("Say in at most {most} characters what is to be talked over."), most=MOST_TITLE, field="title")
    if len(words) > MOST_WORDS:
        raise Refused(N_("At most {most} characters, please."), most=MOST_WORDS, field="words")
    for field, said in (("title", title), ("words", words)):
        if leads_to_a_person(said):
            raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field=field)
    if place.kind not in ABOUT:
        raise Refused(
            N_("A topic is about a stairwell, a building, a compound, a community or a street."), field="place"
        )
    return title, words


@transaction.atomic
def join(topic: Topic, *, device: str, raised: bool = False) -> Participant:
    """The voice of this device in this topic; a new one when it comes for the first time."""
    if known := queries.participant_of(topic, device):
        return known
    Topic.objects.select_for_update().values_list("pk").get(pk=topic.pk)  # numbers are given one after another
    return queries.participant_of(topic, device) or Participant.objects.create(
        topic=topic,
        number=next_number(topic),
        channel=Channel.ONLINE,
        device=queries.device_of(topic, device),
        raised=raised,
        joined_at=clock.now(),
    )


def next_number(topic: Topic) -> int:
    """The number of the next participant. Call with the topic's lock."""
    return (topic.participants.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def second(topic: Topic, *, device: str) -> Topic:
    """One device, one second. With the last that was missing the topic is handed in."""
    if not device:
        raise Refused(N_("Without cookies nobody can see that you have seconded it. Please allow them."))
    neighbour = join(topic, device=device)
    if neighbour.raised:
        raise Refused(N_("You have raised it yourself. Send the link to neighbours."))
    topic = step("second", topic, by=neighbour)
    neighbour.refresh_from_db()
    if neighbour.seconded_at:
        raise Refused(N_("From this device it is seconded already."))
    neighbour.seconded_at = clock.now()
    neighbour.save(update_fields=["seconded_at"])
    count = queries.seconders(topic)
    return _if_enough(write(topic, events.TopicSeconded(seconders=count), by=neighbour), count, neighbour)


@transaction.atomic
def second_on_paper(topic: Topic, *, count: int, sheet: str, by: Post, seen: int | None = None) -> Topic:
    """So many signatures stand on the sheet now, in all: noted again, the new number stands. Everybody reads where the
    sheet lies.
    """
    topic = step("second_on_paper", topic, by=by, seen=seen)
    if not 0 <= count <= MOST_ON_PAPER:
        raise Refused(N_("Count the signatures: at most {most}."), most=MOST_ON_PAPER, field="count")
    sheet = " ".join(sheet.split())
    if not sheet or len(sheet) > 80:
        raise Refused(N_("Say in at most 80 characters where the sheet lies."), field="sheet")
    if leads_to_a_person(sheet):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field="sheet")
    topic.seconded_on_paper, topic.paper_sheet = count, sheet
    total = queries.seconders(topic)
    event = events.TopicSecondedOnPaper(seconders=total, on_paper=count, sheet=sheet)
    return _if_enough(write(topic, event, by=by), total, by)


def _if_enough(topic: Topic, count: int, by: HasRef) -> Topic:
    if count < topic.seconders_needed:
        return topic
    topic = step("hand_in", topic, by=by)
    _tell_screeners(topic)
    return write(topic, events.TopicHandedIn(seconders=count), by=by)


# --- screening -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_up(
    topic: Topic, *, procedure: str, groups: Sequence[dict[str, Any]] = (), by: Post, seen: int | None = None
) -> Topic:
    """It is talked over, by this procedure: its stages are copied, and the first begins."""
    topic = step("accept", topic, by=by, seen=seen)
    topic.screened_by, topic.screened_at, topic.reasons, topic.refusal = by, clock.now(), [], ""
    return _begin(topic, procedure, groups, by)


def _begin(topic: Topic, procedure: str, groups: Sequence[dict[str, Any]], by: Post) -> Topic:
    book = books.procedures.current()
    if procedure not in book.rules.by_key:
        raise Refused(N_("Please choose by which procedure it is talked over."), field="procedure")
    topic.procedure, topic.edition, topic.groups, topic.at = procedure, book.number, checked_groups(groups), 1
    _copy(topic, book.rules.by_key[procedure].steps, after=0)
    Stage.objects.filter(topic=topic, order=1).update(began_at=clock.now())
    topic = write(topic, events.TopicTakenUp(procedure=procedure, edition=book.number), by=by)
    _tell_raiser(topic, "topic_taken_up")
    return topic


def _copy(topic: Topic, steps: Sequence[Template | Stage], *, after: int) -> None:
    Stage.objects.bulk_create(
        Stage(
            topic=topic,
            order=order,
            name=one.name,
            kind=one.kind,
            who=one.who,
            records=one.records,
            least_days=one.least_days,
            publishes=one.publishes,
        )
        for order, one in enumerate(steps, after + 1)
    )


@transaction.atomic
def refuse(topic: Topic, *, reasons: Sequence[str], words: str, by: Post, seen: int | None = None) -> Topic:
    """Not taken up, for these reasons of the book and in these words. Whoever raised it reads them, and may appeal
    once.
    """
    topic = step("refuse", topic, by=by, seen=seen)
    book = books.procedures.current()
    if not reasons or not set(reasons) <= book.rules.reasons.keys():
        raise Refused(N_("Please choose at least one reason from the list."), field="reasons")
    topic.reasons, topic.edition = [key for key in book.rules.reasons if key in reasons], book.number
    topic.refusal = _said(words, field="words")
    topic.screened_by, topic.screened_at = by, clock.now()
    topic = write(topic, events.TopicRefused(why="、".join(topic.reasons)), by=by)
    _tell_raiser(topic, "topic_refused")
    return topic


def _said(words: str, *, field: str, most: int = MOST_SAID) -> str:
    words = words.strip()
    if not words or len(words) > most:
        raise Refused(N_("Please say it in words, at most {most} characters."), most=most, field=field)
    return words


@transaction.atomic
def appeal(topic: Topic, *, words: str, by: Participant | Post, seen: int | None = None) -> Topic:
    """Whoever raised it asks the street to look again; once."""
    return _appealed(step("appeal", topic, by=by, seen=seen), words, by)


@transaction.atomic
def enter_appeal(topic: Topic, *, words: str, by: Post, seen: int | None = None) -> Topic:
    """The same for a resident who comes to the counter or hands in a letter: in their words, marked as entered for
    them.
    """
    topic = step("enter_appeal", topic, by=by, seen=seen)
    if topic.raised_by_id:
        raise Refused(N_("It was raised by a post, which appeals itself."))
    topic.appeal_entered_by = by
    return _appealed(topic, words, by)


def _appealed(topic: Topic, words: str, by: Participant | Post) -> Topic:
    if topic.appeal:
        raise Refused(N_("There was an appeal already; the street has decided on it."))
    topic.appeal = _said(words, field="words")
    if leads_to_a_person(topic.appeal):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field="words")
    topic = write(topic, events.RefusalAppealed(on_paper=topic.appeal_entered_by is not None), by=by)
    tell(_posts(topic, AT_THE_STREET), "topic_appealed", about=topic, **_facts(topic))
    return topic


@transaction.atomic
def admit(
    topic: Topic,
    *,
    finding: str,
    procedure: str,
    groups: Sequence[dict[str, Any]] = (),
    by: Post,
    seen: int | None = None,
) -> Topic:
    """The street takes it up after all."""
    topic = _heard(step("admit", topic, by=by, seen=seen), finding, by)
    topic = write(topic, events.AppealHeard(admitted=True, finding=topic.finding), by=by)
    return _begin(topic, procedure, groups, by)


@transaction.atomic
def uphold(topic: Topic, *, finding: str, by: Post, seen: int | None = None) -> Topic:
    """The street finds the refusal right; that is the end of it."""
    topic = _heard(step("uphold", topic, by=by, seen=seen), finding, by)
    topic = write(topic, events.AppealHeard(admitted=False, finding=topic.finding), by=by)
    _tell_raiser(topic, "topic_refusal_upheld")
    return topic


def _heard(topic: Topic, finding: str, by: Post) -> Topic:
    if topic.screened_by and topic.screened_by.person_id == by.person_id:
        raise Refused(N_("Somebody else decides on an appeal than who refused."))
    topic.finding, topic.appeal_heard_at = _said(finding, field="finding"), clock.now()
    return topic


@transaction.atomic
def withdraw_topic(topic: Topic, *, why: str, by: Participant | Post, seen: int | None = None) -> Topic:
    """Whoever raised it takes it back, or it is stopped, with a reason that everybody can read."""
    topic = step("withdraw", topic, by=by, seen=seen)
    topic.ended_why, topic.closed_at = _said(why, field="why", most=200), clock.now()
    return write(topic, events.TopicWithdrawn(why=topic.ended_why if isinstance(by, Post) else ""), by=by)


# --- who is concerned ------------------------------------------------------------------------------------------


@transaction.atomic
def declare_groups(topic: Topic, groups: Sequence[dict[str, Any]], *, by: Post, seen: int | None = None) -> Topic:
    """Say who is concerned, until the first voice came in: later nobody could say any more to which they belong."""
    topic = step("declare_groups", topic, by=by, seen=seen)
    if queries.voices_came_in(topic):
        raise Refused(N_("Voices have come in: who is concerned can't be changed any more."))
    topic.groups = checked_groups(groups)
    return write(topic, events.GroupsDeclared(groups=[group["name"] for group in topic.groups]), by=by)


def checked_groups(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups as they are kept: each with at least two options."""
    if len(groups) > MOST_GROUPS:
        raise Refused(
            N_("At most {most} ways to tell apart who is concerned: more nobody fills in."),
            most=MOST_GROUPS,
            field="groups",
        )
    found = []
    for number, group in enumerate(groups, 1):
        name = " ".join(str(group.get("name", "")).split())
        options = list(
            dict.fromkeys(" ".join(str(one).split()) for one in group.get("options", ()) if str(one).strip())
        )
        if not name or len(name) > 20:
            raise Refused(N_("A group has a name of at most 20 characters."), field="groups")
        if not 2 <= len(options) <= MOST_OPTIONS or any(len(one) > 20 for one in options):
            raise Refused(
                N_("“{name}” needs 2 to {most} choices of at most 20 characters."),
                name=name,
                most=MOST_OPTIONS,
                field="groups",
            )
        found.append({"key": str(group.get("key") or f"own{number}")[:20], "name": name, "options": options})
    keys = [group["key"] for group in found]
    if len(set(keys)) < len(keys):
        raise Refused(N_("Two groups have the same name."), field="groups")
    return found


# --- its stages ------------------------------------------------------------------------------------------------


@transaction.atomic
def end_stage(
    topic: Topic, *, result: str, outside: str = "", sheets: Sequence[str] = (), by: Post, seen: int | None = None
) -> Topic:
    """The stage it is in has its record, its days and its publication: the next begins. The last one ends by closing.

    `outside`: the meeting or decision it asks for was held elsewhere, on paper: when, where, who came; `sheets`:
    pictures of what was signed.
    """
    topic = step("end_stage", topic, by=by, seen=seen)
    stages = queries.stages_of(topic)
    stage = _ended(topic, stages, result, by, outside=outside, sheets=sheets)
    following = next((one for one in stages if one.order == stage.order + 1), None)
    if following is None:
        raise Refused(N_("This is the last stage: close the topic."))
    following.began_at, topic.at = clock.now(), following.order
    following.save(update_fields=["began_at"])
    topic = write(topic, events.StageEnded(order=stage.order, name=stage.name), by=by)
    _tell_raiser(topic, "topic_stage", stage=following.name)
    return topic


def _ended(
    topic: Topic, stages: list[Stage], result: str, by: Post, *, outside: str = "", sheets: Sequence[str] = ()
) -> Stage:
    stage = queries.stage_of(topic, stages)
    if stage is None:
        raise Refused(N_("It is in no stage."))
    if stage.publishes and not result.strip():
        result = "、".join(one.title for one in stage.publications.all())
    outside = _held_outside(stage, outside, sheets)
    for no in queries.missing(stage, outside=bool(outside)):
        raise no
    stage.result = _said(result, field="result", most=MOST_BODY)
    if outside:
        _keep_sheets(stage, outside, sheets, by)
    else:
        _rest(stage)
    stage.ended_at, stage.ended_by = clock.now(), by
    stage.save()
    return stage


def _held_outside(stage: Stage, outside: str, sheets: Sequence[str]) -> str:
    """Where something was held that this platform has no record of; never without the sheet that was signed there."""
    outside = outside.strip()
    if not outside and not sheets:
        return ""
    if stage.kind not in queries.GROUNDS:
        raise Refused(N_("This stage asks for no meeting and no decision."), field="outside")
    outside = _said(outside, field="outside")
    if leads_to_a_person(outside):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field="outside")
    if not sheets:
        raise Refused(
            N_("Add a photo of the signed sheet: without it nobody can check that it was held."), field="photos"
        )
    return outside


def _keep_sheets(stage: Stage, outside: str, sheets: Sequence[str], by: Post) -> None:
    stage.outside = outside
    kind, now = Evidence.Kind.DOCUMENT, clock.now()
    Evidence.objects.bulk_create(Evidence(of=stage.ref, kind=kind, file=file, by=by, at=now) for file in sheets)


def _rest(stage: Stage) -> None:
    """Say on which meeting or motion it rests."""
    found = queries.rests_on(stage)
    if isinstance(found, Meeting):
        stage.meeting = found
    elif isinstance(found, Motion):
        stage.motion = found


@transaction.atomic
def put_on_show(
    topic: Topic, *, title: str, body: str, days: int = LEAST_SHOWN, by: Post, seen: int | None = None
) -> Publication:
    """Publish something about the stage it is in, for so many days. What came of a deliberation stays at
    least fifteen.
    """
    topic = step("put_on_show", topic, by=by, seen=seen)
    stage = queries.stage_of(topic)
    least = max(LEAST_SHOWN, stage.least_days) if stage and stage.publishes else 1
    if not least <= days <= LONGEST_SHOW:
        raise Refused(N_("It stays on show for {least} to {most} days."), least=least, most=LONGEST_SHOW, field="days")
    title = " ".join(title.split())
    if not title or len(title) > MOST_TITLE:
        raise Refused(N_("Say in at most {most} characters what is put on show."), most=MOST_TITLE, field="title")
    body = _said(body, field="body", most=MOST_BODY)
    if leads_to_a_person(title) or leads_to_a_person(body):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field="body")
    until: date = clock.today() + timedelta(days=days)
    shown = Publication.objects.create(
        topic=topic, stage=stage, title=title, body=body, published_at=clock.now(), shown_until=until, by=by
    )
    write(topic, events.PutOnShow(title=title, until=f"{until:%Y-%m-%d}"), by=by)
    return shown


# --- the residents' verdict, and the end -----------------------------------------------------------------------


@transaction.atomic
def judge(topic: Topic, *, solved: bool, grade: int, words: str = "", by: Participant) -> Verdict:
    """What one resident says became of it; the last word counts."""
    topic = step("judge", topic, by=by)
    if queries.judged(topic) is None:
        raise Refused(N_("Residents judge when it has been carried out and put on show; it is not so far yet."))
    if grade not in range(1, 6):
        raise Refused(N_("Please give a grade from 1 to 5."), field="grade")
    words = words.strip()
    if len(words) > MOST_SAID:
        raise Refused(N_("At most {most} characters, please."), most=MOST_SAID, field="words")
    if leads_to_a_person(words):
        raise Refused(N_("Everybody can read this: please leave out telephone and identity numbers."), field="words")
    said = {"solved": solved, "grade": grade, "words": words, "said_at": clock.now()}
    verdict, _new = Verdict.objects.update_or_create(topic=topic, participant=by, defaults=said)
    topic = write(topic, events.VerdictGiven(solved=solved, grade=grade), by=by)
    if topic.state == TopicState.CLOSED and _tipped(topic, solved):
        tell(
            _posts(topic, IN_THE_COMMUNITY),
            "topic_not_solved",
            about=topic,
            once=f"not_solved/{topic.number}/{topic.at}",
            **_facts(topic),
        )
    return verdict


def _tipped(topic: Topic, solved: bool) -> bool:
    found = queries.judgement(topic, queries.judged(topic))
    return not solved and not found.few and found.mostly_not_solved


@transaction.atomic
def close_topic(topic: Topic, *, result: str, by: Post, seen: int | None = None) -> Topic:
    """After the residents' verdict. Where most say that it is not solved, the reason says why it is closed all the
    same.
    """
    topic = step("close", topic, by=by, seen=seen)
    stages = queries.stages_of(topic)
    if not stages or topic.at != stages[-1].order:
        raise Refused(N_("There are stages to come; none can be skipped."))
    stage = _ended(topic, stages, result, by)
    topic.closed_at, topic.ended_why = clock.now(), stage.result[:200]
    topic = write(topic, events.TopicClosed(), by=by)
    _tell_raiser(topic, "topic_closed")
    return topic


@transaction.atomic
def reopen(topic: Topic, *, start: int, why: str, by: Post, seen: int | None = None) -> Topic:
    """It is not solved: the stages from this one on are gone through again, after those that were, which stay as they
    are.
    """
    topic = step("reopen", topic, by=by, seen=seen)
    why = _said(why, field="why", most=200)
    stages = list(topic.stages.all())
    again = [stage for stage in stages if stage.order >= start]
    if not again or start < 1:
        raise Refused(N_("Please choose from which stage it begins again."), field="start")
    _copy(topic, again, after=stages[-1].order)
    topic.at, topic.closed_at, topic.ended_why = stages[-1].order + 1, None, ""
    Stage.objects.filter(topic=topic, order=topic.at).update(began_at=clock.now())
    topic = write(topic, events.TopicReopened(why=why), by=by)
    _tell_raiser(topic, "topic_reopened")
    return topic


@transaction.atomic
def look_at_news(by: Participant) -> None:
    """Remember that somebody has seen what is new."""
    by.news_seen_at = clock.now()
    by.save(update_fields=["news_seen_at"])


# --- who is told -----------------------------------------------------------------------------------------------


def _facts(topic: Topic) -> dict[str, str]:
    return {"number": topic.number, "title": topic.title, "place": topic.place.name}


def _posts(topic: Topic, roles: set) -> list[str]:
    return [ref for _role, ref in to_tell(topic.path, roles=roles)]


def _tell_screeners(topic: Topic) -> None:
    """The community; where none has a post, the street."""
    to = _posts(topic, IN_THE_COMMUNITY) or _posts(topic, AT_THE_STREET)
    tell(to, "topic_to_screen", about=topic, **_facts(topic))


def _tell_raiser(topic: Topic, kind: str, **more: str) -> None:
    """A post that raised it hears in its inbox; a resident reads it at the topic's address."""
    if topic.raised_by_id and topic.raised_by:
        tell([topic.raised_by], kind, about=topic, **_facts(topic), **more)
