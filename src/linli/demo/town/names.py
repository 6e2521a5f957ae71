"""Every name of the fictional street.

The words are ordinary ones, combined so that no real street has this set of communities, estates and roads.
"""

COUNTY = ("990101", "澜川区")
STREET = ("990101001", "云渡街道")
RIVER, CANAL = "澜川", "北渠"

OLD, RESETTLED, MIDRISE, TOWERS = "old", "resettled", "midrise", "towers"

# From the canal in the north-west to the river in the south-east, with the estates of each community.
COMMUNITIES: dict[str, tuple[tuple[str, str], ...]] = {
    "鹤浦": (("机床厂家属院", OLD), ("鹤浦佳苑", RESETTLED), ("青禾苑", MIDRISE)),
    "北渠": (("供销宿舍", OLD), ("北渠家园", RESETTLED), ("临渠雅居", MIDRISE)),
    "竹坞": (("粮油新村", OLD), ("竹里馆", MIDRISE), ("星屿府", TOWERS)),
    "双井": (("红砖里", OLD), ("双井家园", RESETTLED), ("拾光里", MIDRISE)),
    "槐荫": (("教工新村", OLD), ("槐荫公馆", TOWERS), ("桂语里", MIDRISE), ("春晓园", MIDRISE)),
    "听荷": (("邮电宿舍", OLD), ("荷风雅苑", MIDRISE), ("听雨轩", MIDRISE)),
    "云锦": (("纺机宿舍", OLD), ("棉纺二村", OLD), ("锦和苑", MIDRISE), ("云锦天章", TOWERS)),
    "石桥": (("石桥新苑", RESETTLED), ("师范家属院", OLD), ("书香里", MIDRISE), ("石桥东院", OLD)),
    "柳堤": (("柳堤新居", RESETTLED), ("工农二村", OLD), ("梧桐郡", TOWERS)),
    "东篱": (("地质队家属院", OLD), ("东篱小筑", MIDRISE), ("金穗花园", MIDRISE)),
    "新铺": (("新铺家园", RESETTLED), ("新铺南苑", RESETTLED), ("建工新村", OLD), ("海棠苑", MIDRISE)),
    "枕河": (("船厂宿舍", OLD), ("枕河人家", MIDRISE), ("澜庭", TOWERS)),
    "望潮": (("渔业新村", OLD), ("望潮湾", TOWERS), ("映月苑", MIDRISE)),
    "南埠": (("码头宿舍", OLD), ("南埠家园", RESETTLED), ("悦澜府", TOWERS)),
}

# Roads between blocks: from west to east, and from south to north, edges of the street included.
ROADS_NORTHWARD = ("西堤路", "槐荫路", "听荷路", "云渡大道", "石桥路", "鹤浦路", "东篱路")
ROADS_EASTWARD = ("滨澜路", "新铺街", "锦和街", "双井街", "北渠路", "北关街")

# The first halves of lane names.
LANES = """
豆腐 打铁 染坊 米市 竹篾 酱园 油坊 灯笼 裁缝 纸伞 石磨 铜匠 柿子 枇杷 石榴 皂角 银杏 桑园
菱角 芦花 梅影 桂子 兰畦 菊圃 井头 桥东 桥西 渠南 渠北 塘湾 河沿 埠头 闸口 渡口 堤脚 坝上
书院 文昌 学前 义塾 钟楼 鼓楼 戏台 祠前 庙后 牌坊 碑亭 照壁 和睦 同德 平安 长乐 永宁 守望
敦厚 知足 三元 四喜 五福 九如 鹤鸣 雁归 燕子 白鹭 听雨 望月
"""

# What stands on land where nobody lives, smaller and larger; a community takes the next ones it does not have yet.
MODEST_SITES = (
    ("农贸市场", "market"),
    ("小学", "school"),
    ("文体中心", "culture"),
    ("商业广场", "shops"),
    ("公园", "park"),
    ("老年公寓", "care"),
    ("公交首末站", "transport"),
    ("创意园", "works"),
)
WIDE_SITES = (("公园", "park"), ("中学", "school"), ("产业园", "works"), ("苗圃", "park"), ("体育场", "culture"))

# Side by side on one parcel of each community, with their shares of it.
COMMON_ROOMS = (
    ("社区党群服务中心", "party_centre", 0.28),
    ("社区卫生服务站", "clinic", 0.20),
    ("幼儿园", "school", 0.27),
    ("口袋公园", "park", 0.25),
)
