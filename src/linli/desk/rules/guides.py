"""What the keys of each book are called on pages, what they may be, and in which order they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.duties import FIELDS
from linli.cases.limits import ANY, rule_of
from linli.cases.models import WhistleKind
from linli.cases.queries import categories
from linli.councils.gatherings import EVERY
from linli.councils.stages import STAGES_SAID
from linli.desk.hotline.words import COLUMN_WORDS, REPLY_WORDS
from linli.insight.duties import KINDS_SAID as DUTIES_SAID
from linli.insight.duties import LEVELS_SAID
from linli.kernel.errors import Faulty
from linli.kernel.words import N_
from linli.people.models import OrganisationKind
from linli.people.roles import Role
from linli.places.models import Place
from linli.ui.kept import KINDS_SAID

Choice = tuple[str, object]
WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]


@dataclass(frozen=True)
class Guide:
    """`words`: what a key is called; their order is the order on the page. `choices`: what a key may be, as (value,
    words).

    `optional`: keys that may be missing, by the path of what they stand in ("kinds.*"; "" is the whole body).
    `identity`: the keys by which a row is known when two editions are compared. `hint`: what to know before editing.
    `check`: raises Faulty for a row that can't stand in the book; its rows can be pasted from a sheet.
    `names`: a key whose values are short names, and the table of the same body that says what those are called.
    """

    words: Mapping[str, object] = field(default_factory=dict)
    choices: Mapping[str, Callable[[], Sequence[Choice]]] = field(default_factory=dict)
    optional: Mapping[str, Sequence[str]] = field(default_factory=dict)
    identity: Sequence[str] = ()
    hint: object = ""
    about: object = ""
    check: Callable[[int, dict[str, Any]], None] | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def _roles() -> list[Choice]:
    return [(role.value, role.label) for role in Role]


def _matters() -> list[Choice]:
    """All matters, a group of them by its letter, or one category by its code."""
    groups = {category.group: category.group_words for category in categories()}
    singles = [(category.code, str(category)) for category in categories()]
    return [(ANY, _("all matters that no other row names")), *groups.items(), *singles]


def _limit_row(number: int, row: dict[str, Any]) -> None:
    rule = rule_of(number, row)
    if rule.place and not Place.objects.filter(code=rule.place).exists():
        raise Faulty(N_("Row {number}: there is no place with the code “{code}”."), number=number, code=rule.place[:40])


NAME_EN, SOURCE_EN = _("Name in English"), _("Where it comes from, in English")
ARTICLES_EN = _("Articles, in English")
LIMIT_HINT = _(
    "Limits are written as a number and a unit: 5 working days (5wd), 4 working hours (4wh), 24 hours (24h)."
)
_RUNGS = [
    ("reminder", pgettext_lazy("rung", "reminder to the keeper")),
    ("chief", pgettext_lazy("rung", "grid chief")),
    ("community", pgettext_lazy("rung", "community")),
    ("street", pgettext_lazy("rung", "street")),
    ("county", pgettext_lazy("rung", "county")),
]

GUIDES: dict[str, Guide] = {
    "cases.limits": Guide(
        words={
            "category": _("Matter"),
            "urgency": _("Urgency"),
            "place": _("Place code"),
            "contact": _("First contact within"),
            "finish": _("Done and answered within"),
        },
        choices={
            "category": _matters,
            "urgency": lambda: [("", _("any")), ("urgent", _("urgent")), ("ordinary", _("not urgent"))],
        },
        optional={"": ("category", "urgency", "place", "contact", "finish")},
        identity=("category", "urgency", "place"),
        hint=LIMIT_HINT,
        check=_limit_row,
        about=_(
            "How long a matter may take, by what it is about, how urgent it is and where. The nearest place "
            "says more than one above it, then the category, then the urgency."
        ),
    ),
    "cases.time": Guide(
        words={
            "extension": _("Extension"),
            "pause": _("Pause"),
            "waiting": _("Waiting for the resident"),
            "slow_lane": _("Slow lane"),
            "most": _("How many in one case"),
            "days": _("Days at a time, at most"),
            "days_in_all": _("Days in all, at most"),
            "units_may_ask": _("A called unit may ask too"),
            "first": _("Who decides on the first"),
            "further": _("Who decides on any further one"),
            "engineering": _("Who decides where works are needed"),
            "roles": pgettext_lazy("rules", "Who decides"),
        },
        choices=dict.fromkeys(("first", "further", "engineering", "roles"), _roles),
        about=_("How much more time may be had, for what, and who decides. Whoever asks never decides."),
    ),
    "cases.whistles": Guide(
        words={
            "dispatch": _("Dispatched to one unit"),
            "kinds": pgettext_lazy("bar", "Whistles"),
            **{kind.value: kind.label for kind in WhistleKind},
            "week": _("The week"),
            "sign": _("Sign within"),
            "contact": _("Contact the resident within"),
            "report": _("Report in within"),
            "plan": _("Plan within"),
            "done": _("Done within"),
            "roles": _("Who may blow it"),
            "freeze_on": _("The list is frozen on"),
            "freeze_at": _("at (hour)"),
            "session_on": _("The session is held on"),
        },
        choices={"roles": _roles, "freeze_on": lambda: WEEKDAYS, "session_on": lambda: WEEKDAYS},
        optional=dict.fromkeys(("dispatch", "kinds.*"), ("sign", "contact", "report", "plan", "done")),
        hint=LIMIT_HINT,
        about=_(
            "The clocks of a unit that is called, by how it was called; who may blow which whistle; the weekly session."
        ),
    ),
    "cases.likeness": Guide(
        words={
            "days": _("Days back"),
            "group_days": _("Days back for matters of many"),
            "group_voices": _("Voices that make it a matter of many"),
            "answered_days": _("Days back among answered ones"),
            "metres": _("Metres"),
            "least": _("Least likeness (0 to 1)"),
            "least_same_kind": _("Least likeness within one category"),
            "common": _("Words that say nothing about the matter"),
        },
        about=_("When two cases may be the same matter. A person decides; this only suggests."),
    ),
    "cases.duties": Guide(
        words={
            "level": _("Level"),
            "kind": _("Kind"),
            "unit": _("Unit"),
            "number": _("Number"),
            "item": _("Item"),
            "item_en": _("Item, in English"),
            "categories": _("Categories"),
            "basis": _("Basis"),
            "basis_en": _("Basis, in English"),
            "instead": _("Where instead"),
            "instead_en": _("Where instead, in English"),
            "also": _("Also called"),
        },
        choices={
            "level": lambda: list(LEVELS_SAID.items()),
            "kind": lambda: [("", DUTIES_SAID["must"]), *DUTIES_SAID.items()],
        },
        optional={"": FIELDS},
        identity=("level", "unit", "number"),
        about=_(
            "What each level must do, assists with or has been delegated, and which proofs a community must not issue."
        ),
    ),
    "cases.ladder": Guide(
        words={
            "remind_at": _("Remind after so much of the time, per cent"),
            "rungs": _("Rungs"),
            **dict(_RUNGS),
            "roles": _("Who"),
            "acknowledge": _("Acknowledge within"),
            "again": _("Goes up after"),
            "overdue": _("Where it begins when the time is over"),
            "thresholds": _("What raises it"),
            "what": pgettext_lazy("rule", "What"),
            "times": _("Times"),
            "rung": pgettext_lazy("rung", "to"),
        },
        choices={
            "overdue": lambda: _RUNGS,
            "rung": lambda: _RUNGS,
            "roles": lambda: [("keeper", _("who keeps the case")), *_roles()],
            "what": lambda: [
                ("reworks", _("done again after a failed check")),
                ("transfers", _("handed on without an owner")),
                ("not_solved", _("“not solved”, says the resident")),
            ],
        },
        optional={
            "": ("remind_at",),
            "rungs.*": ("roles", "acknowledge", "again"),
            "thresholds": ("what", "times", "rung"),
        },
        identity=("what", "times"),
        hint=LIMIT_HINT,
        about=_("Who above hears of a case, when, and by when they have to acknowledge it."),
    ),
    "cases.exclusions": Guide(
        words={"code": _("Number"), "words": _("Ground"), "words_en": _("The same in English"), "source": _("Source")},
        optional={"": ("code", "words", "words_en", "source")},
        identity=("code",),
        about=_("The grounds on which a case may be left out of two of the rates, by two people's decision."),
    ),
    "cases.calls": Guide(
        words={
            "after": _("Call after"),
            "tries": _("Tries"),
            "spacing": _("Time between two tries"),
            "begins": _("From (hour)"),
            "ends": _("Until (hour)"),
            "sample": _("Share that is called, per cent"),
            "script": _("What is said"),
        },
        hint=LIMIT_HINT,
        about=_("When and how residents are called back about the result."),
    ),
    "cases.hotlines": Guide(
        words={
            "systems": _("Hotlines"),
            "key": _("Short name"),
            "name": pgettext_lazy("rules", "Name"),
            "return_limit": _("Give back within"),
            "reply_limit": _("Reply within"),
            "columns": _("What the sheet's headings mean"),
            "reply": _("Columns of the reply sheet"),
            "0": _("Heading"),
            "1": _("What stands in it"),
            **COLUMN_WORDS,
            "dates": pgettext_lazy("hotline", "How dates are written"),
            "scheme": pgettext_lazy("hotline", "Whose list of kinds"),
            "categories": pgettext_lazy("hotline", "Their kinds, and ours"),
            "aliases": pgettext_lazy("hotline", "Other names of places"),
            "beyond": pgettext_lazy("hotline", "In which ways a matter goes beyond our duties"),
            "out_of_scope": pgettext_lazy("hotline", "What the hotline does not take"),
            "beyond_en": _("The same ways in English, in the same order"),
            "out_of_scope_en": _("The same in English, in the same order"),
            "answers": pgettext_lazy("hotline", "How answers are written"),
            "yes": pgettext_lazy("hotline", "yes"),
            "no": pgettext_lazy("hotline", "no"),
            "partly": pgettext_lazy("hotline", "partly"),
            "template": pgettext_lazy("hotline", "Template of the reply sheet"),
            "file": pgettext_lazy("hotline", "file"),
        },
        choices={"1": lambda: list(REPLY_WORDS.items())},
        optional={},
        hint=LIMIT_HINT,
        about=_("How each hotline's sheets are read and answered."),
    ),
    "cases.retention": Guide(
        words={
            "kind": pgettext_lazy("rule", "What"),
            "keep": _("Kept for"),
            "purpose": _("Purpose"),
            "purpose_en": _("The same in English"),
            "basis": _("Basis"),
            "basis_en": _("The same in English"),
        },
        choices={"kind": lambda: list(KINDS_SAID.items())},
        identity=("kind",),
        optional={"": ("kind", "keep", "purpose", "purpose_en", "basis", "basis_en")},
        hint=_("Periods are written as a number and a unit: 90 days (90d), 6 months (6m), 3 years (3y)."),
        about=_(
            "How long each kind of data is kept, what for and by what right. The public page “Your data” is "
            "written from this."
        ),
    ),
    "cases.exports": Guide(
        words={
            "alone": _("Rows with personal data that one person may take out alone"),
            "hours": _("Hours in which a file can be taken"),
            "most": _("Rows of one file at most"),
        },
        about=_("When a second person has to agree to an export, and how long its file can be taken."),
    ),
    "councils.meetings": Guide(
        words={
            "kinds": _("Kinds of meetings"),
            "key": _("Short name"),
            "name": pgettext_lazy("rules", "Name"),
            "name_en": NAME_EN,
            "parties": _("Parties that are called"),
            "every": _("How often"),
            "agenda_days": _("Agenda closes, days before"),
            "notice_days": _("Called, days before"),
            "publish_days": _("Minutes out within, days"),
            "show_days": _("On show for, days"),
            "binding": _("The notice is law"),
            "source": _("Where it comes from"),
            "source_en": SOURCE_EN,
            "roles": _("Posts that stand for it"),
            "organisations": _("For which organisations"),
        },
        choices={
            "every": lambda: [(key, gettext(words)) for key, words in EVERY.items()],
            "roles": _roles,
            "organisations": lambda: [("none", _("for no organisation")), *OrganisationKind.choices],
        },
        identity=("key",),
        names={"parties": "parties"},
        optional={
            "kinds": (
                "key",
                "name",
                "name_en",
                "parties",
                "every",
                "agenda_days",
                "notice_days",
                "publish_days",
                "show_days",
                "binding",
                "source",
                "source_en",
            ),
            "parties": ("key", "name", "name_en", "roles", "organisations"),
        },
        hint=_(
            "A meeting keeps the rules it was called under. “Local practice” in the source marks what is only "
            "a suggestion."
        ),
        about=_(
            "Which meetings there are, who must be called, how often, when the agenda closes and the minutes are out."
        ),
    ),
    "councils.procedures": Guide(
        words={
            "procedures": _("Procedures"),
            "stages": _("Stages of the procedures"),
            "reasons": _("Reasons for not taking up a topic"),
            "groups": _("Who may be concerned"),
            "key": _("Short name"),
            "procedure": _("Procedure"),
            "name": pgettext_lazy("rules", "Name"),
            "name_en": NAME_EN,
            "kind": pgettext_lazy("stage", "Kind"),
            "who": _("Who"),
            "who_en": _("Who, in English"),
            "records": _("What is recorded"),
            "records_en": _("What is recorded, in English"),
            "least_days": _("Days at least"),
            "publishes": _("Ends with a publication"),
            "note": _("Where it comes from"),
            "note_en": SOURCE_EN,
            "words": pgettext_lazy("reason", "Words"),
            "words_en": _("The same in English"),
            "options": _("Choices, one a line"),
            "options_en": _("Choices in English, in the same order"),
        },
        choices={"kind": lambda: list(STAGES_SAID.items())},
        identity=("procedure", "name", "key"),
        names={"procedure": "procedures"},
        optional={
            "stages": (
                "procedure",
                "name",
                "name_en",
                "kind",
                "who",
                "who_en",
                "records",
                "records_en",
                "least_days",
                "publishes",
            ),
            "procedures": ("key", "name", "name_en", "note", "note_en"),
            "reasons": ("key", "words", "words_en"),
            "groups": ("key", "name", "name_en", "options", "options_en"),
        },
        hint=_(
            "Stages stand in the order in which they are gone through; none can be skipped. The last "
            "publication is on show for 15 days or more, and the last stage is that residents judge (art. 34 and 37)."
        ),
        about=_(
            "By which stages neighbours talk something over, on which grounds a topic is not taken up, and who "
            "may be concerned. A topic keeps the stages it began with."
        ),
    ),
    "councils.hearing": Guide(
        words={
            "people_for_shares": _("People from whom on shares are shown"),
            "people_for_map": _("People from whom on a map is drawn"),
            "stances_each": _("Stances of somebody who is placed on it"),
            "people_per_group": _("Fewest people of a group that is shown"),
            "seconders": _("Seconders a resident's topic needs"),
            "keep_days": _("Days until devices and doors are forgotten"),
            "recurring_days": _("Within so many days"),
            "recurring_cases": _("Cases that make a matter one that keeps coming back"),
            "stable_percent": _("How stable groups must be, in per cent"),
            "reasons": _("Why a statement is not shown"),
            "key": _("Short name"),
            "words": _("In Chinese"),
            "words_en": _("In English"),
        },
        identity=("key",),
        about=_(
            "From how many people on shares and maps are shown, and why a statement may be left out. Fewer "
            "than five people are never shown as a group."
        ),
    ),
    "councils.cities": Guide(
        words={
            "key": _("Short name"),
            "name": _("City"),
            "name_en": NAME_EN,
            "articles": _("Articles it was read from"),
            "articles_en": ARTICLES_EN,
            "notice_days": _("Notice, days"),
            "window_least": _("Window at least, days"),
            "window_most": _("Window at most, days"),
            "own_system": _("Electronic only in the city's own system"),
            "prevails": _("Voted both ways, this counts"),
            "proxy_cap": _("Owners per proxy at most"),
            "bars_property_staff": _("Property staff can't be proxies"),
            "publish_within": _("Publish within, days"),
            "show_for": _("On show for, days"),
            "note": pgettext_lazy("rules", "Remark"),
            "note_en": _("Remark, in English"),
        },
        choices={"prevails": lambda: [("electronic", _("the electronic vote")), ("paper", _("the paper"))]},
        identity=("key",),
        optional={"": ("name_en", "articles_en", "note_en")},
        about=_(
            "How owners vote, city by city. How much is needed to pass stands in the Civil Code and can't be "
            "changed here."
        ),
    ),
    "councils.assemblies": Guide(
        words={
            "assembly": pgettext_lazy("rules", "Residents' assembly"),
            "delegates": pgettext_lazy("rules", "Residents' representatives"),
            "notice_days": _("Called, days before"),
            "attend": pgettext_lazy("rules", "Have to come"),
            "agree": pgettext_lazy("rules", "Of these have to agree"),
            "asked_by": pgettext_lazy("rules", "Have to ask for it, to have it called"),
            "residents": pgettext_lazy("rules", "Residents with a vote"),
            "articles": _("Articles it was read from"),
            "articles_en": ARTICLES_EN,
        },
        optional=dict.fromkeys(("assembly", "delegates"), ("articles_en",)),
        hint=_(
            "A share is written on three lines: so many, of how many, and “yes” if it must be more than that, "
            "“no” if that is enough. It can't be lower than the law says."
        ),
        about=_("How an assembly is called, how many have to come, and how many of those have to agree."),
    ),
    "councils.cameras": Guide(
        words={
            "least_days": pgettext_lazy("rules", "Pictures are kept, days at least"),
            "most_days": pgettext_lazy("rules", "Pictures are kept, days at most"),
            "source": _("Where it comes from"),
            "source_en": SOURCE_EN,
        },
        optional={"": ("source_en",)},
        about=_("How long the pictures of neighbours' cameras are kept."),
    ),
    "insight.rates": Guide(
        words={
            "response": _("Response, per cent"),
            "solution": _("Solution, per cent"),
            "satisfaction": _("Satisfaction, per cent"),
            "fair": _("What “fair” counts, per cent"),
            "comment": _("Units may say something about their figures within"),
        },
        optional={"": ("comment",)},
        hint=LIMIT_HINT,
        about=_(
            "What each of the three rates weighs in the total, and how long units have before a month's "
            "figures are published."
        ),
    ),
}


def guide_of(book: str) -> Guide:
    return GUIDES.get(book, Guide())
