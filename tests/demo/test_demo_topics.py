"""The demo has a topic in each state and in each kind of stage, and its words are what the actions allow."""

import pytest

from linli.councils.models import Stage, Topic
from linli.councils.procedures import KINDS
from linli.demo.topics import raise_topics, the
from linli.demo.voices import TALKS

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_topic_in_each_state_and_stage(street):
    from linli.people.models import Person

    for username, post in {"chuangkou": street.clerk, "lingdao": street.leader}.items():
        Person.objects.filter(pk=post.person_id).update(username=username)
    made = raise_topics(street.jinhe)
    assert the("trees") == made["trees"]
    assert {*Topic.objects.values_list("state", flat=True)} == {
        "raised",
        "proposed",
        "refused",
        "appealed",
        "going",
        "closed",
    }
    running = Stage.objects.filter(topic__state="going", began_at__isnull=False, ended_at=None)
    assert set(KINDS) - set(running.values_list("kind", flat=True)) <= {"consult"}
    over = Stage.objects.filter(ended_at__isnull=False)
    heard = {key for key, topic in made.items() if over.filter(topic=topic, kind="solicit").exists()}
    assert heard == TALKS.keys()
    assert {one.meeting is None for one in over.filter(kind="meeting")} == {False}
    assert {one.motion is None for one in over.filter(kind__in=("decide", "resolve"))} == {False}
