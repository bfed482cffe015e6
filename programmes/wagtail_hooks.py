from django.contrib.admin.utils import quote
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from courses.models import CoursePage
from quizzes.models import Practical

from .models import Cycle, Programme
from .usage import asking_for, in_words
from .viewsets import ProgrammeViewSet

register_snippet(ProgrammeViewSet)


@hooks.register("register_log_actions")
def log_what_managers_decide(actions):
    """So that decisions about cycles can be read in the CMS with the rest of the audit trail."""
    actions.register_action("programmes.waive_part", _("Waive a part of a programme"), _("Part of a programme waived"))
    actions.register_action(
        "programmes.hand_in", _("Hand in a certificate from outside"), _("Certificate from outside handed in")
    )
    actions.register_action(
        "programmes.recognise", _("Decide on a certificate from outside"), _("Certificate from outside decided on")
    )
    actions.register_action("programmes.waive_cycle", _("Waive a certificate"), _("Certificate waived"))
    actions.register_action("programmes.withdraw_cycle", _("Take a round back"), _("Round taken back"))


@hooks.register("register_log_actions")
def log_what_is_assigned(actions):
    """The same for training that is assigned, and for the rules that assign it."""
    actions.register_action("programmes.assign", _("Assign training"), _("Training assigned"))
    actions.register_action("programmes.extend", _("Change the day of assigned training"), _("Day of training changed"))
    actions.register_action("programmes.take_back", _("Take assigned training back"), _("Assigned training taken back"))
    actions.register_action("programmes.rule", _("Save a rule for training"), _("Rule for training saved"))
    actions.register_action("programmes.rule_off", _("Switch a rule for training off"), _("Rule switched off"))
    actions.register_action("programmes.rule_applied", _("Make a rule for training true"), _("Rule made true"))
    actions.register_action("programmes.exception", _("Decide on an exception of a rule"), _("Exception decided on"))


@hooks.register("before_delete_snippet")
def keep_what_rounds_rest_on(request, instances):
    """A programme with rounds stays, and so does a quiz or practical that a published programme asks for."""
    for instance in instances:
        if isinstance(instance, Programme) and Cycle.objects.filter(certification=instance.certification_id).exists():
            sentence = gettext("“%(name)s” stays: people have had rounds of it, which rest on it. Unpublish it.")
            return _refused(request, instance, sentence % {"name": instance}, len(instances))
        if asking := asking_for([instance]):
            return _refused(request, instance, _asked_for(instance, asking), len(instances))
    return None


def _asked_for(thing, asking):
    sentence = gettext("“%(name)s” stays: %(programmes)s asks for it. Take it out there first.")
    return sentence % {"name": thing, "programmes": in_words(asking)}


def _refused(request, instance, sentence, count):
    messages.error(request, sentence)
    viewset = instance.snippet_viewset
    if count > 1:
        return redirect(reverse(viewset.get_url_name("list")))
    return redirect(reverse(viewset.get_url_name("edit"), args=[quote(instance.pk)]))


def _courses_below(page):
    return CoursePage.objects.descendant_of(page, inclusive=True)


@hooks.register("before_delete_page")
def keep_the_courses_programmes_ask_for(request, page):
    """A course that a published programme asks for stays, and the pages above it."""
    if asking := asking_for(_courses_below(page)):
        messages.error(request, _asked_for(page.specific.local_title, asking))
        return redirect("wagtailadmin_explore", page.pk)
    return None


@hooks.register("before_bulk_action")
def keep_them_from_deletion_of_many(request, action_type, objects, action):
    """The same for pages ticked in a list."""
    if action_type != "delete" or not all(isinstance(thing, Page) for thing in objects):
        return None
    for page in objects:
        if asking := asking_for(_courses_below(page)):
            messages.error(request, _asked_for(page.specific.local_title, asking))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("after_unpublish_page")
def say_which_programmes_miss_a_course(request, page):
    """Unpublishing is allowed, but whoever has an open round cannot finish it meanwhile."""
    if isinstance(page.specific, CoursePage):
        _warn(request, page.specific)


@hooks.register("after_unpublish")
def say_which_programmes_miss_a_practical(request, instance):
    if isinstance(instance, Practical):
        _warn(request, instance)


def _warn(request, thing):
    if asking := asking_for([thing]):
        sentence = gettext("%(programmes)s asks for “%(name)s”: nobody can finish that until it is published again.")
        messages.warning(request, sentence % {"name": thing.local_title, "programmes": in_words(asking)})
