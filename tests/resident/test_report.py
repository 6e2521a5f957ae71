"""A resident reports something: by the plate in the stairwell or by the web page, with or without script."""

import io
import re
import threading
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from linli.cases import actions
from linli.cases.models import Case, Contact, Photo, Voice
from linli.gate.models import Knock
from linli.kernel.clock import now

pytestmark = pytest.mark.django_db
PLATE = "/r/ACDEFG34"
WORDS = "三楼的灯坏了一个星期，老人看不清台阶"


def photo(name="灯.jpg", colour="teal", size=(640, 480)) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue())


@pytest.fixture
def phone():
    """A phone with a fresh browser."""
    return Client()


def told(phone, address=PLATE, **fields):
    return phone.post(address, {"text": WORDS} | fields)


def page(answer) -> str:
    return answer.content.decode()


# --- from the plate to the receipt -------------------------------------------------------------------------------


def test_the_plate_knows_where_one_stands(street, phone):
    html = page(phone.get(PLATE))
    assert "您在" in html
    assert "锦和苑 3栋 2单元" in html
    assert "换个地方" in html


def test_a_report_without_script_gives_a_receipt(street, phone):
    html = page(phone.get(PLATE))
    key = re.search(r'name="submission_key" value="([^"]+)"', html).group(1)
    answer = told(phone, submission_key=key, contact_name="张某某", contact_phone="１９９ 0000 1234", confidential="on")
    voice = Voice.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/c/{voice.receipt}")
    assert (voice.case.place, voice.case.source, voice.words) == (street.unit, "plate", WORDS)
    assert (voice.submission_key, voice.confidential, voice.may_publish) == (key, True, False)
    assert (voice.contact.name, voice.contact.phone) == ("张某某", "199 0000 1234")


def test_a_plain_client_that_took_the_token_may_report(street):
    plain = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page(plain.get(PLATE))).group(1)
    answer = plain.post(PLATE, {"text": WORDS, "csrfmiddlewaretoken": token})
    assert answer.status_code == 303


def test_without_a_cookie_the_words_come_back(street):
    answer = Client(enforce_csrf_checks=True).post(PLATE, {"text": WORDS, "contact_phone": "19900001234"})
    assert answer.status_code == 403
    assert WORDS in page(answer)
    assert not Voice.objects.exists()


def test_a_code_in_small_letters_is_the_same_plate(street, phone):
    assert phone.get("/r/acdefg34").status_code == 200


def test_an_unknown_plate_says_how_to_go_on(street, phone):
    answer = phone.get("/r/XXXX9999")
    assert answer.status_code == 404
    assert "/report" in page(answer)
    assert WORDS in page(told(phone, "/r/XXXX9999"))


def test_a_replaced_plate_leads_to_its_place_and_still_takes_in_what_was_begun(street, phone):
    street.plate.retired_at = now()
    street.plate.save()
    answer = phone.get(PLATE)
    assert answer.status_code == 410
    assert f"/report?place={street.unit.code}" in page(answer)
    assert told(phone).status_code == 303


def test_another_place_can_be_chosen_by_links_alone(street, phone):
    html = page(phone.get(f"{PLATE}?in={street.wangchao.code}"))
    assert f"?in={street.jinhe.code}" in html
    html = page(phone.get(f"{PLATE}?in={street.building.code}"))
    assert f"?place={street.unit.code}" in html
    assert f"?place={street.building.code}" in html
    html = page(phone.get(f"{PLATE}?place={street.building.code}"))
    assert "锦和苑 3栋</b>" in html
    assert told(phone, f"{PLATE}?place={street.building.code}").status_code == 303
    assert Case.objects.get().place == street.building


def test_the_web_page_asks_for_the_place_first(street, phone):
    assert f"?in={street.wangchao.code}" in page(phone.get("/report"))
    assert told(phone, f"/report?place={street.jinhe.code}").status_code == 303
    assert (Case.objects.get().place, Case.objects.get().source) == (street.jinhe, "web")


