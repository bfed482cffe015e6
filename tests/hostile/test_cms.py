"""The editor's side: who stays outside altogether, and the many doors by which somebody could publish."""

import re

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from people.roles import Role
from quizzes.models import Question
from tests.courses.factories import make_course, steps_of
from tests.courses.test_authoring import lesson_data
from tests.quizzes.factories import make_question

pytestmark = pytest.mark.django_db

# The sprite of icons and the translations of the editor's scripts hold nothing of ours.
HARMLESS = {"cms/sprite/", "cms/jsi18n/"}


def routes(resolver=None, before=""):
    """The route of every URL."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here)
        else:
            yield here


def cms_addresses(page):
    """An address for every URL below /cms/ whose route is no regular expression of several pieces."""
    for route in routes():
        if route.startswith("cms/") and "(?P" not in route and route not in HARMLESS:
            plain = re.sub(r"<int:(?:page_id|page_to_\w+|parent_page_id)>", str(page.pk), route)
            plain = re.sub(r"<\w+:app_label>", "courses", plain)
            plain = re.sub(r"<\w+:model_name>", "coursepage", plain)
            yield "/" + re.sub(r"<\w+:\w+>|<\w+>", "1", plain).replace("^", "").replace("\\Z", "").replace("$", "")


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_clerks_and_managers_are_turned_away_from_every_door_of_the_cms(client_as, role):
    client, course = client_as(role), make_course(quiz=True)
    inside = {}
    for address in cms_addresses(course):
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(address)
                transaction.set_rollback(True)
            away = answer.status_code == 403 or answer.headers.get("Location", "").startswith(
                (reverse("wagtailadmin_login"), reverse("account_reset_password"))
            )
            if not away:
                inside[method, address] = answer.status_code
    assert inside == {}


@pytest.fixture
def course():
    return make_course(lessons=2, quiz=True)


@pytest.fixture
def draft(course):
    """A lesson no clerk sees yet."""
    lesson = LessonPage(title="草稿", slug="draft", live=False)
    course.add_child(instance=lesson)
    lesson.save_revision()
    return lesson


def what_clerks_see():
    """Every published page with its place, title and revision, and every published question."""
    pages = list(Page.objects.live().order_by("path").values_list("path", "title", "live_revision"))
    return pages, list(Question.objects.filter(live=True).order_by("pk").values_list("pk", "stem", "live_revision"))


def test_a_trainer_publishes_by_no_route(client_as, course, draft):
    question = make_question("q-live")
    client = client_as(Role.TRAINER)
    lesson = steps_of(course)[0]
    question_url = Question.snippet_viewset.get_url_name
    api = "/cms/api/main/pages/{}/action/{}/".format
    tries = [
        (reverse("wagtailadmin_pages:edit", args=[draft.pk]), lesson_data(slug="draft") | {"action-publish": "1"}),
        (reverse("wagtailadmin_pages:edit", args=[lesson.pk]), lesson_data() | {"action-publish": "1"}),
        (reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]), {}),
        (reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, course.get_parent().pk]), {}),
        (reverse("wagtailadmin_pages:set_page_position", args=[lesson.pk]), {"position": "1"}),
        (reverse("wagtailadmin_pages:delete", args=[lesson.pk]), {}),
        (reverse("wagtailadmin_pages:convert_alias", args=[lesson.pk]), {}),
        (reverse("wagtailadmin_pages:set_privacy", args=[course.pk]), {"restriction_type": "login"}),
        *(
            (
                reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
                {"new_title": "副本", "new_slug": f"copy-{how}", "new_parent_page": course.pk, how: "on"},
            )
            for how in ("publish_copies", "alias")
        ),
        *(
            (f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}", {})
            for action, page in [("publish", draft), ("unpublish", lesson), ("delete", lesson)]
        ),
        (api(draft.pk, "publish"), {}),
        (api(lesson.pk, "unpublish"), {}),
        (api(lesson.pk, "delete"), {}),
        (api(lesson.pk, "copy"), {"keep_live": "true", "slug": "c1", "destination_page_id": course.pk}),
        (api(lesson.pk, "create_alias"), {"update_slug": "c2", "destination_page_id": course.pk}),
        (api(lesson.pk, "move"), {"destination_page_id": course.get_parent().pk, "position": "last-child"}),
        (reverse(question_url("unpublish"), args=[question.pk]), {}),
        (reverse(question_url("delete"), args=[question.pk]), {}),
    ]
    before = what_clerks_see()
    for address, data in tries:
        with transaction.atomic():
            client.post(address, data)
        assert what_clerks_see() == before, address
    assert CoursePage.objects.get(pk=course.pk).view_restrictions.count() == 0
