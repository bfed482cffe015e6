"""Pieces of the question editor that Wagtail does not have."""

from wagtail.admin.panels import HelpPanel

from .models import QuestionFigures


class FiguresPanel(HelpPanel):
    """What people's answers say about the question being edited, as last counted; nothing for a new one."""

    def __init__(self, **kwargs):
        super().__init__(**{"template": "quizzes/panels/figures.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            kept = QuestionFigures.objects.filter(question=self.instance.pk).first()
            return {
                **super().get_context_data(parent_context),
                "question": self.instance,
                "kept": kept,
                "is_current": kept is not None and kept.revision_id == self.instance.live_revision_id,
            }
