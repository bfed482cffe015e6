"""Terms are drafted, published and reviewed by the same people as the other entries."""

from django.db import migrations

from core.migration_tools import grant

DRAFT = ["view", "add", "change"]
RIGHTS = {
    "trainer": DRAFT,
    "chief trainer": [*DRAFT, "publish", "lock", "unlock"],
    "administrator": [*DRAFT, "publish", "lock", "unlock", "delete"],
}


def give_rights(apps, schema_editor):
    for group, actions in RIGHTS.items():
        grant(apps, group, "phrasebook", "term", actions)


class Migration(migrations.Migration):
    dependencies = [("phrasebook", "0004_entries_for_lessons"), ("people", "0002_roles")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
