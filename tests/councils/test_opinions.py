"""Opinion maths: exact where a published figure exists, close where only published groups do, and never failing."""

import csv
import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cli.main import main
from linli.councils.exports import Unreadable, read_groups, read_votes
from linli.councils.opinions import (
    Stances,
    Tallies,
    adjusted_rand,
    board,
    draw_map,
    group_informed_consensus,
    interval,
    majority,
    representative,
    silhouette,
)

DATA = Path(__file__).with_name("data")


@pytest.fixture
def export(tmp_path):
    def export(name):
        path = tmp_path / "votes.csv"
        with gzip.open(DATA / f"{name}.votes.csv.gz") as packed, path.open("wb") as file:
            shutil.copyfileobj(packed, file)
        return path

    return export


def test_group_informed_consensus_is_exactly_the_published_one(export):
    stances, groups = read_votes(export("bg2050-volunteers")), read_groups(DATA / "bg2050-volunteers.groups.csv")
    found = dict(zip(stances.statements, board(stances, given=groups).consensus, strict=True))
    with (DATA / "bg2050-volunteers.consensus.csv").open() as file:
        published = {int(r["comment-id"]): float(r["group-informed-consensus"]) for r in csv.DictReader(file)}
    assert len(published) == 371
    assert found.keys() == published.keys()
    for statement, value in published.items():
        assert found[statement] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("name", ["canadian-electoral-reform", "scoop-hivemind.taxes"])
def test_the_groups_found_are_those_published(export, name):
    stances, theirs = read_votes(export(name)), read_groups(DATA / f"{name}.groups.csv")
    labels = dict(zip(stances.people, board(stances).labels, strict=True))
    both = [p for p in theirs if labels.get(p, -1) >= 0]
    assert len(both) > 0.95 * len(theirs)
    assert adjusted_rand([int(labels[p]) for p in both], [int(theirs[p]) for p in both]) >= 0.9


def test_the_command_prints_the_board_as_json(export, capsys):
    main(["councils", "map", str(export("bg2050-volunteers")), "--groups", str(DATA / "bg2050-volunteers.groups.csv")])
    found = json.loads(capsys.readouterr().out)
    assert {"groups", "consensus", "majority", "representative"} <= found.keys()
    assert set(found["groups"].values()) == {0, 1, None}
    assert len(found["consensus"]) == 371


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column"),
        ("timestamp,datetime,comment-id,voter-id\n", "no column vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,,1,1,2\n", "Row 2: a vote is"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,,1,1,x\n", "Row 2: vote"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,,1\n", "too short"),
        ("timestamp,datetime,comment-id,voter-id,vote\n1,,,1,1\n", "comment-id is empty"),
        ("timestamp,datetime,comment-id,voter-id,vote\nnan,,1,1,1\n", "timestamp"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_sentence(tmp_path, text, said):
    path = tmp_path / "votes.csv"
    path.write_text(text)
    with pytest.raises(Unreadable, match=said):
        read_votes(path)
    with pytest.raises(SystemExit, match=said):
        main(["councils", "map", str(path)])


def test_of_several_stances_the_last_by_its_time_counts(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("timestamp,datetime,comment-id,voter-id,vote\n30,,1,7,-1\n10,,1,7,1\n30,,2,7,1\n30,,2,7,0\n")
    stances = read_votes(path)
    assert stances.matrix.tolist() == [[-1.0, 0.0]]


def of(rows):
    return Stances.of((p, s, v) for p, row in enumerate(rows) for s, v in enumerate(row) if v is not None)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[1]],
        [[1], [-1]],
        [[1, 1, 1]] * 2,
        [[1] * 10] * 40,
        [[0] * 10] * 40,
        [[-1] * 10] * 3,
        [[None] * 5] * 5,
        [[1, None]] + [[None, 1]] * 20,
        [[1] * 8] * 20 + [[-1] * 8] * 20,
    ],
)
def test_few_unanimous_or_no_stances_never_fail(rows):
    json.dumps(board(of(rows)).as_json())


stances_at_random = st.lists(st.lists(st.sampled_from([1, -1, 0, None]), min_size=1, max_size=6), max_size=12)


@given(stances_at_random)
@settings(max_examples=100, deadline=None)
def test_any_stances_give_a_board_and_the_same_one_twice(rows):
    one, two = board(of(rows)).as_json(), board(of(rows)).as_json()
    assert json.dumps(one) == json.dumps(two)
    assert all(0 <= c <= 1 for c in one["consensus"].values())


@given(st.lists(st.lists(st.sampled_from([1, -1, 0]), min_size=4, max_size=4), min_size=2, max_size=10), st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_people_are_listed_changes_no_consensus(rows, chance):
    said = [(p, s, v) for p, row in enumerate(rows) for s, v in enumerate(row)]
    groups = {p: p % 2 for p in range(len(rows))}
    first = board(Stances.of(said), given=groups).consensus
    chance.shuffle(said)
    assert np.array_equal(board(Stances.of(said), given=groups).consensus, first)


def test_two_camps_are_told_apart_and_what_marks_them_off_is_named():
    common, upper = [1, 1], [1, 1, -1, -1]
    rows = [[*upper, *common]] * 30 + [[-v for v in upper] + common] * 20
    stances = of(rows)
    found = board(stances)
    assert list(found.labels) == [0] * 30 + [1] * 20
    marks = [(r.statement, r.stance) for r in representative(stances, found.tallies, 0)]
    assert set(marks) >= {(0, 1), (1, 1)}
    assert {m.statement for m in majority(stances)["agree"]} == {0, 1, 4, 5}
    best = np.argsort(-found.consensus)[:2]
    assert set(best.tolist()) == {4, 5}


def test_consensus_is_the_product_of_smoothed_shares():
    tallies = Tallies(np.array([[3], [1]]), np.array([[0], [1]]), np.array([[4], [2]]))
    assert group_informed_consensus(tallies)[0] == pytest.approx(4 / 6 * 2 / 4)


@given(st.integers(0, 50), st.integers(0, 50))
def test_an_interval_holds_its_share(k, n):
    low, high = interval(min(k, n), n)
    assert 0 <= low <= high <= 1
    if n:
        assert low - 1e-9 <= min(k, n) / n <= high + 1e-9


def test_somebody_alone_in_a_group_has_no_silhouette():
    assert silhouette(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([0, 1])) == 0


def test_so_many_groups_as_asked_for_are_drawn_if_people_differ_so_much():
    rows = [[1 if s == p % 4 else -1 for s in range(4)] for p in range(40)]
    assert draw_map(of(rows), groups=3).labels.max() == 2
    assert draw_map(of(rows), groups=9).labels.max() <= 3
