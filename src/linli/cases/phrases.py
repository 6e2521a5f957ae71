"""Standard texts with fields: which fields there are, and how they are filled in. Free of Django.

A field is written in braces, in Chinese or in English: {地点} or {place}.
"""

import re
from collections.abc import Mapping

FIELDS = {
    "place": "地点",
    "number": "编号",
    "category": "事项类别",
    "due": "办结期限",
    "unit": "承办单位",
    "today": "今天",
    "post": "经办人",
}
STEPS = ("answer", "dispatch", "note", "call_back")
LONGEST = 1000

_NAMES = {said: name for name, chinese in FIELDS.items() for said in (name, chinese)}
_FIELD = re.compile(r"[{｛]\s*([^{}｛｝]*?)\s*[}｝]")
BLANK = "______"  # what nobody knows yet is left open, to be written in by hand


def unknown_fields(words: str) -> list[str]:
    """The fields in these words that nobody could fill in, each as it was typed; a lone brace is one as well."""
    found = [said for said in _FIELD.findall(words) if said.lower() not in _NAMES]
    return found + re.findall(r"[{}｛｝]", _FIELD.sub("", words))


def fill(words: str, facts: Mapping[str, str]) -> str:
    """The words with their fields filled in. What is not known becomes a line to write on."""
    return _FIELD.sub(lambda found: facts.get(_NAMES.get(found[1].lower(), ""), "") or BLANK, words)
