from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.calendar.workdays import DayKind
from linli.kernel.ids import uuid7


class CalendarYear(models.Model):
    """What is known of a year: its official notice, or a local guess at it. A year without a row is provisional."""

    class Status(models.TextChoices):
        OFFICIAL = "official", _("official arrangement")
        PROVISIONAL = "provisional", _("provisional arrangement")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status)
    doc_no = models.CharField(_("document number"), max_length=100, blank=True)
    url = models.URLField(_("address of the notice"), max_length=500, blank=True)

    class Meta:
        ordering = ["year"]
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day a notice speaks of. All other days follow the ordinary week."""

    KINDS = [
        (DayKind.WORKDAY.value, _("working day")),
        (DayKind.REST.value, _("rest day")),
        (DayKind.STATUTORY.value, _("statutory holiday")),
        (DayKind.ADJUSTED_REST.value, _("adjusted rest day")),
        (DayKind.MAKEUP_WORKDAY.value, _("make-up working day")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind of day"), max_length=20, choices=KINDS)
    name = models.CharField(_("name of the festival"), max_length=50, blank=True)
    # The year named by the notice, which is not always the year of the date: a notice may move days of the December
    # before it.
    notice = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name=_("holiday notice"))

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"

    @property
    def doc_no(self) -> str:
        return self.notice.doc_no

    @property
    def url(self) -> str:
        return self.notice.url
