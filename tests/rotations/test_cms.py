"""Posts in the CMS: administrators set them up with what they ask for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.roles import Role
from rotations.models import Post, Requirement
from tests.skills.factories import SkillFactory

from .factories import PostFactory

pytestmark = pytest.mark.django_db


def form_of(hall, *needs, **fields):
    data = {"hall": hall.pk, "name": "无障碍窗口", "name_en": "", "description": "", "description_en": ""}
    data |= {"seats": 2, "order": 1, "requirements-TOTAL_FORMS": len(needs), "requirements-INITIAL_FORMS": 0} | fields
    for number, (skill, level) in enumerate(needs):
        data |= {f"requirements-{number}-skill": skill.pk, f"requirements-{number}-level": level}
        data |= {f"requirements-{number}-id": "", f"requirements-{number}-DELETE": ""}
    return data


def test_an_administrator_makes_a_post_with_its_requirements(client_as, hall):
    skill = SkillFactory()
    response = client_as(Role.ADMINISTRATOR).post(reverse("cms_posts:add"), form_of(hall, (skill, 3)))
    assert response.status_code == 302
    assert Requirement.objects.get(post=Post.objects.get()).level == 3


def test_a_second_post_of_the_name_is_refused_in_the_same_hall_only(client_as, hall):
    PostFactory(hall=hall, name="无障碍窗口")
    PostFactory(name="无障碍窗口")
    assert client_as(Role.ADMINISTRATOR).post(reverse("cms_posts:add"), form_of(hall)).status_code == 200
    assert Post.objects.count() == 2


@pytest.mark.parametrize("role", [Role.CLERK, Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER])
def test_nobody_else_enters(client_as, role):
    assert client_as(role).get(reverse("cms_posts:index")).status_code in {302, 403}


def test_the_list_costs_the_same_with_one_post_and_with_twenty(client_as, hall):
    client = client_as(Role.ADMINISTRATOR)
    PostFactory(hall=hall)
    client.get(reverse("cms_posts:index"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("cms_posts:index"))
    for _ in range(19):
        PostFactory()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("cms_posts:index"))
    assert len(many) == len(few)


def test_every_change_of_a_post_is_kept_in_its_history(client_as, hall):
    skill = SkillFactory(slug="sign")
    client = client_as(Role.ADMINISTRATOR)
    client.post(reverse("cms_posts:add"), form_of(hall, (skill, 3)))
    post = Post.objects.get()
    row = post.requirements.get()
    data = form_of(hall, (skill, 4)) | {"requirements-INITIAL_FORMS": 1, "requirements-0-id": row.pk}
    assert client.post(reverse("cms_posts:edit", args=[post.pk]), data).status_code == 302
    assert client.post(reverse("cms_posts:edit", args=[post.pk]), data).status_code == 302  # nothing new
    assert [version.needs for version in post.versions.all()] == [{"sign": 3}, {"sign": 4}]
