"""A lifecycle is a table: which step leads from which states to which state, and who may take it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linli.kernel.errors import Refused
from linli.kernel.rules import Rule
from linli.kernel.words import N_


@dataclass(frozen=True)
class Move:
    step: str
    start: frozenset[str]
    to: str | None  # None: the step leaves the state as it is
    who: Rule
    words: object  # what the button says


class Lifecycle:
    """The legal moves of one kind of thing; the thing has a `state`. `states` gives each state its words."""

    def __init__(self, states: Mapping[str, object], *moves: Move) -> None:
        self.states = states
        self.moves = {move.step: move for move in moves}

    def check(self, step: str, thing: Any, *, by: Any) -> Move:
        """Return the move, or raise Refused: first for the person, then for the state."""
        move = self.moves[step]
        move.who.require(by, thing)
        if thing.state not in move.start:
            raise Refused(
                N_("“{step}” is possible while it is {start}. It is {now} now."),
                step=move.words,
                start="、".join(str(words) for state, words in self.states.items() if state in move.start),
                now=self.states[thing.state],
            )
        return move

    def open_to(self, actor: Any, thing: Any) -> Iterator[Move]:
        """The steps this actor may take now: the buttons of the page."""
        return (m for m in self.moves.values() if thing.state in m.start and m.who.allows(actor, thing))

    def diagram(self) -> str:
        """Mermaid source for docs/lifecycles.md, without the steps that stay where they are."""
        order = {state: n for n, state in enumerate(self.states)}
        lines = [
            f"    {start} --> {m.to}: {m.step}"
            for m in self.moves.values()
            if m.to
            for start in sorted(m.start, key=order.__getitem__)
        ]
        return "\n".join(["stateDiagram-v2", *lines])


def move(step: str, words: object, *, start: str | Iterable[str], to: str | None, who: Rule) -> Move:
    return Move(step, frozenset([start] if isinstance(start, str) else start), to, who, words)
