"""A case on A4 (办理单): what it is, what was done, and lines to sign."""

from dataclasses import asdict, dataclass

from linli.paper.press import press


@dataclass(frozen=True)
class SheetFacts:
    """Everything as it is to be read; whoever makes the sheet has asked what the reader may see."""

    title: str
    number: str
    facts: list[tuple[str, str]]  # label, words; two pairs to a line
    said: list[tuple[str, str]]  # heading, words: the voices, the answer
    story: list[tuple[str, str, str, str]]  # when, who, what, in which words
    story_heading: str
    signatures: list[str]
    pages: str  # "{page} / {pages}"


def case_sheet(facts: SheetFacts, *, mark: str) -> bytes:
    """The sheet as PDF; as many pages as its story needs."""
    return press("case", asdict(facts), mark=mark)
