"""The fictional district's hotline: its book, a year of its orders, and a few that came in today."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from linli.calendar.workdays import Calendar
from linli.cases import actions, books, events
from linli.cases.actions import OrderSaid, Reachable
from linli.cases.hotline_files import keep_template
from linli.cases.hotlines import Hotline, HotlineRules
from linli.cases.models import Case, Order, Sheet, Voice
from linli.kernel import clock
from linli.people.models import Post
from linli.people.roles import Role
from linli.places.models import Place

NAME = "澜川区12345（虚构）"
KINDS = {
    "物业管理/电梯故障": "A04",
    "物业管理/收费争议": "A02",
    "物业管理/服务质量": "A01",
    "城市管理/占道经营": "H01",
    "城市管理/市容环境": "B03",
    "生态环境/噪声扰民": "H05",
    "公共设施/道路积水": "C04",
    "公共服务/供暖": "D04",
}
WIDTHS = {
    "序号": 6,
    "工单编号": 24,
    "办理情况": 44,
    "公开答复内容": 44,
    "未解决原因": 24,
    "超职责类型": 24,
    "办理单位": 18,
}


def enter_hotline(posts: list[Post]) -> Hotline:
    """The district's hotline in the book, with its own reply sheet."""
    administrator = next(post for post in posts if post.role == Role.ADMINISTRATOR)
    [common] = books.hotlines.rules().systems
    template = keep_template(
        reply_form([heading for heading, _what in common.reply]), name="澜川区12345工单反馈表（虚构）.xlsx"
    )
    hotline = replace(common, name=NAME, categories=KINDS, aliases={}, template=template)
    actions.set_hotlines(
        HotlineRules((hotline,)), why="录入澜川区12345的表头、事项类别和反馈表（虚构）", by=administrator
    )
    return hotline


class Orders:
    """Orders for the year's voices that came by the hotline, in bulk, with the journal as the actions would have left
    it.
    """

    def __init__(self, hotline: Hotline, clerk: Post, days: Calendar, record: Callable) -> None:
        self.hotline, self.clerk, self.days, self.record = hotline, clerk, days, record
        self.now = clock.now()
        self.orders: dict[object, Order] = {}
        self.sheets: dict[str, Sheet] = {}

    def receive(self, case: Case, voice: Voice, at: datetime) -> None:
        sheet = self.sheets.setdefault(
            f"{at:%G-%V}",
            Sheet(
                system=self.hotline.key,
                name=f"转办工单 {at:%Y}年第{at:%V}周.xlsx",
                path=self.clerk.place.path,
                by=self.clerk,
                at=at,
            ),
        )
        sheet.rows, sheet.new, sheet.at = sheet.rows + 1, sheet.new + 1, at
        received = at - timedelta(minutes=35)
        order = Order(
            voice=voice,
            sheet=sheet,
            system=self.hotline.key,
            number=f"LC{at:%Y%m%d}{len(self.orders) % 10_000:06d}",
            path=case.path,
            received_at=received,
            return_due=self.hotline.return_due(received, self.days),
            reply_due=max(self.hotline.reply_due(received, "", self.days), case.finish_due),
            row={"lead": "云渡街道", "urgency": "紧急" if case.urgent else "一般"},
        )
        self.orders[voice.pk] = order
        said = events.OrderReceived(
            system=NAME,
            number=order.number,
            reply_due=order.reply_due.isoformat(),
            return_due=order.return_due.isoformat(),
        )
        self.record(case, said, self.clerk, at + timedelta(seconds=2))

    def reply(self, case: Case, voice: Voice, at: datetime) -> None:
        """Soon after the answer; of the last days' some are still what somebody has to do."""
        order, at = self.orders.get(voice.pk), at + timedelta(seconds=20)
        if order is None or order.replied_at or at > self.now - timedelta(days=4 if len(self.orders) % 3 else 2):
            return
        order.replied_at, order.replied_by = at, self.clerk
        order.reply = {
            "true": "yes",
            "beyond": False,
            "beyond_kind": "",
            "contacted": bool(case.contacted_at),
            "contacted_how": "phone",
            "contacted_at": (case.contacted_at or at).isoformat(),
            "solved": True,
            "unsolved_why": "",
            "words": case.answer,
            "public": case.answer,
        }
        if at < self.now - timedelta(days=5):
            order.exported_at = at + timedelta(hours=16)
        self.record(
            case, events.OrderReplied(system=NAME, number=order.number, solved=True, words=case.answer), self.clerk, at
        )

    def write(self) -> None:
        Sheet.objects.bulk_create(self.sheets.values(), batch_size=500)
        Order.objects.bulk_create(self.orders.values(), batch_size=1000)


def bring_todays(hotline: Hotline, clerk: Post) -> None:
    """What the hotline sent this morning, by the real actions: some can't be placed, one wants no reply, one is given
    back.
    """
    street, now = clerk.place, clock.now()
    home = (
        Place.objects.filter(path__startswith=street.path, kind="building", parent__name="锦和苑")
        .order_by("order")
        .first()
        or street
    )
    today = [
        (
            "来电人反映锦和苑楼下烧烤摊夜间油烟扰民，希望尽快处理",
            home,
            {"category": "H03", "contact": Reachable("王某某", "19900004501")},
        ),
        (
            "来电人反映小区电梯近一周反复停运，老人上下楼困难",
            home,
            {"due_said": "24小时", "category": "A04", "contact": Reachable("李某某", "19900004502")},
        ),
        (
            "来电人反映所住小区门口路灯不亮，未说明小区名称",
            street,
            {"confidential": True, "contact": Reachable("赵某某", "19900004503")},
        ),
        ("来电人建议在河边步道增设长椅，无需回复", street, {"category": "L01", "no_reply": True}),
        ("来电人反映某快递公司丢失包裹，要求赔偿", street, {}),
    ]
    for n, (words, place, more) in enumerate(today, start=1):
        said = OrderSaid(
            number=f"LC{now:%Y%m%d}9{n:05d}", words=words, place=place, received_at=now - timedelta(minutes=90), **more
        )
        order, _new = actions.take_in_order(said, hotline=hotline, by=clerk)
    item = hotline.out_of_scope[4]
    actions.give_back(
        order, reason="out_of_scope", item=item, words="属企业与个人的合同纠纷，建议转市场监管部门。", by=clerk
    )


def reply_form(headings: list[str]) -> bytes:
    """A reply sheet as a district gives it out: title, header, ruled rows, a line to sign."""
    book = Workbook()
    sheet = book.active
    sheet.title = "反馈表"
    width, thin = len(headings), Side(style="thin", color="FF666666")
    sheet["A1"] = f"{NAME}工单办理情况反馈表"
    sheet["A1"].font, sheet["A1"].alignment = (
        Font(name="宋体", size=18, bold=True),
        Alignment(horizontal="center", vertical="center"),
    )
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 36
    for n, heading in enumerate(headings, start=1):
        sheet.cell(2, n, heading).font = Font(bold=True)
        sheet.cell(2, n).fill = PatternFill("solid", fgColor="FFD9E5E8")
        sheet.column_dimensions[get_column_letter(n)].width = WIDTHS.get(heading, 13)
        for row in range(2, 8):
            sheet.cell(row, n).border = Border(left=thin, right=thin, top=thin, bottom=thin)
            sheet.cell(row, n).alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if row == 2 else None
            )
    sheet.cell(8, 1, "填报人：")
    sheet.cell(8, max(width // 2, 2), "审核人：")
    sheet.cell(8, max(width - 1, 3), "填报日期：")
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "2:2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
