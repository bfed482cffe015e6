"""Trainers write drafts, chief trainers publish; what people have learnt from is never deleted."""

import json

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site, TaskState, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.blocks import LessonBlocks
from courses.models import Category, CourseIndexPage, CoursePage, LessonPage, QuizPage
from courses.services import enrol, open_step
from courses.wagtail_hooks import keep_what_people_have_learnt
from people.roles import Role
from phrasebook.models import Dialogue, Phrase, Sign
from quizzes.models import Question
from tests.phrasebook.factories import make_dialogue, make_phrase, make_sign
from tests.skills.factories import SkillFactory

from .factories import make_course, make_lesson, make_quiz_page, steps_of


def lesson_data(**more):
    body = streamfield([("text", rich_text("<p>先问好。</p>"))])
    fields = {"title": "新的一课", "title_en": "A new lesson", "summary": "", "summary_en": "", "own_minutes": "5"}
    return nested_form_data({**fields, "slug": "new-lesson", "body": body, "comments": inline(), **more})


def inline(forms=()):
    return inline_formset(list(forms))


def add_url(parent, model):
    return reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent.pk])


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_site_begins_with_the_catalogue(db):
    site = Site.objects.get()
    assert site.is_default_site
    assert isinstance(site.root_page.specific, CourseIndexPage)
    assert site.root_page.slug == "courses"
    assert Page.find_problems() == ([], [], [], [], [])
    assert Page.objects.filter(depth=2).count() == 1


def test_the_review_reads_pages_entries_and_questions(db):
    review = Workflow.objects.get()
    assert CourseIndexPage.objects.get().get_workflow() == review
    assert make_course().get_workflow() == review
    for model in [Phrase, Sign, Dialogue, Question]:
        assert model.get_default_workflow() == review


def test_a_lesson_goes_from_the_draft_of_a_trainer_through_review_to_the_clerks(client_as):
    course = make_course(lessons=0)
    trainer = client_as(Role.TRAINER)
    response = trainer.post(add_url(course, LessonPage), lesson_data(**{"action-submit": "1"}))
    assert response.status_code == 302
    lesson = LessonPage.objects.get()
    assert not lesson.live
    task_state = TaskState.objects.get()
    assert task_state.status == "in_progress"
    trainer.post(edit_url(lesson), lesson_data(**{"action-publish": "1"}))
    lesson.refresh_from_db()
    assert not lesson.live

    approve = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", task_state.pk])
    trainer.post(approve, {"comment": ""})
    lesson.refresh_from_db()
    assert not lesson.live
    client_as(Role.CHIEF_TRAINER).post(approve, {"comment": ""})
    lesson.refresh_from_db()
    assert lesson.live
    assert lesson.live_revision_id
    assert "先问好" in client_as(Role.CLERK).get(lesson.get_url()).content.decode()


def test_a_chief_trainer_publishes_a_whole_course_with_chinese_titles(client_as):
    skill = SkillFactory()
    data = nested_form_data(
        {
            "title": "标准服务用语",
            "title_en": "",
            "summary": "",
            "summary_en": "",
            "slug": "biaozhun",
            "cover": "",
            "category": "",
            "certification": "",
            "grants": inline([{"skill": str(skill.pk), "level": "2"}]),
            "comments": inline(),
            "action-publish": "1",
        }
    )
    response = client_as(Role.CHIEF_TRAINER).post(add_url(CourseIndexPage.objects.get(), CoursePage), data)
    assert response.status_code == 302
    course = CoursePage.objects.get()
    assert course.live
    assert course.grants.get().skill == skill


