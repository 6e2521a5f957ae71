"""QR plates: one in force for each place."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.ids import uuid7
from linli.kernel.refs import HasRef, Nobody
from linli.places.events import PlateReplaced, PlatesMade
from linli.places.models import Place, Plate


@transaction.atomic
def plate_for(places: Iterable[Place], *, by: HasRef) -> dict[UUID, Plate]:
    """The plate in force of each place, by the place's key; made where there is none. Printing twice gives the same."""
    places = {place.pk: place for place in places}
    plates = _in_force(places)
    made: dict[str, str] = {}
    while missing := places.keys() - plates.keys():
        now = clock.now()
        # A code that is taken, or a place that somebody else gave a plate just now, is passed over and seen next round.
        Plate.objects.bulk_create(
            [Plate(place_id=key, made_at=now) for key in missing], batch_size=1000, ignore_conflicts=True
        )
        plates |= (fresh := _in_force(missing))
        made |= {places[key].code: plate.code for key, plate in fresh.items()}
    if made:
        record(PlatesMade(plates=made), on=Nobody(f"places/plates/{uuid7()}"), by=by, new=True)
    return plates


def _in_force(keys: Iterable[UUID]) -> dict[UUID, Plate]:
    return {plate.place_id: plate for plate in Plate.objects.filter(place__in=list(keys), retired_at=None)}


@transaction.atomic
def replace_plate(place: Place, *, by: HasRef) -> Plate:
    """The plate was lost or torn off: its code opens nothing any more, and the place gets another."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    old = place.plates.filter(retired_at=None).first()
    if old:
        old.retired_at = clock.now()
        old.save(update_fields=["retired_at"])
    plate = Plate.objects.create(place=place, made_at=clock.now())
    record(PlateReplaced(before=old.code if old else "", after=plate.code), on=place, by=by)
    return plate
