"""Cameras that neighbours put up: registered before they run, under a sign, and taken down in the open."""

from datetime import date

from django.db import transaction

from linli.councils import books, events
from linli.councils.actions.within import step, write
from linli.councils.models import Account, Camera
from linli.councils.rules import convenes
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.codes import short_code
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.people.models import Organisation, Post
from linli.places.models import Place


@transaction.atomic
def register_camera(
    *,
    place: Place,
    spot: str,
    angle: str,
    purpose: str,
    keeper: Organisation,
    retention_days: int,
    by: Post,
    keeper_phone: str = "",
    account: Account | None = None,
) -> Camera:
    """Say where it will hang, what it sees and what not, what for, who keeps it, and how long pictures stay."""
    convenes.require(by, place)
    rules = books.cameras.rules()
    said = {"spot": (spot, 80), "angle": (angle, 160), "purpose": (purpose, 160)}
    for field, (words, most) in said.items():
        if not 0 < len(words.strip()) <= most:
            raise Refused(N_("Please write this in at most {most} characters."), field=field, most=most)
    if not rules.least_days <= retention_days <= rules.most_days:
        raise Refused(
            N_("Pictures are kept {least} to {most} days here."),
            field="retention_days",
            least=rules.least_days,
            most=rules.most_days,
        )
    camera = Camera.objects.create(
        number=f"K{clock.now():%y%m%d}-{short_code()}",
        place=place,
        path=place.path,
        account=account,
        spot=spot.strip(),
        angle=angle.strip(),
        purpose=purpose.strip(),
        keeper=keeper,
        keeper_phone=keeper_phone.strip()[:30],
        retention_days=retention_days,
        registered_by=by,
        registered_at=clock.now(),
    )
    record(events.CameraRegistered(account=account.number if account else ""), on=camera, by=by, new=True)
    return camera


@transaction.atomic
def start_camera(camera: Camera, *, sign_up_on: date, since: date, by: Post, seen: int | None = None) -> Camera:
    """It runs from now on. Refuses while no sign tells passers-by."""
    camera = step("start", camera, by=by, seen=seen)
    if sign_up_on > since or since > clock.today():
        raise Refused(N_("The sign hangs first, then the camera runs; both days have come."), field="sign_up_on")
    camera.sign_up_on, camera.since = sign_up_on, since
    return write(camera, events.CameraRunning(since=since.isoformat()), by=by)


@transaction.atomic
def remove_camera(camera: Camera, *, on: date, by: Post, seen: int | None = None) -> Camera:
    """It was taken down, or will not be put up; the entry stays."""
    camera = step("remove", camera, by=by, seen=seen)
    if on > clock.today() or (camera.since and on < camera.since):
        raise Refused(N_("Choose the day on which it was taken down."), field="on")
    camera.removed_on = on
    return write(camera, events.CameraRemoved(on=on.isoformat()), by=by)
