"""A certificate has one way: the courses that issue it by themselves, or a programme."""

import pytest
from django.core.exceptions import ValidationError

from courses.models import CoursePage
from programmes.models import Programme

from ..courses.factories import make_course
from ..skills.factories import CertificationFactory, SkillFactory
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


def test_a_course_cannot_issue_the_certificate_of_a_programme(person):
    part = make_course(lessons=1, level=None, certified=False)
    programme = make_programme(path([part]), grants=[(SkillFactory(), 3)])
    course = CoursePage.objects.get(pk=part.pk)
    course.certification = programme.certification
    with pytest.raises(ValidationError) as refused:
        course.save_revision()
    assert "certification" in refused.value.message_dict
    course.certification = CertificationFactory()
    course.save_revision().publish()


def test_a_programme_cannot_be_made_for_a_certificate_that_a_course_issues():
    course = make_course(lessons=1)
    programme = Programme(certification=course.certification)
    programme.first = programme._meta.get_field("first").to_python(list(path([course])))
    with pytest.raises(ValidationError) as refused:
        programme.full_clean()
    assert course.title in str(refused.value) or course.title_en in str(refused.value)
    course.unpublish()
    programme.full_clean()
