"""A real PostgreSQL for every test, and a small fixed cast on one street."""

import os
import tempfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        fill()


def fill() -> None:
    """Calendar and categories are part of every database."""
    from linli.calendar.actions import seed
    from linli.calendar.queries import forget
    from linli.cases.actions import load_categories
    from linli.rulebook.actions import seed as seed_rulebook

    seed()
    seed_rulebook()
    load_categories()
    forget()


@pytest.fixture(autouse=True)
def _house(request, settings):
    """Nothing remembered from the test before, which may have emptied the database; pictures go to a folder of their
    own.
    """
    from linli.calendar import queries as calendar
    from linli.cases.models import Category
    from linli.cases.queries import forget_categories
    from linli.rulebook.books import forget as forget_books

    settings.MEDIA_ROOT = Path(tempfile.gettempdir()) / f"linli-test-media-{os.getpid()}"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    calendar.forget()
    forget_categories()
    forget_books()
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        if not Category.objects.exists():
            fill()


@pytest.fixture
def street(db):
    """The cast: a street with two communities, its people at their posts, and the units they may call."""
    return build_street()


def build_street() -> SimpleNamespace:
    """Also for browser tests, whose database is not rolled back but flushed."""
    from linli.kernel.clock import now
    from linli.people.models import Organisation, Person, Post
    from linli.places.models import Place, Plate

    def place(code, name, kind, parent=None, **more):
        path = (parent.path if parent else "") + code + "/"
        return Place.objects.create(code=code, name=name, kind=kind, parent=parent, path=path, **more)

    s = SimpleNamespace()
    s.county = place("990101", "澜川区", "county")
    s.street = place("990101001", "云渡街道", "street", s.county)
    s.wangchao = place("990101001001", "望潮社区", "community", s.street)
    s.tinghe = place("990101001002", "听荷社区", "community", s.street)
    s.grid = place("990101001001003", "望潮社区第3网格", "grid", s.wangchao)
    s.other_grid = place("990101001002001", "听荷社区第1网格", "grid", s.tinghe)
    s.jinhe = place("990101001001-X01", "锦和苑", "compound", s.wangchao)
    s.building = place("990101001001-X01-03", "3栋", "building", s.jinhe, grid=s.grid, order=3)
    s.unit = place("990101001001-X01-03-2", "2单元", "unit", s.building, grid=s.grid, order=2)
    s.guiyu = place("990101001002-X01", "桂语里", "compound", s.tinghe)
    s.other_building = place("990101001002-X01-01", "1栋", "building", s.guiyu, grid=s.other_grid, order=1)
    s.plate = Plate.objects.create(code="ACDEFG34", place=s.unit, made_at=now())
    s.grid_plate = Plate.objects.create(code="HJKMNP67", place=s.grid, made_at=now())

    def unit(code, name, kind, **more):
        return Organisation.objects.create(code=code, name=name, kind=kind, place=more.pop("place", s.street), **more)

    s.office = unit("yundu", "云渡街道办事处", "government")
    s.committee = unit("wangchao", "望潮社区居民委员会", "residents_committee", place=s.wangchao)
    s.city_management = unit(
        "chengguan",
        "区城管局云渡中队",
        "department",
    )
    s.fire_service = unit("xiaofang", "区消防救援大队", "department")
    s.property = unit("jinhe-wuye", "锦和物业服务有限公司", "property_company", place=s.jinhe)

    def post(name, role, username=None, **more):
        person = Person(name=name, username=username)
        person.set_unusable_password()
        person.save()
        return Post.objects.create(person=person, role=role, starts=date(2024, 1, 1), **more)

    s.worker = post(
        "网格员03", "grid_worker", "worker", place=s.grid, organisation=s.committee, duty_phone="19900000003"
    )
    s.chief = post("林某某", "grid_chief", "chief", place=s.grid, organisation=s.committee)
    s.other_worker = post("网格员11", "grid_worker", "other-worker", place=s.other_grid)
    s.clerk = post("社区受理员01", "community_clerk", "clerk", place=s.wangchao, organisation=s.committee)
    s.head = post("周某某", "community_head", "head", place=s.wangchao, organisation=s.committee)
    s.street_clerk = post("街道受理员01", "street_clerk", "street-clerk", place=s.street, organisation=s.office)
    s.leader = post("陈某某", "street_leader", "leader", place=s.street, organisation=s.office)
    s.inspector = post("纪检员01", "discipline", "inspector", place=s.street, organisation=s.office)
    s.lead = post("楼栋长01", "building_lead", "lead", place=s.building)
    s.officer = post("城管队员01", "department_clerk", "officer", organisation=s.city_management)
    s.firefighter = post("消防员01", "department_clerk", "firefighter", organisation=s.fire_service)
    s.manager = post("物业经理01", "property_manager", "manager", organisation=s.property)
    s.administrator = post("管理员01", "administrator", "admin", place=s.county)
    s.former = post("网格员99", "grid_worker", "former", place=s.grid, ends=date(2024, 12, 31))
    s.everyone = [v for v in vars(s).values() if isinstance(v, Post)]
    return s


@pytest.fixture
def voice(street):
    """A resident of 3栋2单元 has reported smelly bins by the plate."""
    from linli.cases.actions import Reachable, report_case

    return report_case(
        place=street.unit,
        words="楼下饭店的垃圾桶摆在小区里，臭得窗户都不敢开",
        source="plate",
        contact=Reachable("张某某", "19900001234"),
        submission_key="a-key-of-the-first-report",
    )


@pytest.fixture
def case(voice):
    return voice.case
