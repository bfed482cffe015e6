from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0005_bring_questions_into_one_shape")]

    operations = [
        migrations.RemoveField(
            model_name="blank",
            name="question",
        ),
        migrations.RemoveField(
            model_name="option",
            name="question",
        ),
        migrations.RemoveField(
            model_name="question",
            name="statement_is_true",
        ),
        migrations.DeleteModel(
            name="Blank",
        ),
        migrations.DeleteModel(
            name="Option",
        ),
        migrations.AlterField(
            model_name="answer",
            name="received_at",
            field=models.DateTimeField(),
        ),
    ]
