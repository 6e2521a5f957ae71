"""Codes that people read, type and say aloud."""

import secrets
import unicodedata

# No 0 O, 1 I L, 5 S, 2 Z, 8 B, U V: what the eye or a worn plate confuses.
PLATE_LETTERS = "ACDEFGHJKMNPQRTWXY34679"


def receipt_code() -> str:
    """Sixteen digits, the last a check digit (ISO/IEC 7064 MOD 11,10).

    Digits only, because they are said the same way by everyone on the telephone; 15 random digits are about
    50 bits, so that with a million open cases and ten tries a minute a guess takes two hundred years.
    """
    digits = f"{secrets.randbelow(10**15):015}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The check digit of ISO/IEC 7064 MOD 11,10: finds every wrong digit and almost every swap of neighbours."""
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def read_receipt_code(said: str) -> str | None:
    """The code in what somebody typed: full-width digits, spaces and dashes forgiven; None if it can't be one."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", said) if c.isdigit() and c.isascii())
    return digits if len(digits) == 16 and check_digit(digits[:-1]) == digits[-1] else None


def spaced(code: str) -> str:
    """As it is printed and said: in groups of four."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def plate_code() -> str:
    """Eight letters and digits for a plate on a wall: public, short, hard to misread."""
    return "".join(secrets.choice(PLATE_LETTERS) for _ in range(8))


def short_code(length: int = 6) -> str:
    return "".join(secrets.choice(PLATE_LETTERS) for _ in range(length))
