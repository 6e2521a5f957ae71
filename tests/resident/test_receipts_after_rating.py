"""What the receipt says once its resident has rated."""

import pytest
from django.urls import reverse

from linli.cases import actions

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
    assert "再次选“还没解决”，这件事会报街道督办。" in answered(street.head)
    voice.refresh_from_db()
    actions.rate(voice, solved=False)
    told = client.get(reverse("resident:receipt", args=[voice.receipt])).content.decode()
    assert "已答复，您说还没解决。现在由街道督办。" in told
    assert "您看解决了吗" not in told
