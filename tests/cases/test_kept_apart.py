"""What becomes a complaint about staff, who hears of it, and what is forgotten in the end."""

from datetime import date, timedelta

import pytest

from linli.cases import actions
from linli.cases.models import Addition, Assignment, Case, Contact, Photo, Voice
from linli.cases.queries import category_by_code
from linli.cases.rules import may_open_contact, may_see
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.models import Notice
from linli.notices.sentences import sentence
from linli.people.models import Person, Post
from linli.places.models import Place

pytestmark = pytest.mark.django_db
COMPLAINT = "网格员某某收钱不办事"


def complaint_of(case, by):
    return actions.correct(Case.objects.get(pk=case.pk), category=category_by_code("L02"), by=by)


@pytest.mark.parametrize("done", [False, True])
def test_units_lose_sight_of_what_becomes_a_complaint_and_their_call_ends(street, case, done):
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="请到场", by=street.head)
    first, second = Assignment.objects.all()
    for one, post in ((first, street.officer), (second, street.manager)):
        if done:
            actions.report_done(actions.sign(one, by=post), words="好了", by=post)
    assert may_see.allows(street.officer, Case.objects.get())
    Notice.objects.all().delete()
    case = complaint_of(case, street.head)
    assert case.state == "reported"
    assert case.keeper is None
    assert not Assignment.objects.at_work().exists()
    for post in street.everyone:
        assert may_see.allows(post, case) == Case.objects.visible_to(post).filter(pk=case.pk).exists(), post
        assert not may_see.allows(post, case) or post in (street.leader, street.inspector), post
    assert may_see.allows(street.inspector, case)
    assert not may_open_contact.allows(street.officer, case.voices.get())
    told = list(Notice.objects.filter(to__in=[street.officer.ref, street.manager.ref]))
    assert {n.kind for n in told} == (set() if done else {"call_ended"})
    for notice in told:
        assert notice.about == ""
        assert set(notice.facts) == {"number"}
        assert case.number in sentence(notice)


def test_a_complaint_goes_to_no_unit(street):
    case = actions.report_case(place=street.unit, words=COMPLAINT, source="web", category="L02").case
    for post in street.everyone:
        with pytest.raises(Refused):
            actions.dispatch(case, unit=street.city_management, by=post)
        with pytest.raises(Refused):
            actions.blow_whistle(case, lead=street.city_management, words="请到场", by=post)


def test_without_an_inspector_on_the_street_the_countys_hears_it(street):
    Post.objects.filter(pk__in=[street.inspector.pk, street.leader.pk]).update(ends="2025-01-01")
    person = Person.objects.create(name="区纪检员01")
    county = Post.objects.create(person=person, role="discipline", place=street.county, starts=date(2024, 1, 1))
    case = actions.report_case(place=street.unit, words=COMPLAINT, source="web", category="L02").case
    assert set(Notice.objects.values_list("to", "kind")) == {(county.ref, "case_reported")}
    assert may_see.allows(county, case)
    assert Case.objects.visible_to(county).get() == case


def test_when_nobody_hears_complaints_the_administrator_hears_that_and_no_more(street):
    Post.objects.filter(pk__in=[street.inspector.pk, street.leader.pk]).update(ends="2025-01-01")
    voice = actions.report_case(place=street.unit, words=COMPLAINT, source="web", category="L02")
    actions.add_to_voice(voice, words=COMPLAINT)
    (notice,) = Notice.objects.all()
    assert notice.to == street.administrator.ref
    assert notice.about == ""
    assert notice.facts == {"place": "云渡街道", "number": voice.case.number}
    assert "云渡街道" in sentence(notice)
    assert not Case.objects.visible_to(street.administrator).exists()


def test_a_title_holds_no_number_and_not_the_residents_name(street):
    voice = actions.report_case(
        place=street.unit,
        words="我是张某某，19900001234，垃圾桶太臭",
        source="web",
        contact=actions.Reachable("张某某", "19900001234"),
    )
    assert voice.case.title == "我是***，***，垃圾桶太臭"
    assert "张某某" in Voice.objects.get().words
    assert "张某某" not in str(list(Notice.objects.values_list("facts", flat=True)))


def test_a_name_that_is_forgotten_is_forgotten_in_the_words_too(street):
    voice = actions.report_case(
        place=street.unit, words="我是张某某，灯不亮", source="web", contact=actions.Reachable("张某某", "19900001234")
    )
    actions.add_to_voice(voice, words="还是张某某，打 19900001234")
    actions.withdraw(voice)
    with clock.frozen(clock.now() + timedelta(days=91)):
        assert actions.let_go()["contact"] == 1
    assert not Contact.objects.exists()
    assert Voice.objects.get().words == "我是***，灯不亮"
    assert Addition.objects.get().words == "还是***，打 ***"


def test_three_years_after_the_end_nobody_reads_which_door_it_was(street, voice):
    actions.add_to_voice(voice, words="就在3栋2单元501室门口")
    Photo.objects.create(
        case=voice.case,
        voice=voice,
        file="aa/" + "a" * 64 + ".jpg",
        width=1,
        height=1,
        size=1,
        by="visitor",
        added_at=voice.said_at,
    )
    actions.withdraw(voice)
    with clock.frozen(clock.now() + timedelta(days=3 * 365 - 2)):
        assert actions.let_go()["case"] == 0
    with clock.frozen(clock.now() + timedelta(days=3 * 365 + 60)):
        assert actions.let_go()["case"] == 1
        assert actions.let_go()["case"] == 0
    case = Case.objects.get()
    assert case.place == Place.objects.get(code=street.jinhe.code)
    assert case.path == street.jinhe.path
    assert case.grid == street.grid
    assert not Addition.objects.exists()
    assert not Photo.objects.exists()
