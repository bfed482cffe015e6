"""Editing one phrase shows what it touches before it is published, and asks what the edit means."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.changes import changes_for, decide, mark_read
from courses.impact import Difference, differences, impact_of, lessons_showing
from courses.models import DeltaRead, EntryChange
from courses.progress import outline
from courses.renewal import renewal
from courses.services import complete_step, enrol
from people.roles import Role
from phrasebook.models import Phrase, Turn
from tests.phrasebook.factories import make_dialogue, make_phrase, make_sign
from tests.quizzes.factories import make_question

from .factories import make_course, make_lesson, steps_of

pytestmark = pytest.mark.django_db
NEW = "您好，请坐。请问您办什么业务？"


def now():
    return timezone.now()


@pytest.fixture
def phrase():
    return make_phrase(key="greeting", text="您好，请坐。", english="Please take a seat.", ipa="/pliz teɪk ə sit./")


@pytest.fixture
def course(phrase):
    """One lesson that shows the phrase."""
    course = make_course(lessons=0)
    make_lesson(course, body=[("phrase", {"phrase": phrase})])
    return course


def complete(person, course):
    enrolment = enrol(user=person, course=course, now=now())
    for step in steps_of(course):
        complete_step(enrolment=enrolment, page=step, now=now())
    return person


def edit_url(entry):
    return reverse(type(entry).snippet_viewset.get_url_name("edit"), args=[entry.pk])


def sent(phrase, **more):
    fields = ("key", "pinyin", "english", "ipa", "register", "when", "avoid")
    data = {name: getattr(phrase, name) for name in fields}
    recordings = dict.fromkeys(("audio", "audio_slow", "audio_en", "audio_en_slow"), "")
    return {**data, **recordings, "scenario": phrase.scenario_id, "text": phrase.text, "action-publish": "1", **more}


def decision(weight, **more):
    return {"entry-change-weight": weight, "entry-change-note": "", "entry-change-note_en": "", **more}


def the_words_of(phrase):
    return Phrase.objects.get(pk=phrase.pk).text


def test_an_entry_touches_the_lessons_that_show_it_and_whoever_learnt_them(person, course, phrase):
    complete(person(), course)
    enrol(user=person(), course=course, now=now())
    found = impact_of(phrase, timezone.localdate())
    assert [lesson.pk for lesson in found.lessons] == [steps_of(course)[0].pk]
    assert (found.people, found.certificates) == (2, 1)
    assert [row.certification for row in found.certified] == [course.certification]


def test_a_phrase_that_is_only_drilled_is_shown_too(phrase):
    course = make_course(lessons=0)
    drill = {"phrases": [phrase], "listen": True, "order": False, "courtesy": False}
    lesson = make_lesson(course, body=[("drill", drill)])
    make_lesson(course, body=[("phrase", {"phrase": make_phrase()})])
    assert [each.pk for each in lessons_showing(phrase)] == [lesson.pk]


def test_what_an_edit_touches_is_known_before_the_worker_has_indexed_it(course, phrase):
    ReferenceIndex.objects.all().delete()
    assert len(lessons_showing(phrase)) == 1


def test_questions_that_have_the_words_of_a_phrase_are_touched(course, phrase):
    quoting = make_question("quotes", stem="客户走到窗口，先说“您好，请坐”对吗？")
    make_question("other", stem="户号有几位？")
    assert [row.pk for row in impact_of(phrase, timezone.localdate()).questions] == [quoting.pk]


def test_somebody_who_left_is_not_counted(person, course, phrase):
    leaver = complete(person(), course)
    leaver.left_on = timezone.localdate() - datetime.timedelta(days=1)
    leaver.save()
    assert impact_of(phrase, timezone.localdate()).people == 0


def test_the_impact_is_asked_in_as_many_queries_for_much_as_for_little(
    person, phrase, django_assert_max_num_queries, course
):
    complete(person(), course)
    for _course in range(20):
        more = make_course(lessons=0)
        make_lesson(more, body=[("phrase", {"phrase": phrase})])
    with django_assert_max_num_queries(8):
        found = impact_of(phrase, timezone.localdate())
    assert len(found.courses) == 21


def test_publishing_changed_words_first_asks_what_the_edit_means(client_as, course, phrase):
    answer = client_as(Role.CHIEF_TRAINER).post(edit_url(phrase), sent(phrase, text=NEW))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert steps_of(course)[0].title in page
    assert NEW in page
    assert the_words_of(phrase) == "您好，请坐。"
    assert not EntryChange.objects.exists()


def test_what_was_typed_comes_along_and_can_be_kept_as_a_draft(client_as, course, phrase):
    client = client_as(Role.CHIEF_TRAINER)
    data = sent(phrase, text=NEW)
    client.post(edit_url(phrase), data)
    del data["action-publish"]
    client.post(edit_url(phrase), data)
    phrase.refresh_from_db()
    assert phrase.text == "您好，请坐。"
    assert phrase.get_latest_revision_as_object().text == NEW


@pytest.mark.parametrize("weight", ["cosmetic", "delta", "recertify"])
def test_the_decision_is_kept_with_the_publishing(client_as, person, course, phrase, weight):
    complete(person(), course)
    more = {"entry-change-note": "问法更简短", "entry-change-due_on": "2099-01-01"}
    client_as(Role.CHIEF_TRAINER).post(edit_url(phrase), sent(phrase, text=NEW, **{**decision(weight), **more}))
    assert the_words_of(phrase) == NEW
    change = EntryChange.objects.get()
    assert change.weight == weight
    assert change.words == [{"name": change.words[0]["name"], "before": "您好，请坐。", "after": NEW}]
    assert change.touched["people"] == 1
    assert change.before_id != change.after_id
    assert list(change.courses.all()) == [course]
    assert (change.due_on is None) == (weight != "recertify")


@pytest.mark.parametrize(
    ("weight", "more"),
    [
        ("delta", {}),
        ("recertify", {"entry-change-note": "新问法"}),
        ("recertify", {"entry-change-note": "新问法", "entry-change-due_on": "2020-01-01"}),
        ("recertify", {"entry-change-note": "新问法", "entry-change-due_on": "someday"}),
        ("grave", {}),
    ],
)
def test_half_a_decision_publishes_nothing_and_says_what_is_missing(client_as, course, phrase, weight, more):
    data = sent(phrase, text=NEW, **{**decision(weight), **more})
    page = client_as(Role.CHIEF_TRAINER).post(edit_url(phrase), data).content.decode()
    assert NEW in page
    assert the_words_of(phrase) == "您好，请坐。"
    assert not EntryChange.objects.exists()


def test_nothing_is_asked_when_no_word_changes_or_nobody_learns_it(client_as, course, phrase):
    client = client_as(Role.CHIEF_TRAINER)
    assert client.post(edit_url(phrase), sent(phrase, readings_checked="on")).status_code == 302
    lonely = make_phrase(key="lonely", text="请慢走。")
    assert client.post(edit_url(lonely), sent(lonely, text=NEW)).status_code == 302
    assert not EntryChange.objects.exists()


def test_a_form_with_mistakes_is_the_editors_own_business(client_as, course, phrase):
    answer = client_as(Role.CHIEF_TRAINER).post(edit_url(phrase), sent(phrase, text=""))
    assert "entry-change-weight" not in answer.content.decode()
    assert the_words_of(phrase) == "您好，请坐。"


def test_a_trainer_who_hands_in_for_review_is_not_asked_but_who_approves_is(client_as, person, course, phrase):
    data = sent(phrase, text=NEW)
    del data["action-publish"]
    client_as(Role.TRAINER).post(edit_url(phrase), {**data, "action-submit": "1"})
    task = TaskState.objects.get()
    client = client_as(Role.CHIEF_TRAINER)
    approving = {**data, "action-workflow-action": "true", "workflow-action-name": "approve"}
    assert "entry-change-weight" in client.post(edit_url(phrase), approving).content.decode()
    assert the_words_of(phrase) == "您好，请坐。"
    client.post(edit_url(phrase), {**approving, **decision("cosmetic")})
    task.refresh_from_db()
    assert (task.status, the_words_of(phrase)) == ("approved", NEW)
    assert EntryChange.objects.get().weight == "cosmetic"


def test_the_short_way_to_approve_leads_to_the_editor(client_as, course, phrase):
    data = sent(phrase, text=NEW)
    del data["action-publish"]
    client_as(Role.TRAINER).post(edit_url(phrase), {**data, "action-submit": "1"})
    name = Phrase.snippet_viewset.get_url_name("workflow_action")
    address = reverse(name, args=[phrase.pk, "approve", TaskState.objects.get().pk])
    answer = client_as(Role.CHIEF_TRAINER).post(address)
    assert answer.url == edit_url(phrase)
    assert TaskState.objects.get().status == "in_progress"


def test_turns_of_a_dialogue_differ_one_by_one():
    dialogue = make_dialogue(turns=3)
    edited = type(dialogue).objects.get(pk=dialogue.pk)
    said = list(edited.turns.all())
    said[1].text = "请出示身份证。"
    edited.turns = [*said[:2], Turn(role="clerk", text="好的", sort_order=2), *said[2:]]
    found = differences(dialogue, edited)
    assert "请出示身份证。" in found[0].after
    assert found[-1].before == ""


def test_what_only_editors_see_is_no_difference():
    sign = make_sign()
    edited = type(sign).objects.get(pk=sign.pk)
    edited.key = "other"
    assert differences(sign, edited) == []
    edited.usage = "客户来缴费时"
    assert [row.after for row in differences(sign, edited)] == ["客户来缴费时"]


def decided(entry, course, person, weight="delta", **fields):
    fields = {"note": "问法更简短", "note_en": "", "due_on": datetime.date(2099, 1, 1), **fields}
    return decide(
        entry=entry,
        before=entry,
        words=[Difference("中文", "您好，请坐。", NEW)],
        impact=impact_of(entry, timezone.localdate()),
        weight=weight,
        user=person(Role.CHIEF_TRAINER),
        now=now(),
        **fields,
    )


def test_who_learnt_the_old_words_is_told_once(client_as, person, course, phrase):
    learnt, later = complete(person(), course), person()
    change = decided(phrase, course, person)
    complete(later, course)
    assert list(changes_for(learnt)) == [change]
    assert list(changes_for(later)) == []
    client = client_as(user=learnt)
    address = reverse("courses:change", args=[change.pk])
    page = client.get(address).content.decode()
    assert NEW in page
    for _click in range(2):
        client.post(address)
    assert DeltaRead.objects.count() == 1
    assert list(changes_for(learnt)) == []


def test_a_cosmetic_change_is_no_news(person, course, phrase):
    learnt = complete(person(), course)
    decided(phrase, course, person, weight="cosmetic")
    assert list(changes_for(learnt)) == []


def test_recertifying_opens_the_renewal_until_the_course_is_done_anew(person, course, phrase):
    learnt = complete(person(), course)
    today = timezone.localdate()
    assert not renewal(outline(course, learnt), learnt, today).is_open
    change = decided(phrase, course, person, weight="recertify")
    held = renewal(outline(course, learnt), learnt, today)
    assert held.is_open
    assert held.recertify_by == datetime.date(2099, 1, 1)
    mark_read(change=change, user=learnt, now=now())
    assert list(changes_for(learnt)) == [change], "reading is not renewing"
    complete(learnt, course)
    assert list(changes_for(learnt)) == []
    assert not renewal(outline(course, learnt), learnt, today).is_open


def test_a_change_is_shown_only_to_people_of_its_courses(client_as, person, course, phrase):
    change = decided(phrase, course, person)
    assert client_as(user=person()).get(reverse("courses:change", args=[change.pk])).status_code == 404
    learnt = complete(person(), course)
    assert client_as(user=learnt).get(reverse("courses:change", args=[change.pk])).status_code == 200
    cosmetic = decided(phrase, course, person, weight="cosmetic")
    assert client_as(user=learnt).get(reverse("courses:change", args=[cosmetic.pk])).status_code == 404


def test_publishing_and_deciding_are_one_act(client_as, course, phrase, monkeypatch):
    """What cannot be kept is not published either."""

    def fails(**_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("courses.publishing.decide", fails)
    client = client_as(Role.CHIEF_TRAINER)
    with pytest.raises(RuntimeError):
        client.post(edit_url(phrase), sent(phrase, text=NEW, **decision("cosmetic")))
    assert the_words_of(phrase) == "您好，请坐。"


def test_a_dialogue_in_the_editor_is_compared_with_its_turns(client_as):
    dialogue = make_dialogue(turns=2)
    course = make_course(lessons=0)
    make_lesson(course, body=[("dialogue", {"dialogue": dialogue})])
    turns = [
        {"id": str(turn.pk), "role": turn.role, "text": text, "english": turn.english, "ORDER": str(place)}
        for place, (turn, text) in enumerate(zip(dialogue.turns.all(), ("第0句", "改过的一句"), strict=True), start=1)
    ]
    data = nested_form_data(
        {
            "key": dialogue.key,
            "scenario": str(dialogue.scenario_id),
            **{name: getattr(dialogue, name) for name in ("title", "title_en", "situation", "situation_en")},
            "turns": inline_formset(turns, initial=2),
            "choices": inline_formset([]),
            "action-publish": "1",
        }
    )
    page = client_as(Role.CHIEF_TRAINER).post(edit_url(dialogue), data).content.decode()
    assert "entry-change-weight" in page
    assert "改过的一句" in page
    assert json.dumps("第0句 ·") not in page
