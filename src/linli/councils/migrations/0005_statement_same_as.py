import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_motions")]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="same_as",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="alike", to="councils.statement"
            ),
        ),
    ]
