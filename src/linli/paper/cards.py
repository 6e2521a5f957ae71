"""The contact card of a grid (网格服务联系卡): who serves it, how to reach them, and what they do."""

from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.words import N_
from linli.paper.marks import both, qr
from linli.paper.press import press
from linli.paper.queries import reaches, wheres
from linli.people.queries import contact_card as posts_of
from linli.places.models import Place

SIZES = ("a5", "a4")
MOST_POSTS, MOST_DUTIES = 8, 8


def contact_card(grid: Place, *, address: str, size: str = "a5", plate: str | None = None) -> bytes:
    """The card as PDF: "a5" one card, "a4" four of A6 to cut. `plate` is the code of the grid's plate,
    if it has one.
    """
    where, reach = wheres([grid])[grid.path], reaches([grid])[grid.path]
    return press(
        "card",
        {
            "title": _("Contact card {grid}").format(grid=grid.name),
            "size": size,
            "grid": grid.name,
            "around": "" if grid.name.startswith(where.community) else where.community,
            "posts": [
                {"role": post.named_role, "name": post.person.name, "phone": post.duty_phone}
                for post in posts_of(grid)[:MOST_POSTS]
            ],
            "duties": duties_of(grid)[:MOST_DUTIES],
            "counter": reach.counter,
            "qr": qr(f"{address}/r/{plate}" if plate else f"{address}/g/{grid.code}"),
            "words": {
                "card": both(N_("Contact card of your grid")),
                "nobody": both(N_("Nobody is in post just now. Please turn to the community's counter.")),
                "duties": both(N_("What we do for you")),
                "scan": both(N_("Something wrong? Scan, and we know at once.")),
                "counter": both(N_("Community counter {phone}"), phone=reach.counter),
                "alarm": both(N_("Danger to life: 110, 119, 120")),
                "printed": both(N_("As of {day}. Names and phones are public."), day=f"{clock.today():%Y-%m-%d}"),
            },
        },
    )


def duties_of(grid: Place) -> list[str]:
    """The grid's duties as plain sentences, however they were entered."""
    return [str(duty.get("item", "") if isinstance(duty, dict) else duty) for duty in grid.duties or []]
