"""Owners' joint decisions: the cases of the domain's table by number, and what no order or splitting may change."""

import json
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.councils import recount as engine
from linli.councils.recount import Unsound, recount, recounted, roll_hash

CHINA = timezone(timedelta(hours=8))
OPENS = datetime(2026, 10, 1, 9, tzinfo=CHINA)
RULES = {
    "profile": "test",
    "quorum": {"area": [2, 3], "heads": [2, 3]},
    "both_channels": "electronic",
    "ordinary": {"area": [1, 2], "heads": [1, 2], "strict": True},
    "special": {"area": [3, 4], "heads": [3, 4], "strict": False},
}


def unit(n, area=10_000, **more):
    return {"unit": f"u{n:03}", "area": area, "head": f"h{n:03}", "owners": [f"o{n:03}"], "kind": "dwelling", **more}


def ballot(row, choice, n=0, *, channel="electronic", at=None, by=None, matter="m", **more):
    return {
        "receipt": f"{row['unit']}-{n}",
        "unit": row["unit"],
        "choices": {matter: choice},
        "channel": channel,
        "signed": True,
        "at": (at or OPENS + timedelta(hours=1 + n)).isoformat(),
        "by": by or row["owners"][0],
        **more,
    }


def pack(units, ballots, kind="ordinary", rules=None, matters=None, **more):
    return {
        "format": engine.FORMAT,
        "rules": rules or RULES,
        "roll": {"units": units, "hash": roll_hash(units)},
        "ballots": ballots,
        "vote": {"id": "v", "opens": OPENS.isoformat(), "closes": (OPENS + timedelta(days=20)).isoformat()},
        "matters": matters or [{"id": "m", "class": kind}],
        **more,
    }


def spread(heads, area):
    """So many units with so much area between them, in hundredths of a square metre."""
    each, rest = divmod(area, heads)
    return [each + (i < rest) for i in range(heads)]


def counted(kind, yes, no=(0, 0), total=(3_000_000, 300)):
    """The outcome when (area, heads) say yes and no, of so many in all."""
    units, ballots = [], []
    rest = (total[0] - yes[0] - no[0], total[1] - yes[1] - no[1])
    for (area, heads), choice in ((yes, "yes"), (no, "no"), (rest, None)):
        for one in spread(heads, area) if heads else ():
            row = unit(len(units), one)
            units.append(row)
            if choice:
                ballots.append(ballot(row, choice))
    found = recount(pack(units, ballots, kind))["matters"]["m"]
    assert found["all"] == {"area": total[0], "heads": total[1]}
    assert found["yes"] == {"area": yes[0], "heads": yes[1]}
    return found["outcome"]


def split(took_part, yes):
    return yes, (took_part[0] - yes[0], took_part[1] - yes[1])


@pytest.mark.parametrize(
    ("number", "kind", "took_part", "yes", "outcome"),
    [
        (1, "ordinary", (2_000_000, 200), (1_000_001, 101), "passed"),
        (2, "ordinary", (1_999_999, 200), (1_999_999, 200), "no_quorum"),
        (3, "ordinary", (2_200_000, 199), (2_200_000, 199), "no_quorum"),
        (4, "ordinary", (2_100_000, 210), (1_050_000, 150), "rejected"),
        (5, "ordinary", (2_100_000, 210), (1_200_000, 105), "rejected"),
        (6, "special", (2_000_000, 200), (1_500_000, 150), "passed"),
        (7, "special", (2_000_000, 200), (1_500_000, 149), "rejected"),
        (8, "special", (2_400_000, 240), (1_799_999, 200), "rejected"),
        (9, "ordinary", (2_400_000, 240), (1_100_000, 160), "rejected"),
        ("12 use", "ordinary", (2_400_000, 240), (1_680_000, 168), "passed"),
        ("12 raise", "special", (2_400_000, 240), (1_680_000, 168), "rejected"),
        (24, "ordinary", (1_500_000, 150), (1_200_000, 120), "no_quorum"),
    ],
)
def test_the_table_of_thresholds(number, kind, took_part, yes, outcome):
    assert counted(kind, *split(took_part, yes)) == outcome, number


