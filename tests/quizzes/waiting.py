"""Answers that wait for a person to mark them."""

from quizzes.bank import put_question
from quizzes.items import Item
from quizzes.services import save_answer, start_attempt, submit_attempt

from .factories import make_quiz, make_topic

WORDS = "先问好，再听他说完，最后核对账单。"
CRITERIA = [{"text": "先倾听", "points": 2}, {"text": "核对账单", "points": 3}]


def make_essay(key="q-essay"):
    """A published essay question of five points in two criteria."""
    body = {"criteria": CRITERIA, "model_answer": "倾听、核对、道歉。"}
    item = Item("essay", "客户说电费多收了，您怎么说？", body)
    return put_question(key=key, topic=make_topic("简答"), item=item)


def make_waiting(user, now, text=WORDS, quiz=None):
    """An attempt handed in whose one question, an essay, waits to be marked."""
    quiz = quiz or make_quiz([make_essay()], title="简答测验")
    attempt = start_attempt(user=user, quiz=quiz, now=now)
    save_answer(attempt=attempt, position=1, value={"text": text}, now=now)
    return submit_attempt(attempt=attempt, now=now)
