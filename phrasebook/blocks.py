"""Blocks that show phrasebook entries inside a lesson. An entry is chosen, never copied: it has one source."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class PhraseBlock(blocks.StructBlock):
    """A phrase with pinyin, English, when to say it and what not to say."""

    phrase = SnippetChooserBlock("phrasebook.Phrase", label=_("Phrase"))

    class Meta:
        icon = "openquote"
        label = _("Phrase")
        template = "phrasebook/blocks/phrase.html"


class SignBlock(blocks.StructBlock):
    """A sign: its clip when it is filmed and reviewed, else the slot and its state."""

    sign = SnippetChooserBlock("phrasebook.Sign", label=_("Sign"))

    class Meta:
        icon = "media"
        label = _("Sign")
        template = "phrasebook/blocks/sign.html"


class DialogueBlock(blocks.StructBlock):
    """A dialogue, turn by turn."""

    dialogue = SnippetChooserBlock("phrasebook.Dialogue", label=_("Dialogue"))

    class Meta:
        icon = "group"
        label = _("Dialogue")
        template = "phrasebook/blocks/dialogue.html"
