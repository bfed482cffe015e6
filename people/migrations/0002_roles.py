from django.db import migrations

from core.migration_tools import grant

ROLES = ["clerk", "trainer", "chief trainer", "manager", "administrator"]
WORK_IN_THE_CMS = ["trainer", "chief trainer", "administrator"]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    # Wagtail's two groups speak of no role of ours.
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    for name in ROLES:
        Group.objects.get_or_create(name=name)
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailadmin", model="admin"
    )
    access, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name in WORK_IN_THE_CMS:
        Group.objects.get(name=name).permissions.add(access)
    for model in ["user", "hall"]:
        grant(apps, "administrator", "people", model, ["add", "change", "view"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        # Wagtail makes its own groups and gives them rights; take them away afterwards, not before.
        ("wagtailcore", "0001_initial"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
