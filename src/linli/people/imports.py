"""Filling the posts from an office's own list: who does what, where, from when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unicodedata import normalize

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef, Nobody
from linli.kernel.words import N_, say
from linli.people.actions import amend_post, enter_person, give_login, give_post
from linli.people.models import Organisation, Person, Post
from linli.people.roles import Role
from linli.people.rules import FOR_A_UNIT
from linli.places.models import Place
from linli.places.sheets import (
    NOTHING,
    BadRows,
    Column,
    Imported,
    Progress,
    code_in,
    date_in,
    read_table,
    silent,
    words_in,
)

IMPORT = Nobody("import")

# 联系电话 and 手机 are not among the headings: a duty phone is public, and those columns often hold private numbers.
COLUMNS = (
    Column("name", ("姓名", "name")),
    Column("role", ("岗位", "角色", "岗位/角色", "岗位角色", "岗位名称", "role")),
    Column(
        "place",
        ("地点编码", "负责区域", "负责区域编码", "负责区域/地点编码", "区域编码", "网格编码", "place code", "place"),
        required=False,
    ),
    Column(
        "organisation", ("单位", "所属单位", "单位名称", "单位编码", "工作单位", "组织", "organisation"), required=False
    ),
    Column("title", ("职务", "职务名称", "title"), required=False),
    Column("duty_phone", ("工作电话", "值班电话", "公开电话", "办公电话", "duty phone"), required=False),
    Column("username", ("登录名", "用户名", "账号", "登录账号", "login name", "username"), required=False),
    Column(
        "starts", ("开始日期", "任职日期", "任职开始日期", "起始日期", "上岗日期", "from", "starts"), required=False
    ),
    Column("ends", ("结束日期", "任职结束日期", "截止日期", "离任日期", "to", "ends"), required=False),
    Column("full_time", ("专职/兼职", "专兼职", "专职兼职", "是否专职", "full time"), required=False),
)

_OTHER_WORDS = {
    "专职网格员": Role.GRID_WORKER,
    "兼职网格员": Role.GRID_WORKER,
    "楼长": Role.BUILDING_LEAD,
    "社区党组织书记": Role.COMMUNITY_HEAD,
    "社区工作人员": Role.COMMUNITY_CLERK,
    "街道工作人员": Role.STREET_CLERK,
    "驻点人员": Role.STATIONED_CADRE,
}
_FULL_TIME = dict.fromkeys(("专职", "全职", "是", "full time", "yes"), True)
_FULL_TIME |= dict.fromkeys(("兼职", "否", "part time", "no"), False)
_PHONE = set("0123456789+-() ,/转#")


@dataclass
class Line:
    """One row: a person and a post. What a cell doesn't say is None and leaves a known post as it is."""

    number: int
    name: str
    role: str
    place: Place | None
    organisation: Organisation | None
    username: str | None
    starts: date | None
    said: dict[str, object] = field(default_factory=dict)  # title, duty_phone, full_time, ends

    @property
    def where(self) -> tuple:
        return self.role, self.organisation and self.organisation.pk, self.place and self.place.pk

    def may_mean(self, post: Post) -> bool:
        """The same role, at the place and for the unit, as far as the line names them."""
        return (
            post.role == self.role
            and (self.place is None or post.place_id == self.place.pk)
            and (self.organisation is None or post.organisation_id == self.organisation.pk)
        )

    @property
    def who(self) -> tuple:
        """By what rows mean the same person: the login name; else name and duty phone; else name and post."""
        if self.username:
            return ("login", self.username)
        phone = self.said.get("duty_phone")
        return ("phone", self.name, phone) if phone else ("post", self.name, *self.where)


def import_file(file: Path | bytes, *, by: HasRef = IMPORT, progress: Progress = silent) -> Imported:
    """Read persons and their posts from CSV or Excel. Raises BadRows, and then nothing was entered.

    Known persons and posts stay, so that a list can be sent again with some rows changed. Nobody gets a password.
    """
    table, bad = read_table(file, COLUMNS), BadRows()
    rows = list(table)
    reader = Reader(cells for _number, cells in rows)
    lines: list[Line] = []
    for number, cells in rows:
        try:
            lines.append(reader.line(number, cells))
        except Refused as reason:
            bad.add(number, reason)
    if not rows:
        raise Refused(N_("The file has a header and no rows."))
    done = _enter(lines, bad, by=by, progress=progress)
    return Imported(done.new, done.changed, done.unchanged, noted=tuple(table.noted))


