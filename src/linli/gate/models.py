from django.db import models

from linli.kernel.ids import uuid7


class Knock(models.Model):
    """How often one key (a keyed hash, never an address in the clear) came within one window. Forgotten after a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("key", "window", name="gate_knock_window")]
        indexes = [models.Index("window", name="gate_knock_old")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.window} {self.times}"
