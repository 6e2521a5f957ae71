"""The public door: everyone sees what became of it, and nobody sees who said it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from linli.cases.actions import answer, rate, report_case, solve, take_up
from linli.cases.models import Case, Category, Voice
from linli.journal.actions import seal_until
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.people.models import Post
from linli.places.models import Place, Plate
from tests.paper.pdf_words import page_size, pages_of, words_of

STREET, COMMUNITY, GRID = "990101001", "990101001001", "990101001001003"


@pytest.fixture(autouse=True)
def _forgetful():
    cache.clear()


@pytest.fixture
def anyone():
    return Client()


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def settled(street, voice, public=True):
    case = take_up(voice.case, by=street.worker)
    case = solve(case, words="与饭店谈妥", by=street.worker)
    return answer(case, words="垃圾桶已移到店后，每晚清洗。", public=public, by=street.worker)


def many(street, count, **more):
    kind = Category.objects.get(code="B01")
    at = clock.now() - timedelta(hours=3)
    Case.objects.bulk_create(
        Case(
            id=uuid7(at),
            number=f"n{n}",
            title="",
            category=kind,
            place=street.unit,
            path=street.unit.path,
            grid=street.grid,
            grid_path=street.grid.path,
            source="web",
            reported_at=at,
            last_at=at,
            last_event="",
            contact_limit="4h",
            contact_warn=at,
            contact_due=at,
            finish_limit="3wd",
            finish_warn=at,
            finish_due=at,
            **more,
        )
        for n in range(count)
    )
    said = {name: more[name] for name in ("solved", "grade") if name in more}
    Voice.objects.bulk_create(
        Voice(case=case, receipt=f"{case.number:0>16}", source="web", said_at=at, words="", **said)
        for case in Case.objects.filter(title="")
    )


# --- what everyone sees -------------------------------------------------------------------------------------------


def test_everyone_sees_what_was_raised_and_what_became_of_it(street, voice, anyone):
    settled(street, voice)
    for path in (f"/s/{STREET}", f"/s/{COMMUNITY}", f"/g/{GRID}"):
        said = page(anyone, path)
        assert "垃圾桶已移到店后，每晚清洗。" in said
        assert "锦和苑" in said


def test_no_public_page_shows_the_residents_words_name_phone_code_or_door(street, voice, anyone):
    settled(street, voice)
    rate(Voice.objects.get(pk=voice.pk), solved=True, grade=5, words="网格员03很热心，谢谢")
    said = "".join(page(anyone, path) for path in (f"/s/{STREET}", f"/s/{COMMUNITY}", f"/g/{GRID}"))
    for secret in (
        "臭得窗户",
        "张某某",
        "19900001234",
        voice.receipt,
        "2单元",
        "很热心",
        voice.case.number,
        str(voice.case.pk),
    ):
        assert secret not in said, secret


def test_the_residents_words_stand_in_public_once_the_resident_agreed(street, anyone):
    voice = report_case(place=street.unit, words="楼道灯坏了三天<b>", source="plate", may_publish=True)
    settled(street, voice)
    said = page(anyone, f"/s/{STREET}")
    assert "楼道灯坏了三天&lt;b&gt;" in said


def test_a_complaint_about_staff_leaves_no_trace(street, anyone):
    kind = Category.objects.filter(restricted=True).first()
    at = clock.now()
    many(street, 1)
    Case.objects.update(
        category=kind, restricted=True, state="closed", answer="已约谈", answer_public=True, answered_at=at, solved=True
    )
    for path in (f"/s/{STREET}", f"/g/{GRID}"):
        assert "已约谈" not in page(anyone, path)
    assert "这段时间没有人反映问题" in page(anyone, f"/s/{STREET}")


def test_an_answer_that_is_not_released_stays_with_the_resident(street, voice, anyone):
    settled(street, voice, public=False)
    assert "每晚清洗" not in page(anyone, f"/s/{STREET}")


def test_few_are_counted_and_ten_become_a_rate_with_their_denominator(street, anyone):
    many(street, 9, state="closed", solved=True, grade=5, answered_at=clock.now())
    said = page(anyone, f"/s/{STREET}")
    assert "&nbsp;%" not in said
    assert "说已解决 9 人／表态 9 人。" in said
    Voice.objects.all().delete()
    Case.objects.all().delete()
    cache.clear()
    many(street, 12, state="closed", solved=True, answered_at=clock.now())
    Voice.objects.filter(case__number__in=["n0", "n1"]).update(solved=None)
    Voice.objects.filter(case__number="n2").update(solved=False)
    said = page(anyone, f"/s/{STREET}")
    assert "90&nbsp;%" in said
    assert "说已解决 9 人／表态 10 人。" in said
    assert "2 人未表态：既不算好，也不算坏" in said


def test_a_rating_is_in_the_public_figures_within_a_minute(street, voice, anyone, monkeypatch):
    settled(street, voice)
    page(anyone, f"/s/{STREET}")
    rate(Voice.objects.get(pk=voice.pk), solved=True, grade=5)
    assert "居民说：解决了" not in page(anyone, f"/s/{STREET}")
    later = __import__("time").time() + 60
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    said = page(anyone, f"/s/{STREET}")
    assert "居民说：解决了" in said
    assert "说已解决 1 人／表态 1 人。" in said


def test_every_chart_has_its_words_and_its_table(street, anyone):
    many(street, 3)
    said = page(anyone, f"/s/{STREET}")
    assert re.search(r'<svg class="chart"[^>]*role="img"[^>]*>\s*<title', said)
    assert said.count('<th scope="row">') == 12 + 1 + 2  # months, one category group, two communities
    assert "style=" not in said
    assert "<style" not in said


def test_the_last_seal_stands_on_the_street_page(street, voice, anyone):
    assert "今晚第一次封存" in page(anyone, f"/s/{STREET}")
    (seal,) = seal_until(clock.today() + timedelta(days=1))
    assert seal.hash in page(anyone, f"/s/{STREET}")


@pytest.mark.parametrize("asked", ["?from=2026-01&to=2026-03", "?from=x&to=", "?from=9999-99", "?to=%E4%BD%A0"])
def test_a_period_is_what_the_address_says_and_nonsense_is_the_last_year(street, anyone, asked):
    assert "云渡街道" in page(anyone, f"/s/{STREET}{asked}")


def test_one_street_is_the_overview_and_two_are_a_list(street, anyone):
    assert anyone.get("/s/").url == f"/s/{STREET}"
    Place.objects.create(
        code="990101002", name="柳汀街道", kind="street", parent=street.county, path=street.county.path + "990101002/"
    )
    said = page(anyone, "/s/")
    assert "柳汀街道" in said
    assert "云渡街道" in said


def test_each_place_is_shown_on_the_page_that_fits_it(street, anyone):
    assert anyone.get(f"/s/{GRID}").url == f"/g/{GRID}"
    assert anyone.get(f"/s/{street.jinhe.code}").url == f"/places/{street.jinhe.code}"
    for missing in ("/s/nowhere", "/g/nowhere", f"/g/{STREET}", "/places/nowhere", "/p/NOWHERE1.pdf"):
        page(anyone, missing, status=404)


def test_the_grid_page_names_posts_public_phones_and_duties_and_nothing_private(street, anyone):
    street.worker.person.phone = "19900009999"
    street.worker.person.save()
    Place.objects.filter(pk=street.grid.pk).update(duties=["隐患排查", {"item": "便民代办"}])
    said = page(anyone, f"/g/{GRID}")
    for words in ("网格员03", "tel:19900000003", "林某某", "隐患排查", "便民代办", "3栋", "HJKM NP67", "/r/HJKMNP67"):
        assert words in said
    assert "19900009999" not in said
    assert "网格员99" not in said
    assert "<svg" in said


def test_a_grid_that_lies_in_nothing_has_its_page_and_card_too(street, anyone):
    lonely = Place.objects.create(code="lonely", name="独立网格", kind="grid", path="lonely/")
    assert "独立网格" in page(anyone, "/g/lonely")
    assert pages_of(anyone.get("/g/lonely/card.pdf").content) == 1
    assert "独立网格" in page(anyone, f"/places/{lonely.code}")
    assert "独立网格" in page(anyone, "/places/")


def test_the_pages_speak_english_too(street, voice, anyone):
    anyone.cookies["django_language"] = "en"
    assert "Three simple rates" in page(anyone, f"/s/{STREET}")
    assert "Who is there for you" in page(anyone, f"/g/{GRID}")
    assert "What is stored about you" in page(anyone, "/about")


def test_the_privacy_page_asks_for_the_book_of_retention_and_nothing_else(anyone, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        said = page(anyone, "/about")
    assert re.search("90 ?天", said)
    assert "不算“满意”" in said


# --- what it costs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "most"), [(f"/s/{STREET}", 11), (f"/s/{COMMUNITY}", 11), (f"/g/{GRID}", 9)])
def test_a_page_costs_the_same_statements_for_three_matters_and_for_three_hundred(
    street, anyone, path, most, django_assert_num_queries
):
    page(anyone, path)  # categories are remembered from now on
    for count in (3, 300):
        Case.objects.all().delete()
        many(street, count, state="closed", answer="好了", answer_public=True, answered_at=clock.now())
        cache.clear()
        with django_assert_num_queries(most):
            assert len(page(anyone, path).encode()) < 60_000


@pytest.mark.parametrize("count", [3, 300])
def test_the_children_of_a_place_come_fifty_at_a_time_and_none_is_missed(
    street, anyone, count, django_assert_num_queries
):
    Place.objects.bulk_create(
        Place(
            code=f"Y{n:04}",
            name=f"{n}号院",
            kind="compound",
            parent=street.tinghe,
            path=f"{street.tinghe.path}Y{n:04}/",
            order=n // 7,
        )
        for n in range(count)
    )
    seen, path = [], f"/places/{street.tinghe.code}"
    while path:
        with django_assert_num_queries(4 + ("?" in path)):
            said = page(anyone, path)
        seen += re.findall(r'href="/places/(Y\d+)"', said)
        following = re.search(r'href="(\?after=[^"]*)"', said)
        path = f"/places/{street.tinghe.code}{following[1]}" if following else ""
    assert sorted(seen) == [f"Y{n:04}" for n in range(count)]
    assert len(set(seen)) == count


def test_homes_are_nobodys_to_browse(street, anyone):
    Place.objects.create(
        code="home", name="302室", kind="dwelling", parent=street.unit, path=street.unit.path + "home/"
    )
    assert "302室" not in page(anyone, f"/places/{street.unit.code}")


def test_a_place_names_what_it_lies_in_and_who_serves_it(street, anyone):
    said = page(anyone, f"/places/{street.unit.code}")
    for words in ("云渡街道", "锦和苑", "3栋", "望潮社区第3网格", "/r/ACDEFG34"):
        assert words in said


def test_the_next_children_are_reached_by_the_index(street):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_sort = off")
        cursor.execute(
            'explain select * from places_place where parent_id = %s and "order" >= 3 and ("order" > 3 or code > %s) '
            'and closed_on is null order by "order", code limit 51',
            [street.tinghe.pk, "Y0007"],
        )
        assert "place_children" in "".join(row[0] for row in cursor.fetchall())


# --- paper --------------------------------------------------------------------------------------------------------


def test_a_plate_can_be_printed_by_whoever_stands_before_it(street, anyone):
    response = anyone.get("/p/acdefg34.pdf?size=a4", headers={"host": "linli.example"})
    assert response["Content-Type"] == "application/pdf"
    assert page_size(response.content) == (210, 297)
    assert "ACDEFG34" in words_of(response.content)
    assert page_size(anyone.get("/p/ACDEFG34.pdf?size=huge").content) == (90, 130)


def test_a_retired_plate_is_not_printed_again(street, anyone):
    Plate.objects.update(retired_at=clock.now())
    page(anyone, "/p/ACDEFG34.pdf", status=404)


def test_the_contact_card_of_a_grid_is_for_everyone(street, anyone):
    assert page_size(anyone.get(f"/g/{GRID}/card.pdf").content) == (148, 210)
    assert page_size(anyone.get(f"/g/{GRID}/card.pdf?size=a4").content) == (210, 297)
    page(anyone, f"/g/{STREET}/card.pdf", status=404)


def test_all_plates_of_a_compound_are_for_staff(street, anyone):
    assert anyone.get(f"/s/{street.jinhe.code}/plates.pdf").status_code == 302
    anyone.force_login(street.worker.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = anyone.get(f"/s/{street.jinhe.code}/plates.pdf")
    assert pages_of(response.content) == 1
    assert "ACDEFG34" in words_of(response.content)
    in_grid = anyone.get(f"/s/{GRID}/plates.pdf").content
    assert {"ACDEFG34", "HJKMNP67"} <= set(re.findall(r"[A-Z0-9]{8}", words_of(in_grid)))
    page(anyone, f"/s/{street.guiyu.code}/plates.pdf", status=404)


def test_codes_point_to_the_public_address_if_there_is_one(street, anyone, settings, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "linli.paper.plates.qr",
        lambda text: seen.append(text) or '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
    )
    anyone.get("/p/ACDEFG34.pdf", headers={"host": "inside.example"})
    settings.PUBLIC_ADDRESS = "https://linli.example"
    anyone.get("/p/ACDEFG34.pdf", headers={"host": "inside.example"})
    assert seen == ["http://inside.example/r/ACDEFG34", "https://linli.example/r/ACDEFG34"]


def test_the_cast_of_the_grid_page_follows_the_posts(street, anyone):
    Post.objects.filter(pk=street.worker.pk).update(ends=clock.today() - timedelta(days=1))
    assert "网格员03" not in page(anyone, f"/g/{GRID}")


def test_sheets_are_kept_by_browsers_and_not_made_without_end(street, anyone):
    from linli.gate.models import Knock
    from linli.public.paper import SHEETS

    for url in ("/p/ACDEFG34.pdf", f"/g/{GRID}/card.pdf"):
        assert anyone.get(url)["Cache-Control"] == "public, max-age=3600"
    (knock,) = Knock.objects.all()
    assert knock.times == 2
    Knock.objects.update(times=SHEETS.times)
    response = anyone.get("/p/ACDEFG34.pdf")
    assert response.status_code == 429
    assert "请过几分钟再打印" in response.content.decode()
