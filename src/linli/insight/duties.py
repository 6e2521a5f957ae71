"""The duty lists in words, for the desk and for everyone."""

from collections.abc import Iterable

from django.utils.translation import pgettext_lazy

from linli.cases.duties import EVERY, Duty
from linli.cases.queries import categories
from linli.people.models import Organisation, OrganisationKind

LEVELS_SAID = {
    "street": pgettext_lazy("duty list", "street"),
    "community": pgettext_lazy("duty list", "community"),
    "department": pgettext_lazy("duty list", "department"),
    "steward": pgettext_lazy("duty list", "grid worker or building lead"),
}
KINDS_SAID = {
    "must": pgettext_lazy("duty list", "must do"),
    "assists": pgettext_lazy("duty list", "assists"),
    "delegated": pgettext_lazy("duty list", "delegated power"),
    "must_not_issue": pgettext_lazy("duty list", "must not be issued"),
}


def units_named(rows: Iterable[Duty]) -> dict[str, str]:
    """The names of the units that these items name: code -> name, in the order of the list."""
    codes = list(dict.fromkeys(duty.unit for duty in rows if duty.unit != EVERY))
    names = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return {code: _said(code, names) for code in codes}


def _said(code: str, names: dict[str, str]) -> str:
    kind = code.removeprefix("@")
    if code != kind and kind in OrganisationKind.values:
        return str(OrganisationKind(kind).label)
    return names.get(code, code)


def rows_of(duties: Iterable[Duty]) -> list[dict]:
    """Items as a page shows them."""
    duties = list(duties)
    kinds = {category.group: category.group_words for category in categories()}
    kinds |= {category.code: str(category) for category in categories()}
    units = units_named(duties)
    return [
        {
            "duty": duty,
            "level": LEVELS_SAID[duty.level],
            "kind": KINDS_SAID[duty.kind],
            "unit": units.get(duty.unit, ""),
            "categories": [kinds.get(code, code) for code in duty.categories],
        }
        for duty in duties
    ]
