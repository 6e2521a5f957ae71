"""`linli places import FILE` at a terminal."""

import io

import pytest
from office_sheets import HEAD, text

from linli.cli.progress import Bar, reported
from linli.places.imports import import_file
from linli.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def file(tmp_path, *rows):
    path = tmp_path / "places.csv"
    path.write_bytes(text(HEAD, *rows).encode("gbk"))
    return path


def test_it_says_what_it_did(tmp_path, capsys):
    path = file(tmp_path, ("1", "990101001", "云渡街道", "街道", ""))
    reported(import_file, path)
    reported(import_file, path)
    assert capsys.readouterr().out.splitlines() == [
        "导入完成：新增1条，更新0条，0条没有变化。",
        "没有变化：文件中的1条都已在系统中，内容一致。",
    ]


def test_bad_rows_end_it_with_one_and_nothing_is_imported(tmp_path, capsys, monkeypatch):
    path = file(tmp_path, ("1", "990101001", "云渡街道", "街道", ""), ("2", "990101001001", "", "社区", "990101001"))
    with pytest.raises(SystemExit) as ended:
        reported(import_file, path)
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == ["没有导入任何数据，有1处需要修改。", "  第3行：缺少名称。"]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    with pytest.raises(SystemExit):
        reported(import_file, path)
    assert capsys.readouterr().err.splitlines()[1] == "  Row 3: The name is missing."
    assert not Place.objects.exists()


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path, capsys):
    with pytest.raises(SystemExit):
        reported(import_file, tmp_path / "none.csv")
    assert capsys.readouterr().err.startswith("打不开“none.csv”")


def test_the_bar_moves_on_a_terminal_and_keeps_quiet_elsewhere():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for out, shown in ((Terminal(), True), (io.StringIO(), False)):
        bar = Bar(out)
        bar("正在写入", 0, 1000)
        bar("正在写入", 1000, 1000)
        bar.clear()
        assert ("[########################] 1,000/1,000" in out.getvalue()) == shown
