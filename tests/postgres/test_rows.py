"""Rows written the short way are the rows Django would write; a refusal among them is a refusal, and nothing is left
half done.
"""

from contextlib import closing

import pytest
from django.db import IntegrityError, connection
from django.forms import model_to_dict

from linli.cases.models import Contact, Voice
from linli.kernel import clock
from linli.kernel.refs import VISITOR
from linli.notices.actions import tell
from linli.notices.models import Notice
from linli.postgres import rows


def voice_like(voice: Voice, **more) -> Voice:
    return Voice(case=voice.case, source="web", said_at=clock.now(), words="楼道灯不亮", **more)


def test_a_row_reads_back_as_if_django_had_saved_it(voice):
    short, usual = (
        voice_like(voice, receipt="1", submission_key="a"),
        voice_like(voice, receipt="2", submission_key="b"),
    )
    rows.insert(short)
    usual.save()
    assert not short._state.adding
    own = ("id", "receipt", "submission_key", "said_at")
    assert model_to_dict(Voice.objects.get(receipt="1"), exclude=own) == model_to_dict(
        Voice.objects.get(receipt="2"), exclude=own
    )


def test_what_is_sealed_and_what_is_json_is_prepared(voice):
    other = voice_like(voice, receipt="1")
    rows.insert(other)
    rows.insert(Contact(voice=other, name="张某某", phone="19900001234", until=clock.today()))
    with connection.cursor() as cursor:
        cursor.execute("select name from cases_contact where voice_id = %s", [other.pk])
        assert "张" not in cursor.fetchone()[0]
    assert Contact.objects.get(voice=other).phone == "19900001234"
    tell([VISITOR], "case_reported", title="“引号”", number=1)
    assert Notice.objects.latest("id").facts == {"title": "“引号”", "number": 1}


def written(*some) -> None:
    with rows.together():
        for row in some:
            rows.insert(row)


def written_and_read(*some) -> None:
    with rows.together():
        rows.insert(*some)
        Voice.objects.count()  # reading brings a refusal to light


@pytest.mark.parametrize("deed", [written, written_and_read])
def test_a_refusal_takes_back_all_that_was_sent_with_it(voice, caplog, deed):
    with pytest.raises(IntegrityError, match="receipt"):
        deed(*(voice_like(voice, receipt=receipt) for receipt in "779"))
    assert list(Voice.objects.all()) == [voice]
    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_outside_of_any_other_transaction_too(street, caplog):
    now = clock.now()
    twice = [Notice(to="visitor", kind="k", once="once", written_at=now, next_try_at=now) for _ in range(2)]
    with pytest.raises(IntegrityError, match="once"):
        written(*twice)
    assert not Notice.objects.exists()
    written(twice[0])
    assert Notice.objects.count() == 1
    assert caplog.records == []


def test_a_connection_that_the_server_has_ended_is_noticed_before_it_is_used(db):
    with closing(connection.copy()) as kept:
        with kept.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (number,) = cursor.fetchone()
        assert kept.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s, 5000)", [number])
        assert not kept.is_usable()
