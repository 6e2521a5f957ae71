"""What Linli stores, why, for how long, and who may see it: written from the book by which it is deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from linli.cases import books
from linli.ui.kept import BEGINS, KINDS_SAID, WHAT_HAPPENS

BEHIND = ("call", "order", "mediation", "sheet", "unsent_photo", "notice", "export", "knock")
"""Kinds without a section of their own on the page."""


def about(request: HttpRequest) -> HttpResponse:
    language = get_language() or "zh-hans"
    kinds = books.retention.rules().kinds
    kept = {
        kind: {
            "name": KINDS_SAID[kind], "keep": one.keep.words, "begins": BEGINS[kind], "happens": WHAT_HAPPENS[kind],
            "why": one.why(language), "right": one.right(language),
        }
        for kind, one in kinds.items()
    }  # fmt: skip
    return render(request, "public/about.html", {"kept": kept, "behind": [kept[kind] for kind in BEHIND]})
