"""The demo's topics: one in each stage, all of 锦和苑 and its neighbours, raised by people who are plainly nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from linli.councils import actions, books
from linli.councils.models import Topic
from linli.demo.meetings import add_rooms, talk_over, talk_over_parking
from linli.demo.motions import PRUNING, SEATS, ask_council, ask_representatives
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place

FLOORS = {"key": "floor", "name": "楼层", "options": ["1—2层", "3—5层", "6层及以上"]}
TENURE = {"key": "tenure", "name": "业主或租户", "options": ["业主", "租户"]}
EV = {"key": "ev", "name": "电动车", "options": ["有电动车", "没有电动车"]}
AGE = {"key": "age", "name": "年龄", "options": ["60岁以下", "60岁及以上"]}
CARS = {"key": "car", "name": "停车", "options": ["有汽车", "只有自行车或电动车", "没有车"]}
_NINE = {"hour": 9, "minute": 0, "second": 0, "microsecond": 0}


def raise_topics(compound: Place) -> dict[str, Topic]:
    """With the real actions, each at its own time. Other modules of the demo find them by these keys, see `the`."""
    clerk = Post.objects.get(person__username="chuangkou")
    head = Post.objects.filter(role=Role.COMMUNITY_HEAD, place=compound.parent).first()
    leader = Post.objects.get(person__username="lingdao")
    now = clock.now().replace(**_NINE)
    add_rooms(compound, head, now)
    return {
        "parking": _parking(compound, head, now),
        "trees": _trees(compound, clerk, now),
        "charging": _charging(compound, head, now),
        "cameras": _cameras(compound, clerk, now),
        "shade": _shade(compound, clerk, now),
        "elders": _closed(compound, head, now),
        "parcels": _judged(compound, head, now),
        "stairs": _studied(compound, head, now),
        "dancing": _talked_over(compound, clerk, now),
        "dogs": _admitted(compound, clerk, leader, now),
        "fresh": _signed(
            _raised(compound, "小区南门快递柜挡住轮椅坡道，想换个位置", 2, now - timedelta(days=1)), clerk, now
        ),
        "waiting": _raised(compound, "儿童滑梯旁能不能加一排座椅", 5, now - timedelta(days=3)),
        "refused": _refused(compound, clerk, now),
        "appealed": _appealed(compound, clerk, now),
    }


def the(key: str) -> Topic:
    """A topic of the demo by what it is about, for whoever hangs something on it."""
    return Topic.objects.select_related("place").get(title=TITLES[key])


TITLES = {
    "parking": "小区停车位怎么分：汽车、自行车各多少",
    "trees": "树木修剪：高层要阳光，底层要树荫",
    "charging": "北门空地能不能装公共充电桩",
    "cameras": "高空抛物：要不要凑钱装朝上的摄像头",
    "shade": "香樟树下唠家常：老人们想要什么",
    "elders": "3栋门口加一道扶手",
    "parcels": "快递车几点能进小区",
    "stairs": "楼道堆物怎么清、谁来管",
    "dogs": "遛狗时间和牵绳怎么约定",
    "dancing": "广场舞的音量和时间怎么约定",
}


def _raised(compound: Place, title: str, seconders: int, at: datetime, words: str = "") -> Topic:
    """By a resident, and seconded by so many neighbours, an hour apart."""
    with clock.frozen(at):
        topic = actions.raise_topic(place=compound, title=title, words=words, device=f"demo raiser {title}")
    for n in range(min(seconders, topic.seconders_needed)):
        with clock.frozen(at + timedelta(hours=n + 1)):
            topic = actions.second(topic, device=f"demo neighbour {n} {title}")
    return topic


def _signed(topic: Topic, clerk: Post, now: datetime) -> Topic:
    """One neighbour without a phone signed at the window."""
    with clock.frozen(now - timedelta(hours=16)):
        return actions.second_on_paper(topic, count=1, sheet="社区服务站2号窗口", by=clerk)


def _enough() -> int:
    return books.hearing.rules().seconders


def _up(topic: Topic, at: datetime, procedure: str, groups: Sequence[dict], by: Post) -> Topic:
    with clock.frozen(at):
        return actions.take_up(topic, procedure=procedure, groups=groups, by=by)


def _on(topic: Topic, at: datetime, result: str, by: Post) -> Topic:
    """End the stage it is in."""
    with clock.frozen(at):
        return actions.end_stage(topic, result=result, by=by)


def _show(topic: Topic, at: datetime, title: str, body: str, by: Post, days: int = 15) -> Topic:
    with clock.frozen(at):
        actions.put_on_show(topic, title=title, body=body, days=days, by=by)
    return topic


def _parking(compound: Place, head: Post, now: datetime) -> Topic:
    """Seven meetings; it is being carried out."""
    start = now - timedelta(days=150)
    words = "汽车占了消防通道，自行车和电动车没处停。多少给汽车、多少给自行车、在哪里划线，请大家一起定。"
    topic = _raised(compound, TITLES["parking"], _enough(), start, words)
    topic = _up(topic, start + timedelta(days=2), "solicit3", [CARS, FLOORS, TENURE], head)
    topic = _on(
        topic, start + timedelta(days=16), "线上、入户、意见箱共征集看法；三类住户分别统计，见看法与最大公约数。", head
    )
    topic = _on(topic, start + timedelta(days=20), "社区党组织研究后提议：先保消防通道，再分汽车位与非机动车位。", head)
    talk_over_parking(topic, start, head, now)
    topic = _on(
        topic,
        start + timedelta(days=90),
        "先后七次会议，物业、业委会、居民代表到会；形成 343 个汽车位、2015 个自行车位的方案。",
        head,
    )
    ask_representatives(
        compound.parent,
        start + timedelta(days=103),
        "锦和苑停车方案",
        "划汽车位 343 个、自行车和电动车位 2,015 个；消防通道和坡道一个不占；半年后回头看。",
        "念过方案，看过现状图和方案图，代表们举手表决，当场计数、复核。",
        meeting_title="居民代表会议：锦和苑停车方案",
        count={"present": 48, "yes": 45, "no": 2, "abstain": 1},
        topic=topic,
    )
    topic = _on(
        topic,
        start + timedelta(days=106),
        "居民代表会议应到 60 人、到会 48 人，45 人同意：按 343 个汽车位、2015 个自行车位划线；"
        "不改变共有部分用途，由居委会与物业实施。",
        head,
    )
    body = (
        "一、划汽车位 343 个、自行车与电动车位 2015 个。二、消防通道和坡道不得停车。"
        "三、物业六周内完成划线，费用由公共收益列支并公布。"
    )
    topic = _show(topic, start + timedelta(days=106), "停车方案公示", body, head)
    return _on(topic, start + timedelta(days=122), "公示期满，收到两条意见，均已答复。", head)


def _trees(compound: Place, clerk: Post, now: datetime) -> Topic:
    """A condition wins both; the decision is on show."""
    start = now - timedelta(days=40)
    words = "6 层以上白天要开灯，1、2 层怕夏天晒。修到哪里、什么时候修、鸟窝怎么办？"
    topic = _raised(compound, TITLES["trees"], _enough(), start, words)
    topic = _up(topic, start + timedelta(days=1), "civil3", [FLOORS, TENURE], clerk)
    topic = _on(
        topic,
        start + timedelta(days=15),
        "高层与底层看法不同；“先查鸟窝、三层窗户以上修、三层以下不动”两边都过半同意。",
        clerk,
    )
    said = "园林技术员说明：冬季修剪、保留底层树荫可行。高层、底层各说了顾虑，都同意先查鸟窝。"
    talk_over(topic, start + timedelta(days=24), "树木修剪协调会", said, clerk)
    topic = _on(topic, start + timedelta(days=29), "协调会上园林技术员说明：冬季修剪、保留底层树荫可行。", clerk)
    ask_council(topic, start + timedelta(days=31), "香樟怎么修剪（征求议事会意见）", PRUNING, clerk, SEATS)
    topic = _on(
        topic,
        start + timedelta(days=33),
        "议事会建议：冬季修剪，三层窗户以上的枝修去，先查鸟窝，底层树荫保留。属日常养护，由物业实施。",
        clerk,
    )
    body = (
        "冬季修剪，三层窗户以上修、三层以下不动；修剪前由居民代表和物业一起查鸟窝；底层树荫保留。"
        "物业在公示期满后三周内完成。"
    )
    return _show(topic, start + timedelta(days=34), "树木修剪办法公示", body, clerk)


def _charging(compound: Place, head: Post, now: datetime) -> Topic:
    """The owners decide: their votes hang on it."""
    start = now - timedelta(days=110)
    words = "有电动车的想在楼下充，没有的怕着火、怕吵。装不装、装在哪、谁来管？"
    topic = _raised(compound, TITLES["charging"], _enough(), start, words)
    topic = _up(topic, start + timedelta(days=2), "solicit3", [EV, FLOORS, TENURE], head)
    topic = _on(
        topic,
        start + timedelta(days=20),
        "有电动车的多数赞成，没有的担心防火；“室外、防火隔离、夜间断电”时多数可以接受。",
        head,
    )
    topic = _on(topic, start + timedelta(days=24), "社区党组织建议由业主共同决定（民法典第二百七十八条第八项）。", head)
    said = "消防：室外、离楼三米以上、有防火隔离才可以。运营单位：可以夜间断电。物业：收益归业主，按季公布。"
    talk_over(topic, start + timedelta(days=36), "充电桩协调会", said, head)
    return _on(topic, start + timedelta(days=40), "协调会：消防、物业、运营单位到会，明确防火要求与收益归业主。", head)


def _cameras(compound: Place, clerk: Post, now: datetime) -> Topic:
    """Neighbours pool money."""
    start = now - timedelta(days=70)
    words = "上个月有花盆从高处掉下来。几户邻居愿意凑钱装只拍外墙的摄像头，怎么装、谁保管、录像存多久？"
    topic = _raised(compound, TITLES["cameras"], _enough(), start, words)
    topic = _up(
        topic,
        start + timedelta(days=1),
        "civil3",
        [{"key": "building", "name": "楼栋", "options": ["1栋", "2栋", "3栋"]}, FLOORS],
        clerk,
    )
    topic = _on(topic, start + timedelta(days=12), "多数赞成，条件是不拍窗户、录像到期删除、账目公开。", clerk)
    said = "愿意出钱的住户到会。定了三条：自愿出资，居委会立账、每笔公开；只拍外墙；录像三十天删除。"
    talk_over(topic, start + timedelta(days=16), "高空抛物协调会", said, clerk)
    topic = _on(topic, start + timedelta(days=20), "邻居自愿出资，居委会立账，每笔公开。", clerk)
    ask_council(
        topic,
        start + timedelta(days=22),
        "朝上摄像头办法（征求议事会意见）",
        "自愿出资，装 2 台朝上摄像头，只拍外墙不拍窗户和家门，录像由居委会保管 30 天。",
        clerk,
    )
    topic = _on(
        topic, start + timedelta(days=24), "议事会建议：自愿出资，装 2 台朝上摄像头，只拍外墙，录像存 30 天。", clerk
    )
    topic = _show(
        topic,
        start + timedelta(days=25),
        "高空抛物摄像头办法公示",
        "自愿出资；只拍外墙不拍窗户和家门；录像由社区居委会保管 30 天；每笔收支公开。",
        clerk,
    )
    return _on(topic, start + timedelta(days=41), "公示期满，无异议。", clerk)


def _shade(compound: Place, clerk: Post, now: datetime) -> Topic:
    """Being heard now, mostly on paper."""
    with clock.frozen(now - timedelta(days=6)):
        topic = actions.raise_topic(
            place=compound,
            title=TITLES["shade"],
            words="每周三下午在香樟树下摆张桌子，听听不用手机的老人怎么说。",
            by=clerk,
        )
    return _up(
        topic,
        now - timedelta(days=5),
        "civil3",
        [FLOORS, AGE],
        clerk,
    )


def _closed(compound: Place, head: Post, now: datetime) -> Topic:
    """Small, done and judged."""
    start = now - timedelta(days=80)
    topic = _raised(compound, TITLES["elders"], _enough(), start, "三栋门口四级台阶没有扶手，下雨天老人不敢走。")
    topic = _up(topic, start + timedelta(days=1), "plain", [FLOORS], head)
    topic = _on(topic, start + timedelta(days=6), "住户都赞成，一楼希望不要挡住门。", head)
    topic = _on(topic, start + timedelta(days=9), "物业答应两周内装好单侧扶手，不挡一楼的门。", head)
    topic = _show(
        topic,
        start + timedelta(days=30),
        "扶手已装好",
        "单侧不锈钢扶手已于本月装好，费用由物业承担。欢迎大家试用后评议。",
        head,
    )
    topic = _on(topic, start + timedelta(days=46), "", head)
    for n, (solved, grade, words) in enumerate(
        [
            (True, 5, "走得稳了"),
            (True, 5, ""),
            (True, 4, "再高一点更好"),
            (True, 5, ""),
            (True, 4, ""),
            (False, 2, "冬天太凉"),
            (True, 5, "谢谢"),
        ]
    ):
        with clock.frozen(start + timedelta(days=47, hours=n)):
            voice = actions.join(topic, device=f"demo neighbour {n} {topic.title}")
            actions.judge(topic, solved=solved, grade=grade, words=words, by=voice)
    with clock.frozen(start + timedelta(days=52)):
        return actions.close_topic(topic, result="七位居民评议，六位认为已解决；扶手包层的建议已转物业。", by=head)


def _judged(compound: Place, head: Post, now: datetime) -> Topic:
    """Done and on show; residents say just now what became of it."""
    start = now - timedelta(days=60)
    topic = _raised(compound, TITLES["parcels"], _enough(), start, "快递车中午堵在南门，接孩子的老人过不去。")
    topic = _up(topic, start + timedelta(days=1), "plain", [AGE], head)
    topic = _on(topic, start + timedelta(days=8), "上班族希望中午能收件，老人希望放学时段不进车。", head)
    topic = _on(topic, start + timedelta(days=14), "快递公司答应 11:30—12:30 和 16:00—17:30 不进小区，改停北门。", head)
    body = "快递车每日 11:30—12:30、16:00—17:30 停北门卸货，南门不进车。已试行两周。"
    topic = _show(topic, start + timedelta(days=40), "快递车时间约定及试行情况", body, head)
    topic = _on(topic, start + timedelta(days=57), "", head)
    for n, (solved, grade) in enumerate([(True, 4), (True, 5), (False, 3)]):
        with clock.frozen(start + timedelta(days=58, hours=n)):
            actions.judge(
                topic, solved=solved, grade=grade, by=actions.join(topic, device=f"demo neighbour {n} {topic.title}")
            )
    return topic


def _studied(compound: Place, head: Post, now: datetime) -> Topic:
    """Heard; the party branch of the community is to study it."""
    start = now - timedelta(days=20)
    topic = _raised(
        compound, TITLES["stairs"], _enough(), start, "鞋柜、纸箱、旧家具堆在楼道，消防来检查就搬，走了又放回来。"
    )
    topic = _up(topic, start + timedelta(days=2), "four2", [FLOORS, TENURE], head)
    return _on(topic, start + timedelta(days=15), "多数赞成清理；独居老人希望有人帮忙搬。", head)


def _talked_over(compound: Place, clerk: Post, now: datetime) -> Topic:
    """A meeting was held; the council is to be asked."""
    start = now - timedelta(days=26)
    words = "晚上跳舞的音响大，孩子写不了作业；跳舞的说只有饭后那一会儿。"
    topic = _raised(compound, TITLES["dancing"], _enough(), start, words)
    topic = _up(topic, start + timedelta(days=2), "civil3", [AGE, FLOORS], clerk)
    topic = _on(
        topic, start + timedelta(days=14), "老人和年轻人都能接受：八点半结束，音响对着空地、调到说话能听清。", clerk
    )
    said = "领舞的两位和楼上三户都到了。说定先试一周：19:00—20:30，音响背对 2 栋。请议事会出个意见。"
    talk_over(topic, start + timedelta(days=18), "广场舞协调会", said, clerk)
    return _on(topic, start + timedelta(days=22), "双方说定先试一周，请议事会出意见。", clerk)


def _refused(compound: Place, clerk: Post, now: datetime) -> Topic:
    topic = _raised(compound, "我家卫生间漏水请大家评评理", _enough(), now - timedelta(days=9))
    with clock.frozen(now - timedelta(days=8)):
        return actions.refuse(
            topic, reasons=["case"], words="这是两户之间的事，请作为事项上报，社区会安排调解。", by=clerk
        )


def _appealed(compound: Place, clerk: Post, now: datetime) -> Topic:
    topic = _raised(compound, "地下室能不能改成居民活动室", _enough(), now - timedelta(days=12))
    with clock.frozen(now - timedelta(days=11)):
        topic = actions.refuse(topic, reasons=["owners_only"], words="地下室属业主共有，应由业主大会决定。", by=clerk)
    with clock.frozen(now - timedelta(days=10)):  # with a letter, at the counter
        return actions.enter_appeal(topic, words="我们只想先听听大家要不要，再请业主大会决定。", by=clerk)


def _admitted(compound: Place, clerk: Post, leader: Post, now: datetime) -> Topic:
    """Taken up after an appeal; it is to be talked over in a meeting."""
    start = now - timedelta(days=30)
    topic = _raised(compound, TITLES["dogs"], _enough(), start, "早上跑步的人怕狗，养狗的人只有早上有空。")
    with clock.frozen(start + timedelta(days=1)):
        topic = actions.refuse(topic, reasons=["not_ours"], words="养犬管理由公安机关负责。", by=clerk)
    raiser = topic.participants.get(raised=True)
    with clock.frozen(start + timedelta(days=2)):
        topic = actions.appeal(topic, words="我们不是要执法，是想邻居间约个时间。", by=raiser)
    with clock.frozen(start + timedelta(days=4)):
        topic = actions.admit(
            topic,
            finding="邻里之间的约定属于社区协商事项。",
            procedure="civil3",
            groups=[FLOORS, {"key": "dog", "name": "养狗", "options": ["养狗", "不养狗"]}],
            by=leader,
        )
    return _on(topic, start + timedelta(days=18), "养狗与不养狗的都赞成“6:30 前、21:00 后为主，全程牵绳”。", clerk)
