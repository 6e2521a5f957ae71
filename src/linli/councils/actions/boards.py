"""The common ground board: computed and kept, published, and the next round begun where there are too
few for shares.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from linli.councils import boards, books, events
from linli.councils.actions.voices import PAPER_DAYS
from linli.councils.actions.within import step, write
from linli.councils.lifecycle import TopicState
from linli.councils.models import BoardRun, Statement, Topic
from linli.councils.queries.boards import board_pack, people_heard, published_board, round_of
from linli.councils.queries.voices import is_open
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.people.models import Post

LOOKS_BACK = timedelta(days=30)
"""A hearing that ended longer ago is not computed by the clock any more."""


@transaction.atomic
def compute_board(topic: Topic, *, by: HasRef) -> BoardRun:
    """Compute and keep it, with everything needed to compute it again. The same voices give the same run, with its
    last time.
    """
    topic = step("compute", topic, by=by)
    pack = board_pack(topic)
    mark = boards.digest(pack)
    if run := topic.boards.filter(input_hash=mark).first():
        run.made_at = clock.now()
        run.save(update_fields=["made_at"])
        return run
    output = boards.compute(pack)
    run = BoardRun.objects.create(
        topic=topic,
        pack=pack,
        input_hash=mark,
        output=output,
        output_hash=boards.digest(output),
        made_at=clock.now(),
        by=by if isinstance(by, Post) else None,
    )
    said = events.BoardComputed(input_hash=mark, people=output["people"], statements=len(pack["statements"]))
    record(said, on=topic, by=by)
    return run


@transaction.atomic
def publish_board(run: BoardRun, *, by: Post, seen: int | None = None) -> BoardRun:
    """Everybody may read it, take its pack, and compute it again. It takes the place of the one published before."""
    topic = step("publish_board", run.topic, by=by, seen=seen)
    run = BoardRun.objects.get(pk=run.pk)
    if not run.output["people"]:
        raise Refused(N_("Nobody has said anything yet; there is nothing to publish."))
    _not_one_by_one(topic, run)
    run.published_at = clock.now()
    run.save(update_fields=["published_at"])
    write(topic, events.BoardPublished(input_hash=run.input_hash, output_hash=run.output_hash), by=by)
    return run


def _not_one_by_one(topic: Topic, run: BoardRun) -> None:
    """Two packs of which one has a single voice more would tell what that voice said. The last one, after the hearing,
    comes anyway.
    """
    least, before = books.hearing.rules().people_per_group, published_board(topic)
    fresh = run.output["people"] - before.output["people"] if before else 0
    if 0 < fresh < least and is_open(topic):
        raise Refused(
            N_(
                "Since the board was published {fresh} more have spoken. Beside the earlier one this would "
                "show what they said: wait until there are {least}, or until the hearing is over."
            ),
            fresh=fresh,
            least=least,
        )


def compute_ended() -> int:
    """What the clock does: where a hearing has ended its board is computed and kept, and again when the last papers
    had their days.
    """
    done = 0
    for wait in (timedelta(), timedelta(days=PAPER_DAYS)):
        over = clock.now() - wait
        kept = BoardRun.objects.filter(topic=OuterRef("pk"), made_at__gte=OuterRef("hearing_until") + wait)
        ended = Topic.objects.filter(
            state=TopicState.GOING, hearing_until__lte=over, hearing_until__gt=over - LOOKS_BACK
        )
        for topic in ended.exclude(Exists(kept)).order_by("hearing_until")[:20]:
            compute_board(topic, by=CLOCK)
            done += 1
    return done


@transaction.atomic
def begin_round(topic: Topic, goes_on: Sequence[int], *, by: Post, seen: int | None = None) -> list[Statement]:
    """Put the chosen sentences to everybody again, as the next round; what was said in earlier ones stays as it is.

    Refuses where enough people have spoken for shares: then stances are simply taken further.
    """
    topic = step("begin_round", topic, by=by, seen=seen)
    needed = books.hearing.rules().people_for_shares
    if people_heard(topic) >= needed:
        raise Refused(
            N_("{needed} people or more have spoken: shares are shown, and no rounds are needed."), needed=needed
        )
    now, last = round_of(topic), topic.statements.order_by("-number").values_list("number", flat=True).first() or 0
    shown = topic.statements.filter(state=Statement.State.SHOWN, round=now, number__in=goes_on)
    chosen = list(shown.select_related("condition_of").order_by("number"))
    if not chosen:
        raise Refused(N_("Choose at least one sentence that goes on to the next round."), field="goes_on")
    again: dict[Any, Statement] = {}
    for n, one in enumerate(chosen, 1):
        again[one.pk] = Statement(
            topic=topic,
            number=last + n,
            kind=one.kind,
            words=one.words,
            round=now + 1,
            entered_by=by,
            state=Statement.State.SHOWN,
            moderated_by=by,
            moderated_at=clock.now(),
            said_at=clock.now(),
            condition_of=again.get(one.condition_of_id, one.condition_of),
        )
    begun = Statement.objects.bulk_create(again.values())
    topic.statements.filter(state=Statement.State.WAITING).update(round=now + 1)
    write(topic, events.RoundBegan(round=now + 1, numbers=[one.number for one in begun]), by=by)
    return begun
