"""The press: a sheet (a typst file) and facts go in, a PDF comes out.

Facts travel as JSON and are set as plain strings, so nothing that somebody typed can be read as markup or code.
The fonts are our own, the same on every machine.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from linli.kernel import clock

SHEETS = Path(__file__).with_name("sheets")


def press(sheet: str, facts: Mapping[str, Any], *, mark: str = "") -> bytes:
    """The PDF of `sheets/<sheet>.typ`, filled with `facts`; about a tenth of a second a page.

    What holds residents' data has a `mark`, which stands at the foot of every page (`foot` in common.typ): who took it
    out, when, and under which number of the export log.
    """
    return typst.compile(
        str(SHEETS / f"{sheet}.typ"),
        root=str(SHEETS),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps({**facts, **({"mark": mark} if mark else {})}, ensure_ascii=False)},
        timestamp=int(clock.now().timestamp()),
        format="pdf",
    )


@cache
def fonts() -> typst.Fonts:
    """Noto Sans SC, and what an operator has put into the data folder's `fonts` for rarer characters.

    Our font knows 8,000 characters. One it lacks is set from the operator's fonts, or as an empty box.
    """
    folders = [settings.ROOT / "build/fonts", settings.HOME / "fonts"]
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders if folder.is_dir()],
    )
