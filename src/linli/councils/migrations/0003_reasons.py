from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_deciding_together")]

    operations = [migrations.AddField("topic", "reasons", models.JSONField(default=list))]
