"""Coming in as somebody of the cast."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image


def seat(post) -> Client:
    """A browser in which this person has logged in."""
    client = Client()
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(case) -> str:
    return reverse("desk:case", args=[case.pk])


def take(client: Client, case, step: str, **fields):
    """Take a step as the page would send it, with the version the case has now unless another is given."""
    case.refresh_from_db()
    fields.setdefault("seen", case.version)
    return client.post(reverse("desk:step", args=[case.pk, step]), fields)


def buttons(response) -> set[str]:
    """The steps that a case page offers."""
    return {offer.step.name for offer in response.context["offers"]}


def text(response) -> str:
    return response.content.decode()


def a_photo(name="a.jpg", colour="teal") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


__all__ = ["a_photo", "buttons", "page_of", "seat", "take", "text"]
