"""Phrasebook entries for tests, published."""

import datetime
import io
import itertools
import wave

from django.core.files.base import ContentFile

from core.models import Clip
from phrasebook.models import Dialogue, Phrase, Scenario, Sign, Term, Turn

_numbers = itertools.count(1)


def make_scenario(**fields):
    number = next(_numbers)
    return Scenario.objects.create(**{"slug": f"scenario-{number}", "name": f"情景{number}", **fields})


def make_phrase(**fields):
    return _make(Phrase, {"text": "您好，请坐。", "pinyin": "nín hǎo", "english": "Please take a seat."}, fields)


# Who stands behind a film that clerks may see.
FILMED = {
    "signer": "示范者",
    "consent_on": datetime.date(2026, 1, 5),
    "reviewer": "审核员",
    "reviewed_on": datetime.date(2026, 1, 9),
}


def make_sign(**fields):
    people = FILMED if fields.get("status") == "reviewed" else {}
    return _make(Sign, {"meaning": "电费", "meaning_en": "electricity bill", **people}, fields)


def make_term(**fields):
    return _make(Term, {"name": "峰谷电价", "explanation": "低谷时段用电更便宜。"}, fields)


def make_dialogue(turns=2, **fields):
    said = [
        Turn(sort_order=order, role="clerk" if order % 2 else "customer", text=f"第{order}句", english=f"Line {order}")
        for order in range(turns)
    ]
    return _make(Dialogue, {"title": "缴费", "title_en": "Paying", "turns": said}, fields)


def make_recording(**fields):
    """A second of silence."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16000))
    made = Clip(title="recording", type="audio", duration=1, **fields)
    made.file.save("recording.wav", ContentFile(sound.getvalue()), save=True)
    return made


def _make(model, defaults, fields):
    number = next(_numbers)
    scenario = fields.pop("scenario", None) or make_scenario()
    entry = model(**{"key": f"entry-{number}", "scenario": scenario, **defaults, **fields})
    entry.save()
    if entry.live:
        entry.save_revision().publish()
    return entry
