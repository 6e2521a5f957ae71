"""What a PDF says, read from its bytes: enough for the PDFs that typst writes, and no program needed."""

import re
import zlib


def words_of(pdf: bytes) -> str:
    """The text of all pages in the order it is drawn, spaces left out."""
    bodies = _bodies(pdf)
    said = []
    for page in (body for body in bodies.values() if b"/Type/Page/" in body or b"/Type/Page>" in body):
        fonts = _fonts(page, bodies)
        for number in re.findall(rb"/Contents (\d+)", page):
            said.append(_drawn(_stream(bodies[int(number)]), fonts))
    return "".join("".join(said).split()).replace("\u200b", "")


def pages_of(pdf: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", pdf)[1])


def fonts_of(pdf: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/FontName/[A-Z]{6}\+([\w-]+)", pdf)}


def page_size(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in millimetres."""
    wide, high = re.search(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
    return round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)


def _bodies(pdf: bytes) -> dict[int, bytes]:
    return {int(n): body for n, body in re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.S)}


def _stream(body: bytes) -> bytes:
    raw = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.S)[1]
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _fonts(page: bytes, bodies: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    resources = re.search(rb"/Resources (\d+)", page)
    where = bodies[int(resources[1])] if resources else page
    listed = re.search(rb"/Font<<(.*?)>>", where)
    tables = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed[1] if listed else b""):
        unicode_map = re.search(rb"/ToUnicode (\d+)", bodies[int(number)])
        tables[name] = _map(_stream(bodies[int(unicode_map[1])]))
    return tables


def _map(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", cmap)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _drawn(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said = []
    for font, drawn in re.findall(rb"/(f\d+) [\d.]+ Tf(.*?)\nET", content, re.S):
        for string in _strings(drawn):
            raw = _unescaped(string)
            said += [fonts[font].get(int.from_bytes(raw[i : i + 2]), "?") for i in range(0, len(raw), 2)]
        said.append(" ")
    return "".join(said)


def _strings(drawn: bytes):
    """What stands in brackets; brackets inside need no backslash as long as they match."""
    depth, start, i = 0, 0, 0
    while i < len(drawn):
        char = drawn[i : i + 1]
        if char == b"\\" and depth:
            i += 1
        elif char == b"(":
            depth += 1
            start = i + 1 if depth == 1 else start
        elif char == b")" and depth:
            depth -= 1
            if not depth:
                yield drawn[start:i]
        i += 1


def _unescaped(string: bytes) -> bytes:
    short = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(found: re.Match) -> bytes:
        what = found[1]
        return bytes([int(what, 8)]) if what.isdigit() else short.get(what, what)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, string, flags=re.S)
