"""Names, phones and photos: what is stored, and until when."""

from collections.abc import Sequence
from datetime import date

from linli.cases import books
from linli.cases.actions.within.words import Reachable
from linli.cases.models import Case, Contact, Photo, Voice
from linli.kernel import clock
from linli.kernel.refs import HasRef
from linli.pictures.photos import Picture
from linli.postgres import rows


def kept_until(kind: str, day: date | None = None) -> date:
    """By when a name and a phone go: "contact" after the end, "contact_open" while nothing has ended."""
    return books.retention.rules().keep(kind).after(day or clock.today())


def forget_contacts_after(case: Case) -> None:
    Contact.objects.filter(voice__case=case).update(until=kept_until("contact"))


def keep_contact(voice: Voice, contact_: Reachable | None) -> None:
    if contact_:
        until = kept_until("contact_open")
        rows.insert(
            Contact(voice=voice, name=contact_.name.strip()[:40], phone=contact_.phone.strip()[:30], until=until)
        )


def keep_photos(
    case: Case, voice: Voice | None, photos: Sequence[Picture], *, by: HasRef, stage: str = "before"
) -> None:
    if photos:
        now = clock.now()
        Photo.objects.bulk_create(
            Photo(
                case=case,
                voice=voice,
                stage=stage,
                file=p.file,
                width=p.width,
                height=p.height,
                size=p.size,
                by=by.ref,
                added_at=now,
            )
            for p in photos
        )
