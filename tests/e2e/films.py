"""Films for browser tests: two of six seconds, 25 frames a second, a square that walks to the right and to the left."""

from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.models import Clip
from courses.models import CourseIndexPage, CoursePage, LessonPage
from phrasebook.models import Scenario, Sign

FILES = Path(__file__).parent / "clips"
SECONDS = 6
ZH = """WEBVTT

00:00.000 --> 00:02.000
您好，请坐。

00:02.000 --> 00:04.000
请问您要办理什么业务？

00:04.000 --> 00:06.000
请稍等。
"""
EN = """WEBVTT

00:00.000 --> 00:02.000
Please have a seat.

00:02.000 --> 00:06.000
What can I do for you?
"""
COURSE, LESSON, SCENARIO = "films", "seat", "films"


def make():
    """A course of one lesson with a large clip in two angles, and a scenario with a placeholder sign."""
    front, side = film("front", captions=ZH, captions_en=EN), film("side")
    index = CourseIndexPage.objects.get()
    course = _publish(index, CoursePage(title="看片", title_en="Films", slug=COURSE))
    fields = {"clip": front, "second_clip": side, "title": "请客户入座", "title_en": "Offering a seat"}
    lesson = LessonPage(
        title="请坐", title_en="A seat", slug=LESSON, body=[("clip", fields), ("text", "<p>看完再练。</p>")]
    )
    _publish(course, lesson)
    scenario = Scenario.objects.create(slug=SCENARIO, name="片子", name_en="Films")
    for number in range(6):
        clip = film("front", placeholder=True)
        sign = Sign(
            key=f"film-{number}", scenario=scenario, meaning=f"数字{number}", meaning_en=f"Number {number}", clip=clip
        )
        sign.save()
        sign.save_revision().publish()


def film(name, **fields):
    root = Collection.get_first_root_node()
    size = {"duration": SECONDS, "width": 320, "height": 180}
    poster = ContentFile((FILES / "front.webp").read_bytes(), f"{name}.webp")
    file = ContentFile((FILES / f"{name}.webm").read_bytes(), f"{name}.webm")
    return Clip.objects.create(title=name, type="video", file=file, thumbnail=poster, collection=root, **size, **fields)


def _publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
