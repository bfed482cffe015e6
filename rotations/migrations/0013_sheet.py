import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rotations", "0012_swaps"),
    ]

    operations = [
        migrations.AddField(
            model_name="rotationimport",
            name="plan",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sheets",
                to="rotations.rotationplan",
            ),
        ),
        migrations.AlterField(
            model_name="rotationimport",
            name="kind",
            field=models.CharField(
                choices=[
                    ("leaves", "days off"),
                    ("working-times", "working times"),
                    ("wishes", "wishes"),
                    ("pairs", "pairs"),
                    ("seats", "seats at times"),
                    ("stays", "stays at posts"),
                    ("posts", "posts with requirements"),
                    ("calendar", "days of the calendar"),
                    ("minimums", "how many must hold a skill"),
                    ("plan", "a plan"),
                ],
                max_length=20,
            ),
        ),
    ]
