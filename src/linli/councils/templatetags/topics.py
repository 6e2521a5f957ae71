"""How a topic is written out: the shape and colour of its state."""

from django import template

from linli.councils.models import Topic

register = template.Library()

SHAPES = {
    "raised": ("people", "reported"),
    "proposed": ("eye", "handled"),
    "refused": ("cross", "bad"),
    "appealed": ("flag", "handled"),
    "going": ("message", "taken-up"),
    "closed": ("done", "closed"),
    "withdrawn": ("withdrawn", "withdrawn"),
}


@register.inclusion_tag("councils/topic_state.html")
def topic_state(topic: Topic) -> dict[str, str]:
    shape, kind = SHAPES[topic.state]
    return {"shape": shape, "kind": kind, "words": topic.state_words}
