"""While people sit together and after: who came, what was said, what came of it; the sheet that is signed and the
minutes that are published.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.councils import events
from linli.councils.actions.meetings import bring_back, tell_all
from linli.councils.actions.within import locked, step, write
from linli.councils.lifecycle import MEETING_MOVES
from linli.councils.models import AgendaItem, Attendance, Evidence, Meeting, Publication
from linli.councils.queries.meetings import items_of, kind_of, parties_of, party_name, unsigned_by
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.refs import VISITOR
from linli.kernel.words import N_
from linli.people.models import Post
from linli.rulebook.names import named

LONGEST_MINUTES = 8000
DOOR_OPENS = timedelta(hours=2)
EARLY = timedelta(minutes=30)
TOO_EARLY = N_("The door is not open yet. Please scan the code in the room on the day of the meeting.")
MOST_PRESENT = 2000
Outcome = AgendaItem.Outcome


@transaction.atomic
def begin(meeting: Meeting, *, by: Post, seen: int | None = None) -> Meeting:
    """They sit down. Not much before its time: whoever comes as called would find it over."""
    meeting = step("begin", meeting, by=by, seen=seen)
    if clock.now() < meeting.starts - EARLY:
        raise Refused(
            N_("It is called for {starts}: whoever comes then would find it over. Change its time if it is held now."),
            starts=f"{meeting.starts.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        )
    if meeting.agenda_closed_at is None:
        bring_back(meeting)
        meeting.agenda_closed_at = clock.now()
    return write(meeting, events.MeetingBegan(), by=by)


# --- who came ---------------------------------------------------------------------------------------------------


@transaction.atomic
def sign_in(meeting: Meeting, *, device: str, party: str = "", name: str = "") -> Attendance:
    """Somebody in the room scanned its code: one device once; a second time corrects the first. The name is theirs to
    give.
    """
    MEETING_MOVES.check("sign_in", meeting, by=VISITOR)
    now = clock.now()
    if now < meeting.starts - DOOR_OPENS:
        raise Refused(TOO_EARLY)
    found = Attendance.objects.select_for_update().filter(meeting=meeting, device=device).first()
    if found is None and meeting.attendances.count() >= MOST_PRESENT:
        raise Refused(N_("More people than any room holds have signed in. Please tell the table."))
    found = found or Attendance(meeting=meeting, device=device, at=now)
    found.party, found.name = _party(meeting, party), _name(name)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:  # the same press, twice at once
        return Attendance.objects.get(meeting=meeting, device=device)
    return found


@transaction.atomic
def note_attendance(
    meeting: Meeting, *, party: str = "", name: str = "", post: Post | None = None, by: Post
) -> Attendance:
    """From the paper list, or one of those who were called."""
    meeting = step("attend", meeting, by=by)
    if post is None and not name.strip():
        raise Refused(N_("Write the name as it stands on the list."), field="name")
    if post is not None:
        found = meeting.attendances.filter(post=post).first()
        if found:
            return found
    return Attendance.objects.create(
        meeting=meeting,
        party=_party(meeting, party),
        post=post,
        name="" if post else _name(name),
        by_paper=True,
        entered_by=by,
        at=clock.now(),
    )


@transaction.atomic
def strike_attendance(attendance: Attendance, *, by: Post) -> None:
    """Entered by mistake."""
    step("attend", attendance.meeting, by=by)
    attendance.delete()


def _party(meeting: Meeting, said: str) -> str:
    return said if said in {party.key for party in parties_of(meeting)} else ""


def _name(said: str) -> str:
    name = " ".join(said.split())
    if len(name) > 40:
        raise Refused(N_("A name has at most 40 characters."), field="name")
    return name


# --- minutes ----------------------------------------------------------------------------------------------------


@transaction.atomic
def write_item(
    item: AgendaItem, *, minutes: str, outcome: str | None = None, seen: int | None = None, by: Post
) -> AgendaItem:
    """What was said on one point and what came of it. Each point by itself: two may write at once, and nobody
    overwrites unseen.
    """
    MEETING_MOVES.check("write_minutes", locked(item.meeting), by=by)
    item = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if len(minutes) > LONGEST_MINUTES:
        raise Refused(N_("That is too long; 8,000 characters are enough for one item."), field="minutes")
    if outcome is not None and outcome not in Outcome.values:
        raise Refused(N_("Settled, carried over, or dropped?"), field="outcome")
    said = minutes.replace("\r\n", "\n").strip()
    if said == item.minutes and outcome in (None, item.outcome):
        return item
    if seen is not None and seen != item.version and said != item.minutes:
        raise Overtaken(
            N_(
                "Somebody else has written here meanwhile. Theirs stands beside yours; put both together and "
                "save again."
            )
        )
    item.minutes, item.outcome, item.version = said, outcome or item.outcome, item.version + 1
    item.save()
    return item


def mark_of(words: str) -> str:
    """What is compared to see whether words changed meanwhile."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@transaction.atomic
