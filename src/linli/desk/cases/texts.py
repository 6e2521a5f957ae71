"""Standard texts on the case page: which are offered for a step, filled in for this case."""

from dataclasses import dataclass
from functools import cached_property

from linli.cases.models import Case, Phrase
from linli.cases.phrases import fill
from linli.cases.queries import phrases_for
from linli.kernel import clock
from linli.people.models import Post
from linli.ui.moments import said_day, said_moment

UNIT_LATER = "〔〕"  # the unit that is still being chosen; the page's script writes it in, as the server does


@dataclass(frozen=True)
class Text:
    id: str
    name: str
    words: str


class Texts:
    """One statement, and only if a step wants texts."""

    def __init__(self, case: Case, post: Post) -> None:
        self.case, self.post = case, post

    @cached_property
    def found(self) -> list[Phrase]:
        return phrases_for(self.case)

    def facts(self, unit: str = "") -> dict[str, str]:
        case = self.case
        called = "、".join(dict.fromkeys(one.organisation.name for one in case.assignments.all() if one.open))
        done = "、".join(dict.fromkeys(one.organisation.name for one in case.assignments.all() if one.done_at))
        return {
            "place": case.place.address,
            "number": case.number,
            "category": str(case.category),
            "due": said_moment(case.finish_due),
            "unit": unit or called or done,
            "today": said_day(clock.today()),
            "post": f"{self.post.named_role} {self.post.person}",
        }

    def of(self, step: str) -> list[Text]:
        found = [one for one in self.found if one.step == step]
        facts = self.facts(UNIT_LATER if step == "dispatch" else "") if found else {}
        return [Text(str(one.pk), one.name, fill(one.words, facts)) for one in found]

    def filled(self, step: str, key: str, *, unit: str = "") -> str:
        """The text with this key, if it is offered for this step."""
        found = next((one for one in self.found if one.step == step and str(one.pk) == key), None)
        return fill(found.words, self.facts(unit)) if found else ""
