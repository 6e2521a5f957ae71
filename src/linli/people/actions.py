"""Entering people, organisations and posts, and ending posts. Nobody else writes them."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from linli.journal.actions import record
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import HasRef
from linli.kernel.words import N_
from linli.people.events import LoginGiven, OrganisationEntered, PersonEntered, PostAmended, PostEnded, PostGiven
from linli.people.models import Organisation, Person, Post
from linli.places.models import Place

KEPT_AFTER_LAST_POST = timedelta(days=730)


@transaction.atomic
def enter_person(name: str, *, by: HasRef, username: str | None = None, phone: str = "") -> Person:
    """Enter somebody who is to hold a post. There is no password yet. Refuses a login name that is taken."""
    person = Person(name=name, phone=phone)
    person.set_unusable_password()
    _take_login(person, username)
    person.save(force_insert=True)
    record(PersonEntered(login=bool(username)), on=person, by=by, new=True)
    return person


@transaction.atomic
def give_login(person: Person, username: str, *, by: HasRef) -> Person:
    """Name the login of somebody who had none. Refuses a name that is taken and a person who has one."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.username:
        raise Refused(N_("{name} has the login name {login} already."), name=person.name, login=person.username)
    _take_login(person, username)
    person.save(update_fields=["username"])
    record(LoginGiven(), on=person, by=by)
    return person


def _take_login(person: Person, username: str | None) -> None:
    if username and Person.objects.filter(username=username).exists():
        raise Refused(N_("The login name {login} is taken."), login=username, field="username")
    person.username = username or None


@transaction.atomic
def enter_organisation(
    code: str,
    name: str,
    kind: str,
    *,
    by: HasRef,
    place: Place | None = None,
    parent: Organisation | None = None,
    phone: str = "",
) -> Organisation:
    """Enter an organisation. Refuses a code that is taken."""
    if Organisation.objects.filter(code=code).exists():
        raise Refused(N_("The code {code} is taken already."), code=code, field="code")
    organisation = Organisation.objects.create(code=code, name=name, kind=kind, place=place, parent=parent, phone=phone)
    entered = OrganisationEntered(code=code, name=name, kind=kind, place=place.code if place else "")
    record(entered, on=organisation, by=by, new=True)
    return organisation


@transaction.atomic
def give_post(
    person: Person,
    role: str,
    *,
    by: HasRef,
    starts: date,
    place: Place | None = None,
    organisation: Organisation | None = None,
    title: str = "",
    duty_phone: str = "",
    full_time: bool = True,
    ends: date | None = None,
) -> Post:
    """Appoint somebody. Refuses an end before the start."""
    if ends and ends < starts:
        raise Refused(N_("A post can't end before it starts."), field="ends")
    post = Post.objects.create(
        person=person,
        role=role,
        place=place,
        organisation=organisation,
        title=title,
        duty_phone=duty_phone,
        full_time=full_time,
        starts=starts,
        ends=ends,
    )
    given = PostGiven(
        role=role,
        place=place.code if place else "",
        organisation=organisation.code if organisation else "",
        starts=starts.isoformat(),
    )
    _set_end_date(person.pk)
    record(given, on=post, by=by, new=True)
    return post


@transaction.atomic
def amend_post(post: Post, *, by: HasRef, **said: object) -> bool:
    """Change what stands on the door and until when: title, duty_phone, full_time, ends. Whether anything changed.

    Who holds which post where never changes: that is another post. Refuses an end before the start.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    changed = {field: value for field, value in said.items() if getattr(post, field) != value}
    if not changed:
        return False
    if changed.get("ends") and changed["ends"] < post.starts:
        raise Refused(N_("A post can't end before it starts."), field="ends")
    before = {field: getattr(post, field) for field in changed}
    for field, value in changed.items():
        setattr(post, field, value)
    post.save(update_fields=list(changed))
    _set_end_date(post.person_id)
    record(PostAmended(before=_plain(before), after=_plain(changed)), on=post, by=by)
    return True


def _plain(said: dict[str, object]) -> dict[str, object]:
    return {field: value.isoformat() if isinstance(value, date) else value for field, value in said.items()}


@transaction.atomic
def end_post(post: Post, *, by: HasRef, on: date) -> Post:
    """The post is held until `on`, the last day. Refuses a day before it began."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if on < post.starts:
        raise Refused(N_("A post can't end before it starts."), field="ends")
    post.ends = on
    post.save(update_fields=["ends"])
    _set_end_date(post.person_id)
    record(PostEnded(on=on.isoformat()), on=post, by=by)
    return post


def _set_end_date(person_id) -> None:
    """When a person's own data go: two years after the last post; open as long as one is."""
    last = Post.objects.filter(person=person_id).order_by(F("ends").desc(nulls_first=True)).first()
    Person.objects.filter(pk=person_id).update(forget_on=last.ends + KEPT_AFTER_LAST_POST if last.ends else None)


def persons_to_forget(ended_before: date | None = None):
    """Those whose last post ended before this day, two years ago if it is not said, and who still have a phone or a
    login.
    """
    line = (ended_before or clock.today() - KEPT_AFTER_LAST_POST) + KEPT_AFTER_LAST_POST
    return Person.objects.filter(forget_on__lt=line).exclude(phone="", username=None)


def forget_persons(ended_before: date | None = None) -> int:
    """Long after the last post a person's phone and login go; the name stays where it signed for what was done."""
    return persons_to_forget(ended_before).update(phone="", username=None, is_active=False)
