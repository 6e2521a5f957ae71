"""Money for one purpose, in the open: lines are added and never changed, and what goes out needs two."""

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from linli.councils import events
from linli.councils.assemblies import CARRIED, OWNERS
from linli.councils.models import Account, Evidence, MoneyLine, Motion, Topic
from linli.councils.queries.money import WAITS, balance_of
from linli.councils.rules import convenes
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.words import N_
from linli.people.models import Organisation, Post
from linli.pictures.photos import Picture
from linli.places.models import Place


@transaction.atomic
def open_account(
    *,
    place: Place,
    kind: str,
    title: str,
    purpose: str,
    keeper: Organisation,
    by: Post,
    goal: int | None = None,
    topic: Topic | None = None,
    motion: Motion | None = None,
) -> Account:
    """Begin an account whose every line is public. Refuses one that touches the maintenance fund without a decision
    behind it.
    """
    convenes.require(by, place)
    title, purpose = " ".join(title.split()), purpose.strip()
    if not title or len(title) > 80:
        raise Refused(N_("Say in at most 80 characters what the money is for."), field="title")
    if not purpose or len(purpose) > 400:
        raise Refused(
            N_("Say in at most 400 characters who gives, for what, and what happens to the rest."), field="purpose"
        )
    if kind not in Account.Kind.values:
        raise Refused(N_("Choose where the money comes from."), field="kind")
    if kind == Account.Kind.MAINTENANCE_FUND and (motion is None or motion.engine != OWNERS):
        raise Refused(
            N_(
                "The maintenance fund is the owners' (Civil Code, art. 281): name the owners' decision by "
                "which it is used."
            ),
            field="motion",
        )
    if motion and ((motion.outcome or {}).get("outcome") != CARRIED or not place.path.startswith(motion.path)):
        raise Refused(N_("This was not carried, or not by those of this place."), field="motion")
    account = Account.objects.create(
        number=f"F{clock.now():%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        topic=topic,
        motion=motion,
        kind=kind,
        title=title,
        purpose=purpose,
        goal=goal,
        keeper=keeper,
        opened_by=by,
        opened_at=clock.now(),
    )
    record(events.AccountOpened(kind=kind), on=account, by=by, new=True)
    return account


def enter_line(
    account: Account,
    *,
    amount: int,
    words: str,
    on: date,
    submission_key: str,
    by: Post,
    giver: str = "",
    document: str = "",
    pictures: Sequence[Picture] = (),
) -> MoneyLine:
    """One line, in (positive fen) or out (negative). In counts at once; out waits for a second person.

    The same `submission_key` always gives the same line. Refuses what goes out without a receipt or its number.
    """
    key = hashlib.sha256(f"{account.pk}|{submission_key}".encode()).hexdigest()
    if before := MoneyLine.objects.filter(submission_key=key).first():
        return _the_same(before, amount, words, on)
    try:
        return _entered(account, amount, words, on, key, by, giver, document, pictures)
    except IntegrityError as error:  # two copies at once: the unique key let the other one in
        if "submission_key" not in str(error):
            raise
        return _the_same(MoneyLine.objects.get(submission_key=key), amount, words, on)


def _the_same(line: MoneyLine, amount: int, words: str, on: date) -> MoneyLine:
    """The line that this form made. Who went back and wrote another line into the form is told, not thanked."""
    if (line.amount, line.words, line.on) != (amount, " ".join(words.split()), on):
        raise Refused(
            N_("This form was sent already, as line {number}. For another line please open the page anew."),
            number=line.number,
        )
    return line


