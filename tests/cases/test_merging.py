"""One matter that came in twice: merged by a person, taken back with everything as it was."""

from datetime import datetime, timedelta

import pytest
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from linli.cases import actions
from linli.cases.lifecycle import Stage, State
from linli.cases.models import Assignment, Case, Merge, Photo, Supervision, Voice, Whistle
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.pictures.photos import Picture

pytestmark = pytest.mark.django_db
PICTURE = Picture("a.jpg", 8, 8, 80)


def report(street, words="2单元的电梯坏了", **more):
    return actions.report_case(place=more.pop("place", street.unit), words=words, source="plate", **more)


def rows(*cases) -> dict:
    """All that a merge may touch, as it stands in the tables; not what only counts deeds."""

    def plain(one, *but):
        return {
            k: v for k, v in ((f.attname, getattr(one, f.attname)) for f in one._meta.concrete_fields) if k not in but
        }

    counted = ("version", "last_at", "last_event")
    return {
        "cases": [plain(c, *counted) for c in Case.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk")],
        "voices": [plain(v) for v in Voice.objects.order_by("pk")],
        "photos": [plain(p) for p in Photo.objects.order_by("pk")],
        "assignments": [plain(a) for a in Assignment.objects.order_by("pk")],
        "supervisions": [plain(one) for one in Supervision.objects.order_by("pk")],
        "whistles": [plain(w) for w in Whistle.objects.order_by("pk")],
    }


def test_the_voices_go_along_and_each_keeps_its_receipt(street):
    mine, theirs = report(street, photos=[PICTURE]), report(street)
    merged = actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.worker)
    case, into = Case.objects.get(pk=mine.case_id), Case.objects.get(pk=theirs.case_id)
    assert (case.state, case.merged_into, case.voices_count, case.open) == (State.MERGED, into, 0, False)
    assert (into.state, into.voices_count) == (State.REPORTED, 2)
    moved = Voice.objects.get(receipt=mine.receipt)
    assert (moved.case, moved.came_from) == (into, case)
    assert moved.photos.get().case == into
    assert merged.by == street.worker


def test_of_two_due_times_the_earlier_stands(street):
    with clock.shifted(timedelta(days=-3)):
        early = report(street)
    late = report(street)
    actions.merge(early.case, into=late.case, words="同一部电梯", by=street.worker)
    into = Case.objects.get(pk=late.case_id)
    assert (into.finish_due, into.contact_due) == (early.case.finish_due, early.case.contact_due)
    due = Entry.objects.get(subject=into.ref, event="Absorbed").facts
    assert [datetime.fromisoformat(due[name]) for name in ("due_was", "due_is")] == [
        late.case.finish_due,
        early.case.finish_due,
    ]
    actions.unmerge(Merge.objects.get(), words="看错了", by=street.worker)
    assert Case.objects.get(pk=late.case_id).finish_due == late.case.finish_due


def test_units_at_work_stand_down_and_keepers_are_told(street):
    mine, theirs = report(street), report(street)
    actions.take_up(theirs.case, by=street.chief)
    actions.dispatch(mine.case, unit=street.property, by=street.head)
    with pytest.raises(Refused):  # whoever may not call units may not send them home
        actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.worker)
    actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.clerk)
    assert mine.case.assignments.get().stage == Stage.CALLED_OFF
    told = set(Notice.objects.filter(kind__contains="merged").values_list("kind", "to"))
    assert told == {("unit_case_merged", street.manager.ref), ("case_merged", street.head.ref)}
    assert Notice.objects.get(kind="case_absorbed").to == street.chief.ref


def test_taken_back_the_units_are_called_again_and_told(street):
    mine, theirs = report(street), report(street)
    actions.blow_whistle(mine.case, lead=street.property, words="到场", by=street.head)
    merged = actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.head)
    assert Whistle.objects.get().stood_down_at
    actions.unmerge(merged, words="是两部电梯", by=street.head)
    assert mine.case.assignments.get().stage == Stage.CALLED
    assert Whistle.objects.get().stood_down_at is None
    assert Notice.objects.get(kind="unit_case_unmerged").to == street.manager.ref
    with pytest.raises(Refused):
        actions.unmerge(merged, words="再来一次", by=street.head)


