"""The board at the desk: as it is now, kept, published; the next round; and who finds it at all."""

import re
import sys
from pathlib import Path

import pytest
from desk_cast import seat, text
from django.urls import reverse

from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import BoardRun, Statement, Topic
from linli.councils.rules import convenes

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from hearings import LOW, NESTS, PEOPLE, TRIM, WORDS, camp, heard, hearing

pytestmark = pytest.mark.django_db


def board(topic, step=""):
    return reverse("desk:board_step", args=[topic.pk, step]) if step else reverse("desk:board", args=[topic.pk])


def test_it_follows_what_is_said_and_is_kept_and_published_from_its_page(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    clerk = seat(street.clerk)
    page = text(clerk.get(board(topic)))
    assert WORDS[2] in page
    assert "计算并存档" in page
    assert clerk.post(board(topic, "compute")).status_code == 302
    run = BoardRun.objects.get()
    page = text(clerk.get(board(topic)))
    assert "公布这份共识板" in page
    answer = clerk.post(board(topic, "publish"), {"run": run.input_hash, "seen": Topic.objects.get().version})
    assert answer.status_code == 302
    assert "这就是已经公布的共识板" in text(clerk.get(board(topic)))
    heard(topic, camp(1, LOW, s1="disagree"))
    assert "计算并存档" in text(clerk.get(board(topic)))


def test_somebody_who_was_slower_is_told_so(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    clerk = seat(street.clerk)
    clerk.post(board(topic, "compute"))
    Topic.objects.update(version=5)
    answer = clerk.post(board(topic, "publish"), {"run": BoardRun.objects.get().input_hash, "seen": "1"})
    assert answer.status_code == 422
    assert not BoardRun.objects.exclude(published_at=None).exists()


def test_below_forty_the_next_round_is_begun_from_the_page_and_what_was_chosen_stays(street):
    topic = hearing(street)
    heard(topic, PEOPLE[:9])
    clerk = seat(street.clerk)
    assert "开始下一轮" in text(clerk.get(board(topic)))
    nothing = clerk.post(board(topic, "round"), {"seen": topic.version})
    assert nothing.status_code == 422
    assert "请至少选一句" in text(nothing)
    stale = clerk.post(board(topic, "round"), {"seen": "99", "goes_on": [TRIM, NESTS]})
    assert len(re.findall(r"checked", stale.content.decode())) == 2
    clerk.post(board(topic, "round"), {"seen": topic.version, "goes_on": [TRIM, NESTS]})
    assert list(Statement.objects.filter(round=2).values_list("words", flat=True)) == [WORDS[0], WORDS[2]]
    assert "第 2 轮" in text(clerk.get(board(topic)))


def test_whoever_takes_voices_here_finds_it_and_only_who_convenes_may_publish(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    for post in street.everyone:
        if not post.is_current():
            continue
        found = seat(post).get(board(topic))
        visible = Topic.objects.visible_to(post).filter(pk=topic.pk).exists()
        assert (found.status_code == 200) is visible, post
        steps = {move.step for move in TOPIC_MOVES.open_to(post, topic)}
        assert ("publish_board" in steps) is convenes.allows(post, topic)
        if visible:
            assert ("计算并存档" in text(found)) is convenes.allows(post, topic), post


@pytest.mark.parametrize("said", [{"run": "x"}, {"run": ""}, {"run": "\x00"}, {"run": "f" * 900, "seen": "²"}])
def test_a_run_that_is_not_there_is_not_published(street, said):
    topic = hearing(street)
    assert seat(street.clerk).post(board(topic, "publish"), said).status_code in (400, 404)
    assert seat(street.clerk).post(board(topic, "nonsense")).status_code == 404
