"""What is built rather than written: translations, fonts for print, static files. `python -m linli.assets [messages]`.

Sentences stand in code and pages in English. Each room keeps its Chinese in `locale/zh_Hans/LC_MESSAGES/django.po`.
"""

import io
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).parent
ROOT = ROOM.parents[1]
BORN = datetime(2026, 11, 22, tzinfo=UTC)  # the same in every catalogue, so that only sentences make a difference
KEYWORDS = {
    "_": None,
    "__": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> list[Path]:
    return sorted(p for p in ROOM.iterdir() if (p / "__init__.py").exists())


def catalogue_of(room: Path) -> Path:
    return room / "locale/zh_Hans/LC_MESSAGES/django.po"


def sentences(room: Path) -> Catalog:
    """Every sentence marked for translation in a room's code and pages."""
    from django.utils.translation.template import templatize

    catalog = Catalog(
        locale="zh_Hans",
        project="Linli",
        version="0.1",
        fuzzy=False,
        header_comment=f"# Linli, room {room.name}: Chinese.",
        creation_date=BORN,
        revision_date=BORN,
        last_translator="Linli",
        language_team="Linli",
        charset="utf-8",
    )
    for path in sorted(room.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text("utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # A page is indented as pages are, which Python's tokenizer would take for a broken block.
            text = re.sub(r"^[ \t]+", "", templatize(path.read_text("utf-8"), origin=str(path)), flags=re.MULTILINE)
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            if message and (message if isinstance(message, str) else message[0]):
                catalog.add(message, context=context)
    return catalog


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def collect_messages() -> None:
    """Bring every room's catalogue up to date: new sentences enter untranslated, lost ones go."""
    for room in rooms():
        found, path = sentences(room), catalogue_of(room)
        if not len(found):
            continue
        if path.exists():
            kept = catalogue(path)
            for message in found:
                old = kept.get(message.id, message.context) if message.id else None
                if old and old.string:
                    message.string = old.string
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, found, no_location=True, omit_header=False, sort_output=True, width=120, include_previous=False
            )
        missing = untranslated(room)
        print(f"{room.name}: {len(found)} sentences, {len(missing)} to translate")
        for sentence in missing:
            print("   ", sentence)


def untranslated(room: Path) -> list[str]:
    """Sentences of the room without Chinese."""
    found, path = sentences(room), catalogue_of(room)
    kept = catalogue(path) if path.exists() else Catalog(locale="zh_Hans")
    missing = []
    for message in found:
        old = kept.get(message.id, message.context) if message.id else None
        if message.id and not (old and (all(old.string) if isinstance(old.string, tuple) else old.string)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def compile_messages() -> None:
    for room in rooms():
        if (path := catalogue_of(room)).exists():
            compiled = io.BytesIO()
            write_mo(compiled, catalogue(path))
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(compiled.getvalue())
            fresh.replace(path.with_suffix(".mo"))


def unpack_fonts() -> None:
    """Typst reads TrueType; the font package ships compressed web fonts."""
    from fontTools.ttLib import TTFont

    source, target = ROOT / "frontend/node_modules/@fontsource/noto-sans-sc/files", ROOT / "build/fonts"
    target.mkdir(parents=True, exist_ok=True)
    for weight in (400, 700):
        for part in ("chinese-simplified", "latin"):
            file, ready = (
                source / f"noto-sans-sc-{part}-{weight}-normal.woff2",
                target / f"noto-sans-sc-{part}-{weight}.ttf",
            )
            if not ready.exists():
                font = TTFont(file)
                font.flavor = None
                font.save(ready)


def collect_static() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def lifecycles() -> str:
    """docs/lifecycles.md: states, steps and who may take them, from the tables the code itself obeys."""
    from django.utils.translation import override

    from linli.cases.lifecycle import MEDIATION_MOVES, MOVES, UNIT_MOVES
    from linli.councils.lifecycle import (
        CAMERA_MOVES,
        MEETING_MOVES,
        MOTION_MOVES,
        PROMISE_MOVES,
        TOPIC_MOVES,
        VOTE_MOVES,
    )

    def words(lazy: object, language: str) -> str:
        with override(language):
            return str(lazy)

    lines = [
        "# Lifecycles",
        "",
        "Generated by `make docs` from the tables the code obeys; a test keeps this page current.",
        "",
    ]
    for title, cycle in (
        ("A case 事项", MOVES),
        ("A called unit 承办单位", UNIT_MOVES),
        ("A file of talks 调解卷宗", MEDIATION_MOVES),
        ("A topic 议题", TOPIC_MOVES),
        ("A meeting 会议", MEETING_MOVES),
        ("A promise 承诺", PROMISE_MOVES),
        ("A motion 议案", MOTION_MOVES),
        ("An owners' vote 业主表决", VOTE_MOVES),
        ("A camera 摄像设备", CAMERA_MOVES),
    ):
        lines += [
            f"## {title}",
            "",
            "```mermaid",
            cycle.diagram(),
            "```",
            "",
            "| state | in English | 中文 |",
            "|---|---|---|",
        ]
        lines += [f"| `{state}` | {words(w, 'en')} | {words(w, 'zh-hans')} |" for state, w in cycle.states.items()]
        lines += ["", "| step | in English | 中文 | from | to | who may |", "|---|---|---|---|---|---|"]
        for move in cycle.moves.values():
            with override("en"):
                who, starts = move.who.who(), ", ".join(s for s in cycle.states if s in move.start)
            to = move.to or "(stays)"
            said = f"{words(move.words, 'en')} | {words(move.words, 'zh-hans')}"
            lines.append(f"| `{move.step}` | {said} | {starts} | {to} | {who} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    os.umask(0o022)
    if sys.argv[1:] == ["messages"]:
        collect_messages()
        compile_messages()
        return
    if sys.argv[1:] == ["docs"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
        import django

        django.setup()
        (ROOT / "docs/lifecycles.md").write_text(lifecycles(), "utf-8")
        return
    (ROOT / "build").mkdir(exist_ok=True)
    compile_messages()
    unpack_fonts()
    collect_static()


if __name__ == "__main__":
    main()
