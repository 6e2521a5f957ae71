"""An import from the command line: a bar while it works, its summary or its bad rows at the end."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from linli.kernel.errors import Refused

WIDTH = 24
OFTEN = 0.1  # seconds


class Bar:
    """One line on a terminal, rewritten as the work goes on; silent where nobody looks."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.shown, self.drawn_at = out, out.isatty(), 0.0
        self.doing, self.began = "", time.monotonic()

    def __call__(self, doing: str, done: int, total: int) -> None:
        now = time.monotonic()
        if doing != self.doing:
            self.doing, self.began = doing, now
        elif now - self.drawn_at < OFTEN and done < total:
            return
        self.drawn_at = now
        if self.shown:
            full = WIDTH * done // total if total else WIDTH
            speed = f"{done / (now - self.began):,.0f}/s" if done and now > self.began else ""
            line = f"\r\x1b[K{doing} [{'#' * full}{'.' * (WIDTH - full)}] {done:,}/{total:,} {speed}"
            print(line, end="", file=self.out, flush=True)

    def clear(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=self.out, flush=True)


def reported(run: Callable, path: Path) -> None:
    """Run an import of the file at `path`. Prints what it did; or, ending with 1, each bad row and its reason."""
    from django.utils import translation

    bar = Bar(sys.stderr)
    with translation.override(_language()):
        try:
            done = run(path, progress=bar)
        except Refused as refused:
            bar.clear()
            print(refused, file=sys.stderr)
            for line in refused.lines() if hasattr(refused, "lines") else ():
                print("  " + line, file=sys.stderr)
            raise SystemExit(1) from None
        bar.clear()
        print(done)


def _language() -> str:
    """English where the terminal speaks English, else Chinese."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if spoken.lower().startswith("en") else "zh-hans"
