"""What Linli stores, why, for how long, and who may see it: written from the book by which it is deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.cases import books
from linli.rulebook.names import named
from linli.ui.kept import BEGINS, KINDS_SAID, WHAT_HAPPENS

BEHIND = ("call", "order", "mediation", "sheet", "unsent_photo", "notice", "export", "knock")
"""Kinds without a section of their own on the page."""


def about(request: HttpRequest) -> HttpResponse:
    kinds = books.retention.rules().kinds
    kept = {
        kind: {
            "name": KINDS_SAID[kind],
            "keep": one.keep.words,
            "begins": BEGINS[kind],
            "happens": WHAT_HAPPENS[kind],
            "why": named(one.purpose),
            "right": named(one.basis),
        }
        for kind, one in kinds.items()
    }
    return render(request, "public/about.html", {"kept": kept, "behind": [kept[kind] for kind in BEHIND]})
