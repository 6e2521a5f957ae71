from django.db import migrations, models

STATES = [
    ("reported", "waiting to be taken up"), ("taken_up", "in work"), ("with_units", "with the units called"),
    ("handled", "waiting for the check"), ("checked", "waiting for the answer"), ("answered", "answered"), ("closed", "closed"),
    ("withdrawn", "withdrawn"), ("given_back", "given back to the hotline"), ("merged", "merged into another"),
]  # fmt: skip


class Migration(migrations.Migration):
    """What went back to a hotline was called withdrawn before."""

    dependencies = [("cases", "0009_privacy")]

    operations = [
        migrations.AlterField("case", "state", models.CharField(max_length=12, choices=STATES, default="reported")),
        migrations.RunSQL(
            "update cases_case set state = 'given_back' where state = 'withdrawn' and last_event = 'OrderReturned'",
            "update cases_case set state = 'withdrawn' where state = 'given_back'",
        ),
    ]
