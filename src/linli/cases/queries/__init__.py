"""Reads over cases and what hangs on them."""

from linli.cases.queries.clocks import (
    ON_THE_CLOCK,
    binding_order,
    clock_of,
    granted_time,
    note_order_dues,
    order_due,
    time_of,
)
from linli.cases.queries.daily import kept_by_ended, kept_open, phrases_for, tag_home
from linli.cases.queries.kinds import (
    categories,
    category_by_code,
    category_meant,
    forget_categories,
    grouped_categories,
)
from linli.cases.queries.likeness import ABOUT_PERSONS, LOOKED_AT, Likely, about_a_person, alike, around, lies_near
from linli.cases.queries.mediation import MediationFigures, mediation_figures, talks_of
from linli.cases.queries.searching import MANY, search, with_survivor
from linli.cases.queries.voices import calls_for, is_known, story, story_of, units_open, voice_of

__all__ = [
    "ABOUT_PERSONS",
    "LOOKED_AT",
    "MANY",
    "ON_THE_CLOCK",
    "Likely",
    "MediationFigures",
    "about_a_person",
    "alike",
    "around",
    "binding_order",
    "calls_for",
    "categories",
    "category_by_code",
    "category_meant",
    "clock_of",
    "forget_categories",
    "granted_time",
    "grouped_categories",
    "is_known",
    "kept_by_ended",
    "kept_open",
    "lies_near",
    "mediation_figures",
    "note_order_dues",
    "order_due",
    "phrases_for",
    "search",
    "story",
    "story_of",
    "tag_home",
    "talks_of",
    "time_of",
    "units_open",
    "voice_of",
    "with_survivor",
]
