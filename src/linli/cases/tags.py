"""A street's own words for matters. Never for people: what looks like somebody's name, phone, car or door is refused.

Free of Django. Nothing here knows every name; it finds the ways in which names are usually written.
"""

import re
import unicodedata

from linli.cases.blots import for_the_public
from linli.kernel.errors import Faulty
from linli.kernel.words import N_

LONGEST = 20

# The most frequent surnames, but for those that also begin everyday words (高空, 水电, 方案, 周末, 林地, 金属, 石材 …).
_SURNAMES = (
    "李王张刘陈杨赵吴徐孙胡朱郭何罗宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_WORDS = (
    "李子",
    "张贴",
    "张挂",
    "刘海",
    "陈旧",
    "陈年",
    "杨树",
    "杨梅",
    "胡同",
    "朱红",
    "何时",
    "余料",
    "余土",
    "余泥",
    "石材",
    "石子",
    "石阶",
    "石板",
    "金属",
    "白事",
    "白蚁",
    "白色",
    "江边",
    "江堤",
    "方案",
    "方便",
    "田间",
    "田园",
    "文明",
    "文化",
    "文体",
    "常态",
    "常见",
    "易燃",
    "易爆",
    "易涝",
    "易积",
    "雷雨",
    "雷击",
    "万人",
    "汤锅",
    "任务",
    "龙头",
    "姜黄",
    "于法",
    "熊猫",
    "毛坯",
    "毛毡",
    "康复",
    "康养",
    "钟点",
    "夏季",
    "夏天",
    "夏令",
    "程序",
    "范围",
    "段落",
    "武术",
    "史料",
    "顾客",
    "钱款",
    "叶子",
    "彭场",
    "曾经",
    "许可",
    "苏打",
    "董事",
    "谢绝",
    "罗马",
    "唐装",
    "顾问",
)
_TITLES = "某|先生|女士|小姐|师傅|阿姨|大爷|大妈|大叔|大姐|大哥|老师|奶奶|爷爷|叔叔|同志|老板|老汉|老太|老头|某某|家"
_TITLED = re.compile(
    rf"[{_SURNAMES}高周林黄马梁][\u4e00-\u9fff]{{0,2}}(?:{_TITLES})$|^(?:老|小|阿)[{_SURNAMES}高周林黄马梁]$|某"
)


def tag_said(words: str) -> str:
    """The tag as it is kept; raises Faulty when it is none, or somebody."""
    words = " ".join(unicodedata.normalize("NFKC", words).replace("#", " ").split())
    if not words:
        raise Faulty(N_("Write the tag: one word for the matter, such as 飞线充电."))
    if len(words) > LONGEST:
        raise Faulty(N_("A tag has at most {most} characters."), most=LONGEST)
    if not any(sign.isalnum() for sign in words):
        raise Faulty(N_("A tag is a word: letters, not only signs."))
    if names_somebody(words):
        raise Faulty(N_("“{tag}” looks like a person, a phone or a door. Tags name matters, never people."), tag=words)
    return words


def names_somebody(words: str) -> bool:
    if for_the_public(words) != words or re.search(r"\d{5,}", words) or _TITLED.search(words):
        return True
    bare = re.fullmatch(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}", words)
    return bare is not None and not words.startswith(_WORDS) and words[-1] not in "路街巷桥村浜苑园楼站店厂河湖水电"
