"""Motions as everybody may read them, from the day they are put: the words, who decides, the outcome and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.councils.lifecycle import MotionState
from linli.councils.models import Topic
from linli.councils.queries.motions import (
    advice_on,
    motions_of,
    public_motions,
    reasons,
    reworded,
    shown_until,
)
from linli.public.topics import PARTS


def motion(request: HttpRequest, number: str) -> HttpResponse:
    it = get_object_or_404(public_motions(), number=number[:16])
    published = it.state == MotionState.PUBLISHED
    facts = {
        "motion": it,
        "reasons": reasons(it) if published else [],
        "advised": advice_on(it) if published else None,
        "reworded": reworded(it),
        "shown_until": shown_until(it),
        "followed_by": public_motions().filter(follows=it).first(),
        "vote_announced": it.vote is not None and it.vote.noticed_at is not None,
    }
    return render(request, "public/motion.html", facts)


def of_topic(topic: Topic, request: HttpRequest) -> dict | None:
    found = [motion for motion in motions_of(topic) if motion.state not in (MotionState.DRAFT, MotionState.ABANDONED)]
    return {"motions": found} if found else None


PARTS.append(("public/topic/motions.html", of_topic))
