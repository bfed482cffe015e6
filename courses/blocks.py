"""What a lesson is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from phrasebook.blocks import DialogueBlock, PhraseBlock, SignBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class PictureBlock(blocks.StructBlock):
    """A picture with its caption; alternative text is asked for by the chooser."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/picture.html"


class DoDontBlock(blocks.StructBlock):
    """What to do and what not to do, side by side."""

    do = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Do"))
    dont = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Don't"))

    class Meta:
        icon = "list-ul"
        label = _("Do and don't")
        template = "courses/blocks/do_dont.html"


class CalloutBlock(blocks.StructBlock):
    """A short note that stands out."""

    tone = blocks.ChoiceBlock(
        label=_("Kind"), choices=[("tip", _("Tip")), ("rule", _("Rule")), ("caution", _("Caution"))], default="tip"
    )
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=500)

    class Meta:
        icon = "help"
        label = _("Note")
        template = "courses/blocks/callout.html"


class LessonBlocks(blocks.StreamBlock):
    """The blocks of a lesson, first versions."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="courses/blocks/text.html")
    image = PictureBlock()
    phrase = PhraseBlock()
    sign = SignBlock()
    dialogue = DialogueBlock()
    do_dont = DoDontBlock()
    callout = CalloutBlock()
