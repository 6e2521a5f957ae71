"""Everything that can be done to a case. No other module writes one."""

from linli.cases.actions.categories import load_categories
from linli.cases.actions.desk import (
    blow_whistle,
    call_off,
    contact,
    correct,
    dispatch,
    fail_check,
    hand_on,
    note,
    open_contact,
    pass_check,
    solve,
    take_up,
)
from linli.cases.actions.reminders import forget_contacts, remind
from linli.cases.actions.results import answer, call_back, close, close_the_silent, rate, reopen
from linli.cases.actions.units import RETURN_REASONS, report_done, report_in, send_back, sign, unit_contact
from linli.cases.actions.voices import add_to_voice, join_case, report_case, withdraw
from linli.cases.actions.within import LONGEST_WORDS, Picture, Reachable

__all__ = [
    "LONGEST_WORDS", "RETURN_REASONS", "Picture", "Reachable", "add_to_voice", "answer", "blow_whistle", "call_back", "call_off", "close",
    "close_the_silent", "contact", "correct", "dispatch", "fail_check", "forget_contacts", "hand_on", "join_case", "load_categories", "note",
    "open_contact", "pass_check", "rate", "remind", "reopen", "report_case", "report_done", "report_in", "send_back", "sign", "solve", "take_up",
    "unit_contact", "withdraw",
]  # fmt: skip
