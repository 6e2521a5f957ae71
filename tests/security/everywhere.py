"""Every address of the house, filled with every kind of thing there is, and read whatever it answers with.

The addresses come from the resolver and the keys from the tables, so a new page or a new kind of thing is covered the
day it is written.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape

from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve

from tests.paper.pdf_words import words_of

NEWEST = 1  # of each kind
KEYS_OF = ("cases", "insight", "councils", "duty", "volunteers", "services", "property", "notices")


def seat(post) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def routes() -> list[str]:
    def walk(patterns, before=""):
        for one in patterns:
            route = before + str(one.pattern)
            yield from [route] if isinstance(one, URLPattern) else walk(one.url_patterns, route)

    return sorted(set(walk(get_resolver().url_patterns)))


def keys() -> list[str]:
    """The newest of every kind of thing that an address can name."""
    found: list[str] = []
    for model in apps.get_models():
        if model._meta.app_label in KEYS_OF and isinstance(model._meta.pk, models.UUIDField):
            found += [str(key) for key in model._default_manager.order_by("-pk").values_list("pk", flat=True)[:NEWEST]]
    return found


def addresses(case, codes: list[str], slugs: list[str], uuids: list[str]) -> Iterator[str]:
    """Each route with each of these in its gap; where there are two keys, the first is the case's."""
    for route in routes():
        gaps = re.findall(r"<([^>]+)>", route)
        kinds = [gap.rpartition(":")[0] for gap in gaps]
        plain = re.sub(r"\^|\$|\\Z", "", route)
        if not gaps:
            yield "/" + plain
            continue
        many = uuids if "uuid" in kinds else codes if "str" in kinds else slugs if "slug" in kinds else ["1", "2"]
        for one in many:
            left = kinds.count("uuid")

            def fill(gap, one=one, left=left, kinds=kinds):
                kind = gap[1].rpartition(":")[0]
                if kind == "uuid":
                    fill.left = getattr(fill, "left", left) - 1
                    return str(case.pk) if fill.left else one
                if kind == "int":
                    return "1"
                return (
                    one
                    if kind in ("str", "slug") and "uuid" not in kinds
                    else (codes[0] if kind == "str" else "{slug}")
                )

            made = "/" + re.sub(r"<([^>]+)>", fill, plain)
            yield from (
                (made.replace("{slug}", slug) for slug in slugs)
                if "{slug}" in made and one == str(case.pk)
                else [made.replace("{slug}", slugs[0])]
            )


def look(client: Client, urls: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """What is answered at each address, with its status. What takes forms only says so before it looks at any key:
    once.
    """
    forms_only: set[str] = set()
    for url in urls:
        found = route_of(url)
        if found in forms_only:
            continue
        answer = client.get(url)
        if answer.status_code == 405:
            forms_only.add(found)
        yield url, answer.status_code, said(answer)


def route_of(url: str) -> str:
    try:
        return resolve(url.partition("?")[0]).route
    except Resolver404:
        return url


def said(answer) -> str:
    """All words of an answer: of a page, of JSON, of a PDF, of a workbook, of what is packed into an archive."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join([*words_in(content), *(f"{name}: {value}" for name, value in answer.headers.items())])


def words_in(content: bytes) -> Iterator[str]:
    if content.startswith(b"%PDF"):
        yield words_of(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.namelist():
                yield from words_in(parts.read(part))
    elif not content.startswith((b"\xff\xd8", b"\x89PNG")):
        text = content.decode("utf-8", "replace")
        yield text
        yield unescape(text)  # a workbook may spell letters as numbers
        if text[:1] in "[{":
            try:
                yield json.dumps(json.loads(text), ensure_ascii=False)
            except ValueError:
                pass


def try_out(client: Client, url: str, typed: dict) -> str:
    """What is answered to a form sent there, with everything it brought about taken back."""
    with transaction.atomic():
        read = said(client.post(url, typed))
        transaction.set_rollback(True)
    return read
