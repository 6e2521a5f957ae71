"""A confidential voice is unnamed before every unit, and a complaint about staff unknown to those it is about: at every
address there is, in every answer it gives, whatever is searched for, taken out, printed or told.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.cases import actions
from linli.cases.actions import Reachable
from linli.cases.models import Assignment, Case, Photo, Voice
from linli.cases.rules import may_see
from linli.desk.cases.steps import STEPS
from linli.journal.models import Entry
from linli.kernel import clock
from linli.notices.actions import deliver_due
from linli.notices.models import Notice
from linli.notices.sentences import sentence
from linli.pictures.photos import take_in
from tests.fuzz.test_never_500 import picture
from tests.security.everywhere import addresses, keys, look, seat, try_out

pytestmark = pytest.mark.django_db
NAME, PHONE, LANDLINE, IDENTITY = "欧阳某某", "19900005678", "0990-55501234", "990101199001011237"
WORDS = f"我是{NAME}，电话{PHONE}，座机{LANDLINE}，身份证{IDENTITY}，饭店老板半夜骂人"
TELLING = (NAME, PHONE, PHONE[:9], "55501234", IDENTITY, "欧阳")
SECRET = "网格员某某收钱不办事"
COMMON = {
    "purpose": "核对",
    "first": "2020-01-01",
    "last": "2030-12-31",
    "from": "2020-01-01",
    "to": "2030-12-31",
    "view": "all",
    "go": "preview",
    "words": "看一下",
    "text": "看一下",
    "how": "phone",
    "reason": "not_ours",
    "item": "CG-12",
    "granted": "yes",
    "limit": "1d",
}


def codes_of(street) -> list[str]:
    return [
        street.street.code,
        street.grid.code,
        street.plate.code,
        "cases.limits",
        f"{clock.today():%Y-%m}",
    ]


@pytest.fixture
def told(street):
    """A confidential voice in a case at work with two units, where colleagues have written the name into everything
    they could.
    """
    voice = actions.report_case(
        place=street.unit,
        words=WORDS,
        source="web",
        contact=Reachable(NAME, PHONE),
        confidential=True,
        photos=[take_in(picture())],
    )
    joined = actions.join_case(voice.case, words="我家也是", source="web", contact=Reachable("李某某", "19900007777"))
    case = actions.take_up(voice.case, by=street.worker)
    actions.contact(case, how="phone", words=f"{NAME}说老板又骂人，{PHONE}", by=street.worker)
    actions.open_contact(voice, purpose=f"约{NAME}上门，{PHONE}", by=street.worker)
    actions.note(Case.objects.get(), words=f"{NAME}家里有老人", by=street.worker)
    actions.blow_whistle(
        Case.objects.get(),
        lead=street.city_management,
        support=[street.property],
        words=f"请联系{NAME}，{PHONE}",
        by=street.head,
    )
    actions.add_to_voice(voice, words=f"还是{NAME}，{PHONE}")
    one, other = Assignment.objects.order_by("-lead")
    for part, post in ((one, street.officer), (other, street.manager)):
        actions.sign(part, by=post)
    lead = Assignment.objects.get(pk=one.pk)
    actions.plan(lead, words=f"周三会同物业约{NAME}面谈，{PHONE}", by=street.officer)
    actions.ask_extension(Case.objects.get(), limit="1wd", words=f"{NAME}要求周末再来，{PHONE}", by=street.worker)
    deliver_due()
    return voice, joined


def finish(street, voice):
    """Done, answered with words that name the resident, and rated by phone."""
    for part, post in zip(Assignment.objects.order_by("-lead"), (street.officer, street.manager), strict=True):
        actions.report_done(part, words=f"已向{NAME}说明，{PHONE}", by=post)
    case = actions.pass_check(Case.objects.get(), words=f"{NAME}在场确认，{PHONE}", by=street.head)
    replies = {voice.pk: f"{NAME}您好，已与老板约谈，{PHONE}"}
    actions.answer(case, words=f"{NAME}等居民您好，{PHONE}，已约谈", replies=replies, by=street.head)
    actions.call_back(Case.objects.get(), voice, reached=False, words=f"打给{NAME}没人接，{PHONE}", by=street.clerk)
    actions.rate(Voice.objects.get(pk=voice.pk), solved=True, grade=4, words=f"谢谢，{NAME}，{PHONE}")
    deliver_due()


def telling_in(words: str) -> list[str]:
    return [one for one in TELLING if one in words]


@pytest.mark.slow
@pytest.mark.parametrize("ended", [False, True])
def test_no_address_tells_a_unit_who_a_confidential_voice_is(street, told, ended):
    voice, _joined = told
    if ended:
        finish(street, voice)
    case = Case.objects.get()
    filled = sorted({*keys(), str(case.pk)})
    urls = sorted(set(addresses(case, codes_of(street), [*STEPS, "finish"], filled)))
    assert f"/desk/cases/{case.pk}" in urls
    assert len(urls) > 300
    desk = [url for url in urls if url.startswith("/desk/") and "log" not in url]
    officer, manager = seat(street.officer), seat(street.manager)
    found, opened = [], 0
    for client, walked in ((officer, urls), (manager, desk)):
        for url, status, words in look(client, walked):
            opened += status == 200
            found += [(url, one) for one in telling_in(words)]
    typed = COMMON | {"seen": case.version, "query": "view=all", "case": str(case.pk), "cases": [str(case.pk)]}
    for url in desk:
        if url.count("-") < 4 or str(case.pk) in url:
            found += [("POST " + url, one) for one in telling_in(try_out(officer, url, typed))]
    assert opened > 80
    assert not found, "\n".join(map(str, found[:60]))


@pytest.mark.parametrize("ended", [False, True])
def test_a_neighbour_who_looks_on_is_not_told_who_a_confidential_voice_is(street, told, ended):
    voice, _joined = told
    if ended:
        finish(street, voice)
    case = Case.objects.get()
    assert may_see.allows(street.lead, case)
    client = seat(street.lead)
    urls = sorted({*addresses(case, codes_of(street), [*STEPS], sorted({*keys(), str(case.pk)}))})
    desk = [url for url in urls if url.startswith("/desk/") and str(case.pk) in url and "log" not in url]
    found = [(url, one) for url, _status, words in look(client, desk) for one in telling_in(words)]
    found += [(url, one) for url in desk for one in telling_in(try_out(client, url, COMMON | {"seen": case.version}))]
    assert not found, found[:20]


def test_the_journal_which_forgets_nothing_never_learns_who_a_resident_is(street, told):
    """Colleagues write the name and the phone into notes, calls, whistles and purposes all the same."""
    finish(street, told[0])
    kept = Entry.objects.exclude(event__in=["Answered", "SameMatter"])  # what a resident was told stays as it was
    assert kept.filter(event="Noted").exists()
    assert not [(entry.event, entry.facts) for entry in kept if telling_in(str(entry.facts))]


def test_nobodys_sheet_of_paper_names_a_confidential_voice(street, told):
    case = Case.objects.get()
    for post in (street.worker, street.head, street.leader, street.officer, street.lead):
        words = try_out(seat(post), f"/desk/cases/{case.pk}/sheet", {})
        assert case.number in words
        assert not telling_in(words), post


def test_no_search_tells_a_unit_by_finding(street, told):
    """What is asked for stands on the page again; the case does not."""
    number = Case.objects.get().number
    for post in (street.officer, street.manager):
        client = seat(post)
        for asked in (NAME, PHONE, PHONE[:4], "身份证" + IDENTITY[:6]):
            for view in ("to_sign", "signed", "all", "area", "ended", ""):
                assert number not in client.get("/desk/", {"q": asked, "view": view}).content.decode(), (asked, view)
        assert any(
            number in client.get("/desk/", {"q": number, "view": view}).content.decode()
            for view in ("to_sign", "signed", "to_do", "all", "")
        )


def test_no_notice_to_a_unit_names_the_resident(street, told):
    finish(street, told[0])
    notices = [n for n in Notice.objects.all() if n.to in (street.officer.ref, street.manager.ref)]
    assert notices
    for notice in notices:
        assert not telling_in(sentence(notice) + str(notice.facts)), notice.kind


@pytest.mark.slow
def test_no_address_tells_those_a_complaint_is_about_that_there_is_one(street, voice):
    complaint = actions.report_case(
        place=street.unit,
        words=SECRET,
        source="web",
        category="L02",
        contact=Reachable(NAME, PHONE),
        may_publish=True,
        photos=[take_in(picture())],
    )
    case = actions.name_staff(complaint.case, about=street.worker, by=street.inspector)
    actions.take_up(case, by=street.inspector)
    actions.note(Case.objects.get(pk=case.pk), words=f"已与{NAME}谈过", by=street.inspector)
    actions.blow_whistle(
        actions.take_up(voice.case, by=street.worker), lead=street.city_management, words="到场", by=street.head
    )
    deliver_due()
    case = Case.objects.get(pk=case.pk)
    photo = Photo.objects.get(case=case)
    urls = sorted({*addresses(case, codes_of(street), [*STEPS], sorted({*keys(), str(case.pk), str(photo.pk)}))})
    found = []
    urls += [
        *(f"/desk/?view={view}" for view in ("area", "mine", "all", "overdue", "ended")),
        "/desk/?q=" + SECRET[3:7],
    ]
    desk = [url for url in urls if url.startswith("/desk/")]
    for post in (street.worker, street.chief, street.officer, None):
        assert post is None or not may_see.allows(post, case)
        for url, _status, words in look(seat(post), desk) if post else look(Client(), urls):
            found += [(str(post), url, one) for one in (SECRET, case.number, *TELLING) if one in words]
    assert not found, found[:20]
    assert not Notice.objects.filter(
        about=case.ref, to__in=[street.worker.ref, street.chief.ref, street.officer.ref]
    ).exists()


def test_the_tombstone_of_a_confidential_voice_names_nobody_to_anybody(street, told):
    finish(street, told[0])
    actions.rate(
        Voice.objects.exclude(pk=told[0].pk).get(), solved=True
    ) if Case.objects.get().state == "answered" else None
    assert Case.objects.get().ended_at
    with clock.shifted(timedelta(days=3 * 366)):
        actions.let_go()
        assert Case.objects.get().erased_on
        for row in (*Voice.objects.values(), *Case.objects.values(), *Assignment.objects.values()):
            assert not telling_in(str(row)), row


def test_the_reading_reads(street):
    """The walk would prove nothing if it could not read: a photo is skipped, a workbook is opened."""
    from linli.paper.workbooks import fill, plain_form

    made = fill(plain_form("t", ["一"]), ["一"], [[NAME]], mark="m")
    from tests.security.everywhere import words_in

    assert NAME in "".join(words_in(made))
    assert not list(words_in(SimpleUploadedFile("a.jpg", b"\xff\xd8\xff").read()))
