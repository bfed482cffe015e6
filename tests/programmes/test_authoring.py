"""A programme in the CMS: who may write it, what is said before it is published, and what may not be deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from people.roles import Role
from programmes.models import Programme
from programmes.services import open_cycle
from quizzes.models import Practical, Quiz

from ..courses.factories import NOW, make_course
from ..factories import UserFactory
from ..quizzes.factories import make_question, make_quiz
from ..quizzes.practical_factories import make_practical
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


def cms(action, *args):
    return reverse(f"wagtailsnippets_programmes_programme:{action}", args=args)


def plain_course(**fields):
    return make_course(lessons=1, level=None, certified=False, **fields)


def exam(key="q-1", **fields):
    return make_quiz(fixed=[make_question(key)], **fields)


def group(*parts, need=""):
    """One group as the form sends it: `("course", course)` …"""
    return ("group", {"title": "", "title_en": "", "need": need, "parts": streamfield([(k, t.pk) for k, t in parts])})


def form_of(certification, first, renewal=(), grants=(), after=(), publish=True):
    data = {
        "certification": certification.pk,
        "summary": "",
        "summary_en": "",
        "first": streamfield(list(first)),
        "renewal": streamfield(list(renewal)),
        "grants": inline_formset([{"skill": skill.pk, "level": level} for skill, level in grants]),
        "prerequisites": inline_formset([{"certification": one.pk} for one in after]),
    }
    return nested_form_data({**data, "action-publish": "on"} if publish else data)


@pytest.fixture
def chief(client_as):
    return client_as(Role.CHIEF_TRAINER)


def said(response):
    assert response.status_code == 200, response.get("Location")
    return response.content.decode()


def told(response):
    """The sentences beside the fields of a form that was not taken."""
    assert response.status_code == 200, response.get("Location")
    form = response.context["form"]
    beside = [formset.non_form_errors() for formset in form.formsets.values()]
    return " ".join([str(form.errors), *map(str, beside)])


def test_a_chief_trainer_publishes_a_programme(chief):
    certification, skill, course, practical = CertificationFactory(), SkillFactory(), plain_course(), make_practical()
    first = [group(("course", course)), group(("quiz", exam()), ("practical", practical), need=1)]
    sent = form_of(certification, first, [group(("course", course))], [(skill, 3)])
    assert chief.post(cms("add"), sent).status_code == 302
    programme = Programme.objects.get()
    assert programme.live
    assert [row.skill for row in programme.grants.all()] == [skill]
    assert len(programme.first) == 2


def test_a_draft_may_be_half_done(chief):
    sent = form_of(CertificationFactory(), [group(("course", plain_course()), need=3)], publish=False)
    assert chief.post(cms("add"), sent).status_code == 302
    assert not Programme.objects.get().live


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: {"first": [group(("course", plain_course()), need=2)]}, "第 1 组要求完成 2 项，但只有 1 项"),
        (lambda: {"grants": []}, "请选择证书授予的技能"),
        (lambda: {"first": [group(("quiz", exam(mode=Quiz.Mode.PRACTICE)))]}, "是练习，不能作为证明"),
        (lambda: {"first": [group(("quiz", make_quiz(draw=3)))]}, "无法开始"),
        (
            lambda: {"renewal": [group(("course", make_course(lessons=9, level=None, certified=False)))]},
            "请缩短续证要求",
        ),
    ],
)
def test_what_cannot_work_is_said_before_it_is_published(chief, make, sentence):
    sent = {"first": [group(("course", plain_course()))], "grants": [(SkillFactory(), 3)]} | make()
    assert sentence in told(chief.post(cms("add"), form_of(CertificationFactory(), **sent)))
    assert not Programme.objects.exists()


def test_what_is_not_published_is_named(chief):
    course, practical = plain_course(), make_practical()
    course.unpublish()
    Practical.objects.filter(pk=practical.pk).update(live=False)
    first = [group(("course", course), ("practical", practical))]
    text = told(chief.post(cms("add"), form_of(CertificationFactory(), first, grants=[(SkillFactory(), 3)])))
    assert f"“{course.title}”尚未发布" in text
    assert f"“{practical.title}”尚未发布" in text


def test_a_part_named_twice_in_a_group_is_said(chief):
    course = plain_course()
    first = [group(("course", course), ("course", course))]
    text = told(chief.post(cms("add"), form_of(CertificationFactory(), first, grants=[(SkillFactory(), 3)])))
    assert "第 1 组有重复的项" in text


def test_a_circle_of_prerequisites_is_refused(chief):
    one, two, three = CertificationFactory(), CertificationFactory(), CertificationFactory()
    grants, first = [(SkillFactory(), 3)], [group(("course", plain_course()))]
    make_programme(path([plain_course()]), grants=grants, certification=two, after=[one])
    make_programme(path([plain_course()]), grants=grants, certification=three, after=[two])
    assert "形成了循环" in told(chief.post(cms("add"), form_of(one, first, grants=grants, after=[three])))
    assert "形成了循环" in told(chief.post(cms("add"), form_of(one, first, grants=grants, after=[one])))


def test_a_certificate_that_a_course_issues_needs_no_programme(chief):
    course = make_course(lessons=1)
    sent = form_of(course.certification, [group(("course", plain_course()))], grants=[(SkillFactory(), 3)])
    assert course.title in told(chief.post(cms("add"), sent))
    assert not Programme.objects.exists()


def test_trainers_read_and_do_not_write(client_as):
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)])
    trainer = client_as(Role.TRAINER)
    assert trainer.get(cms("list")).status_code == 200
    assert trainer.get(cms("edit", programme.pk)).status_code == 302
    assert trainer.get(cms("add")).status_code == 302


def test_the_editor_shows_the_rules_and_the_preview_the_path(chief):
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)])
    edit = said(chief.get(cms("edit", programme.pk)))
    assert "有效期 12 个月" in edit
    assert reverse("cms_certifications:edit", args=[programme.certification_id]) in edit
    preview = said(chief.get(cms("preview_on_edit", programme.pk) + "?mode="))
    assert preview
    assert said(chief.get(cms("history", programme.pk)))


def test_a_new_programme_can_be_opened_in_the_editor(chief):
    assert "新建证书类别" in said(chief.get(cms("add")))


def test_a_new_programme_is_shown_beside_its_editor_as_soon_as_a_certification_is_chosen(chief):
    # The editor saves by itself and then fills the panels of the edit page: each must be on the page of a new one too.
    assert 'data-side-panel="preview"' in said(chief.get(cms("add")))
    certification = CertificationFactory()
    sent = form_of(certification, [])
    assert not chief.post(cms("preview_on_add"), {**sent, "certification": ""}).json()["is_available"]
    assert "预览" in said(chief.get(cms("preview_on_add") + "?mode="))
    assert chief.post(cms("preview_on_add"), sent).json()["is_available"]
    assert certification.name in said(chief.get(cms("preview_on_add") + "?mode="))


def test_a_programme_with_rounds_is_kept_with_a_sentence(client_as, person):
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)])
    open_cycle(user=person(), certification=programme.certification, now=NOW)
    response = client_as(Role.ADMINISTRATOR).post(cms("delete", programme.pk), follow=True)
    assert "不能删除" in response.content.decode()
    assert Programme.objects.exists()


def test_a_programme_nobody_is_in_may_be_deleted(client_as):
    programme = make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)])
    assert client_as(Role.ADMINISTRATOR).post(cms("delete", programme.pk)).status_code == 302
    assert not Programme.objects.exists()


def test_a_course_that_a_programme_asks_for_is_not_deleted(client_as):
    course = plain_course()
    make_programme(path([course]), grants=[(SkillFactory(), 3)])
    client = client_as(Role.ADMINISTRATOR)
    address = reverse("wagtailadmin_pages:delete", args=[course.pk])
    assert "请先在那里取消" in client.post(address, follow=True).content.decode()
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={course.pk}"
    client.post(many)
    course.refresh_from_db()
    assert course.live


def test_a_quiz_that_a_programme_asks_for_is_not_deleted(client_as):
    quiz = exam()
    make_programme(path([quiz]), grants=[(SkillFactory(), 3)])
    address = reverse("wagtailsnippets_quizzes_quiz:delete", args=[quiz.pk])
    response = client_as(user=UserFactory(is_superuser=True)).post(address, follow=True)
    assert "请先在那里取消" in response.content.decode()
    assert Quiz.objects.filter(pk=quiz.pk).exists()


def test_unpublishing_a_practical_that_is_asked_for_is_warned_of(client_as):
    practical = make_practical()
    make_programme(path([practical]), grants=[(SkillFactory(), 3)])
    address = reverse("wagtailsnippets_quizzes_practical:unpublish", args=[practical.pk])
    response = client_as(user=UserFactory(is_superuser=True)).post(address, follow=True)
    assert "重新发布之前" in response.content.decode()


def test_the_list_counts_people_in_a_fixed_number_of_queries(chief, person):
    def another():
        certification = CertificationFactory()
        make_programme(path([plain_course()]), grants=[(SkillFactory(), 3)], certification=certification)
        open_cycle(user=person(), certification=certification, now=NOW)
        give(person(), SkillFactory(), on=NOW.date(), certification=certification)

    another()
    chief.get(cms("list"))
    with CaptureQueriesContext(connection) as few:
        chief.get(cms("list"))
    for _ in range(20):
        another()
    with CaptureQueriesContext(connection) as many:
        text = said(chief.get(cms("list")))
    assert len(many) <= len(few)
    assert "进行中" in text