def test_13_one_owner_of_five_units_is_one_head_with_all_their_area():
    units = [unit(n) for n in range(295)] + [unit(295 + n, head="h-many", owners=["o-many"]) for n in range(5)]
    found = recount(pack(units, [ballot(row, "yes") for row in units[-5:]]))["matters"]["m"]
    assert found["all"]["heads"] == 296
    assert found["yes"] == {"area": 50_000, "heads": 1}
    assert "1 of 296" in found["why"][1]
    assert "197" in found["why"][1]  # 198 are needed


def test_15_co_owners_who_disagree_take_no_part_until_they_agree():
    row = unit(0, owners=["a", "b"])
    two = [ballot(row, "yes", by="a"), ballot(row, "no", 1, by="b")]
    found = recount(pack([row], two))
    assert found["matters"]["m"]["took_part"] == {"area": 0, "heads": 0}
    assert {b["fate"] for b in found["ballots"]} == {"held_co_owners_disagree"}
    agreed = recount(pack([row], [*two, ballot(row, "yes", 2, by="b")]))["matters"]["m"]
    assert agreed["yes"] == {"area": 10_000, "heads": 1}


def test_17_who_is_on_the_roll_depends_on_the_matter():
    units = [unit(0), unit(1, 1_200, kind="garage")]
    matters = [{"id": "m", "class": "ordinary"}, {"id": "homes", "class": "ordinary", "without_kinds": ["garage"]}]
    found = recount(pack(units, [ballot(units[1], "yes")], matters=matters))["matters"]
    assert (found["m"]["all"]["area"], found["homes"]["all"]["area"]) == (11_200, 10_000)


@pytest.mark.parametrize(("prevails", "counts"), [("electronic", "yes"), ("paper", "no")])
def test_18_paper_and_electronic_of_one_unit_count_once_by_the_announced_rule(prevails, counts):
    row = unit(0)
    both = [ballot(row, "no", channel="paper"), ballot(row, "yes", 1)]
    found = recount(pack([row], both, rules=RULES | {"both_channels": prevails}))
    assert found["matters"]["m"][counts] == {"area": 10_000, "heads": 1}
    assert found["matters"]["m"]["took_part"]["heads"] == 1
    assert sorted(b["fate"] for b in found["ballots"]) == ["counted", "superseded"]


def test_19_an_unsigned_paper_or_one_for_another_unit_takes_no_part():
    row = unit(0)
    papers = [
        ballot(row, "yes", channel="paper", signed=False),
        ballot(unit(7), "yes", 1, channel="paper"),
        ballot(row, "yes", 2, by="o999"),
    ]
    found = recount(pack([row], papers))
    assert found["matters"]["m"]["took_part"]["heads"] == 0
    assert [b["fate"] for b in found["ballots"]] == ["unsigned", "unknown_unit", "not_an_owner"]


def test_20_a_fourth_proxy_and_the_property_companys_people_are_refused():
    units = [unit(n) for n in range(5)]
    rules = RULES | {"proxy_cap": 3, "barred_proxies": ["manager"]}
    ballots = [
        ballot(u, "yes", n, by="friend", proxy={"for": u["owners"][0], "written": True})
        for n, u in enumerate(units[:4])
    ]
    ballots.append(ballot(units[4], "yes", 9, by="manager", proxy={"for": "o004", "written": True}))
    fates = [b["fate"] for b in recount(pack(units, ballots, rules=rules))["ballots"]]
    assert fates == ["counted"] * 3 + ["proxy_over_cap", "proxy_barred"]


def test_a_proxy_is_written_and_votes_as_instructed():
    row = unit(0)
    spoken = ballot(row, "yes", by="friend", proxy={"for": "o000", "written": False})
    against = ballot(row, "yes", 1, by="friend", proxy={"for": "o000", "written": True, "instructions": {"m": "no"}})
    fates = [b["fate"] for b in recount(pack([row], [spoken, against]))["ballots"]]
    assert fates == ["proxy_not_written", "against_instructions"]


