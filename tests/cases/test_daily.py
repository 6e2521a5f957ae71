"""Lighter days: tags, following, mentions, reminders, standard texts, many at once, and handing over."""

from datetime import date, timedelta
from random import Random

import pytest

from linli.cases import actions
from linli.cases.actions import bulk, daily, handover, mediation
from linli.cases.actions.bulk import Given
from linli.cases.models import BulkDeed, Case, Follow, Phrase, Tag
from linli.cases.phrases import fill, unknown_fields
from linli.cases.queries import categories, kept_by_ended
from linli.cases.rules import serves_the_place
from linli.cases.tags import names_somebody
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.people.actions import end_post
from linli.people.models import Person, Post

pytestmark = pytest.mark.django_db


def report(place, words="楼道里堆了很多东西", **more):
    return actions.report_case(place=place, words=words, source="plate", **more).case


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("to", flat=True))


# --- tags -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["张某某", "王阿姨", "李建国", "老王", "13900001234", "3栋501室", "1990000 1234"])
def test_a_tag_that_looks_like_somebody_is_refused(street, case, words):
    with pytest.raises(Refused) as no:
        actions.tag(case, words, by=street.worker)
    assert no.value.field == "tag"
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "words", ["飞线充电", "高空抛物", "石材脱落", "冬季供暖", "水管", "陈旧管道", "江景路", "方便面摊", "#楼道堆物"]
)
def test_words_for_matters_are_tags(words):
    assert not names_somebody(words.removeprefix("#"))


def test_a_tag_is_put_on_and_taken_off_without_overtaking_anybody(street, case):
    version = case.version
    actions.tag(case, " #飞线充电 ", by=street.worker)
    with pytest.raises(Refused):
        actions.tag(case, "飞线充电", by=street.head)
    assert Tag.objects.get().place == street.street
    actions.untag(case, "飞线充电", by=street.chief)
    assert not Tag.objects.exists()
    case.refresh_from_db()
    assert case.version == version
    assert list(Entry.objects.filter(subject=case.ref).values_list("event", flat=True).order_by("seq"))[1:] == [
        "Tagged",
        "Untagged",
    ]
    with pytest.raises(Refused):
        actions.tag(case, "飞线充电", by=street.officer)


# --- following and mentioning -----------------------------------------------------------------------------------


def test_followers_hear_of_answer_end_and_reopening_once_each(street, case):
    for post in (street.head, street.clerk, street.worker):
        actions.follow(case, by=post)
        actions.follow(case, by=post)
    actions.solve(actions.take_up(case, by=street.worker), words="办了", by=street.worker)
    actions.answer(case, words="办好了", by=street.worker)
    assert told("followed_answered") == {street.head.ref, street.clerk.ref}
    actions.close(case, by=street.head)
    assert told("followed_closed") == {street.clerk.ref, street.worker.ref}
    actions.unfollow(case, by=street.worker)
    actions.reopen(case, words="又坏了", by=street.leader)
    assert told("followed_reopened") == {street.head.ref, street.clerk.ref}


def test_followers_hear_once_when_it_is_late(street, case):
    actions.follow(case, by=street.clerk)
    with clock.shifted(timedelta(days=30)):
        actions.remind()
        actions.remind()
    assert Notice.objects.filter(kind="followed_overdue", to=street.clerk.ref).count() == 1


def test_nobody_hears_of_what_they_may_not_see(street, case):
    with pytest.raises(Refused):
        actions.follow(case, by=street.other_worker)
    actions.dispatch(case, unit=street.city_management, by=street.head)
    actions.follow(case, by=street.officer)
    actions.call_off(case, words="不用了", by=street.head)
    actions.correct(case, category=next(c for c in categories() if c.restricted), by=street.head)
    Case.objects.filter(pk=case.pk).update(state="checked", keeper=street.inspector, about_post=street.worker)
    case.refresh_from_db()
    actions.answer(case, words="已核实", by=street.inspector)
    assert not told("followed_answered")


def test_a_mention_reaches_a_colleague_who_may_see_it(street, case):
    actions.note(case, words="@周某某请看一下，@网格员03 也来", by=street.clerk)
    assert told("mentioned") == {street.head.ref, street.worker.ref}


def test_somebody_with_two_posts_is_told_once_in_the_one_nearest(street, case):
    chief = Post.objects.create(
        person=street.head.person, role=street.worker.role, place=street.grid, starts=date(2024, 1, 1)
    )
    actions.note(case, words="@周某某 请看", by=street.clerk)
    assert told("mentioned") == {chief.ref}


