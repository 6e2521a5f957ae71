"""A county of streets with many cases, written with COPY: what a list page has to find its thirty rows in.

Every street looks the same to its own people, however many streets there are: the rows of a page are as many among a
thousand cases as among a million. Cases are written in order of time, so those of one street lie scattered, as they
would.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bench.words import sayings

YEAR = timedelta(days=365)
OPEN_A_STREET = 200  # what a street has to do does not grow with its past
COMMUNITIES, GRIDS, BUILDINGS, UNITS = 4, 3, 24, 4  # communities and units a street; grids and buildings a community
STATES = [("reported", 15), ("taken_up", 35), ("with_units", 30), ("handled", 5), ("checked", 5), ("answered", 10)]


def build(streets: int, cases: int) -> None:
    """Write the county unless it is there: `streets` streets with `cases` cases between them."""
    from django.db import connection

    from linli.cases.models import Case

    if Case.objects.exists():
        return
    county = County(streets, cases)
    county.write_places_and_posts()
    with connection.cursor() as cursor:
        cursor.execute("drop index cases_voice_words")  # built at the end in one go
        county.write_cases(cursor)
        cursor.execute("create index cases_voice_words on cases_voice using gin (cjk_bigrams(words))")
        cursor.execute("vacuum analyze")


class County:
    def __init__(self, streets: int, cases: int) -> None:
        from linli.cases.queries import categories
        from linli.kernel import clock

        self.kinds = [c.pk for c in categories() if not c.restricted]
        self.streets, self.cases, self.chance = streets, cases, Random(7)
        self.now = clock.now()
        self.said = [s[:400].replace("\\", "").replace("\t", " ").replace("\n", " ") for s in sayings()]

    # --- who and where ---------------------------------------------------------------------------------------------

    def write_places_and_posts(self) -> None:
        from django.contrib.auth.hashers import make_password

        from linli.people.models import Organisation, Person, Post
        from linli.places.models import Place

        places: list = []
        posts: list = []
        unusable, password = make_password(None), make_password("bench-linli-2026")

        def place(code, name, kind, parent, **more):
            path = (parent.path if parent else "") + code + "/"
            places.append(Place(code=code, name=name, kind=kind, parent=parent, path=path, **more))
            return places[-1]

        def post(name, role, at, username=None, organisation=None):
            person = Person(name=name, username=username, password=password if username else unusable)
            posts.append(Post(person=person, role=role, place=at, organisation=organisation, starts=date(2024, 1, 1)))
            return posts[-1]

        county = place("980101", "测澜区", "county", None)
        self.units = [
            Organisation(code=f"unit{n}", name=f"测试单位{n}", kind="department", place=county)
            for n in range(UNITS * self.streets)
        ]
        for n, unit in enumerate(self.units):
            post(f"经办{n:02}", "department_clerk", None, f"unit{n}", unit)
        post("区受理员", "street_clerk", county, "county-clerk")
        self.crews: list[list[_Home]] = []  # by street
        for s in range(self.streets):
            street = place(f"980101{s:03}", f"测试{s}街道", "street", county)
            clerk = post(f"街道受理员{s}", "street_clerk", street, f"clerk{s}")
            post(f"街道领导{s}", "street_leader", street)
            post(f"纪检员{s}", "discipline", street, f"inspector{s}")
            homes = []
            for c in range(COMMUNITIES):
                community = place(f"{street.code}{c:03}", f"第{c}社区", "community", street)
                second = post(f"社区受理员{s}-{c}", "community_clerk", community)
                post(f"社区主任{s}-{c}", "community_head", community)
                grids = []
                for g in range(GRIDS):
                    grid = place(f"{community.code}{g:03}", f"第{c}社区第{g}网格", "grid", community)
                    worker = post(f"网格员{s}-{c}-{g}", "grid_worker", grid, f"worker{s}-{c}-{g}")
                    post(f"网格长{s}-{c}-{g}", "grid_chief", grid)
                    grids.append((grid, worker))
                compound = place(f"{community.code}-X01", f"第{c}小区", "compound", community)
                for b in range(BUILDINGS):
                    grid, worker = grids[b % GRIDS]
                    building = place(f"{compound.code}-{b:02}", f"{b}栋", "building", compound, grid=grid, order=b)
                    homes.append(_Home(building, grid, [worker, worker, worker, second, clerk]))
            self.crews.append(homes)
        Place.objects.bulk_create(places, batch_size=2000)
        Organisation.objects.bulk_create(self.units)
        Person.objects.bulk_create([p.person for p in posts], batch_size=2000)
        Post.objects.bulk_create(posts, batch_size=2000)

    # --- the rows ----------------------------------------------------------------------------------------------------

    def write_cases(self, cursor) -> None:
        from linli.cases.models import Assignment, Case, Voice
        from linli.notices.models import Notice

        rows = list(self._matters())
        called = [row for row in rows if row.state == "with_units" or row.n % 4 == 0]
        for model, values, some in (
            (Case, self._case, rows),
            (Voice, self._voice, rows),
            (Assignment, self._assignment, called),
            (Notice, self._notice, rows),
        ):
            copy(cursor, model, map(values, some))

    def _matters(self) -> "Iterator[_Matter]":
        """Oldest first; the newest of each street are open."""
        names, weights = zip(*STATES, strict=True)
        running = OPEN_A_STREET * self.streets
        for n in range(self.cases):
            if n >= self.cases - running:
                state = self.chance.choices(names, weights)[0]
            else:
                state = "withdrawn" if n % 33 == 0 else "closed"
            home = self.chance.choice(self.crews[n % self.streets])
            keeper = None if state == "reported" else self.chance.choice(home.keepers)
            when = self.now - YEAR * (1 - n / self.cases)
            yield _Matter(n, when, state, home, keeper, self.chance.choice(self.said))

    def _soon(self, n: int) -> datetime:
        """Due within nine days, one in ten overdue."""
        return self.now + timedelta(minutes=(n * 7919) % 14400 - 1440)

    def _case(self, m: "_Matter") -> dict:
        ended = m.state in ("closed", "withdrawn")
        contact, due = m.when + timedelta(hours=4), m.when + timedelta(days=7) if ended else self._soon(m.n)
        done = min(self.now, m.when + timedelta(days=3)) if ended or m.state == "answered" else None
        return {
            "id": m.key(),
            "number": f"{m.when:%y%m%d}-{m.n % 10**6:06}",
            "title": m.words[:60],
            "category_id": self.kinds[m.n % len(self.kinds)],
            "place_id": m.home.building.pk,
            "path": m.home.building.path,
            "grid_id": m.home.grid.pk,
            "grid_path": m.home.grid.path,
            "source": "plate",
            "state": m.state,
            "round": "dispatch" if m.state == "with_units" else "",
            "keeper_id": m.keeper.pk if m.keeper else None,
            "reported_at": m.when,
            "taken_up_at": contact if m.keeper else None,
            "answered_at": done,
            "ended_at": done if ended else None,
            "last_at": m.when,
            "last_event": "CaseReported",
            "contact_limit": "4h",
            "contact_warn": contact,
            "contact_due": contact,
            "finish_limit": "5wd",
            "finish_warn": due - timedelta(days=1),
            "finish_due": due,
            "solved": True if m.state == "closed" else None,
            "grade": 5 if m.state == "closed" else None,
        }

    def _voice(self, m: "_Matter") -> dict:
        return {
            "id": m.key(1),
            "case_id": m.key(),
            "receipt": f"{m.n:016}",
            "submission_key": f"bench-{m.n}",
            "source": "plate",
            "said_at": m.when,
            "words": m.words,
        }

    def _assignment(self, m: "_Matter") -> dict:
        running = m.state == "with_units"
        due = self._soon(m.n) if running else m.when
        return {
            "id": m.key(2),
            "case_id": m.key(),
            "organisation_id": self.units[m.n % self.streets * UNITS + m.n // self.streets % UNITS].pk,
            "round": "dispatch",
            "stage": ("called", "signed", "contacted", "reported_in")[m.n % 4] if running else "done",
            "called_at": m.when,
            "sign_due": due,
            "done_warn": due,
            "done_due": due,
            "done_at": None if running else due,
        }

    def _notice(self, m: "_Matter") -> dict:
        return {
            "id": m.key(3),
            "to": m.home.keepers[0].ref,
            "kind": "case_reported",
            "facts": '{"place": "3栋", "title": "…", "number": "…"}',
            "about": f"cases/case/{m.key()}",
            "state": "sent",
            "written_at": m.when,
            "next_try_at": m.when,
            "sent_at": m.when,
            "read_at": None if self.cases - m.n <= self.streets * 20 else m.when,
        }


@dataclass(frozen=True)
class _Home:
    building: Any
    grid: Any
    keepers: list[Any]  # posts that may keep a case there, the grid's worker first


@dataclass(frozen=True, slots=True)
class _Matter:
    n: int
    when: datetime
    state: str
    home: _Home
    keeper: Any
    words: str

    def key(self, table: int = 0) -> str:
        """A version 7 UUID of this moment; the number and the table make it the only one."""
        stamp = f"{int(self.when.timestamp() * 1000):012x}"
        return f"{stamp[:8]}-{stamp[8:]}-7{self.n % 4096:03x}-8{table:03x}-{self.n:012x}"


def copy(cursor, model, rows: Iterable[dict]) -> None:
    """COPY rows into the model's table; columns a row does not name have the model's defaults."""
    fields = model._meta.concrete_fields
    usual = {f.attname: _text(getattr(model(), f.attname)) for f in fields}
    columns = ", ".join(f'"{f.column}"' for f in fields)
    with cursor.copy(f"copy {model._meta.db_table} ({columns}) from stdin") as table:
        for row in rows:
            table.write("\t".join((usual | {name: _text(value) for name, value in row.items()}).values()) + "\n")


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime) else str(value)
