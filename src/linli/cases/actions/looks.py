"""Looks at a resident's name and phone: opening them with a purpose, doubting a look, and answering the doubt in the
open.
"""

from uuid import UUID

from django.db import transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.models import Case, Contact, LookObjection, Voice
from linli.cases.rules import may_answer_look, may_open_contact
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.people.queries import in_charge_of, named
from linli.people.roles import Role

LONGEST_DOUBT, LONGEST_PURPOSE = 1000, 200


@transaction.atomic
def open_contact(voice: Voice, *, purpose: str, by: Post) -> Contact:
    """Show a resident's name and phone to somebody who has to reach them; the look is journaled and the resident sees
    it.
    """
    voice.case = within.locked(voice.case)
    may_open_contact.require(by, voice)
    if not (purpose := " ".join(purpose.split())[:LONGEST_PURPOSE]):
        raise Refused(N_("Say what you need it for."), field="purpose")
    found = Contact.objects.filter(voice=voice).first()
    if found is None:
        raise Refused(N_("This resident left no name and no phone."))
    looked = events.ContactOpened(purpose=purpose, voice=voice.ref)
    record(within.lasting(looked, voice.case), on=voice.case, by=by)
    return found


@transaction.atomic
def object_to_look(voice: Voice, look: UUID, *, words: str = "") -> LookObjection:
    """The resident doubts one look. The inspector hears of it, or whoever stands in; never the one who looked.

    Refuses a look that is not one at this voice's data, and a second objection to the same.
    """
    case = voice.case = within.locked(voice.case)
    entry = Entry.objects.filter(pk=look, event="ContactOpened").first()
    post = entry and named([entry.by]).get(entry.by)
    if not entry or not post or entry.facts.get("voice") != voice.ref:
        raise Refused(N_("This is not a look at your name and phone."))
    if LookObjection.objects.filter(look=entry.pk).exists():
        raise Refused(N_("You have objected to this already. The inspector answers here."))
    if len(words := words.strip()) > LONGEST_DOUBT:
        raise Refused(N_("That is longer than {most} characters. Please shorten it."), field="text", most=LONGEST_DOUBT)
    made = LookObjection.objects.create(
        voice=voice,
        look=entry.pk,
        looked_by=post,
        looked_at=entry.at,
        purpose=entry.facts["purpose"],
        path=case.path,
        words=words,
        asked_at=clock.now(),
    )
    record(events.LookObjected(voice=voice.ref, look=str(entry.pk)), on=case, by=voice)
    tell(answerers(made), "look_objected", about=made, number=case.number)
    return made


@transaction.atomic
def answer_look(objection: LookObjection, *, proper: bool, words: str, by: Post) -> LookObjection:
    """Say whether the look was needed, and why; the resident reads it, and whoever looked hears of it."""
    case = within.locked(objection.voice.case)
    objection = (
        LookObjection.objects.select_for_update(of=("self",)).select_related("looked_by", "voice").get(pk=objection.pk)
    )
    objection.voice.case = case
    if objection.answered_at:
        raise Refused(N_("A colleague has answered this already."))
    may_answer_look.require(by, objection)
    objection.answer, objection.proper = within.said(words), proper
    objection.answered_by, objection.answered_at = by, clock.now()
    objection.save()
    said = events.LookAnswered(
        voice=objection.voice.ref, look=str(objection.look), proper=proper, words=objection.answer
    )
    record(said, on=case, by=by)
    tell([objection.looked_by], "look_answered", about=case, number=case.number)
    return objection


def answerers(objection: LookObjection) -> list[str]:
    """The inspector; failing that the street's leader; failing that the county. Never the one who looked."""
    case: Case = objection.voice.case
    posts = in_charge_of(case.path, roles=people.HEARING_COMPLAINTS | people.SUPERVISING)
    for roles in ({Role.DISCIPLINE}, people.HEARING_COMPLAINTS, people.SUPERVISING):
        if found := [post.ref for post in posts if post.role in roles and may_answer_look.allows(post, objection)]:
            return found
    return []
