"""On which grounds a case may be left out of solution and satisfaction. Free of Django.

The defaults follow the eight kinds that Linyi has published and Art. 11 of the Beijing regulation on handling on
complaint (2021); a city enters its own in the book (`cases.books.exclusions`). A ground speaks of a matter, never of
the person who raised it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_


@dataclass(frozen=True)
class Ground:
    code: str
    words: str  # in Chinese, as the resident reads it
    words_en: str
    source: str


@dataclass(frozen=True)
class ExclusionRules:
    grounds: Mapping[str, Ground]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text, a list of grounds; raises Faulty."""
        if not isinstance(body, list) or not body or not all(isinstance(row, dict) for row in body):
            raise Faulty(N_("The grounds are a list of rows, each with code, words and source."))
        grounds = [_ground(number, row) for number, row in enumerate(body, start=1)]
        codes = [ground.code for ground in grounds]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            raise Faulty(N_("Two grounds have the code {twice}. Keep one of them."), twice=twice)
        return cls({ground.code: ground for ground in grounds})


def _ground(number: int, row: Mapping[str, Any]) -> Ground:
    said = {key: str(row.get(key) or "").strip() for key in ("code", "words", "words_en", "source")}
    for key in ("code", "words", "source"):
        if not said[key]:
            raise Faulty(N_("Row {number} lacks its {key}."), number=number, key=key)
    if len(said["code"]) > 20:
        raise Faulty(N_("Row {number}: a code has at most 20 characters."), number=number)
    return Ground(**said)


_LINYI, _BEIJING = "参照临沂市12345公布的八种情形", "参照《北京市接诉即办工作条例》第十一条"
SHIPPED: list[dict[str, str]] = [
    {
        "code": "1",
        "words": "不在本市行政区域管辖范围内",
        "words_en": "outside what this city governs",
        "source": _LINYI,
    },
    {
        "code": "2",
        "words": "应当或已经通过诉讼、仲裁、纪检监察、行政复议、政府信息公开、信访等程序解决",
        "words_en": "belongs to, or is already in, a court, arbitration, discipline, review, disclosure or petition "
        "procedure",
        "source": f"{_LINYI}；{_BEIJING}",
    },
    {
        "code": "3",
        "words": "所提要求不符合法律、法规、规章或政策",
        "words_en": "what is asked for is against law or policy",
        "source": f"{_LINYI}；{_BEIJING}",
    },
    {
        "code": "4",
        "words": "涉及国家秘密、商业秘密、个人隐私，或违反公序良俗",
        "words_en": "touches state or business secrets or somebody's privacy, or offends public order and good morals",
        "source": f"{_LINYI}；{_BEIJING}",
    },
    {
        "code": "5",
        "words": "经调查核实，所反映的情况不属实",
        "words_en": "was looked into and found not to be so",
        "source": _LINYI,
    },
    {
        "code": "6",
        "words": "所提要求明显超出合理范围",
        "words_en": "what is asked for clearly goes beyond what is reasonable",
        "source": _LINYI,
    },
    {
        "code": "7",
        "words": "经听证认定不能支持",
        "words_en": "a hearing found that it can't be supported",
        "source": _LINYI,
    },
    {
        "code": "8",
        "words": "经调查核实，没有事实依据，为其他目的提出",
        "words_en": "was looked into, has no basis in fact and serves another end",
        "source": _LINYI,
    },
    {
        "code": "9",
        "words": "同一事项正在办理，或已办结且没有新的事实",
        "words_en": "the same matter is in work, or was settled and there are no new facts",
        "source": _BEIJING,
    },
    {
        "code": "10",
        "words": "紧急警情，应由110、119、120等处置",
        "words_en": "an emergency for the police, the fire service or an ambulance",
        "source": _BEIJING,
    },
]
