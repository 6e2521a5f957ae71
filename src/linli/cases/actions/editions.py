"""Issuing rules: an administrator's deed, and it stands in the journal."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.journal.actions import record
from linli.people.models import Post
from linli.people.rules import administers
from linli.rulebook.actions import issue
from linli.rulebook.books import Book
from linli.rulebook.events import EditionIssued
from linli.rulebook.models import Edition


@transaction.atomic
def issue_rules(
    book: Book, body: Any, *, why: str, by: Post, since: datetime | None = None, seen: int | None = None
) -> Edition:
    """The next edition of any book. Refuses anybody but an administrator, and what `rulebook.actions.issue` refuses."""
    administers.require(by, None)
    edition = issue(book, body, why=why, by=by, since=since, seen=seen)
    issued = EditionIssued(book=book.name, number=edition.number, since=edition.since.isoformat(), why=edition.why)
    record(issued, on=edition, by=by, new=True)
    return edition
