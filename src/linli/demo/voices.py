"""What the demo's neighbours say: statements as they are spoken in a yard, and who agrees, by floor, car or age;
channels mixed.

The tree-shade chat, which is going on, comes in by the real actions: cards, a stall, a box opened by two. What was
said long ago is written in bulk, as the actions would have left it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from linli.councils import actions
from linli.councils.actions import Said
from linli.councils.actions.topics import next_number
from linli.councils.models import Channel, Opening, Participant, Stance, Statement, Topic
from linli.kernel import clock
from linli.kernel.codes import PLATE_LETTERS
from linli.people.models import Post
from linli.people.roles import Role

type Shares = Sequence[float]
"""How many agree, for each option of the group by which they differ."""


@dataclass(frozen=True)
class Line:
    """A statement, what each group says to it, and of what it is a condition."""

    words: str
    agree: Shares
    condition_of: int = 0
    kind: str = Statement.Kind.STATEMENT
    by: bool = True  # a neighbour's; else the community's own, to begin with


@dataclass(frozen=True)
class Talk:
    people: Shares  # of each option of the group by which they differ
    lines: Sequence[Line]
    channels: Mapping[str, int]  # weights
    refused: Sequence[tuple[str, str]] = field(default_factory=tuple)  # words, reason
    group: int = 0  # which of the topic's groups that is


ON_PAPER = {"online": 55, "card": 17, "door": 11, "stall": 10, "box": 5, "meeting": 2}
TALKS = {
    "trees": Talk(
        people=(38, 34, 42),
        lines=[
            Line("枝叶把六楼窗户全挡了，白天都要开灯，该修了", (0.3, 0.66, 0.95), by=False),
            Line("夏天全靠这几棵树遮阴，修秃了一楼没法住", (0.95, 0.62, 0.28), by=False),
            Line("一根枝条都别动，树长了二十年不容易", (0.42, 0.12, 0.03), by=False),
            Line("干脆把靠楼的三棵移走", (0.05, 0.2, 0.5), by=False),
            Line("只修高处挡光的枝条，低处的树荫留着", (0.8, 0.86, 0.85), by=False),
            Line("请懂园林的师傅来修，别让人拿锯子乱锯", (0.84, 0.88, 0.86)),
            Line("等入冬叶子落了再修", (0.86, 0.78, 0.66)),
            Line("修下来的枝叶当天清走，别堆在单元门口", (0.86, 0.85, 0.88)),
            Line("修之前贴通知，好让大家把车挪开", (0.84, 0.86, 0.86)),
            Line("春天孵小鸟的时候不能动", (0.84, 0.7, 0.52)),
            Line("钱从公共收益里出，花了多少贴出来", (0.78, 0.8, 0.76)),
            Line("先查鸟窝，有窝的那根枝留着", (0.86, 0.84, 0.82), condition_of=1),
            Line("只修三层窗户以上，下面的树荫不动", (0.98, 0.97, 0.98), condition_of=1),
            Line("一年至少修一次，别等挡严实了再说", (0.58, 0.72, 0.9), condition_of=2),
        ],
        channels=ON_PAPER,
        refused=[
            ("302那家的树，谁种的谁砍", "names"),
            ("顺便把停车费也降一降", "off_topic"),
            ("树太密挡光，该修了", "same"),
            ("管树的都是吃干饭的", "attack"),
            ("树要修，狗要牵绳，车要停好", "two"),
        ],
    ),
    "parking": Talk(
        people=(52, 38, 14),
        lines=[
            Line("消防通道谁也不能停，先把这条定死", (0.9, 0.95, 0.97), by=False),
            Line("一户先保一个车位，多的再抽签", (0.82, 0.6, 0.55), by=False),
            Line("自行车和电动车要有棚，别淋雨", (0.7, 0.96, 0.72), by=False),
            Line("外面的车一律不许进来", (0.72, 0.5, 0.46)),
            Line("老人的代步车就近停在单元门口", (0.76, 0.83, 0.92)),
            Line("草地一寸也不许改成车位", (0.28, 0.58, 0.8)),
            Line("夜里十点前留几个临停位给接送孩子的", (0.8, 0.62, 0.6), condition_of=4),
        ],
        channels=ON_PAPER,
        refused=[("车位都让关系户占了", "attack")],
    ),
    "charging": Talk(
        people=(48, 36),
        lines=[
            Line("楼下能充电，就没人往屋里拉线了", (0.92, 0.62), by=False),
            Line("离楼太近，着了火怎么办", (0.4, 0.9), by=False),
            Line("装在北门室外，隔开三米以上", (0.84, 0.72), condition_of=2),
            Line("夜里十一点断电", (0.6, 0.86), condition_of=1),
            Line("电费要按政府指导价，不许加价", (0.95, 0.8)),
            Line("收的钱归全体业主，每季度公布", (0.82, 0.93)),
        ],
        channels=ON_PAPER,
    ),
    "cameras": Talk(
        people=(26, 24, 18),
        lines=[
            Line("往楼下扔东西会要命，必须拍下来", (0.95, 0.94, 0.92), by=False),
            Line("摄像头朝上，会不会拍到我家窗户里", (0.55, 0.6, 0.52), by=False),
            Line("只拍外墙，画面里把窗户遮住", (0.9, 0.9, 0.88), condition_of=2),
            Line("自愿出钱，出多出少都贴出来", (0.8, 0.84, 0.82)),
            Line("录像到三十天就删", (0.74, 0.78, 0.8)),
            Line("谁要看录像，得两个人在场", (0.8, 0.76, 0.82)),
        ],
        channels=ON_PAPER,
    ),
    "dogs": Talk(
        people=(17, 26),
        lines=[
            Line("下楼就得牵绳，见了老人孩子收短", (0.86, 0.97), by=False),
            Line("早上六点半前、晚上九点后遛，错开跑步的", (0.8, 0.84), by=False),
            Line("狗粪自己捡，物业放几个袋子", (0.94, 0.95)),
            Line("草坪不让狗进", (0.3, 0.82)),
            Line("给大型犬划一块地方", (0.88, 0.56), condition_of=4),
        ],
        channels=ON_PAPER,
        group=1,
    ),
    "parcels": Talk(
        people=(27, 21),
        lines=[
            Line("快递车中午堵在南门，接孩子的老人过不去", (0.72, 0.95), by=False),
            Line("上班的只有中午有空，得能取到件", (0.95, 0.66), by=False),
            Line("放学那阵子，车别进小区", (0.78, 0.96)),
            Line("车停北门，多走几步取件也行", (0.88, 0.84), condition_of=2),
            Line("老人的药和大件还是送到门口", (0.88, 0.94), condition_of=3),
        ],
        channels=ON_PAPER,
    ),
    "stairs": Talk(
        people=(24, 22, 16),
        lines=[
            Line("楼道是逃生的路，鞋柜纸箱都得清走", (0.84, 0.86, 0.93), by=False),
            Line("门口放一双鞋、一把伞总可以吧", (0.72, 0.62, 0.44), by=False),
            Line("清之前贴通知，给一周时间自己搬", (0.93, 0.9, 0.88)),
            Line("独居老人搬不动，得有人上门帮着搬", (0.97, 0.94, 0.95), condition_of=1),
            Line("清完谁又放出来，物业当天就找他", (0.58, 0.66, 0.8)),
        ],
        channels=ON_PAPER,
    ),
    "dancing": Talk(
        people=(25, 23),
        lines=[
            Line("音响太大，孩子没法写作业", (0.9, 0.62), by=False),
            Line("饭后活动活动身子，一天就这一会儿", (0.64, 0.96), by=False),
            Line("晚上八点半结束", (0.9, 0.82), condition_of=2),
            Line("音响对着空地，调到说话能听清", (0.92, 0.88), condition_of=2),
            Line("考试那几天停一停", (0.88, 0.76)),
        ],
        channels=ON_PAPER,
    ),
    "elders": Talk(
        people=(8, 5, 4),
        lines=[
            Line("门口四级台阶该有扶手，下雨天滑", (0.98, 0.96, 0.95), by=False),
            Line("扶手别挡住一楼的门", (0.9, 0.8, 0.75)),
        ],
        channels={"online": 5, "door": 4},
    ),
}

SHADE = [
    ("like", "树底下凉快，天天能见着老伙计"),
    ("like", "下棋的、带孩子的都在这儿，热闹"),
    ("need", "要几张带靠背的长椅，小板凳坐久了腰疼"),
    ("need", "天黑了台阶看不清，装盏灯"),
    ("need", "蚊子多，打药之前先说一声"),
    ("need", "下雨天没地方去，活动室能不能天天开门"),
    ("statement", "晚上九点半散了，别吵着楼上睡觉"),
    ("statement", "中午可以放收音机"),
]


def raise_voices(topics: Mapping[str, Topic]) -> None:
    """After the topics: what was said to each of them."""
    clerk = Post.objects.get(person__username="chuangkou")
    worker = Post.objects.filter(person__username="wangge", role=Role.GRID_WORKER).order_by("starts").first()
    for key, talk in TALKS.items():
        _written(topics[key], talk, clerk, worker, Random(f"voices {key}"))
    _under_the_tree(topics["shade"], clerk, worker, Random("voices shade"))


# --- what was said long ago -------------------------------------------------------------------------------------


def _written(topic: Topic, talk: Talk, clerk: Post, worker: Post, rng: Random) -> None:
    """While the first stage was on, in which everybody is heard."""
    stage = topic.stages.get(order=1)
    start, span = stage.began_at, (stage.ended_at or clock.now()) - stage.began_at - timedelta(hours=14)
    people = _people(topic, talk, worker, start, span, rng)
    _open_boxes(topic, people, clerk, worker)
    statements = _statements(topic, talk, people, clerk, start, span)
    Stance.objects.bulk_create(_stances(talk, people, statements, worker, rng), batch_size=2000)


def _people(topic: Topic, talk: Talk, worker: Post, start: datetime, span: timedelta, rng: Random) -> list[Participant]:
    group = topic.groups[talk.group]
    belong = [option for option, n in zip(group["options"], talk.people, strict=True) for _ in range(int(n))]
    belong += [""] * (len(belong) // 18)
    rng.shuffle(belong)
    first, made = next_number(topic), []
    for n, option in enumerate(belong):
        channel = rng.choices(list(talk.channels), list(talk.channels.values()))[0]
        groups = {group["key"]: option} | {
            g["key"]: rng.choice([*g["options"], g["options"][0], g["options"][0], ""])
            for g in topic.groups
            if g is not group
        }
        paper = channel != Channel.ONLINE
        made.append(
            Participant(
                topic=topic,
                number=first + n,
                channel=channel,
                groups=groups,
                entered_by=worker if paper else None,
                code="".join(rng.choice(PLATE_LETTERS) for _ in range(8)) if paper else None,
                joined_at=start + timedelta(hours=12) + (span - timedelta(hours=12)) * n / len(belong),
            )
        )
    return Participant.objects.bulk_create(made)


def _open_boxes(topic: Topic, people: list[Participant], clerk: Post, worker: Post) -> None:
    """What came by the letter box lay in one that two opened."""
    boxed = [person.joined_at for person in people if person.channel == Channel.BOX]
    if boxed:
        at = min(at for at in boxed if at)
        Opening.objects.create(
            topic=topic,
            where="东门意见箱",
            cards=len(boxed),
            by=clerk,
            witness=worker,
            at=at - timedelta(hours=1),
            confirmed_at=at,
        )


def _statements(
    topic: Topic, talk: Talk, people: list[Participant], clerk: Post, start: datetime, span: timedelta
) -> list[Statement]:
    made: list[Statement] = []
    rows: list[tuple[Line, str]] = [(line, "") for line in talk.lines]
    rows += [(Line(words, ()), reason) for words, reason in talk.refused]
    for number, (line, reason) in enumerate(rows, 1):
        at = start + timedelta(hours=6) + span * number / (2 * len(rows))
        made.append(
            Statement(
                topic=topic,
                number=number,
                words=line.words,
                kind="condition" if line.condition_of else line.kind,
                condition_of=made[line.condition_of - 1] if line.condition_of else None,
                said_at=at,
                moderated_at=at + timedelta(hours=2),
                moderated_by=clerk,
                entered_by=None if line.by else clerk,
                author=people[number] if line.by else None,
                state="refused" if reason else "shown",
                reason=reason,
                same_as=made[0] if reason == "same" else None,
            )
        )
    Statement.objects.bulk_create(made)
    return made


def _stances(talk: Talk, people: list[Participant], statements: list[Statement], worker: Post, rng: Random):
    """What each one says: by their group mostly, and now and then against it. Nobody answers everything."""
    conditions: dict[int, list[Statement]] = {}
    for line, statement in zip(talk.lines, statements, strict=False):
        if line.condition_of:
            conditions.setdefault(line.condition_of, []).append(statement)
    for n, person in enumerate(people):
        group = person.topic.groups[talk.group]
        option, options = person.groups[group["key"]], group["options"]
        eager = rng.uniform(0.7, 1)
        for number, (line, statement) in enumerate(zip(talk.lines, statements, strict=False), 1):
            if rng.random() > eager and statement.author_id != person.pk:
                continue
            share = line.agree[options.index(option)] if option else sum(line.agree) / len(line.agree)
            wish = None
            if statement.author_id == person.pk or rng.random() < share:
                side = "agree"
            elif number in conditions and rng.random() < 0.55:
                side, wish = "if", rng.choice(conditions[number])
            else:
                side = "pass" if rng.random() < 0.2 else "disagree"
            joined = person.joined_at or clock.now()
            yield Stance(
                participant=person,
                statement=statement,
                side=side,
                condition=wish,
                channel=person.channel,
                entered_by=None if person.channel == Channel.ONLINE else worker,
                said_at=max(joined, statement.said_at) + timedelta(minutes=n % 50),
            )


# --- going on now -----------------------------------------------------------------------------------------------


def _under_the_tree(topic: Topic, clerk: Post, worker: Post, rng: Random) -> None:
    """Thirty old neighbours, most of them on paper: fewer than shares could be told of."""
    begin = (topic.screened_at or topic.raised_at) + timedelta(hours=5)
    options = [group["options"] for group in topic.groups]
    keys = [group["key"] for group in topic.groups]
    with clock.frozen(begin):
        first = actions.seed(topic, [words for kind, words in SHADE if kind == "statement"], by=clerk)
        starter = actions.join(topic, device="demo under the tree")
        actions.declare(starter, dict(zip(keys, [options[0][0], options[1][1]], strict=True)))
        for kind, words in SHADE:
            if kind != "statement":
                actions.moderate(actions.add_statement(starter, words, kind=kind), show=True, by=clerk)
        cards = [one.code or "" for one in actions.print_cards(topic, 24, by=clerk)]
    numbers = list(topic.statements.filter(state="shown").order_by("number").values_list("number", flat=True))

    def lines() -> list[Said]:
        asked = [n for n in numbers if rng.random() < 0.8] or numbers[:1]
        return [Said(n, rng.choices(("agree", "disagree", "pass"), (8, 1, 1))[0]) for n in asked]

    def groups() -> dict[str, str]:
        return dict(
            zip(
                keys,
                [rng.choice(options[0]), rng.choice((options[1][1], options[1][1], options[1][0], ""))],
                strict=True,
            )
        )

    def enter(n: int, channel: str, at: datetime, **more) -> None:
        with clock.frozen(at):
            actions.take_voice(
                topic,
                lines(),
                channel=channel,
                by=worker,
                submission_key=f"demo {channel} {n}",
                groups=groups(),
                **more,
            )

    for n in range(12):
        enter(n, "stall", begin + timedelta(days=1, minutes=9 * n), own="下棋的桌子别占人行道" if n == 4 else "")
    for n in range(7):
        enter(n, "card", begin + timedelta(days=2, minutes=4 * n), code=cards[n])
    with clock.frozen(begin + timedelta(days=3)):
        actions.witness_box(actions.open_box(topic, where="3栋门厅意见箱", cards=6, by=clerk), cards=6, by=worker)
    for n in range(5):
        enter(n, "box", begin + timedelta(days=3, minutes=10 + 3 * n), code=cards[10 + n])
    for n in range(2):
        enter(n, "door", begin + timedelta(days=3, hours=2, minutes=5 * n))
    with clock.frozen(begin + timedelta(days=3, hours=4)):
        phone = actions.join(topic, device="demo by phone")
        actions.declare(phone, dict(zip(keys, [options[0][2], options[1][0]], strict=True)))
        actions.say(phone, first[0], "agree")
        actions.say(phone, first[1], "if", condition="声音小一点，别对着楼上")
        actions.add_statement(phone, "请社区主任每个月来坐一次")
        actions.open_box(topic, where="北门岗亭意见箱", cards=4, by=worker)
