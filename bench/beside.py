"""What else hangs on a county's cases: whistles, orders, decisions, talks, people to ring up. As many in
every street.
"""

from datetime import date, timedelta

from bench.county import OPEN_A_STREET, copy

STREETS_ADDED_UP = 3  # the others' tallies would only be more rows beside the ones that are read


def build() -> None:
    """Write it unless it is there."""
    from django.db import connection

    from linli.cases.models import Whistle

    if Whistle.objects.exists():
        return
    posts = _posts()
    cases = list(_cases())
    with connection.cursor() as cursor:
        for model, every, row in _tables(posts):
            copy(cursor, model, (row(*one) for one in cases if one[0] % every == 0))
        cursor.execute(LATE)
        cursor.execute(CALLED)
        cursor.execute(LEFT_OUT)
        cursor.execute(TO_RING_UP)
        cursor.execute("vacuum analyze")
    _add_up()


def _posts() -> dict:
    """By place; and the county's own, who were not needed before."""
    from linli.people.models import Person, Post
    from linli.places.models import Place

    county = Place.objects.get(kind="county")
    for role, name in (("county_supervisor", "区督办员"), ("administrator", "管理员")):
        Post.objects.create(person=Person.objects.create(name=name), role=role, place=county, starts=date(2024, 1, 1))
    return dict(Post.objects.filter(role="street_clerk", place__kind="street").values_list("place__path", "pk"))


def _cases():
    """One case in ten, open ones and ended ones alike: (which of its street, newest first, the street, the case's
    values).
    """
    from linli.cases.models import Case

    names = ("id", "path", "grid_path", "place_id", "category_id", "state", "reported_at", "finish_due", "keeper_id")
    seen: dict[str, int] = {}
    for case in Case.objects.order_by("-id").values(*names).iterator():
        street = "/".join(case["path"].split("/")[:2]) + "/"
        n = seen[street] = seen.get(street, -1) + 1
        if n % 10 == 0:
            yield n, street, case


def _tables(posts: dict):
    """(model, one case in so many, the row). The newest of a street are open, so a part of what hangs on
    them is, too.
    """
    from linli.cases.models import Approval, LookObjection, Mediation, Order, Supervision, Whistle
    from linli.kernel.ids import uuid7

    day = timedelta(days=1)

    def over(n, case, days):
        return None if n < OPEN_A_STREET else case["reported_at"] + days * day

    def voice(case):
        return str(case["id"]).replace("-8000-", "-8001-")

    def whistle(n, street, case):
        return {
            "id": uuid7(case["reported_at"]),
            "case_id": case["id"],
            "kind": ("key", "joint", "emergency")[n % 3],
            "path": case["path"],
            "words": "请到现场",
            "blown_by_id": posts[street],
            "blown_at": case["reported_at"],
            "stood_down_at": over(n, case, 3),
        }

    def supervision(n, street, case):
        return {
            "id": uuid7(case["reported_at"]),
            "case_id": case["id"],
            "rung": 2 + n // 20 % 4,
            "why": "overdue",
            "path": case["path"],
            "raised_by": "clock",
            "raised_at": case["reported_at"],
            "due": case["reported_at"] + day,
            "ended_at": over(n, case, 5),
        }

    def approval(kind, n, street, case):
        decided = over(n, case, 2)
        return {
            "id": uuid7(case["reported_at"]),
            "case_id": case["id"],
            "kind": kind,
            "words": "理由",
            "asked_by_id": case["keeper_id"] or posts[street],
            "asked_at": case["reported_at"],
            "limit": "5wd" if kind == "extension" else "",
            "decided_at": decided,
            "decided_by_id": decided and posts[street],
            "granted": decided and True,
            "reason": "own_act" if kind == "exclusion" else "",
        }

    def order(n, street, case):
        done = over(n, case, 4)
        return {
            "id": uuid7(case["reported_at"]),
            "voice_id": voice(case),
            "system": "12345",
            "number": f"{case['id']}",
            "path": case["path"],
            "received_at": case["reported_at"],
            "return_due": case["reported_at"] + day,
            "reply_due": case["finish_due"],
            "replied_at": done,
            "exported_at": done if n % 40 else None,
        }

    def mediation(n, street, case):
        agreed = over(n, case, 10)
        return {
            "id": uuid7(case["reported_at"]),
            "number": f"M{str(case['id'])[-12:]}",
            "case_id": case["id"],
            "category_id": case["category_id"],
            "place_id": case["place_id"],
            "path": case["path"],
            "title": "楼上漏水",
            "state": "ended" if agreed else "open",
            "keeper_id": posts[street],
            "opened_at": case["reported_at"],
            "agreed_at": agreed,
            "ended_at": agreed,
        }

    def look(n, street, case):
        return {
            "id": uuid7(case["reported_at"]),
            "voice_id": voice(case),
            "look": uuid7(),
            "looked_by_id": posts[street],
            "looked_at": case["reported_at"],
            "purpose": "call",
            "path": case["path"],
            "asked_at": case["reported_at"],
            "answered_at": over(n, case, 1),
        }

    return [
        (Whistle, 10, whistle),
        (Supervision, 20, supervision),
        (Order, 20, order),
        (Mediation, 50, mediation),
        (LookObjection, 50, look),
        (Approval, 20, lambda *one: approval("extension", *one)),
        (Approval, 40, lambda *one: approval("exclusion", *one)),
    ]


LATE = "update cases_case set late_since = finish_due where right(number, 1) = '7' and finish_due < now()"
CALLED = """
update cases_assignment a set whistle_id = w.id, round = 'whistle' from cases_whistle w where w.case_id = a.case_id
"""
LEFT_OUT = """
update cases_case set excluded = true
where id in (select case_id from cases_approval where kind = 'exclusion' and granted)
"""
TO_RING_UP = """
update cases_voice set next_call_at = now() - interval '1 day'
from cases_case c where c.id = case_id and c.state = 'answered'
"""


def _add_up() -> None:
    """The tallies of the streets that are looked at, month by month, as the job counts them."""
    from linli.insight.actions.tallies import count_cell
    from linli.insight.models import Mark
    from linli.insight.periods import last_months
    from linli.kernel import clock
    from linli.places.models import Place

    for street in Place.objects.filter(kind="street").order_by("code")[:STREETS_ADDED_UP]:
        for month in last_months(13, clock.today()).months():
            count_cell(street.path, month, clock.now())
    Mark.objects.get_or_create(name="tallies", defaults={"at": clock.now()})
