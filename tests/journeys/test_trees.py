"""Upper floors want the trees trimmed, ground floors don't; one neighbour's condition wins both, and anybody can
compute it again.
"""

import json
import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from hearings import HIGH, LOW, MIDDLE, NESTS, TRIM, WORDS, camp, heard, hearing

from linli.cli.main import main
from linli.councils.models import Statement

CONDITION = WORDS[NESTS - 1]
NEIGHBOURS = [
    *camp(23, HIGH, s1="agree", s2="disagree", s3="agree"),
    *camp(2, HIGH, s1="pass", s2="agree", s3="agree"),
    *camp(8, LOW, s1=NESTS, s2="disagree", s3="agree"),
    *camp(6, LOW, s1="disagree", s2="agree", s3="agree"),
    *camp(2, LOW, s1="disagree", s2="agree", s3="disagree"),
    *camp(8, MIDDLE, s1="agree", s2="pass", s3="agree"),
]


def test_a_condition_wins_both_the_upper_and_the_ground_floors(town, tmp_path, capsys):
    topic = hearing(town.street, words=WORDS[:2], conditions={})
    say = f"/topics/{topic.number}/say"

    # Somebody on the ground floor would agree, if; the first statement is answered on the phone.
    downstairs = town.resident().open(say)
    downstairs.choose(LOW)
    downstairs.press("去表态")
    downstairs.open(f"{say}?s={TRIM}")
    downstairs.sees(WORDS[0])
    downstairs.unfold("有条件同意")
    downstairs.page.locator("#condition").fill(CONDITION)
    downstairs.press("满足这个条件就同意")
    downstairs.page.wait_for_url(re.compile(r"said="))
    condition = Statement.objects.get(kind="condition")
    assert (condition.number, condition.condition_of.number, condition.state) == (NESTS, TRIM, "waiting")

    # With one voice there is no share: rounds, and the reason for it.
    clerk = town.as_post("clerk").open(f"/desk/topics/{topic.pk}/board")
    clerk.sees(re.compile("不到 40 人时"))
    clerk.look("18-rounds")

    # The clerk shows the condition; upstairs it is agreed to, and the others follow.
    clerk.open(f"/desk/topics/{topic.pk}/voices")
    clerk.press("向大家展示")
    clerk.sees("已展示。")
    upstairs = town.resident().open(say)
    upstairs.choose(HIGH)
    upstairs.press("去表态")
    for number in (TRIM, NESTS):
        upstairs.open(f"{say}?s={number}")
        upstairs.press("同意")
        upstairs.page.wait_for_url(re.compile(r"said="))
    heard(topic, NEIGHBOURS)

    # The board: the condition on top, the group that is least sure of it named, and what the ground floor refuses.
    clerk.open(f"/desk/topics/{topic.pk}/board")
    clerk.sees("大家都能接受的一句话", CONDITION)
    assert clerk.page.locator(".board__sentence").inner_text() == CONDITION
    clerk.sees(re.compile(f"最不踏实的一组：{LOW}，17 人中 15 人同意"))
    clerk.sees(re.compile("9 人在这个条件下会同意"))
    clerk.look("18-desk", dark=True)
    clerk.press("计算并存档")
    clerk.sees("已计算并存档。")
    clerk.press("公布这份共识板")
    clerk.sees("已公布，人人可以看，也可以重新算一遍。")

    # Everybody reads it, on a phone as on a wall.
    anybody = town.resident().open(f"/topics/{topic.number}")
    anybody.sees(CONDITION)
    anybody.follow("看共识板")
    anybody.sees(
        "大家都能接受的一句话", "附上条件，大家就能接受", "各方不接受什么，怎样才能接受", re.compile("这里不画分布图")
    )
    assert anybody.page.locator(".board__sentence").inner_text() == CONDITION
    anybody.unfold("全部数字（表格）")
    anybody.look("18-board", dark=True)
    anybody.fits("18-board", widths=[375, 768, 1280])

    # And computes it again.
    file = tmp_path / "board.json"
    with anybody.page.expect_download() as taken:
        anybody.follow("下载数据")
    taken.value.save_as(file)
    main(["councils", "recount", str(file)])
    assert json.loads(capsys.readouterr().out)["same"] is True
    touched = json.loads(file.read_text("utf-8"))
    touched["output"]["statements"][0]["all"]["agree"] += 1
    file.write_text(json.dumps(touched), "utf-8")
    with pytest.raises(SystemExit) as end:
        main(["councils", "recount", str(file)])
    assert end.value.code == 1