def test_no_answer_goes_out_with_a_blank_of_a_standard_text(street, case):
    actions.solve(actions.take_up(case, by=street.worker), words="修好了", by=street.worker)
    with pytest.raises(Refused) as no:
        actions.answer(case, words="已由______修好", by=street.worker)
    assert no.value.field == "words"
    assert not Entry.objects.filter(subject=case.ref, event="Answered").exists()


def test_a_colleague_without_a_login_can_be_mentioned(street, case):
    street.head.person.is_active = False  # they hold the post, and are told on the day they get an account
    street.head.person.save()
    actions.note(case, words="@周某某 请看", by=street.clerk)
    assert told("mentioned") == {street.head.ref}


@pytest.mark.parametrize(("words", "said"), [("请@网格员11看", "网格员11"), ("@不存在的人", "不存在的人")])
def test_a_mention_that_would_not_arrive_is_refused(street, case, words, said):
    with pytest.raises(Refused) as no:
        actions.note(case, words=words, by=street.clerk)
    assert said in str(no.value)
    assert no.value.field == "words"
    assert not Entry.objects.filter(subject=case.ref, event="Noted").exists()


def test_a_mail_address_is_no_mention(street, case):
    actions.note(case, words="邮箱 a.b@example.cn", by=street.clerk)


def test_a_reminder_reaches_whoever_has_it_once_a_day(street, case):
    actions.take_up(case, by=street.worker)
    with pytest.raises(Refused):
        actions.urge(case, by=street.worker)
    actions.urge(case, words="请抓紧", by=street.head)
    assert told("urged") == {street.worker.ref}
    with pytest.raises(Refused):
        actions.urge(case, by=street.head)
    actions.dispatch(case, unit=street.city_management, by=street.head)
    with clock.shifted(timedelta(days=1)):
        actions.urge(case, by=street.head)
    assert street.officer.ref in told("urged")


# --- standard texts ---------------------------------------------------------------------------------------------


def test_fields_are_filled_and_what_is_not_known_stays_open():
    assert unknown_fields("{地点}、{ number }、｛今天｝") == []
    assert unknown_fields("{电话}") == ["电话"]
    assert unknown_fields("一个{括号")
    assert fill("{地点}的{unit}", {"place": "3栋"}) == "3栋的______"


def test_a_text_with_a_field_nobody_knows_is_refused(street):
    with pytest.raises(Refused) as no:
        actions.write_phrase(place=street.wangchao, step="answer", name="甲", words="{姓名}您好", by=street.head)
    assert "姓名" in str(no.value)
    assert no.value.field == "words"


def test_a_changed_text_ends_and_follows_itself(street):
    first = actions.write_phrase(
        place=street.wangchao, step="answer", name="已清理", words="{地点}已清理。", by=street.head
    )
    second = actions.write_phrase(
        place=street.wangchao,
        step="answer",
        name="已清理",
        words="{地点}已于{今天}清理。",
        by=street.head,
        instead_of=first,
    )
    assert list(Phrase.objects.filter(ended_at=None)) == [second]
    with pytest.raises(Overtaken):
        actions.end_phrase(first, by=street.head)
    for who, where in ((street.clerk, street.wangchao), (street.head, street.tinghe), (street.head, street.street)):
        with pytest.raises(Refused):
            actions.write_phrase(place=where, step="note", name="乙", words="好", by=who)


# --- many at once -----------------------------------------------------------------------------------------------


def many(street, n=3) -> list[Case]:
    return [report(street.unit) for _ in range(n)]


def do(step, cases, by, **given) -> BulkDeed:
    chosen = [(case.pk, Case.objects.get(pk=case.pk).version) for case in cases]
    return bulk.carry_on(bulk.begin(step, chosen, Given(**given), by=by), by=by)


def test_many_are_taken_up_and_put_back(street):
    cases = many(street)
    deed = do("take_up", cases, street.worker)
    assert Case.objects.filter(keeper=street.worker, state="taken_up").count() == 3
    deed = bulk.carry_back(bulk.begin_undo(deed, by=street.worker), by=street.worker)
    assert (deed.said["undone"], deed.said["kept"]) == (3, [])
    assert Case.objects.filter(keeper=None, state="reported").count() == 3
    assert [e.event for e in Entry.objects.filter(subject=cases[0].ref).order_by("seq")] == [
        "CaseReported",
        "TakenUp",
        "PutBack",
    ]


