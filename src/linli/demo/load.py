"""Writes the fictional street into an empty database, in bulk; everything or nothing."""

import sys
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from shapely.geometry import mapping

from linli.calendar import queries as calendar
from linli.cases.queries import categories
from linli.demo.boards import keep_boards
from linli.demo.book import Book
from linli.demo.clocks import ask_for_time
from linli.demo.daily import lighten
from linli.demo.figures import publish_figures
from linli.demo.hotline import bring_todays, enter_hotline
from linli.demo.meetings import meet
from linli.demo.money import keep_accounts
from linli.demo.motions import put_motions
from linli.demo.privacy import guard
from linli.demo.staff import PASSWORD, Seat, Staff, hire, roles_to_try
from linli.demo.supervision import supervise
from linli.demo.talks import bring_together, mediate
from linli.demo.topics import raise_topics
from linli.demo.town import draw_town
from linli.demo.voices import raise_voices
from linli.demo.votes import hold_votes
from linli.demo.whistles import hold_sessions
from linli.demo.year import Year
from linli.insight.actions import rebuild_tallies
from linli.journal.actions import seal_until
from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS
from linli.people.models import Organisation, Person, Post
from linli.places.models import Place, Plate

SEED = 2026
STREET = "990101001"
DUTIES = ["信息采集", "隐患排查", "矛盾化解", "政策宣传", "便民代办"]  # GB/T 34300-2017


def load_street(*, now: datetime | None = None, progress: bool = True) -> bool:
    """Load the street unless it is there; returns whether it was loaded now. All or nothing."""
    if Place.objects.filter(code=STREET).exists():
        return False
    tell = (lambda words: print(words, file=sys.stderr, flush=True)) if progress else (lambda words: None)
    with transaction.atomic():
        tell("正在搭建虚构街道（仅第一次）· Building the fictional street (once) …")
        town, rng = draw_town(SEED), Random(SEED)
        places = _places(town)
        _plates(places, rng)
        staff = hire(town, rng)
        units = _units(staff, places)
        posts = _posts(staff, places, units)
        tell("正在生成一年的事项 · Living through a year of cases …")
        hotline = enter_hotline(posts)
        book = Book(places[STREET], places, units, posts, rng, hotline)
        year = Year(
            SEED,
            now or clock.now(),
            calendar.current(),
            {c.code: book.limits[c.code] for c in categories()},
            town,
        )
        for matter in year.matters():
            book.enter(matter)
        book.write()
        bring_todays(hotline, book.orders.clerk)
        ask_for_time(places[STREET])
        supervise(places[STREET])
        bring_together()
        mediate()
        hold_sessions(places[STREET])
        guard(places[STREET])
        lighten(places[STREET])
        rebuild_tallies()
        publish_figures(places[STREET])
        compound = next(p for p in places.values() if p.name == "锦和苑" and p.kind == "compound")
        topics = raise_topics(compound)
        hold_votes(compound, topics["charging"])
        raise_voices(topics)
        keep_boards(topics)
        keep_accounts(compound, topics)
        meet(compound, topics["dogs"])
        put_motions(compound)
        seal_until(clock.today())
    return True


def where_to_look(address: str) -> str:
    """What `make demo` says when everything is up."""
    building = (
        Plate.objects.filter(place__kind="building", place__parent__name="锦和苑").order_by("place__order").first()
    )
    grid = Plate.objects.filter(place__kind="grid", place=building.place.grid).first()
    lines = [
        "",
        "  邻里 Linli",
        "",
        f"  {address}/                      首页 · start here",
        f"  {address}/r/{building.code}            楼栋二维码 {building.place.parent.name}{building.place.name} · "
        "report from a building's plate",
        f"  {address}/r/{grid.code}            网格二维码 {grid.place.name} · report from a grid's plate",
        f"  {address}/s/{STREET}           云渡街道公开页 · what everyone sees",
        f"  {address}/desk/                 工作台 · the desk, password {PASSWORD}, as:",
        "",
    ]
    lines += [f"      {name:<12} {chinese} · {english}" for name, chinese, english in roles_to_try()]
    return "\n".join([*lines, "", "  Ctrl-C 结束 · ends it. The data stays; `make reset` starts afresh.", ""])


# --- places, units, posts ---------------------------------------------------------------------------------------


def _places(town) -> dict[str, Place]:
    made: dict[str, Place] = {}
    orders: dict[str | None, int] = {}

    def place(code, name, kind, parent, **more) -> Place:
        above = made.get(parent or "")
        orders[parent] = orders.get(parent, 0) + 1
        path = (above.path if above else "") + code + "/"
        made[code] = Place(code=code, name=name, kind=kind, parent=above, path=path, order=orders[parent], **more)
        return made[code]

    for spot in town.spots():
        place(
            spot.code,
            spot.name,
            spot.kind,
            spot.parent,
            std_code=spot.std_code,
            grid=made.get(spot.grid or ""),
            households=spot.households,
            floors=spot.floors,
            shape=mapping(spot.shape) if spot.shape is not None else None,
            shape_source="CGCS2000" if spot.shape else "",
            lon=spot.point[0],
            lat=spot.point[1],
            duties=DUTIES if spot.kind == "grid" else [],
        )
    for road in town.roads:
        place(road.code, road.name, "road", STREET, shape=mapping(road.line), shape_source="CGCS2000")
    Place.objects.bulk_create(made.values(), batch_size=500)
    return made


def _plates(places: dict[str, Place], rng: Random) -> None:
    """Every building, unit and grid has its plate; the codes are the same in every demo."""
    plated = [p for p in places.values() if p.kind in {"grid", "building", "unit"}]
    codes: set[str] = set()
    while len(codes) < len(plated):
        codes.add("".join(rng.choice(PLATE_LETTERS) for _ in range(8)))
    Plate.objects.bulk_create(
        Plate(code=code, place=p, made_at=clock.now()) for code, p in zip(sorted(codes), plated, strict=True)
    )


def _units(staff: Staff, places: dict[str, Place]) -> dict[str, Organisation]:
    made = {
        u.code: Organisation(code=u.code, name=u.name, kind=u.kind, place=places[u.place], phone=u.phone)
        for u in staff.units
    }
    Organisation.objects.bulk_create(made.values())
    return made


def _posts(staff: Staff, places: dict[str, Place], units: dict[str, Organisation]) -> list[Post]:
    password, unusable = make_password(PASSWORD), make_password(None)
    persons: dict[str, Person] = {}
    posts = []

    def held(seat: Seat) -> Person:
        if seat.same_as:
            return persons[seat.same_as]
        person = Person(
            name=seat.person,
            username=seat.username,
            password=password if seat.username else unusable,
            is_active=bool(seat.username),
        )
        persons[seat.username or str(person.id)] = person
        return person

    since = date(clock.today().year - 2, 3, 1)
    for seat in staff.seats:
        posts.append(
            Post(
                person=held(seat),
                role=seat.role,
                place=places[seat.place] if seat.place else None,
                organisation=units[seat.unit] if seat.unit else None,
                title=seat.title,
                duty_phone=seat.phone,
                full_time=seat.full_time,
                starts=since,
            )
        )
    Person.objects.bulk_create(persons.values(), batch_size=500)
    Post.objects.bulk_create(posts, batch_size=500)
    return posts
