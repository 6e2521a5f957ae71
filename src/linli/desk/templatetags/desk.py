"""What the desk's pages say of cases."""

from django import template

from linli.cases.models import Case
from linli.desk.cases.story import LAST

register = template.Library()


@register.filter
def last_words(case: Case) -> object:
    """The last event in a word or two."""
    return LAST.get(case.last_event, "")
