"""The whole job through the pages."""

import pytest
from desk_cast import buttons, page_of, seat, take, text
from django.urls import reverse

from linli.cases import actions
from linli.cases.models import Case, Voice

pytestmark = pytest.mark.django_db


def answer(client, case, words, **more):
    """Write, look at it as the resident will, send."""
    preview = take(client, case, "answer", words=words, go="preview", **more)
    assert words in text(preview)
    offer = next(o for o in preview.context["offers"] if o.step.name == "answer")
    assert offer.preview
    return take(client, case, "answer", words=words, go="send", shown=offer.form.digest, **more)


def test_a_whistle_from_the_report_to_the_rating(street, voice):
    case = voice.case
    worker, head, officer, manager = map(seat, (street.worker, street.head, street.officer, street.manager))

    def done(response):
        assert response.status_code == 302, text(response)

    done(take(worker, case, "take_up"))
    done(take(worker, case, "contact", how="phone", words="电话里说每天晚上最臭"))
    done(take(worker, case, "hand_on", to=str(street.head.pk), words="要请城管和物业"))
    done(
        take(
            head,
            case,
            "blow_whistle",
            lead=str(street.city_management.pk),
            support=[str(street.property.pk)],
            kind="joint",
            why="店在小区里，要两家一起看",
            words="桶要移走",
        )
    )
    done(take(officer, case, "sign"))
    done(take(officer, case, "unit_contact", words="已联系诉求人"))
    done(take(officer, case, "report_in", how="on_site", words="三方到场"))
    done(take(officer, case, "report_done", words="桶已移走"))
    case.refresh_from_db()
    assert case.state == "with_units"
    done(take(manager, case, "sign"))
    done(take(manager, case, "report_done", words="新点位已硬化"))
    assert buttons(head.get(page_of(case))) >= {"pass_check", "fail_check"}
    done(take(head, case, "pass_check", words="现场看过"))
    done(answer(head, case, "垃圾桶已移到后巷。", public="on"))
    done(take(head, case, "call_back", voice=str(voice.pk), reached="yes", solved="yes", grade="5", words="好多了"))
    case.refresh_from_db()
    assert (case.state, case.solved, case.grade, case.answer_public) == ("closed", True, 5, True)
    page = text(head.get(page_of(case)))
    for words in ("桶要移走", "新点位已硬化", "垃圾桶已移到后巷。", "好多了"):
        assert words in page


def test_an_answer_that_was_changed_after_the_preview_is_shown_again(street, case):
    client = seat(street.worker)
    actions.solve(actions.take_up(case, by=street.worker), words="办了", by=street.worker)
    seen = take(client, case, "answer", words="第一稿", go="preview")
    digest = next(o for o in seen.context["offers"] if o.step.name == "answer").form.digest
    again = take(client, case, "answer", words="第二稿", go="send", shown=digest)
    assert again.status_code == 200
    assert "第二稿" in text(again)
    assert Case.objects.get(pk=case.pk).state == "checked"


def test_the_second_of_two_sees_what_changed_and_keeps_what_was_typed(street, case):
    slow = seat(street.chief)
    version = case.version
    actions.take_up(case, by=street.worker)
    late = take(
        slow,
        case,
        "blow_whistle",
        seen=version,
        words="三家一起到场看看",
        lead=str(street.city_management.pk),
        support=[str(street.property.pk)],
        kind="joint",
        why="店在小区里",
    )
    assert late.status_code == 409
    page = text(late)
    assert "三家一起到场看看" in page
    assert street.worker.person.name in page
    assert [line.entry.event for line in late.context["changed"]] == ["TakenUp"]
    offer = next(o for o in late.context["offers"] if o.step.name == "blow_whistle")
    assert offer.form["lead"].value() == str(street.city_management.pk)
    assert int(offer.form["seen"].value()) == version + 1
    # The second try, made against what the page shows now, goes through.
    again = slow.post(reverse("desk:step", args=[case.pk, "blow_whistle"]), offer.form.data)
    assert again.status_code == 302


