"""What a lesson lacks is said to its author beside the preview and in Wagtail's checker, and never to readers."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.test.utils.form_data import streamfield

from core.models import Clip
from courses.checker import LessonChecker
from courses.lesson_checks import LONGEST_TEXT, Rule, faults_of
from courses.wagtail_hooks import check_lessons
from people.roles import Role
from tests.phrasebook.factories import make_dialogue, make_phrase, make_sign, make_term

from .factories import make_course, make_lesson
from .test_authoring import lesson_data

pytestmark = pytest.mark.django_db


def lesson(*body, **fields):
    return make_lesson(make_course(lessons=0), body=body, **fields)


def rules(page):
    return [fault.rule for fault in faults_of(page)]


def a_clip(**fields):
    return Clip.objects.create(**{"title": "缴费", "type": "video", "file": "media/a.mp4", "duration": 10, **fields})


def test_a_sound_lesson_has_no_faults():
    page = lesson(("text", "<p>先问好。</p>"), ("phrase", {"phrase": make_phrase()}), ("term", {"term": make_term()}))
    assert faults_of(page) == []


@pytest.mark.parametrize(
    ("kind", "make"), [("phrase", make_phrase), ("sign", make_sign), ("dialogue", make_dialogue), ("term", make_term)]
)
def test_an_entry_that_is_not_published_is_named(kind, make):
    page = lesson((kind, {kind: make(live=False)}))
    (fault,) = faults_of(page)
    assert fault.rule == Rule.ENTRY
    assert fault.block == str(page.body[0].id)


def test_every_phrase_of_a_drill_is_looked_at():
    phrases = [make_phrase(), make_phrase(live=False)]
    assert rules(lesson(("drill", {"phrases": phrases, "listen": True, "order": True, "courtesy": True}))) == [
        Rule.ENTRY
    ]


def test_a_clip_without_captions_or_poster_is_not_ready():
    page = lesson(("clip", {"clip": a_clip(), "title": "缴费"}))
    assert set(rules(page)) == {Rule.CLIP}
    assert all(fault.sentence.startswith("缴费") for fault in faults_of(page))


def test_long_texts_and_long_lessons_are_named():
    page = lesson(("text", f"<p>{'长' * (LONGEST_TEXT + 1)}</p>"), own_minutes=15)
    assert rules(page) == [Rule.READING, Rule.LENGTH]
    assert rules(lesson(("text", f"<p>{'长' * LONGEST_TEXT}</p>"))) == []


def test_authors_read_the_faults_in_the_preview_and_readers_never_do(client_as):
    page = lesson(("phrase", {"phrase": make_phrase(live=False)}))
    client = client_as(Role.TRAINER)
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert f'data-author-fault="{Rule.ENTRY.value}"' in preview
    assert "data-author-fault" not in client.get(page.get_url()).content.decode()


def test_the_checker_of_a_lesson_knows_every_rule(rf):
    items = [ContentCheckerItem(in_editor=True)]
    check_lessons(rf.get("/"), items, lesson())
    (checker,) = items
    assert isinstance(checker, LessonChecker)
    assert checker.in_editor
    configured = checker.get_axe_configuration(rf.get("/"))
    for rule in Rule.values:
        assert rule in configured["options"]["runOnly"]
        assert rule in configured["messages"]
        assert any(one["id"] == rule for one in configured["spec"]["rules"])


def test_other_pages_keep_wagtails_own_checker(rf):
    items = [ContentCheckerItem(in_editor=True)]
    check_lessons(rf.get("/"), items, make_course())
    assert type(items[0]) is ContentCheckerItem


def test_publishing_with_faults_says_what_readers_will_miss(client_as):
    page, phrase = lesson(("text", "<p>先问好。</p>")), make_phrase(text="请稍候。", live=False)
    body = streamfield([("phrase", {"phrase": str(phrase.pk)})])
    data = lesson_data(slug=page.slug, body=body) | {"action-publish": "1"}
    answer = client_as(Role.CHIEF_TRAINER).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert any("请稍候。" in str(message) for message in get_messages(answer.wsgi_request))


def test_publishing_a_sound_lesson_says_nothing_more(client_as):
    page = lesson(("text", "<p>先问好。</p>"))
    data = lesson_data(slug=page.slug) | {"action-publish": "1"}
    answer = client_as(Role.CHIEF_TRAINER).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert len(list(get_messages(answer.wsgi_request))) == 1
