"""The question bank: what is published and can be drawn, and the way in for questions that come from a file."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from . import drawing
from .items import Item, item_of, stored, without_ids
from .kinds import Presented, kind_of
from .models import Question, Quiz, Topic
from .soundness import problems


class NotReady(Exception):
    """A quiz cannot be put together: a fixed question is not published, a topic is too small, or nothing is asked."""


class Unsound(ValueError):
    """A question that could not be asked or marked; says why in sentences, one a line."""


@dataclass(frozen=True)
class Asked:
    """A question drawn for an attempt and made ready for it."""

    candidate: drawing.Candidate
    presented: Presented
    explanation: str
    reading: dict[str, Any]
    points: Decimal
    section: int


def draw(quiz: Quiz, rng: random.Random) -> list[Asked]:
    """Put an attempt together from published questions, in four queries. Raises NotReady."""
    draws = list(quiz.draws.all())
    plan = [(row.topic_id, row.count) for row in draws]
    rows = list(quiz.fixed_questions.select_related("question"))
    fixed = [_published(row.question) for row in rows]
    if None in fixed:
        raise NotReady(_("A question that is always asked is not published."))
    try:
        chosen = drawing.choose(fixed, plan, _pool(topic for topic, _count in plan), rng)
    except drawing.TooFew as few:
        raise NotReady(_("A topic holds too few published questions.")) from few
    if not chosen:
        raise NotReady(_("No questions are chosen yet."))
    worth = [*rows, *(row for row in draws for _time in range(row.count))]
    revisions = Revision.objects.in_bulk([candidate.revision for candidate in chosen])
    return [
        asked(candidate, revisions[candidate.revision].content, rng, row.points, row.section, quiz.shuffle_options)
        for candidate, row in zip(chosen, worth, strict=True)
    ]


def asked(candidate, content: Mapping[str, Any], rng: random.Random, points=Decimal(1), section=1, shuffle=True):
    """A published question made ready for an attempt, with its media and where to read again."""
    item = item_of(content)
    presented = kind_of(item.kind).present(item, rng, shuffle)
    media = {name: content[name] for name in ("picture", "clip") if content.get(name)}
    reading = {"source": content.get("source", ""), "page": content.get("read_again")}
    return Asked(
        candidate=candidate,
        presented=Presented({**presented.shown, **media}, presented.answer_key),
        explanation=item.explanation,
        reading={name: value for name, value in reading.items() if value},
        points=points,
        section=section,
    )


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
    item: Item,
    difficulty: int = 1,
    tags: Sequence[str] = (),
    source: str = "",
    user=None,
) -> Question:
    """Write and publish a question, or bring the one of this key to this wording. Unchanged: nothing is written.

    Raises Unsound when it could not be asked, ValidationError when a field does not fit.
    """
    if wrong := problems(item):
        raise Unsound("\n".join(wrong))
    question = Question.objects.filter(key=key).first() or Question(key=key, live=False)
    facts = {"topic": topic.pk, "difficulty": difficulty, "source": source, "tags": sorted(tags)}
    if question.live_revision_id and _same(question, item, facts):
        return question
    question.topic, question.difficulty, question.source = topic, difficulty, source
    question.stem, question.explanation = item.stem, item.explanation
    question.body = stored(item)
    question.tags.set(sorted(tags))
    question.full_clean()
    question.save()
    question.save_revision(user=user, log_action=True).publish(user=user)
    # Publishing works on the revision's own copy; the one in our hands still believes it is a draft.
    return Question.objects.get(pk=question.pk)


def _same(question: Question, item: Item, facts: Mapping[str, Any]) -> bool:
    published = question.live_revision.content
    there = {name: published.get(name) for name in ("topic", "difficulty", "source")}
    there["tags"] = sorted(question.tags.names())
    return question.live and without_ids(item_of(published)) == without_ids(item) and there == dict(facts)
