"""How the house's "no" comes back into the form that asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from linli.kernel.errors import Refused


def refuse(form: BaseForm, no: Refused) -> None:
    """The sentence stands at the field it speaks of, else above the form; what was typed stays."""
    form.add_error(no.field if no.field in form.fields else None, str(no))


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """A deed and the way on from it; if the house refuses, the form says why and the page goes on below."""
    try:
        yield
    except Refused as no:
        refuse(form, no)
