"""The rules by which figures are weighed."""

from django.utils.translation import gettext_lazy as _

from linli.insight.rates import SHIPPED, RateRules
from linli.rulebook.books import Book

rates = Book("insight.rates", _("The three rates: weights and publication"), RateRules.read, lambda: SHIPPED)
