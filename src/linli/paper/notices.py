"""A notice sheet (公示) on A4: what is put on show, from when until when, a code to read on, lines to sign."""

from dataclasses import asdict, dataclass, field

from linli.paper.press import press


@dataclass(frozen=True)
class NoticeFacts:
    """Everything as it is to be read."""

    heading: str  # 公示
    title: str
    under: str  # the place, and who publishes
    number: str
    period: str
    sections: list[tuple[str, str]]  # heading, words
    scan: str
    qr: str  # the code as SVG
    signatures: list[str]
    mark: str
    pages: str  # "{page} / {pages}"
    stages_heading: str = ""
    stages: list[tuple[str, str, str, str]] = field(default_factory=list)  # done or not, name, when, words


def notice_sheet(facts: NoticeFacts) -> bytes:
    return press("notice", asdict(facts))
