"""The book: chained per subject, sealed by day, and whoever tampers with it is found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from linli.journal.actions import record, seal_until
from linli.journal.models import Entry, Seal
from linli.journal.queries import verify
from linli.kernel import clock
from linli.kernel.refs import CLOCK, Nobody

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)
TREE, BENCH = Nobody("test/tree/1"), Nobody("test/bench/1")


@dataclass(frozen=True)
class Watered:
    litres: int


@pytest.fixture
def book():
    for n in range(6):
        with clock.frozen(DAY + timedelta(hours=8 * n)), transaction.atomic():
            record(Watered(n), on=TREE if n % 2 else BENCH, by=CLOCK)
    seal_until((DAY + timedelta(days=9)).date())
    return list(Entry.objects.order_by("at"))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_honest_book_is_whole(book):
    verdict = verify()
    assert verdict.whole
    assert (verdict.entries, verdict.days) == (6, 9)


def test_days_without_entries_are_sealed_too_and_sealing_twice_changes_nothing(book):
    before = list(Seal.objects.order_by("day").values_list("hash", flat=True))
    assert seal_until((DAY + timedelta(days=9)).date()) == []
    assert list(Seal.objects.order_by("day").values_list("hash", flat=True)) == before


@pytest.mark.parametrize(
    "tamper",
    [
        "update journal_entry set facts = '{\"litres\": 99}' where id = %s",
        "update journal_entry set by = 'people/post/me' where id = %s",
        "update journal_entry set at = at + interval '1 second' where id = %s",
        "update journal_entry set subject = 'test/tree/2' where id = %s",
        "delete from journal_entry where id = %s",
    ],
)
@pytest.mark.parametrize("which", range(6))
def test_whoever_touches_an_entry_is_found(book, tamper, which):
    sql(tamper, book[which].id)
    verdict = verify()
    assert not verdict.whole
    assert verdict.broken


def test_the_first_broken_entry_is_named(book):
    sql("update journal_entry set facts = '{\"litres\": 99}' where subject = 'test/tree/1' and seq = 2")
    assert "test/tree/1" in verify().broken
    assert "2" in verify().broken


def test_forging_a_whole_chain_still_breaks_the_seal(book):
    """Somebody who knows the formula rewrites an entry with a fitting hash: the day's seal tells."""
    last = Entry.objects.filter(subject=TREE.ref).order_by("-seq").first()
    last.facts = {"litres": 99}
    sql("update journal_entry set facts = '{\"litres\": 99}', hash = %s where id = %s", last.sealed(), last.id)
    assert "03-0" in verify().broken


def test_nobody_rewrites_through_the_models(book):
    entry = book[0]
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        Entry.objects.filter(pk=entry.pk).update(event="Nothing")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


def test_an_entry_is_gone_with_the_deed_that_failed():
    @transaction.atomic
    def fail():
        record(Watered(1), on=TREE, by=CLOCK)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert Entry.objects.count() == 0
