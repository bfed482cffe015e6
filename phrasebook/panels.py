"""How the editor of an entry is asked for what it needs."""

from wagtailmedia.edit_handlers import MediaChooserPanel


class RecordingPanel(MediaChooserPanel):
    """A chooser of a sound that can also be spoken then and there; nothing is sent before it was listened to."""

    def __init__(self, field_name, *args, **kwargs):
        super().__init__(field_name, *args, **{**kwargs, "media_type": "audio"})

    class BoundPanel(MediaChooserPanel.BoundPanel):
        template_name = "phrasebook/panels/recording.html"

        class Media:
            js = ["phrasebook/recorder.js"]
            css = {"all": ["phrasebook/recorder.css"]}
