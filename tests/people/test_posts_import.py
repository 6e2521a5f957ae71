"""An office's own list of who does what becomes persons and posts, whole or not at all."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.people import actions
from linli.people.imports import import_file
from linli.people.models import Person, Post
from linli.places.sheets import BadRows, Imported

HEAD = ("序号", "姓名", "岗位", "单位", "负责区域", "职务", "工作电话", "登录名", "开始日期", "结束日期", "专职/兼职")
GRID = "990101001001003"


def xlsx(*rows, head=HEAD) -> bytes:
    """As offices make it: a merged title, the header, a note, the rows, a total."""
    book = Workbook()
    page = book.active
    page.append(["云渡街道网格人员登记表"])
    page.merge_cells("A1:K1")
    page.append(head)
    page.append(["填写说明：岗位请填网格员、网格长等"])
    for number, row in enumerate(rows, start=1):
        page.append([number, *row])
    page.append(["合计", f"{len(rows)}人"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(
    name="网格员07",
    role="网格员",
    unit="",
    place=GRID,
    title="",
    phone="19900000007",
    login="",
    starts="2026-01-01",
    ends="",
    time="",
):
    return (name, role, unit, place, title, phone, login, starts, ends, time)


def bad(*rows) -> list[str]:
    before = Person.objects.count(), Post.objects.count()
    with pytest.raises(BadRows) as found:
        import_file(xlsx(*rows))
    assert (Person.objects.count(), Post.objects.count()) == before
    return found.value.lines()


def test_a_list_becomes_persons_and_posts(street):
    done = import_file(
        xlsx(
            row(login="wgy07", title="三级网格员", time="兼职", starts=date(2026, 1, 1), ends="2027年12月31日"),
            row("城管队员02", "部门承办员", "区城管局云渡中队", "", phone="", starts="2026/3/1"),
        )
    )
    assert done == Imported(new=2, noted=(3, 6))
    post = Post.objects.get(person__username="wgy07")
    assert (post.role, post.place, post.title, post.duty_phone, post.full_time) == (
        "grid_worker",
        street.grid,
        "三级网格员",
        "19900000007",
        False,
    )
    assert (post.starts, post.ends) == (date(2026, 1, 1), date(2027, 12, 31))
    assert not post.person.has_usable_password()
    assert Post.objects.get(person__name="城管队员02").organisation == street.city_management
    assert (
        list(Entry.objects.order_by("at", "id").values_list("event", flat=True)) == ["PersonEntered", "PostGiven"] * 2
    )
    assert verify().whole


def test_the_second_time_nothing_changes(street):
    raw = xlsx(
        row(), row("网格员08", phone="", login="wgy08"), row("网格员09", phone=""), row("网格员09", "网格长", phone="")
    )
    assert import_file(raw).new == 4
    entries, people = Entry.objects.count(), Person.objects.count()
    assert import_file(raw) == Imported(unchanged=4, noted=(3, 8))
    assert (Entry.objects.count(), Person.objects.count()) == (entries, people)


def test_without_a_start_date_the_post_held_now_is_meant(street):
    assert import_file(xlsx(row(starts=""))).new == 1
    assert Post.objects.get(person__name="网格员07").starts == clock.today()
    assert import_file(xlsx(row(starts=""))).unchanged == 1
    worker = row(street.worker.person.name, phone=street.worker.duty_phone, starts="")
    assert import_file(xlsx(worker)).unchanged == 1


def test_a_name_without_phone_is_known_by_the_post_even_if_the_unit_is_left_out(street):
    clerk = row(street.clerk.person.name, "社区受理员", place=street.wangchao.code, phone="", starts="")
    assert import_file(xlsx(clerk)).unchanged == 1


def test_changed_words_change_the_post_and_empty_cells_do_not(street):
    import_file(xlsx(row(login="wgy07", title="网格员", ends="2027-12-31")))
    assert import_file(xlsx(row(login="wgy07", title="网格长助理", phone="19900000077"))).changed == 1
    post = Post.objects.get(person__username="wgy07")
    assert (post.title, post.duty_phone, post.ends) == ("网格长助理", "19900000077", date(2027, 12, 31))
    entry = Entry.objects.get(event="PostAmended")
    assert entry.facts["before"] == {"title": "网格员", "duty_phone": "19900000007"}


def test_the_same_name_with_another_phone_is_another_person(street):
    import_file(xlsx(row(), row(phone="19900000008"), row("网格员07", "网格长")))
    assert Person.objects.filter(name="网格员07").count() == 2
    assert Post.objects.filter(person__name="网格员07", duty_phone="19900000007").count() == 2


def test_somebody_known_gets_the_login_that_a_later_list_brings(street):
    import_file(xlsx(row()))
    assert import_file(xlsx(row(login="wgy07"))).unchanged == 1
    assert Person.objects.get(name="网格员07").username == "wgy07"
    assert Entry.objects.filter(event="LoginGiven").count() == 1


def test_a_person_named_by_login_has_all_the_posts_of_the_list(street):
    import_file(xlsx(row(login="wgy07"), row(login="wgy07", role="楼栋长", place=street.building.code, phone="")))
    assert Person.objects.get(username="wgy07").posts.count() == 2


def test_every_bad_row_is_named_with_its_reason(street):
    assert bad(
        row(""),
        row(role="大总管"),
        row(place=""),
        row(place="123"),
        row(role="部门承办员", unit=""),
        row(role="部门承办员", unit="没有的单位"),
        row(starts="昨天"),
        row(starts="2026-02-01", ends="2026-01-31"),
        row(phone="打不通"),
        row(time="有时"),
        row("甲某某", login="x1"),
        row("乙某某", login="x1"),
        row("丙某某", login="worker"),
        row("丁某某"),
        row("丁某某"),
        row(place="9.90101E+14"),
    ) == [
        "第4行：缺少姓名。",
        "第5行：没有“大总管”这个岗位；可填的岗位有：网格员、网格长、楼栋长、街巷长、驻点干部、社区受理员、"
        "社区书记、街道受理员、街道领导、纪检监察员、区督办员、部门承办员、部门负责人、物业客服、物业经理、"
        "业主代表、法律顾问、系统管理员。",
        "第6行：网格员须填写负责区域的地点编码，这一行没有填。",
        "第7行：没有编码为123的地点。",
        "第8行：部门承办员须填写所属单位，这一行没有填。",
        "第9行：没有编码或名称为“没有的单位”的单位。",
        "第10行：开始日期“昨天”不是日期，请写成 2026-01-01 这样。",
        "第11行：任职结束日期不能早于开始日期。",
        "第12行：“打不通”不是电话号码。",
        "第13行：“有时”既不是专职，也不是兼职。",
        "第15行：登录名x1在第14行属于甲某某。",
        "第16行：登录名worker属于网格员03。",
        "第18行：与第17行重复：同一人、同一岗位。",
        "第19行：编码9.90101E+14的末几位已丢失。请把该列设为文本格式，重新填写。",
    ]


def test_a_name_that_two_units_share_needs_the_code(street):
    actions.enter_organisation(
        "chengguan-2", "区城管局云渡中队", "department", place=street.street, by=street.administrator
    )
    assert bad(row(role="部门承办员", unit="区城管局云渡中队")) == [
        "第4行：有多个单位名为“区城管局云渡中队”，请改填编码：chengguan、chengguan-2。"
    ]
    assert import_file(xlsx(row(role="部门承办员", unit="chengguan-2", place=""))).new == 1


def test_a_private_phone_column_is_not_read_as_the_public_one(street):
    head = tuple("手机" if h == "工作电话" else h for h in HEAD)
    import_file(xlsx(row(), head=head))
    assert Post.objects.get(person__name="网格员07").duty_phone == ""


def test_a_csv_in_gb18030_keeps_rare_names(street):
    raw = "姓名,岗位,地点编码\n䶮某某,网格员,990101001001003\n".encode("gb18030")
    assert import_file(raw).new == 1
    assert Person.objects.filter(name="䶮某某").exists()


def test_a_missing_column_is_named(street):
    with pytest.raises(Refused, match="没有找到这些列：岗位"):
        import_file("姓名,地点编码\n某某,99\n".encode())


# --- single deeds -------------------------------------------------------------------------------------------------


def test_a_login_name_belongs_to_one_person(street):
    with pytest.raises(Refused, match="已被占用"):
        actions.enter_person("某某", username="worker", by=street.administrator)
    person = actions.enter_person("某某", by=street.administrator)
    assert actions.give_login(person, "moumou", by=street.administrator).username == "moumou"
    with pytest.raises(Refused, match="已有登录名"):
        actions.give_login(person, "another", by=street.administrator)


def test_an_organisation_is_entered_once(street):
    unit = actions.enter_organisation(
        "yuanlin", "区园林绿化中心", "department", place=street.county, phone="12345", by=street.administrator
    )
    assert Entry.objects.get(subject=unit.ref).event == "OrganisationEntered"
    with pytest.raises(Refused, match="已被占用"):
        actions.enter_organisation("yuanlin", "另一个", "department", by=street.administrator)


def test_an_amended_post_never_ends_before_it_starts(street):
    with pytest.raises(Refused, match="不能早于"):
        actions.amend_post(street.worker, ends=date(2023, 1, 1), by=street.administrator)
    assert not actions.amend_post(street.worker, title="", by=street.administrator)
