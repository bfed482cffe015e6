"""The rubric in the editor: criteria, each with its levels."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from .rubric import Criterion, Level, Rubric


class LevelBlock(blocks.StructBlock):
    """One level and what it looks like."""

    points = blocks.IntegerBlock(label=_("Points"), min_value=0, max_value=10)
    name = blocks.CharBlock(label=_("Name of the level"), max_length=30)
    name_en = blocks.CharBlock(label=_("Name in English"), max_length=40, required=False)
    anchor = blocks.TextBlock(
        label=_("Anchor"), max_length=300, required=False, help_text=_("What is seen and heard at this level.")
    )
    anchor_en = blocks.TextBlock(label=_("Anchor in English"), max_length=400, required=False)
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    clip = VideoChooserBlock(label=_("Clip"), required=False)

    class Meta:
        label = _("Level")


class CriterionBlock(blocks.StructBlock):
    """One thing that is looked at."""

    text = blocks.CharBlock(label=_("Criterion"), max_length=120)
    text_en = blocks.CharBlock(label=_("Criterion in English"), max_length=160, required=False)
    critical = blocks.BooleanBlock(
        label=_("Critical"), required=False, help_text=_("Seen at the level of 0 points, it fails the whole.")
    )
    weight = blocks.IntegerBlock(label=_("Weight"), min_value=1, default=1, validators=[MaxValueValidator(10)])
    levels = blocks.ListBlock(LevelBlock(), label=_("Levels, the lowest first"), min_num=2, max_num=6)

    class Meta:
        icon = "list-ul"
        label = _("Criterion")
        description = _("One thing that is looked at, with its levels and what each looks like at the counter.")
        preview_value = {
            "text": "抬头、微笑、先问好",
            "critical": True,
            "weight": 2,
            "levels": [
                {"points": 0, "name": "未做到", "anchor": "客户先开口，或边看屏幕边说话。"},
                {"points": 2, "name": "做到", "anchor": "客户走近三步内抬头，微笑，先说“您好”。"},
            ],
        }
        preview_template = "quizzes/preview_criterion.html"


class RubricBlocks(blocks.StreamBlock):
    """The criteria in the order of the sheet."""

    criterion = CriterionBlock()


def rubric_of(content: Mapping[str, Any]) -> Rubric:
    """The rubric as a revision's content has it; the ids of the blocks are those of criteria and levels."""
    raw = content["criteria"]
    stored = json.loads(raw) if isinstance(raw, str) else raw
    return Rubric(content["pass_percent"], tuple(_criterion(block["id"], block["value"]) for block in stored))


def _criterion(key, value):
    return Criterion(
        id=key,
        text=value["text"],
        text_en=value.get("text_en") or "",
        critical=bool(value.get("critical")),
        weight=value.get("weight") or 1,
        levels=tuple(_level(item["id"], item["value"]) for item in value["levels"]),
    )


def _level(key, value):
    texts = {name: value.get(name) or "" for name in ("name", "name_en", "anchor", "anchor_en")}
    return Level(id=key, points=value["points"], picture=value.get("picture"), clip=value.get("clip"), **texts)
