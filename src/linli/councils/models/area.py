"""What every thing of this room has: it lies at a place, and the posts of that place work on it."""

from django.db import models
from django.db.models import QuerySet

from linli.councils.rules import ballots_area_of
from linli.people.models import Post
from linli.places.models import AFTER_SEPARATOR, Place


class AreaSet(models.QuerySet):
    def visible_to(self, post: Post):
        """What this post works on at the desk; `rules.takes_voices` gives the same answer for one thing."""
        path = ballots_area_of(post) if post.is_current() else None
        return self.under(path) if path else self.none()

    def within(self, place: Place):
        return self.under(place.path)

    def under(self, path: str) -> QuerySet:
        return self.filter(path__gte=path, path__lt=path[:-1] + AFTER_SEPARATOR)