def test_a_chinese_title_makes_an_address_by_itself(client_as):
    course = make_course(lessons=0)
    data = lesson_data(**{"action-publish": "1", "slug": "迎问办结送"})
    client_as(Role.CHIEF_TRAINER).post(add_url(course, LessonPage), data)
    lesson = LessonPage.objects.get()
    assert lesson.live
    assert client_as(Role.CLERK).get(lesson.get_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_others_do_not_write_courses(client_as, role):
    response = client_as(role).get(add_url(make_course(lessons=0), LessonPage))
    assert response.status_code in {302, 403}
    assert not LessonPage.objects.exists()


@pytest.mark.parametrize("model", [LessonPage, QuizPage, CoursePage, CourseIndexPage])
def test_every_page_opens_in_the_editor(client_as, model):
    course = make_course(lessons=1, quiz=True)
    page = model.objects.get() if model is not CoursePage else course
    assert client_as(Role.TRAINER).get(edit_url(page)).status_code == 200
    assert client_as(Role.CHIEF_TRAINER).get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200


def test_a_preview_shows_the_draft_as_a_clerk_sees_it_and_writes_nothing(client_as, person):
    course = make_course(lessons=0)
    body = [("phrase", {"phrase": make_phrase(live=False)}), ("dialogue", {"dialogue": make_dialogue()})]
    lesson = make_lesson(course, body)
    trainer = person(Role.TRAINER)
    enrolment = enrol(user=trainer, course=course, now=timezone.now())
    client = client_as(user=trainer)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    entry = make_phrase(text="草稿中的句子", live=False)
    body = streamfield([("phrase", {"phrase": str(entry.pk)})])
    assert client.post(preview, lesson_data(title="预览标题", body=body)).json()["is_valid"]
    page = client.get(preview, {"mode": ""}).content.decode()
    assert "预览标题" in page
    assert "草稿中的句子" in page
    assert "<form method" not in page.split('<main id="main"')[1].split("</main>")[0]
    assert not enrolment.progress.exists()


def test_a_course_and_a_lesson_can_be_previewed_before_they_are_saved(client_as):
    client = client_as(Role.TRAINER)
    course = make_course(lessons=0)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", course.pk])
    assert client.post(address, lesson_data()).json()["is_valid"]
    assert "先问好" in client.get(address, {"mode": ""}).content.decode()
    catalogue = CourseIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "coursepage", catalogue.pk])
    fields = {"title": "没存的课", "title_en": "", "summary": "", "summary_en": "", "slug": "x", "cover": ""}
    grants = inline([{"skill": str(SkillFactory().pk), "level": "2"}])
    data = {**fields, "category": "", "certification": "", "grants": grants, "comments": inline()}
    assert client.post(address, nested_form_data(data)).json()["is_valid"]
    assert "没存的课" in client.get(address, {"mode": ""}).content.decode()


def test_quiz_pages_and_the_catalogue_can_be_previewed(client_as):
    course = make_course(lessons=0)
    quiz_page = make_quiz_page(course)
    for page in [quiz_page, course, CourseIndexPage.objects.get()]:
        address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert client_as(Role.TRAINER).get(address).status_code == 200


def test_what_a_clerk_may_not_see_in_a_lesson_is_left_out(client_as):
    course = make_course(lessons=0)
    hidden, shown = make_phrase(text="撤下的句子"), make_phrase(text="还在的句子")
    lesson = make_lesson(course, [("phrase", {"phrase": entry}) for entry in (hidden, shown)])
    hidden.unpublish()
    page = client_as().get(lesson.get_url()).content.decode()
    assert "还在的句子" in page
    assert "撤下的句子" not in page
    shown.delete()
    assert client_as().get(lesson.get_url()).status_code == 200


SHOWN = {
    "text": 'class="prose"',
    "image": "<figcaption",
    "phrase": "phrase-card",
    "sign": "sign-slot",
    "dialogue": "turn-clerk",
    "do_dont": "do-dont",
    "callout": "callout-tip",
    "term": "term-card",
    "clip": "lesson-clip",
    "check": "<legend>",
    "drill": "drill-phrases",
}


def test_every_block_has_a_preview(db):
    assert set(LessonBlocks().child_blocks) == set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_every_block_is_previewed_in_the_editor_as_the_clerk_sees_it(client_as, name):
    definition = LessonPage._meta.get_field("body").stream_block.child_blocks[name]
    assert definition.is_previewable
    address = reverse("wagtailadmin_block_preview") + f"?id={definition.definition_prefix}"
    page = client_as(Role.TRAINER).get(address).content.decode()
    assert SHOWN[name] in page
    assert "css/components.css" in page


def learnt_from(person):
    course = make_course(lessons=1)
    lesson = steps_of(course)[0]
    open_step(enrolment=enrol(user=person(), course=course, now=timezone.now()), page=lesson, now=timezone.now())
    return course, lesson


@pytest.mark.parametrize("superuser", [False, True])
def test_pages_people_have_learnt_from_are_not_deleted_nor_their_parents(client_as, person, superuser):
    course, lesson = learnt_from(person)
    deleter = person(Role.ADMINISTRATOR, is_superuser=superuser)
    client = client_as(user=deleter)
    for page in [lesson, course, CourseIndexPage.objects.get()]:
        assert not page.permissions_for_user(deleter).can_delete()
        address = reverse("wagtailadmin_pages:delete", args=[page.pk])
        assert client.get(address).status_code == 302
        assert client.post(address).status_code == 302
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"
        assert client.post(bulk).status_code in {200, 302}
        assert Page.objects.filter(pk=page.pk).exists()


