"""An order that went back to its hotline, as the caller reads it: why, and who goes on with it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from linli.journal.models import Entry

REASONS = {
    "not_ours": _("By the duty list it is another's:"),
    "out_of_scope": _("It is a kind of matter that the hotline does not take:"),
}


@dataclass(frozen=True)
class HandedBack:
    system: str
    number: str  # by which the caller asks there
    reason: object
    item: str
    words: str


def handed_back(entry: Entry | None) -> HandedBack | None:
    if entry is None:
        return None
    said = entry.facts
    return HandedBack(said["system"], said["number"], REASONS[said["reason"]], said["item"], said["words"])
