"""The verbs of deciding together: the only writers."""

from linli.councils.actions.boards import begin_round, compute_board, compute_ended, publish_board
from linli.councils.actions.callbacks import ask_back, confirm_back
from linli.councils.actions.casting import (
    Deputy,
    cast,
    confirm_paper,
    enter_paper,
    matters_of,
    owners_during,
    owners_now,
    set_aside,
    transfer,
)
from linli.councils.actions.closing import abandon, bring_outcome, close, open_vote, publish, take_pack, turn
from linli.councils.actions.moderating import hear_until, moderate, seed
from linli.councils.actions.motions import (
    abandon_motion,
    advise,
    ask_owners,
    change_motion,
    check_motion,
    conclude_advice,
    count_motion,
    draft_motion,
    publish_motion,
    put_motion,
    recount_motion,
)
from linli.councils.actions.preparing import (
    Asked,
    Silence,
    change_draft,
    draft_vote,
    give_notice,
    print_sheets,
    serve,
    set_matters,
)
from linli.councils.actions.reminding import remind_of_votes
from linli.councils.actions.rolls import import_roll
from linli.councils.actions.taking import (
    Said,
    drop_opening,
    open_box,
    print_cards,
    take_voice,
    verify_household,
    witness_box,
)
from linli.councils.actions.topics import (
    admit,
    appeal,
    close_topic,
    declare_groups,
    end_stage,
    enter_appeal,
    join,
    judge,
    look_at_news,
    put_on_show,
    raise_topic,
    refuse,
    reopen,
    second,
    second_on_paper,
    take_up,
    uphold,
    withdraw_topic,
)
from linli.councils.actions.voices import add_statement, declare, say

__all__ = [  # noqa: RUF022 - one block to each noun
    "Asked", "Deputy", "Silence", "abandon", "bring_outcome", "cast", "change_draft", "close", "confirm_paper", "draft_vote", "enter_paper",
    "give_notice", "import_roll", "matters_of", "open_vote", "owners_during", "owners_now", "print_sheets", "publish", "serve", "set_aside", "set_matters",
    "take_pack", "transfer", "turn",
    "ask_back", "confirm_back", "remind_of_votes",
    # motions
    "abandon_motion", "advise", "ask_owners", "change_motion", "check_motion", "conclude_advice", "count_motion", "draft_motion",
    "publish_motion", "put_motion", "recount_motion",
    # boards
    "begin_round", "compute_board", "compute_ended", "publish_board",
    # topics
    "admit", "appeal", "close_topic", "declare_groups", "end_stage", "enter_appeal", "join", "judge", "look_at_news", "put_on_show", "raise_topic", "refuse",
    "reopen", "second", "second_on_paper", "take_up", "uphold", "withdraw_topic",
    # voices
    "Said", "add_statement", "declare", "drop_opening", "hear_until", "moderate", "open_box", "print_cards", "say", "seed", "take_voice",
    "verify_household", "witness_box",
]  # fmt: skip
