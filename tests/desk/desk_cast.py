"""Coming in as somebody of the cast."""

from django.test import Client
from django.urls import reverse


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


__all__ = ["buttons", "page_of", "seat", "take", "text"]
