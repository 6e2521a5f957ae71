"""Two months of figures on their way to the public: one published with a unit's words, one that units
are looking at.
"""

from datetime import timedelta

from linli.insight.actions import annotate, publish, show_to_units
from linli.insight.periods import add_months
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place


def publish_figures(street: Place) -> None:
    clerk = Post.objects.filter(role=Role.STREET_CLERK, place=street).first()
    leader = Post.objects.filter(role=Role.STREET_LEADER, place=street).first()
    this = clock.today().replace(day=1)
    shown_on = clock.now() - timedelta(days=25)
    with clock.frozen(shown_on):
        shown = show_to_units(
            street, add_months(shown_on.astimezone(clock.SHANGHAI).date().replace(day=1), -1), by=clerk
        )
        unit = Post.objects.filter(organisation__in=list(shown.body["units"]), role=Role.DEPARTMENT_CLERK).first()
        annotate(shown, words="其中两件属产权单位管辖，已退回并说明；其余均已办结。", by=unit)
    with clock.frozen(shown.comments_until + timedelta(hours=2)):
        publish(shown, by=leader)
    last = add_months(this, -1)
    if last != shown.month:
        show_to_units(street, last, by=clerk)
