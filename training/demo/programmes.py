"""Certification programmes of the demonstration, and how far people have come with them."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from courses.models import Completion, CoursePage
from people.models import User
from programmes.daily import daily
from programmes.models import Cycle, Programme, ProgrammeGrant
from programmes.recognising import decide, hand_in
from programmes.services import open_cycle, waive_cycle, waive_part
from quizzes.models import Practical
from skills import services as skills
from skills.models import Certification, Skill

from . import source

# The same ids each time, or no two loads would be the same.
NUMBERS = uuid.UUID("0b5e4a7e-2007-4308-8000-70726f6772a0")


@dataclass
class Things:
    """What the programmes are made of, by code."""

    people: dict[str, User]
    courses: dict[str, CoursePage]
    practicals: dict[str, Practical]
    today: date

    def at(self, days_ago: int, hour: int) -> datetime:
        """A moment so many days before today."""
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=days_ago), time(hour, 15)))

    @property
    def manager(self) -> User:
        return self.people[source.hall()["cast"]["manager"]]

    @property
    def chief(self) -> User:
        return self.people[source.hall()["cast"]["chief-trainer"]]


def make_programmes(things: Things, hands) -> dict[str, Programme]:
    """The programmes by code, published."""
    order = Skill.objects.count()
    return {
        written["slug"]: _programme(written, things, hands, order + place)
        for place, written in enumerate(source.programmes()["programmes"], start=1)
    }


def _programme(written, things, hands, order) -> Programme:
    rules = ("slug", "name", "name_en", "validity_months", "renewal_days", "grace_days", "renewal_basis")
    certification = Certification.objects.create(**{name: written[name] for name in rules})
    skill = Skill.objects.create(order=order, **written["skill"])
    words = {name: written[name] for name in ("summary", "summary_en", "recognises")}
    programme = Programme(certification=certification, live=False, **words)
    for name in ("first", "renewal"):
        groups = [_group(written["slug"], name, place, row, things) for place, row in enumerate(written[name])]
        setattr(programme, name, Programme._meta.get_field(name).to_python(groups))
    programme.save()
    ProgrammeGrant.objects.create(programme=programme, skill=skill, level=written["level"], sort_order=0)
    programme = Programme.objects.get(pk=programme.pk)
    # Who may publish programmes is a matter of the groups of the CMS; here it is simply published.
    programme.save_revision(user=hands.author).publish()
    return Programme.objects.get(pk=programme.pk)


def _group(*place_and_row):
    *place, row, things = place_and_row
    parts = []
    for part in row["parts"]:
        kind, _colon, key = part.partition(":")
        found = things.courses[key] if kind == "course" else things.practicals[key]
        parts.append({"type": kind, "value": found.pk, "id": _number(*place, part)})
    value = {"title": row["title"], "title_en": row["title_en"], "need": row.get("need"), "parts": parts}
    return {"type": "group", "value": value, "id": _number(*place)}


def _number(*parts):
    return str(uuid.uuid5(NUMBERS, "/".join(map(str, parts))))


@dataclass
class Act:
    """Something that is done at its moment, between what people learn."""

    last_moment: datetime
    run: Callable[[], None]
    staff_number: str = ""
    course: str = ""


def acts(things: Things, programmes: dict[str, Programme]) -> list[Act]:
    """What is done with the programmes. What people learn meanwhile grants certificates by itself."""
    taken = {row["person"] for name in ("lives", "outside") for row in source.programmes()[name] if "person" in row}
    found = []
    for written in source.programmes()["lives"]:
        found += _Life(written, programmes[written["programme"]], things, taken).acts()
    for written in source.programmes()["outside"]:
        found += _outside(written, programmes[written["programme"]], things)
    return found


def keep(things: Things) -> None:
    """The daily job of today."""
    daily(timezone.make_aware(datetime.combine(things.today, time(0, 5))))


@dataclass
class _Life:
    """One round of one person."""

    written: dict[str, Any]
    programme: Programme
    things: Things
    taken: set[str]
    cycle: Cycle | None = None

    def acts(self) -> list[Act]:
        found = [Act(self.things.at(self.written["opened"], 9), self.begin)]
        for name in ("waived", "suspended"):
            if name in self.written:
                found.append(Act(self.things.at(self.written[name], 9), getattr(self, f"be_{name}")))
        return found

    def person(self) -> User:
        """Who is named, or the first who had learnt the course by then. LookupError where nobody had."""
        number = self.written.get("person")
        if number is None:
            day = self.things.today - timedelta(days=self.written["opened"])
            course = self.things.courses[self.written["learnt"]]
            fit = Completion.objects.filter(course=course, completed_on__lt=day, user__left_on=None)
            fit = fit.filter(user__groups__name="clerk").exclude(user__staff_number__in=self.taken)
            number = min(fit.values_list("user__staff_number", flat=True), default=None)
        if number is None:
            raise LookupError(f"Nobody had learnt {self.written['learnt']} {self.written['opened']} days ago.")
        self.taken.add(number)
        return self.things.people[number]

    def begin(self) -> None:
        opened, things = self.written["opened"], self.things
        self.cycle = open_cycle(
            user=self.person(),
            certification=self.programme.certification,
            now=things.at(opened, 9),
            by=things.manager,
            reason="岗位要求",
        )
        if "practical_waived" in self.written:
            parts = (part for group in self.programme.first for part in group.value["parts"])
            part = next(part for part in parts if part.block_type == "practical")
            reason = self.written["practical_waived"]
            waive_part(cycle=self.cycle, part_id=part.id, by=things.chief, reason=reason, now=things.at(opened, 10))

    def be_waived(self) -> None:
        moment, reason = self.things.at(self.written["waived"], 9), self.written["waived_because"]
        waive_cycle(cycle=self.cycle, by=self.things.manager, reason=reason, now=moment)

    def be_suspended(self) -> None:
        moment = self.things.at(self.written["suspended"], 9)
        skills.suspend(
            certificate=Cycle.objects.get(pk=self.cycle.pk).certificate,
            on=moment.date(),
            reason=self.written["suspended_because"],
            by=self.things.manager,
            now=moment,
        )


def _outside(written, programme, things):
    handed_in = []

    def bring():
        person = things.people[written["person"]]
        row = hand_in(
            user=person,
            certification=programme.certification,
            issuer=written["issuer"],
            title=written["title"],
            outside_number=written["number"],
            issued_on=things.today - timedelta(days=written["issued"]),
            expires_on=things.today + timedelta(days=written["expires"]),
            scan=_drawn(written["person"]),
            note="",
            by=person,
            now=things.at(written["handed_in"], 11),
        )
        handed_in.append(row)

    def recognise():
        moment = things.at(written["decided"], 16)
        decide(recognition=handed_in[0], accepted=True, reason="", by=things.chief, now=moment)

    found = [Act(things.at(written["handed_in"], 11), bring)]
    return [*found, Act(things.at(written["decided"], 16), recognise)] if "decided" in written else found


def _drawn(number: str) -> ContentFile:
    """A sheet with a frame and grey lines: nobody of the demonstration has papers."""
    sheet, out = Image.new("RGB", (840, 594), "white"), io.BytesIO()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((24, 24, 816, 570), outline="#8a6d3b", width=6)
    for line in range(5):
        pen.rectangle(
            (120, 150 + 70 * line, 720 - 60 * (line + int(number[-1])) % 200, 162 + 70 * line), fill="#b8b8b8"
        )
    pen.ellipse((610, 400, 740, 530), outline="#b03030", width=6)
    sheet.save(out, "PNG")
    return ContentFile(out.getvalue(), "scan.png")
