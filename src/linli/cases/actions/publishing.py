"""Photos that may stand beside a public answer: a covered copy, never the photo itself."""

from collections.abc import Sequence

from django.db import transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.models import Photo
from linli.cases.rules import may_cover_photo
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Post
from linli.pictures.photos import Picture


@transaction.atomic
def cover_photo(photo: Photo, *, picture: Picture, boxes: Sequence[Sequence[float]], by: Post) -> Photo:
    """Keep the covered copy (see `pictures.photos.cover`) as what may stand in public; no boxes: somebody saw that it
    shows nobody.

    Refuses what a resident did not agree to publish, and whatever belongs to a complaint about staff.
    """
    case = within.locked(photo.case)
    photo = Photo.objects.select_for_update(of=("self",)).select_related("voice").get(pk=photo.pk)
    photo.case = case
    may_cover_photo.require(by, photo)
    photo.public_file, photo.boxes = picture.file, [[round(part, 4) for part in box] for box in boxes]
    photo.save(update_fields=["public_file", "boxes"])
    within.write(case, events.PhotoCovered(photo=str(photo.pk), boxes=len(boxes)), by=by)
    return photo


@transaction.atomic
def take_photo_back(photo: Photo, *, by: Post) -> Photo:
    """It stands in public no more; the covered copy goes with the next night."""
    case = within.locked(photo.case)
    photo = Photo.objects.select_for_update(of=("self",)).select_related("voice").get(pk=photo.pk)
    photo.case = case
    may_cover_photo.require(by, photo)
    if not photo.public_file:
        raise Refused(N_("This photo does not stand in public."))
    photo.public_file, photo.boxes = "", []
    photo.save(update_fields=["public_file", "boxes"])
    within.write(case, events.PhotoTakenBack(photo=str(photo.pk)), by=by)
    return photo
