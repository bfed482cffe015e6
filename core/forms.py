"""The form by which films and sounds come into the house, wherever the CMS shows it."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.settings import wagtailmedia_settings

from . import captions, services
from .captions_srt import cues_of_srt, is_srt
from .clip_types import CONTAINERS, container_of, ending_of, head_of
from .preparing import FIRST_PICTURE

MOST_PICTURE_BYTES = 5 * 1024**2
MOST_PICTURE_POINTS = 40_000_000
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
READ_FROM_THE_FILE = ("duration", "width", "height")

REFUSALS = {
    "ending": gettext_lazy("Files of this kind are not taken here. Save it as %(endings)s and choose that."),
    "size": gettext_lazy("The file has %(size)s; at most %(most)s are taken. Cut it, or save it smaller."),
    "content": gettext_lazy(
        "This is called .%(ending)s but is something else inside. Save it again as %(endings)s and upload that."
    ),
    "picture": gettext_lazy("This is no picture browsers show. Upload a JPEG, PNG or WebP."),
    "picture size": gettext_lazy("The picture is too large. Upload one of at most 5 MB and 40 million points."),
}

# Said by the browser, which puts the numbers in.
BEFORE_IT_TRAVELS = {
    "large": gettext_lazy("The file has {size}; at most {most} are taken. Cut it, or save it smaller."),
    "ending": gettext_lazy("Files of this kind are not taken here. Save it as {endings} and choose that."),
    "sending": gettext_lazy("Uploading: {percent} ({done} of {all})"),
    "working": gettext_lazy("Uploaded. The server is looking at the file …"),
}


def check_clip(file, ending, most_bytes):
    """Raises ValidationError with a sentence for a file that is too large or not what its name says."""
    if file.size > most_bytes:
        facts = {"size": filesizeformat(file.size), "most": filesizeformat(most_bytes)}
        raise forms.ValidationError(REFUSALS["size"] % facts, code="size")
    if CONTAINERS.get(ending) is None or container_of(head_of(file)) != CONTAINERS[ending]:
        facts = {"ending": ending, "endings": _("MP4 or WebM (film), MP3, M4A, OGG or WAV (sound)")}
        raise forms.ValidationError(REFUSALS["content"] % facts, code="content")


def check_picture(file):
    """Raises ValidationError with a sentence for anything but a picture of a modest size."""
    if file.size > MOST_PICTURE_BYTES:
        raise forms.ValidationError(REFUSALS["picture size"], code="picture size")
    try:
        file.seek(0)
        with Image.open(file, formats=PICTURE_FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PICTURE_POINTS:
                raise forms.ValidationError(REFUSALS["picture size"], code="picture size")
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        raise forms.ValidationError(REFUSALS["picture"], code="picture") from wrong
    finally:
        file.seek(0)


class ClipForm(BaseMediaForm):
    """Says its limits before anybody uploads, looks into the file, and asks for small versions of what is new."""

    former_picture = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self._say_limits(self.fields["file"])
        for name in {"captions", "captions_en"} & set(self.fields):
            self.fields[name].widget.attrs.update({"rows": 8, "spellcheck": "false", "data-captions": name})

    @cached_property
    def endings(self):
        """The endings of names this form takes."""
        sound = self.instance.type == "audio"
        return wagtailmedia_settings.AUDIO_EXTENSIONS if sound else wagtailmedia_settings.VIDEO_EXTENSIONS

    def _named_endings(self):
        return ", ".join(ending.upper() for ending in self.endings if ending not in {"weba", "opus"})

    def _say_limits(self, field):
        facts = {"endings": self._named_endings(), "most": filesizeformat(settings.MEDIA_MAX_BYTES)}
        field.help_text = _("%(endings)s, at most %(most)s.") % facts
        field.widget.attrs["data-most-bytes"] = settings.MEDIA_MAX_BYTES
        field.widget.attrs.update({f"data-{name}": words for name, words in BEFORE_IT_TRAVELS.items()})

    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            ending = ending_of(file.name)
            if ending not in self.endings:
                raise forms.ValidationError(REFUSALS["ending"] % {"endings": self._named_endings()}, code="ending")
            check_clip(file, ending, settings.MEDIA_MAX_BYTES)
        return file

    def clean_thumbnail(self):
        picture = self.cleaned_data["thumbnail"]
        if isinstance(picture, UploadedFile):
            check_picture(picture)
        return picture

    def clean_captions(self):
        return _judged(self.cleaned_data["captions"])

    def clean_captions_en(self):
        return _judged(self.cleaned_data["captions_en"])

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "file" in self.changed_data:
            self._forget_former_file(cleaned)
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        # The model then finds no file and complains of its missing ending, at the head of the form.
        if self.has_error("file") and self.has_error(NON_FIELD_ERRORS, "invalid_extension"):
            del self._errors[NON_FIELD_ERRORS]

    def _forget_former_file(self, cleaned):
        """What was read from the former file is not true of the new one; what somebody typed just now is."""
        for name in set(READ_FROM_THE_FILE) - set(self.changed_data):
            cleaned[name] = 0 if name == "duration" else None
        kept = self.instance.thumbnail
        if kept and "thumbnail" not in self.changed_data and PurePath(kept.name).name.startswith(FIRST_PICTURE):
            cleaned["thumbnail"] = False  # as the box to clear it does
            self.former_picture = kept

    def save(self, commit=True):
        clip = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            services.ask_to_prepare(clip=clip)
            if self.former_picture:
                self.former_picture.storage.delete(self.former_picture.name)
        return clip


def _judged(text):
    """The captions as WebVTT; SubRip is turned into it. Raises ValidationError with a sentence for each fault."""
    text = text.strip().replace("\r\n", "\n")
    if is_srt(text):
        return captions.as_webvtt(cues_of_srt(text))
    if found := captions.faults(text):
        raise forms.ValidationError(found[:10])
    return text
