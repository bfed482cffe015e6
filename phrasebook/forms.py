"""The editor's forms: readings are drafted, a film is held to its way, a scene can be played to its end."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from . import filming, scenes
from .readings import fitting, ipa_of, is_whole, pinyin_of


class ReadingsForm(WagtailAdminModelForm):
    """Fills a reading that was left empty with a draft; what somebody wrote stays."""

    read = {}  # field of the reading: (field it is made of, how)

    def clean(self):
        cleaned = super().clean()
        for field, (source, draft) in self.read.items():
            if field in cleaned and not cleaned[field].strip():
                longest = self._meta.model._meta.get_field(field).max_length
                cleaned[field] = fitting(draft(cleaned.get(source) or ""), longest)
        return cleaned


class TermForm(ReadingsForm):
    read = {"pinyin": ("name", pinyin_of)}


class PhraseForm(ReadingsForm):
    read = {"pinyin": ("text", pinyin_of), "ipa": ("english", ipa_of)}

    def clean_readings_checked(self):
        """Nobody can have read aloud what was not there; the fields of the readings stand before this one."""
        checked = self.cleaned_data["readings_checked"]
        if checked and not is_whole(self.cleaned_data.get("pinyin", ""), self.cleaned_data.get("ipa", "")):
            sentence = _(
                "The readings are not complete. Draft them, write the words marked * by hand, read both aloud, "
                "then tick this."
            )
            raise ValidationError(sentence)
        return checked


class SignForm(WagtailAdminModelForm):
    """A film goes its way: to be filmed, in review, reviewed."""

    def clean(self):
        cleaned = super().clean()
        clips = [clip for clip in (cleaned.get("clip"), cleaned.get("second_clip")) if clip]
        film = filming.Film(
            status=cleaned.get("status", filming.TO_FILM),
            has_clip=bool(cleaned.get("clip")),
            placeholder=any(clip.placeholder for clip in clips),
            **{name: cleaned.get(name) or "" for name in ("signer", "reviewer")},
            **{name: cleaned.get(name) for name in ("consent_on", "reviewed_on")},
        )
        found = filming.faults(
            film,
            before=self.initial.get("status") or filming.TO_FILM,
            another_film=bool({"clip", "second_clip"} & set(self.changed_data)),
            may_publish=bool(self.for_user and self.for_user.has_perm("phrasebook.publish_sign")),
            today=timezone.localdate(),
        )
        for field, sentence in found:
            # A day that could not be read has its sentence already.
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned


class DialogueForm(WagtailAdminModelForm):
    """A draft may be half done; what is published or sent to review can be played to its end."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation:
            turns = [scenes.Said(row.get("role", ""), row.get("text", "")) for _form, row in _rows(self, "turns")]
            choices = _rows(self, "choices")
            answers = [
                scenes.Answer(row.get("at_turn"), row.get("text", ""), row.get("leads_to"), row.get("quality", ""))
                for _form, row in choices
            ]
            for fault in scenes.faults(turns, answers):
                choices[fault.place][0].add_error(fault.field, fault.sentence)
        return cleaned


def _rows(form, name):
    """The forms of an inline panel with what they say, in the author's order, without those being taken out."""
    formset = form.formsets[name]
    formset.is_valid()
    rows = [
        (row, row.cleaned_data)
        for row in formset.forms
        if row not in formset.deleted_forms and row.is_valid() and row.cleaned_data
    ]
    return sorted(rows, key=lambda pair: pair[1].get("ORDER") or 0)
