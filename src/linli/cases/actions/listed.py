"""What the duty lists say when a unit is called: nobody is called off the list, or against its own word, in silence."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from linli.cases import books
from linli.cases.models import Approval, Case
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people import rules as people
from linli.people.models import Organisation, OrganisationKind, Post

NOT_OURS = "not_ours"


def overruled(case: Case, units: Sequence[Organisation], why: str) -> dict[UUID, str]:
    """For each unit that is called against the duty list, or against what it has said itself: why, in words.

    Refuses such a call without words, and any of a residents' committee: what is on its list, the community serves
    already; what is not, is not to be pushed down to it. Refuses as well while the street still has to decide.
    """
    _not_down(case, units)
    _not_while_undecided(case)
    why = why.strip()
    against = _said_not_ours(case, units) | unlisted(case, units)
    if against and not why:
        sentence = next(against[unit.pk] for unit in units if unit.pk in against)
        named = "、".join(unit.name for unit in units if against.get(unit.pk) == sentence)
        raise Refused(sentence, field="why", unit=named)
    return dict.fromkeys(against, why)


def _said_not_ours(case: Case, units: Sequence[Organisation]) -> dict[UUID, str]:
    returned = case.assignments.filter(returned_for=NOT_OURS, organisation__in=units)
    sentence = N_(
        "{unit} has said that this is not its duty and cited its list. Say why it is called all the same; it "
        "reads your words."
    )
    return dict.fromkeys(returned.values_list("organisation_id", flat=True), sentence)


def unlisted(case: Case, units: Sequence[Organisation]) -> dict[UUID, str]:
    """Those that the list does not name for this kind of matter, though it names others here."""
    rules, category = books.duties.rules(), case.category.code
    missing = [unit for unit in units if not rules.naming(category, unit.code, unit.kind)]
    if not missing or not _somebody_named(category):
        return {}
    sentence = N_(
        "The duty list names others for this kind of matter, not {unit}. Say why it is called all the same; it "
        "reads your words."
    )
    return dict.fromkeys((unit.pk for unit in missing), sentence)


def _somebody_named(category: str) -> bool:
    """Whether a unit that exists here is on the list for this kind of matter; a foreign list must not
    get in the way.
    """
    named = [duty.unit for duty in books.duties.rules().speaking_of(category) if duty.level == "department"]
    kinds = [unit[1:] for unit in named if unit.startswith("@")]
    return bool(named) and (
        Organisation.objects.filter(closed_on=None).filter(Q(code__in=named) | Q(kind__in=kinds)).exists()
    )


def _not_down(case: Case, units: Iterable[Organisation]) -> None:
    if not any(unit.kind == OrganisationKind.RESIDENTS_COMMITTEE for unit in units):
        return
    if books.duties.rules().asks_community(case.category.code):
        raise Refused(N_("The community serves this place already. Hand the case on to it instead."))
    raise Refused(OFF_LIST)


OFF_LIST = N_(
    "This kind of matter is not on the community's list, so it can't be passed down to the community. Dispatch "
    "it to the unit whose duty it is."
)


def not_pushed_down(case: Case, *, to: Post, by: Post) -> None:
    """Refuses when the street hands a community something that is on no list of it (Beijing 2021, Art. 17).

    What nobody has named yet is no matter of any list: finding out is the community's daily work.
    """
    down = by.role in people.AT_THE_STREET and to.role not in people.AT_THE_STREET | people.HEARING_COMPLAINTS
    rules, category = books.duties.rules(), case.category.code
    if down and rules.speaking_of(category) and not rules.asks_community(category):
        raise Refused(OFF_LIST, field="to")


def _not_while_undecided(case: Case) -> None:
    if (waiting := returns_undecided(case).first()) is not None:
        raise Refused(
            N_("It was returned for the second time: first the street decides whether the return by {unit} stands."),
            unit=waiting.assignment.organisation.name,
        )


def returns_undecided(case: Case):
    """Second returns that wait for the street's binding word."""
    return (
        case.approvals.pending()
        .filter(kind=Approval.Kind.OBJECTION, reason=SECOND_RETURN)
        .select_related("assignment__organisation")
    )


SECOND_RETURN = "second_return"


def cited(item: str) -> str:
    """The item of a duty list, without which nobody says “not ours”."""
    if not (item := " ".join(item.split())[:80]):
        raise Refused(N_("“Not ours” needs the item of the duty list that says so. Please cite it."), field="item")
    return item
