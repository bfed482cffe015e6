"""What a lesson is made of."""

import copy
from functools import cached_property

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText
from wagtailmedia.blocks import VideoChooserBlock

from phrasebook.blocks import DialogueBlock, EntryChooserBlock, PhraseBlock, SignBlock, TermBlock
from phrasebook.drills import exercises

from .checks import problems, right_answers

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


class ClipValue(blocks.StructValue):
    """A clip with its title in the reader's language."""

    @property
    def local_title(self):
        english = (get_language() or "").startswith("en")
        return (english and self["title_en"]) or self["title"]


class ClipBlock(blocks.StructBlock):
    """A film, large, in our player; a second angle runs in step with it."""

    clip = VideoChooserBlock(label=_("Clip"))
    second_clip = VideoChooserBlock(
        label=_("The same from another angle"),
        required=False,
        help_text=_("Begun at the same moment as the first: both are played together."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    title_en = blocks.CharBlock(label=_("English title"), required=False, max_length=120)

    def bulk_to_python(self, values):
        """Both angles of all clips of a lesson in one query."""
        angles = ("clip", "second_clip")
        wanted = {value.get(angle) for value in values for angle in angles} - {None}
        found = self.child_blocks["clip"].model_class.objects.in_bulk(wanted)
        structs = super().bulk_to_python([{**value, **dict.fromkeys(angles)} for value in values])
        for struct, value in zip(structs, values, strict=True):
            struct.update({angle: copy.copy(found.get(value.get(angle))) for angle in angles})
        return structs

    class Meta:
        icon = "media"
        label = _("Clip")
        description = _(
            "A film with captions, slow motion, loop and mirror; it goes on at the second where one stopped."
        )
        template = "courses/blocks/clip.html"
        value_class = ClipValue
        # Drawn in the template: before a clip is chosen there is none to show.
        preview_template = "courses/blocks/clip_preview.html"


class CheckOptionBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(label=pgettext_lazy("option", "Answer"), max_length=150)
    correct = blocks.BooleanBlock(label=_("right"), required=False)


class CheckValue(blocks.StructValue):
    """A check as its template asks it."""

    @property
    def has_several(self):
        """Whether more than one answer is right."""
        return len(right_answers(self)) > 1


class CheckBlock(blocks.StructBlock):
    """A question inside a lesson: answered at once, explained at once, counted in no mark."""

    question = blocks.TextBlock(label=_("Question"), max_length=300, rows=2)
    options = blocks.ListBlock(CheckOptionBlock(), label=pgettext_lazy("option", "Answers"), min_num=2, max_num=6)
    explanation = blocks.TextBlock(label=_("Why"), max_length=400, rows=2)

    def clean(self, value):
        value = super().clean(value)
        options = value["options"]
        found = problems([option["text"] for option in options], [option["correct"] for option in options])
        if found:
            raise StructBlockValidationError({"options": ListBlockValidationError(non_block_errors=found)})
        return value

    class Meta:
        value_class = CheckValue
        icon = "help"
        label = _("Check")
        description = _("A question with its explanation: readers see at once whether they have understood.")
        template = "courses/blocks/check.html"
        preview_value = {
            "question": "客户走到窗口时，您先做什么？",
            "options": [
                {"text": "抬头看客户，先问好", "correct": True},
                {"text": "继续录入，请客户稍等", "correct": False},
            ],
            "explanation": "先看、先问好，客户才知道轮到了自己。",
        }


class DrillValue(blocks.StructValue):
    """A drill as it is done."""

    @cached_property
    def exercises(self):
        """What each published phrase is practised with."""
        phrases = [phrase for phrase in self["phrases"] if phrase and (phrase.live or phrase.pk is None)]
        return exercises(phrases, **{name: bool(self[name]) for name in ("listen", "order", "courtesy")})


class DrillBlock(blocks.StructBlock):
    """Practice of phrases: listen and record, put words in order, choose the courteous wording."""

    phrases = blocks.ListBlock(EntryChooserBlock("phrasebook.Phrase"), label=_("Phrases"), min_num=1, max_num=8)
    listen = blocks.BooleanBlock(label=_("Listen, read, record, compare"), required=False, default=True)
    order = blocks.BooleanBlock(label=_("Put the words in order"), required=False, default=True)
    courtesy = blocks.BooleanBlock(label=_("Choose the courteous wording"), required=False, default=True)

    class Meta:
        value_class = DrillValue
        icon = "rotate"
        label = _("Drill")
        description = _("Practice with phrases, done on the phone: nothing that is recorded leaves it.")
        template = "courses/blocks/drill.html"

    def get_preview_value(self):
        from phrasebook import samples

        return self.normalize({"phrases": [samples.phrase()], "listen": True, "order": True, "courtesy": True})


class LessonBlocks(blocks.StreamBlock):
    """The blocks of a lesson."""

    text = TextBlock()
    image = PictureBlock()
    phrase = PhraseBlock()
    sign = SignBlock()
    dialogue = DialogueBlock()
    do_dont = DoDontBlock()
    callout = CalloutBlock()
    term = TermBlock()
    clip = ClipBlock()
    check = CheckBlock()
    drill = DrillBlock()
