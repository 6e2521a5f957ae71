"""Which place an address means, as people write them: 澜川区云渡街道望潮社区锦和苑3号楼2单元501. Free of Django.

Only what is certain is answered: a place of the tree whose name, or one of whose other names, stands in the text; then
its building and stairwell by number. A dwelling is never looked for: a matter belongs to a stairwell, not to a family.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RANK = {"compound": 0, "site": 0, "road": 1, "grid": 2, "community": 3}  # the smaller says more
_BUILDING = re.compile(r"(\d+|[a-z]|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|#|号)")
_UNIT = re.compile(r"(\d+|[一二三四五六七八九十]{1,3})(?:单元|门)")
_DASHED = re.compile(r"(\d+)-(\d+)(?:-\d+)?(?!\d)")
_DIGITS = {sign: n for n, sign in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True)
class Spot:
    code: str
    name: str
    kind: str
    path: str


class AddressBook:
    """The names of the places under one place, read once for many addresses."""

    def __init__(self, spots: Iterable[Spot], aliases: Mapping[str, str] | None = None) -> None:
        self._spots: dict[str, Spot] = {}
        self._named: dict[str, list[Spot]] = defaultdict(list)
        self._parts: dict[tuple[str, str], Spot] = {}
        for spot in spots:
            self._spots[spot.code] = spot
            if spot.kind in RANK:
                self._named[tidy(spot.name)].append(spot)
            elif (number := _number(spot.name)) is not None:
                above = spot.path.rstrip("/").rpartition("/")[0] + "/"
                self._parts.setdefault((above, number), spot)
        for alias, code in (aliases or {}).items():
            if code in self._spots:
                self._named[tidy(alias)] = [self._spots[code]]
        self._names = sorted((name for name in self._named if len(name) > 1), key=len, reverse=True)

    def find(self, text: str) -> str | None:
        """The code of the place meant; None if no name fits, or the same name belongs to several."""
        said = tidy(text)
        found: list[tuple[int, int, str]] = []  # (rank, minus length, name), the best first
        rest = said
        for name in self._names:
            if name in rest:
                rest = rest.replace(name, "\n")  # a shorter name within it was not meant
                found.append((min(RANK.get(spot.kind, 0) for spot in self._named[name]), -len(name), name))
        spots = [spot for _rank, _length, name in found for spot in self._named[name]]
        for _rank, _length, name in sorted(found):
            if spot := self._only(self._named[name], spots):
                return self._inside(spot, said.partition(name)[2])
        return None

    def _only(self, same: list[Spot], said: list[Spot]) -> Spot | None:
        """Of places with one name the one that lies in another place the text names."""
        if len(same) == 1:
            return same[0]
        fitting = [spot for spot in same if any(spot != one and spot.path.startswith(one.path) for one in said)]
        return fitting[0] if len(fitting) == 1 else None

    def _inside(self, spot: Spot, rest: str) -> str:
        """Down into building and stairwell, as far as they are known."""
        building, unit = _BUILDING.search(rest), None
        if dashed := _DASHED.match(rest):
            wanted, unit = dashed[1], dashed[2]
        elif building and spot.kind == "compound":
            wanted = _plain(building[1])
            if stair := _UNIT.search(rest, building.end()):
                unit = _plain(stair[1])
        else:
            return spot.code
        house = self._parts.get((spot.path, wanted))
        if house is None:
            return spot.code
        stairwell = self._parts.get((house.path, unit)) if unit else None
        return (stairwell or house).code


def tidy(text: str) -> str:
    """Full-width signs, blanks and punctuation forgiven; 3-2 stays two numbers."""
    text = re.sub(r"[—–－~]", "-", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"(?<!\d)-|-(?!\d)|[\s,，、。.;；:：()（）]+", "", text)


def _number(name: str) -> str | None:
    said = re.match(r"(\d+|[a-z]|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|单元|门|#|号)", tidy(name))
    return _plain(said[1]) if said else None


def _plain(number: str) -> str:
    """三 and 十二 as digits."""
    if number.isdigit() or number.isascii():
        return number.lstrip("0") or number
    tens, ten, ones = number.partition("十")
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones if ten else number, 0))
