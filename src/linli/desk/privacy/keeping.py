"""For the administrator: what goes when, what would go now, when the next run is and what the last ones did."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.cases import actions, books
from linli.cases.retention import RUNS_AT
from linli.councils.actions import retention as councils
from linli.desk import frame, more
from linli.kernel import clock
from linli.people import rules as people
from linli.rulebook.names import named
from linli.ui.kept import BEGINS, KINDS_SAID, WHAT_HAPPENS

more.ENTRIES.append(
    more.Entry(
        "retention",
        "rules",
        _("How long what is kept"),
        _("What goes when, what would go now, and the last runs."),
        lambda post: post.role in people.ADMINISTERING,
    )
)

IN_COUNCILS = {
    "attendance": _("Names on attendance lists, a year after the meeting"),
    "sheets": _("Pictures of signed sheets, a year after the meeting, or after the topic ended"),
    "neighbours": _(
        "Devices, doors and households of neighbours who took part, some time after the topic ended; what was "
        "said stays"
    ),
    "owners": _("Owners’ names and voting codes, a year and a month after the result; ballots stay without names"),
}


def retention(request):
    people.administers.require(request.post, None)
    edition = books.retention.current()
    going = {one.kind: one for one in actions.survey()}
    rows = [
        (
            KINDS_SAID[kind],
            BEGINS[kind],
            WHAT_HAPPENS[kind],
            kept,
            named(kept.purpose),
            named(kept.basis),
            going[kind],
        )
        for kind, kept in edition.rules.kinds.items()
    ]
    runs = [
        (entry.at, entry.facts["edition"], [(KINDS_SAID.get(kind, kind), n) for kind, n in entry.facts["gone"].items()])
        for entry in actions.retention_runs()
    ]
    facts = {
        "rows": rows,
        "edition": edition,
        "runs": runs,
        "councils": [(IN_COUNCILS.get(kind, kind), count) for kind, count in councils.survey().items()],
        "next": _next_run(),
        "total": sum(one.count for one in going.values()),
    }
    return frame.page(request, "desk/privacy/retention.html", facts)


def _next_run() -> datetime:
    now = clock.now()
    tonight = now.replace(hour=RUNS_AT.hour, minute=RUNS_AT.minute, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
