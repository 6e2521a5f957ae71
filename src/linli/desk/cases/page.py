"""The case page: what, what became of it, what now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404

from linli.cases import books
from linli.cases.actions.supervision import needs_another
from linli.cases.blots import for_the_public, names_in
from linli.cases.duties import PROOFS, Duty
from linli.cases.lifecycle import UNIT_MOVES, State
from linli.cases.models import Approval, Assignment, Case, Contact, Mediation, Order, Photo, Supervision, Voice
from linli.cases.queries import note_order_dues, story
from linli.cases.rules import (
    may_cover_photo,
    may_open_contact,
    may_open_mediation,
    may_see_order,
    sees_to_it,
    serves_the_place,
)
from linli.desk import frame
from linli.desk.cases import alike, asked, said_time
from linli.desk.cases import story as telling
from linli.desk.cases.forms import OpenContact, StepForm
from linli.desk.cases.known import Known
from linli.desk.cases.ladder import exclusions_of, ladder_of
from linli.desk.cases.marked import TagForm, with_marks
from linli.desk.cases.names import HEAVY, PARENTS
from linli.desk.cases.sides import side_of
from linli.desk.cases.steps import Step, consequence, open_steps
from linli.desk.cases.unnamed import blot, net
from linli.desk.cases.where import whereabouts
from linli.people import rules as people
from linli.people.models import Post
from linli.ui import moments


@dataclass(frozen=True)
class Shown:
    """What a step has to say on the page it is answered with."""

    step: Step
    form: StepForm
    status: int = 200
    preview: bool = False
    seen: int | None = None  # the version the person had before them when somebody else was faster


@dataclass(frozen=True)
class Offer:
    """One step in the panel."""

    step: Step
    form: StepForm
    consequence: str
    unfolded: bool
    tried: bool = False
    possible: bool = True
    preview: bool = False
    in_public: tuple[str, ...] = ()  # what everyone will read: the resident's words, if released, and the answer

    @property
    def at_once(self) -> bool:
        """Nothing to fill in and nothing to undo: the button itself takes the step."""
        return self.step.rank == 0 and not self.form.visible_fields() and not self.tried


@dataclass(frozen=True)
class Mark:
    """One of a unit's four: when it was done, when it was due."""

    words: object
    done: datetime | None
    due: datetime | None
    start: datetime
    warn: datetime | None = None

    @property
    def face(self) -> moments.ClockFace | None:
        return moments.face(self.start, self.warn or self.due, self.due, self.done) if self.due else None


LADDER = Supervision.objects.select_related("acknowledged_by__person")
UNITS = Assignment.objects.select_related("organisation", "whistle__blown_by")


def find(request, key) -> Case:
    """The case with all that stands on its page, if this post may see it; else 404."""
    return find_for(request.post, key)


def find_for(post: Post, key) -> Case:
    voices = (
        Voice.objects.select_related("entered_by__person", "came_from", "order")
        .prefetch_related("additions")
        .annotate(
            has_contact=Exists(Contact.objects.filter(voice=OuterRef("pk")))  # there, but not opened
        )
    )
    approvals = Approval.objects.select_related("asked_by__person", "decided_by__person", "assignment__organisation")
    cases = (
        Case.objects.visible_to(post)
        .select_related("category", "grid", "keeper__person", "keeper__place", "about_post__person", PARENTS)
        .defer(*HEAVY, "grid__shape", "grid__duties", "keeper__place__shape", "keeper__place__duties")
        .prefetch_related(
            Prefetch("assignments", UNITS),
            Prefetch("voices", voices),
            "photos",
            Prefetch("approvals", approvals),
            Prefetch("supervisions", LADDER),
        )
    )
    case = get_object_or_404(with_marks(cases, post), pk=key)
    case.secrets = hide_names(case) if post.role in people.FOR_A_UNIT | people.LOOKING_ON else None
    return case


def known_of(case: Case, post: Post) -> Known:
    """What this post's forms on this page work with; `assignment` is the unit's own part, open or last."""
    mine = [a for a in case.assignments.all() if a.organisation_id == post.organisation_id] if is_unit(post) else []
    current = next((a for a in mine if a.open), None)
    return Known(case, post, list(case.voices.all()), current)


