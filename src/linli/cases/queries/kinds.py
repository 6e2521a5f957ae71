"""The categories in force, and what a resident's words suggest."""

from functools import cache
from itertools import groupby

from linli.cases.models import Category
from linli.cases.suggest import Phrases


@cache
def categories() -> tuple[Category, ...]:
    """All categories in force; they change with a release or an administrator's import, which says
    `forget_categories`.
    """
    return tuple(Category.objects.filter(ended_on=None))


def grouped_categories() -> list[tuple[str, list[tuple[str, str]]]]:
    """As a form offers them, in the reader's language: the groups' words, each with its codes and names."""
    by_group = groupby(categories(), key=lambda category: category.group_words)
    return [(words, [(category.code, str(category)) for category in some]) for words, some in by_group]


def forget_categories() -> None:
    categories.cache_clear()
    _phrases.cache_clear()


def category_by_code(code: str | None) -> Category | None:
    return next((c for c in categories() if c.code == code), None) if code else None


def category_meant(words: str) -> Category | None:
    """The category that a resident's words suggest."""
    return category_by_code(_phrases().suggest(words))


@cache
def _phrases() -> Phrases:
    return Phrases((c.code, c.words) for c in categories())
