"""Who sees a case and who sees to it; who looks at a name, covers a photo, reads an order."""

from django.utils.translation import gettext_lazy as _

from linli.cases.rules.place import at_the_place, looks_on, serves_the_place, supervises
from linli.cases.rules.units import is_called, was_called
from linli.kernel.rules import rule
from linli.people import rules as people

may_see = serves_the_place | was_called | looks_on | supervises
sees_to_it = serves_the_place | supervises


@rule(_("those who have to reach the resident for this case"))
def may_open_contact(post, voice) -> bool:
    """Serving staff, and a unit that is called now, unless the resident asked to stay unnamed to it."""
    case = voice.case
    return case.open and (
        serves_the_place.allows(post, case) or (is_called.allows(post, case) and not voice.confidential)
    )


@rule(_("the inspector, the street's leader or the county, but not the one who looked"))
def may_answer_look(post, objection) -> bool:
    if objection.looked_by.person_id == getattr(post, "person_id", None):
        return False
    return at_the_place(post, objection.voice.case, people.HEARING_COMPLAINTS | people.SUPERVISING)


@rule(_("those who serve this place; what a resident sent, only if the resident agreed"))
def may_cover_photo(post, photo) -> bool:
    """Make a copy that may stand in public."""
    return not photo.case.restricted and may_be_public(photo) and serves_the_place.allows(post, photo.case)


def may_be_public(photo) -> bool:
    """Staff's photo after the work, or one of a resident who agreed that the report may be published and is not
    confidential.
    """
    if photo.voice_id is None:
        return photo.stage == "after"
    return photo.voice.may_publish and not photo.voice.confidential


works_the_hotline = people.holds(people.AT_THE_STREET, _("the street"))


@rule(_("the community, the street, or who hears complaints about staff"))
def may_see_order(post, order) -> bool:
    """`Order.objects.visible_to` filters by the same answer."""
    return at_the_place(
        post, order.voice.case, people.IN_THE_COMMUNITY | people.AT_THE_STREET | people.HEARING_COMPLAINTS
    )
