"""Skills and certifications in the CMS: who may set them up, and that their lists stay cheap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.roles import Role
from skills.models import Certification, Skill

from .factories import CertificationFactory, SkillFactory

pytestmark = pytest.mark.django_db
LISTS = ["cms_skills:index", "cms_certifications:index"]


def test_an_administrator_sets_up_a_skill_and_a_certification(client_as):
    client = client_as(Role.ADMINISTRATOR)
    skill = {"name": "手语", "name_en": "Sign language", "slug": "sign", "order": 1}
    assert client.post(reverse("cms_skills:add"), skill).status_code == 302
    rules = {"name": "手语证书", "slug": "sign", "validity_months": 12, "renewal_days": 60, "grace_days": 15}
    rules |= {"renewal_basis": "completion", "minimum_months": 0}
    assert client.post(reverse("cms_certifications:add"), rules).status_code == 302
    assert Skill.objects.get().slug == Certification.objects.get().slug == "sign"


def test_a_certification_valid_for_no_time_is_refused_with_a_sentence(client_as):
    rules = {"name": "手语证书", "slug": "sign", "validity_months": 0, "renewal_days": 60, "grace_days": 15}
    response = client_as(Role.ADMINISTRATOR).post(reverse("cms_certifications:add"), rules)
    assert response.status_code == 200
    assert not Certification.objects.exists()


def test_a_chief_trainer_mends_the_words_of_a_skill_and_sets_up_certifications(client_as):
    skill, certification = SkillFactory(), CertificationFactory()
    client = client_as(Role.CHIEF_TRAINER)
    assert client.get(reverse("cms_skills:edit", args=[skill.pk])).status_code == 200
    assert client.get(reverse("cms_skills:add")).status_code == 302
    assert client.get(reverse("cms_certifications:edit", args=[certification.pk])).status_code == 200
    assert client.get(reverse("cms_certifications:delete", args=[certification.pk])).status_code == 302


@pytest.mark.parametrize("role", [Role.CLERK, Role.TRAINER, Role.MANAGER])
@pytest.mark.parametrize("name", LISTS)
def test_nobody_else_enters(client_as, role, name):
    assert client_as(role).get(reverse(name)).status_code in {302, 403}


def test_nobody_deletes_what_certificates_rest_on(client_as):
    skill = SkillFactory()
    client_as(Role.ADMINISTRATOR).post(reverse("cms_skills:delete", args=[skill.pk]))
    assert Skill.objects.filter(pk=skill.pk).exists()


@pytest.mark.parametrize(("name", "make"), [(LISTS[0], SkillFactory), (LISTS[1], CertificationFactory)])
def test_the_lists_cost_the_same_with_one_row_and_with_twenty(client_as, name, make):
    client = client_as(Role.ADMINISTRATOR)
    make()
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for _ in range(19):
        make()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few)
