"""Talks between neighbours: only the parties' helpers see the file, and it goes a year after its end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from linli.cases import actions, books
from linli.cases.actions import mediation as talks
from linli.cases.models import Case, Mediation, Party, PastMediation, Talk
from linli.cases.queries import category_by_code, mediation_figures, search
from linli.cases.rules import helps_the_parties
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.rulebook.actions import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(street):
    case = actions.report_case(place=street.unit, words="楼上漏水到我家", source="plate", category="I01").case
    begun = talks.open_mediation(
        place=street.unit, category=case.category, title="楼上漏水，两户", case=case, by=street.clerk
    )
    talks.name_party(begun, side="A", name="赵某某", phone="19900005551", agreed_to_talk=True, by=street.clerk)
    talks.name_party(begun, side="B", name="钱某某", by=street.clerk)
    return Mediation.objects.get()


def seen_by(street) -> set[str]:
    return {
        name
        for name, post in vars(street).items()
        if post in street.everyone and Mediation.objects.visible_to(post).exists()
    }


def test_only_who_helps_sees_the_file_and_the_rule_says_the_same(street, file):
    assert seen_by(street) == {"clerk"}
    talks.invite(file, post=street.lead, capacity="volunteer", by=street.clerk)
    talks.invite(file, name="孙律师", capacity="lawyer", by=street.lead)
    file = Mediation.objects.get()
    assert seen_by(street) == {"clerk", "lead"}
    assert {
        n for n, p in vars(street).items() if p in street.everyone and helps_the_parties.allows(p, file)
    } == seen_by(street)
    talks.let_go(file.mediators.get(post=street.lead), by=street.clerk)
    assert seen_by(street) == {"clerk"}


def test_nobody_of_the_place_acts_who_does_not_help(street, file):
    for post in street.everyone:
        if post != street.clerk:
            with pytest.raises(Refused):
                talks.note_talk(file, at=clock.now(), words="x", by=post)
    assert not Talk.objects.exists()


def test_names_phones_and_words_are_sealed_and_stand_in_no_journal_notice_or_search(street, file):
    talks.invite(file, post=street.worker, capacity="mediator", by=street.clerk)
    talks.note_talk(
        Mediation.objects.get(), at=clock.now(), present="A B", words="赵某某说愿意修防水", by=street.worker
    )
    talks.agree(
        Mediation.objects.get(),
        words="钱某某一周内修好防水层",
        follow_up_on=clock.today() + timedelta(days=7),
        by=street.worker,
    )
    with clock.shifted(timedelta(days=7)):
        talks.remind_of_follow_ups()
        talks.remind_of_follow_ups()  # the clock may run twice
    with connection.cursor() as cursor:
        cursor.execute("select name, phone from cases_party")
        stored = str(cursor.fetchall())
        cursor.execute("select words from cases_talk")
        stored += str(cursor.fetchall())
        cursor.execute("select agreement from cases_mediation")
        stored += str(cursor.fetchall())
    told = str(list(Entry.objects.filter(subject=file.ref).values_list("facts"))) + str(
        list(Notice.objects.values_list("facts"))
    )
    for secret in ("赵某某", "钱某某", "19900005551", "防水"):
        assert secret not in stored
        assert secret not in told
    reminded = sorted(Notice.objects.filter(kind="mediation_follow_up").values_list("to", flat=True))
    assert reminded == sorted([street.clerk.ref, street.worker.ref])
    assert not search(Case.objects.visible_to(street.head), "赵某某").exists()


def test_from_the_talks_to_an_agreement_that_is_kept_to(street, file):
    talks.note_talk(file, at=clock.now(), where="社区调解室", present="A B X", words="各说各的", by=street.clerk)
    with pytest.raises(Refused):
        talks.agree(Mediation.objects.get(), words="修好", follow_up_on=clock.today(), by=street.clerk)
    talks.agree(Mediation.objects.get(), words="修好", follow_up_on=clock.today() + timedelta(days=7), by=street.clerk)
    talks.follow_up(
        Mediation.objects.get(), words="还没修完", kept=True, next_on=clock.today() + timedelta(days=9), by=street.clerk
    )
    assert Mediation.objects.get().state == "agreed"
    ended = talks.follow_up(Mediation.objects.get(), words="修好了", kept=True, by=street.clerk)
    assert (ended.state, ended.until) == ("ended", clock.today() + timedelta(days=365))
    assert ended.follow_up.count("\n") == 1
    assert Talk.objects.get().present == "A B"


def test_what_is_not_kept_to_is_talked_about_again(street, file):
    talks.agree(file, words="修好", by=street.clerk)
    assert talks.follow_up(Mediation.objects.get(), words="没修", kept=False, by=street.clerk).state == "open"
    failed = talks.end_mediation(Mediation.objects.get(), how="failed", words="可向法院起诉", by=street.clerk)
    assert failed.state == "failed"
    with pytest.raises(Refused):
        talks.note_talk(failed, at=clock.now(), words="x", by=street.clerk)


def test_bad_input_is_refused_with_a_sentence(street, file):
    for wrong in (
        lambda: talks.open_mediation(place=street.unit, category=file.category, title=" ", by=street.clerk),
        lambda: talks.open_mediation(place=street.other_building, category=file.category, title="x", by=street.clerk),
        lambda: talks.open_mediation(place=street.unit, category=file.category, title="x", by=street.officer),
        lambda: talks.name_party(file, side="Z", name="x", by=street.clerk),
        lambda: talks.name_party(file, side="A", name=" ", by=street.clerk),
        lambda: talks.invite(file, capacity="mediator", by=street.clerk),
        lambda: talks.invite(file, capacity="judge", name="x", by=street.clerk),
        lambda: talks.invite(file, capacity="mediator", post=street.former, by=street.clerk),
        lambda: talks.pass_file_on(file, to=street.head, by=street.clerk),
        lambda: talks.note_talk(file, at=clock.now() + timedelta(days=1), words="x", by=street.clerk),
        lambda: talks.end_mediation(file, how="lost", by=street.clerk),
        lambda: talks.note_talk(file, at=clock.now(), words="x", by=street.clerk, seen=1),
    ):
        with pytest.raises(Refused):
            wrong()
    with pytest.raises(Overtaken):
        talks.note_talk(file, at=clock.now(), words="x", by=street.clerk, seen=0)


def test_the_file_is_passed_on_to_one_who_helps(street, file):
    talks.invite(file, post=street.head, capacity="mediator", by=street.clerk)
    talks.pass_file_on(Mediation.objects.get(), to=street.head, by=street.clerk)
    assert Mediation.objects.get().keeper == street.head
    assert seen_by(street) == {"clerk", "head"}


def test_a_year_after_its_end_nothing_is_left_but_that_it_was(street, file):
    talks.end_mediation(file, how="withdrawn", by=street.clerk)
    with clock.shifted(timedelta(days=365)):
        assert talks.forget_mediations() == 0
    with clock.shifted(timedelta(days=367)):
        assert talks.forget_mediations() == 1
    assert not Mediation.objects.exists()
    assert not Party.objects.exists()
    assert Entry.objects.filter(subject=file.ref).last().facts == {"state": "withdrawn"}
    assert Case.objects.filter(pk=file.case_id).exists()


def test_the_figures_outlive_the_files(street, file):
    this = clock.now().astimezone(clock.SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    places = (street.street, street.wangchao, street.grid, street.tinghe)

    def figures():
        return [mediation_figures(place, this, this + timedelta(days=31)) for place in places]

    talks.note_talk(file, at=clock.now(), words="谈", by=street.clerk)
    talks.agree(Mediation.objects.get(), words="修好", by=street.clerk)
    Mediation.objects.update(agreed_at=F("opened_at") + timedelta(days=4))
    talks.follow_up(Mediation.objects.get(), words="修好了", kept=True, by=street.clerk)
    before = figures()
    assert [one.agreed for one in before] == [1, 1, 1, 0]
    with clock.shifted(timedelta(days=367)):
        assert talks.forget_mediations() == 1
    assert figures() == before
    left = PastMediation.objects.get()
    assert (left.path, left.month, left.outcome, left.talks, left.days) == (
        street.jinhe.path,
        this.date(),
        "ended",
        1,
        4,
    )


def test_how_long_a_file_is_kept_stands_in_the_book(street, file):
    body = [row | {"keep": "1m"} if row["kind"] == "mediation" else row for row in books.retention.shipped()]
    issue(books.retention, body, why="一个月就够", by=street.administrator)
    talks.end_mediation(file, how="withdrawn", by=street.clerk)
    with clock.shifted(timedelta(days=33)):
        assert talks.forget_mediations() == 1


def test_figures_without_names(street, file):
    talks.note_talk(file, at=clock.now(), words="谈", by=street.clerk)
    with clock.shifted(timedelta(days=4)):
        talks.agree(Mediation.objects.get(), words="修好", by=street.clerk)
    talks.open_mediation(place=street.jinhe, category=category_by_code("I05"), title="押金，租户与房东", by=street.head)
    start, end = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    found = mediation_figures(street.wangchao, start, end)
    assert (found.opened, found.going_on, found.agreed, found.decided, found.talks) == (2, 1, 1, 1, 1)
    assert found.median_days == pytest.approx(4, abs=0.1)
    assert mediation_figures(street.grid, start, end).opened == 1
    assert mediation_figures(street.tinghe, start, end).opened == 0
