"""The matrix on paper: A3 landscape, forty columns a sheet, as many pages as there are people.

Names and skills go to Typst as JSON and are shown as text, never as markup.
"""

from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.compositor import compose
from core.templatetags.ui import full_day
from rotations.eligibility import Answer
from skills.models import Level
from skills.profile import State

from .asking import Question
from .cells import ANSWER_LETTERS, LETTERS, NEVER, Words

TEMPLATE = Path(__file__).parent / "typst" / "matrix.typ"
# As many columns as can still be read on a sheet of A3; further ones follow on sheets of their own.
COLUMNS_A_SHEET = 40
# Tags tell a screen reader what is a head; for a very large table they weigh ten times what they describe.
MOST_TAGGED = 20_000


def matrix_pdf(question: Question, title: str, filters: list[str]) -> bytes:
    """The matrix as filtered, as PDF/A-2b with the heads repeated on every page."""
    heads, rows = _posts(question) if question.by_post else _skills(question)
    data = {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": f"{title} · {question.hall.local_name}",
        "lede": _("As of %(day)s") % {"day": full_day(question.on)},
        "filters": filters,
        "date": [question.on.year, question.on.month, question.on.day],
        "name": _("Name, staff number"),
        "page_words": _("Page %(number)s of %(count)s") % {"number": "@", "count": "#"},
        "empty": _("Nobody answers this filter."),
        "legend": _legend(question.by_post),
        "sheets": [
            {"heads": heads[begin : begin + COLUMNS_A_SHEET], "from": begin, "to": begin + COLUMNS_A_SHEET}
            for begin in range(0, len(heads), COLUMNS_A_SHEET)
        ],
        "rows": rows,
    }
    return compose(TEMPLATE, data, tagged=len(rows) * len(heads) <= MOST_TAGGED)


def _skills(question):
    people = question.everybody()
    held, columns = question.held_by(people), [head.pk for head in question.skill_heads]
    said: dict[tuple, list[str]] = {}
    words, rows = Words(), []
    for person in people:
        mine = held.get(person.pk, {})
        rows.append([person.full_name, person.staff_number, [_cell(mine.get(pk), words, said) for pk in columns]])
    return [head.local_name for head in question.skill_heads], rows


def _cell(holding, words, said):
    """`[letter of the state, word, date in short]`."""
    if holding is None:
        return []
    key = (holding.state, holding.level, holding.valid_until, holding.grace_until, holding.valid_from)
    if key not in said:
        end = {State.GRACE: holding.grace_until, State.FUTURE: holding.valid_from}.get(
            holding.state, holding.valid_until
        )
        short = date_format(end, "y-m-d") if end else ""
        said[key] = [LETTERS[holding.state], words.of(holding)[0], short]
    return said[key]


def _posts(question):
    people = question.everybody()
    judged = question.judgements(people)
    rows = []
    for person in people:
        found = (judged[person.pk, head.pk] for head in question.post_heads)
        cells = [[ANSWER_LETTERS[one.answer], str(_SHORT[one.answer]()), ""] for one in found]
        rows.append([person.full_name, person.staff_number, cells])
    return [head.local_name for head in question.post_heads], rows


_SHORT = {
    Answer.YES: lambda: Answer.YES.label,
    Answer.FLAGGED: lambda: _("flagged"),
    Answer.NO: lambda: Answer.NO.label,
}


def _legend(by_post):
    if by_post:
        return [[ANSWER_LETTERS[answer], str(answer.label)] for answer in Answer]
    levels = "、".join(str(level.label) for level in Level if level)
    states = [[letter, str(state.label)] for state, letter in LETTERS.items()]
    return [*states, ["", f"{NEVER} {_('never held')}"], ["", _("levels: %(levels)s") % {"levels": levels}]]
