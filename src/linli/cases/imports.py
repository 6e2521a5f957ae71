"""Reading a hotline's sheets: what is new, what is known, what can't be read and why."""

from dataclasses import dataclass, field, replace
from time import monotonic
from unicodedata import normalize

from linli.calendar import queries as calendar
from linli.cases.actions import LONGEST_WORDS, OrderSaid, Reachable, begin_sheet, count_sheet, take_in_order
from linli.cases.hotline_files import Waiting, done_waiting
from linli.cases.hotlines import COLUMNS, REQUIRED, Hotline, kept, moment_in, unwrapped, yes_in
from linli.cases.models import Order, Sheet
from linli.cases.queries import category_by_code
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say
from linli.people.models import Post
from linli.places.addresses import AddressBook
from linli.places.models import Place
from linli.places.queries import address_book
from linli.places.sheets import NOTHING, BadRows, Column, MissingColumns, code_in, read_table, words_in

MOST_ROWS = 20_000
AT_ONCE = 4.0  # seconds of taking in between two signs of progress
KEPT_COLUMNS = ("kind", "code", "lead", "support", "urgency", "previous", "title")


@dataclass(frozen=True)
class Line:
    """One order of the sheet. `placed`: whether the address named a place of the tree."""

    row: int
    said: OrderSaid
    placed: bool
    known: bool = False
    category: str = ""


@dataclass
class Reading:
    """What a file says. `unknown` are its headings that nobody has mapped; `missing` those it needs and lacks."""

    lines: list[Line] = field(default_factory=list)
    bad: BadRows = field(default_factory=BadRows)
    noted: list[int] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    missing: Refused | None = None

    @property
    def rows(self) -> int:
        return len(self.lines) + self.bad.count

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if not line.known]

    @property
    def known(self) -> int:
        return sum(line.known for line in self.lines)

    @property
    def to_place(self) -> int:
        return sum(not line.placed for line in self.new)


def read_sheet(raw: bytes, hotline: Hotline, *, by: Post) -> Reading:
    """Read a file by the hotline's column map. Nothing is written. Refuses what is no table at all."""
    columns = tuple(
        Column(key, tuple(hotline.columns[key]), key in REQUIRED) for key in COLUMNS if key in hotline.columns
    )
    reading = Reading()
    try:
        table = read_table(raw, columns)
    except MissingColumns as missing:
        reading.missing, reading.unknown = missing, [said for said in missing.found if said]
        return reading
    reading.unknown = list(dict.fromkeys(table.headings.values()))
    reader = _Reader(hotline, by.place)
    seen: dict[str, int] = {}
    for number, cells, others in table.whole():
        if reading.rows >= MOST_ROWS:
            raise Refused(N_("More than {most} rows. Split the file by week or month."), most=MOST_ROWS)
        try:
            line = reader.line(number, cells, others)
            if (first := seen.setdefault(line.said.number, number)) != number:
                raise Refused(
                    N_("The order {order} stands in row {number} already."), order=line.said.number, number=first
                )
            reading.lines.append(line)
        except Refused as reason:
            reading.bad.add(number, reason)
    if not reading.rows:
        raise Refused(N_("The file has a header and no rows."))
    reading.noted = table.noted
    known = set(Order.objects.filter(system=hotline.key, number__in=seen).values_list("number", flat=True))
    reading.lines = [replace(line, known=line.said.number in known) for line in reading.lines]
    return reading


