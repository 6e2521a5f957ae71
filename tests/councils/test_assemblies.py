"""Three bodies that may decide, each by its own exact count."""

from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.councils import assemblies
from linli.councils.assemblies import DELEGATES, RESIDENTS, SAID, SHIPPED, Assemblies, Share, hinted
from linli.councils.differences import changes
from linli.kernel.words import say

LAW = Assemblies.read(SHIPPED).by_key


@pytest.mark.parametrize(
    ("body", "entitled", "present", "yes", "outcome"),
    [
        (RESIDENTS, 200, 128, 90, "carried"),
        (RESIDENTS, 200, 101, 51, "carried"),
        (RESIDENTS, 200, 100, 100, "no_quorum"),  # exactly half is not more than half
        (RESIDENTS, 200, 120, 60, "failed"),
        (RESIDENTS, 201, 101, 51, "carried"),
        (DELEGATES, 60, 40, 21, "carried"),  # exactly two thirds is enough
        (DELEGATES, 60, 39, 39, "no_quorum"),
        (DELEGATES, 60, 40, 20, "failed"),
        (DELEGATES, 61, 41, 21, "carried"),
        (DELEGATES, 61, 40, 40, "no_quorum"),
    ],
)
def test_what_a_count_comes_to(body, entitled, present, yes, outcome):
    found = LAW[body].decided(entitled=entitled, present=present, yes=yes, no=present - yes, abstain=0)
    assert found["outcome"] == outcome


def test_the_reasons_name_the_numbers():
    found = LAW[RESIDENTS].decided(entitled=200, present=128, yes=90, no=30, abstain=5)
    assert (found["attend"]["least"], found["agree"]["least"], found["silent"]) == (101, 65, 3)


@given(entitled=some.integers(1, 5000), data=some.data(), body=some.sampled_from([RESIDENTS, DELEGATES]))
def test_the_count_is_what_exact_fractions_say(entitled, data, body):
    present = data.draw(some.integers(0, entitled))
    yes = data.draw(some.integers(0, present))
    came = (
        Fraction(present, entitled) > Fraction(1, 2)
        if body == RESIDENTS
        else Fraction(present, entitled) >= Fraction(2, 3)
    )
    agreed = present > 0 and Fraction(yes, present) > Fraction(1, 2)
    found = LAW[body].decided(entitled=entitled, present=present, yes=yes, no=0, abstain=0)
    assert found["outcome"] == ("no_quorum" if not came else "carried" if agreed else "failed")
    assert (present >= found["attend"]["least"]) == came
    assert (yes >= found["agree"]["least"]) == agreed


@given(share=some.builds(Share, some.integers(1, 20), some.just(20), some.booleans()), whole=some.integers(0, 10_000))
def test_the_least_number_reaches_it_and_one_fewer_does_not(share, whole):
    least = share.least(whole)
    assert share.reached(least, whole)
    assert least == 0 or not share.reached(least - 1, whole)


@pytest.mark.parametrize(
    "wrong", [{"present": 201}, {"yes": 100, "no": 30}, {"yes": -1}, {"entitled": 0}, {"present": -5}]
)
def test_counts_that_cannot_be_are_said_to_be_so(wrong):
    count = {"entitled": 200, "present": 128, "yes": 90, "no": 30, "abstain": 8} | wrong
    assert assemblies.impossible(**count)
    with pytest.raises(ValueError, match=r"."):
        LAW[RESIDENTS].decided(**count)


def test_who_may_have_an_assembly_called():
    rules = LAW[RESIDENTS]
    assert rules.may_ask("residents", askers=20, of=200)
    assert not rules.may_ask("residents", askers=19, of=200)
    assert rules.may_ask("delegates", askers=20, of=60)
    assert not rules.may_ask("delegates", askers=19, of=60)
    assert not rules.may_ask("residents", askers=0, of=0)
    assert not LAW[DELEGATES].may_ask("residents", askers=200, of=200)


def test_advice_has_no_quorum_and_names_the_smaller_side():
    said = assemblies.advised({"a": "for", "b": "for", "c": "against", "d": "abstain"})
    assert said == {"outcome": "advised", "for": 2, "against": 1, "abstain": 1, "smaller": "against"}
    assert assemblies.advised({"a": "for"})["smaller"] == ""
    assert assemblies.advised({"a": "for", "b": "against"})["smaller"] == ""


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        (RESIDENTS, "attend", [1, 2, False]),  # exactly half would do: less than the law
        (RESIDENTS, "attend", [1, 3, True]),
        (DELEGATES, "attend", [1, 2, True]),
        (DELEGATES, "agree", [1, 2]),
        (RESIDENTS, "attend", [1, 1, True]),
        (RESIDENTS, "agree", [True, 2, True]),
        (RESIDENTS, "notice_days", 9),
        (RESIDENTS, "articles", ""),
        (RESIDENTS, "asked_by", {"street": [1, 10, False]}),
        (RESIDENTS, "asked_by", None),
    ],
)
def test_no_edition_asks_for_less_than_the_law(body, name, value):
    rules = deepcopy(SHIPPED)
    rules[body][name] = value
    with pytest.raises(ValueError, match=say(SAID[body])):
        Assemblies.read(rules)


def test_an_edition_may_ask_for_more():
    rules = deepcopy(SHIPPED)
    rules[RESIDENTS] |= {"attend": [2, 3, False], "notice_days": 15}
    assert Assemblies.read(rules).by_key[RESIDENTS].notice_days == 15


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("北门安装充电桩", 8),
        ("动用维修资金修屋面", 5),
        ("续筹维修资金", 6),
        ("居委会换届选举方案", assemblies.ELECTION),
        ("业主委员会选举", 3),
        ("楼道晾衣时间公约", None),
    ],
)
def test_words_that_speak_for_a_matter_of_the_owners(words, item):
    assert hinted(words) == item


def test_what_changed_is_seen_clause_by_clause():
    old, new = (
        "在北门装充电桩，夜间不断电。收益归全体业主。",
        "在北门装充电桩，夜间 23 点后断电，设防火隔离。收益归全体业主。",
    )
    found = list(changes(old, new))
    assert "".join(words for kind, words in found if kind != "new") == old
    assert "".join(words for kind, words in found if kind != "gone") == new
    assert ("gone", "夜间不断电。") in found
    assert found[0] == ("same", "在北门装充电桩，")


@given(some.text(alphabet="甲乙，。\n ", max_size=60), some.text(alphabet="甲乙，。\n ", max_size=60))
def test_both_wordings_can_be_read_out_of_the_changes(old, new):
    found = list(changes(old, new))
    assert "".join(words for kind, words in found if kind != "new") == old
    assert "".join(words for kind, words in found if kind != "gone") == new
