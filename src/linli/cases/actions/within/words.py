"""What people say: trimmed, bounded, and the title made of it."""

from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

from linli.cases.blots import names_in, without_numbers
from linli.kernel.errors import Refused
from linli.kernel.words import N_

OTHER = "L04"  # 其他/待研判: where a matter stands until the desk has named it
LONGEST_WORDS = 4000


@dataclass(frozen=True)
class Reachable:
    """How a resident wants to be reached; both may be empty."""

    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


def said(words: str, *, field: str = "words") -> str:
    words = words.strip()
    if not words:
        raise Refused(N_("Please write a few words first."), field=field)
    if len(words) > LONGEST_WORDS:
        raise Refused(
            N_("That is {long} characters; {most} are possible. Please shorten it or send the rest as an addition."),
            field=field,
            long=len(words),
            most=LONGEST_WORDS,
        )
    return words


def title_of(words: str, contact_: Reachable | None = None) -> str:
    """The beginning, about as wide in every script: sixty Chinese characters, each as wide as two letters, or eighty
    letters.

    Many read it, in lists and notices: numbers and the resident's own name stay out of it.
    """
    line = " ".join(without_numbers(words, *names_in(contact_)).split())
    widths = accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in line)
    fits = min(sum(width <= 120 for width in widths), 80)
    return line if fits == len(line) else line[: fits - 1] + "…"
