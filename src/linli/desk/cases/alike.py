"""What the desk sees of cases that may be one matter: the quiet panel of the case page, and the list
beside the intake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases import actions, books
from linli.cases.duties import PROOFS, Duty
from linli.cases.lifecycle import UNANSWERED, State
from linli.cases.models import Case, Category, Merge, Voice
from linli.cases.queries import Likely, about_a_person, alike, category_by_code, category_meant
from linli.cases.rules import serves_the_place
from linli.desk.cases.places import place_said
from linli.kernel.errors import Refused
from linli.people.models import Post
from linli.people.rules import takes_in
from linli.places.models import Place

SHORTEST = 4  # characters typed before it is worth looking


@dataclass(frozen=True)
class Found:
    """One likely case and why it is shown, in words."""

    case: Case
    reasons: list[str]

    @property
    def running(self) -> bool:
        return self.case.running


@dataclass(frozen=True)
class Panel:
    """`may_look`: this post may compare and merge; the rest is what stands there."""

    found: list[Found]
    merge: Merge | None  # by which this case ended
    absorbed: list[Merge]  # cases that ended in this one
    may_look: bool
    may_undo: bool
    earlier: Case | None = None


def reasons(one: Likely) -> list[str]:
    said = []
    if one.same_building:
        said.append(_("same building or place"))
    elif one.metres is not None:
        said.append(_("%(metres)s m away") % {"metres": one.metres})
    else:
        said.append(_("same compound"))
    if one.same_kind:
        said.append(_("same kind"))
    if one.percent:
        said.append(_("words %(percent)s %% alike") % {"percent": one.percent})
    return said


def panel(case: Case, post: Post, voices: Sequence[Voice], above: Sequence[Place]) -> Panel:
    """A handful of statements while the case runs, two once it is merged; none for whoever does not serve the place."""
    serving = serves_the_place.allows(post, case)
    earlier = Case.objects.visible_to(post).filter(pk=case.same_as_id).first() if case.same_as_id else None
    if not serving:
        return Panel([], None, [], False, False, earlier)
    if case.state == State.MERGED:
        return Panel([], actions.merge_of(case), [], False, True)
    joined = any(voice.came_from_id for voice in voices)
    absorbed = list(case.merges_in.filter(undone_at=None).select_related("absorbed", "by__person")) if joined else []
    look = case.running and not case.restricted and not about_a_person(case.category)
    words = voices[0].words if voices else case.title
    found = seen_by(post, case.place, words, case.category, but=case, above=above) if look else []
    return Panel(found, None, absorbed, look, True, earlier)


def seen_by(
    post: Post,
    place: Place,
    words: str,
    category: Category | None,
    *,
    but: Case | None = None,
    above: Sequence[Place] | None = None,
    limit: int = 4,
) -> list[Found]:
    mine = Case.objects.visible_to(post)
    likely = alike(place, words, category, among=mine, but=but, limit=limit, above=above)
    return [Found(one.case, reasons(one)) for one in likely]


@require_POST
def while_typing(request):
    """Beside the intake: cases like what is being typed, to join instead of opening another. Words
    travel in the body.
    """
    takes_in.require(request.post, None)
    return HttpResponse(
        render_to_string("desk/cases/alike.html", {"found": typed(request), "proof": proof_typed(request)}, request)
    )


def proof_typed(request) -> Duty | None:
    """The proof that is being asked for and that a community must not issue; said before it is taken in."""
    words, chosen = request.POST.get("text", ""), request.POST.get("category", "")
    return books.duties.rules().proof_named(words) if chosen in ("", PROOFS) else None


def typed(request) -> list[Found]:
    """For the words and place of the intake form, as far as they can be read already."""
    words, said = request.POST.get("text", "").strip(), request.POST.get("place", "").strip()
    if len(words) < SHORTEST or not said or request.post.place is None:
        return []
    try:
        place = place_said(said[:120], request.post.place)
    except Refused:
        return []
    kind = category_by_code(request.POST.get("category")) or category_meant(words)
    return seen_by(request.post, place, words, kind)


def joinable(post: Post, key: str) -> Case | None:
    """The case that is to be joined from the intake, if this post serves its place and it still runs."""
    try:
        asked = UUID(key)
    except ValueError:
        return None
    case = Case.objects.visible_to(post).filter(pk=asked, state__in=UNANSWERED).first()
    return case if case and serves_the_place.allows(post, case) else None
