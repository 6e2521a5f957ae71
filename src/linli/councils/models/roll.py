from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.councils.models.vote import Vote
from linli.kernel.ids import uuid7
from linli.people.fields import SealedTextField
from linli.people.models import Post


class AreaSource(models.TextChoices):
    REGISTER = "register", _("property register")
    SURVEY = "survey", _("survey")
    CONTRACT = "contract", _("purchase contract")


class UnitKind(models.TextChoices):
    DWELLING = "dwelling", pgettext_lazy("roll", "home")
    SHOP = "shop", pgettext_lazy("roll", "shop")
    GARAGE = "garage", pgettext_lazy("roll", "garage")
    PARKING = "parking", pgettext_lazy("roll", "parking space")
    OTHER = "other", pgettext_lazy("roll", "other")


class RollUnit(models.Model):
    """One unit of the frozen roll. Its voting code is printed on the notice that is served on it, and stored nowhere
    else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.CASCADE, related_name="roll")
    unit = models.CharField(max_length=40)
    stairwell = models.CharField(max_length=40)
    order = models.PositiveIntegerField()
    area = models.PositiveIntegerField()  # hundredths of a square metre, exact
    source = models.CharField(max_length=10, choices=AreaSource, default=AreaSource.REGISTER)
    kind = models.CharField(max_length=10, choices=UnitKind, default=UnitKind.DWELLING)
    head = models.CharField(max_length=40)  # units with the same are one owner's and one head
    developer = models.BooleanField(default=False)  # unsold, or sold and not handed over
    code = SealedTextField(blank=True, default="")
    code_hash = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["vote", "order"]
        constraints = [models.UniqueConstraint("vote", "unit", name="roll_unit_once")]

    def __str__(self) -> str:
        return self.unit


class Owner(models.Model):
    """Who votes for a unit. Purpose: knowing who may vote; basis: Civil Code art. 278. Names are sealed; counting
    needs none.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(RollUnit, models.CASCADE, related_name="owners")
    code = models.CharField(max_length=48)
    name = SealedTextField(blank=True, default="")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint("unit", "code", name="owner_once")]

    def __str__(self) -> str:
        return self.code


class Service(models.Model):
    """A notice or a reminder has reached a unit, and how."""

    class Kind(models.TextChoices):
        NOTICE = "notice", pgettext_lazy("service", "notice")
        REMINDER = "reminder", pgettext_lazy("service", "reminder")

    class How(models.TextChoices):
        HANDED = "handed", _("handed over, signed for")
        DOOR = "door", _("left at the door before two witnesses")
        MAIL = "mail", _("registered mail")
        MESSAGE = "message", _("message to the agreed number")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(RollUnit, models.CASCADE, related_name="services")
    kind = models.CharField(max_length=10, choices=Kind)
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.how}"


class Transfer(models.Model):
    """A unit was sold after the roll was frozen. The seller's earlier vote stands; else the buyer votes, with a new
    code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(RollUnit, models.CASCADE, related_name="transfers")
    seller = models.CharField(max_length=48)
    buyer = models.CharField(max_length=48)
    name = SealedTextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.buyer
