"""How questions with pictures, recordings and films are written, and essays and cases."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter, StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtailmedia.blocks import AudioChooserBlock

from .blocks_choices import MARKINGS, SingleBlock
from .kinds import KindName

PREVIEW = "quizzes/block_preview.html"


class AreaBlock(blocks.StructBlock):
    """One area of a picture. Drawn with the mouse; the numbers can be typed as well."""

    name = blocks.CharBlock(
        label=_("What is there"),
        max_length=100,
        help_text=_("Read to whoever does not see the picture: say where it is, not whether it is right."),
    )
    right = blocks.BooleanBlock(label=_("right"), required=False)
    shape = blocks.ChoiceBlock(
        label=_("Shape"),
        default="rect",
        choices=[("rect", _("rectangle")), ("circle", _("circle")), ("poly", _("polygon"))],
    )
    coords = blocks.CharBlock(
        label=_("Where (in per cent of width and height)"),
        max_length=400,
        help_text=_(
            "Rectangle: left, top, right, bottom. Circle: middle across, middle down, radius. Polygon: corners."
        ),
    )

    class Meta:
        icon = "crosshairs"
        label = _("area")


class HotspotBlock(blocks.StructBlock):
    """Pointing at a picture."""

    picture = ImageChooserBlock(label=_("Picture"))
    areas = blocks.ListBlock(AreaBlock(), label=_("Areas"), min_num=2, max_num=12)
    find = blocks.BooleanBlock(
        label=_("find it: areas are not drawn before answering"),
        required=False,
        help_text=_("Whoever uses the keyboard reaches them in an order that tells nothing."),
    )
    limit = blocks.IntegerBlock(
        label=_("At most so many"),
        required=False,
        min_value=0,
        max_value=12,
        help_text=_("0: any number. Empty: one, or any number when several areas are right."),
    )
    marking = blocks.ChoiceBlock(
        label=_("Marking"),
        default="all",
        choices=MARKINGS,
    )

    class Meta:
        icon = "crosshairs"
        label = KindName.HOTSPOT.label
        description = _("A place on a picture is pointed at: a field of a bill, a switch, a seat at the counter.")
        preview_template = PREVIEW


class ListenBlock(SingleBlock):
    """Listen, then choose."""

    sound = AudioChooserBlock(
        label=_("Recording"),
        help_text=_("It can be heard as often as one likes. Ask Deaf colleagues something else in its place."),
    )
    transcript = blocks.TextBlock(
        label=_("What is said"), required=False, max_length=1000, rows=2, help_text=_("Shown with the result.")
    )

    class Meta:
        icon = "volume"
        label = KindName.LISTEN.label
        description = _("A recording is heard, then one answer is chosen.")
        form_layout = ["sound", "transcript", "options", "shuffle"]
        preview_template = PREVIEW


class WatchBlock(SingleBlock):
    """Watch a sign, then choose."""

    sign = SnippetChooserBlock(
        "phrasebook.Sign",
        label=_("Sign"),
        help_text=_("Its film is shown without the meaning. A placeholder stays marked as one."),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        sign = cleaned["sign"]
        if not sign.live or not sign.shown_clip:
            sentence = gettext("“%(sign)s” has no film that clerks may see yet. Choose a published sign with one.")
            fault = ValidationError(sentence % {"sign": sign})
            raise StructBlockValidationError(block_errors={"sign": fault})
        return cleaned

    class Meta:
        icon = "media"
        label = KindName.WATCH.label
        description = _("A sign of the phrasebook is watched without its meaning, then one answer is chosen.")
        form_layout = ["sign", "options", "shuffle"]
        preview_template = PREVIEW


class CriterionBlock(blocks.StructBlock):
    """One thing an essay is marked by."""

    text = blocks.CharBlock(label=_("What a good answer has"), max_length=200)
    points = blocks.IntegerBlock(label=_("Points"), default=1, min_value=1, max_value=20)


class EssayBlock(blocks.StructBlock):
    """A short essay."""

    criteria = blocks.ListBlock(
        CriterionBlock(),
        label=_("Criteria"),
        min_num=1,
        max_num=10,
        help_text=_("Whoever marks gives points for each; together they are the points of the question."),
    )
    show_criteria = blocks.BooleanBlock(label=_("show the criteria with the question"), required=False)
    least = blocks.IntegerBlock(label=_("At least so many characters"), required=False, min_value=1, max_value=5000)
    most = blocks.IntegerBlock(
        label=_("At most so many characters"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("A longer text is kept all the same; the writer and whoever marks see by how much it is too long."),
    )
    model_answer = blocks.TextBlock(
        label=_("A good answer"), required=False, max_length=2000, rows=4, help_text=_("Shown with the result.")
    )

    class Meta:
        icon = "doc-full"
        label = KindName.ESSAY.label
        description = _("An answer in one's own words, read and marked by a trainer against criteria.")
        preview_template = PREVIEW


class CaseBlock(blocks.StructBlock):
    """Several questions about one story, which the question itself tells."""

    class Meta:
        icon = "clipboard-list"
        label = KindName.CASE.label
        description = _("One story with two to eight questions, each with points and an explanation of its own.")
        preview_template = PREVIEW


class PartFields(blocks.StructBlock):
    """What a question of a case has beside its answers."""

    stem = blocks.TextBlock(label=_("question"), max_length=1000, rows=2)
    points = blocks.FloatBlock(label=_("points"), default=1, min_value=0.25, max_value=100)
    explanation = blocks.TextBlock(
        label=_("explanation"), required=False, max_length=1000, rows=2, help_text=_("Shown with the result.")
    )


def parts_of(**kinds: type[blocks.StructBlock]) -> blocks.StreamBlock:
    """The questions a case may ask, by the code of each kind."""
    parts = [(code, _as_part(kind)()) for code, kind in kinds.items()]
    return blocks.StreamBlock(parts, label=_("Questions about the case"), min_num=2, max_num=8)


def _as_part(kind: type[blocks.StructBlock]) -> type[blocks.StructBlock]:
    """The block of a kind with the fields of a part: what is asked first, why last."""
    meta = type("Meta", (), {"form_layout": ["stem", "points", *kind.base_blocks, "explanation"]})
    return type(f"{kind.__name__}InACase", (PartFields, kind), {"Meta": meta, "__module__": __name__})


class HotspotAdapter(StructBlockAdapter):
    """Puts a board above the areas on which they are drawn; the fields below it stay what counts."""

    js_constructor = "quizzes.HotspotBlock"

    def js_args(self, block):
        name, children, meta = super().js_args(block)
        board = {
            "pictureUrl": reverse("quizzes_picture", args=[0]),
            "chooseFirst": gettext("Choose the picture first; then draw the areas on it here."),
            "how": gettext(
                "Drag a rectangle or a circle; for a polygon click its corners and press Enter. Click an area to draw "
                "it anew. Every number can be typed below as well."
            ),
            "shapes": {"rect": gettext("rectangle"), "circle": gettext("circle"), "poly": gettext("polygon")},
            "picked": gettext("Draw “%s” anew; Esc leaves it as it is."),
        }
        return [name, children, {**meta, "board": board}]

    @cached_property
    def media(self):
        own = forms.Media(
            js=[versioned_static("quizzes/cms/areas.js")], css={"all": [versioned_static("quizzes/cms/areas.css")]}
        )
        return super().media + own


register(HotspotAdapter(), HotspotBlock)
