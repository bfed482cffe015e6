from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_inbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="nothing_is_said_twice",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notices_about_a_thing",
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["subject", "recipient"], name="notices_about_a_thing"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("key", "recipient"), name="nothing_is_said_twice"),
        ),
    ]
