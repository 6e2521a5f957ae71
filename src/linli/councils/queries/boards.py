"""Reads over a hearing for the common ground board: its pack, the board as it is now, and what was published."""

from collections import Counter
from typing import Any

from django.core.cache import cache
from django.db.models import Max, QuerySet

from linli.councils import boards, books
from linli.councils.models import BoardRun, Channel, Participant, Stance, Statement, Topic
from linli.rulebook.names import named

KEPT_FOR = 600
"""Seconds for which a board that nobody kept is not computed again while nothing changes."""
GROUPS_SAID = {"of", "name", "option", "options", "dimension"}
"""Where a board names groups and the ways in which they are told apart."""


def board_pack(topic: Topic) -> dict[str, Any]:
    """Everything the board is computed from, in three statements; see docs/board-pack.md.

    People have numbers in no order of theirs, how a voice came is only counted, and of rare combinations of groups
    less is said.
    """
    rules = books.hearing.rules()
    shown = list(
        topic.statements.filter(state=Statement.State.SHOWN)
        .order_by("number")
        .values_list("pk", "number", "kind", "round", "words", "condition_of__number")
    )
    number_of = {pk: number for pk, number, *_more in shown}
    said = _said(topic, number_of)
    keys = [group["key"] for group in topic.groups]
    people = [
        (pk, groups, channel)
        for pk, groups, channel in topic.participants.filter(merged_into=None)
        .order_by("number")
        .values_list("pk", "groups", "channel")
        if pk in said
    ]
    declared = [{key: groups[key] for key in keys if groups.get(key)} for _pk, groups, _channel in people]
    told = boards.blur(declared, keys, rules.people_per_group)
    voices = sorted(
        ({"groups": groups, "said": said[pk]} for (pk, *_more), groups in zip(people, told, strict=True)), key=_mixed
    )
    blurred = {key: sum(key in a and key not in b for a, b in zip(declared, told, strict=True)) for key in keys}
    channels = Counter(channel for _pk, _groups, channel in people)
    return {
        "format": boards.FORMAT,
        "version": boards.VERSION,
        "seed": boards.SEED,
        "topic": {"number": topic.number, "title": topic.title, "place": topic.place.address},
        "rules": {name: getattr(rules, name) for name in boards.Thresholds.__dataclass_fields__},
        "groups": [{"key": g["key"], "name": g["name"], "options": list(g["options"])} for g in topic.groups],
        "statements": [
            {
                "number": number,
                "kind": kind,
                "round": round_,
                "words": words,
                "condition_of": of if of in number_of.values() else None,
            }
            for _pk, number, kind, round_, words, of in shown
        ],
        "people": [{"number": n, **voice} for n, voice in enumerate(voices, 1)],
        "blurred": {key: n for key, n in blurred.items() if n},
        "channels": {channel: channels[channel] for channel in Channel.values if channels[channel]},
    }


def _mixed(voice: dict[str, Any]) -> str:
    """An order that depends on nothing but what was said: in two packs nobody is found again by where they stand."""
    return boards.digest(voice)


def _said(topic: Topic, number_of: dict[Any, int]) -> dict[Any, dict[str, Any]]:
    """By participant: statement's number to stance. A condition that is not shown, or goes by another's words, is
    named so.
    """
    rows = Stance.objects.filter(
        statement__topic=topic, statement__state=Statement.State.SHOWN, participant__merged_into=None
    )
    found: dict[Any, dict[str, Any]] = {}
    for person, statement, side, condition, same in rows.values_list(
        "participant_id", "statement_id", "side", "condition_id", "condition__same_as_id"
    ).order_by():
        conditional = {"if": number_of.get(condition) or number_of.get(same)}
        number = str(number_of[statement])
        found.setdefault(person, {})[number] = conditional if side == Stance.Side.IF else side
    return found


def board_now(topic: Topic) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pack and board as of now. While nobody says anything new, nothing is computed again."""
    pack = board_pack(topic)
    mark = boards.digest(pack)
    if kept := topic.boards.filter(input_hash=mark).values_list("output", flat=True).first():
        return pack, kept
    board = cache.get(f"board/{mark}")
    if board is None:
        board = boards.compute(pack)
        cache.set(f"board/{mark}", board, KEPT_FOR)
    return pack, board


def runs(topic: Topic) -> QuerySet[BoardRun]:
    """Boards that were kept, without what they hold."""
    return topic.boards.defer("pack", "output")


def published_board(topic: Topic) -> BoardRun | None:
    """What everybody sees: the board published last; its pack, which may be long, is read only when it is asked for."""
    return topic.boards.exclude(published_at=None).order_by("-published_at").defer("pack").first()


def round_of(topic: Topic) -> int:
    """The round that is asked now."""
    return topic.statements.filter(state=Statement.State.SHOWN).aggregate(Max("round"))["round__max"] or 1


def people_heard(topic: Topic) -> int:
    spoke = Stance.objects.filter(statement__topic=topic, statement__state=Statement.State.SHOWN)
    return Participant.objects.filter(merged_into=None, pk__in=spoke.values("participant")).count()


def in_words(part: Any, *, names: bool = False) -> Any:
    """A board with its groups in the reader's language; what neighbours wrote stays as they wrote it."""
    if isinstance(part, dict):
        return {key: in_words(value, names=key in GROUPS_SAID) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [in_words(one, names=names) for one in part]
    return named(part) if names and isinstance(part, str) else part