@pytest.mark.parametrize("code", ["nowhere", "990101", "990101001001-X01-03-2-301", "x" * 5000, "%27"])
def test_a_place_that_is_none_is_asked_for_again(street, phone, code):
    assert phone.get("/report", {"place": code}).status_code == 404


# --- the same report twice ---------------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_receipt(street, phone):
    first, second = (told(phone, submission_key="k-1") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_words_changed_before_the_second_try_are_added(street, phone):
    told(phone, submission_key="k-1")
    answers = [told(phone, submission_key="k-1", text="四楼的灯也坏了") for _ in range(2)]
    voice = Voice.objects.get()
    assert {a["Location"] for a in answers} == {f"/c/{voice.receipt}"}
    assert [a.words for a in voice.additions.all()] == ["四楼的灯也坏了"]


def test_a_report_without_key_works(street, phone):
    assert told(phone).status_code == 303
    assert Voice.objects.get().submission_key is None


def test_a_key_longer_than_any_is_cut(street, phone):
    assert [told(phone, submission_key="k" * 500).status_code for _ in range(2)] == [303, 303]
    assert Voice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_once_are_one_report(street):
    answers, start = [], threading.Barrier(2)

    def send():
        try:
            start.wait()
            answers.append(told(Client(), submission_key="at-once")["Location"])
        finally:
            connection.close()

    copies = [threading.Thread(target=send) for _ in range(2)]
    [copy.start() for copy in copies]
    [copy.join() for copy in copies]
    assert len(answers) == 2
    assert len(set(answers)) == 1
    assert (Case.objects.count(), Voice.objects.count()) == (1, 1)


# --- what is not yet right ---------------------------------------------------------------------------------------


def test_nothing_typed_is_lost_when_something_is_missing(street, phone):
    answer = told(
        phone,
        text="  ",
        contact_name="张某某",
        contact_phone="19900001234",
        category="A04",
        may_publish="on",
        submission_key="k-9",
        confidential="on",
        photos=[photo()],
    )
    html = page(answer)
    assert answer.status_code == 422
    assert "请先写几句话" in html
    for kept in ('value="张某某"', 'value="19900001234"', 'value="A04" selected', 'value="k-9"', 'name="kept" value="'):
        assert kept in html, kept
    assert html.count(" checked") == 3  # published, confidential, the photo
    ref = re.search(r'name="kept" value="([^"]+)"', html).group(1)
    assert phone.get(f"/report/photos/{ref}").status_code == 200
    assert told(phone, kept=[ref]).status_code == 303
    assert Photo.objects.count() == 1


def test_four_thousand_characters_are_possible_and_one_more_is_not(street, phone):
    lines = ("长" * 49 + "\r\n") * 79 + "长" * 50  # as a browser sends it: two characters for a line's end
    assert told(phone, text=lines).status_code == 303
    assert len(Voice.objects.get().words) == 4000
    answer = told(phone, text="长" * 4001)
    assert answer.status_code == 422
    assert "4001" in page(answer)
    assert "长" * 4001 in page(answer)
    assert Voice.objects.count() == 1


def test_letters_of_every_kind_are_kept_as_they_are(street, phone):
    words = "<script>alert(1)</script> 𠮷🚰 \u200b \"' & \\ %00 {{ x }}\n第二行"
    code = told(phone, text=words)["Location"]
    assert Voice.objects.get().words == words
    assert "<script>alert" not in page(phone.get(code))


def test_control_characters_are_left_out(street, phone):
    told(phone, text="灯\x07坏\x1b了\r\n第二行\t完")
    assert Voice.objects.get().words == "灯坏了\n第二行\t完"


def test_a_nul_is_refused_at_the_door(street, phone):
    assert told(phone, text="灯\0坏了").status_code == 400
    assert phone.get("/r/ACD%00").status_code == 400
    assert phone.get("/c/1%00").status_code == 400


def test_a_number_nobody_can_call_is_said_so(street, phone):
    answer = told(phone, contact_phone="没有")
    assert answer.status_code == 422
    assert "能打通的电话" in page(answer)
    assert WORDS in page(answer)


def test_an_unknown_category_is_left_to_the_community(street, phone):
    assert told(phone, category="Z99").status_code == 303
    assert told(phone, category="x" * 200).status_code in (303, 422)


def test_machines_that_fill_in_everything_are_thanked(street, phone):
    answer = told(phone, subject_line="buy now")
    assert answer.status_code == 303
    assert phone.get(answer["Location"]).status_code == 200
    assert not Voice.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_store_nothing(street, phone, method):
    assert getattr(phone, method)(PLATE).status_code in (200, 405)
    assert not Voice.objects.exists()


# --- photos ------------------------------------------------------------------------------------------------------


def test_photos_are_kept_with_the_report(street, phone):
    told(phone, photos=[photo(colour="red"), photo(colour="blue")])
    assert Photo.objects.filter(voice=Voice.objects.get(), stage="before").count() == 2


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (SimpleUploadedFile("病毒.exe.jpg", b"MZ" + b"\0" * 900), "不是照片"),
        (SimpleUploadedFile("空.jpg", b""), "是空的"),
    ],
)
def test_a_bad_photo_is_named_and_the_good_one_stays(street, phone, bad, words):
    answer = told(phone, photos=[photo(), bad])
    html = page(answer)
    assert answer.status_code == 422
    assert words in html
    assert bad.name in html
    assert WORDS in html
    assert html.count('name="kept"') == 1


