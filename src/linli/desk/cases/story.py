"""The journal of a case in words, for those who work on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.ladder import OCCASIONS
from linli.cases.models import Addition, Case, Grade, Photo, Rung, SessionItem, Source, Voice
from linli.cases.queries import category_by_code
from linli.desk.cases import said_time
from linli.journal.models import Entry
from linli.kernel.words import N_, say
from linli.people.models import Post
from linli.people.queries import named
from linli.places.models import Place
from linli.rulebook.names import cited
from linli.ui.moments import said_day, said_moment

CONTACT_WAYS = {"phone": _("by phone"), "visit": _("at a visit"), "other": _("in another way")}
REPORT_WAYS = {"on_site": _("on the spot"), "meeting": _("at the joint meeting")}
RETURN_WORDS = {
    "not_ours": _("not on our duty list"),
    "wrong_place": _("not our area"),
    "too_little_known": _("too little is known"),
    "duplicate": _("the same matter is in work already"),
}
RATED_WAYS = {"page": _("on the page"), "phone": _("by phone"), "paper": _("on paper")}
CLOSE_WORDS = {
    "rated": _("the resident has rated it"),
    "no_answer": _("no word from the resident; counts as neither satisfied nor dissatisfied"),
    "desk": _("by the desk"),
}

# What each event says in full, and which icon stands beside it. {facts} are those of the event, put into words.
SAID = {
    "CaseReported": ("inbox", N_("reported it ({source})")),
    "VoiceJoined": ("people", N_("has the same matter and joined ({source})")),
    "VoiceAdded": ("plus", N_("added something")),
    "TakenUp": ("hand", N_("took it up")),
    "HandedOn": ("forward", N_("handed it on to {to}")),
    "Contacted": ("phone", N_("contacted the resident ({how})")),
    "Noted": ("note", N_("left an internal note")),
    "Corrected": ("pen", N_("set it right: {changes}")),
    "Solved": ("check", N_("solved it at the block")),
    "Dispatched": ("send", N_("dispatched it to {unit}")),
    "WhistleBlown": ("whistle", N_("blew the whistle: {lead} in the lead{support}")),
    "CalledOff": ("close", N_("called the units off")),
    "Signed": ("sign", N_("signed for it for {unit}")),
    "UnitContacted": ("phone", N_("contacted the resident for {unit}")),
    "Planned": ("list", N_("wrote the plan for {unit}")),
    "Overruled": ("flag", N_("called {units} against the duty list or their own word, saying why:")),
    "LeadPassed": ("forward", N_("{unit} is in the lead now")),
    "WhistleRated": ("star", N_("{rated}: {grade}")),
    "SessionSaid": ("people", N_("the session of {day} said: {outcome}")),
    "ReportedIn": ("arrive", N_("reported in for {unit} ({how})")),
    "UnitDone": ("done", N_("reported done for {unit}")),
    "SentBack": ("return", N_("returned it for {unit}: {reason}{item}")),
    "CheckPassed": ("done", N_("checked on the spot: passed")),
    "CheckFailed": ("repeat", N_("checked on the spot: not passed, to be done again")),
    "Answered": ("message", N_("answered the resident{public}")),
    "Rated": ("star", N_("{solved}{grade} ({how})")),
    "CallMissed": ("phone", N_("called back, nobody was reached")),
    "Closed": ("done", N_("closed: {why}")),
    "Reopened": ("repeat", N_("reopened{supervised}")),
    "Withdrawn": ("minus", N_("took the matter back")),
    "Merged": ("people", N_("merged it into {into}")),
    "Absorbed": ("people", N_("merged {number} into this one: {voices} more residents{due}")),
    "Unmerged": ("return", N_("took the merge back; out of {out_of} again")),
    "Released": ("return", N_("took the merge of {number} back: {voices} residents go with it{due}")),
    "SameMatter": ("link", N_("answered with the earlier result of {earlier}")),
    "Raised": ("alert", N_("raised it: {rung} ({why})")),
    "Acknowledged": ("eye", N_("has seen it and sees to it ({rung})")),
    "Reviewed": ("eye", N_("reviewed the request to leave it out of the rates")),
    "StaffNamed": ("lock", N_("named whom the complaint is about: {post}")),
    "CallMade": ("phone", N_("called back; the resident did not want to rate")),
    "Asked": ("hand", N_("asks for {what}")),
    "Decided": ("pen", N_("{decision}: {what}{due}")),
    "ClockRuns": ("clock", N_("the clock runs again ({why}){due}")),
    "DuesRecomputed": ("calendar", N_("the holidays of {year} were set right{due}")),
    "ContactOpened": ("eye", N_("looked at the resident's contact data, for: {purpose}")),
    "LookObjected": ("flag", N_("objects to a look at name and phone; the inspector answers")),
    "LookAnswered": ("shield", N_("answered the objection to a look: {proper}")),
    "Erased": ("trash", N_("the time to keep it is over: words, title, address and photos are gone, the figures stay")),
    "PhotoCovered": ("photo", N_("made a copy of a photo that may stand in public ({boxes})")),
    "PhotoTakenBack": ("photo", N_("took a photo back from the public page")),
    "PhotosAdded": ("camera", N_("added photos")),
    "OrderReceived": ("inbox", N_("took it in from {system}{number}{bound}")),
    "OrderReturned": ("return", N_("gave it back to {system}: {item}")),
    "OrderReplied": ("outbox", N_("wrote the reply for {system}")),
    "PutBack": ("return", N_("put it back: nobody has it now")),
    "Reminded": ("bell", N_("reminded of it")),
    "Tagged": ("flag", N_("put the tag “{tag}” on it")),
    "Untagged": ("flag", N_("took the tag “{tag}” off")),
    "HandedOver": ("forward", N_("handed it over from {was}, who leaves, to {to}")),
}

# The same in a word or two, for the work list.
LAST = {
    "CaseReported": pgettext_lazy("last", "reported"),
    "VoiceJoined": pgettext_lazy("last", "another resident joined"),
    "VoiceAdded": pgettext_lazy("last", "resident added something"),
    "TakenUp": pgettext_lazy("last", "taken up"),
    "HandedOn": pgettext_lazy("last", "handed on"),
    "Contacted": pgettext_lazy("last", "resident contacted"),
    "Noted": pgettext_lazy("last", "note"),
    "Corrected": pgettext_lazy("last", "set right"),
    "Solved": pgettext_lazy("last", "solved at the block"),
    "Dispatched": pgettext_lazy("last", "dispatched"),
    "WhistleBlown": pgettext_lazy("last", "whistle blown"),
    "CalledOff": pgettext_lazy("last", "called off"),
    "Signed": pgettext_lazy("last", "signed for"),
    "UnitContacted": pgettext_lazy("last", "unit contacted the resident"),
    "Planned": pgettext_lazy("last", "plan written"),
    "Overruled": pgettext_lazy("last", "called all the same"),
    "LeadPassed": pgettext_lazy("last", "another unit leads"),
    "WhistleRated": pgettext_lazy("last", "whistle rated"),
    "SessionSaid": pgettext_lazy("last", "session spoke of it"),
    "ReportedIn": pgettext_lazy("last", "reported in"),
    "UnitDone": pgettext_lazy("last", "unit reports done"),
    "SentBack": pgettext_lazy("last", "returned"),
    "CheckPassed": pgettext_lazy("last", "check passed"),
    "CheckFailed": pgettext_lazy("last", "check failed"),
    "Answered": pgettext_lazy("last", "answered"),
    "Rated": pgettext_lazy("last", "rated"),
    "CallMissed": pgettext_lazy("last", "called back, nobody reached"),
    "Closed": pgettext_lazy("last", "closed"),
    "Reopened": pgettext_lazy("last", "reopened"),
    "Withdrawn": pgettext_lazy("last", "withdrawn"),
    "Merged": pgettext_lazy("last", "merged"),
    "Absorbed": pgettext_lazy("last", "another was merged in"),
    "Unmerged": pgettext_lazy("last", "merge taken back"),
    "Released": pgettext_lazy("last", "merge taken back"),
    "SameMatter": pgettext_lazy("last", "answered with an earlier result"),
    "Reviewed": pgettext_lazy("last", "reviewed"),
    "StaffNamed": pgettext_lazy("last", "named whom it is about"),
    "CallMade": pgettext_lazy("last", "called back, not rated"),
    "Asked": pgettext_lazy("last", "request waits for a decision"),
    "Decided": pgettext_lazy("last", "request decided"),
    "ClockRuns": pgettext_lazy("last", "clock runs again"),
    "DuesRecomputed": pgettext_lazy("last", "holidays set right"),
    "PhotosAdded": pgettext_lazy("last", "photos added"),
    "Erased": pgettext_lazy("last", "words and address erased"),
    "PhotoCovered": pgettext_lazy("last", "photo made public"),
    "PhotoTakenBack": pgettext_lazy("last", "photo taken back"),
    "OrderReceived": pgettext_lazy("last", "came from elsewhere"),
    "OrderReturned": pgettext_lazy("last", "given back to the hotline"),
    "OrderReplied": pgettext_lazy("last", "replied to the hotline"),
    "PutBack": pgettext_lazy("last", "put back"),
    "HandedOver": pgettext_lazy("last", "handed over"),
}

CALLS = ("Dispatched", "WhistleBlown")
STOOD_DOWN = ("done", N_("checked on the spot: passed; the whistle is stood down"))

# What is asked and decided in other words than a request for time: (event, kind, whether it was granted).
ASKED_OTHERWISE = {
    ("Asked", "waiting", None): (
        "message",
        N_("asks the resident for what is missing and waits, until {until} at the longest"),
    ),
    ("Decided", "waiting", True): ("stop", N_("the clock stands still{due}")),
    ("Asked", "objection", None): ("flag", N_("objects for {unit}: not its duty{item}")),
    ("Decided", "objection", True): ("pen", N_("decided: it is not the duty of {unit}, which may go")),
    ("Decided", "objection", False): ("pen", N_("decided: it is the duty of {unit}, which binds")),
}

MOODS = {
    "WhistleBlown": "whistle",
    "Solved": "good",
    "CheckPassed": "good",
    "Closed": "good",
    "SentBack": "bad",
    "CheckFailed": "bad",
    "Reopened": "bad",
    "Raised": "bad",
}

NO_DEEDS = {"Reminded", "Tagged", "Untagged", "ContactOpened", "LookAnswered", "LookObjected", "Raised", "Acknowledged"}
WHY_RAISED = {
    "nearly_due": _("seven tenths of the time are over"),
    "overdue": _("overdue"),
    "silence": _("nobody below has said “seen” in time"),
    "unanswered": _("seen, but still unanswered"),
    "reworks": _("done again and again without success"),
    "transfers": _("passed on again and again, nobody owns it"),
    "not_solved": _("the resident says it is not solved"),
    "by_hand": _("by hand"),
}

AT_ONCE = timedelta(seconds=5)  # an entry and what was stored with it in one transaction


@dataclass
class Told:
    """One line of the timeline."""

    entry: Entry
    who: str
    post: Post | None
    icon: str
    mood: str  # "whistle", "good", "bad" or plain
    sentence: str
    words: str = ""
    photos: list[Photo] = field(default_factory=list)


def tell(case: Case, entries: Sequence[Entry], voices: Sequence[Voice], photos: Iterable[Photo]) -> list[Told]:
    """The entries as lines, oldest first, with the words and photos that belong to them. Two statements at most."""
    posts = named(
        [e.by for e in entries]
        + [e.facts["to"] for e in entries if e.event in ("HandedOn", "HandedOver")]
        + [e.facts["was"] for e in entries if e.event == "HandedOver"]
        + [e.facts["post"] for e in entries if e.event == "StaffNamed"]
    )
    places = _places([e for e in entries if e.event == "Corrected"])
    speakers = {voice.ref: (number, voice) for number, voice in enumerate(voices, 1)}
    several = len(voices) > 1
    at_first = {voice.pk: voice for voice in voices}  # what came with a voice stands on its card, whoever entered it
    loose = [p for p in photos if p.voice_id not in at_first or _later(p, at_first[p.voice_id])]
    lines = []
    calls = ""
    for entry in entries:
        icon, sentence = _said(entry, calls)
        calls = entry.event if entry.event in CALLS else calls
        post = posts.get(entry.by)
        speaker = speakers.get(entry.by)
        line = Told(
            entry, _who(entry, post, speaker and speaker[0], several), post, icon, MOODS.get(entry.event, ""), ""
        )
        line.sentence = say(sentence, **_facts(entry, posts, places))
        line.words = entry.facts.get("words", "") or _resident_words(entry, voices)
        line.photos = [p for p in loose if p.by == entry.by and abs(p.added_at - entry.at) < AT_ONCE]
        loose = [p for p in loose if p not in line.photos]
        lines.append(line)
    return lines


def _said(entry: Entry, calls: str) -> tuple[str, str]:
    """Icon and sentence of an entry; `calls`: how units were called before it."""
    if (entry.event, calls) == ("CheckPassed", "WhistleBlown"):
        return STOOD_DOWN
    told = ASKED_OTHERWISE.get((entry.event, entry.facts.get("kind"), entry.facts.get("granted")))
    return told or SAID.get(entry.event, ("note", entry.event))


def changed_since(entries: Sequence[Entry], seen: int) -> list[Entry]:
    """The deeds after version `seen`. What only looks or watches stands in the journal but is no deed on the case."""
    return [entry for entry in entries if entry.event not in NO_DEEDS][max(seen, 0) :]


def _later(photo: Photo, voice: Voice) -> bool:
    return photo.added_at - voice.said_at > AT_ONCE


def _who(entry: Entry, post: Post | None, number: int | None, several: bool) -> str:
    if entry.event == "Raised" and entry.facts["why"] in OCCASIONS:  # whoever acted last did not raise it
        return say(N_("The ladder's rules"))
    if post:
        return f"{post.person} · {post.named_role}"
    if entry.by.startswith("cases/voice/"):
        return say(N_("Resident {number}"), number=number) if several and number else say(N_("Resident"))
    return say(N_("The clock")) if entry.by == "clock" else say(N_("Somebody"))


def _facts(entry: Entry, posts: dict[str, Post], places: dict[str, Place]) -> dict[str, object]:
    facts = dict(entry.facts)
    match entry.event:
        case "CaseReported" | "VoiceJoined":
            return {"source": Source(facts["source"]).label if facts["source"] in Source.values else facts["source"]}
        case "HandedOn":
            return {"to": posts.get(facts["to"], "")}
        case "HandedOver":
            return {"was": posts.get(facts["was"], ""), "to": posts.get(facts["to"], "")}
        case "Raised" | "Acknowledged":
            rung = Rung(facts["rung"]).label if facts["rung"] in Rung.values else facts["rung"]
            return {"rung": rung, "why": WHY_RAISED.get(facts.get("why", ""), "")}
        case "StaffNamed":
            return {"post": posts.get(facts["post"], "")}
        case "Contacted":
            return {"how": CONTACT_WAYS.get(facts["how"], facts["how"])}
        case "ReportedIn":
            return facts | {"how": REPORT_WAYS.get(facts["how"], facts["how"])}
        case "Overruled":
            return {"units": "、".join(facts["units"])}
        case "WhistleRated":
            sides = {"caller": N_("rated {unit}"), "unit": N_("rated the call for {unit}")}
            return {"rated": say(sides[facts["side"]], unit=facts["unit"]), "grade": Grade(facts["grade"]).label}
        case "SessionSaid":
            day = date.fromisoformat(facts["day"])
            return {"day": said_day(day), "outcome": SessionItem.Outcome(facts["outcome"]).label}
        case "WhistleBlown":
            units = "、".join(facts["support"])
            return facts | {"support": say(N_("; in support: {units}"), units=units) if units else ""}
        case "SentBack":
            item = facts.get("item", "")
            return facts | {
                "reason": RETURN_WORDS.get(facts["reason"], facts["reason"]),
                "item": say(N_(" (duty list: {item})"), item=cited(item)) if item else "",
            }
        case "Answered":
            own = say(N_("; {n} in words of their own"), n=facts["own"]) if facts.get("own") else ""
            return {"public": (say(N_(", also on the public page")) if facts.get("public") else "") + own}
        case "Absorbed" | "Released":
            due = parse_datetime(facts["due_is"]) if facts["due_is"] != facts["due_was"] else None
            return facts | {"due": say(N_(", now due {due}"), due=said_moment(due)) if due else ""}
        case "Rated":
            grade = facts.get("grade")
            return {
                "solved": say(N_("says it is solved") if facts["solved"] else N_("says it is not solved")),
                "grade": f" · {Grade(grade).label}" if grade in Grade.values else "",
                "how": RATED_WAYS.get(facts["how"], facts["how"]),
            }
        case "Closed":
            return {"why": CLOSE_WORDS.get(facts["why"], facts["why"])}
        case "Reopened":
            return {"supervised": say(N_(", under supervision")) if facts.get("supervised") else ""}
        case "OrderReceived":
            due = parse_datetime(facts.get("reply_due") or "")
            return {
                "system": facts["system"],
                "number": f" {facts['number']}" if facts["number"] else "",
                "bound": say(N_("; its limit binds: {due}"), due=said_moment(due))
                if facts.get("bound") and due
                else "",
            }
        case "LookAnswered":
            return {"proper": say(N_("it was needed") if facts["proper"] else N_("it was not needed"))}
        case "PhotoCovered":
            boxes = facts["boxes"]
            return {"boxes": say(N_("{n} areas covered"), n=boxes) if boxes else say(N_("shows nobody"))}
        case "Corrected":
            return {"changes": "; ".join(_changes(facts["was"], facts["now"], places))}
        case "Asked" | "Decided" | "ClockRuns" | "DuesRecomputed":
            return facts | said_time.facts_of(entry)
    return facts


def _changes(was: dict, now: dict, places: dict[str, Place]) -> Iterable[str]:
    if was["category"] != now["category"]:
        one, other = category_by_code(was["category"]), category_by_code(now["category"])
        yield f"{one or was['category']} → {other or now['category']}"
    if was["place"] != now["place"]:
        yield f"{places.get(was['place'], was['place'])} → {places.get(now['place'], now['place'])}"
    if was["finish_due"] != now["finish_due"] and (due := parse_datetime(now["finish_due"])):
        yield say(N_("now due {due}"), due=said_moment(due))


def _places(corrections: Sequence[Entry]) -> dict[str, Place]:
    codes = {e.facts[side]["place"] for e in corrections for side in ("was", "now")}
    return {place.code: place for place in Place.objects.filter(code__in=codes).only("code", "name")} if codes else {}


def _resident_words(entry: Entry, voices: Sequence[Voice]) -> str:
    """What a resident wrote lies with the voice, not in the journal."""
    if entry.event == "VoiceAdded":
        said: list[Addition] = [a for v in voices if v.ref == entry.by for a in v.additions.all()]
        return next((a.words for a in said if abs(a.said_at - entry.at) < AT_ONCE), "")
    if entry.event == "Rated":
        return next((v.rating_words for v in voices if v.rated_at and abs(v.rated_at - entry.at) < AT_ONCE), "")
    return ""
