"""Ringing residents up about the result: after how long, how often, at which hours, and what is said. Free of Django.

Silence is never a rating: who is not reached counts as "no answer" and nothing else. A city enters its own rules in the
book (`cases.books.calls`).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from string import Template
from typing import Any, Self

from linli.calendar.workdays import SHANGHAI, Limit
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

FIELDS = ("address", "title", "day", "answer")
"""What may stand in the script, as $address and so on."""


@dataclass(frozen=True)
class CallRules:
    after: str  # how long after the answer the first call comes
    tries: int
    spacing: str  # between two tries
    begins: int  # hour of the day, in Shanghai
    ends: int
    sample: int  # per cent of the answered voices that are rung up
    script: str

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(
                N_("The rules for calling back are a table: after, tries, spacing, begins, ends, sample, script.")
            )
        try:
            after, spacing = (str(Limit.parse(str(body.get(key) or ""))) for key in ("after", "spacing"))
        except ValueError as error:
            raise ValueError(f"after, spacing: {error}") from None
        tries, begins, ends, sample = (body.get(key) for key in ("tries", "begins", "ends", "sample"))
        if not isinstance(tries, int) or not 1 <= tries <= 10:
            raise Faulty(N_("The tries are a number from 1 to 10."))
        if not isinstance(begins, int) or not isinstance(ends, int) or not 6 <= begins < ends <= 22:
            raise Faulty(N_("Nobody is rung up before 6 or after 22; begins is before ends."))
        if not isinstance(sample, int) or not 0 <= sample <= 100:
            raise Faulty(N_("The sample is a share from 0 to 100 per cent."))
        script = str(body.get("script") or "").strip()
        if not script:
            raise Faulty(N_("The script is what is said on the phone; it can't be empty."))
        template = Template(script)
        if not template.is_valid() or (unknown := set(template.get_identifiers()) - set(FIELDS)):
            named = "" if not template.is_valid() else f" ({', '.join(sorted(unknown))})"
            known = ", ".join(f"${field}" for field in FIELDS)
            raise Faulty(
                N_("The script has a field that is not known{named}. There are: {known}."), named=named, known=known
            )
        return cls(after, tries, spacing, begins, ends, sample, script)

    def chosen(self, number: int) -> bool:
        """Whether a voice is in the sample; the same voice always gets the same answer."""
        return number % 100 < self.sample

    def in_hours(self, moment: datetime) -> datetime:
        """The moment itself if one may ring then; else the next one."""
        local = moment.astimezone(SHANGHAI)
        if local.time() < time(self.begins):
            return local.replace(hour=self.begins, minute=0, second=0, microsecond=0)
        if local.time() >= time(self.ends):
            return (local + timedelta(days=1)).replace(hour=self.begins, minute=0, second=0, microsecond=0)
        return moment

    def may_ring(self, moment: datetime) -> bool:
        return self.begins <= moment.astimezone(SHANGHAI).hour < self.ends

    def spoken(self, **fields: str) -> str:
        """The script with its fields filled in."""
        return Template(self.script).safe_substitute(fields)


SHIPPED: dict[str, Any] = {
    "after": "4wh",
    "tries": 3,
    "spacing": "1wd",
    "begins": 9,
    "ends": 20,
    "sample": 100,
    "script": (
        "您好，这里是街道社区回访。您在${day}反映的“${title}”（${address}），我们已经答复：${answer}\n"
        "请问这件事解决了吗？\n您对办理是非常满意、满意、基本满意、不满意，还是非常不满意？"
        "\n还有什么要补充的吗？谢谢您。"
    ),
}
