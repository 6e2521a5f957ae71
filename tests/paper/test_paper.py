"""Paper: plates, cards and slips say what they must, on the right sheet, whatever a place is called."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from linli.kernel import clock
from linli.paper.cards import contact_card
from linli.paper.plates import plate, plates
from linli.paper.queries import plates_within, reaches, wheres
from linli.paper.slips import SlipFacts, receipt_slip
from linli.people.models import Organisation
from linli.places.models import Place, Plate
from tests.paper.pdf_words import fonts_of, page_size, pages_of, words_of

ADDRESS = "https://linli.example"


def test_a_plate_says_where_it_hangs_whom_to_call_and_its_code(street):
    said = words_of(plate(street.plate, address=ADDRESS))
    assert "锦和苑" in said
    assert "3栋2单元" in said
    assert "望潮社区" in said
    assert "有事扫一扫，网格员马上知道" in said
    assert "ACDEFG34" in said
    assert "19900000003" in said
    assert "1.4米" in said
    assert "Scan,andyourgridworkerknowsatonce" in said


@pytest.mark.parametrize(("size", "millimetres"), [("sticker", (90, 130)), ("a4", (210, 297))])
def test_a_plate_comes_as_a_sticker_or_for_a_notice_board(street, size, millimetres):
    pdf = plate(street.plate, address=ADDRESS, size=size)
    assert page_size(pdf) == millimetres
    assert pages_of(pdf) == 1


def test_paper_uses_our_own_font_and_no_other(street):
    assert {name.split("-")[0] for name in fonts_of(plate(street.plate, address=ADDRESS))} == {"NotoSansSCThin"}


def test_a_plate_reads_the_same_whatever_language_the_page_was_in(street):
    with override("en"):
        english = words_of(plate(street.plate, address=ADDRESS))
    with override("zh-hans"):
        assert words_of(plate(street.plate, address=ADDRESS)) == english


def test_without_a_duty_phone_the_plate_names_the_counter(street):
    street.worker.duty_phone = ""
    street.worker.save()
    assert "到社区服务窗口说一声" in words_of(plate(street.plate, address=ADDRESS))
    Organisation.objects.filter(pk=street.committee.pk).update(phone="0990-5550101")
    assert "0990-5550101" in words_of(plate(street.plate, address=ADDRESS))


@pytest.mark.parametrize(
    "name",
    [
        "䶮𬭎㛃苑",
        "很长的名字" * 16,
        "W" * 80,
        '#strong[x] *a* _b_ $x^2$ \\ "quoted" <label> @ref // /* ` ] }',
        "#panic()",
        "😀",
    ],
    ids=["rare", "long", "wide", "markup", "code", "emoji"],
)
def test_no_name_of_a_place_breaks_a_sheet(street, name):
    Place.objects.filter(pk=street.jinhe.pk).update(name=name)
    pdf = plate(street.plate, address=ADDRESS)
    assert pages_of(pdf) == 1
    if name.isascii():  # set as it was typed: nothing in it was taken for markup
        assert "".join(name.split()) in words_of(pdf)
    Place.objects.filter(pk=street.grid.pk).update(name=name, duties=[name])
    assert pages_of(contact_card(Place.objects.get(pk=street.grid.pk), address=ADDRESS)) == 1


def test_stickers_of_a_compound_stand_four_on_a_page(street):
    units = [
        Place.objects.create(
            code=f"U{n}",
            name=f"{n}单元",
            kind="unit",
            parent=street.building,
            path=f"{street.building.path}U{n}/",
            grid=street.grid,
            order=n,
        )
        for n in range(3, 7)
    ]
    Plate.objects.bulk_create(Plate(place=unit, made_at=clock.now()) for unit in units)
    pdf = plates(plates_within(street.jinhe), of=street.jinhe, address=ADDRESS)
    assert pages_of(pdf) == 2
    assert page_size(pdf) == (210, 297)
    said = words_of(pdf)
    assert all(one.code in said for one in Plate.objects.filter(place__path__startswith=street.jinhe.path))
    assert street.grid_plate.code not in said


def test_three_plates_and_three_hundred_cost_the_same_statements(street, django_assert_num_queries):
    units = [
        Place(
            code=f"U{n}",
            name=f"{n}单元",
            kind="unit",
            parent=street.building,
            path=f"{street.building.path}U{n}/",
            grid=street.grid,
        )
        for n in range(300)
    ]
    Place.objects.bulk_create(units)
    Plate.objects.bulk_create(Plate(place=unit, made_at=clock.now()) for unit in units)
    for most in (3, 300):
        with django_assert_num_queries(4):
            plates(plates_within(street.jinhe)[:most], of=street.jinhe, address=ADDRESS)


def test_the_contact_card_names_the_posts_their_public_phones_and_duties(street):
    street.grid.duties = ["入户走访，听取居民意见", {"item": "排查安全隐患"}]
    said = words_of(contact_card(street.grid, address=ADDRESS, plate=street.grid_plate.code))
    for words in (
        "望潮社区第3网格",
        "网格员03",
        "19900000003",
        "林某某",
        "听取居民意见",
        "排查安全隐患",
        "网格服务联系卡",
    ):
        assert words in said
    assert "网格员99" not in said  # no longer in post
    assert "网格员11" not in said  # another grid's


def test_the_contact_card_comes_alone_or_four_to_cut(street):
    assert page_size(contact_card(street.grid, address=ADDRESS)) == (148, 210)
    four = contact_card(street.grid, address=ADDRESS, size="a4")
    assert page_size(four) == (210, 297)
    assert words_of(four).count("网格服务联系卡") == 4


def test_a_card_for_a_grid_with_nobody_in_post_says_where_to_turn(street, settings):
    for post in street.everyone:
        type(post).objects.filter(pk=post.pk).update(ends=clock.today() - timedelta(days=1))
    assert "暂时无人在岗" in words_of(contact_card(street.grid, address=ADDRESS))


def test_the_slip_carries_the_code_in_groups_and_no_word_of_the_resident(street, voice):
    unit = Place.objects.select_related("grid").get(pk=street.unit.pk)
    case = voice.case
    pdf = receipt_slip(
        SlipFacts(
            voice.receipt,
            wheres([unit])[unit.path],
            reaches([unit])[unit.path],
            case.reported_at,
            case.contact_due,
            case.finish_due,
        ),
        address=ADDRESS,
    )
    said = words_of(pdf)
    assert page_size(pdf) == (105, 148)
    assert voice.receipt in said
    assert "3栋2单元" in said
    assert "19900000003" in said
    assert "linli.example/c/" in said
    assert "评价单" in said  # on its back
    assert "解决了吗？解决了" in said
    assert "垃圾桶" not in said
    assert "张某某" not in said


def test_the_nearest_post_with_a_phone_is_the_one_to_call(street):
    street.chief.duty_phone = "19900000004"
    street.chief.save()
    unit = Place.objects.select_related("grid").get(pk=street.unit.pk)
    assert reaches([unit])[unit.path].phone == "19900000003"
    street.worker.ends = clock.today() - timedelta(days=1)
    street.worker.save()
    assert reaches([unit])[unit.path].phone == "19900000004"
