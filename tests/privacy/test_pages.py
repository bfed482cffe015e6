"""The pages: who looked is written down, requests are answered by somebody else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils import timezone

from people.roles import Role
from privacy.looking import SHOWS_A_PERSON, TAKES_A_LIST
from privacy.models import CorrectionAnswer, CorrectionRequest, Look
from privacy.services import answer_correction, ask_correction

from ..factories import HallFactory
from ..rotations.factories import PostFactory
from ..skills.factories import CertificationFactory, SkillFactory, give
from ..test_permissions import TABLE

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WORDS = {"about": "staff", "wrong": "入职日期写成了 2020 年", "right": "2019 年 7 月 1 日"}


def test_every_page_that_is_watched_exists():
    doors = {row[0].split(" ")[0] for row in TABLE}
    assert set(SHOWS_A_PERSON) | TAKES_A_LIST <= doors


def test_a_look_is_written_once_a_day_and_shown_to_the_person(client_as, person):
    clerk, boss = person(), person(Role.MANAGER, full_name="潘丽华")
    certificate = give(clerk, SkillFactory(), on=date(2026, 3, 1), certification=CertificationFactory()).certificate
    client = client_as(user=boss)
    for _twice in range(2):
        client.get(reverse("skills:person", args=[clerk.pk]))
        client.get(reverse("skills:certificate", args=[certificate.number]))
        client.get(reverse("people:detail", args=[clerk.pk]))
    looks = Look.objects.filter(subject=clerk, viewer=boss)
    assert sorted(looks.values_list("what", flat=True)) == ["certificate", "skills", "staff"]
    html = client_as(user=clerk).get(reverse("privacy:about")).content.decode()
    assert html.count("潘丽华") == 3


def test_ones_own_pages_and_pages_that_were_refused_are_no_looks(client_as, person):
    clerk, stranger = person(), person(hall=HallFactory())
    client = client_as(user=clerk)
    client.get(reverse("skills:person", args=[clerk.pk]))
    assert client.get(reverse("skills:person", args=[stranger.pk])).status_code == 404
    assert not Look.objects.exists()


def test_a_list_taken_out_as_a_file_is_told_to_everybody_of_the_hall(client_as, person, hall):
    clerk, boss = person(), person(Role.MANAGER, full_name="潘丽华")
    post = PostFactory(hall=hall)
    assert client_as(user=boss).get(reverse("rotations:post_xlsx", args=[post.pk])).status_code == 200
    assert Look.objects.get().hall == hall
    assert "导出本厅名单" in client_as(user=clerk).get(reverse("privacy:about")).content.decode()


def test_watching_fails_no_page_whose_person_is_not_found(client_as):
    client = client_as(Role.ADMINISTRATOR)
    address = reverse("exams:attempt", args=["00000000-0000-0000-0000-000000000000"])
    assert resolve(address).view_name in SHOWS_A_PERSON
    assert client.get(address).status_code == 404


def test_a_request_is_kept_once_and_answered_where_the_person_reads_it(client_as, person):
    clerk, boss = person(), person(Role.MANAGER)
    client = client_as(user=clerk)
    for _twice in range(2):
        assert client.post(reverse("privacy:ask"), WORDS).status_code == 302
    asked = CorrectionRequest.objects.get()
    client = client_as(user=boss)
    assert "2019 年 7 月 1 日" in client.get(reverse("privacy:requests")).content.decode()
    words = {"done": "on", "words": "已按劳动合同更正。"}
    for _twice in range(2):
        assert client.post(reverse("privacy:answer", args=[asked.pk]), words).status_code == 302
    assert CorrectionAnswer.objects.get().by == boss
    assert "已按劳动合同更正。" in client_as(user=clerk).get(reverse("privacy:about")).content.decode()


def test_a_request_without_words_is_explained_and_nothing_typed_is_lost(client_as, person):
    response = client_as(user=person()).post(reverse("privacy:ask"), WORDS | {"right": ""})
    assert response.status_code == 422
    assert "入职日期写成了 2020 年" in response.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_nobody_answers_their_own_request_and_none_of_another_hall(client_as, person):
    boss, stranger = person(Role.MANAGER), person(hall=HallFactory())
    own = ask_correction(user=boss, now=NOW, **WORDS)
    theirs = ask_correction(user=stranger, now=NOW, **WORDS)
    with pytest.raises(ValidationError):
        answer_correction(request=own, done=True, words="好", by=boss, now=NOW)
    client = client_as(user=boss)
    assert client.get(reverse("privacy:answer", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("privacy:answer", args=[own.pk]), {"words": "好"}).status_code == 302
    assert not CorrectionAnswer.objects.exists()


def test_the_file_is_a_download_of_ones_own(client_as, person):
    clerk = person(full_name="王芳")
    response = client_as(user=clerk).get(reverse("privacy:download"))
    assert "attachment" in response["Content-Disposition"]
    assert "王芳" in b"".join(response.streaming_content).decode()
