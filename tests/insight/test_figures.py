"""Figures: what one statement counts is what a patient reader would count by hand."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median

import pytest
from django.core.cache import cache

from linli.cases.actions import Reachable, rate, report_case
from linli.cases.models import Case, Category, Voice
from linli.insight.answers import public_answers
from linli.insight.figures import Sum, figures_of
from linli.insight.periods import first_key, last_months, read_period
from linli.insight.plans import grid_plan
from linli.insight.rates import NAMES, Counts
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.ids import uuid7
from linli.places.models import Place

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=SHANGHAI)
PERIOD = last_months(12, NOW.date())


@pytest.fixture(autouse=True)
def _forgetful():
    cache.clear()


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


def raised(place, at, category, n, **more):
    """A row as it stands after some deeds; the figures read rows, not stories."""
    grid = place if place.kind == "grid" else place.grid
    return Case(
        id=uuid7(at),
        number=f"n{n}",
        title="",
        category=category,
        place=place,
        path=place.path,
        grid=grid,
        grid_path=grid.path if grid else "",
        source="web",
        reported_at=at,
        last_at=at,
        last_event="",
        contact_limit="4h",
        contact_warn=at,
        contact_due=at + timedelta(hours=4),
        finish_limit="3wd",
        finish_warn=at,
        finish_due=at + timedelta(days=3),
        **{"restricted": category.restricted, **more},
    )


def at_random(street, rng, count):
    """Cases of all kinds in and out of the place and the period."""
    places = [
        street.unit,
        street.building,
        street.jinhe,
        street.grid,
        street.wangchao,
        street.street,
        street.other_building,
        street.guiyu,
        street.tinghe,
    ]
    categories = list(Category.objects.all())
    rows = []
    for n in range(count):
        at = NOW - timedelta(seconds=rng.randrange(0, 500 * 86_400))
        state = rng.choice(
            ["reported", "taken_up", "with_units", "checked", "answered", "closed", "closed", "closed", "withdrawn"]
        )
        more = {"state": state, "reachable": rng.random() < 0.5}
        if rng.random() < 0.6 or state in {"answered", "closed"}:
            more["contacted_at"] = at + timedelta(seconds=rng.choice([60, 4 * 3600, 4 * 3600 + 1, 9 * 3600]))
        if state in {"answered", "closed"}:
            more["answered_at"] = at + timedelta(seconds=rng.randrange(1, 20 * 86_400))
        more |= {"excluded": rng.random() < 0.05, "late_since": at if rng.random() < 0.1 else None}
        rows.append(raised(rng.choice(places), at, rng.choice(categories), n, **more))
    Case.objects.bulk_create(rows)
    voices = []
    for case in rows:
        for _ in range(rng.choice([1, 1, 1, 2, 5])):
            said = rng.choice([None, True, True, False]) if case.answered_at else None
            grade = rng.choice([None, 1, 2, 3, 4, 5]) if said is not None else None
            voices.append(
                Voice(
                    case=case,
                    receipt=f"{rng.getrandbits(60):016d}"[:16],
                    said_at=case.reported_at,
                    words="",
                    solved=said,
                    grade=grade,
                )
            )
    Voice.objects.bulk_create(voices)
    return rows


def same(one, rows):
    """The same figures, counted row by row."""
    times = [(c.answered_at - c.reported_at).total_seconds() / 86_400 for c in rows if c.answered_at]
    states = Counter(c.state for c in rows)
    assert one == Sum(
        counts=counted_by_hand(rows),
        working=sum(states[s] for s in ("reported", "taken_up", "with_units", "handled", "checked")),
        awaiting=states["answered"],
        closed=states["closed"],
        gone=states["withdrawn"] + states["given_back"],
        timed=len(times),
        median_days=pytest.approx(median(times)) if times else None,
    )


def counted_by_hand(rows):
    """One case after another, one voice after another."""
    total = Counts()
    for c in rows:
        mine = dict.fromkeys(NAMES, 0)
        voices, has_answer = list(c.voices.all()), c.state in ("answered", "closed")
        mine |= {
            "raised": 1,
            "voices": len(voices),
            "answered": int(has_answer),
            "late": int(c.late_since is not None),
            "excluded": int(c.excluded),
        }
        if c.reachable and c.contacted_at:
            mine["contact_of"], mine["in_time"] = 1, int(c.contacted_at <= c.contact_due)
        elif c.reachable and c.state not in ("withdrawn", "given_back"):
            mine["contact_running" if c.contact_due >= NOW else "contact_of"] = 1
        if c.excluded:
            mine["excluded_voices"] = len(voices)
        for voice in voices if not c.excluded else ():
            if voice.solved is not None:
                mine["said"] += 1
                mine["solved"] += voice.solved
            elif has_answer:
                mine["silent"] += 1
            elif c.state not in ("withdrawn", "given_back"):
                mine["waiting"] += 1
            if voice.grade:
                mine[f"grade_{voice.grade}"] += 1
        total += Counts(**mine)
    return total


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("where", ["street", "wangchao", "grid"])
def test_the_figures_are_those_counted_by_hand(street, seed, where):
    at_random(street, random.Random(seed), 400)
    place = getattr(street, where)
    figures = figures_of(place, PERIOD, fresh=True)
    path = "grid_path" if place.kind == "grid" else "path"
    mine = [
        c
        for c in Case.objects.select_related("category").prefetch_related("voices")
        if getattr(c, path).startswith(place.path) and not c.restricted and PERIOD.start <= c.reported_at < PERIOD.end
    ]
    same(figures.whole, mine)
    months, groups, children = defaultdict(list), defaultdict(list), defaultdict(list)
    for c in mine:
        months[c.reported_at.astimezone(SHANGHAI).date().replace(day=1)].append(c)
        groups[c.category.group].append(c)
        below = {
            "street": next((p.path for p in (street.wangchao, street.tinghe) if c.path.startswith(p.path)), None),
            "wangchao": c.grid_path,
            "grid": "",
        }[where]
        if below is not None:
            children[below].append(c)
    assert list(figures.months) == list(PERIOD.months())
    for month, one in figures.months.items():
        same(one, months[month])
    assert set(figures.groups) == set(groups)
    for group, rows in groups.items():
        same(figures.groups[group], rows)
    for path, rows in children.items():
        same(figures.children[path], rows)
    assert [one.raised for one in figures.groups.values()] == sorted((len(g) for g in groups.values()), reverse=True)


def test_the_edges_of_a_month_are_those_on_the_wall_in_shanghai(street):
    kind = Category.objects.get(code="A01")
    start, end = datetime(2026, 3, 1, tzinfo=SHANGHAI), datetime(2026, 4, 1, tzinfo=SHANGHAI)
    moments = [start - timedelta(microseconds=1), start, end - timedelta(microseconds=1), end]
    Case.objects.bulk_create(raised(street.unit, at, kind, n) for n, at in enumerate(moments))
    assert figures_of(street.street, read_period("2026-03", "2026-03", NOW.date())).whole.raised == 2


def test_a_complaint_about_staff_is_in_no_figure_and_no_answer(street):
    kind = Category.objects.filter(restricted=True).first()
    at = NOW - timedelta(days=2)
    done = {"state": "closed", "answered_at": NOW, "answer": "已处理", "answer_public": True}
    Case.objects.bulk_create([raised(street.unit, at, kind, 1, **done)])
    assert figures_of(street.street, PERIOD).whole.raised == 0
    assert public_answers(street.street) == []


def test_figures_cost_one_statement_and_the_second_reader_none(street, django_assert_num_queries):
    for count in (3, 300):
        at_random(street, random.Random(count), count)
        with django_assert_num_queries(1):
            figures_of(street.street, PERIOD, fresh=True)
        Case.objects.all().delete()
    figures_of(street.street, PERIOD)
    with django_assert_num_queries(0):
        figures_of(street.street, PERIOD)


def test_a_rating_shows_in_the_figures_within_a_minute(street, voice, monkeypatch):
    Case.objects.update(state="answered", answered_at=NOW)
    before = figures_of(street.street, PERIOD)
    rate(Voice.objects.get(), solved=True, grade=5)
    assert figures_of(street.street, PERIOD) == before  # kept
    assert figures_of(street.street, PERIOD, fresh=True).whole.counts.solved == 1
    later = __import__("time").time() + 60
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    assert figures_of(street.street, PERIOD).whole.counts.solved == 1


def answered(voice, *, public=True, answer="垃圾桶已移走。", **more):
    Case.objects.filter(pk=voice.case_id).update(
        state="closed", answered_at=NOW, answer=answer, answer_public=public, **more
    )


def test_a_public_answer_stands_at_the_compound_without_the_residents_words(street, voice):
    answered(voice)
    (one,) = public_answers(street.street)
    assert (one.place, one.answer, one.words) == ("锦和苑", "垃圾桶已移走。", "")


def test_the_residents_words_stand_there_only_if_the_resident_agreed(street, voice):
    answered(voice)
    Voice.objects.update(may_publish=True)
    assert public_answers(street.street)[0].words == voice.words
    cache.clear()
    Voice.objects.update(confidential=True)
    assert public_answers(street.street)[0].words == ""


def test_the_words_of_one_resident_never_stand_for_those_of_another(street, voice):
    from linli.cases.actions import join_case

    other = join_case(voice.case, words="我家也闻到了，夜里最重", source="plate")
    Voice.objects.filter(pk=other.pk).update(may_publish=True)
    answered(voice)
    assert public_answers(street.street)[0].words == "我家也闻到了，夜里最重"


def test_what_the_desk_keeps_to_itself_or_has_not_answered_is_not_public(street, voice):
    answered(voice, public=False)
    assert public_answers(street.street) == []
    cache.clear()
    answered(voice)
    Case.objects.update(state="taken_up", answered_at=None)  # opened again
    assert public_answers(street.street) == []


def test_numbers_in_public_words_are_blotted_out(street):
    voice = report_case(
        place=street.unit, words="请打19900001234找我，或 199 0000 1234", source="plate", may_publish=True
    )
    answered(voice, answer="值班电话 0990-5550101，邻居 199-0000-1234 已联系。")
    (one,) = public_answers(street.street)
    assert "0000" not in one.words + one.answer
    assert "1234" not in one.words + one.answer
    assert one.answer == "值班电话 ***，邻居 *** 已联系。"


def test_the_name_and_the_door_of_who_agreed_stay_out_of_public(street):
    voice = report_case(
        place=street.unit,
        words="我是张某某，3栋2单元501室漏水",
        source="plate",
        may_publish=True,
        contact=Reachable("张某某", "19900001234"),
    )
    answered(voice, answer="张某某您好，501室已修好。")
    (one,) = public_answers(street.street)
    assert one.words == "我是***，3栋漏水"
    assert one.answer == "***您好，***室已修好。"


def test_public_answers_cost_four_statements_for_three_and_for_twenty(street, django_assert_num_queries):
    kind = Category.objects.get(code="A01")
    done = {"state": "closed", "answered_at": NOW, "answer": "已处理", "answer_public": True}
    Case.objects.bulk_create(raised(street.unit, NOW - timedelta(hours=n), kind, n, **done) for n in range(30))
    for limit in (3, 20):
        with django_assert_num_queries(4):
            assert len(public_answers(street.street, limit=limit, fresh=True)) == limit


def test_a_grid_without_a_shape_has_no_plan_and_one_with_a_shape_has(street):
    assert grid_plan(street.grid) == ""
    ring = [[120.0, 30.0], [120.01, 30.0], [120.01, 30.01], [120.0, 30.01], [120.0, 30.0]]
    square = {"type": "Polygon", "coordinates": [ring]}
    Place.objects.filter(pk=street.grid.pk).update(shape=square)
    grid = Place.objects.select_related("parent").get(pk=street.grid.pk)
    drawn = grid_plan(grid)
    assert drawn.startswith("<svg")
    assert "第3网格" in drawn
    assert "style=" not in drawn


def test_old_keys_are_below_the_first_key_of_the_period(street):
    old = Case.objects.create(
        **{
            f.attname: getattr(
                raised(street.unit, PERIOD.start - timedelta(days=1), Category.objects.first(), 1), f.attname
            )
            for f in Case._meta.fields
        }
    )
    assert old.pk < first_key(PERIOD.start)
