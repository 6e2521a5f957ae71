"""A scrap collector sorts rubbish under the window at night: no unit is needed, only somebody who goes and talks."""

import re
from collections.abc import Callable

import pytest
from django.utils.text import capfirst
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import expect

NIGHT = {
    "zh-hans": "每天夜里十二点有人在楼下翻捡废品，玻璃瓶哗啦啦响，孩子睡不着",
    "en": "Somebody sorts scrap under the window at midnight; the glass rattles and the child can't sleep",
}


def words_in(language: str) -> Callable[[str], str]:
    """The house's own sentences, as a page in this language says them."""

    def say(sentence: str, context: str = "") -> str:
        with override(language):
            return pgettext(context, sentence) if context else gettext(sentence)

    return say


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_grid_chief_talks_to_both_and_the_nights_are_quiet(town, tell_the_time, language):
    say = words_in(language)

    resident = town.resident().open("/")
    if language == "en":
        resident.press("English")
    resident.look(f"2-front-{language}")
    resident.follow(re.compile(say("Report something")))
    resident.look(f"2-where-{language}")
    # Without a plate the place is chosen step by step.
    for name in ("望潮社区", "锦和苑", "3栋", "2单元"):
        resident.page.get_by_role("link", name=name, exact=True).click()
    resident.sees("锦和苑 3栋 2单元")
    resident.write(say("What happened?"), NIGHT[language])
    resident.look(f"2-report-{language}")
    resident.press(say("Tell the community"))
    resident.page.wait_for_url("**/c/*")
    resident.look(f"2-receipt-{language}")

    chief = town.as_post("chief", phone=True)
    if language == "en":
        chief.press("English")
    tell_the_time()
    chief.open("/desk/").follow(re.compile(re.escape(NIGHT[language][:20])))
    chief.press(capfirst(say("take up")))
    chief.sees(say("Taken up. The resident sees that it is yours now."))

    # Two talks, a day apart; the first alone does not help.
    town.later(hours=14)
    chief.step(
        capfirst(say("contact the resident")),
        {say("What was said"): "上门问清了时间：夜里十二点到一点。"},
        choose=[say("at a visit")],
    )
    chief.sees(say("Noted: the resident was contacted."))
    chief.step(
        capfirst(say("note")),
        {say("For colleagues; the resident does not see it"): "夜里十二点找到拾荒的老人，说好挪到垃圾房旁边整理。"},
    )
    town.later(days=1)
    chief.step(
        capfirst(say("solve at the block")),
        {say("What was done"): "又谈了一次，给他在垃圾房旁边留了位置，只在白天整理。"},
    )
    chief.sees(say("Solved. Now answer the resident."))
    chief.look(f"2-case-{language}")
    answer = chief.unfold(capfirst(say("answer the resident")))
    chief.write(
        say("Your answer, as the resident will read it"),
        "已和对方谈妥，只在白天到垃圾房旁边整理。再响请随时告诉我们。",
        within=answer,
    )
    chief.press(say("See it as the resident will"), within=answer)
    chief.press(say("Send to the resident"))
    chief.sees(say("Answered. Everyone who raised it can read it now."))

    # The resident thanks; that closes it, and the block reads the thanks.
    resident.again()
    resident.sees("只在白天到垃圾房旁边整理", say("There is an answer. Is it solved?"))
    resident.choose(say("Solved"))
    resident.choose(say("very satisfied"))
    resident.write(say("Anything to add?"), "谢谢林老师，这两晚都安静了")
    resident.press(say("Send my rating"))
    resident.sees(say("Closed. Thank you for saying how it went."))
    expect(resident.page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-CN")
    resident.look(f"2-rated-{language}")
    chief.again()
    chief.sees("谢谢林老师，这两晚都安静了", say("solved, say the residents"))
    chief.look(f"2-ended-{language}")
