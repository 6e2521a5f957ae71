"""A year of the fictional street: about five thousand matters, lived through step by step and cut off at this moment.

Nothing here asks the database. Each matter is a small story of dated events; what lies after `now` has not happened.
The figures follow the notes on sample data: seasons, hours and weekdays of reports, returns 6 %, re-handled 5 %,
whistles about twelve a month, 55 % of answers rated, 86 % of them satisfied.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from linli.calendar.workdays import OFFICE_HOURS, Calendar, Limit, deadline
from linli.demo.staff import OWNERS

HABITS = tomllib.loads(Path(__file__).with_name("habits.toml").read_text("utf-8"))
CASES_A_YEAR, HOURS, OPENINGS, CLOSINGS = (HABITS[name] for name in ("cases_a_year", "hours", "openings", "closings"))
OFTEN = {f"{letter}{n:02}": often for letter, row in HABITS["often"].items() for n, often in enumerate(row, start=1)}
SEASONS = {
    code: {int(month): times for month, times in (HABITS["seasons"][of] if isinstance(of, str) else of).items()}
    for code, of in HABITS["season_of"].items()
}


def load_words() -> dict[str, dict]:
    """What people on this street say, do and answer, by category."""
    folder = Path(__file__).with_name("words")
    words: dict[str, dict] = {}
    for path in sorted(folder.glob("*.toml")):
        words |= tomllib.loads(path.read_text("utf-8"))
    return words


@dataclass
class Matter:
    """One case as it came, and the dated steps it went through: (when, step, facts)."""

    category: str
    place: str
    said_at: datetime
    words: str
    source: str
    named: bool
    confidential: bool
    may_publish: bool
    steps: list[tuple[datetime, str, dict]] = field(default_factory=list)
    joined: list[tuple[datetime, str]] = field(default_factory=list)


class Year:
    """Draws the matters of the 365 days before `now`."""

    def __init__(self, seed: int, now: datetime, days: Calendar, categories: dict[str, tuple[str, str]], town) -> None:
        self.rng, self.now, self.days, self.limits = Random(seed), now, days, categories
        self.words = load_words()
        self.town = town
        self.decks: dict[tuple[str, str], list[str]] = {}
        self.worn: set[tuple[str, str]] = set()
        self.compound_of = {b.code: b.parent for b in town.buildings}
        self.names = {spot.code: spot.name for spot in town.spots()}
        home = next(c.code for c in town.compounds if c.name == "锦和苑")
        self.places = [*town.units, *town.buildings, *town.buildings, *town.sites, *town.sites]
        self.place_weights = [(3.0 if (home in p.code) else 1.0) * (p.households or 6) ** 0.5 for p in self.places]

    def matters(self) -> Iterator[Matter]:
        start = self.now - timedelta(days=365)
        months = {code: SEASONS.get(code, {}) for code in OFTEN}
        total = CASES_A_YEAR
        dates = [start + timedelta(days=n) for n in range(366)]
        weekday = [1.2, 1.02, 1.0, 1.0, 1.0, 0.88, 0.82]
        moments = []
        for day in self.rng.choices(dates, [weekday[d.weekday()] for d in dates], k=total):
            hour = self.rng.choices(range(24), HOURS)[0]
            moments.append(day.replace(hour=hour, minute=self.rng.randrange(60), second=self.rng.randrange(60)))
        for moment in sorted(m for m in moments if start < m < self.now - timedelta(minutes=4)):
            codes = list(OFTEN)
            weights = [OFTEN[c] * months[c].get(moment.month, 1) for c in codes]
            yield self.live(self.rng.choices(codes, weights)[0], moment)

    # --- one matter ---------------------------------------------------------------------------------------------

    def live(self, category: str, moment: datetime) -> Matter:
        rng = self.rng
        place = rng.choices(self.places, self.place_weights)[0]
        source = rng.choices(
            ["plate", "web", "hotline", "phone", "counter", "patrol", "stall", "visit", "letter_box"],
            [19, 4, 38, 9, 8, 15, 3, 3, 1],
        )[0]
        if source in {"counter", "stall", "visit", "phone", "patrol"} and not 8 <= moment.hour < 18:
            moment = moment.replace(hour=rng.randrange(9, 17))
            if moment > self.now - timedelta(minutes=4):  # today's office hours are still to come
                moment -= timedelta(days=1)
        if source == "patrol" and category[0] in "ILJ":
            source = "visit"
        said = self.draw(category, "patrol" if source == "patrol" else "says", place)
        matter = Matter(
            category,
            place.code,
            moment,
            said,
            source,
            named=source != "patrol" and rng.random() < 0.62,
            confidential=rng.random() < 0.12,
            may_publish=rng.random() < 0.25,
        )
        if rng.random() < 0.07:
            for _ in range(rng.choice([1, 1, 1, 2, 3])):
                matter.joined.append(
                    (moment + timedelta(hours=rng.uniform(0.3, 30)), self.draw(category, "says", place))
                )
        self.work(matter, place)
        matter.steps = [(at, step, facts) for at, step, facts in matter.steps if at < self.now]
        matter.joined = [(at, w) for at, w in matter.joined if at < self.now]
        return matter

    def work(self, m: Matter, place) -> None:
        rng = self.rng
        finish = self.limits[m.category][1]
        due = deadline(Limit.parse(finish), m.said_at, self.days).due
        # Most keep the promise with room to spare, some are late, a few get stuck for weeks.
        recent = m.said_at > self.now - timedelta(days=45)
        paces = [rng.uniform(0.2, 0.85), rng.uniform(0.8, 0.99), rng.uniform(1.05, 1.8), rng.uniform(1.8, 5)]
        pace = rng.choices(paces, [58, 15, 13, 14] if recent else [73, 14, 9, 4])[0]
        span = (due - m.said_at) * pace
        at = self.step(m, m.said_at, min(span * 0.1, timedelta(hours=rng.uniform(0.1, 5))), "take_up", by="worker")
        if m.named and rng.random() < 0.9:
            at = self.step(
                m, at, timedelta(minutes=rng.uniform(5, 90)), "contact", by="worker", words="已电话联系，核实了情况。"
            )
        owners = OWNERS.get(m.category, ())
        whistles = 3 if m.said_at < self.now - timedelta(days=9) else 30  # the board has something to show
        way = rng.choices(
            ["solve", "dispatch", "whistle"],
            [48, 49, whistles if len(owners) > 1 else 0] if owners else [1, 0, 0],
        )[0]
        if m.category in {"G01", "G03", "B05", "H01", "A05"} and rng.random() < 0.12:
            way = "whistle"
        if way == "solve":
            at = self.step(m, at, span * 0.5, "solve", by="worker", words=self.draw(m.category, "did", place))
        else:
            at = self.by_units(m, at, span, way, owners, place)
        at = self.step(
            m,
            at,
            timedelta(hours=rng.uniform(0.2, 6)),
            "answer",
            by="clerk",
            words=self.draw(m.category, "answers", place),
            public=rng.random() < 0.7,
        )
        self.end(m, at, place)

    def by_units(self, m: Matter, at: datetime, span: timedelta, way: str, owners: tuple[str, ...], place) -> datetime:
        rng = self.rng
        if way == "dispatch" and rng.random() < 0.12:  # sent to the wrong one first: returns are 6 % of all
            wrong = rng.choice([o for o in ("chengguan", "zhujian", "shizheng", "wuyeban") if o not in owners])
            at = self.step(m, at, span * 0.05, "dispatch", by="clerk", units=[wrong], words="")
            at = self.step(
                m,
                at,
                span * 0.12,
                "send_back",
                by=wrong,
                reason=rng.choice(["not_ours", "not_ours", "wrong_place", "too_little_known"]),
                words=self.draw(m.category, "returns", place),
            )
        units = (
            list(owners[: rng.choice([2, 2, 3])])
            if way == "whistle"
            else [rng.choices(owners, [6, 2, 1][: len(owners)])[0]]
        )
        words = "现场多次劝导未果，需要部门到场联合处理。" if way == "whistle" else ""
        at = self.step(m, at, span * 0.08, way, by="chief" if way == "whistle" else "clerk", units=units, words=words)
        last = at
        for unit in units:
            mine = self.step(
                m,
                at,
                timedelta(minutes=rng.uniform(4, 55)) if way == "whistle" else span * rng.uniform(0.02, 0.1),
                "sign",
                by=unit,
            )
            if way == "whistle":
                mine = self.step(
                    m,
                    mine,
                    timedelta(hours=rng.uniform(0.3, 8)),
                    "unit_contact",
                    by=unit,
                    words="已与网格员联系，约定到场时间。",
                )
                how = rng.choice(["on_site", "on_site", "meeting"])
                mine = self.step(
                    m,
                    mine,
                    span * rng.uniform(0.05, 0.2),
                    "report_in",
                    by=unit,
                    how=how,
                    words="已到现场会商，明确分工和时限。",
                )
            mine = self.step(
                m, mine, span * rng.uniform(0.2, 0.5), "report_done", by=unit, words=self.draw(m.category, "did", place)
            )
            last = max(last, mine)
        if rng.random() < 0.05:
            last = self.step(
                m,
                last,
                timedelta(hours=rng.uniform(1, 12)),
                "fail_check",
                by="worker",
                words="现场看还没到位，请返工。",
                units=units,
            )
            again = last
            for unit in units:
                mine = self.step(m, last, timedelta(hours=rng.uniform(0.5, 3)), "sign", by=unit)
                again = max(
                    again,
                    self.step(
                        m,
                        mine,
                        timedelta(hours=rng.uniform(4, 30)),
                        "report_done",
                        by=unit,
                        words=self.draw(m.category, "did", place),
                    ),
                )
            last = again
        return self.step(
            m, last, timedelta(hours=rng.uniform(0.5, 10)), "pass_check", by="worker", words="现场核查，已处理到位。"
        )

    def end(self, m: Matter, at: datetime, place, *, again: bool = False) -> None:
        """Rated by the resident, asked by telephone, or closed by the clock after ten days of silence."""
        rng = self.rng
        if rng.random() < 0.55:
            satisfied = rng.random() < 0.86
            how = "page" if m.source in {"plate", "web"} else rng.choice(["phone", "phone", "page"])
            words = self.draw(m.category, "praise" if satisfied else "blame", place) if rng.random() < 0.5 else ""
            grade = rng.choices([5, 4, 3], [5, 4, 1])[0] if satisfied else rng.choice([2, 2, 1])
            solved = satisfied or rng.random() < 0.35
            rated = self.step(
                m,
                at,
                timedelta(hours=rng.uniform(1, 110)),
                "rate",
                by="voice" if how == "page" else "clerk",
                solved=solved,
                grade=grade,
                words=words,
                how=how,
            )
            if not solved and not again:
                again_at = self.step(
                    m,
                    rated,
                    timedelta(hours=rng.uniform(2, 20)),
                    "solve",
                    by="worker",
                    words=self.draw(m.category, "did", place),
                )
                again_at = self.step(
                    m,
                    again_at,
                    timedelta(hours=rng.uniform(1, 30)),
                    "answer",
                    by="clerk",
                    words=self.draw(m.category, "answers", place),
                    public=False,
                )
                self.end(m, again_at, place, again=True)
        else:
            m.steps.append((at + timedelta(days=10, minutes=17), "close", {"by": "clock", "why": "no_answer"}))

    def step(self, m: Matter, after: datetime, delay: timedelta, step: str, **facts) -> datetime:
        """Add a step some time later, within the hours in which such people work; residents rate at any waking hour."""
        at = after + max(delay, timedelta(minutes=2))
        at = self.awake(at) if facts.get("by") == "voice" else self.at_work(at, m)
        at = max(at, after + timedelta(seconds=40))
        m.steps.append((at, step, facts))
        return at

    def at_work(self, at: datetime, m: Matter) -> datetime:
        if Limit.parse(self.limits[m.category][1]).unit.value == "h" and self.rng.random() < 0.7:
            return at  # urgent matters know no closing time
        for _ in range(30):
            if self.days.is_workday(at.date()):
                for start, end in OFFICE_HOURS.on(at.date()):
                    if at < start:
                        return start + timedelta(minutes=self.rng.uniform(1, 50))
                    if at <= end:
                        return at
            at = (at + timedelta(days=1)).replace(hour=0, minute=0)
        return at

    def awake(self, at: datetime) -> datetime:
        return at if at.hour >= 7 else at.replace(hour=self.rng.randrange(7, 10))

    # --- words --------------------------------------------------------------------------------------------------

    def draw(self, category: str, kind: str, place) -> str:
        """The next of the category's ways to put it; each is used once before any is used again, and then in other
        clothes.
        """
        deck = self.decks.setdefault((category, kind), [])
        if not deck:
            deck += self.rng.sample(self.words[category][kind], len(self.words[category][kind]))
        text = self.filled(deck.pop(), place)
        if kind == "says" and (category, text) in self.worn:
            ending = self.rng.choice(CLOSINGS)
            text = (
                self.rng.choice(OPENINGS)
                + text.rstrip("。！!")
                + (ending.lstrip("，。") if text[-1] in "？?…～~" else ending)
            )
        self.worn.add((category, text))
        return text

    def filled(self, text: str, place) -> str:
        if "{" not in text:
            return text
        rng = self.rng
        building = place.code if place.kind == "building" else place.parent if place.kind == "unit" else None
        compound = self.compound_of.get(building or "", "")
        unit = place.name if place.kind == "unit" else f"{rng.randint(1, 4)}单元"
        return text.format(
            b=self.names.get(building or "", f"{rng.randint(1, 12)}栋"),
            u=unit,
            f=f"{rng.randint(2, 6)}楼",
            c=self.names.get(compound, "小区"),
            n=rng.choice("二三三四五五六七"),
            w=rng.choice(
                [
                    "昨晚十点多",
                    "前天夜里",
                    "今天早上六点",
                    "周末中午",
                    "昨天下午",
                    "每天晚上九点以后",
                    "凌晨两点",
                    "上周三",
                ]
            ),
        )
