"""Money as people write it, and as it is kept: whole fen, exactly. Free of Django."""

import re
import unicodedata

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

MOST = 10**13
"""Fen; a hundred thousand million yuan is a typing error."""
_WRITTEN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?\Z")


def fen(said: str) -> int:
    """The fen in "1,280.5", "￥1280.50" or "1280元"; full-width digits and spaces forgiven.

    Raises Faulty when it is no amount, is zero, or has more than two places.
    """
    text = unicodedata.normalize("NFKC", said).strip().removeprefix("¥").removesuffix("元").replace(" ", "")
    found = _WRITTEN.match(text)
    if not found:
        raise Faulty(N_("Write an amount in yuan, such as 1280.50."))
    whole, part = found.groups()
    amount = int(whole.replace(",", "")) * 100 + int((part or "0").ljust(2, "0"))
    if not 0 < amount < MOST:
        raise Faulty(N_("Write an amount in yuan, such as 1280.50."))
    return amount


def yuan(amount: int) -> str:
    """-128050 → "-1,280.50"."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02}"
