"""The books of rules that cases are promised under. An administrator edits them on a page; a case keeps its edition."""

import tomllib
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.calls import SHIPPED as CALLS
from linli.cases.calls import CallRules
from linli.cases.duties import DutyRules
from linli.cases.exclusions import SHIPPED as EXCLUSIONS
from linli.cases.exclusions import ExclusionRules
from linli.cases.exports import SHIPPED as EXPORTS
from linli.cases.exports import ExportRules
from linli.cases.hotlines import SHIPPED as HOTLINES
from linli.cases.hotlines import HotlineRules
from linli.cases.ladder import SHIPPED as LADDER
from linli.cases.ladder import LadderRules
from linli.cases.likeness import SHIPPED as LIKENESS
from linli.cases.likeness import LikenessRules
from linli.cases.limits import ANY, LimitRules
from linli.cases.retention import SHIPPED as RETENTION
from linli.cases.retention import RetentionRules
from linli.cases.times import SHIPPED as TIMES
from linli.cases.times import TimeRules
from linli.cases.whistles import SHIPPED as WHISTLES
from linli.cases.whistles import WhistleRules
from linli.rulebook.books import Book


def table_of_categories(file: Path | None = None) -> tuple[dict, dict]:
    """Groups and categories of a TOML file; by default those that come with the platform."""
    table = tomllib.loads((file or Path(__file__).with_name("categories.toml")).read_text("utf-8"))
    return table.pop("groups"), table


def _shipped_limits() -> list[dict[str, str]]:
    _groups, table = table_of_categories()
    rows = [{"category": code, "contact": row["contact"], "finish": row["finish"]} for code, row in table.items()]
    return [{"category": ANY, "contact": "1wd", "finish": "5wd"}, *rows]


def _shipped_duties() -> list[dict]:
    table = tomllib.loads(Path(__file__).with_name("duties.toml").read_text("utf-8"))
    english = table["english"]
    return [
        row | {f"{key}_en": english[row[key]] for key in ("item", "basis", "instead") if key in row}
        for row in table["duty"]
    ]


limits = Book("cases.limits", pgettext_lazy("book", "Limits"), LimitRules.read, _shipped_limits)
time = Book("cases.time", _("More time"), TimeRules.read, lambda: TIMES)
whistles = Book("cases.whistles", pgettext_lazy("book", "Whistles"), WhistleRules.read, lambda: WHISTLES)
likeness = Book("cases.likeness", _("When two cases may be the same"), LikenessRules.read, lambda: LIKENESS)
duties = Book("cases.duties", _("Duty lists"), DutyRules.read, _shipped_duties)
ladder = Book("cases.ladder", _("Supervision"), LadderRules.read, lambda: LADDER)
exclusions = Book(
    "cases.exclusions", _("Grounds for leaving a case out of the rates"), ExclusionRules.read, lambda: EXCLUSIONS
)
calls = Book("cases.calls", _("Calling back"), CallRules.read, lambda: CALLS)
hotlines = Book("cases.hotlines", _("Hotlines"), HotlineRules.read, lambda: HOTLINES)
retention = Book("cases.retention", _("How long what is kept"), RetentionRules.read, lambda: RETENTION)
exports = Book("cases.exports", pgettext_lazy("book", "Exports"), ExportRules.read, lambda: EXPORTS)