def test_what_happened_since_stays(street):
    cases = many(street)
    deed = do("take_up", cases, street.worker)
    actions.contact(cases[0], how="phone", words="已联系", by=street.worker)
    deed = bulk.carry_back(bulk.begin_undo(deed, by=street.worker), by=street.worker)
    assert deed.said["undone"] == 2
    assert [one[0] for one in deed.said["kept"]] == [str(cases[0].pk)]


def test_after_ten_minutes_nothing_is_taken_back_in_bulk(street):
    deed = do("take_up", many(street), street.worker)
    with clock.shifted(timedelta(minutes=11)), pytest.raises(Refused):
        bulk.begin_undo(deed, by=street.worker)
    bulk.begin_undo(deed, by=street.worker)
    with pytest.raises(Refused):
        bulk.begin_undo(deed, by=street.worker)


def test_a_dispatch_is_called_off_again_and_the_units_hear(street):
    cases = many(street)
    deed = do("dispatch", cases, street.head, unit=street.city_management, words="请处理")
    assert len(deed.done) + len(deed.said["failed"]) == 3
    assert deed.done
    deed = bulk.carry_back(bulk.begin_undo(deed, by=street.head), by=street.head)
    assert deed.said["undone"] == len(deed.done)
    assert set(Case.objects.values_list("state", "keeper")) == {("reported", None)}


def test_tags_reminders_and_ends_of_many(street):
    cases = many(street)
    tagged = do("tag", cases, street.worker, tag="楼道堆物")
    again = do("tag", cases[:1], street.worker, tag="楼道堆物")
    assert (len(tagged.done), len(again.done), len(again.said["failed"])) == (3, 0, 1)
    assert bulk.carry_back(bulk.begin_undo(tagged, by=street.worker), by=street.worker).said["undone"] == 3
    assert not Tag.objects.exists()
    reminded = do("urge", cases, street.head, words="请抓紧")
    assert len(reminded.done) == 3
    with pytest.raises(Refused):
        bulk.begin_undo(reminded, by=street.head)
    closed = do("close", cases, street.head)
    assert closed.done == []
    assert len(closed.said["failed"]) == 3


def test_handing_on_many_goes_back_to_who_had_them(street):
    cases = many(street)
    actions.take_up(cases[0], by=street.worker)
    deed = do("hand_on", cases, street.chief, to=street.head)
    assert Case.objects.filter(keeper=street.head).count() == 3
    deed = bulk.carry_back(bulk.begin_undo(deed, by=street.chief), by=street.chief)
    assert deed.said["undone"] == 1
    assert Case.objects.filter(keeper=street.worker).count() == 1


def test_each_case_is_judged_by_itself(street, case):
    elsewhere, taken = report(street.other_building), actions.take_up(report(street.unit), by=street.chief)
    deed = do("take_up", [case, elsewhere, taken], street.worker)
    assert [one["case"] for one in deed.done] == [str(case.pk)]
    assert all(len(sentence) > 5 for _key, _number, sentence in deed.said["failed"])
    assert bulk.hindrance("take_up", taken, Given(), by=street.worker)
    assert not bulk.hindrance("take_up", report(street.unit), Given(), by=street.worker)


def test_what_changed_after_the_look_is_not_done(street, case):
    seen = [(case.pk, case.version)]
    actions.contact(case, how="phone", words="问了", by=street.worker)
    deed = bulk.carry_on(bulk.begin("take_up", seen, Given(), by=street.worker), by=street.worker)
    assert deed.done == []


def test_a_long_deed_goes_on_where_it_stopped(street):
    deed = bulk.begin("take_up", [(case.pk, case.version) for case in many(street, 4)], Given(), by=street.worker)
    steps = 0
    while deed.said["left"]:
        deed, steps = bulk.carry_on(deed, by=street.worker, seconds=0), steps + 1
    assert steps == 4
    assert len(deed.done) == 4
    with pytest.raises(Refused):
        bulk.carry_on(deed, by=street.head)


# --- handing over -----------------------------------------------------------------------------------------------


def successor(street, role="grid_worker") -> Post:
    person = Person(name="网格员04")
    person.set_unusable_password()
    person.save()
    return Post.objects.create(person=person, role=role, place=street.grid, starts=date(2024, 1, 1))