class _Reader:
    """Turns rows into orders; the street's places are read once for the whole file."""

    def __init__(self, hotline: Hotline, scope: Place) -> None:
        self.hotline, self.scope = hotline, scope
        self.book: AddressBook = address_book(scope, hotline.aliases)
        self.places: dict[str, Place] = {}
        self.now = clock.now()

    def line(self, number: int, cells: dict[str, str], others: dict[str, str]) -> Line:
        code = code_in(unwrapped(cells["number"]))
        if code in NOTHING:
            raise Refused(N_("The order's number is missing."))
        if len(code) > 60 or not code.isprintable():
            raise Refused(N_("The order's number is longer than 60 characters."))
        words, address = _text(cells["text"]), " ".join(cells.get("address", "").split())[:200]
        if words in NOTHING:
            raise Refused(N_("The order says nothing: its text is empty."))
        if address not in NOTHING and address not in words:
            words += say(N_("\nAddress: {address}"), address=address)
        if len(words) > LONGEST_WORDS:
            raise Refused(
                N_("The order's text has {long} characters; {most} are possible."), long=len(words), most=LONGEST_WORDS
            )
        place = self._place(address, words)
        received = self._received(cells.get("received", ""))
        due = "" if cells.get("due", "") in NOTHING else cells["due"]
        try:
            self.hotline.reply_due(received, due, calendar.current())
        except ValueError as error:
            raise Refused(str(error)) from None
        category = category_by_code(self.hotline.category_of(cells.get("code", ""), cells.get("kind", "")))
        wants = cells.get("wants_reply", "")
        said = OrderSaid(
            number=code,
            words=words,
            place=place or self.scope,
            received_at=received,
            due_said=due,
            contact=self._contact(cells),
            confidential=yes_in(cells.get("confidential", "")),
            category=category.code if category else None,
            no_reply=yes_in(cells.get("no_reply", "")) or (wants not in NOTHING and not yes_in(wants)),
            previous=_loosely(cells.get("previous", "")),
            row={key: cells[key][:200] for key in KEPT_COLUMNS if cells.get(key, "") not in NOTHING}
            | {"others": kept(others)},
        )
        return Line(number, said, place is not None, category=str(category or ""))

    def _received(self, text: str):
        if text in NOTHING:
            return self.now
        try:
            received = moment_in(text, self.hotline.dates)
        except ValueError as error:
            raise Refused(str(error)) from None
        if (received - self.now).days >= 1:
            raise Refused(N_("The time it was received, {text}, is still to come."), text=text[:30])
        return received

    def _contact(self, cells: dict[str, str]) -> Reachable:
        name, phone = (cells.get(key, "") for key in ("caller", "phone"))
        phone = "" if phone in NOTHING else normalize("NFKC", unwrapped(phone))
        return Reachable(
            "" if name in NOTHING else words_in(name, longest=40, what=say(N_("caller's name"))),
            words_in(code_in(phone), longest=30, what=say(N_("phone"))) if phone else "",
        )

    def _place(self, address: str, words: str) -> Place | None:
        code = self.book.find(address) if address not in NOTHING else None
        code = code or self.book.find(words)
        if code and code not in self.places:
            above = "parent__parent__parent"
            self.places[code] = Place.objects.select_related("grid", above).defer("shape", "duties").get(code=code)
        return self.places[code] if code else None


def _text(text: str) -> str:
    """A caller's words with their line breaks, without what no eye can see."""
    lines = (" ".join("".join(c for c in line if c.isprintable() or c.isspace()).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _loosely(text: str) -> str:
    try:
        return "" if text in NOTHING else code_in(unwrapped(text))[:60]
    except Refused:
        return ""


def take_in_file(
    waiting: Waiting, hotline: Hotline, *, by: Post, seconds: float = AT_ONCE
) -> tuple[Sheet, BadRows, bool]:
    """Take in what is new in a waiting file, for a few seconds at a time; returns the sheet, what was bad, and whether
    it is done.

    Every order is a transaction of its own and taken in once, so whoever stops, loses the connection, or brings the
    same file beside a colleague, goes on where it ended.
    """
    reading = read_sheet(waiting.raw, hotline, by=by)
    if reading.missing:
        raise reading.missing
    sheet = begin_sheet(waiting.key, hotline=hotline, name=waiting.name, rows=reading.rows, by=by)
    end, new = monotonic() + seconds, reading.new
    done = len(new)
    for n, line in enumerate(new, start=1):
        try:
            take_in_order(line.said, hotline=hotline, sheet=sheet, by=by)
        except Refused as reason:
            reading.bad.add(line.row, reason)
        if monotonic() > end and n < len(new):
            done = n
            break
    count_sheet(sheet, [line.said.number for line in reading.lines])
    if finished := done == len(new):
        done_waiting(waiting.key)
    return sheet, reading.bad, finished
