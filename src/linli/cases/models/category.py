from django.db import models

from linli.kernel.ids import uuid7
from linli.rulebook.names import reads_english


class Category(models.Model):
    """What a case can be about, with its default owner. How long it may take stands in the book of limits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=10, unique=True)
    group = models.CharField(max_length=4)
    group_name = models.CharField(max_length=40)
    group_name_en = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    owner = models.CharField(max_length=80)
    urgent = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)  # a complaint about staff goes round that staff's own line
    alarm = models.CharField(max_length=120, blank=True)
    alarm_en = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=list)  # what residents say when they mean it
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if reads_english() else self.name

    @property
    def group_words(self) -> str:
        return self.group_name_en if reads_english() else self.group_name

    @property
    def alarm_words(self) -> str:
        return self.alarm_en if reads_english() else self.alarm
