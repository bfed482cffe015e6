"""Many sittings at once, as rows: what a hall leaves behind in a year, without going through every click."""

import random
from datetime import timedelta
from decimal import Decimal

from wagtail.models import Revision

from quizzes.items import item_of
from quizzes.kinds import kind_of
from quizzes.models import Answer, Attempt, AttemptQuestion


def sit(
    quiz, questions, people, *, at, chance=lambda strength, place: strength, seed=1, seconds=20, pick=None, **fields
):
    """One marked attempt of each of these people at these single-choice questions.

    People are of all strengths from 0 to 1; `chance(strength, place)` is that of answering the question at that place
    rightly, `pick(rng, wrong ids, place)` says which wrong option is taken otherwise. `seconds` a question, about.
    """
    rng = random.Random(seed)
    keys = [(question, _of(question)) for question in questions]
    attempts, asked_rows, answers = [], [], []
    strengths = [rng.random() for _person in people]
    for number, person in enumerate(people):
        attempts.append(
            Attempt(
                quiz=quiz,
                user=person,
                started_at=at + timedelta(minutes=number),
                ended_at=at + timedelta(minutes=number + 10),
                ending=Attempt.Ending.SUBMITTED,
                pass_mark=quiz.pass_mark,
                points=Decimal(0),
                max_points=Decimal(len(keys)),
                passed=False,
                **fields,
            )
        )
    Attempt.objects.bulk_create(attempts)
    for attempt, strength in zip(attempts, strengths, strict=True):
        earned = 0
        for place, (question, (kind, item, right, wrong)) in enumerate(keys):
            presented = kind.present(item, rng)
            shown_of = {author: shown for shown, author in presented.answer_key["of"].items()}
            is_right = rng.random() < chance(strength, place)
            earned += is_right
            taken = right if is_right else (pick(rng, wrong, place) if pick else rng.choice(wrong))
            asked_rows.append(
                AttemptQuestion(
                    attempt=attempt,
                    position=place + 1,
                    question=question,
                    revision_id=question.live_revision_id,
                    shown=presented.shown,
                    answer_key=presented.answer_key,
                    max_points=1,
                    points=int(is_right),
                    is_correct=is_right,
                )
            )
            answers.append(
                Answer(
                    attempt=attempt,
                    position=place + 1,
                    sequence=place + 1,
                    value={"options": [shown_of[taken]]},
                    given_at=attempt.ended_at,
                    received_at=attempt.ended_at,
                    seconds=round(seconds * (0.5 + rng.random())),
                )
            )
        attempt.points = Decimal(earned)
        attempt.passed = earned * 100 >= quiz.pass_mark * len(keys)
    AttemptQuestion.objects.bulk_create(asked_rows, batch_size=2000)
    Answer.objects.bulk_create(answers, batch_size=2000)
    Attempt.objects.bulk_update(attempts, ["points", "passed"], batch_size=500)
    return attempts


def _of(question):
    item = item_of(Revision.objects.get(pk=question.live_revision_id).content)
    kind = kind_of(item.kind)
    right = next(iter(kind.right_ids(item)))
    return kind, item, right, [key for key in kind.labels(item) if key != right]
