"""What an entry of the phrasebook touches: lessons that show it, questions that quote it, certificates and people."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast
from wagtail.models import DraftStateMixin, LockableMixin

from people.models import User
from phrasebook.models import Dialogue, Entry, Phrase, Term
from phrasebook.models.phrases import SPOKEN
from quizzes.models import Question
from skills.models import Award, Certificate, Certification

from .models import Completion, CoursePage, LessonPage

# What people learn of an entry. Its key, its scenario, a recording and a tick of the editor's are none of it.
_UNLEARNT = {field.name for mixin in (DraftStateMixin, LockableMixin) for field in mixin._meta.local_fields} | {
    "key",
    "scenario",
    "readings_checked",
    "status",
    *SPOKEN,
}
_READINGS = {"pinyin", "ipa"}
# A question quotes an entry when it has its words; words shorter than this stand in many sentences by chance.
SHORTEST_QUOTE = 4


@dataclass(frozen=True)
class Certified:
    """How many certificates of a kind, issued by the courses in question, are in force."""

    certification: Certification
    certificates: int


@dataclass(frozen=True)
class Impact:
    """What is learnt, asked and certified with an entry, counted on a day."""

    lessons: list[LessonPage]
    courses: list[CoursePage]
    questions: list[Question]
    certified: list[Certified]
    # Working here, and in the middle of one of the courses or through it.
    people: int

    @property
    def certificates(self) -> int:
        return sum(row.certificates for row in self.certified)

    @property
    def is_empty(self) -> bool:
        """Nobody learns the entry, so nobody has to be asked about it."""
        return not self.lessons

    def as_json(self) -> dict:
        """What the editor was shown, kept with the decision."""
        return {
            "lessons": [lesson.pk for lesson in self.lessons],
            "questions": [question.key for question in self.questions],
            "certificates": self.certificates,
            "people": self.people,
        }


def impact_of(entry: Entry, on: date) -> Impact:
    """What the *published* entry touches; a number of queries that does not grow with it."""
    lessons = lessons_showing(entry)
    paths = {lesson.path[: -lesson.steplen] for lesson in lessons}
    courses = list(CoursePage.objects.live().filter(path__in=paths).select_related("certification").order_by("path"))
    return Impact(
        lessons=lessons,
        courses=courses,
        questions=questions_quoting(entry),
        certified=_certified(courses, on),
        people=_people(courses, on),
    )


def lessons_showing(entry: Entry) -> list[LessonPage]:
    """The published lessons that show the entry; one query.

    Read off what they hold, not off Wagtail's index of references: that is filled in the background, and an answer that
    is late by a moment would let an edit through unasked.
    """
    kind = entry._meta.model_name
    lessons = LessonPage.objects.live().order_by("path")
    return [lesson for lesson in lessons if any(_shows(block, kind, entry.pk) for block in lesson.body.raw_data)]


def _shows(block, kind, pk):
    if block["type"] == "drill" and kind == "phrase":
        phrases = block["value"].get("phrases") or ()
        return pk in {item["value"] if isinstance(item, dict) else item for item in phrases}
    return block["type"] == kind and block["value"].get(kind) == pk


def questions_quoting(entry: Entry) -> list[Question]:
    """The published questions in whose stem, explanation or answers the words of the entry stand; one query."""
    condition = Q()
    for words in _quotable(entry):
        for place in ("stem", "explanation", "words"):
            condition |= Q(**{f"{place}__icontains": words})
    return list(Question.objects.filter(condition, live=True)) if condition else []


def _quotable(entry):
    if isinstance(entry, Phrase):
        texts = [entry.text.rstrip("。！？!?."), entry.english.rstrip(".!?")]
    elif isinstance(entry, Dialogue):
        texts = [turn.text.rstrip("。！？!?.") for turn in entry.turns.all()]
    else:
        texts = [entry.name] if isinstance(entry, Term) else []
    return [text for text in texts if len(text) >= SHORTEST_QUOTE]


def _certified(courses, on):
    completions = Completion.objects.filter(course__in=courses).annotate(key=Cast("pk", CharField()))
    in_force = Award.objects.in_force(on).filter(
        evidence_type=Completion.EVIDENCE_TYPE, evidence_key__in=completions.values("key"), certificate__isnull=False
    )
    numbers = dict(
        Certificate.objects.filter(pk__in=in_force.values("certificate"))
        .order_by()
        .values_list("certification")
        .annotate(count=Count("pk"))
    )
    kinds = {course.certification for course in courses if course.certification}
    return [Certified(kind, numbers.get(kind.pk, 0)) for kind in sorted(kinds, key=lambda kind: kind.slug)]


def _people(courses, on):
    if not courses:
        return 0
    return (
        User.objects.filter(enrolments__course__in=courses)
        .filter(Q(left_on__isnull=True) | Q(left_on__gte=on))
        .distinct()
        .count()
    )


@dataclass(frozen=True)
class Difference:
    """One field whose words an edit changes."""

    name: str
    before: str
    after: str


def differences(before: Entry, after: Entry) -> list[Difference]:
    """What readers would see otherwise: the fields that differ, and the turns and choices one by one."""
    rows = [
        Difference(str(field.verbose_name), _shown(before, field), _shown(after, field))
        for field in type(after)._meta.local_fields
        if _is_learnt(field, before)
    ]
    for name in ("turns", "choices") if isinstance(after, Dialogue) else ():
        rows += _children(before, after, name)
    return [row for row in rows if row.before != row.after]


def _is_learnt(field, before):
    """A reading that was drafted where none stood before teaches nobody anything new."""
    drafted = field.name in _READINGS and not getattr(before, field.attname)
    return field.editable and not field.primary_key and field.name not in _UNLEARNT and not drafted


def _shown(entry, field):
    value = getattr(entry, field.attname)
    if field.is_relation:
        return str(getattr(entry, field.name) or "")
    return str(dict(field.flatchoices).get(value, value) if field.flatchoices else value or "")


def _children(before, after, name):
    """Each child as one line, so that a turn that was moved or cut shows as such."""
    old, new = ([_line(row) for row in getattr(entry, name).all()] for entry in (before, after))
    label = str(getattr(after, name).model._meta.verbose_name)
    return [
        Difference(
            f"{label} {place + 1}", old[place] if place < len(old) else "", new[place] if place < len(new) else ""
        )
        for place in range(max(len(old), len(new)))
    ]


def _line(row):
    shown = [
        field
        for field in row._meta.local_fields
        if field.editable and field.name not in {"dialogue", "sort_order", "id"}
    ]
    return " · ".join(text for field in shown if (text := _shown(row, field)))
