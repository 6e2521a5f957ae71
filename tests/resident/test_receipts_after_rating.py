"""What the receipt says once its resident has rated."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.cases import actions
from linli.kernel import clock

pytestmark = pytest.mark.django_db


def test_the_second_time_it_says_that_the_street_sees_to_it_and_asks_no_more(street, voice, client):
    case = voice.case

    def answered(by, solved_by=street.worker):
        case.refresh_from_db()
        actions.solve(case, words="修好了", by=solved_by)
        case.refresh_from_db()
        actions.answer(case, words="已处理", by=by)
        return client.get(reverse("resident:receipt", args=[voice.receipt])).content.decode()

    actions.take_up(case, by=street.worker)
    assert "由社区或街道督办" in answered(street.worker)
    voice.refresh_from_db()
    actions.rate(voice, solved=False)
    told = answered(street.head)
    assert "再次选“还没解决”，这件事会报街道督办。" in told
    assert "您看解决了吗" in told
    voice.refresh_from_db()
    actions.rate(voice, solved=False)
    told = client.get(reverse("resident:receipt", args=[voice.receipt])).content.decode()
    assert "已答复，您说还没解决。现在由街道督办。" in told
    assert "您看解决了吗" not in told


def test_what_its_resident_calls_not_solved_is_never_closed_for_silence(street, voice):
    case = voice.case
    actions.take_up(case, by=street.worker)
    for by in (street.worker, street.head):
        case.refresh_from_db()
        actions.solve(case, words="修好了", by=street.worker)
        case.refresh_from_db()
        actions.answer(case, words="已处理", by=by)
        voice.refresh_from_db()
        actions.rate(voice, solved=False)
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert actions.close_the_silent() == 0
    case.refresh_from_db()
    assert case.state == "answered"


def test_after_a_second_answer_silence_closes_it_again(street, voice):
    case = voice.case
    actions.take_up(case, by=street.worker)
    for by in (street.worker, street.head):
        case.refresh_from_db()
        actions.solve(case, words="修好了", by=street.worker)
        case.refresh_from_db()
        actions.answer(case, words="已处理", by=by)
        if by == street.worker:
            voice.refresh_from_db()
            actions.rate(voice, solved=False)
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert actions.close_the_silent() == 1
