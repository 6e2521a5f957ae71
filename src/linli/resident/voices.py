"""Saying what one thinks of a topic: on a phone without an account, or in the name of a card by its code.

One statement after the other, four buttons; what is shown next follows who has not been heard (councils.routing). Works
without script. Whoever holds a card's code sees and corrects what was entered in its name, on the same page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.councils import actions, books
from linli.councils.actions.voices import LONGEST, closed
from linli.councils.models import Participant, Statement, Topic
from linli.councils.queries import read_code
from linli.councils.queries import topics as topic_queries
from linli.councils.queries import voices as queries
from linli.kernel.errors import Refused
from linli.resident import limits
from linli.resident.forms import plain
from linli.rulebook.names import named
from linli.ui import devices

VIEWS = ("groups", "all", "own", "pass")
KINDS = (Statement.Kind.STATEMENT, Statement.Kind.LIKE, Statement.Kind.NEED)


@require_http_methods(["GET", "HEAD", "POST"])
def say(request, number: str) -> HttpResponse:
    """By device. The first form carries the word that becomes its cookie, so that a form sent twice is one voice."""
    topic = topic_queries.topics().public().filter(number=number).first()
    if topic is None:
        raise Http404
    known = devices.secret_of(request)
    secret = known or devices.read(request.POST.get("device", "")) or devices.fresh()
    person = topic_queries.participant_of(topic, secret)
    home = reverse("resident:say", args=[topic.number])
    visit = Visit(
        request, topic, person, home, join=lambda: actions.join(topic, device=secret), secret="" if known else secret
    )
    response = visit.answer()
    return devices.remember(response, secret) if request.method == "POST" else response


@require_http_methods(["GET", "HEAD", "POST"])
def card(request, code: str) -> HttpResponse:
    """By the code of a card."""
    try:
        limits.count_look_up(request)
        person = queries.holder_of(code)
        if person is None:
            limits.count_wrong_code(request)
    except Refused as no:
        return _find(request, code, str(no), 429)
    if person is None:
        return _find(request, code, _("No card has this code. Please compare it letter by letter."), 404)
    visit = Visit(
        request,
        person.topic,
        person,
        reverse("resident:card", args=[read_code(code)]),
        join=lambda: person,
        by_card=True,
    )
    response = visit.answer()
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def find_card(request) -> HttpResponse:
    """Type the code of a card by hand."""
    said = request.GET.get("code", "").strip()
    if not said:
        return _find(request, "", "", 200)
    return HttpResponseRedirect(reverse("resident:card", args=[read_code(said)[:40] or "-"]))


def _find(request, said: str, sentence: str, status: int) -> HttpResponse:
    return render(request, "resident/say/find.html", {"said": said[:40], "sentence": sentence}, status=status)


@dataclass
class Visit:
    """One request of one participant to one topic. `person` is None before anything was said; `join` makes one."""

    request: object
    topic: Topic
    person: Participant | None
    home: str
    join: Callable[[], Participant]
    by_card: bool = False
    secret: str = ""  # of a device that has none yet
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self.show(self.request.GET.get("see", ""), _number(self.request.GET.get("s")))
        said = self.request.POST
        if said.get("subject_line"):  # filled in by machines only
            return self.to()
        deeds = {"groups": self.declare, "stance": self.take_stance, "own": self.add_own, "news": self.see_news}
        deed = deeds.get(said.get("do", ""))
        if deed is None:
            return self.to()
        try:
            limits.count_voice(self.request)
            return deed({name: plain(said.get(name, "")) for name in said})
        except Refused as no:
            self.errors[no.field or ""] = str(no)
            self.typed = {name: plain(said.get(name, "")) for name in said}
            view = {"groups": "groups", "own": "own"}.get(said["do"], "")
            return self.show(view, _number(said.get("statement")), status=422)

    def to(self, **query) -> HttpResponse:
        return HttpResponseRedirect(f"{self.home}?{urlencode(query)}" if query else self.home, status=303)

    # Deeds

    def declare(self, said: dict[str, str]) -> HttpResponse:
        actions.declare(self.join(), said)
        return self.to()

    def take_stance(self, said: dict[str, str]) -> HttpResponse:
        number = _number(said.get("statement"))
        statement = self.topic.statements.filter(number=number).first() if number else None
        if statement is None:
            raise Refused(_("This statement is not shown any more. What you said to it is kept."))
        joined = _number(said.get("joined"))
        other = statement.conditions.filter(number=joined).first() if joined else None
        actions.say(
            self.join(), statement, said.get("side", ""), condition=said.get("condition", ""), join_condition=other
        )
        back = {"see": "all"} if said.get("back") == "all" else {"said": statement.number}
        return self.to(**back)

    def add_own(self, said: dict[str, str]) -> HttpResponse:
        words = said.get("words", "")
        fits = bool(words.strip()) and len(words) <= LONGEST
        if fits and "sure" not in said and (alike := queries.like_it(self.topic, words)):
            self.typed = said
            return self.show("own", None, alike=alike)
        limits.count_own_words(self.request)
        actions.add_statement(self.join(), words, kind=said.get("kind") or Statement.Kind.STATEMENT)
        return self.to(see="own", sent=1)

    def see_news(self, said: dict[str, str]) -> HttpResponse:
        if self.person:
            actions.look_at_news(self.person)
        return redirect("public:topic", self.topic.number) if said.get("back") == "topic" else self.to()

    # Pages

    def show(self, view: str, number: int | None, *, alike=(), status: int = 200) -> HttpResponse:
        open_now = queries.is_open(self.topic)
        undeclared = not self.person or any(group["key"] not in self.person.groups for group in self.topic.groups)
        if open_now and self.topic.groups and undeclared and view != "own" and status == 200:
            view = "groups"
        if view not in VIEWS or (view == "pass" and not self.person):
            view = "" if open_now else "all"
        facts = {
            "topic": self.topic,
            "person": self.person,
            "home": self.home,
            "by_card": self.by_card,
            "view": view,
            "open": open_now,
            "closed": "" if open_now else str(closed(self.topic)),
            "secret": self.secret,
            "errors": self.errors,
            "error": self.errors.get(""),
            "typed": self.typed,
            "longest": LONGEST,
            "judging": not open_now and topic_queries.judged(self.topic) is not None,
            "news": topic_queries.news_for(self.person) if self.person else [],
        }
        facts |= getattr(self, f"_{view or 'statement'}")(number, alike)
        response = render(self.request, f"resident/say/{view or 'statement'}.html", facts, status=status)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _groups(self, _number, _alike) -> dict:
        said = self.typed or (self.person.groups if self.person else {})
        rows = [(group, said.get(group["key"]), self.errors.get(group["key"])) for group in self.topic.groups]
        return {"groups": rows, "again": bool(self.person and self.person.groups)}

    def _statement(self, number, _alike) -> dict:
        talk = queries.talk(self.topic, self.person)
        statement = talk.numbered(number) if number else None
        statement = statement or talk.next
        before = talk.numbered(_number(self.request.GET.get("said")) or 0)
        stance = talk.said.get(statement.pk) if statement else None
        return {
            "talk": talk,
            "statement": statement,
            "stance": stance,
            "before": before,
            "before_said": talk.said.get(before.pk) if before else None,
            "conditions": queries.conditions_of(statement) if statement else [],
            "wish": self.typed.get("condition") or (stance.condition.words if stance and stance.condition else ""),
            "back": "all" if self.request.GET.get("back") == "all" or self.typed.get("back") == "all" else "",
        }

    def _all(self, _number, _alike) -> dict:
        return {"talk": queries.talk(self.topic, self.person), "own": self._own_rows()}

    def _own(self, _number, alike) -> dict:
        words = self.typed.get("words") or plain(self.request.GET.get("words", ""))[:LONGEST]
        return {
            "alike": alike,
            "words": words,
            "own": self._own_rows(),
            "kind": self.typed.get("kind") or Statement.Kind.STATEMENT,
            "kinds": [(kind.value, kind.label) for kind in KINDS],
        }

    def _pass(self, _number, _alike) -> dict:
        return {"pass": queries.pass_of(self.person)}

    def _own_rows(self) -> list:
        """One's own sentences, each with the reason if it is not shown."""
        if self.person is None:
            return []
        reasons = books.hearing.rules().reasons
        return [
            (one, named(reasons[one.reason].words) if one.reason in reasons else "")
            for one in queries.own_statements(self.person)
        ]


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 6 else None
