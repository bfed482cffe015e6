from django.db import migrations

from core.migration_tools import grant


def give_rights(apps, schema_editor):
    # Nobody deletes a skill or a certification: awards and certificates rest on them for good.
    for model in ["skill", "certification"]:
        grant(apps, "administrator", "skills", model, ["add", "change", "view"])
        grant(apps, "chief trainer", "skills", model, ["view"])
    grant(apps, "chief trainer", "skills", "skill", ["change"])


class Migration(migrations.Migration):
    dependencies = [
        ("skills", "0001_initial"),
        ("people", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