def test_six_photos_are_enough(street, phone):
    answer = told(phone, photos=[photo(colour=(n, 0, 0), size=(64, 48)) for n in range(0, 250, 30)])
    assert answer.status_code == 422
    assert "最多六张" in page(answer)
    assert page(answer).count('name="kept"') == 6


def test_a_photo_may_travel_ahead(street, phone):
    ref = phone.post("/report/photos", {"photo": photo()}).json()["ref"]
    told(phone, kept=[ref, ref, "forged", ""])
    assert Photo.objects.count() == 1
    answer = phone.post("/report/photos", {"photo": SimpleUploadedFile("x.jpg", b"no")})
    assert (answer.status_code, "x.jpg" in answer.json()["sentence"]) == (422, True)
    assert phone.post("/report/photos").status_code == 422
    assert phone.get("/report/photos").status_code == 405
    assert phone.get("/report/photos/forged").status_code == 404


# --- with script -------------------------------------------------------------------------------------------------


def test_the_page_s_script_gets_sentences_as_data(street, phone):
    ask = {"HTTP_ACCEPT": "application/json"}
    no = phone.post(PLATE, {"text": "", "contact_phone": "x"}, **ask)
    assert no.status_code == 422
    assert no.json()["fields"]["contact_phone"]
    yes = phone.post(PLATE, {"text": WORDS, "submission_key": "k"}, **ask)
    assert yes.json()["to"] == f"/c/{Voice.objects.get().receipt}"
    assert phone.post(PLATE, {"text": WORDS, "submission_key": "k"}, **ask).json() == yes.json()


def test_the_vocabulary_may_lie_on_the_phone(street, phone):
    answer = phone.get("/report/words.json?language=en")
    kinds = {kind["code"]: kind for kind in answer.json()["kinds"]}
    assert kinds["A04"]["name"] == "Lift out of order"
    assert "119" in kinds["A04"]["alarm"]
    assert phone.get("/report/words.json?language=xx").json()["kinds"][0]["name"]


def test_danger_is_answered_at_once_also_without_script(street, phone):
    html = page(told(phone, text="电梯困人了", contact_phone="x"))
    assert "119" in html
    assert "119" in page(phone.get(told(phone, text="电梯困人了")["Location"]))


# --- neighbours --------------------------------------------------------------------------------------------------


def test_neighbours_see_that_it_is_in_work_and_never_the_words(street, voice, phone):
    html = page(phone.get(PLATE))
    assert "附近正在处理的" in html
    assert str(voice.case.category) in html
    assert "臭得窗户都不敢开" not in html
    assert "臭得窗户都不敢开" not in page(phone.get("/r/HJKMNP67"))


