"""By which stages neighbours talk something over, as data: who, what is recorded, for how long, what is shown. Free of
Django.

The stages are customs and local rules, not law; only two things are law and stand here as code: what came of a
deliberation, and how it was carried out, is on show for at least fifteen days (Residents' Committee Organisation Law
as in force since 2026-01-01, art. 34), and at the end the residents judge (art. 37). A topic copies the stages of the
edition in force when it is taken up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from linli.kernel.errors import Faulty
from linli.kernel.words import N_

KINDS = ("solicit", "study", "consult", "meeting", "decide", "resolve", "publish", "carry_out", "evaluate")
"""`decide` may be a council's advice; `resolve` is for the residents, their representatives or the owners, each
counted by its own rules.
"""
LEAST_SHOWN = 15
"""Days; art. 34."""
MOST_STAGES = 20
MOST_DAYS = 365


@dataclass(frozen=True)
class Step:
    """One stage as the book has it."""

    name: str
    kind: str
    who: str
    records: str
    least_days: int = 0
    publishes: bool = False


@dataclass(frozen=True)
class Procedure:
    key: str
    name: str
    note: str  # where it comes from, and how sure that is
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Reason:
    """Why a topic is not taken up. It speaks of the matter, never of whoever raised it."""

    key: str
    words: str
    words_en: str


@dataclass(frozen=True)
class Concerned:
    """A way to tell apart who is concerned, to be suggested: floor band, owner or tenant."""

    key: str
    name: str
    options: tuple[str, ...]  # none: the buildings or stairwells of the place

    def declared(self, options: tuple[str, ...] = ()) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "options": list(options or self.options)}


@dataclass(frozen=True)
class Procedures:
    by_key: Mapping[str, Procedure]
    reasons: Mapping[str, Reason]
    groups: tuple[Concerned, ...]

    @classmethod
    def read(cls, body: Any) -> Self:
        """Read the book's text; raises Faulty."""
        if not isinstance(body, dict):
            raise Faulty(N_("The book has four parts: reasons, groups, procedures and their stages."))
        procedures = _rows(body, "procedures", ("key", "name"))
        steps: dict[str, list[Step]] = {row["key"]: [] for row in procedures}
        for number, row in enumerate(_rows(body, "stages", ("procedure", "name", "kind", "who", "records")), 1):
            if row["procedure"] not in steps:
                raise Faulty(N_("Stage {number}: there is no procedure {key}."), number=number, key=row["procedure"])
            steps[row["procedure"]].append(_step(number, row))
        by_key = {
            row["key"]: _sound(Procedure(row["key"], row["name"], row.get("note", ""), tuple(steps[row["key"]])))
            for row in procedures
        }
        return cls(by_key, _reasons(body), _groups(body))