def write_rest(meeting: Meeting, *, minutes: str, was: str, by: Post) -> Meeting:
    """What belongs to no item. `was`: the mark of the words the writer saw."""
    meeting = locked(meeting)
    MEETING_MOVES.check("write_minutes", meeting, by=by)
    said = minutes.replace("\r\n", "\n").strip()
    if len(said) > LONGEST_MINUTES:
        raise Refused(N_("That is too long; 8,000 characters are enough for one item."), field="minutes")
    if said == meeting.minutes:
        return meeting
    if was != mark_of(meeting.minutes):
        raise Overtaken(
            N_(
                "Somebody else has written here meanwhile. Theirs stands beside yours; put both together and "
                "save again."
            )
        )
    meeting.minutes = said
    meeting.save(update_fields=["minutes"])
    return meeting


@transaction.atomic
def end(meeting: Meeting, *, by: Post, seen: int | None = None) -> Meeting:
    """They rise. What was not settled or dropped is carried over to the next meeting of this kind here."""
    meeting = step("end", meeting, by=by, seen=seen)
    meeting.items.filter(outcome=Outcome.OPEN).update(outcome=Outcome.CARRIED)
    meeting.held_at = clock.now()
    came = set(meeting.attendances.values_list("party", flat=True))
    missing = [party.key for party in parties_of(meeting) if party.key not in came]
    return write(meeting, events.MeetingEnded(present=meeting.attendances.count(), missing=missing), by=by)


@transaction.atomic
def sign(
    meeting: Meeting, *, parties: list[str], sheets: Sequence[str] = (), by: Post, seen: int | None = None
) -> Meeting:
    """Which parties signed the sheet, as it lies before whoever notes it; with pictures, which only the desk sees."""
    meeting = step("sign", meeting, by=by, seen=seen)
    for file in sheets:
        Evidence.objects.create(of=meeting.ref, kind=Evidence.Kind.DOCUMENT, file=file, by=by, at=clock.now())
    meeting.signed_by = [party.key for party in parties_of(meeting) if party.key in parties]
    return write(meeting, events.SheetSigned(parties=meeting.signed_by), by=by)


@transaction.atomic
def publish_minutes(meeting: Meeting, *, unsigned_why: str = "", by: Post, seen: int | None = None) -> Meeting:
    """Everybody may read what was said and promised; nobody's attendance. It stays on show, and is not changed any
    more.

    Signed by every party of its kind; or it is said, in the open, why one has not.
    """
    meeting = step("publish", meeting, by=by, seen=seen)
    missing, now = unsigned_by(meeting), clock.now()
    meeting.unsigned_why = " ".join(unsigned_why.split())[:200] if missing else ""
    if missing and not meeting.unsigned_why:
        raise Refused(
            N_(
                "Not signed yet by: {parties}. Note who signed, or say why it is published without; everybody "
                "can read it."
            ),
            parties="、".join(named(party.name) for party in missing),
            field="why",
        )
    meeting.published_at = now
    Publication.objects.create(
        meeting=meeting,
        title=meeting.title,
        body=_minutes_of(meeting),
        published_at=now,
        by=by,
        shown_until=clock.today() + timedelta(days=kind_of(meeting).show_days),
    )
    meeting = write(meeting, events.MinutesPublished(unsigned=[party.key for party in missing]), by=by)
    tell_all(meeting, "minutes_published", but=by)
    return meeting


def _minutes_of(meeting: Meeting) -> str:
    """The minutes as one text, in the language of the place."""
    with translation.override("zh-hans"):
        parts = []
        for number, item in enumerate(items_of(meeting), start=1):
            parts.append(f"{number}. {item.title}（{item.get_outcome_display()}）")
            if item.minutes:
                parts.append(item.minutes)
            for promise in item.promises.all():
                parts.append(
                    _("Promised by %(who)s until %(due)s: %(words)s")
                    % {"who": promise.who, "due": promise.due.isoformat(), "words": promise.words}
                )
        if meeting.minutes:
            parts.append(meeting.minutes)
        came = dict.fromkeys(
            party_name(meeting, key) for key in meeting.attendances.values_list("party", flat=True) if key
        )
        if came:
            parts.append(_("Present: %(parties)s") % {"parties": "、".join(came)})
        if meeting.signed_by:
            parts.append(
                _("Signed: %(parties)s") % {"parties": "、".join(party_name(meeting, key) for key in meeting.signed_by)}
            )
        if missing := unsigned_by(meeting):
            names = "、".join(party.name for party in missing)
            parts.append(_("Not signed: %(parties)s. %(why)s") % {"parties": names, "why": meeting.unsigned_why})
    return "\n".join(parts)
