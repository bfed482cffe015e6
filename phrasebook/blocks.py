"""Blocks that show phrasebook entries inside a lesson. An entry is chosen, never copied: it has one source."""

import copy
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

# Entries fetched while one lesson is read: {model: {id: entry or None}}.
_at_hand = ContextVar("_at_hand", default=None)


@contextmanager
def each_fetched_once(wanted=None):
    """What the phrases of a lesson have fetched, its drill does not fetch again.

    `wanted`, as `{model: ids}`, is fetched first: then the phrases of all blocks come in one query.
    """
    token = _at_hand.set({})
    for model, ids in (wanted or {}).items():
        if ids:
            _at_hand.get()[model] = {**dict.fromkeys(ids), **model.objects.shown_in_bulk(ids)}
    try:
        yield
    finally:
        _at_hand.reset(token)


class EntryChooserBlock(SnippetChooserBlock):
    """Chooses an entry; a lesson with twenty of a kind fetches them, and all they show, at once."""

    def bulk_to_python(self, values):
        found = self._found(set(filter(None, values)))
        # The same entry twice in a lesson is two values, as Wagtail's own block has it.
        return [copy.copy(found[value]) if found.get(value) else None for value in values]

    def _found(self, ids):
        at_hand = _at_hand.get()
        if at_hand is None:
            return self.model_class.objects.shown_in_bulk(ids)
        found = at_hand.setdefault(self.model_class, {})
        missing = ids - set(found)
        if missing:
            found.update({**dict.fromkeys(missing), **self.model_class.objects.shown_in_bulk(missing)})
        return found


class EntryBlock(blocks.StructBlock):
    """One entry in a lesson; before one is chosen the editor shows a sample, which is in no database."""

    def get_preview_value(self):
        from . import samples

        return self.normalize(
            {
                name: getattr(samples, name)() if isinstance(block, EntryChooserBlock) else block.get_default()
                for name, block in self.child_blocks.items()
            }
        )


class PhraseBlock(EntryBlock):
    """A phrase with pinyin, English, when to say it and what not to say."""

    phrase = EntryChooserBlock("phrasebook.Phrase", label=_("Phrase"))

    class Meta:
        icon = "openquote"
        label = _("Phrase")
        description = _("A sentence clerks say, in both languages, with when to say it and what not to say.")
        template = "phrasebook/blocks/phrase.html"


class SignBlock(EntryBlock):
    """A sign: its clip when it is filmed and reviewed, else the slot and its state."""

    sign = EntryChooserBlock("phrasebook.Sign", label=_("Sign"))

    class Meta:
        icon = "media"
        label = _("Sign")
        description = _("A sign with its clip. Until Deaf colleagues have reviewed one, the lesson says so.")
        template = "phrasebook/blocks/sign.html"


class DialogueBlock(EntryBlock):
    """A dialogue, turn by turn."""

    dialogue = EntryChooserBlock("phrasebook.Dialogue", label=_("Dialogue"))
    play = blocks.BooleanBlock(
        label=_("Played by the reader"),
        required=False,
        help_text=_("The reader takes the part of the clerk and chooses what to say, instead of reading it."),
    )

    def bulk_to_python(self, values):
        """The choices of the dialogues that are played come in one query more; those that are read need none."""
        found = super().bulk_to_python(values)
        played = [value["dialogue"] for value in found if value["play"] and value["dialogue"]]
        if played:
            played[0].with_choices(played)
        return found

    class Meta:
        icon = "group"
        label = _("Dialogue")
        description = _("A short scene at the counter, turn by turn, in both languages.")
        template = "phrasebook/blocks/dialogue.html"


class TermBlock(EntryBlock):
    """A term of the trade with its plain explanation."""

    term = EntryChooserBlock("phrasebook.Term", label=_("Term"))

    class Meta:
        icon = "tag"
        label = _("Term")
        description = _("A word of the hall's business, explained as one would explain it to a customer.")
        template = "phrasebook/blocks/term.html"
