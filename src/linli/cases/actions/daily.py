"""What makes a day's work lighter: kept views, standard texts, tags, following, mentions, reminders, putting back."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from linli.cases import events
from linli.cases.actions import within
from linli.cases.lifecycle import MOVES
from linli.cases.models import Case, Follow, Phrase, Tag, Tagging, View
from linli.cases.phrases import LONGEST, STEPS, unknown_fields
from linli.cases.queries import tag_home, units_open
from linli.cases.rules import may_see, serves_the_place, writes_phrases
from linli.cases.tags import tag_said
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Overtaken, Refused
from linli.kernel.words import N_
from linli.notices.actions import tell
from linli.people import rules as people
from linli.people.models import Post
from linli.places.models import Place

MOST_VIEWS = 12
MOST_PHRASES = 200  # in force at one place
MOST_TAGS = 12  # on one case
MOST_TAGS_OF_A_STREET = 500

# --- views ------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_view(name: str, query: str, *, by: Post) -> View:
    """Keep a list's filters under a name. Refuses a name that is taken and more than a strip can show."""
    Post.objects.select_for_update().get(pk=by.pk)
    name = _view_name(name, by)
    if View.objects.filter(post=by).count() >= MOST_VIEWS:
        raise Refused(
            N_("You keep {most} views already. Remove one you do not need any more."), field="name", most=MOST_VIEWS
        )
    if len(query) > 500:
        raise Refused(N_("These filters are too long to be kept. Search for fewer words."), field="name")
    return View.objects.create(post=by, name=name, query=query, kept_at=clock.now())


@transaction.atomic
def rename_view(view: View, name: str, *, by: Post) -> View:
    Post.objects.select_for_update().get(pk=by.pk)
    view = _own_view(view, by)
    view.name = _view_name(name, by, but=view)
    view.save(update_fields=["name"])
    return view


@transaction.atomic
def remove_view(view: View, *, by: Post) -> None:
    _own_view(view, by).delete()


def _own_view(view: View, by: Post) -> View:
    found = View.objects.filter(pk=view.pk, post=by).first()
    if found is None:
        raise Refused(N_("This view is not there any more."))
    return found


