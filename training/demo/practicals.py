"""Observed practicals of the demonstration: rubrics, two short courses, and what happened to them in four months."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.core.files.base import ContentFile

from courses import services as courses
from courses.doing import what_is_asked
from courses.models import BlockDone, CourseGrant, CoursePage, LessonPage, PracticalPage, Progress
from people.models import User
from quizzes import evidence, observing
from quizzes.models import ObservationRequest, Practical
from quizzes.rubric import is_drawn
from skills.models import Certification, Skill

from . import source
from .pages import add, blocks_of, titles_of

# The same ids each time, or no two loads would be the same.
NUMBERS = uuid.UUID("0b5e4a7e-2007-4308-8000-6a696178696e")


def make_practicals(skills: dict[str, Skill], hands) -> dict[str, Practical]:
    """The practicals by key, published."""
    return {written["key"]: _practical(written, skills, hands) for written in source.practicals()["practicals"]}


def _practical(written, skills, hands):
    fields = {name: value for name, value in written.items() if name not in {"key", "skill", "criteria"}}
    rows = [_criterion(written["key"], place, row) for place, row in enumerate(written["criteria"])]
    practical = Practical(skill=skills[written["skill"]], live=False, **fields)
    practical.criteria = Practical.criteria.field.stream_block.to_python(rows)
    practical.save()
    practical.save_revision(user=hands.author).publish(user=hands.publisher)
    return practical


def _criterion(key, place, row):
    levels = [
        {"type": "item", "value": level, "id": _number(key, place, rank)} for rank, level in enumerate(row["levels"])
    ]
    return {"type": "criterion", "value": {"critical": False, **row, "levels": levels}, "id": _number(key, place)}


def _number(*parts):
    return str(uuid.uuid5(NUMBERS, "/".join(str(part) for part in parts)))


def make_courses(catalogue, *, practicals, skills, categories, entries, hands_of) -> dict[str, CoursePage]:
    """The short courses by code: a lesson, then one step for each practical, granting a skill of their own."""
    return {
        written["slug"]: _course(
            catalogue, written, practicals, skills, categories, entries, hands_of(written["author"])
        )
        for written in source.practicals()["courses"]
    }


def _course(catalogue, written, practicals, skills, categories, entries, hands):
    rules = source.hall()["certificates"]
    page = CoursePage(
        **titles_of(written),
        slug=written["slug"],
        category=categories[written["category"]],
        certification=Certification.objects.create(
            slug=written["slug"],
            name=written["certification"],
            name_en=written["certification_en"],
            validity_months=written["validity_months"],
            **rules,
        ),
        grants=[CourseGrant(sort_order=0, skill=skills[written["skill"]], level=written["level"])],
    )
    add(catalogue, page, hands)
    lesson = written["lesson"]
    add(page, LessonPage(**titles_of(lesson), slug=lesson["slug"], body=blocks_of(lesson, entries)), hands)
    for key in written["steps"]:
        practical = practicals[key]
        step = PracticalPage(
            title=practical.title,
            title_en=practical.title_en,
            summary=practical.intro,
            summary_en=practical.intro_en,
            slug=f"{written['slug']}-{key}",
            practical=practical,
        )
        add(page, step, hands)
    return page


@dataclass(frozen=True)
class Way:
    """One person's way through a course with practicals, as far as it went."""

    written: dict[str, Any]
    today: date
    zone: tzinfo

    @property
    def staff_number(self) -> str:
        return self.written["person"]

    @property
    def course(self) -> str:
        return self.written["course"]

    @property
    def last_moment(self) -> datetime:
        """When it ended or was last continued: what is decided last may issue a certificate."""
        days = [self.written["started"]]
        days += [one[name] for one in self.written["tries"] for name in ("asked", "watched", "decided") if name in one]
        return self.at(min(days), 16, 30)

    def at(self, days_ago: int, hour: int, minute: int) -> datetime:
        """A moment so many days before today."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(hour, minute), self.zone)


def ways(today: date, zone: tzinfo) -> list[Way]:
    """Everybody's ways, as written."""
    return [Way(written, today, zone) for written in source.practicals()["ways"]]


def travel(way: Way, people: dict[str, User], pages: dict[str, CoursePage], practicals: dict[str, Practical]) -> None:
    """Write one way by the services of the rooms, each act at its moment."""
    person, course = people[way.staff_number], pages[way.course]
    enrolment = courses.enrol(user=person, course=course, now=way.at(way.written["started"], 9, 5))
    _read(enrolment, course, way)
    for number, one in enumerate(way.written["tries"]):
        _Try(way, one, number, person, people).live(practicals[one["practical"]], enrolment.started_at)


