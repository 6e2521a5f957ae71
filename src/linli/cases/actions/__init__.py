"""Everything that can be done to a case. No other module writes one."""

from linli.cases.actions.approvals import decide
from linli.cases.actions.calls import give_back as give_back_call
from linli.cases.actions.calls import no_rating, take_call
from linli.cases.actions.categories import load_categories
from linli.cases.actions.clocks import (
    ask_extension,
    ask_pause,
    ask_slow_lane,
    resume,
    run_clocks,
    wait_for_resident,
)
from linli.cases.actions.daily import (
    end_phrase,
    follow,
    keep_view,
    put_back,
    remove_view,
    rename_view,
    tag,
    unfollow,
    untag,
    urge,
    write_phrase,
)
from linli.cases.actions.desk import (
    blow_whistle,
    call_off,
    contact,
    correct,
    dispatch,
    fail_check,
    hand_on,
    note,
    pass_check,
    solve,
    take_up,
)
from linli.cases.actions.dues import begin_recomputation, recompute_dues
from linli.cases.actions.duties import issue_duties, read_duties
from linli.cases.actions.exclusions import ask_exclusion, ask_readmission, review
from linli.cases.actions.hotline import (
    GIVE_BACK_REASONS,
    OrderSaid,
    begin_sheet,
    count_sheet,
    export_replies,
    give_back,
    learn_columns,
    reply_to_order,
    set_hotlines,
    take_in_heard,
    take_in_order,
)
from linli.cases.actions.looks import answer_look, object_to_look, open_contact
from linli.cases.actions.merging import merge, merge_of, same_matter, unmerge
from linli.cases.actions.publishing import cover_photo, take_photo_back
from linli.cases.actions.reminders import remind
from linli.cases.actions.results import answer, call_back, close, close_the_silent, rate, reopen
from linli.cases.actions.retention import let_go, survey
from linli.cases.actions.retention import runs as retention_runs
from linli.cases.actions.sessions import close_session, coming, freeze, freeze_due, say_of
from linli.cases.actions.staff import name_staff
from linli.cases.actions.supervision import acknowledge, raise_case
from linli.cases.actions.units import RETURN_REASONS, report_done, report_in, send_back, sign, unit_contact
from linli.cases.actions.voices import add_to_voice, join_case, report_case, withdraw
from linli.cases.actions.whistles import (
    RATED_UNTIL,
    may_rate_unit,
    object_to,
    plan,
    rate_call,
    rate_unit,
    remind_of_decisions,
)
from linli.cases.actions.within import LONGEST_WORDS, Reachable

__all__ = [
    "GIVE_BACK_REASONS",
    "LONGEST_WORDS",
    "RATED_UNTIL",
    "RETURN_REASONS",
    "OrderSaid",
    "Reachable",
    "acknowledge",
    "add_to_voice",
    "answer",
    "answer_look",
    "ask_exclusion",
    "ask_extension",
    "ask_pause",
    "ask_readmission",
    "ask_slow_lane",
    "begin_recomputation",
    "begin_sheet",
    "blow_whistle",
    "call_back",
    "call_off",
    "close",
    "close_session",
    "close_the_silent",
    "coming",
    "contact",
    "correct",
    "count_sheet",
    "cover_photo",
    "decide",
    "dispatch",
    "end_phrase",
    "export_replies",
    "fail_check",
    "follow",
    "freeze",
    "freeze_due",
    "give_back",
    "give_back_call",
    "hand_on",
    "issue_duties",
    "join_case",
    "keep_view",
    "learn_columns",
    "let_go",
    "load_categories",
    "may_rate_unit",
    "merge",
    "merge_of",
    "name_staff",
    "no_rating",
    "note",
    "object_to",
    "object_to_look",
    "open_contact",
    "pass_check",
    "plan",
    "put_back",
    "raise_case",
    "rate",
    "rate_call",
    "rate_unit",
    "read_duties",
    "recompute_dues",
    "remind",
    "remind_of_decisions",
    "remove_view",
    "rename_view",
    "reopen",
    "reply_to_order",
    "report_case",
    "report_done",
    "report_in",
    "resume",
    "retention_runs",
    "review",
    "run_clocks",
    "same_matter",
    "say_of",
    "send_back",
    "set_hotlines",
    "sign",
    "solve",
    "survey",
    "tag",
    "take_call",
    "take_in_heard",
    "take_in_order",
    "take_photo_back",
    "take_up",
    "unfollow",
    "unit_contact",
    "unmerge",
    "untag",
    "urge",
    "wait_for_resident",
    "withdraw",
    "write_phrase",
]