def _rows(body: Mapping[str, Any], part: str, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = body.get(part)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Faulty(N_("{part} is a list of rows."), part=part)
    for number, row in enumerate(rows, 1):
        for key in needed:
            if not str(row.get(key) or "").strip():
                raise Faulty(N_("{part}, row {number} lacks its {key}."), part=part, number=number, key=key)
    known = [row["key"] for row in rows if "key" in needed]
    if twice := next((key for key in known if known.count(key) > 1), None):
        raise Faulty(N_("Two rows have the short name {key}. Keep one of them."), key=twice)
    return [
        {key: str(value).strip() if key in needed or isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    ]


def _step(number: int, row: Mapping[str, Any]) -> Step:
    if row["kind"] not in KINDS:
        raise Faulty(N_("Stage {number}: {kind} is no kind of stage."), number=number, kind=row["kind"])
    days = row.get("least_days") or 0
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= MOST_DAYS:
        raise Faulty(N_("Stage {number}: the least days are a number up to {most}."), number=number, most=MOST_DAYS)
    if len(row["name"]) > 40 or len(row["who"]) > 80 or len(row["records"]) > 120:
        raise Faulty(N_("Stage {number}: a name has at most 40 characters, who 80, the record 120."), number=number)
    return Step(
        row["name"],
        row["kind"],
        row["who"],
        row["records"],
        days,
        bool(row.get("publishes")) or row["kind"] == "publish",
    )


def _sound(it: Procedure) -> Procedure:
    """What the law asks of every procedure."""
    if len(it.key) > 30 or len(it.steps) > MOST_STAGES:
        raise Faulty(
            N_("{name}: at most {most} stages, and a short name of at most 30 characters."),
            name=it.name,
            most=MOST_STAGES,
        )
    kinds = [step.kind for step in it.steps]
    if not kinds or kinds[-1] != "evaluate":
        raise Faulty(N_("{name}: the last stage is that residents judge what became of it."), name=it.name)
    shown = [step for step in it.steps if step.kind == "publish"]
    if not shown or shown[-1].least_days < LEAST_SHOWN:
        raise Faulty(
            N_(
                "{name}: what came of it, with its carrying out, is on show for at least {days} days "
                "(Residents' Committee Organisation Law, art. 34)."
            ),
            name=it.name,
            days=LEAST_SHOWN,
        )
    if "carry_out" in kinds and kinds.index("carry_out") > len(kinds) - 1 - kinds[::-1].index("publish"):
        raise Faulty(N_("{name}: the carrying out is shown too, so a publication follows it."), name=it.name)
    return it


def _reasons(body: Mapping[str, Any]) -> dict[str, Reason]:
    rows = _rows(body, "reasons", ("key", "words"))
    return {row["key"]: Reason(row["key"], row["words"], row.get("words_en", "")) for row in rows}


def _groups(body: Mapping[str, Any]) -> tuple[Concerned, ...]:
    return tuple(
        Concerned(row["key"], row["name"], tuple(row.get("options") or ()))
        for row in _rows(body, "groups", ("key", "name"))
    )


# --- what comes with the platform ------------------------------------------------------------------------------

_ENGLISH = {
    # stages
    "征集看法": "Hear what everybody thinks",
    "一起商量": "Talk it over together",
    "公示商定结果": "Put what was agreed on show",
    "居民评议": "Residents judge",
    "民事民提：征集看法": "Neighbours raise it: hear what everybody thinks",
    "民事民议：开会商议": "Neighbours discuss it: meet",
    "形成办法": "Decide how it is done",
    "公示办法": "Put the decision on show",
    "办理": "Carry it out",
    "公示办理结果": "Put what was done on show",
    "民事民评": "Neighbours judge it",
    "一征：征集意见": "One collection: hear opinions",
    "一议：党组织提议": "First: the Party organisation proposes",
    "二议：多方商议": "Second: all sides consult",
    "三议：居民决议": "Third: residents resolve",
    "一公开：决议公开": "First publication: the resolution",
    "实施": "Carry it out",
    "二公开：结果公开": "Second publication: the result",
    "征集意见": "Hear opinions",
    "党组织提议": "The Party organisation proposes",
    "“两委”会商议": "The two committees consult",
    "党员大会审议": "The Party members review",
    "居民会议或居民代表会议决议": "The residents or their representatives resolve",
    "决议公开": "Publish the resolution",
    "实施结果公开": "Publish what was done",
    "选题": "Choose the topic",
    "调研": "Look into it",
    "协商": "Consult",
    "成果清单移交": "Hand over what was agreed",
    "公示成果清单": "Put what was agreed on show",
    "跟踪落实": "Follow it up",
    "公示落实情况": "Put what became of it on show",
    "评议": "Judge it",
    # who
    "居委会、楼栋长": "residents' committee, building leads",
    "居委会召集相关住户": "the households concerned, called by the residents' committee",
    "居委会": "residents' committee",
    "参与的居民": "residents who took part",
    "居民、网格员": "residents, grid workers",
    "居委会召集相关方": "those concerned, called by the residents' committee",
    "议事会或有权决定的会议": "the council, or the meeting that may decide",
    "承诺的各方": "those who promised",
    "居委会、网格员": "residents' committee, grid workers",
    "社区党组织": "the community's Party organisation",
    "居委会、物业、业委会、"
    "居民代表": "residents' committee, property manager, owners' committee, residents' representatives",
    "居民会议、居民代表会议或业主": "the residents' assembly, their representatives, or the owners",
    "社区党组织、居委会": "the Party organisation, residents' committee",
    "社区党员大会": "the community's Party members",
    "居民会议或居民代表会议": "the residents' assembly, or their representatives",
    "居委会组织实施，居务监督委员会监督": "residents' committee; its supervision committee watches",
    "协商议事室，党委领导": "the consultation room, led by the Party committee",
    "政协委员、相关居民": "members of the CPPCC, residents concerned",
    "直接相关的居民、政协委员、部门": "residents directly concerned, members of the CPPCC, departments",
    "承办部门": "the department in charge",
    "协商议事室": "the consultation room",
    # what is recorded
    "各方看法与条件": "what each side thinks, and under which conditions",
    "到场各方与商定的办法": "who came, and what was agreed",
    "解决与否、评分": "solved or not, and a grade",
    "线上线下看法数量与最大公约数": "how many voices online and on paper, and the common ground",
    "会议纪要、到会情况、承诺": "minutes, who came, what was promised",
    "决定的内容与依据": "what was decided, and on what basis",
    "进度、照片、花费": "progress, photos, cost",
    "线上、入户、意见箱各收到多少": "how many came online, at the door and by the box",
    "提议内容与研究日期": "what is proposed, and when it was studied",
    "到会人数与表决结果": "how many came, and the count",
    "商议意见": "what was said",
    "审议意见、到会党员数": "what the review found, how many members came",
    "选题理由": "why this topic",
    "调研情况与各方看法": "what was found, and what each side thinks",
    "协商纪要、成果清单": "minutes, list of what was agreed",
    "承办部门与期限": "who is in charge, and until when",
    "落实情况": "what was done",
    "公示标题、起止日期、张贴地点": "title of the notice, from when to when, where it hangs",
}

_UNSURE = "名称与步骤按通行说法整理，未找到全国性文本，请以试点街道文件为准，名称可改"
_UNSURE_EN = (
    "Names and steps follow common usage; no national text was found. "
    "The pilot streets' own papers decide; names can be changed."
)
_PUBLIC = "公示标题、起止日期、张贴地点"


def _stages(key: str, *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    """(name, kind, who, record, least days) as rows of the book."""
    return [
        {
            "procedure": key,
            "name": name,
            "name_en": _ENGLISH[name],
            "kind": kind,
            "who": who,
            "who_en": _ENGLISH[who],
            "records": records,
            "records_en": _ENGLISH[records],
            "least_days": days,
            "publishes": kind == "publish",
        }
        for name, kind, who, records, days in rows
    ]


SHIPPED: dict[str, Any] = {
    "reasons": [
        {
            "key": "not_ours",
            "words": "不属于本社区协商事项，应由其他部门或程序处理",
            "words_en": "not for this community to talk over; another office or procedure is in charge",
        },
        {
            "key": "owners_only",
            "words": "属于业主共同决定事项，应由业主大会启动",
            "words_en": "for the owners to decide jointly; their assembly begins it",
        },
        {
            "key": "case",
            "words": "属于个人诉求或报修，请作为事项上报",
            "words_en": "one household's matter or a repair; please report it as a case",
        },
        {
            "key": "same",
            "words": "与正在协商的议题相同，已并入该议题",
            "words_en": "the same is being talked over already",
        },
        {
            "key": "settled",
            "words": "一年内已协商过，且没有新的情况",
            "words_en": "was talked over within a year and nothing is new",
        },
        {
            "key": "unlawful",
            "words": "所提内容违反法律法规或侵害他人权利",
            "words_en": "against the law, or against somebody's rights",
        },
        {"key": "unclear", "words": "内容不清，无法形成可协商的问题", "words_en": "not clear enough to be talked over"},
    ],
    "groups": [
        {"key": "building", "name": "楼栋", "name_en": "Building", "options": [], "options_en": []},
        {
            "key": "floor",
            "name": "楼层",
            "name_en": "Floor",
            "options": ["1—2层", "3—5层", "6层及以上"],
            "options_en": ["floors 1–2", "floors 3–5", "floor 6 and above"],
        },
        {
            "key": "tenure",
            "name": "业主或租户",
            "name_en": "Owner or tenant",
            "options": ["业主", "租户"],
            "options_en": ["owner", "tenant"],
        },
        {
            "key": "ev",
            "name": "电动车",
            "name_en": "Electric bicycles",
            "options": ["有电动车", "没有电动车"],
            "options_en": ["has one", "has none"],
        },
        {
            "key": "shop",
            "name": "商户",
            "name_en": "Shops",
            "options": ["沿街商户", "住户"],
            "options_en": ["shop on the street", "resident"],
        },
    ],
    "procedures": [
        {
            "key": "plain",
            "name": "简易协商",
            "name_en": "Simple consultation",
            "note": "适用于楼栋、单元内的小事；公示与评议按《城市居民委员会组织法》第三十四条、第三十七条",
            "note_en": "For small matters of a building or stairwell. "
            "Publication and judgement by the Urban Residents' "
            "Committee Organisation Law, art. 34 and 37",
        },
        {
            "key": "civil3",
            "name": "民事民提民议民评",
            "name_en": "Neighbours raise it, discuss it and judge it",
            "note": "民事民提、民事民议、民事民评的通行做法，步骤可按本地文件修改",
            "note_en": "Common practice; its steps can be changed to what the local papers say",
        },
        {
            "key": "solicit3",
            "name": "一征三议两公开",
            "name_en": "One collection, three discussions, two publications",
            "note": f"一征：征集；三议：提议、商议、决议；两公开：决议公开、结果公开。{_UNSURE}",
            "note_en": f"Opinions are collected; a proposal, a consultation and a resolution follow; "
            f"the resolution and its result are published. {_UNSURE_EN}",
        },
        {
            "key": "four2",
            "name": "四议两公开（社区）",
            "name_en": "Four discussions and two publications (urban)",
            "note": "村级“四议两公开”的城市社区变通：末一议由居民会议或居民代表会议决议。"
            "参照《城市居民委员会组织法》第三十条至第三十四条",
            "note_en": "The villages' procedure as urban communities use it: last, the residents or their "
            "representatives resolve. See the Urban Residents' Committee Organisation Law, art. 30 to 34",
        },
        {
            "key": "cppcc",
            "name": "有事好商量",
            "name_en": "Let's talk it over (CPPCC)",
            "note": "政协协商品牌，由县级政协负责，不是居委会自身的程序；具体步骤以当地政协文件为准",
            "note_en": "Run by the county's Political Consultative Conference "
            "(CPPCC), not by the residents' committee; "
            "its own papers say which steps",
        },
    ],
    "stages": [
        *_stages(
            "plain",
            ("征集看法", "solicit", "居委会、楼栋长", "各方看法与条件", 3),
            ("一起商量", "consult", "居委会召集相关住户", "到场各方与商定的办法", 0),
            ("公示商定结果", "publish", "居委会", _PUBLIC, 15),
            ("居民评议", "evaluate", "参与的居民", "解决与否、评分", 3),
        ),
        *_stages(
            "civil3",
            ("民事民提：征集看法", "solicit", "居民、网格员", "线上线下看法数量与最大公约数", 7),
            ("民事民议：开会商议", "meeting", "居委会召集相关方", "会议纪要、到会情况、承诺", 0),
            ("形成办法", "decide", "议事会或有权决定的会议", "决定的内容与依据", 0),
            ("公示办法", "publish", "居委会", _PUBLIC, 15),
            ("办理", "carry_out", "承诺的各方", "进度、照片、花费", 0),
            ("公示办理结果", "publish", "居委会", _PUBLIC, 15),
            ("民事民评", "evaluate", "参与的居民", "解决与否、评分", 7),
        ),
        *_stages(
            "solicit3",
            ("一征：征集意见", "solicit", "居委会、网格员", "线上、入户、意见箱各收到多少", 7),
            ("一议：党组织提议", "study", "社区党组织", "提议内容与研究日期", 0),
            ("二议：多方商议", "meeting", "居委会、物业、业委会、居民代表", "会议纪要、到会情况、承诺", 0),
            ("三议：居民决议", "resolve", "居民会议、居民代表会议或业主", "到会人数与表决结果", 0),
            ("一公开：决议公开", "publish", "居委会", _PUBLIC, 15),
            ("实施", "carry_out", "承诺的各方", "进度、照片、花费", 0),
            ("二公开：结果公开", "publish", "居委会", _PUBLIC, 15),
            ("居民评议", "evaluate", "参与的居民", "解决与否、评分", 7),
        ),
        *_stages(
            "four2",
            ("征集意见", "solicit", "居委会、网格员", "线上、入户、意见箱各收到多少", 7),
            ("党组织提议", "study", "社区党组织", "提议内容与研究日期", 0),
            ("“两委”会商议", "consult", "社区党组织、居委会", "商议意见", 0),
            ("党员大会审议", "consult", "社区党员大会", "审议意见、到会党员数", 0),
            ("居民会议或居民代表会议决议", "resolve", "居民会议或居民代表会议", "到会人数与表决结果", 0),
            ("决议公开", "publish", "居委会", _PUBLIC, 15),
            ("实施", "carry_out", "居委会组织实施，居务监督委员会监督", "进度、照片、花费", 0),
            ("实施结果公开", "publish", "居委会", _PUBLIC, 15),
            ("居民评议", "evaluate", "参与的居民", "解决与否、评分", 7),
        ),
        *_stages(
            "cppcc",
            ("选题", "study", "协商议事室，党委领导", "选题理由", 0),
            ("调研", "solicit", "政协委员、相关居民", "调研情况与各方看法", 7),
            ("协商", "meeting", "直接相关的居民、政协委员、部门", "协商纪要、成果清单", 0),
            ("成果清单移交", "consult", "承办部门", "承办部门与期限", 0),
            ("公示成果清单", "publish", "协商议事室", _PUBLIC, 15),
            ("跟踪落实", "carry_out", "承办部门", "落实情况", 0),
            ("公示落实情况", "publish", "协商议事室", _PUBLIC, 15),
            ("评议", "evaluate", "参与的居民", "解决与否、评分", 7),
        ),
    ],
}
