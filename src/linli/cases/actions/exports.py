"""Every file with case data that leaves goes through here: who, what, for what, how many rows; a mark; a second person.

A door asks (`ask`), and if nobody else has to agree, or once somebody has (`decide`), takes the file (`take`) as often
as it likes until the export expires. The file is written when it is taken and stored nowhere. `WHAT` names each sort
of file and says who may take it out; the domain's modules and doors enter their own. Names and phones of residents are
in none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from linli.cases import books, events
from linli.cases.models import Export
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.rules import Rule
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of

MARK = "Linli"


@dataclass(frozen=True)
class Sort:
    """One sort of file. `personal`: residents could be recognised in it, by their words or their address."""

    words: object
    may: Rule
    personal: bool = True


WHAT: dict[str, Sort] = {}


@transaction.atomic
def ask(
    what: str, *, rows: int, purpose: str, query: str = "", by: Post, path: str = "", personal: bool | None = None
) -> Export:
    """Ask for a file. It can be taken at once, unless it is personal and longer than one person may take out alone.

    Refuses without a purpose, an empty file, one that is too long, and whoever may not have this sort of file.
    """
    sort, rules = WHAT[what], books.exports.rules()
    sort.may.require(by, None)
    if by.place is None and not path:
        raise Refused(N_("This post has no place to export for."))
    if not (purpose := " ".join(purpose.split())[:200]):
        raise Refused(N_("Say what it is exported for."), field="purpose")
    if rows < 1:
        raise Refused(N_("There is nothing to export."))
    if rows > rules.most:
        raise Refused(N_("That is {rows} rows; one file holds {most}. Choose less."), rows=rows, most=rules.most)
    personal = sort.personal if personal is None else personal
    now, second = clock.now(), personal and rows > rules.alone
    export = Export.objects.create(
        by=by,
        what=what,
        query=query[:500],
        path=path or by.place.path,
        purpose=purpose,
        rows=rows,
        at=now,
        personal=personal,
        second=second,
        expires_at=None if second else now + timedelta(hours=rules.hours),
    )
    asked = events.ExportAsked(what=what, number=export.number, rows=rows, purpose=purpose, second=second)
    record(asked, on=export, by=by, new=True)
    if second:
        tell(deciders(export), "export_asked", about=export, who=str(by), rows=rows)
    return export


@transaction.atomic
def decide(export: Export, *, granted: bool, words: str = "", by: Post) -> Export:
    """The second person agrees, and the time in which it can be taken begins; or refuses, saying why."""
    export = _locked(export)
    if not export.second or export.approved_at:
        raise Refused(N_("This has been decided already."))
    if not may_decide(by, export):
        raise Refused(
            N_("Somebody else at this place or above has to agree, in a post that decides: never the one who asks.")
        )
    words = " ".join(words.split())[:200]
    if not granted and not words:
        raise Refused(N_("Say why not; whoever asked reads it."), field="words")
    export.granted, export.decision, export.approved_by, export.approved_at = granted, words, by, clock.now()
    if granted:
        export.expires_at = clock.now() + timedelta(hours=books.exports.rules().hours)
    export.save()
    record(events.ExportDecided(granted=granted, words=words), on=export, by=by)
    until = f"{export.expires_at:%m-%d %H:%M}" if export.expires_at else ""
    tell(
        [export.by], "export_granted" if granted else "export_refused", about=export, number=export.number, until=until
    )
    return export


@transaction.atomic
def take(export: Export, *, write: Callable[[Export], bytes], by: Post) -> bytes:
    """The file, written now by `write`, which puts `mark_of` on every sheet of it. Refuses anybody but the one who
    asked, what nobody has agreed to yet, and what has expired.
    """
    export = _locked(export)
    if why_not := closed(export, by):
        raise Refused(why_not)
    content = write(export)
    export.taken_at, export.times = clock.now(), export.times + 1
    export.save(update_fields=["taken_at", "times", "rows"])
    record(events.ExportTaken(what=export.what, number=export.number, rows=export.rows), on=export, by=by)
    return content


def closed(export: Export, by: Post) -> str:
    """Why this post can't take the file now; empty if it can."""
    if export.by.person_id != by.person_id:
        return N_("Only whoever asked for a file can take it.")
    if export.second and export.approved_at is None:
        return N_("A second person has to agree first.")
    if export.second and not export.granted:
        return N_("This export was refused.")
    if export.expires_at is None or export.expires_at <= clock.now():
        return N_("The time to take this file is over. Ask for it anew.")
    return ""


def mark_of(export: Export) -> str:
    """What every file says of itself: who took it out, when, and its number. The one place where a
    watermark is made.
    """
    who = f"{export.by.person} · {export.by.named_role}"
    return f"{MARK} {export.number} · {export.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} · {who}"


def may_decide(post: Post, export: Export) -> bool:
    """Another person, who heads the community or serves the street of this place, or hears what goes wrong there."""
    roles = {"community_head"} | people.AT_THE_STREET | people.HEARING_COMPLAINTS | people.SUPERVISING
    if post.role not in roles or post.person_id == export.by.person_id or not post.is_current() or post.place is None:
        return False
    return post.place.contains(export.path)


def deciders(export: Export) -> list[Post]:
    """The nearest who may agree."""
    roles = ["community_head", *people.AT_THE_STREET, *people.HEARING_COMPLAINTS]
    found = [post for post in in_charge_of(export.path, roles=roles) if may_decide(post, export)]
    return [post for post in found if post.place_id == found[0].place_id]


def seen_by(post: Post) -> QuerySet[Export]:
    """What left my places, for those who answer for them; for all others what they took out themselves."""
    mine = Export.objects.filter(by__person=post.person_id)
    roles = (
        people.IN_THE_COMMUNITY
        | people.AT_THE_STREET
        | people.HEARING_COMPLAINTS
        | people.SUPERVISING
        | people.ADMINISTERING
    )
    if post.place is None or post.role not in roles:
        return mine
    return Export.objects.filter(path__gte=post.place.path, path__lt=post.place.path_end)


def _locked(export: Export) -> Export:
    Export.objects.select_for_update().values_list("pk").get(pk=export.pk)
    return Export.objects.select_related("by__person", "by__place", "by__organisation").get(pk=export.pk)
