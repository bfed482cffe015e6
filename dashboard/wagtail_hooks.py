"""From the question bank to the correction of a key."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from quizzes.models import Question
from quizzes.regrading import differs


@hooks.register("after_edit_snippet")
def ask_whether_to_mark_anew(request, instance):
    """Whoever published another key sees at once whom the old one marked; leaving it so is one click."""
    if not isinstance(instance, Question) or not _has_published(request):
        return None
    question = Question.objects.select_related("live_revision").get(pk=instance.pk)
    if question.live_revision and differs(question, question.live_revision):
        return redirect(reverse("exams:correction", args=[question.pk]) + "?published")
    return None


def _has_published(request):
    sent = request.POST
    approving = "action-workflow-action" in sent and sent.get("workflow-action-name") == "approve"
    return "action-publish" in sent or approving


@hooks.register("register_snippet_listing_buttons")
def correction_button(snippet, user, next_url=None):
    """In the list of questions, and behind the dots in the editor: the correction of a key at any later time."""
    if isinstance(snippet, Question) and snippet.live_revision_id:
        address = reverse("exams:correction", args=[snippet.pk])
        yield Button(_("Correction of the key"), address, icon_name="history", priority=50)
