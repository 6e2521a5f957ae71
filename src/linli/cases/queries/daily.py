"""Daily work: tags, standard texts, what an ended post keeps."""

from collections import Counter
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from linli.cases.models import Case, Mediation, Mediator, Phrase
from linli.kernel import clock
from linli.people.models import Post, lineage
from linli.places.models import Kind, Place


def tag_home(path: str) -> Place:
    """Whose words tag what lies here: the street's; without one, the highest place above."""
    above = list(Place.objects.filter(path__in=lineage(path)).only("kind", "path").order_by("path"))
    return next((one for one in above if one.kind == Kind.STREET), above[0])


def phrases_for(case: Case) -> list[Phrase]:
    """The standard texts offered for a case: those of its street, its community and its grid."""
    paths = lineage(*filter(None, [case.path, case.grid_path]))
    return list(Phrase.objects.filter(ended_at=None, place__path__in=paths).order_by("step", "name", "id")[:400])


def kept_open(post: Post) -> QuerySet[Case]:
    """The open cases this post keeps, whether or not it has ended."""
    return Case.objects.open().kept_by(post)


def kept_by_ended(*, by_day: date | None = None) -> list[tuple[Post, int, int]]:
    """Posts that have ended and still keep something: (post, open cases, files of talks). Read from what is open."""
    day = by_day or clock.today()
    ended = Q(ends__lt=day)
    kept = Case.objects.open().filter(keeper__in=Post.objects.filter(ended)).order_by().values("keeper")
    cases = dict(kept.annotate(n=Count("pk")).values_list("keeper", "n"))
    files = Mediation.objects.open()
    talks: Counter = Counter(files.filter(keeper__in=Post.objects.filter(ended)).values_list("keeper", flat=True))
    helped = Mediator.objects.filter(ended_at=None, mediation__in=files, post__in=Post.objects.filter(ended))
    talks.update(helped.exclude(mediation__keeper=F("post")).values_list("post", flat=True))
    posts = Post.objects.filter(pk__in=cases.keys() | talks.keys()).with_names().order_by("ends", "id")
    return [(post, cases.get(post.pk, 0), talks[post.pk]) for post in posts]
