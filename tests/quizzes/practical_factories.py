"""Published practicals, coaches and sheets for tests, one line each."""

import datetime
import io
import uuid

from django.core.files.base import ContentFile
from PIL import Image

from quizzes import observing
from quizzes.evidence import Consent
from quizzes.models import ObservationRequest, Practical
from quizzes.rubric import is_drawn
from tests.factories import UserFactory
from tests.skills.factories import SkillFactory, give

NOW = datetime.datetime(2026, 11, 23, 10, 42, 7, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)


def hours(count):
    return datetime.timedelta(hours=count)


def days(count):
    return datetime.timedelta(days=count)


def criterion(text="迎候", critical=False, weight=1, points=(0, 1, 2)):
    return {
        "text": text,
        "critical": critical,
        "weight": weight,
        "levels": [
            {"points": each, "name": f"{each}档", "name_en": f"level {each}", "anchor": f"看到 {each}"}
            for each in points
        ],
    }


def make_practical(skill=None, criteria=None, **fields):
    """A published practical of two criteria, the first critical, without a second observer unless told."""
    fields = {"title": "柜台接待", "title_en": "Reception", "second_percent": 0, **fields}
    practical = Practical(skill=skill or SkillFactory(), **fields)
    written = criteria if criteria is not None else [criterion(critical=True), criterion("送别")]
    practical.criteria = [("criterion", value) for value in written]
    practical.save()
    practical.save_revision().publish()
    practical.refresh_from_db()
    return practical


def make_coach(skill, hall, *, on=TODAY, **fields):
    """A clerk of the hall who can teach the skill since long before the day."""
    coach = UserFactory(hall=hall, **fields)
    give(coach, skill, 4, on=on - days(100))
    return coach


def ask(practical, user, *, by=None, now=NOW, second=None, **fields):
    """A request; `second` says whether its number is to be drawn for a second observer."""
    number = None
    if second is not None:
        number = uuid.uuid4()
        while is_drawn(number, practical.second_percent) != second:
            number = uuid.uuid4()
    return observing.ask(user=user, practical=practical, by=by or user, now=now, number=number, **fields)


def sheet(request, place=-1, *, client_id=None, observed_at=None, levels=None):
    """A sheet on which every criterion is at the same place of its levels: the best unless told."""
    rubric = ObservationRequest.objects.get(pk=request.pk).rubric
    return observing.Sheet(
        client_id=client_id or uuid.uuid4(),
        levels=levels or {row.id: row.levels[place].id for row in rubric.criteria},
        notes={},
        comment="",
        observed_at=observed_at,
    )


def consent(names="李国梁、客户本人"):
    return Consent(names, NOW)


def photo(size=(400, 300), exif=True, form="JPEG"):
    """A photo as a phone takes it: with the place in its EXIF."""
    picture, out = Image.new("RGB", size, "teal"), io.BytesIO()
    extra = {}
    if exif:
        data = Image.Exif()
        data[0x010F] = "PhoneMaker"
        data.get_ifd(0x8825)[1] = "N"
        extra["exif"] = data.tobytes()
    picture.save(out, form, **extra)
    return ContentFile(out.getvalue(), f"IMG_0001.{form.lower()}")
