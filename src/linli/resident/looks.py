"""Who has looked at a resident's name and phone, and what became of the resident's doubts about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.cases.models import LookObjection, Voice
from linli.journal.models import Entry
from linli.people.models import Post
from linli.resident.story import begun, title_of


@dataclass(frozen=True)
class Look:
    """Somebody opened the resident's name and phone: who by role and unit, never by name; when; and for what."""

    key: UUID
    who: str
    at: datetime
    purpose: str
    objection: LookObjection | None
    answered_by: str = ""


def looks_of(voice: Voice, entries: Iterable[Entry], posts: dict[str, Post]) -> list[Look]:
    """The looks at this voice's data, the newest first; one statement if there are any, else none."""
    found = [e for e in entries if e.event == "ContactOpened" and e.facts["voice"] == voice.ref]
    if not found:
        return []
    doubts = LookObjection.objects.filter(voice=voice).select_related("answered_by__place", "answered_by__organisation")
    by_look = {one.look: one for one in doubts.defer("answered_by__place__shape", "answered_by__place__duties")}
    return [
        Look(e.pk, begun(title_of(posts.get(e.by))), e.at, e.facts["purpose"], doubt, _answerer(doubt))
        for e in reversed(found)
        for doubt in [by_look.get(e.pk)]
    ]


def _answerer(objection: LookObjection | None) -> str:
    return begun(title_of(objection.answered_by)) if objection and objection.answered_by else ""
