"""Who may do what with a case. `Case.objects.visible_to` filters by the same answers; a test keeps the two together."""

from linli.cases.rules.daily import may_end_post, may_hand_over, writes_phrases
from linli.cases.rules.mediation import helps_the_parties, keeps_the_file, may_open_mediation, mediates
from linli.cases.rules.place import (
    decides_for_the_street,
    hears,
    in_the_role_of,
    is_the_clock,
    keeps_it,
    looks_on,
    may_dispatch,
    may_name_staff,
    oversees_the_place,
    raised_it,
    serves_the_place,
    supervises,
)
from linli.cases.rules.sight import (
    may_answer_look,
    may_be_public,
    may_cover_photo,
    may_open_contact,
    may_see,
    may_see_order,
    sees_to_it,
    works_the_hotline,
)
from linli.cases.rules.supervision import (
    may_acknowledge,
    may_ask_exclusion,
    may_decide_exclusion,
    may_raise,
    may_review_exclusion,
    may_ring,
    may_urge,
    rungs_to_raise_to,
)
from linli.cases.rules.units import (
    is_called,
    is_the_unit,
    leads_the_units,
    may_ask_for_time,
    may_object,
    objections_of,
    was_called,
)
from linli.cases.rules.whistles import answers_for, blew_it_or_is_above, may_whistle, runs_the_sessions

__all__ = [
    "answers_for", "blew_it_or_is_above", "decides_for_the_street", "hears", "helps_the_parties", "in_the_role_of", "is_called", "is_the_clock",
    "is_the_unit", "keeps_it", "keeps_the_file", "leads_the_units", "looks_on", "may_acknowledge", "may_answer_look", "may_ask_exclusion",
    "may_ask_for_time", "may_be_public", "may_cover_photo", "may_decide_exclusion", "may_dispatch", "may_end_post", "may_hand_over",
    "may_name_staff", "may_object", "may_open_contact", "may_open_mediation", "may_raise", "may_review_exclusion", "may_ring", "may_see",
    "may_see_order", "may_urge", "may_whistle", "mediates", "objections_of", "oversees_the_place", "raised_it", "rungs_to_raise_to",
    "runs_the_sessions", "sees_to_it", "serves_the_place", "supervises", "was_called", "works_the_hotline", "writes_phrases",
]  # fmt: skip
