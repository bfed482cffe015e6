"""Chief trainers and administrators write programmes and the rules of certifications; trainers read them."""

from django.db import migrations

from core.migration_tools import grant

WRITE = ["add", "change", "publish", "view"]


def give_rights(apps, schema_editor):
    for name in ("chief trainer", "administrator"):
        grant(apps, name, "programmes", "programme", WRITE)
        grant(apps, name, "skills", "certification", ["add", "change", "view"])
    # Who tried one out and has nobody in it may take it away again.
    grant(apps, "administrator", "programmes", "programme", ["delete"])
    grant(apps, "trainer", "programmes", "programme", ["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_checks_of_records"),
        ("skills", "0002_rights"),
        ("people", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
