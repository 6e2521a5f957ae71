"""Lighter days in the demo: standard texts, tags, followed cases, kept views, and somebody who leaves."""

from datetime import timedelta

from linli.cases import actions
from linli.cases.lifecycle import OPEN
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people.actions import end_post
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place

TEXTS = [
    (
        "answer",
        "垃圾已清运",
        "您好！您反映的{地点}{事项类别}问题，我们已于{今天}现场核实并清理完毕，后续加强巡查。如有反复，"
        "请随时告诉我们。",
    ),
    (
        "answer",
        "维修已完成",
        "您好！您反映的{地点}问题已由{承办单位}维修完成，恢复正常使用。感谢您的提醒，欢迎继续监督。",
    ),
    (
        "answer",
        "需要时间办理",
        "您好！您反映的{地点}问题已核实，因需采购配件、安排施工，预计{办结期限}前办结。办结后我们会再次告知您。",
    ),
    (
        "answer",
        "不属本级职责",
        "您好！您反映的事项（编号{编号}）经核实属{承办单位}职责，已转请办理；进展可凭查询码随时查看。",
    ),
    (
        "answer",
        "已劝导整改",
        "您好！针对您反映的{地点}{事项类别}问题，工作人员已上门劝导，当事人已整改，我们将连续回看三天。",
    ),
    (
        "answer",
        "解释说明",
        "您好！您反映的情况已核实。按现行规定暂无法办理，原因已向您当面说明；如有新的情况，请继续反映。",
    ),
    (
        "dispatch",
        "请现场处置",
        "请{承办单位}到{地点}现场处置{事项类别}（{编号}），{办结期限}前答复居民，处置前后请拍照。",
    ),
    ("dispatch", "居民急盼", "此件居民等待较久，请{承办单位}优先办理，先与居民联系，再到现场。办结期限{办结期限}。"),
    ("dispatch", "反复发生", "{地点}此类问题近期反复发生，请{承办单位}查明原因，从源头解决，并附整改措施。"),
    ("note", "已到现场", "{今天}已到{地点}现场查看，情况属实。下一步："),
    ("note", "电话未接通", "{今天}致电反映人未接通，拟明日再联系。"),
    ("note", "待物业回复", "已请物业核实{地点}情况，等其回复后再定。"),
    (
        "call_back",
        "回访开场",
        "您好，这里是社区。您反映的{地点}{事项类别}问题已经办理，想问问您：问题解决了吗？您满意吗？",
    ),
    ("call_back", "未解决时", "谢谢您告诉我们。我们会重新办理，并由街道督办；您方便说说现在是什么情况吗？"),
]


def lighten(street: Place) -> None:
    """With the real actions, on what is open now. Whatever is not possible for a case is left out."""
    clerk = _post(street, Role.STREET_CLERK)
    if clerk is None:
        return
    for step, name, words in TEXTS:
        actions.write_phrase(place=street, step=step, name=name, words=words, by=clerk)
    _tag(street, clerk)
    for post in filter(
        None, (clerk, _post(street, Role.COMMUNITY_HEAD, "shequ"), _post(street, Role.COMMUNITY_CLERK, "chuangkou"))
    ):
        actions.keep_view("加急的", "view=area&urgent=on", by=post)
        for case in Case.objects.visible_to(post).open().order_by("finish_due", "id")[:2]:
            actions.follow(case, by=post)
    actions.keep_view("楼道堆物", "view=area&tag=%E6%A5%BC%E9%81%93%E5%A0%86%E7%89%A9", by=clerk)
    _somebody_leaves(street)


def _tag(street: Place, clerk: Post) -> None:
    words = {
        "飞线": "飞线充电",
        "电动": "飞线充电",
        "堆": "楼道堆物",
        "垃圾": "垃圾分类",
        "漏": "防汛",
        "停车": "停车难",
    }
    for case in Case.objects.visible_to(clerk).filter(state__in=OPEN).order_by("id")[:80]:
        for said, tag in words.items():
            if said in case.title:
                try:
                    actions.tag(case, tag, by=clerk)
                except Refused:
                    continue


def _somebody_leaves(street: Place) -> None:
    """One grid worker without a login, who keeps open cases, leaves in ten days; another has left yesterday."""
    workers = Post.objects.filter(role=Role.GRID_WORKER, person__username=None, place__path__startswith=street.path)
    keeping = workers.filter(kept_cases__state__in=OPEN).distinct().order_by("id")[:2]
    administrator = Post.objects.current().of_role(Role.ADMINISTRATOR).first()
    if administrator:
        for post, days in zip(keeping, (10, -1), strict=False):
            end_post(post, by=administrator, on=clock.today() + timedelta(days=days))


def _post(street: Place, role: Role, username: str = "") -> Post | None:
    posts = Post.objects.current().of_role(role).filter(place__path__startswith=street.path)
    posts = posts.filter(person__username=username) if username else posts
    return posts.with_names().order_by("place__path", "id").first()