def test_words_of_a_step_that_is_over_are_still_there_to_copy(street, case):
    version = actions.take_up(case, by=street.worker).version
    slow = seat(street.chief)
    actions.solve(case, words="已清走", by=street.worker)
    late = take(slow, case, "solve", seen=version, words="我写了很久的办理情况")
    assert late.status_code == 409
    assert "我写了很久的办理情况" in text(late)
    offer = next(o for o in late.context["offers"] if o.step.name == "solve")
    assert not offer.possible


def test_a_double_click_is_one_deed(street, case):
    client, version = seat(street.worker), case.version
    assert take(client, case, "take_up", seen=version).status_code == 302
    assert take(client, case, "take_up", seen=version).status_code == 302
    case.refresh_from_db()
    assert case.version == version + 1


def test_a_refusal_stands_at_its_field_and_nothing_is_lost(street, case):
    actions.dispatch(case, unit=street.city_management, by=street.head)
    client = seat(street.officer)
    answer = take(client, case, "send_back", reason="not_ours", words="这是环卫的事")
    assert answer.status_code == 422
    offer = next(o for o in answer.context["offers"] if o.step.name == "send_back")
    assert offer.form.errors["item"]
    assert "这是环卫的事" in text(answer)
    listed = "CG-01 占道经营、店外经营查处"
    assert listed in text(answer)
    assert take(client, case, "send_back", reason="not_ours", listed=listed, words="这是环卫的事").status_code == 302
    assert "占道经营、店外经营查处" in text(seat(street.head).get(page_of(case)))


def test_nobody_takes_a_step_that_is_not_theirs(street, case):
    for post, step, fields in (
        (street.worker, "blow_whistle", {"lead": str(street.city_management.pk), "words": "来"}),
        (street.lead, "take_up", {}),
        (street.head, "sign", {}),
        (street.head, "withdraw", {}),
        (street.head, "finish", {}),
    ):
        assert take(seat(post), case, step, **fields).status_code in (404, 409, 422), (post, step)
    case.refresh_from_db()
    assert case.version == 1


def test_a_case_moved_out_of_ones_places_leads_back_to_the_list(street, case):
    client = seat(street.worker)
    moved = take(client, case, "correct", category=case.category.code, place="桂语里1栋")
    assert moved.status_code == 302
    assert moved.url == reverse("desk:work")
    case.refresh_from_db()
    assert case.place == street.other_building


def test_a_place_that_is_not_found_is_said_at_its_field(street, case):
    answer = take(seat(street.worker), case, "correct", category=case.category.code, place="月亮背面")
    assert answer.status_code == 422
    assert "月亮背面" in text(answer)


def test_not_solved_by_phone_opens_the_case_again(street, voice):
    case = actions.take_up(voice.case, by=street.worker)
    actions.answer(actions.solve(case, words="办了", by=street.worker), words="办好了", by=street.worker)
    code = " ".join(voice.receipt[i : i + 4] for i in range(0, 16, 4))
    client = seat(street.clerk)
    found = client.post(reverse("desk:receipt"), {"code": code})
    assert "办好了" in text(found)
    given = {"code": code, "rate": "1", "solved": "no", "grade": "2", "words": "还是臭"}
    assert client.post(reverse("desk:receipt"), given).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.supervised, case.reopenings) == ("taken_up", True, 1)
    assert Voice.objects.get(pk=voice.pk).rated_how == "phone"


def test_a_step_can_be_opened_by_its_address(street, case):
    answer = seat(street.chief).get(reverse("desk:step", args=[case.pk, "blow_whistle"]))
    assert next(o for o in answer.context["offers"] if o.step.name == "blow_whistle").unfolded


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["worker", "head", "officer", "lead", "leader"])
def test_every_page_speaks_both_languages(street, case, who, language):
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="来", by=street.head)
    client = seat(getattr(street, who))
    client.cookies["django_language"] = language
    for url in (
        page_of(case),
        reverse("desk:work"),
        reverse("desk:whistles"),
        reverse("desk:inbox"),
        reverse("desk:places"),
    ):
        assert client.get(url).status_code == 200, url
