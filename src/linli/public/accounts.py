"""Money of neighbours and their cameras, as everybody may read them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from linli.councils.models import Account, Camera, Evidence, MoneyLine, Topic
from linli.councils.queries.money import book_of, figures_of, with_figures
from linli.flows.deeds import works_of
from linli.kernel.refs import key_of
from linli.places.models import Place
from linli.public.topics import PARTS
from linli.ui.files import stored_answer

MOST = 100


def _here(request: HttpRequest, rows):
    """With ?place= only what lies there."""
    code = request.GET.get("place", "")
    if not code:
        return rows
    return rows.within(get_object_or_404(Place.objects.defer("shape"), code=code))


def accounts(request: HttpRequest) -> HttpResponse:
    rows = with_figures(_here(request, Account.objects.select_related("place").defer("place__shape"))[:MOST])
    return render(request, "public/accounts/list.html", {"rows": [(a, f, f.share(a.goal)) for a, f in rows]})


def account(request: HttpRequest, number: str) -> HttpResponse:
    found = Account.objects.select_related("place__parent", "keeper", "topic")
    it = get_object_or_404(found.defer("place__shape", "place__parent__shape"), number=number)
    figures = figures_of(it)
    facts = {
        "account": it,
        "rows": book_of(it)[::-1],
        "figures": figures,
        "share": figures.share(it.goal),
        "cameras": list(it.cameras.select_related("place", "keeper").defer("place__shape")),
    }
    return render(request, "public/accounts/account.html", facts)


def receipt(request: HttpRequest, key) -> HttpResponse:
    """The picture of a receipt; whatever proves something else is not handed out here."""
    it = get_object_or_404(Evidence, pk=key)
    if not it.file or not it.of.startswith(f"{MoneyLine._meta.app_label}/{MoneyLine._meta.model_name}/"):
        raise Http404
    get_object_or_404(MoneyLine, pk=key_of(it.of))
    return stored_answer(request, it.file, small="small" in request.GET)


def cameras(request: HttpRequest) -> HttpResponse:
    rows = _here(request, Camera.objects.select_related("place__parent", "keeper"))
    return render(
        request, "public/accounts/cameras.html", {"rows": rows.defer("place__shape", "place__parent__shape")[:MOST]}
    )


def of_topic(topic: Topic, _request: HttpRequest) -> dict[str, Any] | None:
    """The part of a topic's page about what is paid and done; four statements."""
    rows = with_figures(Account.objects.filter(topic=topic).order_by("opened_at"))
    found = Camera.objects.filter(account__topic=topic).select_related("place", "keeper").defer("place__shape")
    cameras, works = list(found), works_of(topic)
    if not (rows or cameras or works):
        return None
    return {"accounts": [(a, f, f.share(a.goal)) for a, f in rows], "cameras": cameras, "works": works}


PARTS.append(("public/topic/money.html", of_topic))
