"""Reads over cases and what hangs on them."""

from functools import cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

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


def is_known(submission_key: str) -> bool:
    """Whether a voice came with this key before. By hand, because every report asks it."""
    with connection.cursor() as cursor:
        cursor.execute("select from cases_voice where submission_key = %s", [submission_key])
        return cursor.fetchone() is not None


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


MANY = 5000  # cases whose words are still compared one by one; hits of the index that are looked at


def search(cases: CaseSet, said: str) -> CaseSet:
    """Those of `cases` whose number or voices contain these words; two-character Chinese words too.

    Up to `MANY` cases are compared word by word, which no other street's cases make slower. Among more, the bigram
    index (`cjk_bigrams`) finds the newest `MANY` voices. Both are materialised: left to itself the planner would
    call the index's function for every row.
    """
    words = " ".join(said.split()).lower()
    if not words:
        return cases
    if len(compact := words.replace("-", "").replace(" ", "")) == 12 and compact[:6].isdigit():
        return cases.filter(number=f"{compact[:6]}-{compact[6:]}".upper())
    terms, likes = [], []
    for token in words.split(" "):
        pairs = [token[i : i + 2] for i in range(len(token) - 1)] or [token]
        terms += [_quoted(p) + (":*" if len(p) == 1 else "") for p in pairs if p[0].isalnum()]
        likes.append("%" + token.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%")
    try:
        asked, params = cases.order_by().values("pk")[: MANY + 1].query.sql_with_params()
    except EmptyResultSet:
        return cases.none()
    if not terms:
        return cases.none()
    contain = " and ".join(["lower(words) like %s"] * len(likes))
    sql = f"""
        with asked as materialized ({asked}), few as (select count(*) <= %s as so from asked),
        hits as materialized (
            select case_id, id, words from cases_voice where (select not so from few) and cjk_bigrams(words) @@ %s::tsquery
        )
        select case_id from cases_voice join asked on case_id = pk where (select so from few) and {contain}
        union all (select case_id from hits where {contain} order by id desc limit %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, MANY, " & ".join(terms), *likes, *likes, MANY])
        found = [row[0] for row in cursor.fetchall()]
    return cases.filter(pk__in=RawSQL("select unnest(%s::uuid[])", [found]))


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"
