"""Entering categories."""

from pathlib import Path

from django.db import transaction

from linli.cases.books import table_of_categories
from linli.cases.models import Category
from linli.cases.queries import forget_categories


@transaction.atomic
def load_categories(file: Path | None = None) -> int:
    """Enter or amend the categories of a TOML file, by code; idempotent. The default table comes with the platform.

    How long a matter of a category may take is the book of limits' to say.
    """
    groups, table = table_of_categories(file)
    for code, row in table.items():
        Category.objects.update_or_create(
            code=code,
            defaults={
                "group": row["group"],
                "group_name": groups[row["group"]]["name"],
                "group_name_en": groups[row["group"]]["name_en"],
                "name": row["name"],
                "name_en": row["name_en"],
                "owner": row["owner"],
                "urgent": row.get("urgent", False),
                "restricted": row.get("restricted", False),
                "alarm": row.get("alarm", ""),
                "alarm_en": row.get("alarm_en", ""),
                "words": row.get("words", []),
            },
        )
    forget_categories()
    return len(table)
