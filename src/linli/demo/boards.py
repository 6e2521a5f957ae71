"""The boards of common ground: kept and published a day after each hearing ended; the tree-shade chat has rounds."""

from collections.abc import Mapping
from datetime import timedelta

from linli.councils import actions
from linli.councils.models import Topic
from linli.councils.queries.boards import people_heard
from linli.kernel import clock
from linli.people.models import Post


def keep_boards(topics: Mapping[str, Topic]) -> None:
    """After the voices. What is still being heard is published as it stands today."""
    clerk = Post.objects.get(person__username="chuangkou")
    for topic in topics.values():
        topic.refresh_from_db()
        if topic.state not in (Topic.State.GOING, Topic.State.CLOSED) or not people_heard(topic):
            continue
        until = topic.hearing_until or clock.now()
        with clock.frozen(min(clock.now(), until + timedelta(days=1))):
            actions.publish_board(actions.compute_board(topic, by=clerk), by=clerk)
