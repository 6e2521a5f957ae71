"""A case's journal in plain words for the resident. Only public facts: staff's notes and words among themselves stay
inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.lifecycle import State
from linli.cases.models import Case, Order, Voice
from linli.journal.models import Entry
from linli.people.models import Post
from linli.people.queries import named
from linli.ui.moments import said_moment

AT_ONCE = timedelta(seconds=5)  # an entry and what was stored with it in one transaction


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the resident reads it."""

    at: datetime
    icon: str
    words: str
    mood: str = ""  # "good", "bad", "whistle"
    said: str = ""  # words meant for the resident: the answer


def title_of(post: Post | None) -> str:
    """Who it is by role and place, never by name."""
    if post is None:
        return _("The staff in charge")
    where = post.place.name if post.place else post.organisation.name if post.organisation else ""
    return _("{role} of {where}").format(role=post.named_role, where=where) if where else post.named_role


def begun(sentence: str) -> str:
    """As a sentence begins; roles are written small."""
    return sentence[:1].upper() + sentence[1:]


class Reader:
    """Reads the journal of one case for the owner of one of its voices."""

    def __init__(self, voice: Voice, case: Case, entries: Iterable[Entry]) -> None:
        self.voice, self.case, self.entries = voice, case, list(entries)
        self.posts = named(
            {e.by for e in self.entries} | {e.facts["to"] for e in self.entries if e.event == "HandedOn"}
        )
        self.alone = case.voices_count == 1

    def who(self, entry: Entry) -> str:
        return title_of(self.posts.get(entry.by))

    def mine(self, entry: Entry) -> bool:
        return entry.by == self.voice.ref or (self.alone and entry.by.startswith("cases/voice/"))

    def of_others(self, entry: Entry) -> bool:
        """Whether it was begun by others: this voice came here by a merge, and the entry is not of its own case."""
        return self.voice.came_from_id is not None and entry.subject == self.case.ref

    def story(self) -> list[Line]:
        """Newest first; from the moment this voice came in, or from the start if it began the case."""
        lines: list[Line] = []
        for others, entries in groupby(self.entries, key=self.others_joined):
            some = list(entries)
            count = sum(entry.facts.get("voices", 1) for entry in some)
            if others and count > 1:
                words = _("{count} more residents reported the same; it is handled together.").format(count=count)
                lines.append(Line(some[-1].at, "people", words))
            else:
                lines += filter(None, map(self.line, some))
        return lines[::-1]

    def others_joined(self, entry: Entry) -> bool:
        """Neighbours who come to the matter one after another are told of in one line."""
        if entry.event == "Absorbed":
            return not (self.voice.came_from_id and self.voice.came_from.number == entry.facts["number"])
        return entry.event == "VoiceJoined" and not self.mine(entry)

    def line(self, entry: Entry) -> Line | None:
        about_rates = entry.facts.get("kind") in ("exclusion", "readmission")
        tell = self._rates if about_rates else getattr(self, f"_{entry.event}", None)
        said = tell(entry, entry.facts) if tell else None
        return Line(entry.at, said[0], begun(said[1]), *said[2:]) if said else None

    def running_since(self) -> datetime:
        """When the present finish clock began."""
        return max([e.at for e in self.entries if e.event == "Reopened"], default=self.case.reported_at)

    # What each event says: icon, words, mood, words for the resident; None keeps it inside.

    def _CaseReported(self, entry, facts):
        if self.mine(entry):
            return "message", _("You reported this.")
        if entry.by.startswith("people/") and not self.of_others(entry):
            return "message", _("{who} wrote down what you said.").format(who=self.who(entry))
        return "message", _("Another resident reported this.")

    def _VoiceJoined(self, entry, facts):
        return "people", _("You joined: the same here.") if self.mine(entry) else _("Another resident joined.")

    def _VoiceAdded(self, entry, facts):
        return ("plus", _("You added something.")) if self.mine(entry) else None

    def _OrderReceived(self, entry, facts):
        return "inbox", _("It reached us through {system}.").format(system=facts["system"])

    def _OrderReturned(self, entry, facts):
        """One order's return is news for whom it came from; of a neighbour's they need not hear."""
        if entry is not self.handed_back:
            return None
        return "return", _("Handed back to {system}.").format(system=facts["system"]), "", facts["words"]

    @cached_property
    def handed_back(self) -> Entry | None:
        """How the order that brought this voice here was given back, if it was."""
        returns = [entry for entry in self.entries if entry.event == "OrderReturned"]
        own = Order.objects.filter(voice=self.voice).first() if returns else None
        return next((e for e in returns if own and (e.facts["number"] == own.number)), None)

    def _TakenUp(self, entry, facts):
        return "person", _("{who} has taken it up.").format(who=self.who(entry))

    def _HandedOn(self, entry, facts):
        return "forward", _("Handed on to {whom}.").format(whom=title_of(self.posts.get(facts["to"])))

    def _Contacted(self, entry, facts):
        how = {"phone": _("{who} called the resident."), "visit": _("{who} visited the resident.")}
        return "phone", how.get(facts["how"], _("{who} was in touch with the resident.")).format(who=self.who(entry))

    def _Corrected(self, entry, facts):
        due = said_moment(datetime.fromisoformat(facts["now"]["finish_due"]))
        if facts["was"]["place"] != facts["now"]["place"]:
            return "pin", _("The place was set right. To be done by {due}.").format(due=due)
        return "pen", _("The kind of matter was set right. To be done by {due}.").format(due=due)

    def _Solved(self, entry, facts):
        return "check", _("{who} says it is solved; the answer follows.").format(who=self.who(entry))

    def _Dispatched(self, entry, facts):
        return "send", _("Sent to {unit}, whose duty it is.").format(unit=facts["unit"])

    def _WhistleBlown(self, entry, facts):
        if facts["support"]:
            support = pgettext("list", ", ").join(facts["support"])
            words = _("Whistle blown: {lead} must come and lead, with {support}.")
            return "whistle", words.format(lead=facts["lead"], support=support), "whistle"
        return "whistle", _("Whistle blown: {lead} must come.").format(lead=facts["lead"]), "whistle"

    def _LeadPassed(self, entry, facts):
        return "forward", _("{unit} now leads.").format(unit=facts["unit"])

    def _CalledOff(self, entry, facts):
        return "return", _("{who} has taken the call back and goes on.").format(who=self.who(entry))

    def _Signed(self, entry, facts):
        return "sign", _("{unit} has signed for it.").format(unit=facts["unit"])

    def _UnitContacted(self, entry, facts):
        return "phone", _("{unit} was in touch with the resident.").format(unit=facts["unit"])

    def _ReportedIn(self, entry, facts):
        if facts["how"] == "meeting":
            return "arrive", _("{unit} came to the joint meeting.").format(unit=facts["unit"])
        return "arrive", _("{unit} came to the spot.").format(unit=facts["unit"])

    def _UnitDone(self, entry, facts):
        return "check", _("{unit} says its part is done.").format(unit=facts["unit"])

    def _SentBack(self, entry, facts):
        return "return", _("{unit} returned it; it is decided anew who does it.").format(unit=facts["unit"])

    def _CheckPassed(self, entry, facts):
        return "eye", _("{who} has checked on the spot: it is done.").format(who=self.who(entry)), "good"

    def _CheckFailed(self, entry, facts):
        return (
            "repeat",
            _("{who} has checked on the spot: not done yet, it goes on.").format(who=self.who(entry)),
            "bad",
        )

    def _Answered(self, entry, facts):
        own = self.voice.reply if self.voice.replied_at and abs(self.voice.replied_at - entry.at) < AT_ONCE else ""
        return "message", _("{who} has answered:").format(who=self.who(entry)), "", own or facts["words"]

    def _Merged(self, entry, facts):
        return "people", _(
            "Joined with what neighbours reported about the same matter. You keep your receipt and get the answer here."
        )

    def _Absorbed(self, entry, facts):
        if self.voice.came_from_id and self.voice.came_from.number == facts["number"]:
            return None
        return "people", _("{count} more residents reported the same; it is handled together.").format(
            count=facts["voices"]
        )

    def _Unmerged(self, entry, facts):
        return "return", _("It turned out to be another matter than the neighbours'; it is handled on its own again.")

    def _Released(self, entry, facts):
        return "return", _("What {count} other residents reported turned out to be another matter.").format(
            count=facts["voices"]
        )

    def _SameMatter(self, entry, facts):
        words = _("{who} has answered: this was dealt with before.").format(who=self.who(entry))
        return "message", words, "", facts["words"]

    def _Rated(self, entry, facts):
        if not self.mine(entry) and not (self.alone and entry.by.startswith("people/")):
            return None
        if facts["solved"]:
            return "star", _("You said: solved."), "good"
        return "star", _("You said: not solved yet.")

    def _Asked(self, entry, facts):
        if facts["kind"] == "waiting":
            until = said_moment(datetime.fromisoformat(facts["until"]))
            words = _(
                "{who} needs something more from you. Please add it below by {until}; until then the clock "
                "stands still."
            )
            return "message", words.format(who=self.who(entry), until=until), "whistle", facts["words"]
        return None

    def _Decided(self, entry, facts):
        """More time was granted: until when, and the reason that whoever asked gave. Or a unit is not the right one."""
        if facts["kind"] == "objection" and facts["granted"]:
            return "return", _("It was decided that this is not the duty of {unit}.").format(unit=facts["unit"])
        due, asked = facts.get("due_is"), self._request(facts)
        if not facts["granted"] or not due or not asked or asked.facts["kind"] == "waiting":
            return None
        until = said_moment(datetime.fromisoformat(due))
        match asked.facts["kind"]:
            case "extension":
                words = _("It needs more time, and that was agreed to. To be done by {due}. The reason:")
                return "clock", words.format(due=until), "", asked.facts["words"]
            case "pause" | "slow_lane":
                stops = datetime.fromisoformat(asked.facts["until"])
                if datetime.fromisoformat(due) < stops:  # a hotline's order goes on
                    words = _("It is put off until {until}. The hotline still gets its answer by {due}. The reason:")
                else:
                    words = _("The clock stands still until {until}; then to be done by {due}. The reason:")
                stop = said_moment(stops)
                return "clock", words.format(until=stop, due=until), "", asked.facts["words"]
        return None

    def _request(self, facts):
        """The request that a decision answers."""
        same = (e for e in self.entries if e.event == "Asked" and e.facts["kind"] == facts["kind"])
        return next((e for e in same if e.facts["number"] == facts["number"]), None)

    def _ClockRuns(self, entry, facts):
        words = _("The clock runs again. To be done by {due}.")
        return "clock", words.format(due=said_moment(datetime.fromisoformat(facts["due_is"])))

    def _DuesRecomputed(self, entry, facts):
        due = said_moment(datetime.fromisoformat(facts["due_is"]))
        if facts["kept"]:
            return "calendar", _(
                "The public holidays were announced. It stays as promised: to be done by {due}."
            ).format(due=due)
        return "calendar", _("The public holidays were announced. To be done by {due}.").format(due=due)

    def _CallMissed(self, entry, facts):
        return ("phone", _("We tried to call you back and did not reach you.")) if self.alone else None

    def _Closed(self, entry, facts):
        if facts["why"] == "no_answer":
            return "done", _("Closed, as we heard nothing more. You can still rate it.")
        return "done", _("Closed."), "good"

    def _Reopened(self, entry, facts):
        return "repeat", _("Taken up again, now under supervision."), "bad"

    def _Raised(self, entry, facts):
        """A reminder within the community is no news; what those above have is."""
        above = {
            3: _("The community now supervises it."),
            4: _("The street now supervises it."),
            5: _("The county now supervises it."),
        }
        return ("eye", above[facts["rung"]]) if facts["rung"] in above else None

    def _StaffNamed(self, entry, facts):
        return "lock", _(
            "Whom you complain about has been established. That person, and those in the same line, never see this."
        )

    def _CallMade(self, entry, facts):
        return ("phone", _("We called you about the result.")) if self.alone else None

    def _rates(self, entry, facts):
        """What is asked and reviewed stays inside until it is decided."""
        if entry.event == "Asked" and facts["kind"] == "readmission":
            return "hand", _("You objected.") if self.mine(entry) else _("Somebody asked to count it again.")
        if entry.event != "Decided" or (facts["kind"] == "exclusion" and not facts["granted"]):
            return None
        if facts["kind"] == "exclusion":
            return "filter", _("Left out of the rates for “solved” and “satisfied”; the reason stands above.")
        return (
            ("check", _("Counted again like every other matter."), "good")
            if facts["granted"]
            else ("filter", _("The objection was looked at; it stays as it was."))
        )

    def _LookObjected(self, entry, facts):
        return (
            ("flag", _("You objected to a look at your name and phone.")) if facts["voice"] == self.voice.ref else None
        )

    def _LookAnswered(self, entry, facts):
        if facts["voice"] != self.voice.ref:
            return None
        said = (
            _("{who} on the look you objected to: it was needed.")
            if facts["proper"]
            else _("{who} on the look you objected to: it was not needed.")
        )
        return "shield", said.format(who=self.who(entry)), "", facts["words"]

    def _Erased(self, entry, facts):
        return "trash", _("The time to keep it is over: words, address and photos are deleted; only figures stay.")

    def _Withdrawn(self, entry, facts):
        return "minus", _("You took it back.") if self.mine(entry) else _("It was taken back.")


