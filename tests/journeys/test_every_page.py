"""Every page, in every dress: for the eye, the ear and the keyboard, on a phone and on a desk's screen, in both
languages.

The street is filled with what makes pages burst: the longest names, a report of 4,000 characters, a case in each state.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from linli.cases import actions, books
from linli.cases.actions import Reachable
from linli.cases.actions import mediation as talks
from linli.cases.queries import category_by_code
from linli.councils import actions as councils
from linli.councils.books import procedures
from linli.journal.actions import seal_until
from linli.kernel import clock
from linli.notices.actions import deliver_due, tell
from linli.notices.models import Notice
from linli.places.models import Plate

LONG_NAMES = {
    "jinhe": "澜川滨江新城国际花园二期北区人才公寓及安置房小区",
    "building": "12号楼（商住综合楼东侧）",
    "unit": "地下二层至三十三层2单元（消防电梯侧）",
    "grid": "望潮社区第3网格（滨江大道沿线及商业街）",
}
A_LOT = (
    "楼上装修从早上六点敲到晚上十点，说了三次都不听，孩子要中考了。https://example.invalid/" + "a" * 60 + "\n\n"
) * 40
SQUARE = [[118.70, 32.05], [118.703, 32.05], [118.703, 32.052], [118.70, 32.052], [118.70, 32.05]]


@pytest.fixture
def full(town) -> SimpleNamespace:
    """A voice in each state, by the name of the state."""
    s = town.street
    for name, words in LONG_NAMES.items():
        place = getattr(s, name)
        place.name = words
        if name != "unit":
            place.shape = {"type": "Polygon", "coordinates": [SQUARE]}
        place.save()
    s.city_management.name = "澜川区城市管理综合行政执法局云渡街道综合行政执法中队"
    s.city_management.save()
    s.worker.title = "专职网格员兼人民调解员、消防宣传员"
    s.worker.save()
    town.later(-timedelta(days=3))
    voices = {}

    def said(state: str, words: str, **more):
        voice = actions.report_case(
            place=s.unit, words=words, source="plate", contact=Reachable("欧阳某某", "19900001234"), **more
        )
        voices[state] = voice
        return voice.case

    said("reported", A_LOT[:4000])
    actions.join_case(voices["reported"].case, words="我家也是，吵得没法睡", source="web")
    voices["spoken"] = actions.report_case(place=s.unit, words="老人来窗口说路灯不亮", source="counter", by=s.clerk)
    said("urgent", "有人从窗户拉线给电动车充电，插线板在冒火花")
    actions.take_up(said("taken_up", "单元门口的台阶松了，老人绊了一跤"), by=s.worker)
    actions.dispatch(
        said("dispatched", "门口路灯不亮"), unit=s.city_management, words="请看一下", why="先到现场", by=s.chief
    )
    whistled = said("whistled", "烧烤摊占了整条人行道，油烟直往楼上冒")
    actions.blow_whistle(
        whistled,
        lead=s.city_management,
        support=[s.property, s.fire_service],
        words=A_LOT[:600],
        why="先到现场",
        by=s.chief,
    )
    handled = actions.dispatch(said("handled", "垃圾房满了三天没人清"), unit=s.property, why="在小区里", by=s.chief)
    [part] = handled.units
    actions.report_done(actions.sign(part, by=s.manager), words="已清运", by=s.manager)
    for state in ("checked", "answered", "closed", "reopened"):
        case = actions.take_up(said(state, f"{state}：地下车库进水，墙皮一片片往下掉", may_publish=True), by=s.worker)
        case = actions.solve(case, words="抽干了水，补了墙", by=s.worker)
        if state != "checked":
            actions.answer(case, words=A_LOT[:900], public=True, by=s.worker)
    actions.rate(voices["closed"], solved=True, grade=5, words="谢谢")
    actions.rate(voices["reopened"], solved=False, grade=1, words="又进水了")
    said("withdrawn", "自己弄好了的事")
    actions.withdraw(voices["withdrawn"])
    said("complaint", "网格员上门态度很差，一直不接电话", category="L01")
    for number in range(33):
        actions.report_case(place=s.building, words=f"第{number}件小事：楼道窗户关不上", source="web")
    tell([s.administrator], "case_reported", channel="sms", place="x", title="y", number="z")
    Notice.objects.filter(channel="sms").update(state="given_up", last_error="TimeoutError: the gateway did not answer")
    Plate.objects.create(code="RETRED99", place=s.unit, made_at=clock.now(), retired_at=clock.now())
    town.later(days=3)
    seal_until(clock.today())
    actions.remind()
    deliver_due()
    return SimpleNamespace(**voices)


def see(town, paths: dict[str, str], *, answers: int = 200, by: str = "") -> None:
    """Look at each page in Chinese on a phone, and in English on a large screen; nothing may be wider than either."""
    phone = town.as_post(by, phone=True) if by else town.resident()
    desk = town.as_post(by) if by else town.visitor(phone=False)
    desk.context.add_cookies([{"name": "django_language", "value": "en", "url": town.address}])
    with phone.expecting(answers), desk.expecting(answers):
        for name, path in paths.items():
            phone.open(path).look(f"9-{name}", dark=True)
            desk.open(path).look(f"9-{name}-en", elder=False)
            desk.fits(f"9-{name}-en", widths=(375, 768))


def test_pages_that_anybody_may_open(town, full):
    s = town.street
    pages = {
        "front": "/",
        "plate": f"/r/{s.plate.code}",
        "join": f"/r/{s.plate.code}?join={full.dispatched.case.number}",
        "where": f"/report?in={s.jinhe.code}",
        "thanks": "/report/thanks",
        "find": "/c/",
        "streets": "/places/",
        "street": f"/s/{s.street.code}",
        "community": f"/s/{s.wangchao.code}?from=2026-11&to=2026-11",
        "grid": f"/g/{s.grid.code}",
        "place": f"/places/{s.jinhe.code}",
        "about": "/about",
        "login": "/desk/login/",
    }
    see(town, pages)
    see(
        town,
        {"unknown": "/nowhere", "unknown-plate": "/r/XXXXXX99", "unknown-code": "/c/1234567890123456"},
        answers=404,
    )
    see(town, {"old-plate": "/r/RETRED99"}, answers=410)


def test_receipts_in_every_state(town, full):
    receipts = {name: f"/c/{voice.receipt}" for name, voice in vars(full).items()}
    see(town, receipts | {"withdraw": f"/c/{full.taken_up.receipt}/withdraw"})


def test_pages_of_the_desk(town, full):
    views = ("today", "mine", "area", "waiting", "overdue", "ended")
    lists = {view: f"/desk/?view={view}" for view in views} | {
        "nothing": "/desk/?view=area&q=没有这样的话&state=closed"
    }
    pages = ("intake", "letter-box", "receipt", "whistles", "inbox", "places")
    see(town, lists | {name: f"/desk/{name}" for name in pages}, by="head")
    see(town, {"given-up": "/desk/inbox"}, by="admin")


def test_pages_of_topics(town, full):
    """With the longest words there may be: looking for seconders, refused, talked over, judged."""
    s = town.street
    words = A_LOT[:1900]
    found = {}
    for n, name in enumerate(("raised", "refused", "going", "judged")):
        topic = councils.raise_topic(place=s.unit, title=f"{n}" + "多方停车" * 19, words=words, device="one")
        for number in range(topic.seconders_needed if n else 2):
            topic = councils.second(topic, device=f"neighbour {number}")
        found[name] = topic
    councils.refuse(found["refused"], reasons=list(procedures.rules().reasons), words=A_LOT[:390], by=s.clerk)
    groups = [{"name": "二十个字的相关方名称非常非常长的分组", "options": ["选项" * 10, "其他" * 9]}]
    for name in ("going", "judged"):
        councils.take_up(found[name], procedure="plain", groups=groups, by=s.clerk)
    going = found["judged"]
    town.later(days=4)
    for _n in range(2):
        councils.end_stage(going, result=words, by=s.clerk)
    councils.put_on_show(going, title="公示标题" * 19, body=words, by=s.clerk)
    town.later(days=16)
    councils.end_stage(going, result="", by=s.clerk)
    for n in range(6):
        voice = councils.join(going, device=f"neighbour {n}")
        councils.judge(going, solved=n > 1, grade=n % 5 + 1, words=A_LOT[:390], by=voice)
    see(
        town,
        {
            "topics": "/topics/",
            "topic-raise": f"/topics/raise?place={s.unit.code}",
            "topic-verdict": f"/topics/{going.number}/verdict",
        },
    )
    see(town, {f"topic-{name}": f"/topics/{topic.number}" for name, topic in found.items()})
    see(town, {"desk-topics": "/desk/topics", "desk-topic-new": "/desk/topics/new"}, by="clerk")
    see(town, {f"desk-topic-{name}": f"/desk/topics/{topic.pk}" for name, topic in found.items()}, by="clerk")


def test_pages_of_what_came_twice_and_of_talks(town, full):
    s = town.street
    mine, theirs = (actions.report_case(place=s.unit, words=f"{A_LOT[:300]}{n}", source="plate") for n in (1, 2))
    actions.merge(mine.case, into=theirs.case, words=A_LOT[:400], by=s.head)
    other = actions.report_case(place=s.unit, words=A_LOT[:300], source="plate").case
    file = talks.open_mediation(
        place=s.unit, category=category_by_code("I01"), title="楼上漏水，" + "两户" * 20, by=s.head
    )
    for side in "AB":
        file = talks.name_party(
            file, side=side, name="欧阳某某", phone="19900001234", agreed_to_talk=side == "A", by=s.head
        )
    file = talks.invite(file, post=s.lead, capacity="volunteer", by=s.head)
    file = talks.note_talk(file, at=clock.now(), present="A B", words=A_LOT[:600], by=s.head)
    pages = {
        "mediations": "/desk/mediations",
        "mediation-new": "/desk/mediations/new",
        "mediation-figures": "/desk/mediations/figures",
    }
    pages |= {
        f"mediation-{step}": f"/desk/mediations/{file.pk}/{step}" for step in ("party", "invite", "talk", "agree")
    }
    see(town, pages, by="head")
    talks.agree(file, words=A_LOT[:900], by=s.head)
    merged = {
        "same": f"/desk/cases/{other.pk}/same/{theirs.case_id}",
        "earlier": f"/desk/cases/{other.pk}/same/{full.answered.case_id}",
        "unmerge": f"/desk/cases/{mine.case_id}/unmerge",
        "merged": f"/desk/cases/{mine.case_id}",
        "absorbed": f"/desk/cases/{theirs.case_id}",
        "mediation-agreed": f"/desk/mediations/{file.pk}/follow-up",
        "mediation-agreement": f"/desk/mediations/{file.pk}/agreement",
    }
    see(town, merged, by="head")
    see(town, {"merged-receipt": f"/c/{mine.receipt}"})


def test_pages_of_whistles_and_duty_lists(town, full):
    s = town.street
    called = full.whistled.case.assignments.get(organisation=s.fire_service)
    actions.object_to(called, item="CG-05 餐饮服务业油烟查处", words=A_LOT[:600], by=s.firefighter)
    session = actions.freeze(s.street, actions.coming().day, by=s.leader)
    held = f"/desk/sessions/{s.street.code}/{session.day.isoformat()}"
    asked = full.whistled.case.approvals.get(kind="objection")
    pages = {
        "objections": "/desk/objections",
        "objection": f"/desk/objections/{asked.pk}",
        "sessions": "/desk/sessions",
        "session": held,
    }
    see(
        town,
        pages | {"sheet": f"{held}/sheet", "duties": "/desk/duties", "refusals": "/desk/duties/refusals"},
        by="leader",
    )
    see(town, {"duties-import": "/desk/duties/import"}, by="admin")
    see(town, {"duties-public": "/duties", "returns-public": f"/s/{s.street.code}/returns"})


def test_pages_of_supervision_of_what_is_left_out_and_of_calls(town, full):
    s = town.street
    actions.raise_case(full.taken_up.case, rung=3, words=A_LOT[:400], by=s.chief)
    actions.raise_case(full.dispatched.case, rung=4, words="请看", by=s.head)
    case = actions.ask_exclusion(full.answered.case, ground="8", words=A_LOT[:400], by=s.worker)
    asked = case.approvals.get()
    see(town, {"exclusion-review": f"/desk/exclusions/{asked.pk}"}, by="street-clerk")
    actions.review(asked, words=A_LOT[:400], by=s.street_clerk)
    pages = {
        "supervision": "/desk/supervision",
        "exclusions": "/desk/exclusions",
        "exclusion": f"/desk/exclusions/{asked.pk}",
    }
    see(town, pages | {"raised": f"/desk/cases/{full.dispatched.case_id}"}, by="leader")
    actions.decide(asked, granted=True, words=A_LOT[:400], by=s.leader)
    see(town, {"left-out": f"/c/{full.answered.receipt}", "left-out-public": f"/s/{s.street.code}"})
    actions.ask_readmission(case, words=A_LOT[:400], by=full.answered)
    see(town, {"objected": f"/desk/exclusions/{case.approvals.get(kind='readmission').pk}"}, by="inspector")
    complaint = actions.report_case(place=s.unit, words=A_LOT[:300], source="web", category="L02")
    named = f"/desk/cases/{complaint.case_id}"
    see(town, {"complaint": named, "name-staff": f"{named}/name_staff"}, by="inspector")
    type(full.answered).objects.filter(pk=full.answered.pk).update(next_call_at=clock.now())
    voice = actions.take_call(by=s.head)
    see(
        town,
        {"calls": "/desk/calls", "call": f"/desk/calls/{voice.pk}", "paper-ratings": "/desk/calls/paper"},
        by="head",
    )


def test_case_pages_in_every_state(town, full):
    cases = {
        f"case-{n}": f"/desk/cases/{v.case_id}" for n, v in vars(full).items() if n not in ("withdrawn", "complaint")
    }
    steps = {
        "whistle-form": f"/desk/cases/{full.taken_up.case_id}/blow_whistle",
        "correct-form": f"/desk/cases/{full.taken_up.case_id}/correct",
        "call-back-form": f"/desk/cases/{full.answered.case_id}/call_back",
        "slip": f"/desk/slips/{full.spoken.pk}",
    }
    see(town, cases | steps, by="head")
    see(town, {"unit": "/desk/", "unit-case": f"/desk/cases/{full.whistled.case_id}/send_back"}, by="officer")
    see(town, {"complaint-case": f"/desk/cases/{full.complaint.case_id}"}, by="inspector")


def test_the_hotline(town, full):
    s = town.street
    hotline = books.hotlines.rules().systems[0]
    said = {"place": s.street, "received_at": clock.now()}
    orders = [
        actions.take_in_order(
            actions.OrderSaid(number=n * 20, words=A_LOT[:3000], **said), hotline=hotline, by=s.street_clerk
        )[0]
        for n in "AB"
    ]
    reply = {"true": "yes", "solved": False, "unsolved_why": A_LOT[:300], "words": A_LOT[:900], "public": A_LOT[:900]}
    actions.reply_to_order(orders[0], said=reply, by=s.street_clerk)
    pages = {
        f"orders-{view}": f"/desk/hotline?view={view}"
        for view in ("open", "give_back", "to_place", "replied", "returned")
    }
    pages |= {f"order-{n}": f"/desk/hotline/orders/{order.pk}" for n, order in enumerate(orders)}
    pages |= {
        "import": "/desk/hotline/import",
        "export": "/desk/hotline/export",
        "heard": "/desk/heard",
        "more": "/desk/more",
    }
    see(town, pages | {"order-case": f"/desk/cases/{orders[1].voice.case_id}"}, by="street-clerk")
    see(town, {"hotlines": "/desk/hotlines", "hotline": "/desk/hotlines?key=12345"}, by="admin")
