"""A complaint is found to be untrue and left out of the rates; the resident objects, and at night it turns out to be
true.
"""

import re

WORDS = "每天半夜楼上装修敲墙，吵得全家睡不着，已经一个星期了"
REASON = "两次上门核查，均未发现装修施工。"


def test_a_case_is_left_out_objected_to_and_counted_again(town, tell_the_time):
    resident = town.resident().open(f"/r/{town.street.plate.code}")
    resident.write("发生了什么？", WORDS)
    resident.press("告诉社区")
    resident.page.wait_for_url("**/c/*")
    receipt = resident.path

    # The grid worker goes twice by day, finds nothing, says so, and asks to leave it out of the rates.
    worker = town.as_post("worker", phone=True)
    worker.follow(re.compile("半夜楼上装修敲墙"))
    worker.press("受理")
    worker.step("就地解决", {"办理情况": "两次上门，均未发现施工。"})
    answer = worker.unfold("答复居民")
    worker.write("答复内容（居民看到的就是这些话）", "我们两次上门，都没有发现施工。", within=answer)
    worker.press("预览", within=answer)
    worker.press("发送给居民")
    asking = worker.unfold("申请剔除")
    asking.get_by_label("剔除理由").select_option(label="经调查核实，所反映的情况不属实")
    worker.write(re.compile("核查情况"), "周二、周四上午两次上门，均未发现施工。", within=asking)
    worker.press("申请剔除", within=asking)
    worker.sees("已申请。由街道审核，另一人决定。")
    resident.open(receipt)
    resident.sees_not(re.compile("不计入"))  # nothing is decided yet

    # The street's clerk reviews, the leader decides, each for themselves.
    clerk = town.as_post("street-clerk")
    clerk.open("/desk/more").follow(re.compile("剔除审核"))
    clerk.look("9-exclusions")
    clerk.follow(re.compile("半夜楼上装修敲墙"))
    clerk.write("街道审核意见", "两次核查记录齐全。")
    clerk.press("提请他人决定")
    leader = town.as_post("leader")
    leader.open("/desk/exclusions").follow(re.compile("半夜楼上装修敲墙"))
    leader.look("9-to-decide")
    leader.choose("剔除")
    leader.write("理由（居民会看到）", REASON)
    leader.press("决定")
    leader.sees("同意")

    # The resident reads why, and objects: it is at night.
    resident.open(receipt)
    resident.sees("这件事不计入“解决率”和“满意率”。", "理由： 经调查核实，所反映的情况不属实", REASON)
    objecting = resident.unfold("我有异议")
    resident.write("您的理由", "你们是上午来的，敲墙是半夜十二点以后。", within=objecting)
    resident.look("9-objecting", dark=True)
    resident.press("提交异议", within=objecting)
    resident.sees("您的异议：", "将由未参与过此事的人决定。")
    resident.sees_not("我有异议")  # once

    # Who decided before does not decide again; the inspector does, after a night in the stairwell.
    leader.open("/desk/exclusions").follow(re.compile("半夜楼上装修敲墙"))
    leader.sees("下一步须由其他人办理：申请人、审核人不能作决定。")
    inspector = town.as_post("inspector")
    inspector.open("/desk/exclusions").follow(re.compile("半夜楼上装修敲墙"))
    inspector.sees("你们是上午来的，敲墙是半夜十二点以后。")
    inspector.choose("照常计入考核")
    inspector.write("理由（居民会看到）", "夜间核查，确有施工，已责令停工。")
    inspector.press("决定")
    resident.open(receipt)
    resident.sees("这件事已恢复，和其他事项一样计入考核。", "夜间核查，确有施工，已责令停工。")
    resident.look("9-counted-again")
    public = town.resident().open(f"/s/{town.street.street.code}")
    public.sees(re.compile("已处理异议 1 件，其中恢复计入 1 件"))
