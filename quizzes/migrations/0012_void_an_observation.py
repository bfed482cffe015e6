import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0011_questions_with_media"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Voiding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voided_at", models.DateTimeField(verbose_name="voided at")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "voiding of an observation",
                "verbose_name_plural": "voidings of observations",
            },
        ),
        migrations.RemoveConstraint(
            model_name="observationrequest",
            name="a_request_is_open_or_wholly_closed",
        ),
        migrations.AlterField(
            model_name="observationrequest",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("accepted", "accepted"),
                    ("rejected", "not passed"),
                    ("redo", "to be observed anew"),
                    ("withdrawn", "withdrawn"),
                    ("voided", "accepted, voided afterwards"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="observationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("outcome", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("outcome__in", ["accepted", "rejected", "redo", "withdrawn", "voided"]),
                    ),
                    _connector="OR",
                ),
                name="a_request_is_open_or_wholly_closed",
            ),
        ),
        migrations.AddField(
            model_name="voiding",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="voiding",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="voiding", to="quizzes.observationrequest"
            ),
        ),
    ]