def test_they_can_be_unpublished(client_as, person):
    _course, lesson = learnt_from(person)
    client_as(Role.CHIEF_TRAINER).post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_somebody_who_joins_in_between_is_seen_by_the_last_guard(rf, person):
    course, _lesson = learnt_from(person)
    request = rf.post("/")
    request.session = {}
    request.user = person(Role.ADMINISTRATOR)
    request._messages = FallbackStorage(request)
    assert keep_what_people_have_learnt(request, course).status_code == 302
    assert course.title in str(next(iter(request._messages)))
    assert keep_what_people_have_learnt(request, make_course()) is None


def test_a_page_nobody_has_opened_may_be_deleted_by_those_who_publish(client_as, person):
    course = make_course(lessons=1)
    lesson = steps_of(course)[0]
    chief = person(Role.CHIEF_TRAINER)
    client_as(user=chief).post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert not LessonPage.objects.exists()


def test_a_shelf_and_a_scenario_in_use_are_kept_with_a_sentence(client_as):
    shelf = Category.objects.create(slug="shelf", name="架")
    make_course(category=shelf)
    scenario = make_phrase().scenario
    client = client_as(Role.ADMINISTRATOR)
    for thing in [shelf, scenario]:
        address = reverse(f"wagtailsnippets_{thing._meta.label_lower.replace('.', '_')}:delete", args=[thing.pk])
        page = client.get(address)
        assert page.status_code == 200
        assert client.post(address).status_code == 302
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_the_usage_of_a_phrase_names_the_lessons_it_stands_in(client_as):
    course = make_course(lessons=0)
    phrase = make_phrase()
    lesson = make_lesson(course, [("phrase", {"phrase": phrase})])
    page = client_as(Role.TRAINER).get(reverse("wagtailsnippets_phrasebook_phrase:usage", args=[phrase.pk]))
    assert lesson.title in page.content.decode()


def test_drafts_of_a_course_leave_what_is_found_alone(db):
    course = make_course(title="标准用语")
    course.title = "完全不同"
    course.save_revision()
    assert "完全不同" not in CoursePage.objects.get(pk=course.pk).search_key
    course.latest_revision.publish()
    assert "完全不同" in CoursePage.objects.get(pk=course.pk).search_key


def test_the_same_entry_twice_in_a_lesson_is_two_blocks(db):
    phrase, dialogue, sign = make_phrase(), make_dialogue(turns=3), make_sign()
    body = [("phrase", {"phrase": phrase}), ("dialogue", {"dialogue": dialogue}), ("sign", {"sign": sign})]
    lesson = LessonPage.objects.get(pk=make_lesson(make_course(lessons=0), body * 2).pk)
    values = [block.value[block.block_type] for block in lesson.body]
    assert values[:3] == values[3:] == [phrase, dialogue, sign]
    assert values[0] is not values[3]
    assert [turn.text for turn in values[1].turns.all()] == ["第0句", "第1句", "第2句"]
    assert json.loads(json.dumps(list(lesson.body.raw_data)))[0]["value"] == {"phrase": phrase.pk}


def checked(*options):
    """A lesson with one check of these answers, as the editor sends it."""
    items = {"options-count": str(len(options))}
    for place, (text, right) in enumerate(options):
        sent = {"deleted": "", "order": str(place), "id": "", "value-text": text}
        sent |= {"value-correct": "on"} if right else {}
        items |= {f"options-{place}-{name}": value for name, value in sent.items()}
    return streamfield([("check", {"question": "先做什么？", "explanation": "先看见人。", **items})])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([("甲", False), ("乙", False)], "至少把一个答案标为正确"),
        ([("甲", True), ("乙", True)], "至少要有一个错误答案"),
        ([("甲", True), ("甲 ", False)], "有两个答案的文字相同"),
        ([("甲", True), ("乙", False)], None),
    ],
)
def test_a_check_that_makes_no_sense_is_refused_in_the_editor(client_as, options, sentence):
    course = make_course(lessons=0)
    data = lesson_data(body=checked(*options), **{"action-publish": "1"})
    response = client_as(Role.CHIEF_TRAINER).post(add_url(course, LessonPage), data)
    if sentence:
        # The editor's script gets it as JSON.
        assert json.dumps(sentence)[1:-1] in response.content.decode()
        assert not LessonPage.objects.exists()
    else:
        assert LessonPage.objects.get().live


def test_the_editor_tells_how_long_the_lesson_takes(client_as):
    lesson = make_lesson(make_course(lessons=0), [("text", f"<p>{'电' * 1200}</p>")])
    page = client_as(Role.TRAINER).get(edit_url(lesson)).content.decode()
    assert "读者看到的分钟数" in page
    assert lesson.minutes == 4
