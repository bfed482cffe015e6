"""The pre-shift pack of a post somebody is about to take: what to renew, what to say and to sign, what to finish.

The phrasebook knows no posts. What belongs to a post are the phrases and signs shown in the lessons of the published
courses that grant a skill the post asks for: the very ones that are learnt for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from courses.models import LessonPage
from courses.progress import CourseOutline, catalogue
from notices.due import Due
from people.models import User
from phrasebook.models import Phrase, Sign
from programmes.due import assigned, ending

from .eligibility import Verdict, judge
from .models import Assignment
from .needs import with_needs

# As many as are read before a shift; the phrasebook has the rest.
MOST_ENTRIES = 12
# What ends so soon after a stay has begun is to be renewed before.
AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Pack:
    """`verdict` says what is missing or to be seen to over the days of the stay."""

    stay: Assignment
    verdict: Verdict
    renewals: list[Due]
    phrases: list[Phrase]
    signs: list[Sign]
    lessons: list[CourseOutline]
    training: list[Due]

    @property
    def is_empty(self) -> bool:
        return not (self.verdict.reasons or self.renewals or self.lessons or self.training)


def pack_of(stay: Assignment, user: User, today: date) -> Pack:
    """Everything to see to before a stay of one's own begins; a number of queries that does not grow."""
    with_needs([stay.post])
    skills = {row.skill_id for row in stay.post.requirements.all()}
    first = max(stay.first_day, today)
    last = stay.last_day or first + AHEAD
    learning = catalogue(user)
    granting = [outline for outline in learning if skills & outline.grants.keys()]
    phrases, signs = _entries_in(granting)
    return Pack(
        stay=stay,
        verdict=judge(user, stay.post, first, max(first, last)),
        renewals=[due for due in ending([user.pk], today) if due.day <= max(last, first + AHEAD)],
        phrases=phrases,
        signs=signs,
        lessons=[outline for outline in granting if outline.is_open and outline.next_step],
        training=[due for due in assigned([user.pk], today) if due.day <= max(last, first + AHEAD)],
    )


def _entries_in(outlines: Iterable[CourseOutline]) -> tuple[list[Phrase], list[Sign]]:
    """What the lessons of courses show, in the order they show it; three queries."""
    pages = [step.page.pk for outline in outlines for step in outline.steps if isinstance(step.page, LessonPage)]
    bodies = dict(LessonPage.objects.filter(pk__in=pages).values_list("pk", "body")) if pages else {}
    wanted: dict[str, dict[int, None]] = {"phrase": {}, "sign": {}}
    for pk in pages:
        for block in bodies[pk].raw_data if pk in bodies else ():
            for kind, number in _entries_of(block):
                wanted[kind][number] = None
    phrases = Phrase.objects.live().in_bulk(wanted["phrase"]) if wanted["phrase"] else {}
    signs = Sign.objects.live().in_bulk(wanted["sign"]) if wanted["sign"] else {}
    return (
        [phrases[pk] for pk in wanted["phrase"] if pk in phrases],
        [signs[pk] for pk in wanted["sign"] if pk in signs],
    )


def _entries_of(block):
    kind, value = block["type"], block["value"]
    if kind in ("phrase", "sign") and value.get(kind):
        yield kind, value[kind]
    elif kind == "drill":
        for item in value.get("phrases") or ():
            yield "phrase", item["value"] if isinstance(item, dict) else item
