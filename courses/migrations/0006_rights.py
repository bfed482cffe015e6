"""Trainers draft, chief trainers publish, administrators may do all of it."""

from django.db import migrations

from core.migration_tools import grant

DRAFT = ["add", "change"]
PUBLISH = [*DRAFT, "publish", "lock", "unlock"]
PAGES = {"trainer": DRAFT, "chief trainer": PUBLISH, "administrator": [*PUBLISH, "bulk_delete"]}
# Wagtail asks for these permissions of its own models even where ours stand in their place.
FILES = [("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media")]
FILE_RIGHTS = [*DRAFT, "choose"]


def give_rights(apps, schema_editor):
    catalogue = apps.get_model("courses", "CourseIndexPage").objects.get()
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, actions in PAGES.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        for action in actions:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page_id=catalogue.pk, permission=_permission(apps, "wagtailcore", "page", action)
            )
        for app_label, model in FILES:
            rights = [*FILE_RIGHTS, "delete"] if name == "administrator" else FILE_RIGHTS
            for action in rights:
                apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                    group=group, collection=collection, permission=_permission(apps, app_label, model, action)
                )
        grant(apps, name, "courses", "category", ["view", *DRAFT] + ([] if name == "trainer" else ["delete"]))


def _permission(apps, app_label, model, action):
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0005_catalogue"),
        ("people", "0002_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
