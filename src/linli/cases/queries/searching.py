"""Cases by number, place or words."""

from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from linli.cases.models import Case, CaseSet

MANY = 5000  # cases whose words are still compared one by one; hits of the index that are looked at


def search(cases: CaseSet, said: str, *, confidential: bool = True) -> CaseSet:
    """Those of `cases` whose number or voices contain these words; two-character Chinese words too.

    Without `confidential` voices for whoever reads those only blotted: else a search would tell what was blotted. Up
    to `MANY` cases are compared word by word, which no other street's cases make slower. Among more, the bigram index
    (`cjk_bigrams`) finds the newest `MANY` voices. Both are materialised: left to itself the planner would call the
    index's function for every row.
    """
    words = " ".join(said.split()).lower()
    if not words:
        return cases
    if len(compact := words.replace("-", "").replace(" ", "")) == 12 and compact[:6].isdigit():
        return cases.filter(pk__in=with_survivor(f"{compact[:6]}-{compact[6:]}".upper()))
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
    kept = "" if confidential else " and not confidential"
    sql = f"""
        with asked as materialized ({asked}), few as (select count(*) <= %s as so from asked),
        hits as materialized (
            select case_id, id, words from cases_voice
            where (select not so from few) and cjk_bigrams(words) @@ %s::tsquery{kept}
        )
        select case_id from cases_voice join asked on case_id = pk where (select so from few) and {contain}{kept}
        union all (select case_id from hits where {contain} order by id desc limit %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, MANY, " & ".join(terms), *likes, *likes, MANY])
        found = [row[0] for row in cursor.fetchall()]
    return cases.filter(pk__in=RawSQL("select unnest(%s::uuid[])", [found]))


def _quoted(pair: str) -> str:
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + "'"


def with_survivor(number: str) -> list[UUID]:
    """The case of this number and, if it was merged, the one that goes on for it."""
    found: list[UUID] = []
    case = Case.objects.filter(number=number).only("pk", "merged_into").first()
    while case and case.pk not in found:
        found.append(case.pk)
        case = Case.objects.filter(pk=case.merged_into_id).only("pk", "merged_into").first()
    return found
