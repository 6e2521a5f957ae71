"""How often one visitor may knock. A whole stairwell may share one address, so there is room."""

from datetime import timedelta

from linli.gate.actions import Allowance, knock
from linli.ui.visitors import address_of

_TEN_MINUTES = timedelta(minutes=10)
REPORTS = Allowance("reports of an address", 60, _TEN_MINUTES)
REPORTS_OF_PLATE = Allowance("reports by a plate", 120, _TEN_MINUTES)
PHOTOS = Allowance("photos of an address", 300, _TEN_MINUTES)
TYPING = Allowance("looks for the same while typing", 600, _TEN_MINUTES)
LOOK_UPS = Allowance("receipts looked up", 60, _TEN_MINUTES)
STANCES = Allowance("stances of an address", 3000, _TEN_MINUTES)
OWN_WORDS = Allowance("statements of an address", 120, _TEN_MINUTES)
RAISED = Allowance("topics raised from an address", 10, timedelta(hours=1))
TOPICS = Allowance("topics seconded and judged from an address", 60, _TEN_MINUTES)
WRONG_CODES = Allowance("wrong receipt codes", 20, _TEN_MINUTES)


def count_report(request, plate: str) -> None:
    address = address_of(request)
    knock((REPORTS, address), *([(REPORTS_OF_PLATE, plate)] if plate else []))


def count_photo(request) -> None:
    knock((PHOTOS, address_of(request)))


def count_typing(request) -> None:
    knock((TYPING, address_of(request)))


def count_look_up(request) -> None:
    knock((LOOK_UPS, address_of(request)))


def count_wrong_code(request) -> None:
    knock((WRONG_CODES, address_of(request)))


def count_voice(request) -> None:
    """A stance takes a second, and a whole stairwell may answer through one address in the evening."""
    knock((STANCES, address_of(request)))


def count_own_words(request) -> None:
    knock((OWN_WORDS, address_of(request)))


def count_topic(request) -> None:
    """Seconding, judging: one device each, and a whole stairwell may share one address."""
    knock((TOPICS, address_of(request)))


def count_raised(request) -> None:
    knock((RAISED, address_of(request)))
