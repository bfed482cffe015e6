"""The catalogue becomes the root page of the site, in the place of Wagtail's welcome page."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone
from treebeard.numconv import NumConv

ROOT_PATH = "0001"


def make_catalogue(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    CourseIndexPage = apps.get_model("courses", "CourseIndexPage")
    if CourseIndexPage.objects.exists():
        return
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="courses", model="courseindexpage"
    )
    root = Page.objects.get(path=ROOT_PATH)
    now = timezone.now()
    count = NumConv("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    last = Page.objects.filter(depth=2).order_by("path").last()
    catalogue = CourseIndexPage.objects.create(
        title="课程",
        title_en="Courses",
        draft_title="课程",
        slug="courses",
        summary="五分钟一课，学完一门课，拿一项上岗需要的技能。",
        summary_en="Five minutes a lesson; each course ends with a skill your next post asks for.",
        content_type=content_type,
        path=ROOT_PATH + count.int2str(count.str2int(last.path[-4:]) + 1 if last else 1).rjust(4, "0"),
        depth=2,
        numchild=0,
        url_path="/courses/",
        live=True,
        locale_id=last.locale_id if last else apps.get_model("wagtailcore", "Locale").objects.first().pk,
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    Site.objects.filter(is_default_site=True).delete()
    Site.objects.create(
        hostname="127.0.0.1", port=80, site_name="星窗", is_default_site=True, root_page_id=catalogue.pk
    )
    # Wagtail's welcome page, as a new database has it.
    welcome = Page.objects.filter(depth=2, slug="home", numchild=0).exclude(pk=catalogue.pk)
    Page.objects.filter(pk=root.pk).update(numchild=F("numchild") - welcome.count())
    welcome.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_progress_keeps_its_proof"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_catalogue, migrations.RunPython.noop)]
