"""On a topic's page: take part, who has been heard and who hasn't, and what became of statements that are not shown."""

from linli.councils.models import Topic
from linli.councils.queries import voices as queries
from linli.public.topics import PARTS
from linli.rulebook.names import named


def of_topic(topic: Topic, request) -> dict | None:
    if topic.state not in (Topic.State.GOING, Topic.State.CLOSED):
        return None
    log = queries.moderation_log(topic)
    refused = [(named(reason.words) if reason else "—", n) for reason, n in log.refused]
    return {"meter": queries.meter(topic), "log": log, "refused": refused, "open": queries.is_open(topic)}


PARTS.append(("public/topic/voices.html", of_topic))
