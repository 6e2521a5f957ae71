"""Looks at contact data and a doubt about one, a photo covered for the public, exports, and a night's run, for the
demo.
"""

import io
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from linli.cases import actions
from linli.cases.actions import exports
from linli.cases.lifecycle import State
from linli.cases.models import Case, Contact, LookObjection, Photo, Voice
from linli.journal.models import Entry
from linli.kernel import clock
from linli.people.models import Post
from linli.people.queries import in_charge_of
from linli.people.roles import Role
from linli.pictures.photos import cover, take_in
from linli.places.models import Place

FACE = (0.62, 0.24, 0.13, 0.22)


def guard(street: Place) -> None:
    _looks(street)
    _photos(street)
    _exports(street)
    _run(street)


def _at(case: Case, *roles: str) -> Post:
    return in_charge_of(*filter(None, [case.path, case.grid_path]), roles=roles)[0]


def _looks(street: Place) -> None:
    """Three residents whose data somebody opened; one doubts it and waits, one was answered."""
    inspector = Post.objects.get(person__username="jijian")
    found = Voice.objects.filter(
        contact__isnull=False, case__state__in=[State.TAKEN_UP, State.ANSWERED], case__restricted=False
    )
    purposes = ["核实情况: 确认楼层", "约定上门时间", "核实情况"]
    for n, (voice, purpose) in enumerate(
        zip(found.filter(case__in=Case.objects.within(street)).order_by("-id")[:3], purposes, strict=False)
    ):
        actions.open_contact(voice, purpose=purpose, by=_at(voice.case, Role.COMMUNITY_CLERK))
        if n == 2:
            continue
        look = Entry.objects.filter(subject=voice.case.ref, event="ContactOpened").latest("seq")
        actions.object_to_look(voice, look.pk, words="我没有接到过电话，为什么要看？" if n else "")
        if n:
            doubt = LookObjection.objects.get(voice=voice)
            words = "经查，当天下午拨打过一次未接通，属于工作需要。今后未接通也会在办理记录里写明。"
            actions.answer_look(doubt, proper=True, words=words, by=inspector)


def _photos(street: Place) -> None:
    """A lamp that was changed: the resident's photo waits to be covered, the worker's stands in public with a face
    covered.
    """
    home = Post.objects.filter(person__username="wangge", role=Role.GRID_WORKER).first()
    building = Place.objects.filter(grid=home.place, kind="building").first() if home else None
    if building is None:
        return
    voice = actions.report_case(
        place=building,
        words="单元门口的灯不亮，晚上进出看不清台阶",
        source="plate",
        may_publish=True,
        photos=[take_in(_drawn("#2b3138", "#54606b"))],
        submission_key="demo-privacy-lamp",
    )
    case = actions.solve(
        actions.take_up(voice.case, by=home),
        words="换了灯泡，试过亮灯。",
        photos=[take_in(_drawn("#cfd8d2", "#f4d35e"))],
        by=home,
    )
    actions.answer(case, words="单元门口的灯已更换，感谢您的反映。", public=True, by=home)
    after = Photo.objects.get(case=case, voice=None)
    actions.cover_photo(after, picture=cover(after.file, [FACE]), boxes=[FACE], by=home)


def _drawn(wall: str, lamp: str) -> SimpleUploadedFile:
    """A doorway with a lamp and somebody before it: plainly drawn, nobody's photo."""
    picture = Image.new("RGB", (1200, 900), wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 180, 560, 900), fill="#6b4f3a")
    draw.ellipse((290, 60, 400, 150), fill=lamp)
    draw.ellipse((760, 230, 880, 400), fill="#e8c39e")
    draw.rectangle((730, 400, 910, 900), fill="#3f5d7d")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return SimpleUploadedFile("door.jpg", written.getvalue(), "image/jpeg")


def _exports(street: Place) -> None:
    """Two in the log, and one that waits for a second person."""
    clerk = (
        Post.objects.filter(role=Role.COMMUNITY_CLERK, place__path__startswith=street.path)
        .order_by("starts", "id")
        .first()
    )
    import_module(settings.ROOT_URLCONF)  # the doors enter the sorts of files they let out
    if clerk is None or "ledger" not in exports.WHAT:
        return
    today = clock.today()
    query = f"view=area&first={today - timedelta(days=30)}&last={today}"
    exports.ask("ledger", rows=18, purpose="月度台账报街道", query=query, by=clerk)
    exports.ask("ledger", rows=64, purpose="供热诉求分析会材料", query=query, by=clerk, personal=True)


def _run(street: Place) -> None:
    """Some names and phones whose ninety days were over yesterday, and the run that let them go."""
    ended = Voice.objects.filter(
        case__in=Case.objects.within(street).filter(state=State.CLOSED), contact=None
    ).order_by("id")[:4]
    over = clock.today() - timedelta(days=1)
    Contact.objects.bulk_create(Contact(voice=voice, name="张某某", phone="19900000000", until=over) for voice in ended)
    actions.let_go()
