"""Who looked and who doubts it; what goes when its time is over; photos covered for the public; files that leave."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.cases import actions, books
from linli.cases.actions import Reachable, exports
from linli.cases.models import Addition, Case, Contact, Export, LookObjection, Photo, Voice
from linli.cases.retention import KINDS, SHIPPED, Period, RetentionRules
from linli.cases.rules import may_answer_look
from linli.insight.answers import public_answers
from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.actions import deliver_due
from linli.notices.models import Notice
from linli.pictures.photos import Picture, cover, open_photo, take_in

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=3 * 366)


def jpeg(colour="red", size=(200, 100)):
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, "JPEG", quality=95)
    return SimpleUploadedFile("a.jpg", drawn.getvalue(), "image/jpeg")


def look_of(voice):
    return Entry.objects.get(event="ContactOpened", facts__voice=voice.ref)


# --- looks --------------------------------------------------------------------------------------------------------


def test_a_look_that_is_doubted_is_answered_by_the_inspector_and_never_by_who_looked(street, voice):
    actions.open_contact(voice, purpose="约上门时间", by=street.worker)
    made = actions.object_to_look(voice, look_of(voice).pk, words="没人给我打过电话")
    deliver_due()
    assert set(Notice.objects.filter(kind="look_objected").values_list("to", flat=True)) == {street.inspector.ref}
    for post in street.everyone:
        assert may_answer_look.allows(post, made) == (post in (street.inspector, street.leader)), post
    with pytest.raises(Refused):
        actions.answer_look(made, proper=True, words="需要", by=street.worker)
    done = actions.answer_look(made, proper=False, words="查实没有联系，已批评", by=street.inspector)
    assert (done.proper, done.answered_by) == (False, street.inspector)
    with pytest.raises(Refused):
        actions.answer_look(made, proper=True, words="再答一次", by=street.leader)
    assert Notice.objects.filter(kind="look_answered", to=street.worker.ref).exists()
    assert "没人给我打过电话" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert verify().whole


def test_the_inspectors_own_look_is_answered_by_somebody_else(street, voice):
    actions.open_contact(voice, purpose="核实", by=street.inspector)
    actions.object_to_look(voice, look_of(voice).pk)
    assert set(Notice.objects.filter(kind="look_objected").values_list("to", flat=True)) == {street.leader.ref}


def test_only_looks_at_ones_own_data_can_be_doubted_and_each_once(street, voice):
    other = actions.report_case(
        place=street.unit, words="路灯不亮", source="web", contact=Reachable("李某某", "19900005678")
    )
    actions.open_contact(other, purpose="核实", by=street.worker)
    with pytest.raises(Refused):
        actions.object_to_look(voice, look_of(other).pk)
    with pytest.raises(Refused):
        actions.object_to_look(voice, voice.pk)
    actions.object_to_look(other, look_of(other).pk)
    with pytest.raises(Refused):
        actions.object_to_look(other, look_of(other).pk)
    assert LookObjection.objects.count() == 1


# --- retention ----------------------------------------------------------------------------------------------------


def test_the_shipped_book_says_for_every_kind_why_and_by_what_right():
    rules = RetentionRules.read(SHIPPED)
    assert tuple(rules.kinds) == KINDS
    assert Period.parse("6m").after(clock.now().date().replace(month=8, day=31)).day in (28, 29)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "case", "keep": ""},
        {"kind": "case", "keep": "0y"},
        {"kind": "case", "keep": "99y"},
        {"kind": "contact", "purpose": " "},
        {"kind": "contact", "basis": ""},
        {"kind": "photo", "keep": "9y"},
        {"kind": "export", "keep": "90d"},
        {"kind": "unsent_photo", "keep": "1d"},
    ],
)
def test_a_book_without_purpose_basis_or_bounds_is_refused_with_a_sentence(change):
    body = [row | change if row["kind"] == change["kind"] else row for row in SHIPPED]
    with pytest.raises(ValueError, match=r".{8,}"):
        RetentionRules.read(body)
    with pytest.raises(ValueError, match="call"):
        RetentionRules.read([row for row in SHIPPED if row["kind"] != "call"])


def test_what_is_erased_keeps_its_figures_and_loses_words_address_and_photos(
    street, voice, django_capture_on_commit_callbacks
):
    picture = take_in(jpeg())
    actions.add_to_voice(voice, words="就在3栋2单元501室门口", photos=[picture])
    case = actions.take_up(Case.objects.get(), by=street.worker)
    case = actions.solve(case, words="已清", by=street.worker)
    actions.answer(case, words="张某某您好，3栋2单元501室门口已清运", by=street.worker)
    actions.rate(Voice.objects.get(), solved=True, grade=5, words="501室的人很感谢")
    before = Case.objects.get()
    count = Entry.objects.count()
    with clock.frozen(clock.now() + LONG_AGO):
        going = {one.kind: one for one in actions.survey()}
        assert (going["case"].count, going["case"].some) == (1, [before.number])
        assert Case.objects.get().title == before.title  # the dry run changed nothing
        assert Entry.objects.count() == count
        with django_capture_on_commit_callbacks(execute=True):
            gone = actions.let_go()
        assert gone["case"] == 1
        assert sum(actions.let_go().values()) == 0
    case, voice = Case.objects.get(), Voice.objects.get()
    assert case.erased_on
    assert (case.place, case.path) == (street.jinhe, street.jinhe.path)
    assert (case.solved, case.grade, case.answered_at, case.grid) == (True, 5, before.answered_at, street.grid)
    assert case.title == str(case.category)
    assert (voice.words, voice.rating_words, voice.solved) == ("", "", True)
    assert "501" not in case.answer
    assert "张某某" not in case.answer
    assert not Addition.objects.exists()
    assert not Photo.objects.exists()
    assert not Contact.objects.exists()
    with pytest.raises(FileNotFoundError):
        open_photo(picture.file)
    erased = Entry.objects.get(event="Erased")
    assert erased.subject == case.ref
    assert verify().whole
    assert [run.facts["gone"] for run in actions.retention_runs()][-1]["case"] == 1


def test_what_is_open_again_is_not_erased(street, voice):
    actions.withdraw(voice)
    Case.objects.update(ended_at=clock.now() - LONG_AGO, state="taken_up")
    assert actions.let_go()["case"] == 0
    assert Voice.objects.get().words


def test_another_period_in_the_book_is_what_the_next_run_goes_by(street, voice):
    actions.withdraw(voice)
    short = [row | {"keep": "1y"} if row["kind"] in ("case", "photo", "call", "order") else row for row in SHIPPED]
    with clock.frozen(clock.now() + timedelta(days=370)):
        assert {one.kind: one.count for one in actions.survey()}["case"] == 0
        from linli.cases.actions.editions import issue_rules

        issue_rules(books.retention, short, why="本区规定一年", by=street.administrator)
        assert actions.let_go()["case"] == 1
    assert Entry.objects.get(event="Erased").facts["edition"] == 2


def test_looking_what_would_go_costs_the_same_for_few_and_many(street, django_assert_max_num_queries):
    for n in range(3):
        actions.withdraw(actions.report_case(place=street.unit, words=f"第{n}件", source="web"))
    with clock.frozen(clock.now() + LONG_AGO), django_assert_max_num_queries(40):
        assert {one.kind: one.count for one in actions.survey()}["case"] == 3


# --- photos -------------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(street):
    """A public answer, with a photo of the resident who agreed and one of staff after the work."""
    voice = actions.report_case(
        place=street.unit, words="路灯不亮", source="web", may_publish=True, photos=[take_in(jpeg("blue"))]
    )
    case = actions.take_up(voice.case, by=street.worker)
    taken = take_in(jpeg("green"))
    case = actions.solve(case, words="修好", photos=[Picture(taken.file, 200, 100, taken.size)], by=street.worker)
    actions.answer(case, words="修好了", public=True, by=street.worker)
    return voice


def test_a_covered_copy_is_black_where_the_boxes_are_and_the_photo_stays_as_it_was(street):
    picture = take_in(jpeg("red"))
    with open_photo(picture.file) as stored:
        before = stored.read()
    copy = cover(picture.file, [(0.25, 0.5, 0.25, 0.25)])
    with open_photo(copy.file) as stored:
        shown = Image.open(stored).convert("RGB")
    assert max(shown.getpixel((70, 60))) < 12
    assert shown.getpixel((20, 20))[0] > 200
    assert shown.info.get("exif") is None
    with open_photo(picture.file) as stored:
        assert stored.read() == before
    assert copy.file != picture.file


def test_a_photo_is_public_only_covered_agreed_and_beside_a_public_answer(street, answered):
    theirs, ours = Photo.objects.get(voice__isnull=False), Photo.objects.get(voice=None)
    assert public_answers(street.wangchao, fresh=True)[0].photos == ()
    for one in (theirs, ours):
        actions.cover_photo(
            one, picture=cover(one.file, [(0.1, 0.1, 0.2, 0.2)]), boxes=[(0.1, 0.1, 0.2, 0.2)], by=street.worker
        )
    assert set(public_answers(street.wangchao, fresh=True)[0].photos) == {theirs.pk, ours.pk}
    Voice.objects.update(confidential=True)
    assert public_answers(street.wangchao, fresh=True)[0].photos == (ours.pk,)
    actions.take_photo_back(ours, by=street.worker)
    assert public_answers(street.wangchao, fresh=True)[0].photos == ()
    events = list(Entry.objects.filter(event__startswith="Photo").order_by("at", "seq").values_list("event", flat=True))
    assert events == ["PhotoCovered", "PhotoCovered", "PhotoTakenBack"]


def test_what_a_resident_did_not_agree_to_and_notes_for_colleagues_are_never_covered_for_the_public(street, answered):
    Voice.objects.update(may_publish=False)
    theirs = Photo.objects.get(voice__isnull=False)
    Photo.objects.filter(voice=None).update(stage="inside")
    for one in (theirs, Photo.objects.get(voice=None)):
        with pytest.raises(Refused):
            actions.cover_photo(one, picture=cover(one.file, []), boxes=[], by=street.worker)


# --- exports ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sort(monkeypatch):
    from linli.people import rules as people

    monkeypatch.setitem(exports.WHAT, "letters", exports.Sort("Letters", people.takes_in))


def test_a_short_file_can_be_taken_at_once_and_a_long_one_when_a_second_person_agrees(street, sort):
    short = exports.ask("letters", rows=20, purpose="月报", by=street.clerk)
    assert exports.take(short, write=lambda one: exports.mark_of(one).encode(), by=street.clerk)
    long = exports.ask("letters", rows=21, purpose="月报", by=street.clerk)
    assert set(Notice.objects.filter(kind="export_asked").values_list("to", flat=True)) == {street.head.ref}
    with pytest.raises(Refused):
        exports.take(long, write=lambda one: b"", by=street.clerk)
    for post in (street.clerk, street.worker, street.officer):
        with pytest.raises(Refused):
            exports.decide(long, granted=True, by=post)
    exports.decide(long, granted=True, by=street.head)
    with pytest.raises(Refused):  # the one who agreed does not take it
        exports.take(Export.objects.get(pk=long.pk), write=lambda one: b"", by=street.head)
    mark = exports.take(
        Export.objects.get(pk=long.pk), write=lambda one: exports.mark_of(one).encode(), by=street.clerk
    ).decode()
    assert Export.objects.get(pk=long.pk).number in mark
    assert "社区受理员01" in mark
    with clock.shifted(timedelta(hours=25)), pytest.raises(Refused):
        exports.take(Export.objects.get(pk=long.pk), write=lambda one: b"", by=street.clerk)
    said = list(Entry.objects.filter(subject=long.ref).values_list("event", flat=True))
    assert sorted(said) == ["ExportAsked", "ExportDecided", "ExportTaken"]


def test_without_a_purpose_or_with_too_many_rows_nothing_leaves(street, sort):
    for said in ({"rows": 1, "purpose": " "}, {"rows": 0, "purpose": "x"}, {"rows": 999_999, "purpose": "x"}):
        with pytest.raises(Refused):
            exports.ask("letters", by=street.clerk, **said)
    with pytest.raises(Refused):
        exports.ask("letters", rows=1, purpose="x", by=street.officer)
    assert not Export.objects.exists()


def test_the_log_shows_what_left_my_places(street, sort):
    exports.ask("letters", rows=1, purpose="月报", by=street.worker)
    seen = {post for post in street.everyone if exports.seen_by(post).exists()}
    assert seen == {
        street.worker,
        street.clerk,
        street.head,
        street.street_clerk,
        street.leader,
        street.inspector,
        street.administrator,
    }
