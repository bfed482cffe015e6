"""What the scripts of drills and played dialogues read from the page, beside the words a reader without them sees."""

from django import template
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from phrasebook.drills import shuffled
from phrasebook.scenes_play import scene_of

register = template.Library()

# Pieces and wordings stand in one attribute, one a line.
LINES = "\n"


@register.simple_tag
def exercise_data(one, seed):
    """The exercises of a phrase as data attributes; pieces and wordings in an order that gives nothing away."""
    seed = f"{seed}/{one.phrase.pk}"
    found = {
        "listen": "1" if one.listen else "",
        "order": LINES.join(shuffled(one.chips, seed)) if one.chips else "",
        "order-en": LINES.join(shuffled(one.chips_en, seed)) if one.chips_en else "",
        "courtesy": LINES.join(one.wordings.mixed(seed)) if one.wordings else "",
        **{name.replace("_", "-"): clip.url for name, clip in one.phrase.recordings() if one.listen},
    }
    return format_html_join("", ' data-{}="{}"', ((name, value) for name, value in found.items() if value))


@register.simple_tag
def scene(dialogue, seed):
    """The lines of a dialogue that is played: each with its number and the order in which its picks are offered."""
    return [
        {
            "number": number,
            "line": line,
            "turn": line.turn,
            "picks": " ".join(map(str, line.mixed(f"{seed}/{number}"))) if line.is_clerk else "",
            "choices": list(enumerate(line.choices, start=1)),
        }
        for number, line in enumerate(scene_of(dialogue), start=1)
    ]


# kind: (icon, tone). A word stands beside, so that nobody depends on the colour.
_QUALITIES = {"good": ("check", "ok"), "acceptable": ("info", "info"), "poor": ("alert", "caution")}


@register.inclusion_tag("phrasebook/_quality.html")
def quality(kind):
    """How good something said was: icon, word and colour."""
    picture, tone = _QUALITIES[kind]
    return {"picture": picture, "tone": tone, "word": quality_word(kind)}


@register.simple_tag
def quality_word(kind):
    """The word alone."""
    return {"good": _("Well said"), "acceptable": _("Will do"), "poor": _("Not like this")}[kind]
