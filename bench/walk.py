"""Every page of the desk and every public page, among a thousand cases and among a million: statements and
milliseconds.

The addresses are read from the doors' own lists, so a page that is added is measured too. Each is opened by the first
of `WHO` who may; the county's own post opens the desk's lists once more.
"""

import json
import sys
import time
from statistics import median

from bench import house
from bench.pages import GOAL, QUICK, SIZES

WHO = [
    "street_leader",
    "street_clerk",
    "community_head",
    "discipline",
    "grid_worker",
    "department_clerk",
    "administrator",
]
COUNTY = "county_supervisor"
WARM, TURNS = 11, 5  # PostgreSQL may change its plan of a prepared statement after the tenth time
NOT_MEASURED = {"account_logout", "vote_script", "healthz"}


def compare(*, quick: bool) -> dict:
    sizes = QUICK if quick else SIZES
    for name, (streets, cases) in sizes.items():
        house.create(name)
        house.run(name, "bench.inside", "county", streets, cases)
        house.run(name, "bench.inside", "beside")
    rounds: dict[str, list[dict]] = {name: [] for name in sizes}
    for _ in range(1 if quick else 3):
        for name, found in rounds.items():
            found.append(json.loads(house.run(name, "bench.inside", "walk")))
    small, large = ([*found] for found in rounds.values())
    pages = [_page(name, small, large) for name in small[0] if name in large[0]]
    return {
        "sizes": {name: cases for name, (_, cases) in sizes.items()},
        "goal": GOAL,
        "pages": pages,
        "worst": max(page["ratio"] for page in pages),
        "reached": all(page["ratio"] <= GOAL and page["statements"][0] == page["statements"][1] for page in pages),
    }


def _page(name: str, small: list[dict], large: list[dict]) -> dict:
    ms = [round(median(one[name]["ms"] for one in found), 1) for found in (small, large)]
    statements = [found[0][name]["statements"] for found in (small, large)]
    return {"page": name, "statements": statements, "ms": ms, "ratio": round(ms[1] / ms[0], 2)}


def measure() -> dict:
    """In process, on one database: what each page asks and how long it takes, by its name and who opens it."""
    from django.test import Client
    from django.urls import reverse

    from linli.desk.urls import desk
    from linli.people.models import Post
    from linli.public.urls import urlpatterns as public

    held = Post.objects.current().select_related("person").order_by("place__path", "id")
    seats = {"everyone": Client(raise_request_exception=False)}
    for role in [*WHO, COUNTY]:
        seats[role] = Client(raise_request_exception=False)
        seats[role].force_login(held.filter(role=role).first().person)
    about, found = _things(), {}
    for door, paths, who in (("desk", desk, [*WHO, COUNTY]), ("public", public, ["everyone"])):
        for path in paths:
            wanted = path.pattern.converters
            if path.name in NOT_MEASURED or (wanted and path.name not in about):
                continue
            url = reverse(f"{door}:{path.name}", kwargs=about[path.name] if wanted else {})
            answers = {role: seats[role].get(url).status_code for role in who}
            if max(answers.values()) >= 500:
                print(f"Not measured, it does not open: {url}", file=sys.stderr)
            may = [role for role, status in answers.items() if status == 200]
            for role in dict.fromkeys([*may[:1], *({COUNTY} & {*may})]):
                found[f"{door} {path.name}, {role}"] = _measured(seats[role], url)
    return found


def _things() -> dict[str, dict]:
    """What the addresses that name something are opened with: always of the first street, always among the newest."""
    from linli.cases.models import Approval, Assignment, Case, LookObjection, Order, Supervision
    from linli.places.models import Place

    street = Place.objects.filter(kind="street").order_by("code").first()
    grid = Place.objects.filter(kind="grid").order_by("code").first()

    def newest(found):
        return {"key": found.filter(path__gte=street.path, path__lt=street.path_end).order_by("-id").first().pk}

    def about_its_case(found):
        return {
            "key": found.filter(case__path__gte=street.path, case__path__lt=street.path_end).order_by("-id").first().pk
        }

    case = newest(Case.objects.filter(state="taken_up"))
    return {
        "case": case,
        "why": case,
        "same_look": case,
        "tags": case,
        "order": newest(Order.objects.all()),
        "look": newest(LookObjection.objects.all()),
        "approval": about_its_case(Approval.objects.filter(kind="extension")),
        "exclusion": about_its_case(Approval.objects.filter(kind="exclusion")),
        "book": {"name": "cases.limits"},
        "rate_whistle": about_its_case(Assignment.objects.exclude(whistle=None)),
        "supervision_seen": newest(Supervision.objects.all()),
        "street": {"code": street.code},
        "rates": {"code": street.code},
        "returns": {"code": street.code},
        "grid": {"code": grid.code},
        "place": {"code": street.code},
    }


def _measured(client, url: str) -> dict:
    """The figures are asked for anew each time, as by the first reader."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    took = []
    for turn in range(WARM + TURNS):
        cache.clear()
        start = time.perf_counter()
        client.get(url)
        if turn >= WARM:
            took.append((time.perf_counter() - start) * 1000)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return {"ms": median(took), "statements": sum(1 for q in asked if q["sql"] not in ("BEGIN", "COMMIT"))}
