"""The ground floor: codes that survive being said aloud, keys in order of time, lifecycles that refuse in sentences."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS, check_digit, plate_code, read_receipt_code, receipt_code, spaced
from linli.kernel.errors import Refused
from linli.kernel.ids import uuid7
from linli.kernel.lifecycle import Lifecycle, move
from linli.kernel.refs import key_of
from linli.kernel.rules import rule

DIGITS = st.text("0123456789", min_size=15, max_size=15)


def test_a_receipt_code_is_found_however_it_is_typed():
    code = receipt_code()
    assert len(code) == 16
    full_width = "".join(chr(ord(d) + 0xFEE0) for d in code)
    for typed in (code, spaced(code), f" {code[:8]}-{code[8:]} ", full_width, f"查询码：{spaced(code)}。"):
        assert read_receipt_code(typed) == code


@pytest.mark.parametrize("typed", ["", "1234", "１２", "0" * 15, "1" * 17, "abcd efgh", "\x00"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read_receipt_code(typed) is None


@given(DIGITS, st.integers(0, 15), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(digits, at, by):
    code = digits + check_digit(digits)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert read_receipt_code(code) == code
    assert read_receipt_code(wrong) is None


def test_plates_carry_no_letters_that_eyes_confuse():
    assert not set("0O1IL5S2Z8BUV") & set(PLATE_LETTERS)
    assert len({plate_code() for _ in range(1000)}) == 1000


def test_keys_follow_time():
    keys = [uuid7() for _ in range(2000)]
    assert len(set(keys)) == 2000
    assert [k.version for k in keys[:3]] == [7, 7, 7]
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n) for n in range(50)]
    assert sorted(made := [uuid7(m) for m in moments]) == made


def test_the_clock_can_be_stopped_and_shifted():
    noon = datetime(2026, 11, 22, 12, tzinfo=clock.SHANGHAI)
    with clock.frozen(noon):
        assert clock.now() == noon
    before = clock.now()
    with clock.shifted(timedelta(days=7)):
        assert clock.now() - before >= timedelta(days=7)
    with pytest.raises(ValueError), clock.frozen(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


@rule("cats")
def is_a_cat(actor, _thing) -> bool:
    return actor == "cat"


@rule("dogs")
def is_a_dog(actor, _thing) -> bool:
    return actor == "dog"


DOOR = Lifecycle(
    {"open": "open", "shut": "shut"},
    move("shut", "shut it", start="open", to="shut", who=is_a_cat | is_a_dog),
    move("look", "look", start=["open", "shut"], to=None, who=is_a_cat),
)


def test_a_lifecycle_gives_the_buttons_and_refuses_in_words():
    door = SimpleNamespace(state="open")
    assert [m.step for m in DOOR.open_to("cat", door)] == ["shut", "look"]
    assert [m.step for m in DOOR.open_to("dog", door)] == ["shut"]
    with pytest.raises(Refused) as no:
        DOOR.check("look", door, by="dog")
    assert "cats" in str(no.value)
    with pytest.raises(Refused) as no:
        DOOR.check("shut", SimpleNamespace(state="shut"), by="cat")
    assert "open" in str(no.value)
    assert "shut" in str(no.value)
    assert "open --> shut: shut" in DOOR.diagram()


def test_rules_compose():
    both = is_a_cat & is_a_dog
    assert not both.allows("cat", None)
    assert (is_a_cat | is_a_dog).allows("dog", None)
    assert "cats" in both.who()


def test_a_ref_ends_in_its_key():
    assert key_of("cases/case/abc") == "abc"