def test_22_a_unit_sold_during_the_vote_votes_once():
    row, sale = unit(0), OPENS + timedelta(days=5)
    transfers = [{"unit": "u000", "at": sale.isoformat(), "from": "o000", "to": "buyer"}]
    before, after = ballot(row, "yes"), ballot(row, "no", 1, at=sale + timedelta(days=1), by="buyer")
    both = recount(pack([row], [before, after], transfers=transfers))
    assert both["matters"]["m"]["yes"]["heads"] == 1
    assert [b["fate"] for b in both["ballots"]] == ["counted", "seller_has_voted"]
    late = ballot(row, "yes", 2, at=sale + timedelta(days=1))
    found = recount(pack([row], [after, late], transfers=transfers))
    assert found["matters"]["m"]["no"]["heads"] == 1


def test_23_what_is_not_handed_over_is_the_developers_and_all_of_it_is_one_head():
    units = [unit(0), unit(1, owners=["buyer in possession"])] + [
        unit(2 + n, developer=True, owners=["developer"]) for n in range(3)
    ]
    ballots = [ballot(units[1], "yes"), *(ballot(u, "yes", 1) for u in units[2:])]
    found = recount(pack(units, ballots))["matters"]["m"]
    assert found["all"]["heads"] == 3
    assert found["yes"] == {"area": 40_000, "heads": 2}
    refused = recount(pack(units, [ballot(units[2], "yes", by="buyer without keys")]))["ballots"]
    assert refused[0]["fate"] == "not_an_owner"


def test_30_a_home_becomes_a_shop_only_if_every_one_of_the_building_consents():
    units = [unit(n) for n in range(40)]
    found = recount(pack(units, [ballot(u, "yes") for u in units[:39]], "unanimous"))["matters"]["m"]
    assert found["outcome"] == "rejected"
    assert recount(pack(units, [ballot(u, "yes") for u in units], "unanimous"))["matters"]["m"]["outcome"] == "passed"


def test_votes_on_a_part_of_the_building_ask_only_those_who_share_it():
    units = [unit(n) for n in range(10)]
    matters = [{"id": "m", "class": "ordinary", "only_units": ["u000", "u001", "u002"]}]
    found = recount(pack(units, [ballot(u, "yes") for u in units[:2]], matters=matters))["matters"]["m"]
    assert (found["all"]["heads"], found["outcome"]) == (3, "passed")


def test_silence_follows_only_if_the_clause_is_on_and_is_shown_beside():
    units = [unit(n) for n in range(300)]
    ballots = [ballot(u, "yes") for u in units[:120]] + [ballot(u, "no") for u in units[120:150]]
    plain = recount(pack(units, ballots))["matters"]["m"]
    assert plain["outcome"] == "no_quorum"
    assert "with_silent_clause" not in plain
    served = [u["unit"] for u in units[150:]]
    both = recount(pack(units, ballots, rules=RULES | {"silent": {"on": True, "served_units": served}}))["matters"]["m"]
    assert both["outcome"] == "no_quorum"
    assert both["with_silent_clause"]["outcome"] == "passed"
    assert both["with_silent_clause"]["silent_heads"] == 150


def test_a_ballot_outside_the_window_takes_no_part():
    row = unit(0)
    early, late = (
        ballot(row, "yes", at=OPENS - timedelta(seconds=1)),
        ballot(row, "yes", 1, at=OPENS + timedelta(days=21)),
    )
    assert {b["fate"] for b in recount(pack([row], [early, late]))["ballots"]} == {"outside_the_window"}


def test_an_owner_who_says_different_things_for_two_units_is_present_and_on_no_side():
    units = [unit(0, head="h", owners=["o"]), unit(1, head="h", owners=["o"])]
    found = recount(pack(units, [ballot(units[0], "yes"), ballot(units[1], "no")]))["matters"]["m"]
    assert found["took_part"] == {"area": 20_000, "heads": 1}
    assert (found["yes"]["heads"], found["no"]["heads"]) == (0, 0)
    assert (found["yes"]["area"], found["no"]["area"]) == (10_000, 10_000)


# --- what may change nothing ------------------------------------------------------------------------------------

votes = st.lists(
    st.tuples(st.integers(1, 30_000), st.sampled_from(["yes", "no", "abstain", None])), min_size=1, max_size=25
)


