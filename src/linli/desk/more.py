"""Everything else one can do at the desk, beside the daily lists: one page that names each thing and says what it is
for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.desk import frame
from linli.people.models import Post

GROUPS = {
    "decide": pgettext_lazy("more", "To decide and to see to"),
    "councils": pgettext_lazy("more", "Talking over and deciding together"),
    "channels": pgettext_lazy("more", "In and out"),
    "results": pgettext_lazy("more", "Results"),
    "talks": pgettext_lazy("more", "Talks"),
    "own": pgettext_lazy("more", "My tools"),
    "rules": pgettext_lazy("more", "Rules and books"),
}


@dataclass(frozen=True)
class Entry:
    """One page: its address's name, what it is called, what it is for, and who has a use for it."""

    name: str
    group: str
    words: object
    hint: object
    who: Callable[[Post], bool]


ENTRIES: list[Entry] = []


def entries_for(post: Post) -> list[Entry]:
    order = list(GROUPS)
    return sorted((e for e in ENTRIES if e.who(post)), key=lambda e: order.index(e.group))


def more(request):
    groups = [(GROUPS[name], list(some)) for name, some in groupby(entries_for(request.post), key=lambda e: e.group)]
    return frame.page(request, "desk/more.html", {"groups": groups, "title": _("More")})
