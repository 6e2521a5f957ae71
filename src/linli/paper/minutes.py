"""The minutes of a meeting, to be signed by its parties: as PDF to print, as Word for whoever files or
completes them.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from linli.paper.press import press

FONT = "Noto Sans SC"
CHINESE_FONT = "宋体"  # what every office has; Word takes its own where it is missing
_CONTROL = {n: None for n in range(32) if n not in (9, 10)} | {0xFFFE: None, 0xFFFF: None}


@dataclass(frozen=True)
class ItemFacts:
    title: str
    outcome: str
    minutes: str
    promises: Sequence[str]


@dataclass(frozen=True)
class MinutesFacts:
    """Everything as it is to be read; whoever makes the sheet has asked what the reader may see."""

    title: str
    number: str
    headings: Mapping[str, str]
    facts: Sequence[tuple[str, str]]
    present: Sequence[tuple[str, str]]
    items: Sequence[ItemFacts]
    rest: str
    signatures: Sequence[str]
    mark: str


def as_pdf(facts: MinutesFacts) -> bytes:
    return press("minutes", asdict(facts))


def as_word(facts: MinutesFacts) -> bytes:
    """A plain document: headings, tables, a line to sign for each party."""
    book = Document()
    page = book.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.footer.paragraphs[0].text = _clean(facts.mark)
    look = book.styles["Normal"]
    look.font.size, look.font.name = Pt(11), FONT
    look.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE_FONT)
    book.core_properties.title, book.core_properties.author = _clean(facts.title), "Linli"

    title = book.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(title, facts.title, size=18, bold=True)
    number = book.add_paragraph(_clean(facts.number))
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _table(book, facts.facts)
    _heading(book, facts.headings["present"])
    _table(book, facts.present)
    _heading(book, facts.headings["minutes"])
    for item in facts.items:
        _say(book.add_paragraph(), f"{item.title}（{item.outcome}）", bold=True)
        for line in filter(None, item.minutes.split("\n")):
            book.add_paragraph(_clean(line))
        for promise in item.promises:
            _say(book.add_paragraph(), f"{facts.headings['promises']}：{promise}", italic=True)
    if facts.rest:
        _say(book.add_paragraph(), facts.headings["rest"], bold=True)
        for line in filter(None, facts.rest.split("\n")):
            book.add_paragraph(_clean(line))
    _heading(book, facts.headings["signatures"])
    _table(book, [(party, f"{' ' * 24}{facts.headings['date']}：") for party in facts.signatures], tall=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _heading(book, words: str) -> None:
    _say(book.add_paragraph(), words, size=13, bold=True)


def _say(paragraph, words: str, *, size: int | None = None, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(_clean(words))
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)


def _table(book, rows: Sequence[tuple[str, str]], *, tall: bool = False) -> None:
    table = book.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for label, words in rows:
        row = table.add_row()
        row.cells[0].width, row.cells[1].width = Mm(40), Mm(120)
        row.cells[0].text, row.cells[1].text = _clean(label), _clean(words)
        if tall:
            row.height = Mm(14)


def _clean(words: str) -> str:
    """Without what no Word file may hold."""
    return words.translate(_CONTROL)
