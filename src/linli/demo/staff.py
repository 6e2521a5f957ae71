"""Who works on the fictional street: organisations, persons and their posts. Nobody here is anybody."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from linli.people.roles import Role

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
)
PASSWORD = "linli-demo-2026"


@dataclass(frozen=True)
class Unit:
    """An organisation: code, name, kind, the code of the place it serves."""

    code: str
    name: str
    kind: str
    place: str
    phone: str = ""
    people: int = 2


@dataclass(frozen=True)
class Seat:
    """A post to be filled: role, who, where, for whom."""

    role: str
    person: str
    place: str | None
    unit: str | None
    title: str = ""
    phone: str = ""
    username: str | None = None
    full_time: bool = True
    same_as: str | None = None  # the username of a person who holds this post too


STREET = "990101001"

# code, name, kind; what they have to do stands in the duty lists (cases/duties.toml)
DEPARTMENTS: list[Unit] = [
    Unit("chengguan", "区城管局云渡执法中队", "department", STREET),
    Unit("huanwei", "云渡街道环卫所", "department", STREET),
    Unit("xiaofang", "区消防救援大队", "department", STREET),
    Unit("paichusuo", "云渡派出所", "department", STREET),
    Unit("jiaojing", "交警二中队", "department", STREET),
    Unit("zhujian", "区住建局物业管理科", "department", STREET),
    Unit("shichang", "云渡市场监督管理所", "department", STREET),
    Unit("shizheng", "区市政设施管理处", "department", STREET),
    Unit("paishui", "区排水管理所", "department", STREET),
    Unit("yuanlin", "区园林绿化管理中心", "department", STREET),
    Unit("shengtai", "区生态环境分局", "department", STREET),
    Unit("weijian", "区爱国卫生运动办公室", "department", STREET),
    Unit("yingji", "云渡街道应急管理办公室", "department", STREET),
    Unit("renshe", "区人社局劳动监察大队", "department", STREET),
    Unit("minzheng", "云渡街道社会事务办公室", "department", STREET),
    Unit("jiaoyu", "区教育局基础教育科", "department", STREET),
    Unit("sifa", "云渡司法所", "department", STREET),
    Unit("ziran", "区自然资源分局", "department", STREET),
    Unit("wuyeban", "云渡街道物业管理办公室", "department", STREET),
    Unit("gongshui", "安澜供水公司云渡营业所", "enterprise", STREET),
    Unit("gongdian", "安澜供电公司云渡供电所", "enterprise", STREET),
    Unit("ranqi", "安澜燃气公司抢修中心", "enterprise", STREET),
    Unit("gongre", "安澜热力公司云渡换热站", "enterprise", STREET),
    Unit("tongxin", "安澜通信线缆维护中心", "enterprise", STREET),
]

PROPERTY = "wuye"  # stands for the property office of the case's compound

# Which units a category goes to, the likeliest first.
OWNERS: dict[str, tuple[str, ...]] = {
    "A01": (PROPERTY, "zhujian"),
    "A02": ("zhujian", "shichang", PROPERTY),
    "A03": ("wuyeban", PROPERTY),
    "A04": (PROPERTY, "shichang"),
    "A05": (PROPERTY, "xiaofang"),
    "A06": (PROPERTY,),
    "A07": ("wuyeban",),
    "A08": ("wuyeban",),
    "A09": ("zhujian", PROPERTY),
    "A10": ("zhujian", "chengguan", PROPERTY),
    "B01": ("huanwei",),
    "B02": ("chengguan",),
    "B03": ("huanwei",),
    "B04": ("chengguan",),
    "B05": ("huanwei", "chengguan", PROPERTY),
    "B06": ("huanwei",),
    "B07": ("weijian", PROPERTY),
    "B08": (PROPERTY,),
    "B09": ("paichusuo", "chengguan"),
    "C01": ("shizheng", "paishui", "tongxin"),
    "C02": ("shizheng",),
    "C03": ("shizheng",),
    "C04": ("paishui",),
    "C05": ("paishui",),
    "C06": ("shizheng", "zhujian"),
    "D01": ("gongshui",),
    "D02": ("gongdian",),
    "D03": ("ranqi",),
    "D04": ("gongre",),
    "D05": ("tongxin",),
    "E01": ("yuanlin", PROPERTY),
    "E02": ("yuanlin", "chengguan"),
    "E03": ("yuanlin",),
    "F01": ("jiaojing", PROPERTY),
    "F02": ("wuyeban", "zhujian"),
    "F03": ("chengguan",),
    "F04": ("jiaojing",),
    "G01": ("xiaofang", PROPERTY),
    "G02": ("gongdian", PROPERTY),
    "G03": ("xiaofang", "jiaojing"),
    "G04": ("paichusuo", PROPERTY),
    "G05": ("zhujian",),
    "G06": ("yingji", "xiaofang"),
    "H01": ("chengguan",),
    "H02": ("chengguan",),
    "H03": ("chengguan", "shengtai"),
    "H04": ("chengguan", "shengtai"),
    "H05": ("paichusuo",),
    "I01": ("sifa",),
    "I02": ("sifa",),
    "I03": ("renshe",),
    "I04": ("shichang",),
    "I05": ("zhujian", "sifa"),
    "J01": ("minzheng",),
    "J02": ("minzheng",),
    "J03": ("minzheng",),
    "J04": ("minzheng",),
    "J05": ("jiaoyu",),
    "J06": ("renshe",),
    "J07": ("minzheng",),
    "K01": ("ziran",),
    "K02": ("ziran", "chengguan"),
    "K03": ("minzheng",),
}


@dataclass
class Staff:
    units: list[Unit] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)


def hire(town, rng: Random) -> Staff:
    """Fill the posts of the street: 198 grid workers, 347 building leads, 79 lane leads, and all who
    serve with them.
    """
    staff = Staff()
    numbers = iter(range(1, 10_000))

    def phone() -> str:
        return f"1990000{next(numbers):04d}"

    def somebody() -> str:
        return rng.choice(SURNAMES) + rng.choice(("某", "某某"))

    home = next(c for c in town.compounds if c.name == "锦和苑")
    block = next(b for b in town.buildings if b.parent == home.code)  # where the demo's people work
    staff.units += [Unit("yundu", "云渡街道办事处", "government", STREET, phone()), *DEPARTMENTS]
    seat = staff.seats.append

    for n, username in enumerate(["jiedao", None, None], 1):
        seat(Seat(Role.STREET_CLERK, f"街道受理员{n:02d}", STREET, "yundu", phone=phone(), username=username))
    for title, username in (("党工委书记", "lingdao"), ("街道办主任", None), ("分管副主任", None)):
        seat(Seat(Role.STREET_LEADER, somebody(), STREET, "yundu", title, phone(), username))
    seat(Seat(Role.DISCIPLINE, somebody(), STREET, "yundu", phone=phone(), username="jijian"))
    seat(Seat(Role.COUNTY_SUPERVISOR, "区督办员01", town.county.code, None, phone=phone(), username="duban"))
    seat(Seat(Role.ADVISER, "法律顾问01", STREET, "yundu", full_time=False, username="guwen"))
    seat(Seat(Role.ADMINISTRATOR, "系统管理员", town.county.code, None, phone=phone(), username="admin"))
    for unit in DEPARTMENTS:
        known = unit.code if unit.code in {"chengguan", "xiaofang", "huanwei"} else None
        short = unit.name.removeprefix("区").removeprefix("云渡街道").removeprefix("安澜")[:4]
        for n in range(unit.people):
            seat(
                Seat(
                    Role.DEPARTMENT_CLERK,
                    f"{short}{n + 1:02d}",
                    STREET,
                    unit.code,
                    phone=phone(),
                    username=None if n else known,
                )
            )
        seat(Seat(Role.DEPARTMENT_HEAD, somebody(), STREET, unit.code, phone=phone()))

    for community in town.communities:
        committee, branch = f"jwh-{community.code[-3:]}", f"dzz-{community.code[-3:]}"
        staff.units.append(
            Unit(committee, f"{community.name}居民委员会", "residents_committee", community.code, phone())
        )
        staff.units.append(Unit(branch, f"中共{community.name}总支部委员会", "party_branch", community.code))
        here = community.code == home.parent
        seat(
            Seat(
                Role.COMMUNITY_HEAD,
                somebody(),
                community.code,
                committee,
                "",
                phone(),
                "shequ" if here else None,
            )
        )
        for n in (1, 2):
            name = f"{community.name}受理员{n:02d}"
            seat(
                Seat(
                    Role.COMMUNITY_CLERK,
                    name,
                    community.code,
                    committee,
                    phone=phone(),
                    username="chuangkou" if here and n == 1 else None,
                )
            )

    for compound in town.compounds:
        if compound.name.endswith(("家属院", "二村")) and not compound.name.startswith("机床"):
            continue  # without a property company: the community holds it
        office = f"{PROPERTY}-{compound.code[9:]}"
        firm = rng.choice(["安和", "澜庭", "望潮", "嘉里", "润邻", "悦居", "城投"])
        staff.units.append(Unit(office, f"{firm}物业{compound.name}服务处", "property_company", compound.code, phone()))
        here = compound.code == home.code
        seat(
            Seat(
                Role.PROPERTY_MANAGER,
                somebody(),
                compound.code,
                office,
                phone=phone(),
                username="wuye" if here else None,
            )
        )
        seat(Seat(Role.PROPERTY_CLERK, somebody(), compound.code, office, phone=phone()))
        seat(Seat(Role.STATIONED_CADRE, somebody(), compound.code, None, phone=phone()))
        if rng.random() < 0.5:
            staff.units.append(
                Unit(f"ywh-{compound.code[9:]}", f"{compound.name}业主委员会", "owners_committee", compound.code)
            )

    for n, grid in enumerate(town.grids, 1):
        committee, here = f"jwh-{grid.parent[-3:]}", grid.code == block.grid
        seat(
            Seat(
                Role.GRID_WORKER,
                f"网格员{n:03d}",
                grid.code,
                committee,
                phone=phone(),
                username="wangge" if here else None,
            )
        )
        if here:  # one person, several posts
            seat(Seat(Role.GRID_CHIEF, "", grid.code, committee, phone=phone(), same_as="shequ"))
        else:
            seat(Seat(Role.GRID_CHIEF, somebody(), grid.code, committee, phone=phone()))
    for n in range(198 - len(town.grids)):
        grid = town.grids[n % len(town.grids)]
        seat(
            Seat(
                Role.GRID_WORKER,
                f"兼职网格员{n + 1:03d}",
                grid.code,
                f"jwh-{grid.parent[-3:]}",
                phone=phone(),
                full_time=False,
            )
        )
    for building in town.buildings:
        here = building.code == block.code
        seat(
            Seat(
                Role.BUILDING_LEAD,
                somebody(),
                building.code,
                None,
                username="loudong" if here else None,
                full_time=False,
            )
        )
    for road in town.roads:
        seat(Seat(Role.LANE_LEAD, somebody(), road.code, None, full_time=False))
    board = f"ywh-{home.code[9:]}"
    if all(unit.code != board for unit in staff.units):
        staff.units.append(Unit(board, f"{home.name}业主委员会", "owners_committee", home.code))
    chair = Seat(
        Role.OWNERS_REPRESENTATIVE, "贺某某", home.code, board, "业委会主任", username="yeweihui", full_time=False
    )
    staff.seats += [chair, Seat(Role.OWNERS_REPRESENTATIVE, "任某某", home.code, None, "业主代表", full_time=False)]
    return staff


def roles_to_try() -> Iterator[tuple[str, str, str]]:
    """Login name, who that is in Chinese and in English: what `make demo` prints."""
    yield "wangge", "网格员", "grid worker"
    yield "shequ", "社区书记（兼网格长）", "community head, also grid chief"
    yield "chuangkou", "社区窗口受理员", "clerk at the community's counter"
    yield "jiedao", "街道受理员", "street clerk"
    yield "lingdao", "街道领导", "street leader"
    yield "guwen", "法律顾问", "legal adviser"
    yield "chengguan", "城管中队承办员", "city management"
    yield "huanwei", "环卫所承办员", "street cleaning"
    yield "xiaofang", "消防承办员", "fire service"
    yield "wuye", "物业经理", "property manager"
    yield "loudong", "楼栋长", "building lead"
    yield "yeweihui", "业委会主任", "owners' committee"
    yield "jijian", "纪检监察员", "discipline inspector"
    yield "duban", "区督办员", "county supervisor"
    yield "admin", "系统管理员", "administrator"