def test_what_is_about_persons_is_shown_to_no_neighbour(street, phone):
    for category in ("I02", "J02", "L02"):
        actions.report_case(place=street.unit, words="家里的事", source="plate", category=category)
    assert "附近正在处理的" not in page(phone.get(PLATE))


def test_a_neighbour_may_say_the_same_here(street, voice, phone):
    link = unescape(re.search(r'formaction="([^"]*join=[^"]+)"', page(phone.get(PLATE))).group(1))
    assert "加入正在办理的事项" in page(phone.get(link))
    answer = told(phone, link, text="我家也闻得到", submission_key="neighbour", may_publish="on")
    joined = Voice.objects.get(submission_key="neighbour")
    assert joined.may_publish
    assert not voice.may_publish
    assert (answer["Location"], joined.case) == (f"/c/{joined.receipt}", voice.case)
    assert joined.receipt != voice.receipt


def test_joining_too_late_becomes_a_report_of_its_own(street, voice, phone):
    actions.withdraw(voice)
    link = f"{PLATE}?join={voice.case.number}"
    assert "请在这里重新反映" in page(phone.get(link))
    assert told(phone, link).status_code == 303
    assert Case.objects.count() == 2


def test_nobody_joins_what_the_page_would_not_show(street, phone):
    hidden = actions.report_case(place=street.unit, words="网格员推诿", source="web", category="L02")
    told(phone, f"{PLATE}?join={hidden.case.number}")
    assert Case.objects.count() == 2


# --- at the gate -------------------------------------------------------------------------------------------------


def test_a_stairwell_may_share_one_address_but_a_flood_is_stopped(street, phone):
    for n in range(60):
        assert told(phone, submission_key=f"k-{n}").status_code == 303
    answer = told(phone, submission_key="k-60", contact_name="张某某")
    assert answer.status_code == 429
    assert WORDS in page(answer)
    assert "张某某" in page(answer)
    assert told(phone, submission_key="k-3").status_code == 303  # arrived already: counts against nobody
    assert phone.get(PLATE).status_code == 200


def test_a_report_sent_again_is_not_counted(street, phone):
    for _ in range(5):
        told(phone, submission_key="k")
    assert set(Knock.objects.values_list("times", flat=True)) == {1}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", "127.0.0.1"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, forwarded, address):
    from linli.ui.visitors import address_of

    settings.TRUSTED_PROXIES = proxies
    assert address_of(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == address


# --- weight and budget -------------------------------------------------------------------------------------------


def test_the_page_and_the_report_are_cheap(street, voice, phone):
    phone.get(PLATE)  # categories and calendar are remembered from here on
    with CaptureQueriesContext(
        connection,
    ) as shown:
        phone.get(PLATE)
    assert len(shown) <= 8, [q["sql"][:90] for q in shown]
    with CaptureQueriesContext(connection) as sent:
        assert told(phone, submission_key="k", contact_name="张某某").status_code == 303
    assert len(sent) <= 15, [q["sql"][:90] for q in sent]


def test_the_page_is_english_and_large_when_asked(street, phone):
    phone.cookies["django_language"] = "en"
    phone.cookies["elder"] = "1"
    html = page(phone.get(PLATE))
    assert "What happened?" in html
    assert 'class="elder"' in html
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"锦和苑|\d栋|\d单元|中文|邻里", "", html))


def test_the_front_door_has_three_ways(street, phone):
    html = page(phone.get("/"))
    for words in ("我要反映", "查进度", "/login"):
        assert words in html


def test_nothing_is_asked_of_other_sites(street, phone):
    for address in ("/", PLATE, "/report", "/c/"):
        html = page(phone.get(address))
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)
        assert "<script>" not in html
        assert " style=" not in html


def test_contact_data_stand_apart_and_sealed(street, phone):
    told(phone, contact_name="张某某", contact_phone="19900001234")
    with connection.cursor() as cursor:
        cursor.execute("select name || phone from cases_contact")
        assert "19900001234" not in cursor.fetchone()[0]
    assert Contact.objects.get().phone == "19900001234"