def is_unit(post: Post) -> bool:
    return post.role in people.FOR_A_UNIT


def show(
    request,
    case: Case,
    *,
    shown: Shown | None = None,
    unfold: str = "",
    contacts: Mapping | None = None,
    contact_form: tuple[Voice, OpenContact] | None = None,
    decided: tuple | None = None,
    tag_form: TagForm | None = None,
    status: int = 200,
):
    """The page of a case; after a step that did not go through, with that step open and everything typed
    still in it.
    """
    note_order_dues([case])
    post, known = request.post, known_of(case, request.post)
    entries, voices, photos = story(case), known.voices, list(case.photos.all())
    for voice in voices:
        voice.case = case
    mark_for_the_public(case, photos, voices, post)
    lines = telling.tell(case, entries, voices, photos)
    keep_unnamed(case, voices, lines)
    changed = []
    if shown and shown.seen is not None:
        fresh = {entry.pk for entry in telling.changed_since(entries, shown.seen)}
        changed = [line for line in lines if line.entry.pk in fresh]
    serving = people.takes_in.allows(post, None)
    watching = sees_to_it.allows(post, case)
    facts = {
        "case": case,
        "voices": [_spoken(v, photos, post, serving, contacts or {}, contact_form) for v in voices],
        "story": lines[::-1],
        "units": [(one, marks(one), objections_to(one, case)) for one in case.assignments.all()],
        "finish_start": finish_start(case),
        "orders": orders_of(case, post),
        "watching": watching,
        "ladder": ladder_of(case, case.supervisions.all(), post) if watching else [],
        "exclusions": exclusions_of(case),
        "second_pair": watching and case.state == State.CHECKED and needs_another(case, post),
        "to_rate": {one.pk for one in case.assignments.all() if side_of(post, one)},
        "proof": proof_asked(case, voices),
        "offers": (offered := offers(case, known, shown, unfold)),
        "folded": [offer for offer in offered if offer.step.rank == 2 and not offer.unfolded],
        "changed": changed,
        "where": (where := whereabouts(case)),
        "serving": serving,
        "for_unit": is_unit(post),
        "same": alike.panel(case, post, voices, where.steps),
        "talks": talks_of(case, post),
        "asked": asked.panel(case, post, tried=decided),
        "stop": (stop := asked.running_stop(case)),
        "stop_words": stop and said_time.of(stop),
        "tag_form": (tag_form or TagForm()) if serves_the_place.allows(post, case) else None,
    }
    response = frame.page(request, "desk/cases/case.html", facts, status=shown.status if shown else status)
    if case.secrets:
        response.content = net(response.content, case.secrets)
    if contacts:
        response["Cache-Control"] = "no-store"
    return response


def mark_for_the_public(case: Case, photos: list[Photo], voices: list[Voice], post: Post) -> None:
    """Say of each photo whether this post may make a copy of it for the public."""
    spoken = {voice.pk: voice for voice in voices}
    for photo in photos:
        photo.case = case
        if photo.voice_id:
            photo.voice = spoken.get(photo.voice_id) or photo.voice
        photo.covering = may_cover_photo.allows(post, photo)


def hide_names(case: Case) -> list[str] | None:
    """What a confidential voice's words say of who it is, and colleagues' words after it, blotted before those who
    may not know it. Returns the names and phones that are not to be said; None if there is no such voice.
    """
    secret = [voice for voice in case.voices.all() if voice.confidential]
    if not secret:
        return None
    names = list(names_in(*Contact.objects.filter(voice__in=[v for v in secret if v.has_contact])))
    blot(secret, names, ("words", "rating_words", "reply"))
    for voice in secret:
        blot(voice.additions.all(), names)
    blot([case], names, ("title", "answer"))
    parts = case.assignments.all()
    blot(
        [*parts, *(one.whistle for one in parts if one.whistle), *case.approvals.all(), *case.supervisions.all()], names
    )
    return names


def keep_unnamed(case: Case, _voices: Sequence[Voice], lines: Sequence[telling.Told]) -> None:
    """The same for the story's lines of a case that `find` has found."""
    if case.secrets is not None:
        blot(lines, case.secrets, ("sentence", "words"))