DEEDS = st.lists(
    st.sampled_from(
        ["take_up", "join", "join_confidential", "dispatch", "whistle", "sign", "contact", "photo", "wait", "reopened"]
    ),
    max_size=5,
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(one=DEEDS, other=DEEDS, chained=st.booleans())
def test_merged_and_taken_back_the_rows_are_the_same(street, one, other, chained):
    """Whatever had happened to either before."""
    from django.db import transaction

    with transaction.atomic():
        _merged_and_back(street, one, other, chained)
        transaction.set_rollback(True)


def _merged_and_back(street, one, other, chained):
    first, second = report(street, photos=[PICTURE]), report(street, category="A04")
    for voice, deeds in ((first, one), (second, other)):
        for deed in deeds:
            _do(street, Case.objects.get(pk=voice.case_id), deed)
    case, into = Case.objects.get(pk=first.case_id), Case.objects.get(pk=second.case_id)
    if chained:  # one that had absorbed another before
        actions.merge(report(street).case, into=case, words="同一部电梯", by=street.head)
        case.refresh_from_db()
    if not (case.running and into.running):
        return
    before = rows(case, into)
    merged = actions.merge(case, into=into, words="同一部电梯", by=street.head)
    assert rows(case, into) != before
    assert (
        sum(Case.objects.filter(pk__in=[case.pk, into.pk]).values_list("voices_count", flat=True))
        == Voice.objects.count()
    )
    actions.unmerge(merged, words="看错了", by=street.head)
    after = rows(case, into)
    differ = [
        (name, key, was[key], now[key])
        for name in before
        for was, now in zip(before[name], after[name], strict=True)
        for key in was
        if was[key] != now[key]
    ]
    assert differ == []


def _do(street, case, deed):
    try:
        match deed:
            case "join" | "join_confidential":
                actions.join_case(
                    case,
                    words="我家也是",
                    source="web",
                    confidential=deed != "join",
                    contact=actions.Reachable("张某某", "19900000001"),
                )
            case "take_up":
                actions.take_up(case, by=street.worker)
            case "dispatch":
                actions.dispatch(case, unit=street.property, by=street.head)
            case "whistle":
                actions.blow_whistle(
                    case, lead=street.property, support=[street.city_management], words="到场", by=street.head
                )
            case "sign":
                actions.sign(case.assignments.at_work().get(organisation=street.property), by=street.manager)
            case "contact":
                actions.contact(case, how="phone", words="问过", by=street.worker)
            case "photo":
                actions.note(case, words="看过", photos=[PICTURE], by=street.worker)
            case "wait":
                clock_ = Case.objects.filter(pk=case.pk)
                clock_.update(
                    finish_due=case.finish_due - timedelta(days=30), finish_warn=case.finish_warn - timedelta(days=30)
                )
                actions.remind()
            case "reopened":
                case = actions.solve(actions.take_up(case, by=street.worker), words="修好", by=street.worker)
                actions.answer(case, words="修好了", by=street.worker)
                actions.rate(case.voices.first(), solved=False, grade=2)
    except (Refused, Assignment.DoesNotExist):
        pass


def test_each_is_answered_in_the_same_words_or_in_words_of_its_own(street):
    mine, theirs = report(street), report(street)
    actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.worker)
    case = actions.take_up(Case.objects.get(pk=theirs.case_id), by=street.worker)
    case = actions.solve(case, words="修好", by=street.worker)
    actions.answer(case, words="电梯修好了", replies={mine.pk: "电梯修好了，轮椅也送回您家了"}, by=street.worker)
    assert Voice.objects.get(pk=theirs.pk).answer == "电梯修好了"
    assert Voice.objects.get(pk=mine.pk).answer == "电梯修好了，轮椅也送回您家了"
    assert "轮椅" not in str(Entry.objects.filter(event="Answered").values_list("facts"))
    actions.rate(Voice.objects.get(pk=mine.pk), solved=True, grade=5)
    actions.unmerge(Merge.objects.get(), words="是两部电梯", by=street.worker)
    mine.refresh_from_db()
    assert (mine.case.state, mine.grade, mine.reply[:2]) == (State.REPORTED, 5, "电梯")


