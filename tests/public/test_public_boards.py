"""The board as everybody reads it: nothing before it is published, the worst-off group on top, and a file that gives
the same again.
"""

import json
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.councils import actions, boards, books
from linli.councils.models import Topic

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from hearings import HIGH, LOW, PEOPLE, WORDS, camp, heard, hearing, state

pytestmark = pytest.mark.django_db


def published(street, voices=PEOPLE, **more) -> Topic:
    topic = hearing(street, **more)
    heard(topic, voices)
    actions.publish_board(actions.compute_board(topic, by=street.head), by=street.head)
    return topic


def read(client, path, language="zh-hans") -> str:
    client.cookies["django_language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_it_is_published_the_page_says_so_and_there_is_no_file(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    actions.compute_board(topic, by=street.head)
    page = read(Client(), f"/topics/{topic.number}/board")
    assert "共识板还没有公布" in page
    assert WORDS[2] not in page
    assert Client().get(f"/topics/{topic.number}/board.json").status_code == 404


def test_the_sentence_on_top_comes_with_a_bar_for_every_group_and_what_each_refuses(street):
    page = read(Client(), f"/topics/{published(street).number}/board")
    assert page.index("大家都能接受的一句话") < page.index(WORDS[2]) < page.index("各方不接受什么")
    assert "18 人中 16 人" in page
    assert "10 人在这个条件下会同意" in page
    assert "这里不画分布图" in page
    english = read(Client(), f"/topics/{Topic.objects.get().number}/board", "en")
    assert "What everyone can live with" in english
    assert "16 of 18" in english


def test_the_file_gives_the_same_board_again(street):
    topic = published(street)
    answer = Client().get(f"/topics/{topic.number}/board.json")
    assert answer.status_code == 200
    file = json.loads(answer.content)
    assert boards.recount(file).same
    assert not {"device", "household", "code", "door"} & set(json.dumps(file).split('"'))


def test_with_few_people_there_are_rounds_and_the_page_says_why(street):
    topic = hearing(street, words=["剪得少一点", "院里要有荫"], conditions={})
    topic.statements.filter(number=1).update(kind="like")
    topic.statements.filter(number=2).update(kind="need")
    heard(topic, camp(7, LOW, s1="agree", s2="agree"))
    actions.publish_board(actions.compute_board(topic, by=street.head), by=street.head)
    page = read(Client(), f"/topics/{topic.number}/board")
    assert "不到 40 人时" in page
    assert "7 人也这样想" in page
    assert "%" not in page.partition("<main")[2].partition("</main>")[0].replace("%E", "")


def test_nobody_finds_the_board_of_a_topic_that_is_not_public(street):
    topic = published(street)
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.REFUSED)
    for path in ("board", "board.json"):
        assert Client().get(f"/topics/{topic.number}/{path}").status_code == 404
    assert Client().get("/topics/none/board").status_code == 404


def test_a_board_of_three_and_of_three_hundred_statements_costs_as_many_steps(street):
    def asked(count, number):
        topic = published(
            street,
            [({"floor": HIGH if n % 2 else LOW}, dict.fromkeys(range(1, count + 1), "agree")) for n in range(44)],
            words=[f"第{n}句" for n in range(count)],
            conditions={},
            number=number,
        )
        books.hearing.rules()
        read(Client(), f"/topics/{topic.number}/board")
        with CaptureQueriesContext(connection) as queries:
            read(Client(), f"/topics/{topic.number}/board")
        return len(queries)

    assert asked(3, "T-3") == asked(300, "T-300") <= 6


def test_the_topics_page_shows_the_sentence_once_it_is_published(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    assert WORDS[2] not in read(Client(), f"/topics/{topic.number}")
    actions.publish_board(actions.compute_board(topic, by=street.head), by=street.head)
    state(topic, ["还没有人看过的一句"])
    page = read(Client(), f"/topics/{topic.number}")
    assert WORDS[2] in page
    assert f"/topics/{topic.number}/board" in page
