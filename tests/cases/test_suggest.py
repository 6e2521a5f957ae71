"""What the platform understands of the words residents use, in Chinese and in English."""

import re
import tomllib
from pathlib import Path

import pytest

import linli
from linli.cases.suggest import suggest

ROOM = Path(linli.__file__).parent
TABLE = tomllib.loads((ROOM / "cases/categories.toml").read_text("utf-8"))
KINDS = {code: row for code, row in TABLE.items() if code != "groups"}
VOCABULARY = [(code, row["words"]) for code, row in KINDS.items()]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("There is a smell of gas in the kitchen", "D03"),
        ("I can smell gas", "D03"),
        ("It smells like gas in the stairwell", "D03"),
        ("GAS LEAK downstairs!", "D03"),
        ("My kitchen smells strongly of gas", "D03"),
        ("The elevator stopped between floors with two kids inside", "A04"),
        ("The lift is stuck since this morning", "A04"),
        ("Someone is trapped in the elevator", "A04"),
        ("My mother is stuck in the lift", "A04"),
        ("A manhole cover is missing", "C01"),
        ("Sparks are coming from the electric wire", "D02"),
        ("A tree has fallen on the road", "E03"),
        ("The wall is about to collapse", "G05"),
        ("An old man who lives alone does not answer the door", "J02"),
        ("My husband hits me", "I02"),
        ("A dog bit my child", "B09"),
        ("厨房里有煤气味", "D03"),
        ("地下车库闻到天然气味", "D03"),
        ("有人困在电梯里", "A04"),
        ("电梯从早上停到现在", "A04"),
        ("井盖没了，天黑看不见", "C01"),
        ("电线掉下来冒火花", "D02"),
    ],
)
def test_who_writes_of_danger_is_shown_what_to_do_at_once(says, code):
    assert suggest(says, VOCABULARY) == code
    assert KINDS[code]["alarm"]
    assert KINDS[code]["alarm_en"]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("三楼的灯坏了一个星期，老人看不清台阶。", "A06"),
        ("2单元电梯从早上停到现在，九楼有人坐轮椅。", "A04"),
        ("楼下饭店把垃圾桶摆进小区，味道飘进窗户。", "H03"),
        ("有人从窗户拉线，在楼道里给电动车充电。", "G01"),
        ("The light on the third floor has been out for a week, and old people can not see the steps.", "A06"),
        ("The lift of stairwell 2 has stood still since this morning, and somebody sits in a wheelchair.", "A04"),
        ("The restaurant downstairs puts its bins in the yard, and the smell comes in through the window.", "H03"),
        ("Somebody charges an electric bike in the stairwell with a cable from the window.", "G01"),
        ("楼道里堆了旧家具，消防通道只剩半米", "B08"),
        ("雨水管堵了", "C04"),
        ("The street lamps in our lane are out", "C03"),
        ("A van is parked in the fire lane", "G03"),
        ("fire exit blocked by boxes", "G03"),
    ],
)
def test_the_examples_of_the_report_page_and_everyday_words_are_understood(says, code):
    assert suggest(says, VOCABULARY) == code


def test_every_category_can_be_said_in_english_too():
    for code, row in KINDS.items():
        assert code == "L04" or any(phrase.isascii() for phrase in row["words"]), code


def test_english_words_are_whole_words():
    assert suggest("Somebody was caught shoplifting", VOCABULARY) is None
    assert suggest("He keeps gasoline in his flat", VOCABULARY) == "G06"
    assert suggest("two e-bikes", [("G01", ["e-bike"])]) == "G01"
    assert suggest("周末去KTV唱歌", [("H05", ["KTV"])]) == "H05"


def test_an_english_word_weighs_as_much_as_a_chinese_one():
    assert suggest("elevator 煤气味", [("A04", ["elevator"]), ("D03", ["煤气味"])]) == "D03"


def test_of_two_that_score_the_same_the_longest_phrase_is_meant_then_the_more_phrases_then_none():
    assert suggest("甲乙丙丁 天地 日月", [("X", ["天地", "日月"]), ("Y", ["甲乙丙丁"])]) == "Y"
    assert suggest("甲乙丙丁", [("X", ["甲乙丙"]), ("Y", ["乙丙丁"])]) is None
    assert (
        suggest("甲乙丙 丁戊 己庚 子丑寅 卯辰巳午", [("X", ["甲乙丙", "丁戊", "己庚"]), ("Y", ["卯辰巳午", "子丑寅"])])
        == "Y"
    )
    assert (
        suggest(
            "甲乙丙丁 戊己 庚辛 子丑寅卯 辰巳午未",
            [("X", ["子丑寅卯", "辰巳午未"]), ("Y", ["甲乙丙丁", "戊己", "庚辛"])],
        )
        == "Y"
    )
    assert suggest("什么也没有", [("X", ["甲乙"])]) is None


def test_residents_are_understood_often_enough_and_seldom_wrongly():
    """The sentences of the demonstration speak as people do, mostly round about: measured, not wished for."""
    said = [
        (code, re.sub(r"\{\w+\}", "", sentence))
        for file in sorted((ROOM / "demo/words").glob("*.toml"))
        for code, row in tomllib.loads(file.read_text("utf-8")).items()
        if code in KINDS and code != "L04"
        for sentence in row["says"]
    ]
    heard = [(code, suggest(sentence, VOCABULARY)) for code, sentence in said]
    offered = [(code, guess) for code, guess in heard if guess]
    urgent = [(code, guess) for code, guess in offered if KINDS[guess]["urgent"]]

    def share(pairs, of):
        return sum(code == guess for code, guess in pairs) / len(of)

    assert share(heard, heard) >= 0.40
    assert share(offered, offered) >= 0.60
    assert share(urgent, urgent) >= 0.55
