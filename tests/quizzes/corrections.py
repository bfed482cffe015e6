"""A question whose key was printed wrongly, people who sat it, and its correction."""

from quizzes.regrading import regrade
from quizzes.services import save_answer, start_attempt, submit_attempt

from .factories import NOW, make_question

WRONG = [("甲", True), ("乙", False), ("丙", False)]
PUT_RIGHT = [("甲", False), ("乙", True), ("丙", False)]


def wrong_question():
    """甲 is called right, and 乙 is."""
    return make_question("q-key", options=WRONG)


def correct(options=PUT_RIGHT, **fields):
    """The question published again; answers it."""
    return make_question("q-key", options=options, **fields)


def sat(user, quiz, *texts, now=NOW, hand_in=True):
    """An attempt in which the options with these texts were chosen, question after question."""
    attempt = start_attempt(user=user, quiz=quiz, now=now)
    for asked, text in zip(attempt.questions.all(), texts, strict=True):
        chosen = [option["id"] for option in asked.shown["options"] if option["text"] == text]
        save_answer(attempt=attempt, position=asked.position, value={"options": chosen}, now=now)
    return submit_attempt(attempt=attempt, now=now) if hand_in else attempt


def act(question, by, revision=None, now=NOW, **further):
    revision = revision or question.live_revision
    return regrade(question=question, revision=revision, by=by, reason="答案印错了", now=now, **further)


def marks(attempt):
    attempt.refresh_from_db()
    return attempt.points, attempt.passed
