"""Blocks that show phrasebook entries inside a lesson. An entry is chosen, never copied: it has one source."""

import copy

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class EntryChooserBlock(SnippetChooserBlock):
    """Chooses an entry; a lesson with twenty of a kind fetches them, and all they show, at once."""

    def bulk_to_python(self, values):
        found = self.model_class.objects.shown_in_bulk(set(filter(None, values)))
        # The same entry twice in a lesson is two values, as Wagtail's own block has it.
        return [copy.copy(found[value]) if value in found else None for value in values]


def _sample(name):
    """An entry as the editor shows it before one is chosen; it is in no database."""

    def make():
        from . import samples

        return {name: getattr(samples, name)()}

    return make


class PhraseBlock(blocks.StructBlock):
    """A phrase with pinyin, English, when to say it and what not to say."""

    phrase = EntryChooserBlock("phrasebook.Phrase", label=_("Phrase"))

    class Meta:
        icon = "openquote"
        label = _("Phrase")
        description = _("A sentence clerks say, in both languages, with when to say it and what not to say.")
        template = "phrasebook/blocks/phrase.html"
        preview_value = _sample("phrase")


class SignBlock(blocks.StructBlock):
    """A sign: its clip when it is filmed and reviewed, else the slot and its state."""

    sign = EntryChooserBlock("phrasebook.Sign", label=_("Sign"))

    class Meta:
        icon = "media"
        label = _("Sign")
        description = _("A sign with its clip. Until Deaf colleagues have reviewed one, the lesson says so.")
        template = "phrasebook/blocks/sign.html"
        preview_value = _sample("sign")


class DialogueBlock(blocks.StructBlock):
    """A dialogue, turn by turn."""

    dialogue = EntryChooserBlock("phrasebook.Dialogue", label=_("Dialogue"))

    class Meta:
        icon = "group"
        label = _("Dialogue")
        description = _("A short scene at the counter, turn by turn, in both languages.")
        template = "phrasebook/blocks/dialogue.html"
        preview_value = _sample("dialogue")
