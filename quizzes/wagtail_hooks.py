from django.contrib.admin.utils import quote
from django.db import router
from django.db.models.deletion import Collector, ProtectedError
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

import core.converters  # noqa: F401 - <number:…>

from . import cms_views
from .bank import readiness
from .models import Practical, Question, Quiz, Topic
from .viewsets import QuizzesGroup

register_snippet(QuizzesGroup)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        "quizzes.import", gettext_lazy("Import a file of questions"), gettext_lazy("File of questions imported")
    )


@hooks.register("register_admin_urls")
def pages_of_the_editor():
    return [path("quizzes/pictures/<number:pk>/", cms_views.picture, name="quizzes_picture")]


@hooks.register("before_edit_snippet")
def leave_a_quiz_in_use_to_those_who_publish(request, instance):
    """A quiz has no drafts: once people have sat it, a new pass mark or draw is as good as published."""
    may_publish = request.user.has_perm("quizzes.publish_question")
    if isinstance(instance, Quiz) and request.method == "POST" and not may_publish and instance.attempts.exists():
        sentence = _(
            "People have taken this quiz already: a chief trainer changes its rules, so that nobody is surprised."
        )
        messages.error(request, sentence)
        return redirect(reverse(instance.snippet_viewset.get_url_name("edit"), args=[quote(instance.pk)]))
    return None


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request, instances):
    """Attempts, quizzes and course steps keep what they were made of: say so, instead of failing on the click.

    Asks the database what deleting would meet, so that rooms above this one need not be known here.
    """
    for instance in instances:
        if isinstance(instance, (Question, Quiz, Topic, Practical)) and (users := _protected_by(instance)):
            sentence = _("“%(name)s” cannot be deleted, because it is used by: %(users)s.")
            messages.error(request, f"{sentence % {'name': instance, 'users': users}} {_way_out(instance)}")
            viewset = instance.snippet_viewset
            if len(instances) > 1:
                return redirect(reverse(viewset.get_url_name("list")))
            return redirect(reverse(viewset.get_url_name("edit"), args=[quote(instance.pk)]))
    return None


def _protected_by(instance):
    collector = Collector(using=router.db_for_write(type(instance), instance=instance), origin=instance)
    try:
        collector.collect([instance])
    except ProtectedError as error:
        counts = {}
        for user in error.protected_objects:
            counts[user._meta.verbose_name_plural] = counts.get(user._meta.verbose_name_plural, 0) + 1
        return ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return ""


def _way_out(instance):
    if isinstance(instance, Question):
        return _("Unpublish it instead: then it is not asked any more.")
    if isinstance(instance, Practical):
        return _("Unpublish it instead: then nobody is observed in it any more.")
    return _("Change or remove those first.")


@hooks.register("after_unpublish")
def warn_of_quizzes_that_cannot_start(request, instance):
    """Unpublishing a question may leave a quiz short; whoever did it should hear that at once."""
    if isinstance(instance, Question):
        quizzes = {quiz.pk: quiz for quiz in Quiz.objects.with_questions()}
        for key, sentences in readiness(quizzes.values()).items():
            if sentences:
                sentence = _("The quiz “%(quiz)s” cannot start now: %(why)s")
                messages.warning(request, sentence % {"quiz": quizzes[key].local_title, "why": " ".join(sentences)})


@hooks.register("register_log_actions")
def log_extra_time(actions):
    """Who gave whom more time stands in the CMS with the rest of the audit trail."""
    actions.register_action("quizzes.extra_time", gettext_lazy("Give extra time"), gettext_lazy("Extra time given"))
    actions.register_action(
        "quizzes.extra_time_ended", gettext_lazy("End extra time"), gettext_lazy("Extra time ended")
    )
