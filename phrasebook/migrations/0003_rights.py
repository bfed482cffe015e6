from django.db import migrations

from core.migration_tools import grant

ENTRIES = ["phrase", "sign", "dialogue"]
DRAFT = ["view", "add", "change"]
RIGHTS = {
    "trainer": DRAFT,
    "chief trainer": [*DRAFT, "publish", "lock", "unlock"],
    "administrator": [*DRAFT, "publish", "lock", "unlock", "delete"],
}


def give_rights(apps, schema_editor):
    for group, actions in RIGHTS.items():
        for model in ENTRIES:
            grant(apps, group, "phrasebook", model, actions)
    grant(apps, "trainer", "phrasebook", "scenario", DRAFT)
    grant(apps, "chief trainer", "phrasebook", "scenario", [*DRAFT, "delete"])
    grant(apps, "administrator", "phrasebook", "scenario", [*DRAFT, "delete"])


class Migration(migrations.Migration):
    dependencies = [("phrasebook", "0002_search_key"), ("people", "0002_roles")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
