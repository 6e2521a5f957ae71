"""Which statement is shown next: the one on which this person's own group has been heard least. Free of Django.

Popularity plays no part: what many have agreed with already is in no need of another voice. Among the statements that a
person has said nothing on yet, the order is

1. the fewest stances from the person's groups, by the group that is heard least of them (somebody of the ground floor
who
   rents is asked where either ground floors or tenants have said least);
2. then the fewest stances in all;
3. then by number, counted on from the person's own number, so that not everybody begins with the first statement.

Somebody who belongs to no declared group, or does not want to say, is asked by 2 and 3 alone. The same state always
gives the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

type Group = tuple[str, str]
"""Which grouping, which of its options: ("floor", "4 层及以上")."""


@dataclass
class Offered:
    """A statement somebody may be asked about, and how many stances it has: in all, and by group."""

    number: int
    stances: int = 0
    by_group: dict[Group, int] = field(default_factory=dict)

    def count(self, groups: Mapping[str, str], people: int) -> None:
        self.stances += people
        for group in groups.items():
            if group[1]:
                self.by_group[group] = self.by_group.get(group, 0) + people


def offered(numbers: Iterable[int], said: Iterable[tuple[int, Mapping[str, str], int]]) -> list[Offered]:
    """The statements of a topic with what was said so far, as (statement, groups of the people, how many)."""
    found = {number: Offered(number) for number in numbers}
    for number, groups, people in said:
        if number in found:
            found[number].count(groups, people)
    return list(found.values())


def in_order(choice: Sequence[Offered], *, groups: Mapping[str, str], person: int) -> list[int]:
    """The numbers of the statements in the order in which this person is asked."""
    own = [group for group in groups.items() if group[1]]
    most = max((one.number for one in choice), default=0) + 1

    def need(one: Offered) -> tuple[int, int, int]:
        least = min((one.by_group.get(group, 0) for group in own), default=0)
        return least, one.stances, (one.number - person) % most

    return [one.number for one in sorted(choice, key=need)]
