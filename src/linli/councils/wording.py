"""What does not belong into words that everybody can read: numbers that lead to a person. Free of Django."""

import re
import unicodedata

_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{17}[\dXx])(?!\d)")


def leads_to_a_person(words: str) -> bool:
    """Whether a phone or identity number stands in it."""
    return bool(_NUMBERS.search(unicodedata.normalize("NFKC", words)))
