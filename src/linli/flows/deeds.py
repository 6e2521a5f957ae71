"""From talk to deed: what was carried becomes a case, a promise or an account."""

from datetime import date

from django.db import transaction

from linli.cases.actions import report_case
from linli.cases.models import Case, Source
from linli.councils.actions import money
from linli.councils.actions.deeds import led_to
from linli.councils.actions.promises import promise
from linli.councils.models import Account, Motion, Promise, Topic
from linli.journal.models import Entry
from linli.kernel.refs import key_of
from linli.people.models import Organisation, Post

CASE = "cases/case/"


@transaction.atomic
def open_case(motion: Motion, *, words: str, category: str | None, by: Post, submission_key: str) -> Case:
    """Have it done: a case at the motion's place, with its own clock, that says which decision it comes from."""
    voice = report_case(
        place=motion.place,
        words=f"{words.strip()} （{motion.number}）",
        source=Source.DECISION,
        by=by,
        category=category,
        submission_key=submission_key,
    )
    if voice.case.ref not in refs_of([motion]):
        led_to(motion, into=voice.case.ref, by=by)
    return voice.case


@transaction.atomic
def promise_it(
    motion: Motion,
    *,
    words: str,
    due: date,
    owner: Post | None = None,
    organisation: Organisation | None = None,
    owner_words: str = "",
    cost: int | None = None,
    by: Post,
) -> Promise:
    """Somebody undertakes to do it until a day."""
    made = promise(
        place=motion.place,
        words=words,
        due=due,
        owner=owner,
        organisation=organisation,
        owner_words=owner_words,
        money=cost,
        topic=motion.topic,
        by=by,
    )
    led_to(motion, into=made.ref, by=by)
    return made


@transaction.atomic
def pay_for_it(
    motion: Motion, *, kind: str, title: str, purpose: str, keeper: Organisation, goal: int | None, by: Post
) -> Account:
    """An account, every line of it public."""
    made = money.open_account(
        place=motion.place,
        kind=kind,
        title=title,
        purpose=purpose,
        keeper=keeper,
        goal=goal,
        topic=motion.topic,
        motion=motion,
        by=by,
    )
    led_to(motion, into=made.ref, by=by)
    return made


def refs_of(motions: list[Motion]) -> list[str]:
    """What these motions led to, from their journal, the oldest first."""
    found = Entry.objects.filter(subject__in=[m.ref for m in motions], event="MotionCarriedOut").order_by("at")
    return [facts["into"] for facts in found.values_list("facts", flat=True)]


def works_of(topic: Topic) -> list[Case]:
    """The cases by which the topic's motions are carried out, for everybody: restricted ones are none of them."""
    keys = [key_of(ref) for ref in refs_of(list(topic.motions.all())) if ref.startswith(CASE)]
    if not keys:
        return []
    found = Case.objects.filter(pk__in=keys, restricted=False, erased_on=None)
    return list(found.select_related("place", "category").defer("place__shape").order_by("reported_at"))


def led_to_of(motion: Motion) -> list[Case | Promise | Account]:
    """What this motion led to so far, the oldest first; at most four statements."""
    refs = refs_of([motion])
    found: dict[str, Case | Promise | Account] = {}
    for model in (Case, Promise, Account):
        prefix = f"{model._meta.app_label}/{model._meta.model_name}/"
        if keys := [key_of(ref) for ref in refs if ref.startswith(prefix)]:
            found |= {thing.ref: thing for thing in model.objects.filter(pk__in=keys)}
    return [found[ref] for ref in refs if ref in found]
