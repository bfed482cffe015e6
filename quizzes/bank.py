"""The question bank: what is published and can be drawn, and the way in for questions that come from a file."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Revision

from .drawing import Candidate, TooFew, Wanted, choose, shortage
from .items import Item, item_of, stored, without_ids
from .kinds import Presented, kind_of
from .models import AttemptQuestion, Draw, Question, QuestionTag, Quiz, Topic
from .soundness import problems


class NotReady(Exception):
    """A quiz cannot be put together: a fixed question is not published, a topic is too small, or nothing is asked."""


class Unsound(ValueError):
    """A question that could not be asked or marked; says why in sentences, one a line."""


@dataclass(frozen=True)
class Asked:
    """A question drawn for an attempt and made ready for it."""

    candidate: Candidate
    presented: Presented
    explanation: str
    reading: dict[str, Any]
    points: Decimal
    section: int


def draw(quiz: Quiz, rng: random.Random, user=None) -> list[Asked]:
    """Put an attempt together from published questions: section by section, what is fixed first, then what is drawn.

    A number of queries that does not grow with the quiz. What `user` has not been asked yet comes first. Raises
    NotReady with a sentence.
    """
    rows, draws = list(quiz.fixed_questions.select_related("question")), list(quiz.draws.all())
    fixed = [_published(row.question) for row in rows]
    if None in fixed:
        raise NotReady(_("A question that is always asked is not published."))
    wanted = [wanted_by(row) for row in draws]
    try:
        chosen = choose(fixed, wanted, pool_for(wanted, user), rng)
    except TooFew as few:
        raise NotReady(_("The bank holds too few published questions.")) from few
    lines = list(zip(fixed, rows, strict=True))
    lines += [(candidate, row) for mine, row in zip(chosen, draws, strict=True) for candidate in mine]
    if not lines:
        raise NotReady(_("No questions are chosen yet."))
    lines = _in_sections(lines, quiz.shuffle_questions, rng)
    revisions = Revision.objects.filter(pk__in=[candidate.revision for candidate, _row in lines])
    contents = dict(revisions.values_list("pk", "content"))
    return [
        asked(candidate, contents[candidate.revision], rng, row.points, row.section, quiz.shuffle_options)
        for candidate, row in lines
    ]


def _in_sections(lines, shuffle, rng):
    if shuffle:
        rng.shuffle(lines)
    return sorted(lines, key=lambda line: line[1].section)


def wanted_by(row: Draw) -> Wanted:
    """The line of the blueprint that a random draw stands for."""
    return Wanted(row.count, row.topic_id, tags_in(row.tags), row.kind, row.difficulty)


def tags_in(written: str) -> frozenset[str]:
    """The tags of a draw, parted by commas of either kind; capitals do not matter."""
    return frozenset(tag.strip().casefold() for tag in re.split("[,，、;；]", written) if tag.strip())


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


def _published(question: Question) -> Candidate | None:
    # A question made live without a revision (by hand, in a shell) has nothing an attempt could be pinned to.
    if question.live and question.live_revision_id:
        return Candidate(question.pk, question.live_revision_id, question.topic_id)
    return None


def pool_for(wanted: Sequence[Wanted], user=None) -> list[Candidate]:
    """The published questions that any of these lines asks for; up to three queries, none without lines."""
    if not wanted:
        return []
    questions = Question.objects.published().order_by("pk")
    if all(line.topic for line in wanted):
        questions = questions.filter(topic__in={line.topic for line in wanted})
    tags = _tags_by_question() if any(line.tags for line in wanted) else {}
    seen = _last_seen(user) if user else {}
    # Ordered, so that the seed alone decides what is drawn.
    rows = questions.values_list("pk", "live_revision_id", "topic_id", "kind", "difficulty")
    return [Candidate(*row, tags.get(row[0], frozenset()), seen.get(row[0])) for row in rows]


def _tags_by_question() -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for question, name in QuestionTag.objects.values_list("content_object_id", "tag__name"):
        found.setdefault(question, set()).add(name.casefold())
    return {question: frozenset(names) for question, names in found.items()}


def _last_seen(user) -> dict[int, datetime]:
    rows = AttemptQuestion.objects.filter(attempt__user=user).order_by().values_list("question_id")
    return dict(rows.annotate(Max("attempt__started_at")))


def shortages(draws: Sequence[Draw], fixed: Sequence[Question], pool: Sequence[Candidate] | None = None) -> list[str]:
    """Sentences for the author of a quiz: which draws and fixed questions cannot be served now. Empty when all can."""
    return _shortages(draws, fixed, pool_for([wanted_by(row) for row in draws]) if pool is None else pool)


def readiness(quizzes: Iterable[Quiz]) -> dict[int, list[str]]:
    """The same for many quizzes at once, by their ids.

    Two queries beside the quizzes' own; `Quiz.objects.with_questions()` fetches what is needed of those.
    """
    plans = {
        quiz.pk: (list(quiz.draws.all()), [row.question for row in quiz.fixed_questions.all()]) for quiz in quizzes
    }
    pool = pool_for([wanted_by(row) for draws, _fixed in plans.values() for row in draws])
    return {key: _shortages(draws, fixed, pool) for key, (draws, fixed) in plans.items()}


def _shortages(draws, fixed, pool):
    found = [
        _("“%(question)s” is not published, so the quiz cannot start.") % {"question": question}
        for question in fixed
        if _published(question) is None
    ]
    taken = {question.pk for question in fixed}
    free = [candidate for candidate in pool if candidate.question not in taken]
    wanted = [wanted_by(row) for row in draws]
    fitting = [sum(line.fits(candidate) for candidate in free) for line in wanted]
    total = sum(line.count for line in wanted)
    # With more than all lines together on each of them nothing can clash; only a tight bank needs the exact answer.
    short = {} if all(there >= total for there in fitting) else shortage((), wanted, free)
    return found + [_too_few(draws[number], fitting[number], missing) for number, missing in short.items()]


def _too_few(row, there, missing):
    if there < row.count:
        sentence = ngettext(
            "“%(draw)s”: %(count)d are to be drawn, there is %(there)d published question besides the fixed ones.",
            "“%(draw)s”: %(count)d are to be drawn, there are %(there)d published questions besides the fixed ones.",
            there,
        )
        return sentence % {"draw": row, "count": row.count, "there": there}
    sentence = ngettext(
        "“%(draw)s”: %(count)d question is missing, because other draws need the same ones.",
        "“%(draw)s”: %(count)d questions are missing, because other draws need the same ones.",
        missing,
    )
    return sentence % {"draw": row, "count": missing}


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
