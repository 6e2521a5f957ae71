"""What Linli stores, why, for how long, and who may see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html")
