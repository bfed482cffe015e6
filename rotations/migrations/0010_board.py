from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rotations", "0009_more_files")]

    operations = [
        migrations.AddField(
            model_name="planremark",
            name="hands_in",
            field=models.BooleanField(default=False),
        ),
    ]
