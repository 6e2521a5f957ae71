"""The residents' representatives decide about walking dogs: called in time, counted by one, counted once more by
another, published.
"""

from datetime import timedelta

from linli.councils.models import Meeting, Motion, Venue
from linli.kernel import clock
from linli.notices.actions import deliver_due


def a_meeting(street) -> Meeting:
    venue = Venue.objects.create(place=street.wangchao, path=street.wangchao.path, name="党群服务站议事厅")
    starts = clock.now() + timedelta(days=12)
    return Meeting.objects.create(
        number="G261122-DOGS",
        kind="representatives",
        edition=1,
        place=street.wangchao,
        path=street.wangchao.path,
        title="居民代表会议",
        venue=venue,
        starts=starts,
        ends=starts + timedelta(hours=2),
        code="DOGS24",
        called_by=street.head,
        called_at=clock.now(),
    )


def count(visitor, **figures):
    for label, number in {"到会": "46", "同意": "38", "不同意": "5", "弃权": "3", **figures}.items():
        visitor.page.get_by_label(label, exact=True).fill(number)


def test_representatives_decide_and_two_people_count(town):
    meeting = a_meeting(town.street)
    head = town.as_post("head").open("/desk/motions")
    head.sees("还没有起草议案。")
    head.follow("起草议案")
    head.page.get_by_label("地点").select_option(town.street.wangchao.code)
    head.write("决定什么", "望潮社区遛狗约定")
    head.write("议案全文", "早七点前、晚八点后遛狗；全程牵绳；粪便随手清理。")
    head.page.locator("input[name=engine][value=delegates]").check(force=True)
    head.fits("15-motion", widths=[375, 768])
    head.press("保存草案")
    motion = Motion.objects.get()
    resident = town.resident()
    with resident.expecting(404):
        resident.open(f"/motions/{motion.number}")

    # It is called: sixty representatives, notice today, after the study of the Party organisation.
    head.page.get_by_label("提交到哪次会议").select_option(str(meeting.pk))
    head.write("有表决权的数量", "60")
    head.write("通知日期", f"{clock.today():%Y-%m-%d}")
    head.write("社区党组织研究日期", f"{clock.today():%Y-%m-%d}")
    head.look("15-put")
    head.press("提交会议决定")
    head.sees("已提交")
    resident.open(f"/motions/{motion.number}")
    resident.sees("遛狗", "居民代表会议")
    resident.look("15-announced")

    # Twelve days later the clerk counts; the head counts once more and sees nothing of the first count.
    town.later(days=12, hours=1)
    clerk = town.as_post("clerk", phone=True).open(f"/desk/motions/{motion.pk}")
    count(clerk)
    clerk.look("15-count")
    clerk.press("录入计数")
    clerk.sees("这是您自己录入的，须由另一人复核。")
    deliver_due()
    head.open("/desk/inbox")
    head.sees("社区受理员 社区受理员01已录入计数，请复核：望潮社区遛狗约定")
    head.open(f"/desk/motions/{motion.pk}")
    with head.expecting(422):
        count(head, 同意="39", 弃权="2")
        head.press("复核确认")
        head.sees("两次计数不一致。请一起再数一遍；如果第一次有误，请退回重新计数。")
    count(head)
    head.press("复核确认")
    head.sees("应到 60，实到 46；60 的 2/3 以上是 40：达到。", "同意 38；46 的过半数是 24：达到。")
    head.press("公布")
    head.look("15-decided", dark=True)
    resident.open(f"/motions/{motion.number}")
    resident.sees("通过", "应到 60，实到 46；60 的 2/3 以上是 40：达到。")
    resident.look("15-public", dark=True)