@transaction.atomic
def _entered(account, amount, words, on, submission_key, by, giver, document, pictures) -> MoneyLine:
    account = _running(account, by)
    words, giver, document = " ".join(words.split()), " ".join(giver.split())[:40], document.strip()[:60]
    if not words or len(words) > 120:
        raise Refused(N_("Say in at most 120 characters what this line is."), field="words")
    if not amount:
        raise Refused(N_("Write an amount in yuan, such as 1280.50."), field="amount")
    if on > clock.today():
        raise Refused(N_("This day is still to come. Enter a line when the money has moved."), field="on")
    if amount < 0 and not document and not pictures:
        raise Refused(N_("Money that goes out needs its receipt: a photo, or its number."), field="document")
    line = _add(
        account, amount=amount, words=words, on=on, submission_key=submission_key, by=by, giver=giver, document=document
    )
    for picture in pictures:
        Evidence.objects.create(
            of=line.ref, kind=Evidence.Kind.DOCUMENT, words=words, file=picture.file, by=by, at=clock.now()
        )
    return line


def _add(account: Account, *, amount: int, by: Post, **facts) -> MoneyLine:
    last = account.lines.order_by("-number").values_list("number", flat=True).first() or 0
    line = MoneyLine.objects.create(
        account=account, number=last + 1, amount=amount, entered_by=by, entered_at=clock.now(), **facts
    )
    _written(account, events.MoneyEntered(number=line.number, amount=amount), by)
    return line


@transaction.atomic
def approve_line(line: MoneyLine, *, by: Post) -> MoneyLine:
    """A second person has seen the receipt; only then the money is out. Refuses the one who entered it, and more than
    there is.
    """
    account = _running(line.account, by)
    line = MoneyLine.objects.select_related("entered_by", "reversed_by").get(pk=line.pk)
    if not line.waits:
        raise Refused(N_("This line needs no approval any more."))
    if line.entered_by.person_id == by.person_id:
        raise Refused(N_("Whoever entered a line does not approve it. Ask a colleague."))
    if balance_of(account) + line.amount < 0:
        raise Refused(N_("There is less in the account than would go out."))
    line.approved_by, line.approved_at = by, clock.now()
    line.save(update_fields=["approved_by", "approved_at"])
    _written(account, events.MoneyApproved(number=line.number), by)
    return line


@transaction.atomic
def reverse_line(line: MoneyLine, *, why: str, by: Post) -> MoneyLine:
    """Take back a wrong line by one against it; both stay. What was never approved and is reversed has not moved any
    money.
    """
    account = _running(line.account, by)
    why = " ".join(why.split())
    if not why or len(why) > 100:
        raise Refused(N_("Say in at most 100 characters why the line was wrong; everyone can read it."), field="why")
    if line.reverses_id or MoneyLine.objects.filter(reverses=line).exists():
        raise Refused(N_("This line has been reversed already."))
    against = _add(
        account,
        amount=-line.amount,
        words=why,
        on=clock.today(),
        submission_key=f"reverse-{line.pk.hex}",
        by=by,
        reverses=line,
    )
    return against


@transaction.atomic
def close_account(account: Account, *, why: str, by: Post, seen: int | None = None) -> Account:
    """End it: nothing left in it, nothing waiting. Refuses while there is."""
    account = _running(account, by)
    if seen is not None and seen != account.version:
        raise Overtaken(
            N_(
                "Somebody was faster: this has changed since you opened it. Please look again; what you typed "
                "is still here."
            )
        )
    if not why.strip():
        raise Refused(N_("Say what became of the money; everyone can read it."), field="why")
    if account.lines.filter(WAITS).exists():
        raise Refused(N_("A line still waits for a second person. Have it approved or reverse it first."))
    if balance_of(account):
        raise Refused(N_("There is money left. Give it back or hand it on first, with a line each."))
    account.closed_at, account.closed_why = clock.now(), why.strip()[:200]
    return _written(account, events.AccountClosed(why=account.closed_why), by)


def _running(account: Account, by: Post) -> Account:
    """Locked, so that numbers and the balance hold; refuses a closed one."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    convenes.require(by, account)
    if account.closed_at:
        raise Refused(N_("This account is closed."))
    return account


def _written(account: Account, event, by: Post) -> Account:
    account.version += 1
    account.save()
    record(event, on=account, by=by)
    return account
