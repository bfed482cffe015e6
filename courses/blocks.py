"""What a lesson is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from phrasebook.blocks import DialogueBlock, PhraseBlock, SignBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, headings and lists."""

    def __init__(self, **kwargs):
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, headings and lists. Two or three paragraphs, then something to look at.")
        template = "courses/blocks/text.html"
        preview_value = RichText(
            "<h2>客户记住的是头和尾</h2><p>开口第一句和送别最后一句，是<b>标准用语</b>先要管住的。</p>"
            "<ol><li>抬头、看着客户、先问好。</li><li>一次只问一件事。</li></ol>"
        )


class PictureBlock(blocks.StructBlock):
    """A picture with its caption; alternative text is asked for by the chooser."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture over the whole width, with a caption under it.")
        template = "courses/blocks/picture.html"
        # Drawn in the template: before a picture is chosen there is none to show.
        preview_template = "courses/blocks/picture_preview.html"


class DoDontBlock(blocks.StructBlock):
    """What to do and what not to do, side by side."""

    do = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Do"))
    dont = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Don't"))

    class Meta:
        icon = "list-ul"
        label = _("Do and don't")
        description = _("Two short lists: what to do and what to leave.")
        template = "courses/blocks/do_dont.html"
        preview_value = {
            "do": ["先抬头看客户，再开口", "证件双手接、双手还"],
            "dont": ["对着屏幕问“办什么？”", "把单据从台面上推过去"],
        }


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
        description = _("One thing to remember: a tip, a rule, or something to be careful with.")
        template = "courses/blocks/callout.html"
        preview_value = {"tone": "tip", "title": "称呼", "text": "不确定怎么称呼时，用“您”最稳妥。"}


class LessonBlocks(blocks.StreamBlock):
    """The blocks of a lesson, first versions."""

    text = TextBlock()
    image = PictureBlock()
    phrase = PhraseBlock()
    sign = SignBlock()
    dialogue = DialogueBlock()
    do_dont = DoDontBlock()
    callout = CalloutBlock()