def _still_open(case: Case, voice: Voice) -> str:
    """Answered and rated, and not closed yet."""
    if voice.solved:
        return _("There is an answer, and you said: solved. Thank you.")
    above = case.rung_words
    if above:
        return _("There is an answer, and you said: not solved yet. The {level} now sees to it.").format(level=above)
    return _("There is an answer, and you said: not solved yet.")


def headline(case: Case, voice: Voice, units: list[str], block: str, handed_back: Entry | None = None) -> str:
    """The state in one plain sentence: who has it now, and what comes next."""
    if handed_back and not case.open:
        return _("It is not ours to solve, so it was handed back to {system}.").format(
            system=handed_back.facts["system"]
        )
    keeper = title_of(case.keeper) if case.keeper else block
    match case.state:
        case State.REPORTED:
            return _("We have heard you. {block} has been told and is to take it up.").format(block=block)
        case State.TAKEN_UP if case.reopenings:
            return _("It is being worked on again, under supervision. {who} has it.").format(who=keeper)
        case State.TAKEN_UP:
            return _("{who} is working on it.").format(who=keeper)
        case State.WITH_UNITS if case.round == "whistle":
            return _("The whistle has been blown: {units} must come and solve it.").format(
                units=pgettext("list", ", ").join(units)
            )
        case State.WITH_UNITS:
            return _("{units} is working on it.").format(units=pgettext("list", ", ").join(units))
        case State.HANDLED:
            return _("The units say it is done. {who} checks on the spot.").format(who=keeper)
        case State.CHECKED:
            return _("It is done. {who} is writing you the answer.").format(who=keeper)
        case State.ANSWERED:
            rated = voice.rated_at and case.answered_at and voice.rated_at > case.answered_at
            return _still_open(case, voice) if rated else _("There is an answer. Is it solved?")
        case State.WITHDRAWN:
            return _("You took this back.") if case.voices_count == 1 else _("This was taken back.")
    if voice.rated_at and voice.solved:
        return _("Closed. Thank you for saying how it went.")
    return _("Closed.")
