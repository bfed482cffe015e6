from django.db import migrations

from core.migration_tools import grant

BANK = ["topic", "question", "quiz"]


def give(apps, schema_editor):
    for model in BANK:
        grant(apps, "trainer", "quizzes", model, ["add", "change", "view"])
        grant(apps, "chief trainer", "quizzes", model, ["add", "change", "view"])
        grant(apps, "administrator", "quizzes", model, ["view"])
    grant(apps, "chief trainer", "quizzes", "question", ["publish", "lock", "unlock"])


class Migration(migrations.Migration):
    dependencies = [
        ("quizzes", "0002_indexes_and_names"),
        ("people", "0002_roles"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
