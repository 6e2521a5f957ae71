"""The boards of common ground: kept and published on the day the stage ended in which everybody was heard; the
tree-shade chat has rounds.
"""

from collections.abc import Mapping

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
        with clock.frozen(topic.stages.get(order=1).ended_at or clock.now()):
            actions.publish_board(actions.compute_board(topic, by=clerk), by=clerk)
