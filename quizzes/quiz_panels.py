"""A piece of the quiz editor that Wagtail does not have."""

from wagtail.admin.panels import HelpPanel

from .blueprint import blueprint


class BlueprintPanel(HelpPanel):
    """What the quiz asks as it is stored, beside what the bank holds."""

    def __init__(self, **kwargs):
        kwargs["template"] = "quizzes/cms/blueprint.html"
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "blueprint": blueprint(self.instance)}
