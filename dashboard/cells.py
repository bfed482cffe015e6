"""The rows of the matrix as HTML, made by hand: two thousand cells are a page, and including a template for each would
take a second and weigh half a megabyte.

A cell is a button of the form around the table; what proves it comes when it is pressed. Its class is the first letter
of the state, which the style sheet turns into a colour and a sign; the words are in the cell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from django.urls import reverse
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.models import User
from rotations.eligibility import Answer, Judgement
from rotations.models import Post
from skills.models import Level, Skill
from skills.profile import Holding, State

# valid, renewal, grace, expired, suspended, revoked, not yet valid
LETTERS = {
    State.VALID: "v",
    State.RENEWAL: "w",
    State.GRACE: "g",
    State.EXPIRED: "x",
    State.SUSPENDED: "s",
    State.REVOKED: "k",
    State.FUTURE: "f",
}
ANSWER_LETTERS = {Answer.YES: "v", Answer.FLAGGED: "w", Answer.NO: "x"}
NEVER = "—"


class Words:
    """What cells say, in the reader's language: each word is looked up once a table, not once a cell."""

    def __init__(self) -> None:
        self.levels = {int(level): str(level.label) for level in Level}
        self.states = {state: str(state.label) for state in State}
        self.notes = {
            State.RENEWAL: _("renew by %(until)s"),
            State.GRACE: _("grace until %(until)s"),
            State.FUTURE: pgettext("award", "from %(until)s"),
        }

    def of(self, holding: Holding) -> tuple[str, str]:
        """The level while it counts, else the state; and until when, with what is to be done."""
        state = holding.state
        day = _DAYS.get(state, _valid_until)(holding)
        word = self.levels[holding.level] if holding.in_force else self.states[state]
        if day is None or state in (State.SUSPENDED, State.REVOKED):
            return word, ""
        note = self.notes.get(state)
        return word, note % {"until": day.isoformat()} if note else day.isoformat()


def _valid_until(holding):
    return holding.valid_until


# Which day a cell names where it is not the last of validity.
_DAYS = {State.GRACE: lambda holding: holding.grace_until, State.FUTURE: lambda holding: holding.valid_from}


def skill_rows(
    people: Iterable[User], heads: Sequence[Skill], held: Mapping[int, Mapping[int, Holding]], asked: str
) -> Iterator[SafeString]:
    """A row a person; `asked` is the query that keeps the day in links."""
    inner: dict[tuple, tuple[str, str]] = {}
    columns, words = [head.pk for head in heads], Words()
    for person in people:
        mine, cells = held.get(person.pk, {}), []
        for skill_id in columns:
            holding = mine.get(skill_id)
            if holding is None:
                cells.append(f"<td>{NEVER}</td>")
                continue
            key = (holding.state, holding.level, holding.valid_until, holding.grace_until, holding.valid_from)
            if key not in inner:
                word, note = words.of(holding)
                inner[key] = LETTERS[holding.state], f"{escape(word)}<i>{escape(note)}</i>" if note else escape(word)
            letter, text = inner[key]
            cells.append(f"<td><button class={letter} name=c value={person.pk}.{skill_id}>{text}</button></td>")
        yield _row(person, asked, cells)


def post_rows(
    people: Iterable[User], heads: Sequence[Post], judged: Mapping[tuple[int, int], Judgement], asked: str
) -> Iterator[SafeString]:
    """A row a person: the answer for each post, and of what is to be seen to the first reason."""
    # The same sentence stands in the cells of every post that asks for the same skill.
    reasons: dict[object, str] = {}
    answers: dict[Answer, tuple[str, str]] = {one: (ANSWER_LETTERS[one], escape(one.label)) for one in Answer}
    columns = [head.pk for head in heads]
    for person in people:
        pk, cells = person.pk, []
        for post in columns:
            found = judged[pk, post]
            letter, text = answers[found.answer]
            if found.reasons:
                first = found.reasons[0]
                key = (first.code, first.skill and first.skill.pk, first.needed, first.held, first.on, first.until)
                if key not in reasons:
                    reasons[key] = f"<i>{escape(first.text)}</i>"
                text = f"{text}{reasons[key]}"
            cells.append(f"<td><button class={letter} name=p value={pk}.{post}>{text}</button></td>")
        yield _row(person, asked, cells)


def _row(person, asked, cells):
    address = f"{_people()}{person.pk}/{asked}"
    # Every piece is a number, a constant, or was escaped where it was made.
    head = f'<th scope=row><a href="{address}">{escape(person.full_name)}</a></th>'
    return mark_safe(f"<tr>{head}{''.join(cells)}</tr>\n")


@cache
def _people():
    """What stands before the number in the address of a person's skills: putting it together for each row is slow."""
    return reverse("skills:person", args=[0]).removesuffix("0/")