def test_after_a_hand_over_nothing_is_kept_by_who_has_left(street):
    """Whatever happens to whichever cases, in whichever hands: afterwards an ended post keeps nothing open."""
    dice, to = Random(2026), successor(street)
    staff = [street.worker, street.chief, street.clerk, street.head]
    for n in range(24):
        case = report(dice.choice([street.unit, street.building, street.grid]), f"第{n}件")
        for _ in range(dice.randrange(5)):
            by = dice.choice(staff)
            case.refresh_from_db()
            try:
                dice.choice(
                    [
                        lambda c, b: actions.take_up(c, by=b),
                        lambda c, b: actions.hand_on(c, to=dice.choice(staff), by=b),
                        lambda c, b: actions.solve(c, words="办了", by=b),
                        lambda c, b: actions.answer(c, words="好了", by=b),
                        lambda c, b: actions.dispatch(c, unit=street.city_management, why="就近", by=b),
                        lambda c, b: actions.close(c, by=b),
                        lambda c, b: actions.put_back(c, by=b),
                        lambda c, b: actions.follow(c, by=b),
                    ]
                )(case, by)
            except Refused:
                continue
    file = mediation.open_mediation(place=street.building, category=categories()[0], title="楼上漏水", by=street.worker)
    for leaving in (street.worker, street.clerk):
        end_post(leaving, by=street.administrator, on=clock.today() - timedelta(days=1))
        leaving.refresh_from_db()
    assert {post for post, _cases, _talks in kept_by_ended()} == {street.worker, street.clerk}
    assert handover.tell_of_orphans() > 0
    assert handover.tell_of_orphans() == 0 or Notice.objects.filter(kind="orphans").count() == 2
    for leaving in (street.worker, street.clerk):
        kept = {
            case.pk: to if serves_the_place.allows(to, case) else street.head
            for case in Case.objects.open().kept_by(leaving)
        }
        entries = {key: Entry.objects.filter(subject=f"cases/case/{key}").count() for key in kept}
        talks = {file.pk: to} if leaving == street.worker else {}
        handover.hand_over(leaving, cases=kept, talks=talks, rest=street.head, by=street.administrator)
        assert all(
            Entry.objects.filter(subject=f"cases/case/{key}").count() == before + 1 for key, before in entries.items()
        )
    assert kept_by_ended() == []
    assert not Case.objects.open().filter(keeper__ends__lt=clock.today()).exists()
    assert not Follow.objects.filter(post__in=[street.worker, street.clerk]).exists()
    file.refresh_from_db()
    assert file.keeper == to


def test_only_who_leaves_is_handed_over_and_only_by_who_may(street, case):
    actions.take_up(case, by=street.worker)
    with pytest.raises(Refused):
        handover.hand_over(street.worker, cases={case.pk: street.chief}, talks={}, rest=None, by=street.head)
    end_post(street.worker, by=street.administrator, on=clock.today() + timedelta(days=5))
    street.worker.refresh_from_db()
    with pytest.raises(Refused):
        handover.hand_over(street.worker, cases={case.pk: street.chief}, talks={}, rest=None, by=street.chief)
    with pytest.raises(Refused):
        handover.hand_over(street.worker, cases={case.pk: street.other_worker}, talks={}, rest=None, by=street.head)
    handover.hand_over(street.worker, cases={case.pk: street.chief}, talks={}, rest=None, by=street.head)
    case.refresh_from_db()
    assert case.keeper == street.chief
    assert told("handed_over") == {street.chief.ref}
    with pytest.raises(Overtaken):
        handover.hand_over(street.worker, cases={case.pk: street.chief}, talks={}, rest=None, by=street.head)


# --- kept views -------------------------------------------------------------------------------------------------


def test_a_view_is_kept_renamed_and_removed(street):
    view = actions.keep_view("楼道", "view=area&q=x", by=street.head)
    with pytest.raises(Refused):
        actions.keep_view(" 楼道 ", "view=area", by=street.head)
    actions.keep_view("楼道", "view=area", by=street.clerk)
    actions.rename_view(view, "堆物", by=street.head)
    with pytest.raises(Refused):
        actions.rename_view(view, "别人的", by=street.clerk)
    for n in range(daily.MOST_VIEWS - 1):
        actions.keep_view(f"视图{n}", "view=area", by=street.head)
    with pytest.raises(Refused):
        actions.keep_view("再一个", "view=area", by=street.head)
    actions.remove_view(view, by=street.head)
