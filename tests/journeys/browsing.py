"""People at their browsers: what they press and read, and what is looked at on every page they meet."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Response, expect

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots" if os.environ.get("LINLI_SCREENSHOTS") == "1" else None
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"viewport": {"width": 375, "height": 812}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
PASSWORD = "a-password-of-the-tests"


@cache
def _axe() -> str:
    return (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text("utf-8")


# Through the debugger's door, which the page's content policy leaves open; nothing of the page is loosened.
ASK_AXE = """async (rules) => {
  const asked = { runOnly: rules, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] }
  const { violations } = await axe.run(document, asked)
  const why = (one, node) => (node.any[0] || {}).message || one.help
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}  ${why(one, node)}`))
}"""
ASK_WIDTH = """(width) => {
  if (document.documentElement.scrollWidth <= width) return []
  const roots = [document.documentElement, document.body]
  const clips = (one) => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX) && !roots.includes(one)
  const scrolls = (one) => one && (clips(one) || scrolls(one.parentElement))
  const sticksOut = (one) => one.getBoundingClientRect().right > width + 1 && !scrolls(one.parentElement)
  const tag = (one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class") || ""}">`
  return [...document.querySelectorAll("body *")]
    .filter(sticksOut)
    .slice(0, 5)
    .map((one) => `wider than ${width} px: ${tag(one)} ${one.textContent.trim().slice(0, 40)}`)
    .concat([`${document.documentElement.scrollWidth} px wide`])
}"""


class Visitor:
    """One person before one screen. Whatever goes wrong behind their back stands in `complaints`."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address, self.complaints = context, address, []
        self._allowed: set[int] = set()
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.page: Page = context.new_page()

    # Going and reading

    def open(self, path: str) -> "Visitor":
        self.page.goto(path if "://" in path else self.address + path)
        return self

    def again(self) -> None:
        """Load the page anew; a navigation that is still under way comes first."""
        self.page.wait_for_load_state("load")
        try:
            self.page.reload()
        except Error:
            self.page.wait_for_load_state("load")
            self.page.reload()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def sees(self, *words: str | re.Pattern) -> None:
        for one in words:
            expect(self.page.get_by_text(one).locator("visible=true").first).to_be_visible()

    def sees_not(self, words: str | re.Pattern) -> None:
        expect(self.page.get_by_text(words).locator("visible=true")).to_have_count(0)

    @property
    def title(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    # Doing

    def press(self, words: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=words, exact=True).first.click()

    def follow(self, words: str | re.Pattern, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=words).first.click()

    def write(self, label: str | re.Pattern, words: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(label).first.fill(words)

    def choose(self, label: str | re.Pattern, *, within: Locator | None = None) -> None:
        """A radio button or a check box, by its words; some are drawn by their label."""
        (within or self.page).get_by_label(label, exact=True).first.check(force=True)

    def unfold(self, words: str) -> Locator:
        """Open a folded part of the page, and what it lies in."""
        summary = self.page.locator("summary", has_text=re.compile(rf"^\s*{re.escape(words)}(\s|$)"))
        folded = self.page.locator("details:not([open])", has=summary)
        while folded.count():
            folded.first.locator("> summary").click()
        return self.page.locator("details", has=summary).last

    def step(
        self, words: str, said: dict[str, str] | None = None, *, choose: Iterable[str] = (), photos: Iterable[dict] = ()
    ) -> None:
        """Take a step on a case page: unfold it, fill in its few fields, press its button."""
        form = self.unfold(words)
        for label in choose:
            self.choose(label, within=form)
        for label, text in (said or {}).items():
            self.write(label, text, within=form)
        if photos:
            form.get_by_label("照片").set_input_files(list(photos))
        self.press(words, within=form)

    # Looking

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Answers that are not 'yes' but are meant."""
        before, self._allowed = self._allowed, {*statuses}
        try:
            yield
        finally:
            self._allowed = before

    @contextmanager
    def without_signal(self) -> Iterator[None]:
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)

    def look(self, name: str, *, elder: bool = True, dark: bool = False) -> None:
        """Nothing on this page may be out of reach for anybody, in any of its dresses; and keep a picture if wanted."""
        self.page.wait_for_load_state()
        self._inspect(name)
        if elder:
            with self._dressed("elder"):
                self._inspect(f"{name}-elder")
        if dark:
            self.page.emulate_media(color_scheme="dark")
            self._inspect(f"{name}-dark")
            self.page.emulate_media(color_scheme="light")

    def fits(self, name: str, *, widths: Iterable[int]) -> None:
        """Nothing is wider than the screen at these widths either."""
        before = self.page.viewport_size
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 812})
            self.picture(f"{name}-{width}")
            self.complaints += [f"{name} ({self.path}): {one}" for one in self.page.evaluate(ASK_WIDTH, width)]
        self.page.set_viewport_size(before)

    def picture(self, name: str) -> None:
        if SCREENSHOTS:
            SCREENSHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def _inspect(self, name: str) -> None:
        self.picture(name)
        width = self.page.viewport_size["width"]
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found = [*self.page.evaluate(ASK_WIDTH, width), *self.page.evaluate(ASK_AXE, RULES)]
        self.complaints += [f"{name} ({self.path}): {one}" for one in found]

    @contextmanager
    def _dressed(self, dress: str) -> Iterator[None]:
        had = self.page.evaluate("(name) => document.documentElement.classList.contains(name)", dress)
        put = "([name, on]) => document.documentElement.classList.toggle(name, on)"
        self.page.evaluate(put, [dress, True])
        yield
        self.page.evaluate(put, [dress, had])

    # Listening

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._allowed:
            self.complaints.append(f"answer {response.status}: {response.request.method} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # What the server answered is judged in `_answered`; without a signal nothing else can be expected.
        known = (
            "Failed to load resource: the server responded",
            "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
        )
        if message.type == "error" and not message.text.startswith(known):
            self.complaints.append(f"console: {message.text}")


def photo(words: str, *, side: int = 900) -> dict:
    """A real JPEG, as a phone would hand it over."""
    picture = Image.new("RGB", (side, side * 3 // 4), "#9db0a5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((side // 6, side // 6, side * 5 // 6, side * 4 // 7), fill="#5d6f66")
    draw.text((20, 20), words, fill="white")
    written = BytesIO()
    picture.save(written, "JPEG", quality=80)
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}