def _read(enrolment, course, way):
    """The lesson, as doing and reading it would write it."""
    for lesson in LessonPage.objects.child_of(course):
        done_at = way.at(way.written["started"], 9, 12)
        BlockDone.objects.bulk_create(
            BlockDone(
                enrolment=enrolment,
                page=lesson,
                block=asked.block_id,
                kind=asked.kind,
                detail=_answered(lesson, asked),
                done_at=done_at,
            )
            for asked in what_is_asked(lesson.body, lesson)
        )
        Progress.objects.create(
            enrolment=enrolment,
            page=lesson,
            opened_at=enrolment.started_at,
            completed_at=done_at,
            revision_id=lesson.live_revision_id,
        )


def _answered(lesson, asked):
    check = next(block.value for block in lesson.body if str(block.id) == asked.block_id)
    right = sorted(option["text"] for option in check["options"] if option["correct"])
    return {"chosen": right, "right_at_first": True}


@dataclass(frozen=True)
class _Try:
    """One request and what came of it."""

    way: Way
    written: dict[str, Any]
    number: int
    person: User
    people: dict[str, User]

    def live(self, practical: Practical, since: datetime) -> None:
        one, at = self.written, self.way.at
        asked = observing.ask(
            user=self.person,
            practical=practical,
            by=self.person,
            now=at(one["asked"], 10, 20),
            note=one.get("note", "") if "decided" not in one else "",
            since=since,
            number=self._number(practical),
        )
        for place, who, marks in ((1, "observer", "marks"), (2, "second", "second_marks")):
            if who in one:
                self._watch(asked, place, self.people[one[who]], one.get(marks))
        if "photo" in one:
            self._photograph(asked)
        if "decided" in one:
            self._decide(asked)

    def _number(self, practical):
        """A number that is drawn for a second observer where the story has one, as the dice of a story are loaded."""
        wanted, turn = "second" in self.written, 0
        while True:
            number = uuid.uuid5(NUMBERS, f"{self.person.staff_number}/{practical.title}/{self.number}/{turn}")
            if is_drawn(number, practical.second_percent) == wanted:
                return number
            turn += 1

    def _watch(self, asked, place, observer, marks):
        one, at = self.written, self.way.at
        assigned_at = at(one["asked"] - 1, 8, 40 + place)
        due_on = self.way.today + timedelta(days=one["due"]) if "due" in one else None
        by = self.people[source.hall()["cast"]["manager"]]
        observing.assign(
            request=asked,
            place=place,
            observer=observer,
            by=by,
            now=assigned_at,
            due_on=max(due_on, assigned_at.date()) if due_on else None,
        )
        if marks is None:
            return
        rubric = ObservationRequest.objects.get(pk=asked.pk).rubric
        place_of_note, note = one.get("notes", (None, "")) if place == 1 else (None, "")
        sheet = observing.Sheet(
            client_id=uuid.uuid5(asked.public_id, str(place)),
            levels={row.id: row.levels[mark].id for row, mark in zip(rubric.criteria, marks, strict=True)},
            notes={row.id: note for number, row in enumerate(rubric.criteria) if number == place_of_note},
            comment=one.get("comment", "") if place == 1 else "",
            observed_at=at(one["watched"], 14, 25),
        )
        observing.observe(request=asked, observer=observer, sheet=sheet, now=at(one["watched"], 14, 30 + 6 * place))

    def _photograph(self, asked):
        """A drawn picture, since nobody of the demonstration can be photographed."""
        one, at = self.written, self.way.at
        drawn = source.COVERS / f"{one['photo']}.png"
        if drawn.exists():
            evidence.add(
                request=ObservationRequest.objects.with_story().get(pk=asked.pk),
                by=self.people[one["observer"]],
                file=ContentFile(drawn.read_bytes(), "photo.png"),
                client_id=uuid.uuid5(asked.public_id, "photo"),
                consent=evidence.Consent(f"{self.person.full_name}、客户本人", at(one["watched"], 14, 20)),
                now=at(one["watched"], 14, 40),
            )

    def _decide(self, asked):
        one, at = self.written, self.way.at
        decider = self.people[one["decider"]]
        observing.decide(
            request=asked,
            outcome=one["outcome"],
            by=decider,
            now=at(one["decided"], 16, 30),
            note=one.get("note", ""),
            after=courses.practical_passed,
        )
        if "reply" in one:
            observing.reply(request=asked, author=self.person, text=one["reply"], now=at(one["decided"] - 1, 8, 50))
        if "answer" in one:
            observing.reply(
                request=asked,
                author=self.people[one["observer"]],
                text=one["answer"],
                now=at(one["decided"] - 2, 17, 10),
            )
