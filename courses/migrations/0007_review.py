"""课程审核: what trainers submit is read by a chief trainer before it goes live."""

from django.db import migrations

REVIEWED = [("phrasebook", "phrase"), ("phrasebook", "sign"), ("phrasebook", "dialogue"), ("quizzes", "question")]


def make_review(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    ContentType = apps.get_model("contenttypes", "ContentType")
    # Wagtail's own workflow asks groups that people.0002_roles has taken away: nobody could approve anything.
    Workflow.objects.filter(name="Moderators approval").delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval").delete()
    task_type, _made = ContentType.objects.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(
        name="首席培训师审核", content_type=task_type, active=True
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name="chief trainer"))
    review = Workflow.objects.create(name="课程审核", active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=review, task=task, sort_order=0)
    catalogue = apps.get_model("courses", "CourseIndexPage").objects.get()
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=review, page_id=catalogue.pk)
    for app_label, model in REVIEWED:
        content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
        apps.get_model("wagtailcore", "WorkflowContentType").objects.create(workflow=review, content_type=content_type)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_rights"),
        ("phrasebook", "0001_initial"),
        ("quizzes", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_review, migrations.RunPython.noop)]