def talks_of(case: Case, post: Post) -> dict:
    """For a dispute: the files of talks this post helps with, and whether it may open one. Nobody else
    learns of any.
    """
    if case.category.group != "I":
        return {}
    files = list(Mediation.objects.visible_to(post).filter(case=case))
    return {"files": files, "may_open": case.open and not files and may_open_mediation.allows(post, case.place)}


def offers(case: Case, known: Known, shown: Shown | None, unfold: str) -> list[Offer]:
    """The panel's steps. One that was tried but is not possible any more stays, so that its words are not lost."""
    steps = open_steps(known.post, case, known.assignment)
    made = []
    if shown and shown.step.name not in {step.name for step in steps}:
        made.append(Offer(shown.step, shown.form, "", unfolded=True, tried=True, possible=False))
    for step in steps:
        this = shown if shown and shown.step.name == step.name else None
        form = this.form if this else step.form(step=step.name, known=known)
        made.append(
            Offer(
                step,
                form,
                consequence(step, case),
                unfolded=bool(this) or unfold == step.name,
                tried=bool(this),
                preview=bool(this and this.preview),
                in_public=in_public(this, known) if this and this.preview else (),
            )
        )
    return made


def in_public(shown: Shown, known: Known) -> tuple[str, ...]:
    """The answer as the public page will show it, after the words that the resident released; both blotted."""
    if not shown.form.cleaned_data.get("public"):
        return ()
    released = next((voice.words for voice in known.voices if voice.may_publish and not voice.confidential), "")
    names = list(names_in(*Contact.objects.filter(voice__case=known.case)))
    said = (released, shown.form.cleaned_data["words"])
    return tuple(for_the_public(words, *names) for words in said if words)


def all_marks(one: Assignment) -> list[Mark | None]:
    """Sign, contact, report in, done; None for one that has no due time and has not happened."""
    return [
        Mark(UNIT_MOVES.moves[step].words, done, due, one.called_at, one.done_warn if step == "report_done" else None)
        if done or due
        else None
        for step, done, due in one.marks()
    ]


def marks(one: Assignment) -> list[Mark]:
    return [mark for mark in all_marks(one) if mark]


def objections_to(one: Assignment, case: Case) -> list[Approval]:
    """What its unit said against this call, of what was asked for in the case."""
    return [a for a in case.approvals.all() if a.assignment_id == one.pk and a.kind == Approval.Kind.OBJECTION]


def orders_of(case: Case, post: Post) -> list[tuple[Order, str, bool]]:
    """What came from elsewhere under its own number: the order, what its system is called, whether this
    post works it.
    """
    orders = [voice.order for voice in case.voices.all() if hasattr(voice, "order")]
    names = books.hotlines.rules().name_of
    return [
        (order, names(order.system), may_see_order.allows(post, order))
        for order in sorted(orders, key=lambda order: (order.received_at, order.pk))
    ]


def finish_start(case: Case) -> datetime:
    """When the finish clock began: with the report, or at the last reopening."""
    return case.finish_start or case.reported_at


def proof_asked(case: Case, voices: list[Voice]) -> Duty | None:
    """The proof that residents ask for here and that a community must not issue."""
    if case.category.code != PROOFS:
        return None
    rules = books.duties.rules()
    return next((found for voice in voices if (found := rules.proof_named(voice.words))), None)


@dataclass(frozen=True)
class Spoken:
    """A voice as its card shows it."""

    voice: Voice
    photos: list[Photo]
    contact_form: OpenContact | None  # None: this post may not open it, or there is none
    contact: Contact | None
    shows_receipt: bool  # see intake.voice_for_slip


def _spoken(voice, photos, post, serving, contacts, contact_form) -> Spoken:
    may_open = voice.has_contact and may_open_contact.allows(post, voice)
    form = (
        contact_form[1] if contact_form and contact_form[0].pk == voice.pk else OpenContact(auto_id=f"c{voice.pk}-%s")
    )
    return Spoken(
        voice,
        [p for p in photos if p.voice_id == voice.pk],
        form if may_open else None,
        contacts.get(voice.pk),
        serving and voice.entered_by_id is not None,
    )
