"""What is blotted before others read it. Every number and name here is invented."""

import pytest

from linli.cases.blots import BLOT, for_the_public, without_names, without_numbers


@pytest.mark.parametrize(
    "number",
    [
        "19900001234",
        "199 0000 1234",
        "199-0000-1234",
        "+86 19900001234",
        "008619900001234",
        "１９９００００１２３４",
        "一九九零零零零一二三四",
        "幺九九〇〇〇〇幺二三四",
        "0571-88880000",
        "(021)6888 0000",
        "（0571）88880000",
        "010 68880000转801",
        "110101199001011234",
        "11010119900101123X",
        "110101 19900101 123x",
        "110101900101123",
        "6222 0000 1111 2222 333",
        "6222000011112222333",
        "1234 5678 9012 3456",
        "zhang.mou@example.cn",
        "zhang＠example．com",
    ],
)
def test_numbers_of_persons_are_blotted(number):
    assert without_numbers(f"请联系{number}，谢谢") == "请联系***，谢谢"
    assert for_the_public(f"请联系{number}，谢谢") == "请联系***，谢谢"


@pytest.mark.parametrize(
    "words",
    [
        "2026年11月22日18:20，路灯不亮",
        "2026-11-22 10:30 到 2026-11-25 停水",
        "请拨打12345或110",
        "物业费每月1250元，一共350000元",
        "12345678",
        "事项261122-ACDEFG",
        "国办函〔2026〕12号",
        "三楼的灯坏了一百二十天",
        "3栋2单元门口的灯坏了",
        "3号楼下面",
        "15号上午来人",
        "5楼200米外",
        "2号100元",
        "3栋120户",
    ],
)
def test_what_is_nobodys_number_stays(words):
    assert without_numbers(words) == words
    if words != "3栋120户":  # how many live there reads like a door; better one too many
        assert for_the_public(words) == words


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("3栋2单元501室漏水", "3栋漏水"),
        ("3栋501漏水", "3栋漏水"),
        ("3栋 2单元 501室", "3栋"),
        ("三栋二单元五零一室", "三栋"),
        ("12号楼3单元1102房", "12号楼"),
        ("A座1203室", "A座"),
        ("88弄12号501室", "88弄12号"),
        ("2单元501室的人", "***室的人"),
        ("楼上502室很吵", "楼上***室很吵"),
        ("我家3-2-501", "我家3-***"),
        ("Room 501 is loud", "Room *** is loud"),
        ("３栋２单元５０１室", "3栋"),
    ],
)
def test_no_door_stands_in_public(said, read):
    assert for_the_public(said) == read


@pytest.mark.parametrize("plate", ["浙A12345", "浙A·D12345", "沪AD 12345".replace("D ", "D"), "京a88888", "粤B1234学"])
def test_no_car_stands_in_public(plate):
    assert for_the_public(f"{plate}堵住消防通道") == "***堵住消防通道"
    assert without_numbers(f"{plate}堵住消防通道") == f"{plate}堵住消防通道"  # a unit has to find it


def test_a_given_name_is_blotted_and_a_single_sign_is_not():
    assert without_numbers("我是张某某，张某某的家", "张某某") == "我是***，***的家"
    assert without_numbers("王府路的灯", "王") == "王府路的灯"
    assert without_numbers("Ann's annual fee, Ann", "Ann") == "***'s annual fee, ***"
    assert without_numbers("打 5551234 找我", "5551234") == "打 *** 找我"


def test_a_phone_between_chinese_characters_is_blotted_and_a_longer_number_is_not():
    assert without_names("电话19900007654晚上都在", "19900007654") == f"电话{BLOT}晚上都在"
    assert without_names("编号199000076541", "19900007654") == "编号199000076541"
