"""Turns the matters of a year into rows, with every journal chain as the actions would have left it.

The steps are those of `cases.actions`; a test replays the result through the lifecycle, so that the two can't drift
apart.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from linli.calendar import queries as calendar
from linli.calendar.workdays import Limit, deadline
from linli.cases import books, events
from linli.cases.actions.within import kept_until, title_of
from linli.cases.hotlines import Hotline
from linli.cases.lifecycle import MOVES, UNIT_MOVES, Stage, State
from linli.cases.models import Assignment, Case, Contact, Voice, Whistle, WhistleKind
from linli.cases.queries import categories
from linli.demo.hotline import Orders
from linli.demo.staff import PROPERTY
from linli.demo.year import Matter
from linli.journal.actions import chained
from linli.journal.models import GENESIS, Entry
from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS, check_digit
from linli.kernel.ids import uuid7
from linli.kernel.refs import CLOCK
from linli.notices.models import Notice
from linli.notices.models import State as Sent
from linli.people.models import Organisation, Post
from linli.people.roles import Role
from linli.places.models import Place

PLAN = "一周内分两步办：先由主办单位现场清理并划定责任区，协办单位同日到场劝导；后由社区每日巡查三天，防止反弹。"


class Book:
    def __init__(
        self,
        street: Place,
        places: dict[str, Place],
        units: dict[str, Organisation],
        posts: Iterable[Post],
        rng: Random,
        hotline: Hotline,
    ) -> None:
        self.places, self.units, self.rng = places, units, rng
        self.kinds = {c.code: c for c in categories()}
        self.days = calendar.current()
        limits = books.limits.rules()
        rules = ((kind.code, limits.rule_for(kind.code, urgent=kind.urgent)) for kind in self.kinds.values())
        self.limits = {code: (str(rule.contact), str(rule.finish)) for code, rule in rules}
        self.at_place: dict[tuple[str, str], Post] = {}
        self.of_unit: dict[str, Post] = {}
        for post in posts:
            if post.place:
                self.at_place.setdefault((post.role, post.place.path), post)
            if post.organisation and post.role in {Role.DEPARTMENT_CLERK, Role.PROPERTY_CLERK, Role.PROPERTY_MANAGER}:
                self.of_unit.setdefault(post.organisation.code, post)
        self.cases: list[Case] = []
        self.voices: list[Voice] = []
        self.contacts: list[Contact] = []
        self.whistles: list[Whistle] = []
        self.assignments: list[Assignment] = []
        self.unit_limits = books.whistles.rules()
        self.entries: list[Entry] = []
        self.notices: list[Notice] = []
        self.chain: dict[str, tuple[int, str]] = {}
        self.receipts: set[str] = set()
        self.numbers: set[str] = set()
        self.now = clock.now()
        self.recent = self.now - timedelta(days=10)
        self.orders = Orders(hotline, self.at_place[Role.STREET_CLERK, street.path], self.days, self.record)

    def write(self) -> None:
        for model, rows in (
            (Case, self.cases),
            (Voice, self.voices),
            (Contact, self.contacts),
            (Whistle, self.whistles),
            (Assignment, self.assignments),
            (Entry, self.entries),
            (Notice, self.notices),
        ):
            model.objects.bulk_create(rows, batch_size=2000)
        self.orders.write()

    def enter(self, m: Matter) -> None:
        kind, place, at, first = self.kinds[m.category], self.places[m.place], m.said_at, len(self.contacts)
        grid = place.grid
        contact, finish = (deadline(Limit.parse(text), at, self.days) for text in self.limits[kind.code])
        case = Case(
            id=uuid7(at),
            number=self.number(at),
            title=title_of(m.words),
            category=kind,
            place=place,
            path=place.path,
            grid=grid,
            grid_path=grid.path if grid else "",
            source=m.source,
            urgent=kind.urgent,
            restricted=kind.restricted,
            reported_at=at,
            last_at=at,
            last_event="CaseReported",
            contact_limit=self.limits[kind.code][0],
            contact_warn=contact.warn,
            contact_due=contact.due,
            finish_limit=self.limits[kind.code][1],
            finish_warn=finish.warn,
            finish_due=finish.due,
            provisional=contact.provisional or finish.provisional,
        )
        self.cases.append(case)
        crew = self.crew(case)
        by_desk = m.source not in {"plate", "web", "hotline"}
        case.reachable = m.named
        voice = self.voice(case, m.words, at, m.source, named=m.named, post=crew["worker"] if by_desk else None)
        voice.confidential, voice.may_publish = m.confidential, m.may_publish
        reported = events.CaseReported(
            source=m.source, place=place.code, category=kind.code, finish_due=finish.due.isoformat()
        )
        self.record(case, reported, crew["worker"] if by_desk else voice, at)
        if m.source == "hotline":
            self.orders.receive(case, voice, at)
        self.tell(case, "case_reported", [crew["worker"]], at)
        happenings = [(when, "join", {"by": "voice", "words": words}) for when, words in m.joined] + m.steps
        units: dict[str, Assignment] = {}
        for when, step, facts in sorted(happenings, key=lambda h: h[0]):
            if not self.go(case, voice, units, crew, when, step, facts):
                break
        if case.running and case.finish_due < self.now:
            case.late_since = case.late_since or case.finish_due
        self.forget_contacts_after(case, first)

    def forget_contacts_after(self, case: Case, first: int) -> None:
        """Names and phones of an ended case stay for their ninety days; those whose time is over were never entered."""
        if case.ended_at:
            until = kept_until("contact", case.ended_at.date())
            kept = [contact for contact in self.contacts[first:] if until >= clock.today()]
            for contact in kept:
                contact.until = until
            self.contacts[first:] = kept

    def crew(self, case: Case) -> dict[str, Post]:
        """Who acts for this place: worker, chief, clerk; complaints about staff go to the street's inspector."""
        if case.restricted:
            inspector = next(p for (role, _), p in self.at_place.items() if role == Role.DISCIPLINE)
            return dict.fromkeys(("worker", "chief", "clerk"), inspector)
        community = "/".join(case.path.split("/")[:3]) + "/"
        head, clerk = self.at_place[Role.COMMUNITY_HEAD, community], self.at_place[Role.COMMUNITY_CLERK, community]
        return {
            "worker": self.at_place.get((Role.GRID_WORKER, case.grid_path), clerk),
            "chief": self.at_place.get((Role.GRID_CHIEF, case.grid_path), head),
            "clerk": clerk,
        }

    def unit(self, case: Case, code: str) -> Organisation | None:
        """The organisation behind a code of the year; the property office is that of the case's compound, if it has
        one.
        """
        if code != PROPERTY:
            return self.units[code]
        parts = case.path.split("/")
        return self.units.get(f"{PROPERTY}-{parts[3][9:]}") if len(parts) > 4 and "-X" in parts[3] else None

    def go(
        self, case: Case, voice: Voice, units: dict[str, Assignment], crew: dict, at: datetime, step: str, facts: dict
    ) -> bool:
        """One step; False ends the story (it could not have gone on like this)."""
        by = crew.get(facts.get("by", ""))
        words = facts.get("words", "")
        if step == "join":
            if case.state not in MOVES.moves["withdraw"].start:
                return True
            self.voice(case, words, at, "plate", named=(named := self.rng.random() < 0.3))
            case.reachable |= named
            case.voices_count += 1
            return self.record(case, events.VoiceJoined(source="plate"), self.voices[-1], at)
        if step in {"dispatch", "whistle"}:
            called = [u for u in (self.unit(case, code) for code in facts["units"]) if u]
            if not called:  # no property company here: the community holds it and sees to it itself
                return self.go(
                    case,
                    voice,
                    units,
                    crew,
                    at,
                    "solve",
                    {"by": "worker", "words": "该小区无物业，社区已组织人员处理。"},
                )
            case.round, case.state, case.keeper = step, State.WITH_UNITS, case.keeper or by
            kind = WhistleKind.EMERGENCY if case.urgent else WhistleKind.KEY if len(called) > 2 else WhistleKind.JOINT
            whistle = None
            if step == "whistle":
                whistle = Whistle(
                    id=uuid7(at), case=case, kind=kind, path=case.path, words=words, blown_by=by, blown_at=at
                )
                self.whistles.append(whistle)
            for unit in called:
                units[unit.code] = self.call(case, unit, lead=unit is called[0], by=by, at=at, whistle=whistle)
                self.tell(
                    case,
                    "whistle_blown" if step == "whistle" else "unit_dispatched",
                    [self.of_unit[unit.code]],
                    at,
                    who=str(by),
                )
            if step == "dispatch":
                return self.record(case, events.Dispatched(unit=called[0].name, words=words), by, at)
            return self.record(
                case,
                events.WhistleBlown(lead=called[0].name, support=[u.name for u in called[1:]], words=words, kind=kind),
                by,
                at,
            )
        if step in UNIT_MOVES.moves:
            return self.unit_step(case, units, at, step, facts)
        if step == "fail_check":
            if case.state != State.HANDLED:
                return False
            case.state, case.reworks = State.WITH_UNITS, case.reworks + 1
            for code, old in list(units.items()):
                if old.stage == Stage.DONE:
                    units[code] = self.call(case, old.organisation, lead=old.lead, by=by, at=at, whistle=old.whistle)
            return self.record(case, events.CheckFailed(words=words), by, at)
        if step == "rate":
            return self.rate(case, voice, at, facts, by)
        if step == "contact":
            case.contacted_at = at
            return self.record(case, events.Contacted(how="phone", words=words), by, at)
        move = MOVES.moves[step]
        if case.state not in move.start:
            return step == "pass_check" and case.state == State.CHECKED  # solved at the block after all
        case.state = move.to
        if step == "take_up":
            case.keeper = case.keeper or by
            case.taken_up_at = at
            return self.record(case, events.TakenUp(), by, at)
        if step == "answer":
            case.answer, case.answered_at = words, at
            case.late_since = case.late_since or (case.finish_due if case.finish_due < at else None)
            case.answer_public = bool(facts.get("public")) and not case.restricted
            case.contacted_at = case.contacted_at or at
            self.record(case, events.Answered(words=words, public=case.answer_public), by, at)
            self.orders.reply(case, voice, at)
            return True
        if step == "close":
            case.ended_at = at
            return self.record(case, events.Closed(why=facts["why"]), CLOCK if facts["by"] == "clock" else by, at)
        if step == "pass_check" and self.whistles and (blown := self.whistles[-1]).case is case:
            blown.stood_down_at, blown.stood_down_by, blown.outcome = at, (by := blown.blown_by), words
            self.record(case, events.CheckPassed(words=words), by, at)
            return self.rate_whistle(case, blown, at)
        return self.record(case, {"solve": events.Solved, "pass_check": events.CheckPassed}[step](words=words), by, at)

    def unit_step(self, case: Case, units: dict[str, Assignment], at: datetime, step: str, facts: dict) -> bool:
        unit = self.unit(case, facts["by"])
        if unit is None or unit.code not in units:
            return True  # no property company here, so this unit was never called
        one, by, words = units[unit.code], self.of_unit[unit.code], facts.get("words", "")
        if one.stage not in UNIT_MOVES.moves[step].start:
            return step == "sign"
        one.stage = UNIT_MOVES.moves[step].to
        if step == "sign":
            one.signed_at = at
            return self.record(case, events.Signed(unit=unit.name), by, at)
        if step == "unit_contact":
            one.contacted_at = at
            case.contacted_at = case.contacted_at or at
            return self.record(case, events.UnitContacted(unit=unit.name, words=words), by, at)
        if step == "report_in":
            one.reported_in_at = at
            if one.plan_due:
                one.plan, one.planned_at = PLAN, at
                self.record(case, events.Planned(unit=unit.name, words=PLAN), by, at)
            return self.record(case, events.ReportedIn(unit=unit.name, how=facts["how"], words=words), by, at)
        one.ended_at, one.result = at, words
        if step == "send_back":
            case.returns += 1
            case.state = State.TAKEN_UP
            one.returned_for = facts["reason"]
            one.duty_item = item = self.cited(case, unit) if facts["reason"] == "not_ours" else ""
            return self.record(
                case, events.SentBack(unit=unit.name, reason=facts["reason"], item=item, words=words), by, at
            )
        one.done_at = at
        if all(a.stage == Stage.DONE for a in units.values() if a.stage != Stage.RETURNED):
            case.state = State.HANDLED
        return self.record(case, events.UnitDone(unit=unit.name, words=words), by, at)

    def rate_whistle(self, case: Case, whistle: Whistle, at: datetime) -> bool:
        """Both sides say how it went, most of them, within two days."""
        for one in (a for a in self.assignments[-12:] if a.whistle_id == whistle.pk and a.done_at):
            for side, share in (("caller", 0.85), ("unit", 0.7)):
                if self.rng.random() > share or at + timedelta(hours=40) > self.now:
                    continue
                grade = self.rng.choices([5, 4, 3, 2], [30, 45, 20, 5])[0]
                words = (
                    "到场晚，需多次催促。"
                    if grade == 2 and side == "caller"
                    else "到现场才知道不需要本单位。"
                    if grade == 2
                    else ""
                )
                setattr(one, f"{side}_grade", grade)
                setattr(one, f"{side}_words", words)
                by = whistle.blown_by if side == "caller" else self.of_unit[one.organisation.code]
                rated = events.WhistleRated(unit=one.organisation.name, side=side, grade=grade, words=words)
                self.record(case, rated, by, at + timedelta(minutes=5))
        return True

    def cited(self, case: Case, unit: Organisation) -> str:
        """The item by which the matter is somebody else's; failing that, one of the unit's own."""
        rules = books.duties.rules()
        found = rules.others_for(case.category.code, unit.code, unit.kind) or rules.of_unit(unit.code, unit.kind)
        return found[0].cited if found else ""

    def rate(self, case: Case, voice: Voice, at: datetime, facts: dict, by: Post | None) -> bool:
        if case.state != State.ANSWERED:
            return False
        voice.solved, voice.grade, voice.rating_words = facts["solved"], facts["grade"], facts["words"]
        voice.rated_at, voice.rated_how = at, facts["how"]
        case.solved, case.grade = voice.solved, voice.grade
        actor = by or voice
        self.record(case, events.Rated(solved=voice.solved, grade=voice.grade, how=voice.rated_how), actor, at)
        later = at + timedelta(seconds=1)
        if not voice.solved and case.reopenings == 0:
            again = deadline(Limit.parse(case.finish_limit), at, self.days)
            case.state, case.supervised, case.reopenings, case.answered_at = State.TAKEN_UP, True, 1, None
            case.finish_warn, case.finish_due, case.provisional = again.warn, again.due, again.provisional
            case.finish_start = at
            return self.record(case, events.Reopened(words="", supervised=True), actor, later)
        if voice.solved:
            case.state, case.ended_at = State.CLOSED, later
            return self.record(case, events.Closed(why="rated"), actor, later)
        return True

    # --- rows -----------------------------------------------------------------------------------------------

    def record(self, case: Case, event: object, by, at: datetime) -> bool:
        seq, previous = self.chain.get(case.ref, (0, GENESIS))
        entry = chained(event, subject=case.ref, by=by.ref, at=at, seq=seq, previous=previous)
        entry.id = uuid7(at)
        self.entries.append(entry)
        self.chain[case.ref] = (seq + 1, entry.hash)
        case.version, case.last_at, case.last_event = seq + 1, at, entry.event
        return True

    def voice(
        self, case: Case, words: str, at: datetime, source: str, *, named: bool, post: Post | None = None
    ) -> Voice:
        digits = "".join(self.rng.choice("0123456789") for _ in range(15))
        voice = Voice(
            id=uuid7(at),
            case=case,
            receipt=digits + check_digit(digits),
            source=source,
            said_at=at,
            words=words,
            entered_by=post,
        )
        self.voices.append(voice)
        if named:
            self.contacts.append(
                Contact(
                    voice=voice,
                    name=f"{self.rng.choice('王李张刘陈杨赵黄周吴')}某某",
                    phone=f"1990000{self.rng.randrange(10_000):04d}",
                    until=kept_until("contact_open", at.date()),
                )
            )
        return voice

    def call(
        self, case: Case, unit: Organisation, *, lead: bool, by: Post, at: datetime, whistle: Whistle | None
    ) -> Assignment:
        limits = self.unit_limits.limits_for(whistle.kind if whistle else "dispatch")

        def due(limit: str | None):
            return deadline(Limit.parse(limit), at, self.days) if limit else None

        contact, report, done = due(limits.contact), due(limits.report), due(limits.done)
        plan = due(limits.plan) if lead else None
        if done is None and case.finish_due <= at:
            done = due(case.finish_limit)
        one = Assignment(
            id=uuid7(at),
            case=case,
            organisation=unit,
            round=case.round,
            whistle=whistle,
            lead=lead,
            called_at=at,
            called_by=by,
            sign_due=due(limits.sign).due,
            contact_due=contact.due if contact else None,
            report_due=report.due if report else None,
            plan_due=plan.due if plan else None,
            done_warn=done.warn if done else max(at, case.finish_warn),
            done_due=done.due if done else case.finish_due,
        )
        self.assignments.append(one)
        return one

    def tell(self, case: Case, kind: str, posts: list[Post], at: datetime, **facts: str) -> None:
        """What is older than ten days has long been read and forgotten."""
        if at < self.recent:
            return
        about = {"place": case.place.address, "title": case.title, "number": case.number, **facts}
        self.notices += [
            Notice(
                id=uuid7(at),
                to=p.ref,
                kind=kind,
                facts=about,
                about=case.ref,
                state=Sent.SENT,
                written_at=at,
                next_try_at=at,
                sent_at=at,
            )
            for p in posts
        ]

    def number(self, at: datetime) -> str:
        while True:
            number = f"{at:%y%m%d}-" + "".join(self.rng.choice(PLATE_LETTERS) for _ in range(6))
            if number not in self.numbers:
                self.numbers.add(number)
                return number