def _view_name(name: str, by: Post, *, but: View | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(N_("Give the view a name."), field="name")
    if len(name) > 40:
        raise Refused(N_("A name has at most {most} characters."), field="name", most=40)
    if View.objects.filter(post=by, name=name).exclude(pk=but.pk if but else None).exists():
        raise Refused(N_("You keep a view of this name already."), field="name")
    return name


# --- standard texts ---------------------------------------------------------------------------------------------


@transaction.atomic
def write_phrase(
    *, place: Place, step: str, name: str, words: str, by: Post, instead_of: Phrase | None = None
) -> Phrase:
    """Enter a standard text for a place and all under it; `instead_of` ends the one it follows, which stays readable.

    Refuses fields that nobody could fill in, and a place that is not the writer's.
    """
    writes_phrases.require(by, place)
    _at_home(place, by)
    name, words = " ".join(name.split()), words.strip()
    if step not in STEPS:
        raise Refused(N_("Choose for which step the text is."), field="step")
    if not name:
        raise Refused(N_("Give the text a name."), field="name")
    if not words:
        raise Refused(N_("Please write a few words first."), field="words")
    if len(name) > 40:
        raise Refused(N_("A name has at most {most} characters."), field="name", most=40)
    if len(words) > LONGEST:
        raise Refused(N_("A standard text has at most {most} characters."), field="words", most=LONGEST)
    if unknown := unknown_fields(words):
        raise Refused(
            N_("There is no field “{said}”. Choose one of those listed, or leave out the braces."),
            field="words",
            said=unknown[0],
        )
    if instead_of:
        end_phrase(instead_of, by=by)
    in_force = Phrase.objects.filter(place=place, ended_at=None)
    if in_force.filter(step=step, name=name).exists():
        raise Refused(N_("There is a text of this name for this step already."), field="name")
    if in_force.count() >= MOST_PHRASES:
        raise Refused(N_("There are {most} texts already. End one that nobody uses."), most=MOST_PHRASES)
    return Phrase.objects.create(place=place, step=step, name=name, words=words, by=by, written_at=clock.now())


@transaction.atomic
def end_phrase(phrase: Phrase, *, by: Post) -> Phrase:
    """From now on nobody is offered it; it stays readable."""
    writes_phrases.require(by, phrase.place)
    _at_home(phrase.place, by)
    phrase = Phrase.objects.select_for_update().get(pk=phrase.pk)
    if phrase.ended_at:
        raise Overtaken(N_("Somebody was faster: this text has been changed or ended already. Please look again."))
    phrase.ended_at = clock.now()
    phrase.save(update_fields=["ended_at"])
    return phrase


def _at_home(place: Place, by: Post) -> None:
    if by.place is None or not by.place.contains(place.path):
        raise Refused(N_("You may write texts for your own place and those under it."), field="place")


# --- tags -------------------------------------------------------------------------------------------------------


@transaction.atomic
def tag(case: Case, name: str, *, by: Post) -> Case:
    """Mark a case with one of the street's words; a new word is entered. Refuses what looks like somebody.

    No deed on the case: its version stays, so that nobody who is typing is overtaken by it.
    """
    case = within.locked(case)
    serves_the_place.require(by, case)
    try:
        name = tag_said(name)
    except ValueError as error:
        raise Refused(str(error), field="tag") from None
    home = tag_home(case.path)
    one = Tag.objects.filter(place=home, name=name).first()
    if one and Tagging.objects.filter(case=case, tag=one).exists():
        raise Refused(N_("It has the tag “{tag}” already."), field="tag", tag=name)
    if Tagging.objects.filter(case=case).count() >= MOST_TAGS:
        raise Refused(N_("A case has at most {most} tags. Take one off first."), field="tag", most=MOST_TAGS)
    if one is None:
        if Tag.objects.filter(place=home).count() >= MOST_TAGS_OF_A_STREET:
            raise Refused(
                N_("The street has {most} tags already. Use one of them."), field="tag", most=MOST_TAGS_OF_A_STREET
            )
        one, _new = Tag.objects.get_or_create(place=home, name=name)
    Tagging.objects.create(case=case, tag=one, by=by, at=clock.now())
    record(events.Tagged(tag=name), on=case, by=by)
    return case


@transaction.atomic
def untag(case: Case, name: str, *, by: Post) -> Case:
    """Take a tag off. A word that stands on no case any more is forgotten."""
    case = within.locked(case)
    serves_the_place.require(by, case)
    found = Tagging.objects.filter(case=case, tag__name=name).select_related("tag").first()
    if found is None:
        raise Refused(N_("It has no tag “{tag}” any more."), field="tag", tag=name)
    found.delete()
    if not found.tag.taggings.exists():
        found.tag.delete()
    record(events.Untagged(tag=name), on=case, by=by)
    return case


# --- following and mentioning -----------------------------------------------------------------------------------


@transaction.atomic
def follow(case: Case, *, by: Post) -> None:
    """Hear of its answer, its end, its reopening and when it gets late. One's own wish, and nobody else's business."""
    may_see.require(by, case)
    Follow.objects.get_or_create(case=case, post=by, defaults={"at": clock.now()})


@transaction.atomic
def unfollow(case: Case, *, by: Post) -> None:
    Follow.objects.filter(case=case, post=by).delete()


_AT = re.compile(r"(?<![A-Za-z0-9._-])[@＠]\s?([^\s@＠,，。；;：:、!！?？()（）]{1,40})")


def mentioned(case: Case, words: str, *, by: Post) -> list[Post]:
    """Whom a note names after an @, each once, in the post nearest to the case. Refuses a name that nobody has, and
    somebody who may not see the case.
    """
    found: dict[UUID, Post] = {}
    for said in dict.fromkeys(_AT.findall(words)):
        names = [said[:length] for length in range(len(said), 0, -1)]
        known = set(Post.objects.current().filter(person__name__in=names).values_list("person__name", flat=True))
        name = next((one for one in names if one in known), None)
        posts = Post.objects.current().filter(person__name=name).with_names() if name else []
        if not posts:
            raise Refused(
                N_("Nobody here is called “{name}”. Correct the name, or leave out the @."),
                field="words",
                name=said[:20],
            )
        may = [post for post in posts if may_see.allows(post, case)]
        if not may:
            raise Refused(
                N_(
                    "{name} may not see this case, so that a mention would not arrive. Leave out the @, or "
                    "hand the case on first."
                ),
                field="words",
                name=name,
            )
        near = sorted(may, key=lambda post: post.place.path.count("/") if post.place else 0)
        found |= {post.person_id: post for post in near if post.person_id != by.person_id}
    return list(found.values())


def tell_mentioned(case: Case, posts: Iterable[Post], *, by: Post) -> None:
    tell(posts, "mentioned", about=case, **within.about(case), who=str(by))


# --- reminding and putting back ---------------------------------------------------------------------------------


@transaction.atomic
def urge(case: Case, *, words: str = "", by: Post, seen: int | None = None) -> Case:
    """Ask whoever has it to get on with it (催办), once a day. No deed on the case: nobody is overtaken by it."""
    case = within.locked(case)
    MOVES.check("urge", case, by=by)
    words = words.strip()[: within.LONGEST_WORDS]
    if urged_today(case, by):
        raise Refused(N_("You have reminded of it today. Tomorrow you may again; or supervise it."))
    record(within.lasting(events.Reminded(words=words), case), on=case, by=by)
    facts = within.about(case) | {"who": str(by)}
    if units := [one.organisation for one in units_open(case)]:
        posts: list = list(Post.objects.current().of_role(*people.FOR_A_UNIT).filter(organisation__in=units))
    elif serves_the_place.allows(case.keeper, case):
        posts = [case.keeper]
    else:
        posts = [ref for ref in within.block_posts(case) if ref != by.ref]
    tell(posts, "urged", about=case, **facts)
    return case


def urged_today(case: Case, by: Post) -> bool:
    midnight = datetime.combine(clock.today(), time(), SHANGHAI)
    return Entry.objects.filter(subject=case.ref, event="Reminded", by=by.ref, at__gte=midnight).exists()


@transaction.atomic
def put_back(case: Case, *, by: Post, seen: int | None = None) -> Case:
    """Nobody has it now: it waits to be taken up again, by whom it may concern."""
    case = within.step("put_back", case, by=by, seen=seen)
    case.keeper = case.taken_up_at = None
    return within.write(case, events.PutBack(), by=by)
