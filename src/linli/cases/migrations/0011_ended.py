from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_given_back'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('id'), condition=models.Q(('state__in', ['closed', 'withdrawn', 'given_back'])), name='case_ended'),
        ),
    ]
