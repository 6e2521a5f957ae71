"""What notices about cases say."""

from linli.kernel.words import N_
from linli.notices.sentences import SENTENCES

SENTENCES.update(
    case_reported=N_("New at {place}: {title}"),
    case_moved_here=N_("Now yours, the place was corrected: {place}: {title}"),
    voice_added=N_("The resident added something: {title}"),
    case_withdrawn=N_("Withdrawn by the resident: {title}"),
    case_handed_on=N_("{who} hands you a case: {place}: {title}"),
    unit_dispatched=N_("{who} dispatches to you: {place}: {title}"),
    whistle_blown=N_("Whistle! {who} calls you to {place}: {title}"),
    call_taken_back=N_("{who} takes the call back: {title}"),
    check_failed=N_("The check was not passed, please go again: {place}: {title}"),
    ready_for_check=N_("All units report done, please check on the spot: {place}: {title}"),
    unit_sent_back=N_("{unit} returns the case: {title}"),
    returned_twice=N_("Returned for the second time, somebody has to decide: {title}"),
    case_reopened=N_("The resident says it is not solved; the case is open again: {title}"),
    case_reopened_supervised=N_("Re-opened and under supervision: {place}: {title}"),
    still_not_solved=N_("The resident says for the second time that it is not solved: {title}"),
    nearly_due=N_("Seven tenths of the time are over: {place}: {title}"),
    overdue=N_("Overdue: {place}: {title}"),
    overdue_chief=N_("Overdue in your area: {place}: {title}"),
    unit_nearly_due=N_("Seven tenths of your unit's time are over: {place}: {title}"),
    unit_overdue=N_("Your unit is overdue: {place}: {title}"),
    unit_is_late=N_("{unit} is overdue: {title}"),
    contact_overdue=N_("The resident has not been contacted in time: {place}: {title}"),
)
