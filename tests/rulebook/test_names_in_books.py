"""A book's names in the reader's language."""

from collections import Counter

import pytest
from django.utils.translation import override

from linli.councils import books
from linli.rulebook.actions import issue
from linli.rulebook.books import BOOKS
from linli.rulebook.models import Edition
from linli.rulebook.names import cited, named, pairs

pytestmark = pytest.mark.django_db


def test_a_name_is_english_for_who_reads_english_and_chinese_for_everybody_else(street):
    with override("en"):
        assert named("居民代表会议") == "Meeting of the residents' representatives"
        assert named("6层及以上") == "floor 6 and above"
    with override("zh-hans"):
        assert named("居民代表会议") == "居民代表会议"


def test_what_no_book_knows_stays_as_it_is(street):
    with override("en"):
        assert named("香樟树下唠家常") == "香樟树下唠家常"
        assert named("") == ""
        assert cited("JD-99 香樟树下") == "JD-99 香樟树下"


def test_a_street_s_own_english_holds_at_once_and_the_name_before_is_still_understood(street):
    book = books.meetings
    body = {"parties": BOOKS[book.name].shipped()["parties"], "kinds": [dict(one) for one in book.shipped()["kinds"]]}
    council = next(kind for kind in body["kinds"] if kind["key"] == "council")
    council |= {"name": "楼门议事会", "name_en": "Stairwell council"}
    issue(book, body, why="本街道的叫法", by=street.chief)
    with override("en"):
        assert named("楼门议事会") == "Stairwell council"
        assert named("议事会") == "Council"


def test_a_book_without_english_falls_back_to_the_chinese_name(street):
    book = books.meetings
    body = {"parties": book.shipped()["parties"], "kinds": [dict(one) for one in book.shipped()["kinds"]]}
    body["kinds"][0] |= {"name": "街坊会", "name_en": ""}
    issue(book, body, why="试行", by=street.chief)
    with override("en"):
        assert named("街坊会") == "街坊会"


def test_no_name_of_the_books_we_ship_is_said_in_two_ways():
    said = {pair for book in BOOKS.values() for pair in pairs(book.shipped())}
    twice = [own for own, n in Counter(own for own, _english in said).items() if n > 1]
    assert not twice


@pytest.mark.parametrize("book", ["councils.procedures", "councils.meetings", "councils.cities", "cases.duties"])
def test_every_name_of_the_books_we_ship_has_its_english(book):
    assert not list(_without_english(BOOKS[book].shipped()))


def _without_english(body):
    for part in body if isinstance(body, list) else body.values():
        if isinstance(part, list):
            yield from _without_english(part)
        elif isinstance(part, dict):
            yield from (
                part[key] for key in ("name", "item", "who", "records") if part.get(key) and not part.get(f"{key}_en")
            )


def test_asking_for_many_names_asks_the_database_once(street, django_assert_max_num_queries):
    BOOKS["councils.meetings"].forget()
    with override("en"), django_assert_max_num_queries(2):
        assert [named(name) for name in ("议事会", "听证会", "协调会")] == [
            "Council",
            "Hearing",
            "Coordination meeting",
        ]
    assert Edition.objects.exists()


@pytest.mark.parametrize(
    "book", ["councils.meetings", "councils.cities", "councils.hearing", "councils.assemblies", "councils.cameras"]
)
def test_what_a_book_refuses_is_said_in_the_reader_s_language(book):
    with override("zh-hans"), pytest.raises(ValueError, match=r"[一-鿿]"):
        BOOKS[book].read({})
    with override("en"), pytest.raises(ValueError, match=r"^[ -~“”’]+$"):
        BOOKS[book].read({})
