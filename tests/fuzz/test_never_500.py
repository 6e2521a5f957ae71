"""Whatever anybody sends to any address, the answer is a page or a no, never a fault of ours.

The addresses come from walking the resolver and the fields from the pages themselves, so a new page is covered the
day it is written.
"""

import io
import re
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.cases import actions, books
from linli.cases.actions import mediation as talks
from linli.cases.models import Photo, Voice
from linli.cases.queries import category_by_code
from linli.councils import actions as councils
from linli.councils.actions import cameras, meetings, minutes, money, promises
from linli.councils.models import Account, CallBack, Camera, Meeting, Motion, Promise, Topic, Vote
from linli.desk.cases.steps import STEPS
from linli.desk.mediation.views import STEPS as TALK_STEPS
from linli.desk.promises.pages import STEPS as PROMISE_STEPS
from linli.desk.topics.pages import STEPS as TOPIC_STEPS
from linli.journal.models import Entry
from linli.kernel import clock
from linli.notices.actions import deliver_due
from linli.notices.models import Notice
from linli.people.models import Organisation
from linli.pictures.photos import Picture, take_in

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from votes_cast import counted, drafted, noticed, opened, say, units

pytestmark = pytest.mark.django_db

ODD = [
    "",
    " ",
    "0",
    "-1",
    "1" * 400,
    "9" * 6000,
    "1e309",
    "NaN",
    "１２３４",
    "²",
    "٣",
    "null",
    "[]",
    "{}",
    "%",
    "'",
    '"',
    "\\",
    "<script>alert(1)</script>",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufffd",
    "\u202ertl",
    "👩‍👩‍👧",
    "e\u0301" * 50,
    "\r\nSet-Cookie: x=1",
    "../../etc/passwd",
    "//evil.example",
    "javascript:alert(1)",
    "9999-99",
    "0000-00",
    "2026-13",
    "0001-01-01",
    "9999-12-31",
    "-9999999999999999999",
    "99999999999999999-" + "f" * 32,
    "f" * 32,
    "0" * 32,
    "00000000-0000-0000-0000-000000000000",
    "zh-hant",
    "xx" * 300,
    "{who}",
    "%(x)s",
    "{0.__class__}",
    "楼" * 4001,
    "1栋" * 60,
    "1234 5678 9012 3456",
    "true",
]
ENCODED = ["%00", "%ff", "%ed%a0%80", "%c0%af", "%", "%zz", "%0d%0aX: y", "%2e%2e%2f", "%E2%80%AE"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
CONTENT_TYPES = [
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b",
    "",
    "x",
    "application/x-www-form-urlencoded; charset=gbk",
    "multipart/form-data; boundary=b; charset=unicode_escape",
    "multipart/form-data; boundary=b; charset=utf-7",
    "text/html; charset=utf-16",
    "application/x-www-form-urlencoded; charset=idna",
    "multipart/form-data; boundary=b; charset=rot13",
]
BODIES = [
    b"",
    b"{",
    b"a=1&b=%00",
    b"\xff\xfe",
    b"%ff=%ff",
    b"a=" + b"x" * 5000,
    b"&" * 1100 + b"a=1",
    b"--b\r\n\r\n",
    b"--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800+2AA-\xff\r\n--b--\r\n',
    b"--b\r\nContent-Disposition: form-data; name=\"photos\"; filename*=utf-8''%ED%A0%80.png\r\n\r\nx\r\n--b--\r\n",
    b'--b\r\nContent-Disposition: form-data; name="photo"; filename="../../\xff\x01.png"\r\n\r\nx\r\n--b--\r\n',
    b'--b\r\nContent-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n',
]
HEADERS = [
    {},
    {"accept": "application/json"},
    {"hx-request": "true"},
    {"if-none-match": "*"},
    {"accept-language": "\xff;q=x"},
    {"x-forwarded-for": "a, b"},
    {"referer": "//"},
    {"cookie": "django_language=xx; elder=\x00; sessionid=" + "z" * 500},
    {"cookie": "csrftoken=x; messages=garbage:sig"},
    {"host": "a b"},
    {"host": "a" * 3000},
    {"host": "[::1"},
    {"content-length": "²"},
    {"content-length": "-5"},
    {"range": "bytes=9-1"},
]


@cache
def routes() -> list[tuple[str, str]]:
    """Every address the house answers, as (route, name)."""

    def walk(patterns, before=""):
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route, one.name
            else:
                yield from walk(one.url_patterns, route)

    return sorted(set(walk(get_resolver().url_patterns)))


def picture() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return SimpleUploadedFile("a.png", drawn.getvalue(), "image/png")


@pytest.fixture
def house(street, voice, settings):
    """Something of everything: a case with a photo at a unit, one about staff, one that is answered, a
    notice given up.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    taken = take_in(picture())
    actions.note(voice.case, words="看过", photos=[Picture(taken.file, 8, 8, taken.size)], by=street.worker)
    whistled = actions.blow_whistle(voice.case, lead=street.city_management, words="请到场", by=street.head)
    called = whistled.assignments.get()
    actions.object_to(called, item="HW-04", words="不是", by=street.officer)
    session = actions.freeze(street.street, actions.coming().day, by=street.leader)
    complaint = actions.report_case(place=street.unit, words="网格员推诿", source="web", category="L02")
    other = actions.report_case(
        place=street.unit, words="路灯不亮", source="web", contact=actions.Reachable("张某某", "19900000001")
    )
    hotline = books.hotlines.rules().systems[0]
    said = actions.OrderSaid(number="N1", words="井盖响", place=street.unit, received_at=clock.now())
    order, _new = actions.take_in_order(said, hotline=hotline, by=street.street_clerk)
    done = actions.take_up(other.case, by=street.worker)
    actions.answer(actions.solve(done, words="修好", by=street.worker), words="修好了", public=True, by=street.worker)
    one, same = (actions.report_case(place=street.unit, words="电梯坏了", source="web") for _ in range(2))
    actions.merge(one.case, into=same.case, words="同一部电梯", by=street.worker)
    file = talks.open_mediation(place=street.unit, category=category_by_code("I01"), title="楼上漏水", by=street.head)
    for side in "AB":
        file = talks.name_party(file, side=side, name="赵某某", by=street.head)
    file = talks.invite(file, post=street.clerk, capacity="mediator", by=street.head)
    file = talks.agree(file, words="修好", by=street.head)
    raised = actions.raise_case(order.voice.case, rung=3, words="请看", by=street.chief).supervisions.get()
    left_out = actions.ask_exclusion(other.case, ground="5", words="未发现", by=street.worker).approvals.get()
    Voice.objects.filter(pk=other.pk).update(
        next_call_at=clock.now(), call_held_by=street.head, call_held_until=clock.now() + timedelta(hours=1)
    )
    deliver_due()
    last = Notice.objects.order_by("id").last()
    Notice.objects.filter(pk=last.pk).update(state="given_up")
    topics, motions = _topics(street), _motions(street)
    spoken = _voices(topics[2], street)
    seats = {}
    for name in (
        "worker",
        "clerk",
        "head",
        "street_clerk",
        "leader",
        "inspector",
        "lead",
        "officer",
        "administrator",
        "former",
    ):
        seats[name] = Client(raise_request_exception=False)
        seats[name].force_login(
            getattr(street, name).person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    gathered = _meetings(street)
    counts, codes = _votes(street)
    kept = _money(street)
    return SimpleNamespace(
        seats=seats | {"nobody": Client(raise_request_exception=False)},
        uuids=[str(one.pk) for one in topics + motions + gathered + spoken + counts + kept]
        + [str(raised.pk), str(left_out.pk)]
        + [str(v.case_id) for v in (voice, complaint, other)]
        + [str(v.pk) for v in (voice, complaint, other)]
        + [str(order.pk)]
        + [
            str(one.case_id),
            str(same.case_id),
            str(file.pk),
            str(file.parties.first().pk),
            str(file.mediators.get().pk),
        ]
        + [str(called.pk), str(whistled.approvals.get(kind="objection").pk), str(session.items.get().pk)]
        + [str(Photo.objects.get().pk), str(last.pk), "00000000-0000-0000-0000-000000000000"],
        codes=[
            voice.receipt,
            other.receipt,
            street.plate.code,
            street.grid.code,
            street.street.code,
            street.wangchao.code,
            street.unit.code,
            "x",
            "cases.limits",
            "cases.time",
            *(one.number for one in topics + motions),
            gathered[0].number,
            gathered[1].code,
            spoken[0].code,
            "docx",
            *codes,
            *(one.number for one in kept if hasattr(one, "place")),
        ],
        names=[
            *STEPS,
            *TALK_STEPS,
            *TOPIC_STEPS,
            "conclude",
            "recount",
            "abandon",
            "publish",
            "finish",
            "withdraw",
            *PROMISE_STEPS,
            "begin",
            "end",
            "sign",
            "cancel",
            "close_agenda",
            "approve",
            "reverse",
            "close",
            "start",
            "remove",
            "give_notice",
            "compute",
            "no-such-step",
        ],
    )


def _meetings(street) -> list:
    """One is called, one sits and one was held, with an item and a promise."""
    room = meetings.add_venue(street.jinhe, name="议事厅", by=street.head)
    made = []
    for days in (3, 2, 1):
        starts = clock.now() + timedelta(days=days)
        it = meetings.call_meeting(
            "five_party",
            place=street.jinhe,
            venue=room,
            title="",
            starts=starts,
            ends=starts + timedelta(hours=1),
            by=street.head,
        )
        item = meetings.add_item(it, title="停车", by=street.head)
        if days < 3:
            with clock.frozen(starts):
                it = minutes.begin(it, by=street.head)
                came = minutes.note_attendance(it, name="赵某某", by=street.head)
                it = minutes.end(it, by=street.head) if days == 1 else it
        made.append(it)
    kept = promises.promise(
        place=street.jinhe, words="划线", due=clock.today(), owner=street.head, item=item, by=street.head
    )
    return [*made, item, kept, came, room]


def _votes(street) -> tuple[list, list[str]]:
    """A draft, one that is open with a paper that waits, and one that is published, with a paper to ask about."""
    published = noticed(street)
    with opened(published) as vote:
        first, second = units(vote)[:2]
        code = first.code
        say(first)
        _paper(second, street, read_twice=True)
    published = councils.publish(counted(published, by=street.head), by=street.head)
    going = noticed(street, notice=16, window=30)
    with opened(going) as vote:
        waiting = _paper(units(vote)[0], street)
        say(units(vote)[1])
    now = clock.now()
    Vote.objects.filter(pk=going.pk).update(opens=now - timedelta(days=1), closes=now + timedelta(days=1))
    asked = CallBack.objects.filter(ballot__unit__vote=published).first()
    codes = [published.number, going.number, code, units(going)[3].code, f"{published.opens.date()}"]
    return [published, going, drafted(street), waiting, asked], codes


def _paper(unit, street, *, read_twice=False):
    said = {"m1": "yes"}
    (owner,) = councils.owners_now(unit)
    entry = councils.enter_paper(
        unit, said, owner=owner, received_at=clock.now(), signed=True, by=street.head, submission_key=f"{unit.pk}"
    )
    if read_twice:
        councils.confirm_paper(entry, said, by=street.clerk)
    return entry


def _money(street) -> list:
    """An account with a gift, and something bought that waits for a second person; a camera that is planned."""
    keeper = Organisation.objects.first()
    words = {"place": street.wangchao, "title": "摄像头", "keeper": keeper, "by": street.head}
    account = money.open_account(kind="donations", purpose="凑钱", goal=100_00, **words)
    line = {"on": clock.today(), "by": street.head}
    gift = money.enter_line(account, amount=60_00, words="捐款", submission_key="gift", **line)
    money.enter_line(account, amount=-10_00, words="牌子", document="1", submission_key="sign", **line)
    camera = cameras.register_camera(
        place=street.wangchao,
        spot="灯杆",
        angle="朝上",
        purpose="高空抛物",
        keeper=keeper,
        retention_days=30,
        by=street.head,
    )
    return [account, gift, camera]


def _motions(street) -> list:
    """A draft for an assembly, and a council that is being asked."""
    words = {"title": "晾衣约定", "body": "早七点到晚九点。", "place": street.wangchao, "by": street.head}
    asked = councils.put_motion(councils.draft_motion(engine="advice", **words), by=street.head)
    councils.advise(asked, member="1栋居民代表", side="for", by=street.head)
    return [councils.draft_motion(engine="assembly", **words), asked]


def _topics(street) -> list:
    """One looks for seconders, one is refused, one is talked over, one is judged."""
    raised, refused, going, asked = (
        councils.raise_topic(place=street.jinhe, title=title, words="为大家", device="one" * 11)
        for title in ("甲", "乙", "丙", "丁")
    )
    for topic in (refused, going, asked):
        for n in range(topic.seconders_needed):
            councils.second(topic, device=f"neighbour {n}")
    councils.refuse(refused, reasons=["case"], words="请报修", by=street.clerk)
    groups = [{"key": "floor", "name": "楼层", "options": ["低", "高"]}]
    going, asked = (
        councils.take_up(topic, procedure="plain", groups=groups, by=street.clerk) for topic in (going, asked)
    )
    for days, deeds in ((3, ["看法", "商定"]), (20, [""])):
        with clock.frozen(clock.now() + timedelta(days=days)):
            for result in deeds:
                councils.end_stage(asked, result=result, by=street.clerk)
            if days == 3:
                councils.put_on_show(asked, title="公示", body="照办", by=street.clerk)
    return [raised, refused, going, asked]


def _voices(topic, street) -> list:
    """A card that was entered, a statement that waits, a letter box that nobody has confirmed."""
    councils.seed(topic, ["每年修一次", "一棵也别动"], by=street.clerk)
    (card,) = councils.print_cards(topic, 1, by=street.clerk)
    lines = [councils.Said(1, "if", "先查鸟窝"), councils.Said(2, "disagree")]
    councils.take_voice(topic, lines, channel="card", code=card.code, by=street.worker, submission_key="k")
    return [
        card,
        topic.statements.get(state="waiting"),
        councils.open_box(topic, where="门厅", cards=2, by=street.clerk),
    ]


def address(route: str, house, pick) -> str:
    """The route with something in each gap: often what is there, sometimes what cannot be."""

    def fill(gap) -> str:
        kind = gap[1].rpartition(":")[0]
        if kind == "uuid":
            return pick(house.uuids)
        if kind == "int":
            return pick(["1", "2", "0", "9" * 40])
        if kind == "slug":
            return pick(house.names)
        return pick([*house.codes, *(quote(plain(odd), safe="") or "x" for odd in ODD[:40]), *ENCODED])

    return "/" + re.sub(r"<([^>]+)>", fill, route).replace("^", "").replace("$", "").replace("\\Z", "")


def plain(typed: str) -> str:
    """As a browser sends it: half a character becomes a question mark."""
    return typed.encode("utf-8", "replace").decode()


def fields_of(page: bytes) -> list[str]:
    return sorted({name.decode() for name in re.findall(rb'name="([\w-]+)"', page)})


def fault(answer, said) -> str:
    error = getattr(answer, "exc_info", None)
    return f"{said!r}: {answer.status_code} {error[1]!r}" if error else f"{said!r}: {answer.status_code}"


def send(client, method, url, *, data=None, body=None, content_type=None, headers=None, said=None):
    extra = {"headers": headers or {}}
    if body is not None:
        answer = client.generic(method, url, body, content_type, **extra)
    elif method == "POST":
        answer = client.post(url, data or {}, **extra)
    else:
        answer = client.generic(method, url, **extra)
    assert answer.status_code < 500, fault(answer, said or (method, url, data, body, content_type, headers))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


PUBLIC_FIELDS = [
    "q",
    "view",
    "after",
    "place",
    "in",
    "join",
    "from",
    "to",
    "size",
    "code",
    "seal",
    "next",
    "language",
    "elder",
    "group",
    "state",
    "source",
    "small",
]
USUAL = [
    "yes",
    "no",
    "on",
    "1",
    "5",
    "A01",
    "L02",
    "锦和苑 3栋 2单元",
    "phone",
    "visit",
    "on_site",
    "not_ours",
    "send",
    "preview",
]


def many_times(examples: int):
    """Run a story with new dice and new words each time, and take back what it stored, so that each begins alike."""

    def run(story):
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(seed=st.integers(0, 2**40), words=st.lists(st.text(max_size=60), min_size=3, max_size=6))
        def once(seed, words):
            with transaction.atomic():
                story(Random(seed), words)
                transaction.set_rollback(True)

        once()

    return run


def test_every_page_opens_for_everyone_or_says_no(house):
    """First without malice: each address as each of the cast, with something that is there."""
    for route, name in routes():
        for turn, (who, client) in enumerate(house.seats.items()):
            send(client, "GET", address(route, house, lambda some, turn=turn: some[turn % len(some)]), said=(who, name))


def test_no_form_trips_over_what_is_typed(house):
    """Every field of every page, with whatever people and machines type; repeated, missing, alone, together."""

    @many_times(160)
    def _(dice, words):
        route, _name = dice.choice(routes())
        client, url = house.seats[dice.choice(sorted(house.seats))], address(route, house, dice.choice)
        page = send(client, "GET", url)
        fields = fields_of(b"" if page.streaming else page.content)
        values = [*ODD, *words, *house.codes, *house.uuids, *USUAL * 4]
        typed = {
            name: [plain(dice.choice(values)) for _ in range(dice.choice([1, 1, 1, 0, 2]))]
            for name in fields
            if dice.random() < 0.8
        }
        if dice.random() < 0.3:
            typed[dice.choice(["photo", "photos"])] = [
                picture(),
                SimpleUploadedFile(dice.choice(["x", "..png", "名.svg"]), b"<svg/>"),
            ]
        send(client, "POST", url, data=typed)


def test_no_address_trips_over_its_parameters(house):
    @many_times(200)
    def _(dice, words):
        route, _name = dice.choice(routes())
        said = [quote(plain(dice.choice([*ODD, *words]))[:900]) for _ in range(3)] + dice.sample(ENCODED, 2)
        query = "&".join(f"{dice.choice(PUBLIC_FIELDS)}={dice.choice(said)}" for _ in range(dice.randrange(5)))
        who, how = dice.choice(sorted(house.seats)), dice.choice(METHODS)
        send(house.seats[who], how, f"{address(route, house, dice.choice)}?{query}", headers=dice.choice(HEADERS))


def test_no_body_of_any_kind_trips_the_doors(house):
    @many_times(200)
    def _(dice, words):
        route, _name = dice.choice(routes())
        send(
            house.seats[dice.choice(sorted(house.seats))],
            dice.choice(["POST", "POST", "PUT"]),
            address(route, house, dice.choice),
            body=dice.choice([*BODIES, *(word.encode("utf-16", "surrogatepass") for word in words)]),
            content_type=dice.choice(CONTENT_TYPES),
            headers=dice.choice(HEADERS),
        )


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16"])
def test_a_codec_that_makes_no_text_is_refused(house, charset):
    """Python knows codecs that make half a character, which no database takes."""
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800 +2AA-\r\n--b--\r\n'
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    answer = send(house.seats["nobody"], "POST", f"/r/{house.codes[2]}", body=body, content_type=kind)
    assert answer.status_code == 400
    assert send(house.seats["worker"], "GET", "/desk/?q=%5Cud800", headers={"content-type": kind}).status_code == 400


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b"]
)
def test_ten_megabytes_at_once_are_too_much_and_said_so(house, content_type):
    body = b"text=" + b"x" * 10_000_000
    if "boundary" in content_type:
        body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + body + b"\r\n--b--\r\n"
    for url in ("/report", "/desk/intake", "/language"):
        answer = send(house.seats["worker"], "POST", url, body=body, content_type=content_type)
        assert answer.status_code in (200, 302, 400, 404, 413, 422)


def test_no_door_of_deciding_together_opens_to_whoever_has_no_part_in_it(house, street):
    """Every address of every thing, looked at and sent to, by each post that does not see the thing."""
    kinds = {
        "votes": Vote,
        "topics": Topic,
        "meetings": Meeting,
        "motions": Motion,
        "accounts": Account,
        "cameras": Camera,
        "promises": Promise,
    }
    entries = Entry.objects.count()
    knocked = 0
    for post in [*street.everyone, street.former]:
        client = Client(raise_request_exception=False)
        client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for noun, model in kinds.items():
            seen = model.objects.visible_to(post).values("pk") if post.is_current() else []
            for thing in model.objects.exclude(pk__in=seen):
                for route, _name in routes():
                    if not route.startswith(f"desk/{noun}/") or "<uuid:key>" not in route:
                        continue
                    inner = address(route.replace("<uuid:key>", str(thing.pk)), house, lambda some: some[0])
                    for method in ("GET", "POST"):
                        answer = send(client, method, inner, data={"seen": "1", "why": "x"})
                        assert answer.status_code in (302, 403, 404, 405), (post, method, inner, answer.status_code)
                        assert answer.status_code != 302 or "login" in answer["Location"], (post, inner)
                        knocked += 1
    assert knocked > 500
    assert Entry.objects.count() == entries
