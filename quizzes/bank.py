"""The question bank: what is published and can be drawn, and the way in for questions that come from a file."""

import random
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from . import drawing
from .models import Blank, Option, Question, Quiz, Topic
from .soundness import problems


class NotReady(Exception):
    """A quiz cannot be put together: a fixed question is not published, a topic is too small, or nothing is asked."""


class Unsound(ValueError):
    """A question that could not be asked or marked; says why in sentences, one a line."""


def draw(quiz: Quiz, rng: random.Random) -> list[tuple[drawing.Candidate, drawing.Presented]]:
    """Put an attempt together from published questions, in four queries. Raises NotReady."""
    plan = [(row.topic_id, row.count) for row in quiz.draws.all()]
    fixed = [_published(row.question) for row in quiz.fixed_questions.select_related("question")]
    if None in fixed:
        raise NotReady(_("A question that is always asked is not published."))
    try:
        chosen = drawing.choose(fixed, plan, _pool(topic for topic, _count in plan), rng)
    except drawing.TooFew as few:
        raise NotReady(_("A topic holds too few published questions.")) from few
    if not chosen:
        raise NotReady(_("No questions are chosen yet."))
    revisions = Revision.objects.in_bulk([candidate.revision for candidate in chosen])
    contents = [drawing.content_of(revisions[candidate.revision].content) for candidate in chosen]
    return [(found, drawing.present(content, rng)) for found, content in zip(chosen, contents, strict=True)]


def _published(question: Question) -> drawing.Candidate | None:
    # A question made live without a revision (by hand, in a shell) has nothing an attempt could be pinned to.
    if question.live and question.live_revision_id:
        return drawing.Candidate(question.pk, question.live_revision_id)
    return None


def _pool(topics: Iterable[int]) -> dict[int, list[drawing.Candidate]]:
    pool: dict[int, list[drawing.Candidate]] = {}
    # Ordered, so that the seed alone decides what is drawn.
    for question in Question.objects.published().filter(topic__in=set(topics)).order_by("pk"):
        pool.setdefault(question.topic_id, []).append(drawing.Candidate(question.pk, question.live_revision_id))
    return pool


def shortages(draws: Sequence[tuple[Topic, int]], fixed: Sequence[Question]) -> list[str]:
    """Sentences for the author of a quiz: which draws and fixed questions cannot be served now. Empty when all can."""
    return _shortages(draws, fixed, _published_by_topic({topic.pk for topic, _count in draws}))


def readiness(quizzes: Iterable[Quiz]) -> dict[int, list[str]]:
    """The same for many quizzes at once, by their ids.

    One query beside the quizzes' own; `Quiz.objects.with_questions()` fetches what is needed of those.
    """
    plans = {
        quiz.pk: (
            [(row.topic, row.count) for row in quiz.draws.all()],
            [row.question for row in quiz.fixed_questions.all()],
        )
        for quiz in quizzes
    }
    published = _published_by_topic({topic.pk for draws, _fixed in plans.values() for topic, _count in draws})
    return {key: _shortages(draws, fixed, published) for key, (draws, fixed) in plans.items()}


def _published_by_topic(topics: Iterable[int]) -> dict[int, int]:
    rows = Question.objects.published().filter(topic__in=topics).order_by()
    return dict(rows.values_list("topic").annotate(Count("pk")))


def _shortages(draws, fixed, published):
    found = [
        _("“%(question)s” is not published, so the quiz cannot start.") % {"question": question}
        for question in fixed
        if _published(question) is None
    ]
    wanted: dict[Topic, int] = {}
    for topic, count in draws:
        wanted[topic] = wanted.get(topic, 0) + count
    for topic, count in wanted.items():
        asked_already = sum(question.topic_id == topic.pk and bool(_published(question)) for question in fixed)
        there = published.get(topic.pk, 0) - asked_already
        if there < count:
            sentence = ngettext(
                "“%(topic)s” has %(there)d published question besides the fixed ones; %(count)d are to be drawn.",
                "“%(topic)s” has %(there)d published questions besides the fixed ones; %(count)d are to be drawn.",
                there,
            )
            found.append(sentence % {"topic": topic, "there": there, "count": count})
    return found


@transaction.atomic
def put_question(
    *,
    key: str,
    topic: Topic,
    kind: str,
    stem: str,
    explanation: str,
    options: Sequence[tuple[str, bool]] = (),
    statement_is_true: bool | None = None,
    blanks: Sequence[Sequence[str]] = (),
    difficulty: int = 1,
    user=None,
) -> Question:
    """Write and publish a question, or bring the one of this key to this wording. Unchanged: nothing is written.

    `options` are pairs of text and whether it is correct, `blanks` the accepted spellings of each blank in turn.
    Raises Unsound when it could not be asked, ValidationError when a field does not fit.
    """
    content = drawing.Content(
        kind, stem, explanation, tuple(map(tuple, options)), statement_is_true, tuple(map(tuple, blanks))
    )
    if wrong := problems(content):
        raise Unsound("\n".join(sentence for _field, sentence in wrong))
    question = Question.objects.filter(key=key).first() or Question(key=key, live=False)
    if question.live_revision_id and _same(question, content, topic, difficulty):
        return question
    question.topic, question.difficulty = topic, difficulty
    question.kind, question.stem, question.explanation = kind, stem, explanation
    question.statement_is_true = statement_is_true
    question.options = [Option(sort_order=n, text=text, is_correct=right) for n, (text, right) in enumerate(options)]
    question.blanks = [Blank(sort_order=n, accepted="\n".join(texts)) for n, texts in enumerate(blanks)]
    question.full_clean()
    question.save()
    question.save_revision(user=user, log_action=True).publish(user=user)
    # Publishing works on the revision's own copy; the one in our hands still believes it is a draft.
    return Question.objects.get(pk=question.pk)


def _same(question: Question, content: drawing.Content, topic: Topic, difficulty: int) -> bool:
    stored = question.live_revision.content
    return (
        question.live
        and drawing.content_of(stored) == content
        and (stored["topic"], stored["difficulty"]) == (topic.pk, difficulty)
    )
