from django.db import migrations

from core.migration_tools import grant


def give_rights(apps, schema_editor):
    grant(apps, "administrator", "rotations", "post", ["add", "change", "delete", "view"])


class Migration(migrations.Migration):
    dependencies = [
        ("rotations", "0002_requirements_belong_to_their_post"),
        ("people", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
