"""What a spreadsheet would unpack to, before it is handed to a reader that believes it.

A reader keeps room for every cell up to the last one. A file of a few kilobytes with one cell in the last corner asks
for hundreds of gigabytes, and the whole process ends.
"""

import re
import zipfile

MOST_CELLS = 20_000_000  # up to the last one, empty ones too
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})\d""")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,3}(\d{1,7})["']""")
_PIECE, _OVERLAP = 1 << 20, 32


def is_excel(parts: zipfile.ZipFile) -> bool:
    """Whether it is what Excel writes today, and nothing else besides that a reader might take it for."""
    names = set(parts.namelist())
    return "xl/workbook.xml" in names and not names & {"content.xml", "xl/workbook.bin"}


def far_corner(parts: zipfile.ZipFile, most: int = MOST_CELLS) -> str:
    """The last cell, such as XFD1048576, of a sheet that is too large to be read; empty if all can be."""
    for name in parts.namelist():
        letters, height = _reach(parts, name)
        if _number(letters) * height > most:
            return f"{letters.decode()}{height}"
    return ""


def _reach(parts: zipfile.ZipFile, name: str) -> tuple[bytes, int]:
    """The letters of the last column and the number of the last row."""
    letters, height, rest = {b""}, 0, b""
    with parts.open(name) as part:
        while piece := part.read(_PIECE):
            letters.update(_COLUMN.findall(rest + piece))
            height = max(height, *map(int, _ROW.findall(rest + piece)), 0)
            rest = piece[-_OVERLAP:]
    return max(letters, key=_number), height


def _number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
