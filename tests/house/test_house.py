"""The house itself: foreign keys follow the floors too, doors do not write, and the day-one habits hold in the
catalogue.
"""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext, pgettext

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src/linli"
# Tables that come with frameworks; they would live beside the counties, not in one (see docs/decisions).
SHARED = ("django_", "auth_", "procrastinate_", "account_")


def floors() -> dict[str, int]:
    """App label to floor number, the ground being 0, read from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = contracts[0]["layers"][::-1]
    return {name.strip(" ()"): n for n, row in enumerate(rows) for name in row.split("|")}


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("linli.")]


def test_a_foreign_key_points_down_or_stays_at_home():
    floor = floors()
    for model in ours():
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                here, there = model._meta.app_label, field.related_model._meta.app_label
                assert here == there or floor[there] < floor[here], f"{field} points up to {there}"


def test_doors_do_not_write():
    writes = re.compile(
        r"\.objects\.(create|bulk_create|get_or_create|update_or_create)\(|\.(save|delete|bulk_update)\(|\.update\(\w+=|transaction\.atomic"
    )
    doors = [p for door in ("desk", "resident", "public", "jobs") for p in (SRC / door).rglob("*.py")]
    assert doors
    found = [f"{p.relative_to(SRC)}: {m.group()}" for p in doors for m in writes.finditer(p.read_text())]
    assert found == []


def test_every_table_has_a_uuid_key_that_the_application_makes():
    for model in ours():
        key = model._meta.pk
        assert key.get_internal_type() == "UUIDField", model
        assert key.default.__module__ == "linli.kernel.ids", model


def test_no_many_to_many_hides_its_table():
    for model in ours():
        assert not model._meta.local_many_to_many, model


def catalogue(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall() if not row[0].startswith(SHARED)]


@pytest.mark.django_db
def test_the_catalogue_has_no_identity_columns_sequences_or_triggers():
    assert (
        catalogue(
            "select table_name from information_schema.columns where table_schema = 'public' and is_identity = 'YES'"
        )
        == []
    )
    assert catalogue("select sequencename from pg_sequences where schemaname = 'public'") == []
    assert (
        catalogue(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and n.nspname = 'public'"
        )
        == []
    )


@pytest.mark.django_db
def test_no_framework_table_points_into_ours_but_sessions_of_login():
    pointing = catalogue(
        "select r2.relname from pg_constraint c join pg_class r1 on r1.oid = c.conrelid join pg_class r2 on "
        "r2.oid = c.confrelid "
        "where c.contype = 'f' and (r1.relname like 'procrastinate%' or r1.relname like 'django\\_%')"
    )
    assert pointing == []


def test_no_update_lets_the_database_make_up_values():
    made_up = re.compile(r"\bRandom\(\)|\bRandomUUID\(\)|functions import .*\bNow\b|diag\.constraint_name|db_default")
    for path in SRC.rglob("*.py"):
        assert not made_up.search(path.read_text()), path


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_only_the_clock_asks_for_the_time():
    asks = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|time\.time\(\)")
    found = [str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if asks.search(p.read_text()) and p.name != "clock.py"]
    assert found == []


def test_every_sentence_has_its_chinese():
    from linli.assets import rooms, untranslated

    assert {room.name: missing for room in rooms() if (missing := untranslated(room))} == {}


def test_whoever_translates_is_called_by_a_name_under_which_sentences_are_collected():
    from linli.assets import KEYWORDS

    said = re.compile(r"import (?:\w+, )*\w*gettext\w* as (\w+)")
    called = {name: file for file in SRC.rglob("*.py") for name in said.findall(file.read_text("utf-8"))}
    assert {name: file for name, file in called.items() if name not in KEYWORDS} == {}


def test_every_sentence_is_shown_in_its_own_rooms_chinese():
    """One catalogue holds them all, and the first room (or library) that knows a sentence wins: two rooms that mean
    different things by the same English give it a context."""
    from linli.assets import catalogue, catalogue_of, rooms

    said = [m for room in rooms() if catalogue_of(room).exists() for m in catalogue(catalogue_of(room)) if m.id]
    with translation.override("zh-hans"):
        shown = [(m, pgettext(m.context, m.id) if m.context else gettext(m.id)) for m in said if isinstance(m.id, str)]
    assert [(m.context, m.id, m.string, words) for m, words in shown if m.string not in ("", words)] == []


def test_a_wide_table_can_be_moved_from_the_keyboard():
    for page in SRC.rglob("templates/**/*.html"):
        assert '<div class="table-scroll">' not in page.read_text("utf-8"), f"{page.name}: tabindex, role and label"


def test_the_lifecycle_page_says_what_the_code_does():
    from linli.assets import lifecycles

    assert (ROOT / "docs/lifecycles.md").read_text("utf-8") == lifecycles(), "run `make docs`"
