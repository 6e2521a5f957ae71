from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.refs import Ref
from linli.people.fields import SealedTextField
from linli.people.roles import Role
from linli.places.models import Place, lineage_of


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("street or county office")
    PARTY_BRANCH = "party_branch", _("party branch")
    RESIDENTS_COMMITTEE = "residents_committee", _("residents' committee")
    OWNERS_COMMITTEE = "owners_committee", _("owners' committee")
    PROPERTY_COMPANY = "property_company", _("property company")
    DEPARTMENT = "department", _("department")
    ENTERPRISE = "enterprise", _("enterprise")
    ASSOCIATION = "association", _("association")


class Organisation(Ref, models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=24, choices=OrganisationKind)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="organisations"
    )  # the area it serves
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("kind", "code", name="organisation_kind")]

    def __str__(self) -> str:
        return self.name


class Persons(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class Person(Ref, AbstractBaseUser):
    """Somebody who holds or held a post. Residents are not persons here: they speak through voices.

    Stored for: knowing who is in charge (personal phone: reaching them in an emergency). Basis: the post held.
    Ends: phone and login on `forget_on`, two years after the last post; the name stays where it signed for a deed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=40)
    username = models.CharField(_("login name"), max_length=40, unique=True, null=True, blank=True)
    phone = SealedTextField(_("personal phone"), blank=True, default="")
    is_active = models.BooleanField(default=True)
    elder_view = models.BooleanField(default=False)
    forget_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = Persons()

    def __str__(self) -> str:
        return self.name


class PostSet(models.QuerySet):
    def current(self, day=None):
        """Held on `day`, by default today."""
        day = day or clock.today()
        return self.filter(starts__lte=day).filter(Q(ends=None) | Q(ends__gte=day))

    def held_by(self, person):
        return self.filter(person=person)

    def of_role(self, *roles: str):
        return self.filter(role__in=roles)

    def serving(self, *paths: str):
        """Posts at one of these places or above them: `serving(case.path, case.grid_path)`."""
        return self.filter(place__path__in=lineage(*paths))

    def with_names(self):
        return self.select_related("person", "organisation", "place")


def lineage(*paths: str) -> list[str]:
    return sorted({p for path in paths if path for p in lineage_of(path)})


class Post(Ref, models.Model):
    """Who does what, where, for whom, from when until when: the only source of rights."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="posts")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField(
        _("title"), max_length=40, blank=True
    )  # as on the door, if it differs from the role's name
    duty_phone = models.CharField(_("duty phone"), max_length=30, blank=True)  # public: it stands on the contact card
    full_time = models.BooleanField(default=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)

    objects = PostSet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="post_ends_after_start"),
            models.UniqueConstraint(
                "person", "role", "organisation", "place", "starts", name="post_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index("place", "role", name="post_place_role")]

    def __str__(self) -> str:
        return f"{self.named_role} {self.person}"

    @property
    def named_role(self) -> str:
        return self.title or str(Role(self.role).label)

    def is_current(self, day=None) -> bool:
        day = day or clock.today()
        return self.starts <= day and (self.ends is None or day <= self.ends)