def test_what_joined_meanwhile_stays_and_what_was_changed_meanwhile_too(street):
    mine, theirs = report(street), report(street)
    merged = actions.merge(mine.case, into=theirs.case, words="同一部电梯", by=street.worker)
    into = Case.objects.get(pk=theirs.case_id)
    joined = actions.join_case(into, words="我也是", source="web")
    moved = Voice.objects.get(pk=mine.pk)
    actions.add_to_voice(moved, photos=[PICTURE])
    actions.unmerge(merged, words="看错了", by=street.worker)
    assert {v.pk for v in into.voices.all()} == {theirs.pk, joined.pk}
    assert Photo.objects.get().case_id == mine.case_id
    into.refresh_from_db()
    assert into.voices_count == 2


@pytest.mark.parametrize(("code", "sentence"), [("I01", "涉及具体的人"), ("J01", "涉及具体的人")])
def test_a_matter_about_persons_is_never_merged(street, code, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.merge(report(street, category=code).case, into=report(street).case, words="一样", by=street.head)


def test_a_complaint_about_staff_cannot_even_be_named(street):
    complaint = report(street, "网格员推诿", category="L02")
    with pytest.raises(Refused):
        actions.merge(report(street).case, into=complaint.case, words="一样", by=street.head)


def test_no_merge_into_itself_into_an_answered_one_or_unseen(street):
    one, other = report(street).case, report(street).case
    with pytest.raises(Refused):
        actions.merge(one, into=one, words="x", by=street.head)
    with pytest.raises(Overtaken):
        actions.merge(one, into=other, words="x", by=street.head, seen=1, seen_into=0)
    done = actions.solve(actions.take_up(other, by=street.worker), words="修好", by=street.worker)
    actions.answer(done, words="修好了", by=street.worker)
    with pytest.raises(Refused, match="已经答复"):
        actions.merge(one, into=other, words="x", by=street.head)
    with pytest.raises(Refused):  # a resident does not merge
        actions.merge(one, into=report(street).case, words="x", by=one.voices.get())
    assert not Merge.objects.exists()


def test_a_merge_within_a_merge_is_taken_back_from_the_outside(street):
    a, b, c = (report(street).case for _ in range(3))
    inner = actions.merge(a, into=b, words="同", by=street.head)
    outer = actions.merge(Case.objects.get(pk=b.pk), into=c, words="同", by=street.head)
    with pytest.raises(Refused):
        actions.unmerge(inner, words="不同", by=street.head)
    actions.unmerge(outer, words="不同", by=street.head)
    actions.unmerge(inner, words="不同", by=street.head)
    assert [Case.objects.get(pk=x.pk).voices_count for x in (a, b, c)] == [1, 1, 1]
    assert not Voice.objects.exclude(came_from=None).exists()


def test_the_same_matter_again_is_answered_with_the_earlier_result_and_reopens_as_usual(street):
    earlier = actions.take_up(report(street).case, by=street.worker)
    earlier = actions.solve(earlier, words="修好", by=street.worker)
    earlier = actions.answer(earlier, words="钢丝绳已更换，电梯恢复运行", public=True, by=street.worker)
    again = report(street, "那部电梯")
    with pytest.raises(Refused, match="没有可以引用的答复"):
        actions.same_matter(again.case, earlier=report(street).case, words="x", by=street.head)
    case = actions.same_matter(again.case, earlier=earlier, words="这件事上月已经办结", by=street.head)
    assert (case.state, case.same_as, case.keeper) == (State.ANSWERED, earlier, street.head)
    assert case.answer.startswith("这件事上月已经办结")
    assert "钢丝绳已更换" in case.answer
    actions.rate(again, solved=False, words="又停了")
    case.refresh_from_db()
    assert (case.state, case.supervised) == (State.TAKEN_UP, True)


def test_an_answer_that_is_not_public_is_not_quoted(street):
    earlier = actions.take_up(report(street).case, by=street.worker)
    earlier = actions.answer(
        actions.solve(earlier, words="修好", by=street.worker), words="301的王阿姨家修好了", by=street.worker
    )
    case = actions.same_matter(report(street).case, earlier=earlier, words="上月已经修好", by=street.head)
    assert case.answer == "上月已经修好"
    assert model_to_dict(case)["answer_public"] is False
