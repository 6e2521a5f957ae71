"""One step for many cases. Each goes through the ordinary action: its rights, its version, its journal entry.

Nothing here is a time machine: what is taken back is taken back by an ordinary deed of its own, within ten minutes,
and only where nothing has happened since.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.cases.actions import daily, listed, within
from linli.cases.actions import desk as deeds
from linli.cases.actions.results import close
from linli.cases.lifecycle import MOVES
from linli.cases.models import BulkDeed, Case, Tagging
from linli.cases.rules import may_see, serves_the_place
from linli.cases.tags import tag_said
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say
from linli.people.models import Organisation, Post, lineage

MOST = 200
UNDO_WITHIN = timedelta(minutes=10)
AT_ONE_GO = 1.5  # seconds


@dataclass(frozen=True)
class Given:
    """What goes with the step: to whom, to which unit, which tag, in which words."""

    to: Post | None = None
    unit: Organisation | None = None
    tag: str = ""
    words: str = ""

    def plain(self) -> dict[str, str]:
        return {
            "to": str(self.to.pk) if self.to else "",
            "unit": str(self.unit.pk) if self.unit else "",
            "tag": self.tag,
            "words": self.words,
        }

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Given":
        to = Post.objects.with_names().filter(pk=said["to"]).first() if said["to"] else None
        unit = Organisation.objects.select_related("place").filter(pk=said["unit"]).first() if said["unit"] else None
        return cls(to, unit, said["tag"], said["words"])


@dataclass(frozen=True)
class Step:
    """`act` does it to one case; `check` refuses beforehand what can be foreseen; `undo` takes it back by a deed, if
    one can.
    """

    act: Callable[[Case, Given, Post, int], Any]
    check: Callable[[Case, Given, Post], Any]
    undo: Callable[[Case, dict, dict, Post, int], Any] | None = None


def _may_hand_on(case: Case, given: Given, by: Post) -> None:
    MOVES.check("hand_on", case, by=by)
    if given.to is None:
        raise Refused(N_("Choose to whom."), field="to")
    if case.keeper_id == given.to.pk:
        raise Refused(N_("{post} keeps it already."), post=str(given.to))
    if not serves_the_place.allows(given.to, case):
        raise Refused(N_("{post} does not serve this place. Choose somebody who does."), field="to", post=str(given.to))
    listed.not_pushed_down(case, to=given.to, by=by)


def _may_dispatch(case: Case, given: Given, by: Post) -> None:
    MOVES.check("dispatch", case, by=by)
    if given.unit is None:
        raise Refused(N_("Choose which unit."), field="unit")
    if given.unit.place and given.unit.place.path not in lineage(*filter(None, [case.path, case.grid_path])):
        raise Refused(N_("{unit} does not serve this place."), unit=given.unit.name)
    listed.overruled(case, [given.unit], "")


def _may_urge(case: Case, _given: Given, by: Post) -> None:
    MOVES.check("urge", case, by=by)
    if daily.urged_today(case, by):
        raise Refused(N_("You have reminded of it today. Tomorrow you may again; or supervise it."))


def _may_tag(case: Case, given: Given, by: Post) -> None:
    serves_the_place.require(by, case)
    if not given.tag:
        raise Refused(N_("Write the tag: one word for the matter, such as 飞线充电."), field="tag")
    if Tagging.objects.filter(case=case, tag__name=given.tag).exists():
        raise Refused(N_("It has the tag “{tag}” already."), field="tag", tag=given.tag)


def _take_back_dispatch(case: Case, was: dict, _given: dict, by: Post, seen: int) -> None:
    case = deeds.call_off(case, words=say(N_("Dispatched by mistake, taken back at once.")), by=by, seen=seen)
    if was["keeper"] is None and case.keeper_id == by.pk:
        daily.put_back(case, by=by)


def _give_back(case: Case, was: dict, _given: dict, by: Post, seen: int) -> None:
    before = Post.objects.with_names().filter(pk=was["keeper"]).first() if was["keeper"] else None
    if before is None:
        raise Refused(N_("Nobody kept it before. Ask whoever has it now to put it back."))
    deeds.hand_on(case, to=before, words=say(N_("Handed on by mistake, given back at once.")), by=by, seen=seen)


STEPS: dict[str, Step] = {
    "take_up": Step(
        lambda case, _given, by, seen: deeds.take_up(case, by=by, seen=seen),
        lambda case, _given, by: MOVES.check("take_up", case, by=by),
        lambda case, _was, _given, by, seen: daily.put_back(case, by=by, seen=seen),
    ),
    "hand_on": Step(
        lambda case, given, by, seen: deeds.hand_on(case, to=given.to, words=given.words, by=by, seen=seen),
        _may_hand_on,
        _give_back,
    ),
    "dispatch": Step(
        lambda case, given, by, seen: deeds.dispatch(case, unit=given.unit, words=given.words, by=by, seen=seen),
        _may_dispatch,
        _take_back_dispatch,
    ),
    "urge": Step(lambda case, given, by, _seen: daily.urge(case, words=given.words, by=by), _may_urge),
    "tag": Step(
        lambda case, given, by, _seen: daily.tag(case, given.tag, by=by),
        _may_tag,
        lambda case, _was, given, by, _seen: daily.untag(case, given["tag"], by=by),
    ),
    "close": Step(
        lambda case, _given, by, seen: close(case, by=by, seen=seen),
        lambda case, _given, by: MOVES.check("close", case, by=by),
    ),
}


def checked(step: str, given: Given) -> Given:
    """What goes with the step, tidied. Refuses what is missing or no tag, with the field it belongs to."""
    if step not in STEPS:
        raise Refused(N_("Choose what is to be done."), field="step")
    if step == "hand_on" and given.to is None:
        raise Refused(N_("Choose to whom."), field="to")
    if step == "dispatch" and given.unit is None:
        raise Refused(N_("Choose which unit."), field="unit")
    if len(given.words) > within.LONGEST_WORDS:
        within.said(given.words)
    if step != "tag":
        return given
    try:
        return Given(given.to, given.unit, tag_said(given.tag), given.words)
    except ValueError as error:
        raise Refused(str(error), field="tag") from None


def hindrance(step: str, case: Case, given: Given, *, by: Post) -> str:
    """Why this step is not possible for this case, as a sentence; empty when it is."""
    try:
        STEPS[step].check(case, given, by)
    except Refused as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def begin(step: str, chosen: Iterable[tuple[UUID, int]], given: Given, *, by: Post) -> BulkDeed:
    """Note what is to be done to which cases, each in the version that was looked at. `carry_on` then does it."""
    given = checked(step, given)
    left = [[str(key), version] for key, version in dict(chosen).items()]
    if not left:
        raise Refused(N_("Tick at least one case for which it is possible."))
    if len(left) > MOST:
        raise Refused(N_("At most {most} cases at once."), most=MOST)
    said = {"given": given.plain(), "left": left, "all": len(left), "failed": []}
    return BulkDeed.objects.create(post=by, step=step, said=said, done=[], at=clock.now())


def carry_on(deed: BulkDeed, *, by: Post, seconds: float = AT_ONE_GO) -> BulkDeed:
    """Go on for so many seconds; each case in a transaction of its own, so that what is done stays done."""
    return _work_off(deed, "left", _do_one, by, seconds)


def _do_one(deed: BulkDeed, key: str, version: int, by: Post) -> None:
    case = _case(key, by)
    was = {"keeper": str(case.keeper_id) if case.keeper_id else None, "state": case.state}
    STEPS[deed.step].act(case, Given.read(deed.said["given"]), by, version)
    after = Case.objects.values_list("version", flat=True).get(pk=key)
    deed.done.append({"case": key, "number": case.number, "version": after, "was": was})


def may_undo(deed: BulkDeed) -> bool:
    return (
        bool(deed.done)
        and deed.undone_at is None
        and STEPS[deed.step].undo is not None
        and clock.now() <= deed.at + UNDO_WITHIN
    )


@transaction.atomic
def begin_undo(deed: BulkDeed, *, by: Post) -> BulkDeed:
    """Take it back. Refuses after ten minutes, twice, and what no deed can take back."""
    deed = _own(deed, by)
    if deed.undone_at:
        raise Refused(N_("This has been taken back already."))
    if STEPS[deed.step].undo is None:
        raise Refused(N_("This can't be taken back."))
    if clock.now() > deed.at + UNDO_WITHIN:
        raise Refused(N_("More than ten minutes have passed. Change each case by itself, if it is needed."))
    deed.undone_at = clock.now()
    deed.said |= {
        "left": [],
        "back": [[one["case"], one["version"]] for one in deed.done],
        "back_all": len(deed.done),
        "kept": [],
        "undone": 0,
    }
    deed.save()
    return deed


def carry_back(deed: BulkDeed, *, by: Post, seconds: float = AT_ONE_GO) -> BulkDeed:
    return _work_off(deed, "back", _undo_one, by, seconds)


def _undo_one(deed: BulkDeed, key: str, version: int, by: Post) -> None:
    one = next(one for one in deed.done if one["case"] == key)
    case = _case(key, by)
    if case.version != version:
        raise Refused(N_("Something has happened since; it stays as it is."))
    undo = STEPS[deed.step].undo
    assert undo is not None
    undo(case, one["was"], deed.said["given"], by, version)
    deed.said["undone"] += 1


def _work_off(
    deed: BulkDeed, pile: str, do: Callable[[BulkDeed, str, int, Post], None], by: Post, seconds: float
) -> BulkDeed:
    until = monotonic() + seconds
    while True:
        with transaction.atomic():
            deed = _own(deed, by)
            if not deed.said.get(pile):
                return deed
            key, version = deed.said[pile].pop(0)
            try:
                with transaction.atomic():
                    do(deed, key, version, by)
            except Refused as refusal:
                number = Case.objects.filter(pk=key).values_list("number", flat=True).first() or ""
                deed.said["failed" if pile == "left" else "kept"].append([key, number, str(refusal)])
            deed.save(update_fields=["said", "done"])
        if monotonic() > until:
            return deed


def _own(deed: BulkDeed, by: Post) -> BulkDeed:
    found = BulkDeed.objects.select_for_update().filter(pk=deed.pk, post=by).first()
    if found is None:
        raise Refused(N_("Only whoever did this may go on with it."))
    return found


def _case(key: str, by: Post) -> Case:
    case = within.locked(Case(pk=UUID(key)))
    if not may_see.allows(by, case):
        raise Refused(N_("This case is out of your sight now."))
    return case
