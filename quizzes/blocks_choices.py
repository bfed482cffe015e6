"""How a choice among options is written: blocks that other kinds build on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageChooserBlock

from .kinds import KindName

# How several right ones are marked, wherever several can be chosen.
MARKINGS = [
    ("all", _("all or nothing")),
    ("partial", _("a share for those found, nothing as soon as one is wrong")),
    ("minus", _("a wrong one takes away what a right one gives")),
]


class OptionBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(label=pgettext_lazy("option", "Answer"), max_length=300)
    right = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.CharBlock(
        label=_("Said to whoever chooses it"), required=False, max_length=300, help_text=_("Shown with the result.")
    )
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    weight = blocks.IntegerBlock(
        label=_("Worth (%)"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=_("Empty: a right one is worth all, a wrong one nothing."),
    )

    class Meta:
        icon = "list-ul"
        label = _("option")
        label_format = "{text}"
        form_layout = BlockGroup(children=["text", "right"], settings=["feedback", "picture", "weight"])


class SingleBlock(blocks.StructBlock):
    """Single choice."""

    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8)
    shuffle = blocks.BooleanBlock(label=_("shuffle options"), required=False, default=True)

    class Meta:
        icon = "radio-full"
        label = KindName.SINGLE.label
        description = _("One answer of two to eight is right.")


class MultipleBlock(blocks.StructBlock):
    """Multiple choice."""

    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8)
    marking = blocks.ChoiceBlock(
        label=_("Marking"),
        default="all",
        choices=[*MARKINGS, ("weights", _("by what each option is worth"))],
    )
    shuffle = blocks.BooleanBlock(label=_("shuffle options"), required=False, default=True)

    class Meta:
        icon = "tasks"
        label = KindName.MULTIPLE.label
        description = _("Several answers are right; all have to be found.")
