"""The book of rules that owners' votes are prepared under; a vote keeps the edition it gave notice by."""

from django.utils.translation import gettext_lazy as _

from linli.councils.cities import SHIPPED, Cities
from linli.rulebook.books import Book

cities = Book("councils.cities", _("Owners' votes by city"), Cities.read, lambda: SHIPPED)