def drawn(some, kind="ordinary"):
    units = [unit(n, area) for n, (area, _choice) in enumerate(some)]
    ballots = [ballot(row, choice) for row, (_area, choice) in zip(units, some, strict=True) if choice]
    return units, ballots, kind


@given(votes, st.sampled_from(["ordinary", "special"]))
def test_the_outcome_is_what_exact_fractions_say(some, kind):
    units, ballots, kind = drawn(some, kind)
    found = recount(pack(units, ballots, kind))["matters"]["m"]
    took = [(a, c) for a, c in some if c]
    area, heads = sum(a for a, _ in some), len(some)
    quorum = Fraction(sum(a for a, _ in took), area) >= Fraction(2, 3) and Fraction(len(took), heads) >= Fraction(2, 3)
    if not quorum:
        assert found["outcome"] == "no_quorum"
        return
    shares = [
        Fraction(sum(a for a, c in took if c == "yes"), sum(a for a, _ in took)),
        Fraction(sum(c == "yes" for _, c in took), len(took)),
    ]
    passed = all(s > Fraction(1, 2) for s in shares) if kind == "ordinary" else all(s >= Fraction(3, 4) for s in shares)
    assert found["outcome"] == ("passed" if passed else "rejected")


@given(votes, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_roll_and_ballots_changes_nothing(some, chance):
    units, ballots, kind = drawn(some)
    before = recount(pack(units, ballots, kind))["matters"]
    units, ballots = units[:], ballots[:]
    chance.shuffle(units)
    chance.shuffle(ballots)
    assert recount(pack(units, ballots, kind))["matters"] == before


@given(votes, st.integers(0, 24))
@settings(max_examples=50)
def test_splitting_a_unit_of_one_owner_in_two_changes_no_sum(some, which):
    units, ballots, kind = drawn(some)
    row = units[which % len(units)]
    if row["area"] < 2:
        return
    before = recount(pack(units, ballots, kind))["matters"]["m"]
    first, second = (
        {**row, "area": row["area"] // 2},
        {**row, "unit": row["unit"] + "b", "area": row["area"] - row["area"] // 2},
    )
    split_units = [first if u is row else u for u in units] + [second]
    more = [{**b, "unit": second["unit"], "receipt": "b"} for b in ballots if b["unit"] == row["unit"]]
    after = recount(pack(split_units, ballots + more, kind))["matters"]["m"]
    assert {k: after[k] for k in ("all", "took_part", "yes", "no", "outcome")} == {
        k: before[k] for k in ("all", "took_part", "yes", "no", "outcome")
    }


# --- the stand-alone script -------------------------------------------------------------------------------------


def test_the_script_alone_counts_a_pack_with_nothing_but_python(tmp_path):
    some = random.Random(1)
    units = [unit(n, some.randrange(5_000, 15_000)) for n in range(100)]
    ballots = [ballot(u, some.choice(["yes", "yes", "no"])) for u in units[:80]]
    whole = pack(units, ballots, "special")
    (tmp_path / "pack.json").write_text(json.dumps(whole, ensure_ascii=False))
    script = tmp_path / "recount.py"
    script.write_bytes(Path(engine.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(tmp_path / "pack.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == recounted(whole)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p: p.update(format="x"), "no evidence pack"),
        (lambda p: p.pop("roll"), "no roll"),
        (lambda p: p["roll"]["units"][0].update(area=1), "whose hash was published"),
        (lambda p: p["roll"]["units"][0].update(area=10.5), "whole number"),
        (lambda p: p["roll"]["units"].append(p["roll"]["units"][0]), "names a unit twice"),
        (lambda p: p["matters"].append(p["matters"][0]), "twice"),
        (lambda p: p["ballots"][0].update(at="2026-10-02T00:00:00"), "no time zone"),
    ],
)
def test_a_pack_that_contradicts_itself_is_not_counted(tmp_path, spoil, said):
    row = unit(0)
    whole = pack([row], [ballot(row, "yes")])
    spoil(whole)
    with pytest.raises(Unsound, match=said):
        recount(whole)
    (tmp_path / "pack.json").write_text(json.dumps(whole))
    done = subprocess.run(
        [sys.executable, engine.__file__, str(tmp_path / "pack.json")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