class Reader:
    """Turns cells into lines, with the places and organisations of the whole file looked up at once."""

    def __init__(self, all_cells: Iterable[dict[str, str]]) -> None:
        codes, units = set(), set()
        for cells in all_cells:
            codes.add(_loosely(cells.get("place", "")))
            units.add(cells.get("organisation", ""))
        self._places = {place.code: place for place in Place.objects.filter(code__in=codes - NOTHING)}
        self._units: dict[str, list[Organisation]] = defaultdict(list)
        for unit in Organisation.objects.filter(Q(code__in=units) | Q(name__in=units), closed_on=None):
            for key in {unit.code, unit.name}:
                self._units[key].append(unit)
        self._roles = _roles()

    def line(self, number: int, cells: dict[str, str]) -> Line:
        name = words_in(cells["name"], longest=40, what=pgettext_lazy("person", "name"))
        if not name:
            raise Refused(N_("The person's name is missing."))
        role = self._roles.get(cells["role"].lower().replace(" ", ""))
        if role is None:
            raise Refused(
                N_("“{text}” is not a role here; roles are: {roles}."),
                text=cells["role"][:20],
                roles="、".join(str(r.label) for r in Role),
            )
        place, organisation = self._place(cells.get("place", "")), self._unit(cells.get("organisation", ""))
        if role in FOR_A_UNIT and organisation is None:
            raise Refused(N_("A {role} works for a unit; the unit is missing."), role=Role(role).label)
        if role not in FOR_A_UNIT and place is None:
            raise Refused(N_("A {role} serves a place; the place code is missing."), role=Role(role).label)
        starts, ends = (
            date_in(cells.get("starts", ""), what=_("start date")),
            date_in(cells.get("ends", ""), what=_("end date")),
        )
        if starts and ends and ends < starts:
            raise Refused(N_("A post can't end before it starts."))
        said = {
            "title": _said(cells, "title", 40, _("title")),
            "duty_phone": self._phone(cells),
            "full_time": self._full_time(cells),
            "ends": ends,
        }
        return Line(
            number,
            name,
            role,
            place,
            organisation,
            _said(cells, "username", 40, _("login name")),
            starts,
            {key: value for key, value in said.items() if value is not None},
        )

    def _place(self, text: str) -> Place | None:
        if text in NOTHING:
            return None
        code = code_in(text)
        if code not in self._places:
            raise Refused(N_("There is no place with the code {code}."), code=code[:40])
        if self._places[code].closed_on:
            raise Refused(N_("{parent} ({name}) is closed."), parent=code, name=self._places[code].name)
        return self._places[code]

    def _unit(self, text: str) -> Organisation | None:
        if text in NOTHING:
            return None
        found = self._units.get(text, [])
        if not found:
            raise Refused(N_("There is no unit with the code or name “{unit}”."), unit=text[:40])
        if len(found) > 1:
            raise Refused(
                N_("Several units are called “{unit}”; give its code: {codes}."),
                unit=text[:40],
                codes="、".join(u.code for u in found),
            )
        return found[0]

    def _phone(self, cells: dict[str, str]) -> str | None:
        phone = _said(cells, "duty_phone", 30, _("duty phone"))
        if phone and not set(phone := normalize("NFKC", phone)) <= _PHONE:
            raise Refused(N_("“{text}” is not a telephone number."), text=phone)
        return phone

    def _full_time(self, cells: dict[str, str]) -> bool | None:
        text = cells.get("full_time", "")
        if text in NOTHING:
            return None
        if text.lower() not in _FULL_TIME:
            raise Refused(N_("“{text}” is neither 专职 (full time) nor 兼职 (part time)."), text=text[:20])
        return _FULL_TIME[text.lower()]


def _said(cells: dict[str, str], key: str, longest: int, what: object) -> str | None:
    text = cells.get(key, "")
    return None if text in NOTHING else words_in(text, longest=longest, what=what)


def _loosely(text: str) -> str:
    try:
        return code_in(text)
    except Refused:
        return ""


