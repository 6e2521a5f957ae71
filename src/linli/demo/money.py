"""Money of the demo's neighbours: a collection for a camera against thrown objects, and what the compound's common
parts earn.
"""

from datetime import timedelta
from random import Random

from linli.councils.actions import cameras, money
from linli.councils.models import Account, Topic
from linli.demo.receipts import drawn_receipt
from linli.demo.staff import SURNAMES
from linli.kernel import clock
from linli.people.models import Organisation, Post
from linli.people.roles import Role
from linli.places.models import Kind, Place

GIFTS = 41
COST = 318_000  # fen


def keep_accounts(compound: Place, topics: dict[str, Topic]) -> None:
    """With the real actions: one enters, another looks at the receipt."""
    one, other = (
        Post.objects.get(person__username="shequ", role=Role.COMMUNITY_HEAD),
        Post.objects.get(person__username="chuangkou"),
    )
    committee = Organisation.objects.get(kind="residents_committee", place=compound.parent)
    _camera(compound, topics["cameras"], one, other, committee)
    _revenue(compound, one, other, committee)


def _camera(compound: Place, topic: Topic, one: Post, other: Post, committee: Organisation) -> None:
    rng, today = Random("gifts"), clock.today()
    with clock.frozen(clock.now() - timedelta(days=30)):
        account = money.open_account(
            place=compound,
            kind=Account.Kind.DONATIONS,
            title="3栋朝上摄像头",
            goal=COST,
            keeper=committee,
            topic=topic,
            by=one,
            purpose="3栋住户自愿凑钱，装两个朝上的摄像头，查明高空抛物。多余的钱按比例退回；不捐也一样受益。",
        )
    for n in range(GIFTS):
        giver = "" if rng.random() < 0.3 else f"3栋{rng.choice(SURNAMES)}某"
        money.enter_line(
            account,
            amount=rng.choice((5_000, 5_000, 10_000, 10_000, 20_000)),
            words="捐款",
            giver=giver,
            on=today - timedelta(days=28 - n // 3),
            submission_key=f"demo gift {n}",
            document=f"收据 {n + 1:03}",
            by=one,
        )
    bought = money.enter_line(
        account,
        amount=-268_000,
        words="摄像头两台及安装",
        on=today - timedelta(days=9),
        submission_key="demo cameras",
        document="发票 99000001",
        pictures=[
            drawn_receipt(
                "摄像头收据",
                number="99000001",
                on=today - timedelta(days=9),
                seller="示例安防器材店",
                lines=[("摄像头 2 台", 196_000), ("立杆、布线和安装", 72_000)],
            )
        ],
        by=one,
    )
    money.approve_line(bought, by=other)
    money.enter_line(
        account,
        amount=-6_500,
        words="提示牌两块",
        on=today - timedelta(days=2),
        submission_key="demo signs",
        document="发票 99000002",
        pictures=[
            drawn_receipt(
                "提示牌收据",
                number="99000002",
                on=today - timedelta(days=2),
                seller="示例广告制作部",
                lines=[("“监控区域”提示牌 2 块", 5_000), ("上门安装", 1_500)],
            )
        ],
        by=one,
    )
    building = Place.objects.within(compound).of_kind(Kind.BUILDING).get(name="3栋")
    for spot, runs in (("3栋东侧绿化带灯杆", True), ("3栋西侧车棚顶", False)):
        camera = cameras.register_camera(
            place=building,
            spot=spot,
            angle="由下朝上拍外墙，窗户和阳台内部已遮挡",
            purpose="查明高空抛物，不作他用",
            keeper=committee,
            keeper_phone="19900000012",
            retention_days=30,
            account=account,
            by=one,
        )
        if runs:
            cameras.start_camera(camera, sign_up_on=today - timedelta(days=7), since=today - timedelta(days=6), by=one)


def _revenue(compound: Place, one: Post, other: Post, committee: Organisation) -> None:
    today = clock.today()
    with clock.frozen(clock.now() - timedelta(days=200)):
        account = money.open_account(
            place=compound,
            kind=Account.Kind.PUBLIC_REVENUE,
            title="锦和苑公共收益",
            keeper=committee,
            by=one,
            purpose="电梯广告、快递柜、临时停车的收入，属于全体业主，用于公共部位；每季度公布。",
        )
    for n, (days, amount, words) in enumerate(
        [
            (180, 1_260_000, "电梯广告（上半年）"),
            (150, 384_000, "快递柜场地费"),
            (121, -228_600, "更换2栋门禁"),
            (90, 962_000, "临时停车（三季度）"),
            (61, -540_000, "北门非机动车棚补漏"),
            (20, 1_260_000, "电梯广告（下半年）"),
        ],
        1,
    ):
        line = money.enter_line(
            account,
            amount=amount,
            words=words,
            on=today - timedelta(days=days),
            submission_key=f"demo revenue {n}",
            document=f"凭证 {n:03}",
            by=one,
        )
        if amount < 0:
            money.approve_line(line, by=other)
