"""What came in twice and was found to be one matter; and talks between neighbours."""

from datetime import timedelta

from linli.cases import actions
from linli.cases.actions import mediation
from linli.cases.models import Case
from linli.cases.queries import category_by_code
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place

LIFT = [
    "单元电梯今天早上又停了，九楼有位老人坐轮椅下不来",
    "电梯坏了，抱着孩子爬上来的",
    "电梯停在三楼不动，麻烦快点修",
    "我家也是，电梯坏了没法下楼",
    "电梯又坏了，这个月第二次",
    "电梯坏了，外卖都送不上来",
    "家里老人要去透析，电梯停了怎么办",
    "电梯不动了",
]


def bring_together() -> None:
    """At the block whose people can be tried: a dead lift with many voices, one case beside it, a merge, one taken
    back.
    """
    worker = Post.objects.get(person__username="wangge", role=Role.GRID_WORKER)
    building = Place.objects.filter(grid=worker.place, kind="building", parent__name="锦和苑").order_by("order").first()
    lift = _report(building, LIFT[0])
    lift = actions.take_up(lift, by=worker)
    for words in LIFT[1:6]:
        actions.join_case(lift, words=words, source="web")
    same, other = _report(building, LIFT[6]), _report(building, "货梯里有积水，电梯门关不严")
    actions.merge(same, into=Case.objects.get(pk=lift.pk), words="同一部电梯，电话里问过楼栋长", by=worker)
    mistaken = actions.merge(other, into=Case.objects.get(pk=lift.pk), words="看着是同一部电梯", by=worker)
    actions.unmerge(mistaken, words="到现场看了，是货梯积水，不是客梯停运", by=worker)
    _report(building, LIFT[7])  # found beside the first, by whoever looks


def _report(place: Place, words: str) -> Case:
    return actions.report_case(place=place, words=words, source="plate", category="A04").case


def mediate() -> None:
    """One file in talks, one agreed and to be followed up today, some ended: kept by the community's clerk and head."""
    clerk = Post.objects.get(person__username="chuangkou")
    head = Post.objects.get(person__username="shequ", role=Role.COMMUNITY_HEAD)
    adviser = Post.objects.get(person__username="guwen")
    homes = list(Place.objects.within(clerk.place).of_kind("building").select_related("grid").order_by("path")[:8])
    dispute = Case.objects.within(clerk.place).filter(category__code="I01", state__in=["reported", "taken_up"]).first()
    with clock.shifted(-timedelta(days=21)):
        talking = _begin(homes[0], "I01", "楼上漏水，两户", clerk, ("赵某某", "钱某某"), case=dispute)
        talking = mediation.invite(talking, post=adviser, capacity="adviser", by=clerk)
        talking = mediation.invite(talking, name="孙某某", capacity="volunteer", by=clerk)
        agreed = _begin(homes[1], "I05", "租房押金，房东与租客", head, ("李某某", "周某某"))
    with clock.shifted(-timedelta(days=14)):
        words = "两家都到了。楼上说防水是开发商做的，愿意先请人查漏点；楼下要求赔吊顶。约好下周再谈。"
        mediation.note_talk(talking, at=clock.now(), where="社区调解室", present="A B", words=words, by=clerk)
        mediation.note_talk(
            agreed,
            at=clock.now(),
            where="社区调解室",
            present="A B",
            words="对房屋交接单逐项看过，分歧只剩墙面。",
            by=head,
        )
    with clock.shifted(-timedelta(days=7)):
        terms = "一、房东退还押金的八成；\n二、租客自行修补墙面划痕；\n三、钥匙当场交接，此后互不追究。"
        mediation.agree(_now(agreed), words=terms, follow_up_on=(clock.now() + timedelta(days=7)).date(), by=head)
    for n, (how, place) in enumerate(zip(["kept", "kept", "failed", "withdrawn", "kept"], homes[2:7], strict=False)):
        _ended(how, place, clerk, days=40 + 9 * n)


def _begin(place: Place, code: str, title: str, by: Post, names: tuple[str, str], *, case: Case | None = None):
    begun = mediation.open_mediation(
        place=case.place if case else place, category=category_by_code(code), title=title, case=case, by=by
    )
    for side, name in zip("AB", names, strict=True):
        begun = mediation.name_party(
            begun, side=side, name=name, phone=f"1990000{5500 + ord(side)}", agreed_to_talk=True, by=by
        )
    return begun


def _ended(how: str, place: Place, by: Post, *, days: int) -> None:
    with clock.shifted(-timedelta(days=days)):
        file = _begin(place, "I01", "噪声，楼上楼下", by, ("吴某某", "郑某某"))
        file = mediation.note_talk(file, at=clock.now(), present="A B", words="各自说了情况。", by=by)
    with clock.shifted(-timedelta(days=days - 12)):
        if how != "kept":
            mediation.end_mediation(file, how=how, words="已告知可以向法院起诉，或到街道法律服务室咨询。", by=by)
            return
        file = mediation.agree(file, words="晚上十点以后不拖动家具，桌椅脚加软垫。", by=by)
    with clock.shifted(-timedelta(days=days - 20)):
        mediation.follow_up(file, words="两家都说好多了。", kept=True, by=by)


def _now(file):
    return type(file).objects.get(pk=file.pk)
