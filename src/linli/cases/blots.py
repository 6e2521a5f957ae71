"""What is blotted out of words before others read them. Free of Django: patterns over text, no more.

Nothing here understands a sentence. It finds what looks like a number of somebody and what it is given as a name;
whoever releases words to the public is shown the result first.
"""

import re
from collections.abc import Iterable

BLOT = "***"

# Full-width digits, letters and signs, as some keyboards write them.
_HALF = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF |= {ord("＠"): ord("@"), ord("＋"): ord("+"), ord("－"): ord("-"), ord("．"): ord(".")}

_SAID = "0-9零〇一幺二两三四五六七八九"  # digits, also as they are said
_GAP = r"[ \-—]?"
_MAIL = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
_MOBILE = rf"(?<![{_SAID}])(?:(?:\+|00)?86{_GAP})?[1一幺][3-9三四五六七八九](?:{_GAP}[{_SAID}]){{9}}(?![{_SAID}])"
_LANDLINE = (
    rf"(?<!\d)(?:\+86{_GAP})?[(（]?0\d{{2,3}}[)）]?{_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}(?:(?:转|-)\d{{1,6}})?(?!\d)"
)
_IDENTITY = rf"(?<![0-9A-Za-z])\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[0-9Xx](?![0-9A-Za-z])"
_CARD = r"(?<!\d)\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?(?!\d)"  # bank cards, and the receipt codes of this house
_LONG = r"(?<!\d)\d{11,}[Xx]?(?!\d)"
_NUMBERS = re.compile("|".join((_MAIL, _IDENTITY, _MOBILE, _LANDLINE, _CARD, _LONG)))

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_CAR = re.compile(
    rf"[{_PROVINCES}][A-Za-z][ ·•・.\-]?(?=[A-Za-z]{{0,5}}\d)[A-Za-z0-9]{{4,6}}[挂学警港澳]?(?![A-Za-z0-9])"
)

_N = "[0-9A-Za-z零〇一二两三四五六七八九十百]{1,5}"
_HOUSE = rf"(?P<house>{_N} ?(?:栋|幢|座|号楼|号院|号|楼))"
_WAY_IN = rf"(?: ?[-—]? ?{_N} ?(?:单元|门|层|楼))*"
_ROOM = re.compile(rf"{_HOUSE}{_WAY_IN} ?[-—]? ?(?:{_N} ?(?:室|房间|房|户)|\d{{3,4}}(?![0-9元年月日号个次人米天分]))")
_ROOM_ALONE = re.compile(rf"(?:{_N} ?单元 ?)?(?:\d{{3,4}}|[零〇一二两三四五六七八九十百]{{3,5}}) ?(?=室|房间)")
_DOOR = re.compile(r"(?<![\d-])(\d{1,3})-\d{1,2}-\d{3,4}(?![\d-])")  # 3-2-501
_FLAT = re.compile(r"(?i)\b(room|flat|apartment|apt\.?) ?(?:no\.? ?)?\d{2,4}[a-z]?\b")


def without_numbers(words: str, *names: str) -> str:
    """Phones, mail addresses, numbers of identity and bank cards, and these names, blotted out: what a unit reads of a
    confidential voice, and what a title never holds.
    """
    return without_names(_NUMBERS.sub(BLOT, words.translate(_HALF)), *names)


def without_names(words: str, *names: str) -> str:
    """These names and phones, as they were given, blotted out."""
    for name in sorted({own for name in names if len(own := name.strip()) > 1}, key=len, reverse=True):
        alone = rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)
        words = re.sub(alone, BLOT, words, flags=re.ASCII)  # a phone stands alone between Chinese characters too
    return words


def for_the_public(words: str, *names: str) -> str:
    """Car plates too, and no door: of "3栋2单元501室" everyone reads "3栋"."""
    words = _CAR.sub(BLOT, without_numbers(words, *names))
    words = _ROOM.sub(lambda found: found["house"], words)
    words = _DOOR.sub(rf"\1-{BLOT}", words)
    return _FLAT.sub(rf"\1 {BLOT}", _ROOM_ALONE.sub(BLOT, words))


def names_in(*contacts: object) -> Iterable[str]:
    """What residents gave as name and phone; a phone is blotted as it was typed, whatever it looks like."""
    for contact in contacts:
        for said in (getattr(contact, "name", ""), getattr(contact, "phone", "")):
            if said:
                yield said
