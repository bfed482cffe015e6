"""Certification programmes of the demonstration, and how far people have come with them."""

import io
import uuid
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
from programmes.services import learned, open_cycle, waive_cycle, waive_part
from quizzes.models import ObservationRequest, Practical
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


def live(things: Things, programmes: dict[str, Programme]) -> None:
    """Write what happened, by the services of the room and each act at its moment; then let the daily job run today.

    Raises LookupError where nobody fits what is written.
    """
    lives = source.programmes()["lives"]
    taken = {row["person"] for row in lives if "person" in row} | {
        row["person"] for row in source.programmes()["outside"]
    }
    acts = []
    for written in lives:
        number = written.get("person") or _who_has_learnt(written, things, taken)
        taken.add(number)
        acts += _acts(written, things.people[number], programmes[written["programme"]], things)
    for written in source.programmes()["outside"]:
        acts += _outside(written, programmes[written["programme"]], things)
    for _days_ago, _place, act in sorted(acts, key=lambda row: (-row[0], row[1])):
        act()
    daily(timezone.make_aware(datetime.combine(things.today, time(0, 5))))


def _who_has_learnt(written, things, taken) -> str:
    day = things.today - timedelta(days=written["opened"])
    fit = Completion.objects.filter(course=things.courses[written["learnt"]], completed_on__lt=day)
    fit = fit.filter(user__left_on=None).exclude(user__staff_number__in=taken)
    numbers = sorted(set(fit.filter(user__groups__name="clerk").values_list("user__staff_number", flat=True)))
    if not numbers:
        raise LookupError(f"Nobody had learnt {written['learnt']} {written['opened']} days ago.")
    return numbers[0]


def _acts(written, person, programme, things):
    """`(days ago, place, act)`: what was done on which day; on one day in the order of the places."""
    opened, certification = written["opened"], programme.certification

    def begin():
        cycle = open_cycle(
            user=person, certification=certification, now=things.at(opened, 9), by=things.manager, reason="岗位要求"
        )
        if "practical_waived" in written:
            part = next(
                part for group in programme.first for part in group.value["parts"] if part.block_type == "practical"
            )
            reason = written["practical_waived"]
            waive_part(cycle=cycle, part_id=part.id, by=things.chief, reason=reason, now=things.at(opened, 10))

    def waive():
        cycle = Cycle.objects.get(user=person, certification=certification)
        waive_cycle(
            cycle=cycle, by=things.manager, reason=written["waived_because"], now=things.at(written["waived"], 9)
        )

    def suspend():
        skills.suspend(
            certificate=Cycle.objects.get(user=person, certification=certification).certificate,
            on=things.today - timedelta(days=written["suspended"]),
            reason=written["suspended_because"],
            by=things.manager,
            now=things.at(written["suspended"], 9),
        )

    acts = [(opened, 0, begin)]
    acts += [(ago, 1, _look(person, things.at(ago, 17))) for ago in _days_of_deeds(person, things, opened)]
    acts += [(written["waived"], 2, waive)] if "waived" in written else []
    acts += [(written["suspended"], 2, suspend)] if "suspended" in written else []
    return acts


def _look(person, now):
    return lambda: learned(user=person, now=now)


def _days_of_deeds(person, things, opened):
    """So many days ago the person did something that a round opened before may wait for."""
    done = list(Completion.objects.filter(user=person).values_list("completed_on", flat=True))
    seen = ObservationRequest.objects.filter(user=person, outcome="accepted").values_list("closed_at", flat=True)
    days = {(things.today - day).days for day in [*done, *map(timezone.localdate, seen)]}
    return sorted(ago for ago in days if ago <= opened)


def _outside(written, programme, things):
    person = things.people[written["person"]]

    def bring():
        row: dict[str, Any] = {"title": written["title"], "issuer": written["issuer"], "note": ""}
        handed_in = hand_in(
            user=person,
            certification=programme.certification,
            outside_number=written["number"],
            issued_on=things.today - timedelta(days=written["issued"]),
            expires_on=things.today + timedelta(days=written["expires"]),
            scan=_drawn(written["person"]),
            by=person,
            now=things.at(written["handed_in"], 11),
            **row,
        )
        if "decided" in written:
            decide(
                recognition=handed_in, accepted=True, reason="", by=things.chief, now=things.at(written["decided"], 16)
            )

    return [(written["handed_in"], 3, bring)]


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
