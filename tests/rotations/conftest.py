"""A course that grants skills, for the ways to yes."""

import pytest
from wagtail.models import Page

from courses.models import CourseGrant, CourseIndexPage, CoursePage, LessonPage


@pytest.fixture
def course():
    """`course([(skill, 3)], minutes=[5, 10])` is a published course."""
    index = CourseIndexPage.objects.first() or Page.objects.get(depth=1).add_child(
        instance=CourseIndexPage(title="课程", slug="courses-of-test")
    )

    def make(grants, minutes=(5,), live=True, **fields):
        fields.setdefault("title", "课")
        page = index.add_child(instance=CoursePage(slug=f"c{CoursePage.objects.count()}", live=live, **fields))
        for skill, level in grants:
            CourseGrant.objects.create(course=page, skill=skill, level=level)
        for number, length in enumerate(minutes):
            page.add_child(instance=LessonPage(title=f"课{number}", slug=f"l{number}", own_minutes=length))
        return page

    return make
