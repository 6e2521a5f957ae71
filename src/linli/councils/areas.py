"""Areas as offices write them, exact to the hundredth of a square metre. Free of Django."""

import re
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from linli.kernel.errors import Refused
from linli.kernel.words import N_

LARGEST_AREA = 100_000_00  # hundredths of a square metre
_UNIT_OF_AREA = re.compile(r"(㎡|m2|m²|平方米|平米|平)$", re.IGNORECASE)


def area_in(text: str, *, largest: int = LARGEST_AREA) -> int:
    """ "89.50" in hundredths of a square metre, exactly: never by way of a float, never rounded."""
    plain = _UNIT_OF_AREA.sub("", normalize("NFKC", text).replace(",", "").strip()).strip()
    try:
        area = Decimal(plain) * 100
    except InvalidOperation:
        raise Refused(N_("The area “{text}” is not a number."), text=text[:20]) from None
    if not area.is_finite() or area != area.to_integral_value():
        raise Refused(N_("The area “{text}” has more than two decimals; a roll has hundredths."), text=text[:20])
    if not 0 < area <= largest:
        raise Refused(N_("The area “{text}” can't be right."), text=text[:20])
    return int(area)
