"""What notices about deciding together say."""

from linli.kernel.words import N_
from linli.notices.sentences import SENTENCES

SENTENCES.update(
    vote_noticed=N_("Notice is given: {title}. Voting opens {opens}. Please bring every unit its notice."),
    vote_opened=N_("Voting is open until {closes}: {title}"),
    vote_closing=N_("Voting closes {closes} and is short of {heads} owners and {area} m²: {title}"),
    vote_closing_enough=N_("Voting closes {closes}; enough have taken part: {title}"),
    vote_closed=N_("Counted: {title}. Please publish the result."),
    vote_unsound=N_("Not counted: {title}. {why}"),
    vote_abandoned=N_("Abandoned: {title}"),
    vote_to_publish=N_("The result has to be published by {day}: {title}"),
    vote_publish_late=N_("The result should have been published by {day}: {title}"),
    vote_off_show=N_("The result has been on show long enough: {title}"),
    papers_drawn=N_("{count} papers are drawn; please ask their owners what they said: {title}"),
    motion_to_check=N_("{who} has entered a count; please count once more: {title}"),
    motion_decided=N_("The count is confirmed by two; please publish it: {title}"),
    motion_from_owners=N_("The owners have decided: {title}"),
)

SENTENCES.update(  # meetings
    meeting_called=N_("You are called to “{title}”: {starts}, {venue}"),
    meeting_moved=N_("Moved: “{title}” is now on {starts}, {venue}"),
    meeting_cancelled=N_("Cancelled: “{title}” ({why})"),
    agenda_closed=N_("The agenda of “{title}” stands, {items} items: {starts}, {venue}"),
    minutes_published=N_("The minutes of “{title}” are published"),
    minutes_late=N_("The minutes of “{title}” should have been out by {until}"),
    meeting_missed=N_("{meeting} of {place}: none was held from {first} to {last}"),
)

SENTENCES.update(  # promises
    promise_made=N_("Promised by {who} until {due}: {words}"),
    promise_reported=N_("News of a promise of {who}: {words}"),
    promise_put_off=N_("Put off from {was} to {due}: {words} ({why})"),
    promise_kept=N_("Kept: {words}"),
    promise_doubted=N_("Not done yet: {words} ({why})"),
    promise_dropped=N_("Dropped: {words} ({why})"),
    promise_soon=N_("Due on {due}: {words}"),
    promise_late=N_("Late since {due}: {words}"),
    promise_returned=N_("Late, so it comes back on {starts} (“{title}”): {words}"),
)

SENTENCES.update(  # voices
    statement_waits=N_("What neighbours have written waits to be looked at: {title}"),
)

SENTENCES.update(  # topics
    topic_to_screen=N_("A topic is to be screened: {place}: {title}"),
    topic_appealed=N_("An appeal about a topic that was not taken up: {place}: {title}"),
    topic_taken_up=N_("Taken up: {title}"),
    topic_refused=N_("Not taken up, with reasons: {title}"),
    topic_refusal_upheld=N_("The street finds the refusal right: {title}"),
    topic_stage=N_("“{stage}” has begun: {title}"),
    topic_closed=N_("Closed: {title}"),
    topic_reopened=N_("Open again: {title}"),
    topic_not_solved=N_("Most residents say that it is not solved: {place}: {title}"),
)
