"""Pieces of the editor that Wagtail does not have."""

from django import forms
from wagtail.admin.panels import HelpPanel
from wagtailmedia.edit_handlers import MediaChooserPanel


class DraftReadingsPanel(HelpPanel):
    """The button that drafts the readings of a phrase or a term."""

    def __init__(self, kind="phrase", **kwargs):
        kwargs["template"] = "phrasebook/cms/draft_readings.html"
        super().__init__(**kwargs)
        self.kind = kind

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "kind": self.kind}

    class BoundPanel(HelpPanel.BoundPanel):
        @property
        def media(self):
            return super().media + forms.Media(js=["phrasebook/draft_readings.js"])


def after(panels, name, another):
    """The panels of a model with another one behind the field of that name."""
    return [piece for panel in panels for piece in _with(panel, name, another)]


def _with(panel, name, another):
    return [panel, another] if getattr(panel, "field_name", "") == name else [panel]


class RecordingPanel(MediaChooserPanel):
    """A chooser of a sound that can also be spoken then and there; nothing is sent before it was listened to."""

    def __init__(self, field_name, *args, **kwargs):
        super().__init__(field_name, *args, **{**kwargs, "media_type": "audio"})

    class BoundPanel(MediaChooserPanel.BoundPanel):
        template_name = "phrasebook/panels/recording.html"

        class Media:
            js = ["phrasebook/recorder.js"]
            css = {"all": ["phrasebook/recorder.css"]}
