"""From figures to a publication: frozen, shown to the units, annotated by them, published."""

from datetime import date

from django.db import IntegrityError, transaction

from linli.calendar import queries as calendar
from linli.calendar.workdays import deadline
from linli.insight import books, events
from linli.insight.actions.tallies import keep_tallies
from linli.insight.models import Annotation, Publication
from linli.insight.periods import Period
from linli.insight.rates import NAMES, Counts
from linli.insight.rules import may_annotate, may_publish_figures
from linli.insight.tallied import by_category, by_unit, tallied
from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Organisation, Post
from linli.places.models import Place

LONGEST_NOTE = 1000


@transaction.atomic
def show_to_units(place: Place, month: date, *, by: Post) -> Publication:
    """Freeze a past month's figures and show each unit its own. Refuses a month that is not over, and a second time."""
    may_publish_figures.require(by, place)
    month = month.replace(day=1)
    if month >= clock.today().replace(day=1):
        raise Refused(N_("This month is not over yet. Figures are published for months that are."), field="month")
    keep_tallies()
    period = Period(month, month)
    units = by_unit(place, period)
    names = dict(Organisation.objects.filter(pk__in=units).values_list("pk", "name"))
    body = {
        "whole": _plain(tallied(place, period)),
        "groups": {code: _plain(one) for code, one in by_category(place, period).items() if len(code) == 1},
        "units": {str(key): {"name": names.get(key, ""), **_plain(one)} for key, one in units.items()},
    }
    now, rules = clock.now(), books.rates.current()
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                place=place,
                month=month,
                body=body,
                edition=rules.number,
                shown_at=now,
                shown_by=by,
                comments_until=deadline(rules.rules.comment, now, calendar.current()).due,
            )
    except IntegrityError:
        raise Refused(N_("The figures of this month have been shown to the units already."), field="month") from None
    record(
        events.FiguresShown(month=f"{month:%Y-%m}", comments_until=made.comments_until.isoformat()),
        on=made,
        by=by,
        new=True,
    )
    posts = Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=list(units))
    tell(posts, "figures_shown", about=made, place=place.name, month=f"{month:%Y-%m}")
    return made


@transaction.atomic
def annotate(publication: Publication, *, words: str, by: Post) -> Annotation:
    """What a unit has to say about its figures. It may amend its words until they are published."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    may_annotate.require(by, publication)
    words = words.strip()
    if not words:
        raise Refused(N_("Please write a few words first."), field="words")
    if len(words) > LONGEST_NOTE:
        raise Refused(
            N_("That is {long} characters; {most} are possible."), field="words", long=len(words), most=LONGEST_NOTE
        )
    if publication.state == Publication.State.PUBLISHED:
        raise Refused(N_("These figures have been published. Nothing can be added to them any more."))
    note, _new = Annotation.objects.update_or_create(
        publication=publication, organisation=by.organisation, defaults={"words": words, "by": by, "at": clock.now()}
    )
    record(events.FiguresAnnotated(unit=by.organisation.name, words=words), on=publication, by=by)
    return note


@transaction.atomic
def publish(publication: Publication, *, by: Post) -> Publication:
    """Let everyone see them. Refuses while units still have time to speak, unless all of them have."""
    publication = Publication.objects.select_for_update(of=("self",)).select_related("place").get(pk=publication.pk)
    may_publish_figures.require(by, publication.place)
    if publication.state == Publication.State.PUBLISHED:
        raise Refused(N_("These figures have been published already."))
    if still_heard(publication):
        raise Refused(
            N_(
                "The units still have time to say something about their figures. Publish when it is over, or "
                "when all have."
            )
        )
    publication.state, publication.published_at, publication.published_by = Publication.State.PUBLISHED, clock.now(), by
    publication.save()
    record(events.FiguresPublished(month=f"{publication.month:%Y-%m}"), on=publication, by=by)
    return publication


def still_heard(publication: Publication) -> bool:
    """Whether units still have time to say something about their figures, and one of them has not."""
    early = clock.now() < publication.comments_until
    return early and publication.annotations.count() < len(publication.body["units"])


def _plain(counts: Counts) -> dict[str, int]:
    return dict(zip(NAMES, counts.values(), strict=True))
