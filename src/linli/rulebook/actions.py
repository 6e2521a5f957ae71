"""Issuing editions: the only writer."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK, HasRef
from linli.kernel.words import N_
from linli.rulebook.books import BOOKS, Book
from linli.rulebook.models import Edition


@transaction.atomic
def issue(
    book: Book, body: Any, *, why: str, by: HasRef, since: datetime | None = None, seen: int | None = None
) -> Edition:
    """The next edition of a book, in force from `since` (now). Earlier editions stay as they are.

    Refuses a body that the book can't read, with its sentence; a change without a reason; a past beginning; and, with
    `seen`, when somebody has issued another edition since the one the person had before them.
    The caller journals it: the journal stands on this same floor.
    """
    if not why.strip():
        raise Refused(N_("Say why the rules change; it stays with the edition."), field="why")
    with connection.cursor() as cursor:  # of two offices issuing at once, one comes second
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"rulebook.{book.name}"])
    last = Edition.objects.filter(book=book.name).order_by("-number").first()
    number = last.number if last else 0
    if seen is not None and seen != number:
        raise Refused(
            N_("Edition {number} has been issued meanwhile. Look at it first; what you typed is still here."),
            number=number,
        )
    now = clock.now()
    if since and since < now and last:
        raise Refused(N_("Rules can't begin in the past: what was promised stands."), field="since")
    if last and since and since <= last.since:
        raise Refused(N_("The edition before begins later than this one would."), field="since")
    try:
        book.read(body)
    except ValueError as error:
        raise Refused(str(error), field="body") from None
    edition = Edition.objects.create(
        book=book.name, number=number + 1, body=body, since=since or now, why=why.strip(), by=by.ref, issued_at=now
    )
    book.forget()
    transaction.on_commit(book.forget)
    return edition


def seed() -> list[Edition]:
    """Edition 1 of every book that has none: what comes with the platform, in force since ever."""
    known = set(Edition.objects.filter(number=1).values_list("book", flat=True))
    made = [
        Edition(
            book=book.name, number=1, body=book.shipped(), since=EVER, why=SHIPPED, by=CLOCK.ref, issued_at=clock.now()
        )
        for book in BOOKS.values()
        if book.name not in known
    ]
    for book in BOOKS.values():
        book.forget()
    return Edition.objects.bulk_create(made, ignore_conflicts=True)


EVER = datetime(2000, 1, 1, tzinfo=clock.SHANGHAI)
SHIPPED = "随平台提供的默认规则 · the defaults that come with the platform"
