from django.db import migrations

from core.migration_tools import grant


def let_administrators_name_the_organisation(apps, schema_editor):
    grant(apps, "administrator", "core", "hallsettings", ["change"])


class Migration(migrations.Migration):
    dependencies = [("people", "0004_letters_of_an_import"), ("core", "0002_initial")]

    operations = [migrations.RunPython(let_administrators_name_the_organisation, migrations.RunPython.noop)]
