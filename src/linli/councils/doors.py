"""A door, however it is written, as one and the same text: 3栋2单元501室, 3幢2-501, ３号楼二单元501. Free of Django."""

import re
import unicodedata

DIGITS = dict(zip("零〇一二三四五六七八九", "00123456789", strict=True))
_CHINESE = re.compile("[零〇一二三四五六七八九十]+")
_MARKS = re.compile(r"(号楼|栋|幢|座|楼|单元|门洞|层|号|室|户|房|[#\-_/、，,.·\s])+")


def door_of(said: str) -> str:
    """ "3-2-501" of 3栋2单元501室; empty where nothing was said."""
    plain = unicodedata.normalize("NFKC", said).strip().upper()
    plain = _CHINESE.sub(lambda found: _number(found[0]), plain)
    parts = [part for part in _MARKS.sub("-", plain).split("-") if part]
    return "-".join(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def _number(said: str) -> str:
    """十二 is 12, 二十 is 20, 三〇一 is 301."""
    if "十" not in said:
        return "".join(DIGITS[c] for c in said)
    tens, _ten, ones = said.partition("十")
    return f"{DIGITS.get(tens, tens) or 1}{DIGITS.get(ones, ones) or 0}"
