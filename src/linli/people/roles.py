"""What a post can be."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.words import N_, say


class Role(models.TextChoices):
    GRID_WORKER = "grid_worker", _("grid worker")
    GRID_CHIEF = "grid_chief", _("grid chief")
    BUILDING_LEAD = "building_lead", _("building lead")
    LANE_LEAD = "lane_lead", _("lane lead")
    STATIONED_CADRE = "stationed_cadre", _("stationed cadre")
    COMMUNITY_CLERK = "community_clerk", _("community clerk")
    COMMUNITY_HEAD = "community_head", _("community head")
    STREET_CLERK = "street_clerk", _("street clerk")
    STREET_LEADER = "street_leader", _("street leader")
    DISCIPLINE = "discipline", _("discipline inspector")
    COUNTY_SUPERVISOR = "county_supervisor", _("county supervisor")
    DEPARTMENT_CLERK = "department_clerk", _("department clerk")
    DEPARTMENT_HEAD = "department_head", _("department head")
    PROPERTY_CLERK = "property_clerk", _("property clerk")
    PROPERTY_MANAGER = "property_manager", _("property manager")
    OWNERS_REPRESENTATIVE = "owners_representative", _("owners' representative")
    ADVISER = "adviser", pgettext_lazy("post", "legal adviser")
    ADMINISTRATOR = "administrator", _("administrator")


def any_of(roles: Iterable[str]) -> str:
    """These roles in a sentence: the one, the other or the third."""
    wanted = set(roles)
    *first, last = [str(label) for role, label in Role.choices if role in wanted] or [""]
    return say(N_(" or ")).join([say(N_(", ")).join(first), last]) if first else last
