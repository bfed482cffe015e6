"""How a question is answered: one block a kind, with the fields its shape in docs/questions.md has."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .blocks_choices import MultipleBlock, SingleBlock
from .blocks_media import CaseBlock, EssayBlock, HotspotBlock, ListenBlock, WatchBlock, parts_of
from .kinds import KindName


class TruthBlock(blocks.FieldBlock):
    """True or false, or not yet said: a check box could not tell the last two apart."""

    WORDS = {True: "true", False: "false"}

    def __init__(self, required=True, help_text=None, **kwargs):
        words = [("true", pgettext_lazy("answer to a statement", "True"))]
        words.append(("false", pgettext_lazy("answer to a statement", "False")))
        self.field = forms.ChoiceField(
            choices=[("", "—"), *words], required=required, help_text=help_text, widget=forms.Select
        )
        super().__init__(**kwargs)

    def value_for_form(self, value):
        return self.WORDS.get(value, "")

    def value_from_form(self, value):
        return {"true": True, "false": False}.get(value)


class TrueFalseBlock(blocks.StructBlock):
    """True or false."""

    is_true = TruthBlock(label=_("The statement is"))
    feedback_true = blocks.CharBlock(label=_("Said to whoever answers “true”"), required=False, max_length=300)
    feedback_false = blocks.CharBlock(label=_("Said to whoever answers “false”"), required=False, max_length=300)

    class Meta:
        icon = "check"
        label = KindName.TRUE_FALSE.label
        description = _("A statement that is true or false.")


class SpecialBlock(blocks.StructBlock):
    """A spelling that is worth less, or to which something is said."""

    text = blocks.CharBlock(label=_("Spelling"), max_length=200)
    weight = blocks.IntegerBlock(label=_("Worth (%)"), default=50, min_value=0, max_value=100)
    feedback = blocks.CharBlock(label=_("Said to whoever writes it"), required=False, max_length=300)


class BlankBlock(blocks.StructBlock):
    """One blank of a text."""

    accepted = blocks.TextBlock(label=_("Accepted answers, one a line"), max_length=500, rows=2)
    special = blocks.ListBlock(SpecialBlock(), label=_("Spellings worth less"), default=[])


class FillInBlock(blocks.StructBlock):
    """Fill in the blanks."""

    blanks = blocks.ListBlock(
        BlankBlock(),
        label=_("Blanks"),
        min_num=1,
        max_num=10,
        help_text=_(
            "One entry for each ____, in order. Width, capitals, white space and punctuation do not matter; list "
            "other spellings such as 240 and 二百四十."
        ),
    )
    homophones = blocks.BooleanBlock(
        label=_("accept Chinese that sounds the same"),
        required=False,
        help_text=_("A slip of the input method, as 电废 for 电费, then counts as right."),
    )
    exact = blocks.BooleanBlock(label=_("sign for sign"), required=False)

    class Meta:
        icon = "edit"
        label = KindName.FILL_IN.label
        description = _("Something is typed into blanks of the question; several spellings can be accepted.")


class QuestionBlocks(blocks.StreamBlock):
    """The one block that says how a question is answered."""

    single = SingleBlock()
    multiple = MultipleBlock()
    true_false = TrueFalseBlock()
    fill_in = FillInBlock()
    hotspot = HotspotBlock()
    listen = ListenBlock()
    watch = WatchBlock()
    essay = EssayBlock()
    # The kinds a case may ask, in the order of the chooser.
    case = CaseBlock(
        [
            (
                "parts",
                parts_of(
                    single=SingleBlock,
                    multiple=MultipleBlock,
                    true_false=TrueFalseBlock,
                    fill_in=FillInBlock,
                    hotspot=HotspotBlock,
                    listen=ListenBlock,
                    watch=WatchBlock,
                ),
            )
        ]
    )
