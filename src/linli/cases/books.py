"""The books of rules that cases are promised under. An administrator edits them on a page; a case keeps its edition."""

import tomllib
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.cases.limits import ANY, LimitRules
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


limits = Book("cases.limits", _("Limits"), LimitRules.read, _shipped_limits)
whistles = Book("cases.whistles", _("Whistles"), WhistleRules.read, lambda: WHISTLES)