def _roles() -> dict[str, Role]:
    """Every word for a role: its code, its label in both languages, and a few that offices use."""
    words = {role.value: role for role in Role} | _OTHER_WORDS
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(role.label).lower().replace(" ", ""): role for role in Role}
    return words


@transaction.atomic
def _enter(lines: list[Line], bad: BadRows, *, by: HasRef, progress: Progress) -> Imported:
    """Enter the lines, all or none. One list at a time, so that no person is entered twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('people.import'))")
    known = Known(lines)
    _check_together(lines, known, bad)
    bad.raise_if_any()
    new = changed = 0
    for done, line in enumerate(lines, start=1):
        person = known.person(line)
        if person is None:
            person = known.met(line, enter_person(line.name, username=line.username, by=by))
        elif line.username and not person.username:
            person = known.met(line, give_login(person, line.username, by=by))
        post = known.post(person, line)
        if post is None:
            starts = line.starts or clock.today()
            post = give_post(
                person, line.role, place=line.place, organisation=line.organisation, starts=starts, by=by, **line.said
            )
            known.given(post)
            new += 1
        else:
            changed += amend_post(post, by=by, **line.said)
        if done % 20 == 0:
            progress(say(N_("Writing")), done, len(lines))
    return Imported(new=new, changed=changed, unchanged=len(lines) - new - changed)


class Known:
    """The persons and posts that the lines may mean, read once."""

    def __init__(self, lines: list[Line]) -> None:
        people = Person.objects.filter(
            Q(name__in={line.name for line in lines})
            | Q(username__in={line.username for line in lines if line.username})
        )
        self._posts: dict[object, list[Post]] = defaultdict(list)
        self._people: dict[tuple, Person] = {}
        for person in people.order_by("id"):
            if person.username:
                self._people["login", person.username] = person
        for post in Post.objects.filter(person__in=people).select_related("person").order_by("starts", "id"):
            self.given(post)

    def given(self, post: Post) -> None:
        self._posts[post.person_id].append(post)
        for unit, place in {(post.organisation_id, post.place_id), (None, post.place_id), (post.organisation_id, None)}:
            self._people.setdefault(("post", post.person.name, post.role, unit, place), post.person)
        if post.duty_phone:
            self._people.setdefault(("phone", post.person.name, post.duty_phone), post.person)

    def met(self, line: Line, person: Person) -> Person:
        self._people[line.who] = person
        return person

    def person(self, line: Line) -> Person | None:
        """Whom a line means; a login name that is new may be for somebody known by name and phone who had none."""
        found = self._people.get(line.who)
        if found is None and line.username and (phone := line.said.get("duty_phone")):
            found = self._people.get(("phone", line.name, phone))
            return found if found and not found.username else None
        return found

    def post(self, person: Person, line: Line) -> Post | None:
        """The post a line means: from the day it gives, or, when it gives none, the one held now."""
        same = [post for post in self._posts[person.pk] if line.may_mean(post)]
        return next((p for p in same if (p.starts == line.starts if line.starts else p.is_current())), None)


def _check_together(lines: list[Line], known: Known, bad: BadRows) -> None:
    """What is wrong with a line only beside another, or beside what is known."""
    names: dict[str, tuple[str, int]] = {}
    posts: dict[tuple, int] = {}
    for line in lines:
        try:
            if line.username:
                name, number = names.setdefault(line.username, (line.name, line.number))
                if name != line.name:
                    raise Refused(
                        N_("The login name {login} is {name}'s in row {number}."),
                        login=line.username,
                        name=name,
                        number=number,
                    )
            person = known.person(line)
            if person and line.username and person.username == line.username and person.name != line.name:
                raise Refused(N_("The login name {login} belongs to {name}."), login=line.username, name=person.name)
            before = posts.setdefault((line.who, *line.where, line.starts), line.number)
            if before != line.number:
                raise Refused(N_("The same person has the same post in row {number} already."), number=before)
            post = known.post(person, line) if person else None
            starts, ends = line.starts or (post.starts if post else clock.today()), line.said.get("ends")
            if ends and ends < starts:
                raise Refused(N_("A post can't end before it starts."))
        except Refused as reason:
            bad.add(line.number, reason)
