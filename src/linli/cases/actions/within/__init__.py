"""What the actions on a case share: locking, checking, writing, calling units, and who hears of it."""

from linli.cases.actions.within.clocks import (
    deadline_of,
    limits_of,
    note_lateness,
    promises,
    reckon,
    settle_clock,
    unit_dues,
)
from linli.cases.actions.within.hearing import (
    HEARD,
    SEATS,
    about,
    block_posts,
    entrusted,
    hearers,
    posts_at,
    rung_posts,
    take_back_notices,
    tell_followers,
    tell_keeper,
    tell_overseers,
    tell_street,
    tell_that_nobody_hears,
    tell_the_block,
    tell_the_freed,
    tell_units,
)
from linli.cases.actions.within.kept import forget_contacts_after, keep_contact, keep_photos, kept_until
from linli.cases.actions.within.steps import locked, overtaken, step, step_down, unit_step, unit_write, write
from linli.cases.actions.within.units import (
    call,
    end_assignments,
    last_call,
    orders_follow,
    settle_objections,
    stand_down,
)
from linli.cases.actions.within.words import LONGEST_WORDS, OTHER, Reachable, said, title_of

__all__ = [
    "HEARD", "LONGEST_WORDS", "OTHER", "SEATS", "Reachable", "about", "block_posts", "call", "deadline_of", "end_assignments", "entrusted",
    "forget_contacts_after", "hearers", "keep_contact", "keep_photos", "kept_until", "last_call", "limits_of", "locked", "note_lateness",
    "orders_follow", "overtaken", "posts_at", "promises", "reckon", "rung_posts", "said", "settle_clock", "settle_objections", "stand_down",
    "step", "step_down", "take_back_notices", "tell_followers", "tell_keeper", "tell_overseers", "tell_street", "tell_that_nobody_hears",
    "tell_the_block", "tell_the_freed", "tell_units", "title_of", "unit_dues", "unit_step", "unit_write", "write",
]  # fmt: skip
