import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin_history(apps, schema_editor):
    """What every post asks for when its history begins; the log tells, for its managers' changes, what was before."""
    Post, Requirement = apps.get_model("rotations", "Post"), apps.get_model("rotations", "Requirement")
    needs = {}
    for post, slug, level in Requirement.objects.values_list("post_id", "skill__slug", "level").order_by("skill__slug"):
        needs.setdefault(post, {})[slug] = level
    now = timezone.now()
    Version = apps.get_model("rotations", "PostVersion")
    Version.objects.bulk_create(
        [
            Version(post_id=pk, seats=seats, needs=needs.get(pk, {}), written_at=now)
            for pk, seats in Post.objects.values_list("pk", "seats").order_by("pk")
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("rotations", "0003_rights"),
        ("skills", "0003_suspensions_and_bases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PostVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seats", models.PositiveSmallIntegerField(verbose_name="seats")),
                ("needs", models.JSONField(default=dict)),
                ("written_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="rotations.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a post",
                "verbose_name_plural": "versions of posts",
                "ordering": ["written_at", "pk"],
                "indexes": [models.Index(fields=["post", "written_at"], name="versions_of_a_post")],
            },
        ),
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
