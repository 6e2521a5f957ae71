"""The books of rules that neighbours decide under. Whatever was announced under one edition keeps it."""

from django.utils.translation import gettext_lazy as _

from linli.councils import assemblies as assembly_rules
from linli.councils import gatherings
from linli.councils import hearing as hearing_rules
from linli.councils import procedures as procedure_rules
from linli.councils.cameras import SHIPPED as CAMERAS
from linli.councils.cameras import CameraRules
from linli.councils.cities import SHIPPED, Cities
from linli.rulebook.books import Book

cities = Book("councils.cities", _("Owners' votes by city"), Cities.read, lambda: SHIPPED)
hearing = Book(
    "councils.hearing",
    _("Hearings and the common ground board"),
    hearing_rules.Hearing.read,
    lambda: hearing_rules.SHIPPED,
)
procedures = Book(
    "councils.procedures",
    _("How a topic is talked over"),
    procedure_rules.Procedures.read,
    lambda: procedure_rules.SHIPPED,
)
assemblies = Book(
    "councils.assemblies", _("Assemblies of residents"), assembly_rules.Assemblies.read, lambda: assembly_rules.SHIPPED
)
meetings = Book("councils.meetings", _("Meetings"), gatherings.Gatherings.read, lambda: gatherings.SHIPPED)
cameras = Book("councils.cameras", _("Cameras that neighbours put up"), CameraRules.read, lambda: CAMERAS)
