"""What stands on the ladder, what is asked to be left out, and who waits to be rung up, on the day the demo begins."""

from datetime import timedelta

from linli.cases import actions
from linli.cases.actions import calls, supervision
from linli.cases.lifecycle import State
from linli.cases.models import Approval, Case, Rung, Supervision, Voice
from linli.kernel import clock
from linli.kernel.refs import CLOCK
from linli.people.models import Post
from linli.people.queries import in_charge_of
from linli.people.roles import Role
from linli.places.models import Place


def supervise(street: Place) -> None:
    _ladder(street)
    _exclusions(street)
    _complaints(street)
    _calls(street)


def _at(case: Case, *roles: str) -> Post:
    return in_charge_of(*filter(None, [case.path, case.grid_path]), roles=roles)[0]


def _ladder(street: Place) -> None:
    """Overdue cases on every rung, some of them seen to; at the community whose people can be tried most of all."""
    home = Post.objects.get(person__username="shequ", role=Role.COMMUNITY_HEAD).place
    late = Case.objects.overdue().filter(restricted=False).order_by("finish_due")
    picked = [*late.within(home)[:4], *late.within(street).exclude(path__startswith=home.path)[:4]]
    rungs = [Rung.COMMUNITY, Rung.CHIEF, Rung.STREET, Rung.COUNTY]
    for n, case in enumerate(picked):
        rung = rungs[n % 4]
        case.late_since, case.reminded = case.finish_due, 2
        case.save(update_fields=["late_since", "reminded"])
        for step in range(Rung.CHIEF, rung + 1):
            supervision.put(case, step, why="overdue" if step == Rung.CHIEF else "silence", by=CLOCK)
        if n >= 4:
            row = case.supervisions.get(ended_at=None)
            role = {Rung.CHIEF: Role.GRID_CHIEF, Rung.COMMUNITY: Role.COMMUNITY_HEAD, Rung.STREET: Role.STREET_LEADER}
            if row.rung in role:
                actions.acknowledge(
                    row, words="已约承办单位今天下午到现场，明早给居民答复。", by=_at(case, role[Rung(row.rung)])
                )
    told = Supervision.objects.filter(case__in=picked, ended_at=None, acknowledged_at=None)
    told.update(due=clock.now() + timedelta(hours=6))


def _exclusions(street: Place) -> None:
    """One to be reviewed, one to be decided, one out, and one against which the resident has objected."""
    answered = list(
        Case.objects.filter(state=State.ANSWERED, restricted=False)
        .within(street)
        .order_by("-id")
        .select_related("category")
    )
    words = [
        "两次到现场核实，均未发现所反映的情况，照片已附。",
        "经查，该事项法院正在审理。",
        "所提要求超出现行补贴政策。",
        "核查三次，情况不属实。",
    ]
    wanted = [
        ("H", "5"),
        ("I", "2"),
        ("J", "3"),
        ("H", "5"),
    ]  # noise comes and goes; disputes are in court; benefits have their rules
    for n, (group, ground) in enumerate(wanted):
        if not answered:
            return
        case = next((one for one in answered if one.category.group == group), answered[0])
        answered.remove(case)
        clerk = _at(case, Role.COMMUNITY_CLERK)
        case = actions.ask_exclusion(case, ground=ground, words=words[n], by=clerk)
        if n == 0:
            continue
        asked = case.approvals.get(kind=Approval.Kind.EXCLUSION)
        actions.review(asked, words="材料齐全，情况属实，建议剔除，请决定。", by=_at(case, Role.STREET_CLERK))
        if n == 1:
            continue
        actions.decide(
            asked,
            granted=True,
            words=f"{words[n]}这件事不计入解决率和满意率，仍计入响应率。",
            by=_at(case, Role.STREET_LEADER),
        )
        if n == 3:
            actions.ask_readmission(case, words="你们来的时候是白天，噪音是晚上才有的。", by=case.voices.first())


def _complaints(street: Place) -> None:
    """One about a grid worker, one about a leader of the street, which is the county's; the others are
    not named yet.
    """
    inspector = Post.objects.get(person__username="jijian")
    found = Case.objects.filter(restricted=True, about_post=None).within(street).open().order_by("-id")[:3]
    for case, role in zip(found, [Role.GRID_WORKER, Role.STREET_LEADER], strict=False):
        posts = in_charge_of(*filter(None, [case.path, case.grid_path]), roles=[role])
        if posts:
            actions.name_staff(case, about=posts[-1], words="经与反映人核实。", by=inspector)


def _calls(street: Place) -> None:
    for case in Case.objects.filter(state=State.ANSWERED).within(street):
        calls.line_up(case)
    Voice.objects.exclude(next_call_at=None).update(next_call_at=clock.now() - timedelta(hours=1))
