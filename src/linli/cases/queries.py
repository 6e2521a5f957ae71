"""Reads over cases and what hangs on them."""

from functools import cache

from django.db import connection

from linli.cases.models import Assignment, Case, CaseSet, Category, Voice
from linli.journal.models import Entry
from linli.kernel.codes import read_receipt_code


@cache
def categories() -> tuple[Category, ...]:
    """All categories in force; they change with a release or an administrator's import, which says `forget_categories`."""
    return tuple(Category.objects.filter(ended_on=None))


def forget_categories() -> None:
    categories.cache_clear()


def category_by_code(code: str | None) -> Category | None:
    return next((c for c in categories() if c.code == code), None) if code else None


def units_open(case: Case) -> list[Assignment]:
    return list(case.assignments.at_work().select_related("organisation"))


def voice_of(receipt: str) -> Voice | None:
    """The voice behind a receipt code, however it was typed; None if there is none."""
    code = read_receipt_code(receipt)
    return (
        Voice.objects.select_related("case__category", "case__place__parent", "case__keeper__person")
        .filter(receipt=code)
        .first()
        if code
        else None
    )


def story(case: Case) -> list[Entry]:
    """The case's journal, oldest first."""
    return list(Entry.objects.filter(subject=case.ref).order_by("seq"))


LIMIT_OF_HITS = 5000


def search(cases: CaseSet, said: str) -> CaseSet:
    """Those of `cases` whose number or voices contain these words; two-character Chinese words too.

    Voices carry a bigram index (`cjk_bigrams`). Hits are gathered first and materialised, newest 5,000 of them:
    left to itself the planner would walk the primary key and call the function for every row.
    """
    words = " ".join(said.split()).lower()
    if not words:
        return cases
    if len(compact := words.replace("-", "").replace(" ", "")) == 12 and compact[:6].isdigit():
        return cases.filter(number=f"{compact[:6]}-{compact[6:]}".upper())
    tokens = [token for token in words.split(" ") if token]
    terms, likes = [], []
    for token in tokens:
        pairs = [token[i : i + 2] for i in range(len(token) - 1)] or [token]
        terms += [_quoted(p) + (":*" if len(p) == 1 else "") for p in pairs if p[0].isalnum()]
        likes.append("%" + token.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%")
    if not terms:
        return cases.none()
    sql = (
        "with hits as materialized ("
        " select case_id, id, words from cases_voice where cjk_bigrams(words) @@ %s::tsquery"
        ") select distinct on (id) case_id from hits where "
        + " and ".join(["lower(words) like %s"] * len(likes))
        + " order by id desc limit %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [" & ".join(terms), *likes, LIMIT_OF_HITS])
        found = [row[0] for row in cursor.fetchall()]
    return cases.filter(pk__in=found)


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"
