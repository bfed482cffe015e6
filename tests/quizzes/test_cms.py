"""The question bank in the CMS: who may what, what is refused and how kindly."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from people.roles import Role
from quizzes.bank import Unsound, put_question
from quizzes.items import item_of, statement
from quizzes.models import Question, Quiz
from quizzes.services import start_attempt, submit_attempt
from tests.factories import UserFactory

from .conftest import statements
from .factories import NOW, make_question, make_quiz, make_topic, one_of_each


def cms(model, action, *args):
    return reverse(f"wagtailsnippets_quizzes_{model}:{action}", args=args)


@pytest.fixture
def trainer(client_as):
    return client_as(Role.TRAINER)


@pytest.fixture
def chief(client_as):
    return client_as(Role.CHIEF_TRAINER)


@pytest.fixture
def superuser(client_as):
    return client_as(user=UserFactory(is_superuser=True))


def rows(dicts, replaced=()):
    """Rows of an inline panel; `replaced` are those stored before, which are taken out."""
    gone = [{"id": str(child.pk), "DELETE": "on", **first} for child in replaced for first in dicts[:1]]
    return inline_formset([*gone, *dicts], initial=len(gone))


def body_data(kind, options=(), is_true="", blanks=()):
    """The stream of the form: one block of the kind."""
    if not kind:
        return streamfield([])
    if kind in ("single", "multiple"):
        entries = [{"text": text, **({"right": "on"} if right else {})} for text, right in options]
        value = {"options": list_of(entries), "shuffle": "on"} | ({"marking": "all"} if kind == "multiple" else {})
    elif kind == "true_false":
        value = {"is_true": is_true}
    else:
        value = {"blanks": list_of([{"accepted": text, "special": list_of([])} for text in blanks])}
    return streamfield([(kind, value)])


def list_of(values):
    """The entries of a list block in a form."""
    entries = {str(n): {"value": value, "order": str(n), "id": "", "deleted": ""} for n, value in enumerate(values)}
    return {"count": str(len(values)), **entries}


def question_data(topic, kind="single", **fields):
    body = {name: fields.pop(name) for name in ("options", "is_true", "blanks") if name in fields}
    return nested_form_data(
        {
            "topic": str(topic.pk),
            "stem": "哪一句最好？",
            "picture": "",
            "clip": "",
            "body": body_data(kind, **body),
            "explanation": "因为……",
            "source": "",
            "read_again": "",
            "difficulty": "1",
            "key": "",
            "tags": "",
            **fields,
        }
    )


def options_of(revision):
    """Pairs of text and whether it is right, as a revision says them."""
    return [(option["text"], option["right"]) for option in item_of(revision.content).body["options"]]


GOOD = [("甲", True), ("乙", False)]
FORMS = {
    "single": {"options": GOOD},
    "multiple": {"options": [("甲", True), ("乙", True), ("丙", False)]},
    "true_false": {"is_true": "false"},
    "fill_in": {"stem": "从早上____点到____点", "blanks": ["8\n八", "22"]},
}


# ---- who may what


@pytest.mark.django_db
def test_trainers_write_and_chief_trainers_publish():
    assert not UserFactory(roles=[Role.TRAINER]).has_perm("quizzes.publish_question")
    assert UserFactory(roles=[Role.TRAINER]).has_perm("quizzes.add_question")
    for permission in ("publish", "lock", "unlock", "change"):
        assert UserFactory(roles=[Role.CHIEF_TRAINER]).has_perm(f"quizzes.{permission}_question")
    assert UserFactory(roles=[Role.ADMINISTRATOR]).has_perm("quizzes.view_quiz")
    assert not UserFactory(roles=[Role.CLERK]).has_perm("quizzes.view_quiz")
    assert Permission.objects.filter(codename="publish_question").count() == 1


@pytest.mark.parametrize("model", ["question", "quiz", "topic"])
@pytest.mark.parametrize("role", [Role.TRAINER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR])
def test_the_lists_open_for_those_who_write_and_those_who_look(client_as, role, model):
    assert client_as(role).get(cms(model, "list")).status_code == 200


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
def test_the_bank_is_closed_to_everybody_else(client_as, role):
    assert client_as(role).get(cms("question", "list")).status_code in (302, 403)


# ---- the question form


def test_a_trainer_saves_a_half_done_draft(trainer):
    topic = make_topic()
    reply = trainer.post(cms("question", "add"), question_data(topic, options=[("只有一项", False)]))
    question = Question.objects.get()
    assert reply.status_code == 302
    assert not question.live
    assert question.key.startswith("q-")


def test_a_chief_trainer_publishes_a_sound_question(chief):
    data = question_data(make_topic(), options=GOOD) | {"action-publish": "1"}
    assert chief.post(cms("question", "add"), data).status_code == 302
    question = Question.objects.get()
    assert question.live
    assert options_of(question.live_revision) == [("甲", True), ("乙", False)]


@pytest.mark.parametrize(
    "fields",
    [
        {"options": [("甲", True), ("乙", True)]},
        {"options": [("甲", False), ("乙", False)]},
        {"options": [("甲", True)]},
        {"options": [("甲", True), *((str(n), False) for n in range(8))]},
        {"options": [("甲", True), ("甲 ", False)]},
        {"kind": "multiple", "options": [("甲", False), ("乙", False)]},
        {"kind": "true_false"},
        {"kind": ""},
        {"kind": "fill_in", "stem": "没有空", "blanks": ["一"]},
        {"kind": "fill_in", "stem": "____ 和 ____", "blanks": ["一"]},
        {"kind": "fill_in", "stem": "____", "blanks": ["。\n！"]},
    ],
)
def test_an_unsound_question_is_not_published_and_its_author_is_told_where(chief, fields):
    data = question_data(make_topic(), **fields) | {"action-publish": "1"}
    reply = chief.post(cms("question", "add"), data)
    assert reply.status_code == 200
    assert not Question.objects.exists()
    assert reply.context["form"].errors["body"]


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_can_be_published(chief, kind):
    data = question_data(make_topic(), kind=kind, **FORMS[kind]) | {"action-publish": "1"}
    assert chief.post(cms("question", "add"), data).status_code == 302
    assert Question.objects.get().live


def test_an_edit_of_a_published_question_waits_as_a_draft_until_it_is_published(trainer):
    question = make_question("q1")
    data = question_data(question.topic, options=[("新甲", True), ("新乙", False)], key="q1")
    assert trainer.post(cms("question", "edit", question.pk), data).status_code == 302
    question.refresh_from_db()
    assert question.has_unpublished_changes
    assert options_of(question.live_revision) == [("对的", True), ("错一", False), ("错二", False)]
    assert options_of(question.latest_revision) == [("新甲", True), ("新乙", False)]


@pytest.mark.parametrize("mode", ["asked", "explained"])
@pytest.mark.parametrize("kind", FORMS)
def test_the_preview_shows_a_question_as_the_clerk_sees_it(trainer, kind, mode):
    url = cms("question", "preview_on_add")
    assert trainer.post(url, question_data(make_topic(), kind=kind, **FORMS[kind])).json()["is_valid"]
    page = trainer.get(f"{url}?mode={mode}").content.decode()
    assert ("因为……" in page) == (mode == "explained")
    assert ("<fieldset" in page) == (mode == "asked")


def test_a_half_done_question_can_be_previewed(trainer):
    data = question_data(make_topic(), kind="", stem="没有空")
    url = cms("question", "preview_on_add")
    trainer.post(url, data)
    assert "没有空" in trainer.get(url + "?mode=asked").content.decode()


@pytest.mark.parametrize(
    "search", ["?q=第一句", "?q=q-needle", "?kind=single&difficulty=1&live=true", "?topic={topic}"]
)
def test_questions_are_found_by_text_and_filters(trainer, search):
    topic = make_topic("礼仪")
    make_question("q-needle", topic=topic, stem="您的第一句话是？")
    make_question("other", "true_false", stem="别的", topic=make_topic("别的"), difficulty=2)
    page = trainer.get(cms("question", "list") + search.format(topic=topic.pk)).content.decode()
    assert "您的第一句话是？" in page
    assert cms("question", "edit", Question.objects.get(key="other").pk) not in page


@pytest.mark.parametrize("model", ["question", "quiz", "topic"])
def test_the_lists_cost_the_same_queries_at_one_and_at_twenty_rows(trainer, model):
    def rows(numbers):
        for n in numbers:
            question = make_question(f"q{n}", topic=make_topic(f"题库{n}"))
            make_quiz([question], draw=1, topic=make_topic(f"题库{n}"), title=f"测验{n}")

    rows([0])
    trainer.get(cms(model, "list"))
    with statements() as one:
        trainer.get(cms(model, "list"))
    rows(range(1, 22))
    with statements() as many:
        trainer.get(cms(model, "list"))
    assert len(many) == len(one)


# ---- the quiz form


WORTH = {"section": "1", "points": "1"}


def quiz_data(fixed=(), draws=()):
    return nested_form_data(
        {
            "title": "测验",
            "title_en": "",
            "intro": "",
            "intro_en": "",
            "pass_mark": "80",
            "attempt_limit": "3",
            "waiting_minutes": "30",
            "time_limit_minutes": "15",
            "grace_seconds": "60",
            "mode": "exam",
            "counting": "best",
            "review_when": "at_once",
            "opens_at": "",
            "closes_at": "",
            "sections": inline_formset([]),
            "fixed_questions": rows([{"question": str(question.pk), **WORTH} for question in fixed]),
            "draws": rows([{"topic": str(topic.pk), "count": str(count), **WORTH} for topic, count in draws]),
        }
    )


def test_a_quiz_of_what_the_bank_can_serve_is_saved(trainer):
    questions = [make_question(f"q{n}") for n in range(4)]
    reply = trainer.post(cms("quiz", "add"), quiz_data(questions[:1], [(make_topic(), 3)]))
    assert reply.status_code == 302
    assert Quiz.objects.get().draws.get().count == 3


@pytest.mark.parametrize(("role", "mark"), [(Role.TRAINER, 80), (Role.CHIEF_TRAINER, 10)])
def test_the_rules_of_a_quiz_that_was_taken_are_changed_by_those_who_publish(client_as, person, role, mark):
    questions = [make_question(f"q{n}") for n in range(2)]
    quiz = make_quiz(questions, pass_mark=80)
    start_attempt(user=person(), quiz=quiz, now=NOW)
    changed = {**quiz_data([], [(make_topic(), 2)]), "pass_mark": "10"}
    changed |= nested_form_data(
        {
            "fixed_questions": inline_formset(
                [{"id": str(row.pk), "question": str(row.question_id), **WORTH} for row in quiz.fixed_questions.all()],
                initial=2,
            ),
            "draws": inline_formset([]),
        }
    )
    client_as(role).post(cms("quiz", "edit", quiz.pk), changed)
    quiz.refresh_from_db()
    assert quiz.pass_mark == mark


def test_a_quiz_asking_for_more_than_there_is_is_refused_with_numbers(trainer):
    questions = [make_question(f"q{n}") for n in range(4)]
    for data in (
        quiz_data(questions[:1], [(make_topic(), 4)]),
        quiz_data([], [(make_topic(), 2), (make_topic(), 3)]),
        quiz_data([questions[0], questions[0]]),
        quiz_data(),
    ):
        reply = trainer.post(cms("quiz", "add"), data)
        assert reply.status_code == 200
        assert not reply.context["form"].is_valid()
    assert not Quiz.objects.exists()


def test_a_quiz_with_an_unpublished_question_says_so_in_its_form_and_in_the_list(chief):
    question = make_question("q1")
    make_quiz([question])
    reply = chief.post(cms("question", "unpublish", question.pk), follow=True)
    assert "题目 q1" in str(list(reply.context["messages"])[-1])
    assert "题目 q1" in chief.get(cms("quiz", "list")).content.decode()
    assert chief.post(cms("quiz", "add"), quiz_data([question])).status_code == 200


# ---- deleting


@pytest.fixture
def used(person):
    questions = one_of_each()
    quiz = make_quiz(questions[:1])
    submit_attempt(attempt=start_attempt(user=person(), quiz=quiz, now=NOW), now=NOW)
    return quiz, questions[0]


def test_what_attempts_stand_on_is_not_deleted_but_explained(superuser, used):
    quiz, question = used
    for model, thing in (("question", question), ("quiz", quiz), ("topic", question.topic)):
        for method in (superuser.get, superuser.post):
            reply = method(cms(model, "delete", thing.pk), follow=True)
            assert reply.status_code == 200
            assert str(thing) in str(list(reply.context["messages"])[-1])
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_deleting_many_at_once_is_refused_as_kindly(superuser, used):
    _quiz, question = used
    other = Question.objects.exclude(pk=question.pk).first()
    url = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    reply = superuser.post(f"{url}?id={question.pk}&id={other.pk}", follow=True)
    assert reply.status_code == 200
    assert Question.objects.count() == 4


def test_what_nobody_uses_can_be_deleted(superuser):
    question = make_question("q1")
    assert superuser.post(cms("question", "delete", question.pk)).status_code == 302
    assert not Question.objects.exists()


def test_purging_revisions_leaves_those_that_attempts_were_marked_by(used):
    _quiz, question = used
    pinned = question.live_revision_id
    for stem in ("改一", "改二"):
        make_question("q-single", stem=stem)
    call_command("purge_revisions")
    kept = set(Revision.objects.filter(object_id=str(question.pk)).values_list("pk", flat=True))
    question.refresh_from_db()
    assert kept == {pinned, question.live_revision_id}


# ---- the way in for files


def test_putting_a_question_twice_writes_it_once(db):
    first = make_question("q1")
    assert make_question("q1").live_revision_id == first.live_revision_id
    assert Revision.objects.count() == 1
    changed = make_question("q1", stem="改过")
    assert changed.pk == first.pk
    assert Revision.objects.count() == 2
    assert Question.objects.get().stem == "改过"
    assert len(options_of(changed.live_revision)) == 3


def test_putting_an_unsound_question_is_refused(db):
    with pytest.raises(Unsound):
        put_question(key="x", topic=make_topic(), item=statement("?", None))
    assert not Question.objects.exists()


# ---- the way through review


def test_a_trainers_question_goes_live_when_a_chief_trainer_approves_it(trainer, person):
    data = question_data(make_topic(), options=GOOD)
    trainer.post(cms("question", "add"), data | {"action-submit": "1"})
    question = Question.objects.get()
    assert not question.live
    question.current_workflow_task_state.approve(user=person(Role.CHIEF_TRAINER))
    assert list(Question.objects.published()) == [question]


def test_an_unsound_question_is_not_sent_to_review(trainer):
    data = question_data(make_topic(), options=[("只有一项", True)])
    assert trainer.post(cms("question", "add"), data | {"action-submit": "1"}).status_code == 200
    assert not Question.objects.exists()
